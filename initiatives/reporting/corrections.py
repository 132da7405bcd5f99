"""What a 訂正 changed in a report that waits for confirming: before, after, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from django.db.models import Q
from simple_history.utils import get_history_manager_for_model

from hirao_dx.shared.conflicts import Clash
from initiatives.choices import ReportAction, ReportState
from initiatives.models import ProgressReport, ReportTransition

from .actions import ReportContent
from .conflicts import differences


@dataclass(frozen=True)
class Correction:
    """The steps since the report was last read, oldest first, and what they changed.

    `mine` of a difference is the text as it had been handed in or confirmed, `theirs` as it is.
    """

    steps: tuple[ReportTransition, ...]
    differences: list[Clash]
    was_confirmed: bool


def corrections(reports: Iterable[ProgressReport]) -> dict[int, Correction]:
    """By report, what was corrected of those that wait. At most two queries, none for no reports.

    Several corrections in a row count as one: from what stood before the first.
    """
    waiting = {r.pk: r for r in reports if r.state == ReportState.SUBMITTED}
    steps = _last_corrections(waiting)
    if not steps:
        return {}
    read = _as_handed_in(steps)
    return {
        pk: Correction(
            tuple(found),
            differences(ReportContent.of(waiting[pk]), ReportContent.of(read[pk])),
            found[0].from_state == ReportState.CONFIRMED,
        )
        for pk, found in steps.items()
        if pk in read
    }


def _last_corrections(waiting: dict[int, ProgressReport]) -> dict[int, list[ReportTransition]]:
    """The corrections that a report's trail ends with, oldest first."""
    if not waiting:
        return {}
    trails = defaultdict(list)
    steps = ReportTransition.objects.filter(report__in=waiting).select_related("by")
    for step in steps.order_by("-version", "-pk"):
        trails[step.report_id].append(step)
    found = {
        pk: list(takewhile(lambda step: step.action == ReportAction.CORRECT, trail))[::-1]
        for pk, trail in trails.items()
    }
    return {pk: steps for pk, steps in found.items() if steps}


def _as_handed_in(steps: dict[int, list[ReportTransition]]) -> dict[int, Any]:
    """The lines of the reports' history just before their first correction."""
    wanted = Q()
    for pk, found in steps.items():
        wanted |= Q(id=pk, version=found[0].version - 1)
    history = get_history_manager_for_model(ProgressReport)
    return {line.id: line for line in history.filter(wanted).select_related("phase", "rating")}
