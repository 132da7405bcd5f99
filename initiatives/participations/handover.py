"""Moves reports of an open period to the successors of a section that ends; no text is lost."""

from __future__ import annotations

from collections import defaultdict

from django.utils import timezone

from hirao_dx.shared.trace import Trace
from initiatives.choices import ReportAction
from initiatives.models import Participation, ProgressReport, ReportTransition
from organization.models import User

TEXTS = ("done_text", "issues_text", "next_text")


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
            _move(found[0], successor, trace)
        elif own is None:
            _gather(found, successor, trace)
        elif own.is_being_written:
            _append(own, found, trace)


def _move(report: ProgressReport, successor: Participation, trace: Trace[User]) -> None:
    report.participation = successor
    report.version += 1
    trace.save(report)


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
    ReportTransition.objects.create(
        report=draft,
        action=ReportAction.CREATE,
        from_state="",
        to_state=draft.state,
        by=trace.by,
        at=timezone.now(),
        comment=trace.reason or "",
        version=draft.version,
    )


def _append(own: ProgressReport, found: list[ProgressReport], trace: Trace[User]) -> None:
    for name in TEXTS:
        parts = [part for part in (getattr(own, name), _joined(found, name)) if part]
        setattr(own, name, "\n\n".join(parts))
    own.version += 1
    trace.save(own)


def _joined(found: list[ProgressReport], name: str) -> str:
    """The texts of several sections, each under its section's name."""
    parts = [
        f"【{report.participation.section.label}】\n{getattr(report, name)}"
        for report in found
        if getattr(report, name)
    ]
    return "\n\n".join(parts)
