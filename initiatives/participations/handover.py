"""Reports of an open period when their section ends: nothing typed is lost."""

from __future__ import annotations

from collections import defaultdict

from django.utils import timezone

from hirao_dx.shared.trace import Trace
from initiatives.choices import ReportAction
from initiatives.models import Participation, ProgressReport, ReportTransition
from organization.models import User

TEXTS = ("done_text", "issues_text", "next_text")


def hand_over(
    reports: list[ProgressReport], heirs: dict[int, Participation], trace: Trace[User]
) -> None:
    """Give each report to the participation that goes on (`heirs`, by the one that ended).

    One report moves as it is, whatever its state, with its trail. Where several meet, because
    sections merged, a draft holds all their texts, and each stays readable where it was. A
    report whose duty ended stays with the old section.
    """
    meeting: defaultdict[tuple[int, int], list[ProgressReport]] = defaultdict(list)
    for report in reports:
        heir = heirs.get(report.participation_id)
        if heir is not None:
            meeting[heir.pk, report.period_id].append(report)
    places = {heir.pk: heir for heir in heirs.values()}
    for (heir_id, period_id), found in meeting.items():
        heir = places[heir_id]
        own = ProgressReport.objects.filter(participation=heir, period=period_id).first()
        if own is None and len(found) == 1:
            _move(found[0], heir, trace)
        elif own is None:
            _gather(found, heir, trace)
        elif own.is_being_written:
            _append(own, found, trace)


def _move(report: ProgressReport, heir: Participation, trace: Trace[User]) -> None:
    report.participation = heir
    report.version += 1
    trace.save(report)


def _gather(found: list[ProgressReport], heir: Participation, trace: Trace[User]) -> None:
    """A new draft: the figures of the first (主管 comes first), the texts of all."""
    first = found[0]
    draft = ProgressReport(
        participation=heir,
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
