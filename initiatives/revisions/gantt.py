"""Reads what the Gantt chart shows: adopted and present schedules, and the leads' reports."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from initiatives.charts import gantt
from initiatives.choices import ParticipationRole, ReportStatus
from initiatives.models import (
    Initiative,
    InitiativeTerms,
    Plan,
    PlanRevision,
    ProgressReport,
    ReportingPeriod,
)
from initiatives.models.cadence import day_of
from initiatives.rollup.record import terms_rows

ACTUAL = tuple[gantt.ActualPeriod, ...]


@dataclass(frozen=True)
class _Course:
    """One initiative in each revision, the oldest first; `now` is None once it was ended."""

    rows: tuple[InitiativeTerms, ...]
    now: InitiativeTerms | None

    @property
    def first(self) -> InitiativeTerms:
        return self.rows[0]

    @property
    def initiative(self) -> Initiative:
        return self.first.initiative


def chart(
    plan: Plan, period: ReportingPeriod, *, today: date, code: str | None = None
) -> gantt.Gantt:
    """The chart of a period, for all initiatives or for one. Seven queries.

    Initiatives that a revision ended by then are in it, too.
    """
    return gantt.draw(
        [row for row in rows(plan, period, today=today) if code is None or row.code == code],
        fiscal_years=plan.fiscal_years,
        phases=_phases(plan),
        today=today,
        shown=(period.starts_on, period.ends_on),
    )


def rows(plan: Plan, period: ReportingPeriod, *, today: date) -> list[gantt.Row]:
    """Every initiative up to a period: as adopted, as in force, as reported. Six queries."""
    revision = PlanRevision.objects.in_force(plan, day_of(period, today))
    courses = _courses(plan, revision)
    periods = [p for p in ReportingPeriod.objects.of(plan) if p.ends_on <= period.ends_on]
    in_force = _in_force(courses, periods, today)
    reported = _lead_reports(plan, period)
    return [
        _row(course, _actuals(course, periods, in_force, reported[course.initiative.pk]))
        for course in courses
    ]


def revision_chart(plan: Plan, revision: PlanRevision, *, today: date) -> gantt.Gantt:
    """A revision, sealed or not, against the plan as adopted; no reports. Four queries."""
    return gantt.draw(
        [_row(course, ()) for course in _courses(plan, revision)],
        fiscal_years=plan.fiscal_years,
        phases=_phases(plan),
        today=today,
        shown=None,
    )


def planned_phases(terms: InitiativeTerms) -> tuple[gantt.PlannedPhase, ...]:
    """A schedule as the chart draws it. Expects the phases prefetched."""
    return tuple(
        gantt.PlannedPhase(
            s.phase.name, s.phase.bar_style, s.first_fiscal_year, s.last_fiscal_year
        )
        for s in terms.phases.all()
    )


def _phases(plan: Plan) -> list[tuple[str, str]]:
    return [(p.name, p.bar_style) for p in plan.phases.all()]


def _courses(plan: Plan, revision: PlanRevision | None) -> list[_Course]:
    """Every initiative that a revision or one before it names, in the plan's order."""
    if revision is None:
        return []
    named = (
        terms_rows()
        .filter(revision__plan=plan, revision__number__lte=revision.number)
        .select_related("initiative__plan", "revision")
        .order_by("initiative__order", "initiative_id", "revision__number")
    )
    found: dict[int, list[InitiativeTerms]] = {}
    for row in named:
        found.setdefault(row.initiative_id, []).append(row)
    return [
        _Course(tuple(said), said[-1] if said[-1].revision_id == revision.pk else None)
        for said in found.values()
    ]


def _in_force(
    courses: list[_Course], periods: list[ReportingPeriod], today: date
) -> dict[int, int | None]:
    """The number of the revision in force on each period's day, by period."""
    revisions = {row.revision.number: row.revision for c in courses for row in c.rows}
    return {
        p.pk: max(
            (n for n, r in revisions.items() if n == 0 or r.effective_on <= day_of(p, today)),
            default=None,
        )
        for p in periods
    }


def _actuals(
    course: _Course,
    periods: list[ReportingPeriod],
    in_force: dict[int, int | None],
    reported: dict[int, ProgressReport],
) -> ACTUAL:
    """Every period in which the plan named the initiative, and any other that has a report."""
    numbers = {row.revision.number for row in course.rows}
    return tuple(
        _actual(p, reported.get(p.pk))
        for p in periods
        if in_force[p.pk] in numbers or p.pk in reported
    )


def _row(course: _Course, actual: ACTUAL) -> gantt.Row:
    first, initiative = course.first, course.initiative
    adopted = planned_phases(first)
    planned = planned_phases(course.now) if course.now else ()
    joined_later = first.revision.number > 0
    standing = gantt.Standing.ADDED if joined_later else gantt.Standing.ADOPTED
    return gantt.Row(
        symbol=initiative.symbol,
        title=initiative.title,
        url=initiative.get_absolute_url(),
        planned=planned,
        actual=actual,
        adopted=() if adopted == planned else adopted,
        standing=standing if course.now else gantt.Standing.ENDED,
        adopted_label="追加時" if joined_later else "策定時",
        code=initiative.code,
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
