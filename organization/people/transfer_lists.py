"""Staff lists after their check: kept, applied whole or not at all, or dropped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from hirao_dx.shared.trace import LONGEST_REASON, Trace
from hirao_dx.shared.versions import Stale
from organization.access import require_office
from organization.choices import TransferState
from organization.models import TransferList, User
from organization.people.stafflist.changes import NEW, RENAMED, SAME, Change, Register

from .actions import rearrange
from .moves import Move
from .posts import Post

ON_SCREEN = "画面で組んだ異動"


def changes_of(transfer_list: TransferList) -> list[Change]:
    """The changes a list holds, as they were checked."""
    return [Change.from_row(row) for row in transfer_list.rows]


def keep_list(
    *, name: str, effective_on: date, changes: Iterable[Change], by: User
) -> TransferList:
    """Keep a checked list, and return it. People stay as they are until it is applied.

    Raises PermissionDenied unless `by` is in the office.
    """
    require_office(by)
    rows = [change.as_row() for change in changes]
    return TransferList.objects.create(
        name=name[:200], effective_on=effective_on, rows=rows, by=by
    )


@transaction.atomic
def apply_list(*, transfer_list: TransferList, by: User) -> bool:
    """Move everybody on a list. False when it is applied or dropped already.

    Raises PermissionDenied unless `by` is in the office; Stale with the names of people who no
    longer stand as they did at the check; ValidationError for obstacles, as `rearrange`. Nothing
    is written then.
    """
    locked = _still_checked(transfer_list, by)
    if locked is None:
        return False
    changes = changes_of(locked)
    register = Register(change.number for change in changes)
    moved = [c.name for c in changes if register.standing(c.number, c.on) != c.before]
    if moved:
        raise Stale(moved)
    reason = f"人事異動（{locked.name}）"[:LONGEST_REASON]
    trace = Trace(by, reason)
    _enter_new(changes, register, trace)
    _rename(changes, register, trace)
    rearrange(
        [
            Move(register.people[c.number], c.posts, c.on, c.leaves)
            for c in changes
            if c.kind not in (SAME, RENAMED)
        ],
        by=by,
        reason=reason,
    )
    locked.state = TransferState.APPLIED
    locked.applied_at = timezone.now()
    locked.save(update_fields=["state", "applied_at"])
    return True


@transaction.atomic
def drop_list(*, transfer_list: TransferList, by: User) -> bool:
    """Drop a checked list. False when it is applied or dropped already.

    Raises PermissionDenied unless `by` is in the office.
    """
    locked = _still_checked(transfer_list, by)
    if locked is None:
        return False
    locked.state = TransferState.DROPPED
    locked.save(update_fields=["state"])
    return True


@transaction.atomic
def check_again(*, transfer_list: TransferList, by: User) -> bool:
    """Compare a list with how people stand now. False when it is applied or dropped already.

    Raises PermissionDenied unless `by` is in the office.
    """
    locked = _still_checked(transfer_list, by)
    if locked is None:
        return False
    changes = changes_of(locked)
    register = Register(change.number for change in changes)
    locked.rows = [replace(c, before=register.standing(c.number, c.on)).as_row() for c in changes]
    locked.save(update_fields=["rows"])
    return True


def draft_for(effective_on: date, *, lock: bool = False) -> TransferList | None:
    """The list that the office puts together on the screen for a day, one for all; None before it
    is begun."""
    lists = TransferList.objects.filter(
        name=ON_SCREEN, effective_on=effective_on, state=TransferState.CHECKED
    ).order_by("pk")
    return (lists.select_for_update(of=("self",)) if lock else lists).first()


@transaction.atomic
def put_on_list(
    *, user: User, effective_on: date, posts: frozenset[Post] | None, leaves: bool, by: User
) -> None:
    """Note on the list of the screen what becomes of a person; `posts=None` takes them off it.

    Raises PermissionDenied unless `by` is in the office, ValidationError if the posts would change
    nothing.
    """
    require_office(by)
    # Locks one and the same row for everybody, so that two people do not begin two drafts.
    User.objects.select_for_update().order_by("pk").first()
    draft = draft_for(effective_on, lock=True)
    if draft is None:
        draft = keep_list(name=ON_SCREEN, effective_on=effective_on, changes=[], by=by)
    draft.rows = [row for row in draft.rows if row["number"] != user.username]
    if posts is not None:
        standing = Register([user.username]).standing(user.username, effective_on)
        change = Change(
            number=user.username,
            name=user.name,
            kana=user.name_kana,
            on=effective_on,
            posts=posts,
            leaves=leaves,
            before=standing,
        )
        if change.kind == SAME:
            raise ValidationError(f"{user.name}さんの所属は、この内容では変わりません。")
        draft.rows.append(change.as_row())
    draft.save(update_fields=["rows"])


def _still_checked(transfer_list: TransferList, by: User) -> TransferList | None:
    """The list, locked; None when it is applied or dropped already. For the office alone."""
    require_office(by)
    locked = TransferList.objects.select_for_update(of=("self",)).get(pk=transfer_list.pk)
    return locked if locked.state == TransferState.CHECKED else None


def _enter_new(changes: list[Change], register: Register, trace: Trace[User]) -> None:
    """Enter new people. They cannot log in before the office has set a password for them."""
    people = []
    for change in changes:
        if change.kind == NEW:
            user = User(username=change.number, name=change.name, name_kana=change.kana)
            user.set_unusable_password()
            people.append(user)
    created = trace.create(people)
    register.people |= {user.username: user for user in created}


def _rename(changes: list[Change], register: Register, trace: Trace[User]) -> None:
    people = []
    for change in changes:
        if change.renames:
            user = register.people[change.number]
            user.name, user.name_kana = change.name, change.kana
            people.append(user)
    trace.update(people, ["name", "name_kana"])
