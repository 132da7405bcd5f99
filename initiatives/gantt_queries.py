"""Reads what the Gantt chart shows: the schedule in force and the lead sections' reports."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from .charts import gantt
from .choices import ParticipationRole, ReportStatus
from .models import InitiativeTerms, Plan, PlanRevision, ProgressReport, ReportingPeriod
from .rollup_queries import terms_in_force


def chart(
    plan: Plan, period: ReportingPeriod, *, today: date, code: str | None = None
) -> gantt.Gantt:
    """The chart of a period, for all initiatives or for one. Seven queries."""
    revision = PlanRevision.objects.in_force(plan, period.ends_on)
    terms = [t for t in terms_in_force(revision) if code is None or t.initiative.code == code]
    periods = [p for p in ReportingPeriod.objects.of(plan) if p.ends_on <= period.ends_on]
    reported = _lead_reports(plan, period)
    return gantt.draw(
        [_row(t, periods, reported[t.initiative_id]) for t in terms],
        fiscal_years=plan.fiscal_years,
        phases=[gantt.Phase(p.name, p.bar_style) for p in plan.phases.all()],
        today=today,
        shown=(period.starts_on, period.ends_on),
    )


def planned_phases(terms: InitiativeTerms) -> tuple[gantt.PlannedPhase, ...]:
    """A schedule as the chart draws it. Expects the phases prefetched."""
    return tuple(
        gantt.PlannedPhase(
            s.phase.name, s.phase.bar_style, s.first_fiscal_year, s.last_fiscal_year
        )
        for s in terms.phases.all()
    )


def _lead_reports(plan: Plan, period: ReportingPeriod) -> dict[int, dict[int, ProgressReport]]:
    """The lead sections' counted reports, by initiative and period."""
    reports = (
        ProgressReport.objects.counted()
        .filter(
            participation__role=ParticipationRole.LEAD,
            period__plan=plan,
            period__ends_on__lte=period.ends_on,
        )
        .select_related("phase", "participation")
    )
    found: dict[int, dict[int, ProgressReport]] = defaultdict(dict)
    for report in reports:
        found[report.participation.initiative_id][report.period_id] = report
    return found


def _row(
    terms: InitiativeTerms,
    periods: list[ReportingPeriod],
    reported: dict[int, ProgressReport],
) -> gantt.Row:
    initiative = terms.initiative
    return gantt.Row(
        symbol=initiative.symbol,
        title=initiative.title,
        url=initiative.get_absolute_url(),
        planned=planned_phases(terms),
        actual=tuple(_actual(p, reported.get(p.pk)) for p in periods),
    )


def _actual(period: ReportingPeriod, report: ProgressReport | None) -> gantt.ActualPeriod:
    if report is None:
        return gantt.ActualPeriod(period.short_label, period.starts_on, period.ends_on)
    working = report.status == ReportStatus.IN_PROGRESS
    return gantt.ActualPeriod(
        label=period.short_label,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        phase=report.phase.name if working and report.phase else "",
        status_label=report.get_status_display(),
    )
