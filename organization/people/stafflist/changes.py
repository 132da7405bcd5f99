"""What a list changes for each person, compared with the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from hirao_dx.shared.dated import is_active
from hirao_dx.shared.text import whole_number
from organization.models import Appointment, User
from organization.people.posts import Post

from .entries import Entry, Fault

NEW, LEAVES, RETURNS, MOVES, RENAMED, SAME = "new", "leaves", "returns", "moves", "renamed", "same"


@dataclass(frozen=True)
class Standing:
    """A person at the time of the check; `posts` are those held on the day of the move."""

    name: str
    kana: str
    active: bool
    posts: frozenset[Post]


@dataclass(frozen=True)
class Change:
    """One person before and after. `before` is None for somebody not registered yet.

    `lines` are the rows of the file that say so.
    """

    number: str
    name: str
    kana: str
    on: date
    posts: frozenset[Post]
    leaves: bool
    before: Standing | None
    lines: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        """NEW, LEAVES, RETURNS (their account was closed), MOVES, RENAMED or SAME."""
        if self.before is None:
            return NEW
        if self.leaves:
            return LEAVES if self.before.posts or self.before.active else SAME
        if not self.before.active:
            return RETURNS
        if self.before.posts != self.posts:
            return MOVES
        return RENAMED if self.renames else SAME

    @property
    def renames(self) -> bool:
        """Whether the name or its reading changes."""
        return self.before is not None and (self.before.name, self.before.kana) != (
            self.name,
            self.kana,
        )

    @property
    def gained(self) -> frozenset[Post]:
        """Posts held after only."""
        return self.posts - (self.before.posts if self.before else frozenset())

    @property
    def lost(self) -> frozenset[Post]:
        """Posts held before only."""
        return (self.before.posts if self.before else frozenset()) - self.posts

    @property
    def kept(self) -> frozenset[Post]:
        """Posts held before and after."""
        return self.posts - self.gained

    def as_row(self) -> dict[str, Any]:
        """The change as JSON, for `TransferList.rows`."""
        before = self.before
        return {
            "number": self.number,
            "name": self.name,
            "kana": self.kana,
            "on": self.on.isoformat(),
            "posts": _keys(self.posts),
            "leaves": self.leaves,
            "lines": list(self.lines),
            "before": before
            and {
                "name": before.name,
                "kana": before.kana,
                "active": before.active,
                "posts": _keys(before.posts),
            },
        }

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Change:
        """The change of a row that `as_row` made."""
        before = row["before"]
        return cls(
            number=row["number"],
            name=row["name"],
            kana=row["kana"],
            on=date.fromisoformat(row["on"]),
            posts=_posts(row["posts"]),
            leaves=row["leaves"],
            lines=tuple(row["lines"]),
            before=before
            and Standing(
                before["name"], before["kana"], before["active"], _posts(before["posts"])
            ),
        )


def _keys(posts: Iterable[Post]) -> list[str]:
    return [post.key for post in sorted(posts, key=lambda post: post.key)]


def _posts(keys: Iterable[str]) -> frozenset[Post]:
    return frozenset(Post.from_key(key) for key in keys)


class Register:
    """People by number with their appointments: all, or those of `numbers`. Two queries."""

    def __init__(self, numbers: Iterable[str] | None = None) -> None:
        people = User.objects.all()
        if numbers is not None:
            people = people.filter(username__in=list(numbers))
        self.people = {user.username: user for user in people}
        keys = {user.pk: user.username for user in self.people.values()}
        self.rows: defaultdict[str, list[Appointment]] = defaultdict(list)
        for row in Appointment.objects.filter(user__in=list(keys)):
            self.rows[keys[row.user_id]].append(row)
        self.by_short_number: defaultdict[str, list[str]] = defaultdict(list)
        for number in self.people:
            self.by_short_number[number.lstrip("0")].append(number)

    def number(self, said: str) -> str:
        """The registered number that `said` means: leading zeros may be missing, as Excel drops
        them."""
        if said in self.people:
            return said
        alike = self.by_short_number.get(said.lstrip("0"), [])
        return alike[0] if len(alike) == 1 and whole_number(said) is not None else said

    def standing(self, number: str, on: date) -> Standing | None:
        """How a person stands on a day; None for a number that is not registered."""
        user = self.people.get(number)
        if user is None:
            return None
        held = frozenset(Post.of(row) for row in self.rows[number] if is_active(row, on))
        return Standing(user.name, user.name_kana, user.is_active, held)


def compare(entries: Iterable[Entry], register: Register) -> tuple[list[Change], list[Fault]]:
    """What each entry changes, and the faults.

    A new person needs a name; a person to leave must be registered; nobody may be there twice.
    """
    changes, faults, seen = [], [], set()
    for entry in entries:
        number = register.number(entry.number)
        before = register.standing(number, entry.on)
        line = entry.lines[0]
        if number in seen:
            what = (
                f"職員番号{number}の人の行が、番号の書き方を変えて2つあります。そろえてください。"
            )
            faults.append(Fault(line, "職員番号", entry.number, what))
        elif before is None and entry.leaves:
            what = "この職員番号の人は登録されていません。番号を確かめてください。"
            faults.append(Fault(line, "職員番号", entry.number, what))
        elif before is None and not entry.name:
            what = "新しい人には氏名が必要です。職員番号が正しいかも確かめてください。"
            faults.append(Fault(line, "氏名", "", what))
        else:
            changes.append(_change(entry, number, before))
        seen.add(number)
    return changes, faults


def _change(entry: Entry, number: str, before: Standing | None) -> Change:
    if before and entry.leaves:  # somebody who left keeps the name their reports show
        return Change(
            number,
            before.name,
            before.kana,
            entry.on,
            frozenset(),
            True,
            before,
            tuple(entry.lines),
        )
    held = before.posts if before else frozenset()
    posts = frozenset(entry.posts) | (held if entry.adds else frozenset())
    return Change(
        number=number,
        name=entry.name or (before.name if before else ""),
        kana=entry.kana or (before.kana if before else ""),
        on=entry.on,
        posts=posts,
        leaves=False,
        before=before,
        lines=tuple(entry.lines),
    )
