"""Hands reports on with their duty: the one path of a change of role, a rename, a reorganisation.

No text is ever lost: a report moves with its comments and its trail, or its text is added to what
is being written already and it stays readable where it was. Every step leaves a 引き継ぎ in the
trail: who, when, from where to where.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import timezone

from hirao_dx.shared.trace import Trace
from initiatives.choices import PeriodState, ReportAction
from initiatives.models import Participation, ProgressReport, ReportTransition
from organization.models import User

TEXTS = ("done_text", "issues_text", "next_text")


def open_reports(participations: Iterable[Participation], since: date) -> list[ProgressReport]:
    """What is under way of parts that end the day before: reports of open periods that end later.

    Those of the lead first. One query.
    """
    reports = ProgressReport.objects.filter(
        participation__in=[p.pk for p in participations],
        period__state=PeriodState.OPEN,
        period__ends_on__gte=since,
    )
    return list(reports.with_names().order_by("participation__role", "pk"))


def hand_over(
    reports: list[ProgressReport], successors: dict[int, Participation], trace: Trace[User]
) -> None:
    """Move each report to the participation that goes on (`successors`, by the one that ended).

    A single report moves as it is, whatever its state, with its trail. Where sections merged and
    several reports meet, a draft holds all their texts, and each stays readable where it was. A
    report whose duty ended stays with the old section.
    """
    meeting: defaultdict[tuple[int, int], list[ProgressReport]] = defaultdict(list)
    for report in reports:
        successor = successors.get(report.participation_id)
        if successor is not None:
            meeting[successor.pk, report.period_id].append(report)
    places = {successor.pk: successor for successor in successors.values()}
    for (successor_id, period_id), found in meeting.items():
        successor = places[successor_id]
        own = ProgressReport.objects.filter(participation=successor, period=period_id).first()
        if own is None and len(found) == 1:
            move(found[0], successor, trace)
        elif own is None:
            _gather(found, successor, trace)
        elif own.is_being_written and (new := [r for r in found if not _is_in(own, r)]):
            _append(own, new, trace)


def move(report: ProgressReport, to: Participation, trace: Trace[User]) -> None:
    """Let a report belong to the participation that its duty went to, in the state it is in."""
    origin = report.participation
    report.participation = to
    report.version += 1
    trace.save(report)
    _leave_step(report, [origin], to, trace)


def _gather(found: list[ProgressReport], successor: Participation, trace: Trace[User]) -> None:
    """A new draft: the figures of the first report (主管 comes first), the texts of all."""
    first = found[0]
    draft = ProgressReport(
        participation=successor,
        period=first.period,
        status=first.status,
        phase=first.phase,
        progress=first.progress,
        rating=first.rating,
        **{name: _joined(found, name) for name in TEXTS},
    )
    trace.save(draft)
    origins = [report.participation for report in found]
    _leave_step(draft, origins, successor, trace, from_state="", returned=_returned(found))


def _append(own: ProgressReport, found: list[ProgressReport], trace: Trace[User]) -> None:
    for name in TEXTS:
        parts = [part for part in (getattr(own, name), _joined(found, name)) if part]
        setattr(own, name, "\n\n".join(parts))
    own.version += 1
    trace.save(own)
    origins = [report.participation for report in found]
    _leave_step(own, origins, own.participation, trace, returned=_returned(found))


def _is_in(own: ProgressReport, report: ProgressReport) -> bool:
    """Whether the text of another report has gone into one already. One query."""
    place = _place(report.participation)
    return own.transitions.filter(
        action=ReportAction.HAND_OVER, comment__contains=f"{place} → "
    ).exists()


def _leave_step(
    report: ProgressReport,
    origins: list[Participation],
    to: Participation,
    trace: Trace[User],
    from_state: str | None = None,
    returned: Iterable[str] = (),
) -> None:
    """The step in the trail: 町民課 窓口班（関係） → 町民課 窓口班（主管）, and why."""
    lines = [f"{_place(origin)} → {_place(to)}" for origin in origins]
    lines += [trace.reason or "", *returned]
    ReportTransition.objects.create(
        report=report,
        action=ReportAction.HAND_OVER,
        from_state=report.state if from_state is None else from_state,
        to_state=report.state,
        by=trace.by,
        at=timezone.now(),
        comment="\n".join(line for line in lines if line),
        version=report.version,
    )


def _returned(found: list[ProgressReport]) -> Iterator[str]:
    """Why reports were sent back that go into another, so that the reasons go along."""
    for report in found:
        if report.return_comment:
            yield f"【{report.participation.section.label}】差戻しの理由：{report.return_comment}"


def _place(participation: Participation) -> str:
    return f"{participation.section.label}（{participation.get_role_display()}）"


def _joined(found: list[ProgressReport], name: str) -> str:
    """The texts of several sections, each under its section's name."""
    parts = [
        f"【{report.participation.section.label}】\n{getattr(report, name)}"
        for report in found
        if getattr(report, name)
    ]
    return "\n\n".join(parts)
