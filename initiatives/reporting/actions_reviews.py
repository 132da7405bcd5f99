"""Confirming many reports at once, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from hirao_dx.shared.versions import Stale
from initiatives.models import ProgressReport
from organization.models import User

from .actions import confirm_report


@dataclass(frozen=True)
class BulkOutcome:
    """What happened to each report.

    `moved` changed since it was read. `refused` may not be confirmed by this person.
    """

    confirmed: tuple[ProgressReport, ...]
    moved: tuple[ProgressReport, ...]
    refused: tuple[ProgressReport, ...]


def confirm_reports(
    *, reports_and_versions: Iterable[tuple[ProgressReport, int]], by: User
) -> BulkOutcome:
    """Confirm each report that is still as it was read; one refusal undoes no other.

    Raises nothing: what could not be confirmed is in the outcome.
    """
    confirmed: list[ProgressReport] = []
    moved: list[ProgressReport] = []
    refused: list[ProgressReport] = []
    for report, version in reports_and_versions:
        try:
            confirmed.append(confirm_report(report=report, version=version, by=by))
        except Stale:
            moved.append(report)
        except PermissionDenied:
            refused.append(report)
    return BulkOutcome(tuple(confirmed), tuple(moved), tuple(refused))
