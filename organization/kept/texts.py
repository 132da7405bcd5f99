"""Texts that are typed and not handed in: kept for one person, shown to nobody else, forgotten
after 30 days or once they are handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef
from django.http import HttpRequest
from django.utils import timezone

from hirao_dx.shared.kept import KEPT_FOR, Marker, Texts, TooMuch
from hirao_dx.shared.post_forms import part_of
from organization.models import KeptText, Press, User
from organization.models.sending import KeptTextQuerySet

MOST_KEPT = 300  # rows of one person
LONGEST_ADDRESS, LONGEST_PART = 300, 50  # of the columns, in characters
# A text on its way while its form was sent may arrive just after it.
AFTER_THE_PRESS = timedelta(seconds=10)


@dataclass
class Waiting:
    """The texts kept of one form, with all its rows, and when the last of them was typed."""

    kept_at: datetime
    texts: Texts = field(default_factory=dict)


@transaction.atomic
def keep(*, by: User, marker: Marker, texts: Texts, token: str = "") -> None:
    """Keep the texts of a form, instead of what was kept of it before; of a form in rows, of each
    row that the texts name.

    Raises TooMuch for what does not fit into the table, or where 300 rows are kept already.
    """
    now = timezone.now()
    KeptText.objects.filter(user=by).older_than(now - KEPT_FOR).delete()
    rows = [
        KeptText(
            user=by,
            address=marker.address,
            name=marker.name,
            part=part,
            fields=fields,
            token=token,
            kept_at=now,
        )
        for part, fields in _parts(marker, texts).items()
    ]
    if any(len(row.address) > LONGEST_ADDRESS or len(row.part) > LONGEST_PART for row in rows):
        raise TooMuch
    KeptText.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["user", "address", "name", "part"],
        update_fields=["fields", "token", "kept_at"],
    )
    if KeptText.objects.filter(user=by).count() > MOST_KEPT:
        raise TooMuch


def _parts(marker: Marker, texts: Texts) -> dict[str, Texts]:
    if not marker.in_rows:
        return {"": texts}
    parts: dict[str, Texts] = defaultdict(dict)
    for name, values in texts.items():
        if part := part_of(name):
            parts[part][name] = values
    return parts


def forget(
    *, by: User, address: str, name: str = "", parts: Collection[str] | None = None
) -> None:
    """Forget what is kept of a form: all of it, or some of its rows. Raises nothing."""
    kept = KeptText.objects.filter(user=by, address=address, name=name)
    if parts is not None:
        kept = kept.filter(part__in=parts)
    kept.delete()


def forget_old() -> tuple[int, int]:
    """Forget the texts and the presses of more than 30 days ago, of everybody; how many of each
    were forgotten."""
    before = timezone.now() - KEPT_FOR
    gone, _ = KeptText.objects.all().older_than(before).delete()
    pressed, _ = Press.objects.all().older_than(before).delete()
    return gone, pressed


def waiting(user: User, addresses: Iterable[str]) -> dict[tuple[str, str], Waiting]:
    """What is kept for a person of the forms that are sent to some addresses, by address and name.

    No query for people who had nothing kept when their request began, else one.
    """
    if not getattr(user, "has_kept", True):
        return {}
    found: dict[tuple[str, str], Waiting] = {}
    rows = _not_handed_in(KeptText.objects.filter(user=user, address__in=set(addresses)))
    for row in rows.order_by("kept_at"):
        one = found.setdefault((row.address, row.name), Waiting(row.kept_at))
        one.kept_at = row.kept_at
        one.texts |= row.fields
    return found


def _not_handed_in(kept: KeptTextQuerySet) -> KeptTextQuerySet:
    sent_by = ExpressionWrapper(
        OuterRef("kept_at") - AFTER_THE_PRESS, output_field=DateTimeField()
    )
    same = Press.objects.filter(user=OuterRef("user"), token=OuterRef("token"), at__gte=sent_by)
    return kept.exclude(Exists(same))


def is_handed_in(user: User, token: str) -> bool:
    """Whether the form with a token was sent. One query."""
    return Press.objects.filter(user=user, token=token).exists()


def hand_in(request: HttpRequest, part: str = "") -> None:
    """Say that what was posted is saved, though the answer is no redirect; of a form in rows, that
    one row is."""
    request.handed_in = {*handed_in(request), part}  # type: ignore[attr-defined]


def handed_in(request: HttpRequest) -> set[str]:
    """The rows that are saved; a blank one for the whole form."""
    return getattr(request, "handed_in", set())
