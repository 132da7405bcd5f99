"""What waits for somebody's confirmation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from initiatives.models import Plan, ProgressReport
from organization.models import User

from .reviews__report_changes import Change, changes


def waiting_for(user: User, plan: Plan, *, on_behalf: bool = False) -> list[ProgressReport]:
    """Submitted reports this person may confirm, oldest first. One query.

    Heads see their departments'. The office sees all with `on_behalf`, otherwise only those
    of departments it heads itself.
    """
    access = user.access
    waiting = (
        ProgressReport.objects.awaiting_confirmation()
        .filter(period__in=plan.periods.open())
        .exclude(submitted_by=user)
        .with_names()
        .select_related("submitted_by")
        .order_by("submitted_at", "pk")
    )
    if not (on_behalf and access.is_office):
        heads = Q(participation__section__department_id__in=access.headed_department_ids)
        waiting = waiting.filter(heads)
    return list(waiting)


@dataclass(frozen=True)
class Review:
    """A report that waits, and how it differs from the section's report before."""

    report: ProgressReport
    changes: list[Change]

    @property
    def key(self) -> str:
        """The report and the version that was read, as a ticked box sends them."""
        return f"{self.report.pk}-{self.report.version}"


def reviews(waiting: Iterable[ProgressReport]) -> list[Review]:
    """Each waiting report beside the one before. Two queries."""
    waiting = list(waiting)
    before = (
        ProgressReport.objects.counted()
        .filter(
            participation=OuterRef("participation"),
            period__ends_on__lt=OuterRef("period__ends_on"),
        )
        .order_by("-period__ends_on")
        .values("pk")[:1]
    )
    found = (
        ProgressReport.objects.filter(pk__in=[r.pk for r in waiting])
        .annotate(before=Subquery(before))
        .values_list("pk", "before")
    )
    last_ids = dict(found)
    last = ProgressReport.objects.select_related("phase", "rating", "period").in_bulk(
        [pk for pk in last_ids.values() if pk is not None]
    )
    return [Review(r, changes(r, last.get(last_ids.get(r.pk)))) for r in waiting]


def read_keys(keys: Iterable[str]) -> dict[int, int]:
    """Versions by report, from ticked boxes. What is not a key is passed over."""
    parts = (key.partition("-") for key in keys)
    return {
        int(pk): int(version)
        for pk, _, version in parts
        if pk.isascii() and pk.isdigit() and version.isascii() and version.isdigit()
    }
