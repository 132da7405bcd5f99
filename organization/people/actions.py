"""Moving people (人事異動). Every write is one transaction and leaves its reason in the history.

Rights follow from appointments alone, so a person who moves has the new rights from the day of the
move.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hirao_dx.shared.dated import is_active
from hirao_dx.shared.trace import Trace
from organization.access import require_office
from organization.choices import Role
from organization.models import Appointment, User

from .moves import Move, Steps, plan_move
from .posts import Post, PostBook

NOBODY_LEFT = (
    "{on:%Y-%m-%d}に、事務局の人がいなくなります。"
    "先に、ほかの人を事務局に登録してください（兼務でもかまいません）。"
)
SUPERUSER = "{name}：システム管理者なので、ほかの管理者が管理画面で手続きしてください。"


@transaction.atomic
def rearrange(moves: Iterable[Move], *, by: User, reason: str) -> None:
    """Give people exactly the posts their moves name. A fixed number of queries for any number.

    Raises PermissionDenied unless `by` is in the office; ValidationError with one sentence per
    obstacle (a superuser's account, a post that does not exist on the day, appointments planned
    for later, no one left in the office). Nothing is written then.
    """
    require_office(by)
    moves = list(moves)
    rows = _lock([move.user for move in moves])
    book, today, steps = PostBook(), timezone.localdate(), Steps()
    for move in moves:
        if move.user.is_superuser and not by.is_superuser and _turns(move, today) is not None:
            steps.faults.append(SUPERUSER.format(name=move.user.name))
        plan_move(move, rows[move.user.pk], steps, book, today)
    if steps.faults:
        raise ValidationError(steps.faults)
    trace = Trace(by, reason)
    _write(steps, trace)
    _let_in_or_out(moves, today, trace)
    _require_some_office(moves, steps)  # last, because it reads what was written


@transaction.atomic
def cancel_appointment(*, appointment: Appointment, by: User, reason: str = "取消し") -> None:
    """Delete an appointment that has not begun. The history keeps that it was planned.

    Raises PermissionDenied unless `by` is in the office, ValidationError if it has begun.
    """
    require_office(by)
    row = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if row.starts_on <= timezone.localdate():
        raise ValidationError(
            "もう始まった所属は取り消せません。異動か退職の手続きをしてください。"
        )
    Trace(by, reason).delete(row)


@transaction.atomic
def stop_log_in(*, user: User, by: User, reason: str = "所属が終わったため") -> None:
    """Close the account of a person who has no appointment today or later.

    Raises PermissionDenied unless `by` is in the office; ValidationError if the person has an
    appointment today or later, or is a superuser and `by` is not.
    """
    require_office(by)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.is_superuser and not by.is_superuser:
        raise ValidationError(SUPERUSER.format(name=locked.name))
    if any(a.ends_on is None or a.ends_on >= timezone.localdate() for a in _of(locked)):
        raise ValidationError(f"{locked.name}：今か先の所属があるため、ログインを止められません。")
    locked.is_active = False
    Trace(by, reason).save(locked, ["is_active"])


def held_posts(user: User, day: date) -> frozenset[Post]:
    """The posts a person holds on a day. One query."""
    return frozenset(Post.of(row) for row in _of(user) if is_active(row, day))


def _of(user: User) -> list[Appointment]:
    return list(Appointment.objects.filter(user=user))


def _lock(users: list[User]) -> defaultdict[int, list[Appointment]]:
    """Lock people, so that nobody else moves them meanwhile, and return their appointments."""
    keys = [user.pk for user in users]
    list(User.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    rows: defaultdict[int, list[Appointment]] = defaultdict(list)
    for row in Appointment.objects.filter(user__in=keys).with_place():
        rows[row.user_id].append(row)
    return rows


def _write(steps: Steps, trace: Trace[User]) -> None:
    for row in steps.cancelled:
        trace.delete(row)
    trace.update([*steps.ended, *steps.resumed], ["ends_on"])
    trace.create(steps.begun)


def _turns(move: Move, today: date) -> bool | None:
    """Whether a move lets a person in (True) or out (False); None when neither."""
    if move.leaves:
        return False if move.user.is_active and move.on <= today else None
    return True if move.posts and not move.user.is_active else None


def _let_in_or_out(moves: list[Move], today: date, trace: Trace[User]) -> None:
    """Open the accounts of those who come and close those of people who leave."""
    turned = []
    for move in moves:
        active = _turns(move, today)
        if active is not None:
            move.user.is_active = active
            turned.append(move.user)
    trace.update(turned, ["is_active"])


def _require_some_office(moves: list[Move], steps: Steps) -> None:
    """Raises ValidationError if nobody is in the office on a day an office post ends."""
    if not any(row.role == Role.OFFICE for row in [*steps.ended, *steps.cancelled]):
        return
    leaving = [move.user.pk for move in moves if move.leaves]
    for on in sorted({move.on for move in moves}):
        there = Appointment.objects.active(on).filter(role=Role.OFFICE, user__is_active=True)
        if not there.exclude(user__in=leaving).exists():
            raise ValidationError(NOBODY_LEFT.format(on=on))
