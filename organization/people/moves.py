"""Works out what to write so that people hold given posts from a day on. Pure, no queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from hirao_dx.shared.dated import is_active
from organization.models import Appointment, User

from .posts import Post, PostBook

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Move:
    """From `on`, a person holds exactly these posts.

    With `leaves` (退職) they hold none any more.
    """

    user: User
    posts: frozenset[Post]
    on: date
    leaves: bool = False


@dataclass
class Steps:
    """What moves write: rows to end, to begin, to go on without an end, and to delete because they
    have not begun. `faults` are the obstacles, in words."""

    ended: list[Appointment] = field(default_factory=list)
    begun: list[Appointment] = field(default_factory=list)
    resumed: list[Appointment] = field(default_factory=list)
    cancelled: list[Appointment] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def plan_move(
    move: Move, rows: list[Appointment], steps: Steps, book: PostBook, today: date
) -> None:
    """Add to `steps` what one person's move takes, with its obstacles.

    `rows` are all of their appointments.
    """
    held = [row for row in rows if is_active(row, move.on)]
    wanted = set(move.posts) - {Post.of(row) for row in held}
    unwanted = [row for row in held if Post.of(row) not in move.posts]
    if not (wanted or unwanted or move.leaves):
        return
    faults = [fault for post in wanted if (fault := book.fault(post, move.on))]
    later = [row for row in rows if row.starts_on > move.on]
    faults += _later(move, later, steps, today)
    faults += _end(move, unwanted, steps, today)
    steps.faults += [f"{move.user.name}：{fault}" for fault in faults]
    for post in sorted(wanted):
        _begin(move, post, rows, steps)


def _later(move: Move, later: list[Appointment], steps: Steps, today: date) -> list[str]:
    """The obstacles among appointments planned after the day.

    For people who leave, those not begun are taken back instead.
    """
    if move.leaves and all(row.starts_on > today for row in later):
        steps.cancelled += later
        return []
    return [
        f"{row.starts_on:%Y-%m-%d}に始まる所属（{row}）がすでに登録されています。"
        "先に、その人の画面で取り消すか、異動日をそれより後にしてください。"
        for row in later
    ]


def _end(move: Move, unwanted: list[Appointment], steps: Steps, today: date) -> list[str]:
    """End what is not wanted; what begins on the day itself is taken back or an obstacle."""
    faults = []
    for row in unwanted:
        if row.starts_on < move.on:
            row.ends_on = move.on - ONE_DAY
            steps.ended.append(row)
        elif row.starts_on > today:
            steps.cancelled.append(row)
        else:
            faults.append(
                f"{row.starts_on:%Y-%m-%d}に始まった所属（{row}）は、その日より前には"
                "終わりにできません。異動日を翌日以後にしてください。"
            )
    return faults


def _begin(move: Move, post: Post, rows: list[Appointment], steps: Steps) -> None:
    """Begin a post, or let the old row go on if there would be no day between."""
    for row in rows:
        if Post.of(row) == post and row.ends_on == move.on - ONE_DAY:
            row.ends_on = None
            steps.resumed.append(row)
            return
    steps.begun.append(
        Appointment(
            user=move.user,
            role=post.role,
            section_id=post.section_id,
            department_id=post.department_id,
            starts_on=move.on,
        )
    )
