"""One person's move, as the screens apply it from a checked list."""

from datetime import timedelta

from organization.people.actions import held_posts, rearrange
from organization.people.moves import Move
from organization.people.posts import Post


def transfer(
    *,
    user,
    role,
    effective_on,
    by,
    to_section=None,
    to_department=None,
    keep_old=False,
    reason="人事異動",
):
    """The old posts end the day before; `keep_old` leaves them in force (兼務)."""
    kept = held_posts(user, effective_on) if keep_old else frozenset()
    place = to_section or to_department
    post = Post.at(role, place) if place else Post(role)
    rearrange([Move(user, kept | {post}, effective_on)], by=by, reason=reason)


def retire(*, user, last_day, by):
    """Every appointment ends on the last day; once it is past, the account closes."""
    leaving = Move(user, frozenset(), last_day + timedelta(days=1), leaves=True)
    rearrange([leaving], by=by, reason="退職")
