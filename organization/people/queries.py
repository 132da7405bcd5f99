"""Reads people and places with their appointments for the office's pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from hirao_dx.shared.dated import is_active
from hirao_dx.shared.text import matching
from organization.models import Appointment, Department, User
from organization.people.stafflist.changes import Change

from .posts import Post, PostBook


@dataclass
class Person:
    """A person with the appointments they hold, will hold (`ahead`) and held (`past`, the last
    first)."""

    user: User
    held: list[Appointment]
    ahead: list[Appointment]
    past: list[Appointment]

    @property
    def state(self) -> str:
        """`gone` if the account is closed, `here` with an appointment today, else `without`."""
        if not self.user.is_active:
            return "gone"
        return "here" if self.held else "without"

    @property
    def can_be_closed(self) -> bool:
        """Whether the account is open, and every appointment over."""
        return self.user.is_active and bool(self.past) and not (self.held or self.ahead)


def people(wanted: dict[str, object], *, today: date) -> QuerySet[User]:
    """People by the conditions of `PeopleFilterForm`, in the order of their numbers."""
    current = Appointment.objects.active(today).filter(user=OuterRef("pk"))
    standing = wanted.get("standing") or ""
    found = User.objects.filter(
        matching(str(wanted.get("q") or ""), ("name", "name_kana", "username"))
    )
    if standing in ("", "without"):
        held = Exists(current)
        found = found.filter(held if standing == "" else ~held, is_active=True)
    elif standing == "gone":
        found = found.filter(is_active=False)
    department = wanted.get("department")
    if isinstance(department, Department):
        there = Q(department=department) | Q(section__department=department)
        rows = Appointment.objects.filter(there, user=OuterRef("pk"))
        found = found.filter(Exists(rows.active(today) if standing == "" else rows))
    return found.order_by("username")


def with_appointments(users: Iterable[User], today: date) -> list[Person]:
    """People with their appointments past, present and to come. One query."""
    users = list(users)
    rows: defaultdict[int, list[Appointment]] = defaultdict(list)
    held = Appointment.objects.filter(user__in=users).with_place()
    for row in held.order_by("starts_on", "pk"):
        rows[row.user_id].append(row)
    return [_person(user, rows[user.pk], today) for user in users]


def _person(user: User, rows: list[Appointment], today: date) -> Person:
    held = [row for row in rows if is_active(row, today)]
    ahead = [row for row in rows if row.starts_on > today]
    past = [row for row in rows if row.ends_on is not None and row.ends_on < today]
    return Person(user, held, ahead, past[::-1])


@dataclass
class Seat:
    """A person at a place before or from the day of the transfers."""

    user: User
    role: str
    is_draft: bool
    elsewhere: list[str] = field(default_factory=list)
    """Where somebody who leaves goes, or somebody who arrives comes from."""


@dataclass
class Place:
    """A section or department with the people who stay, leave and arrive."""

    key: str
    label: str
    stays: list[Seat] = field(default_factory=list)
    leaves: list[Seat] = field(default_factory=list)
    arrives: list[Seat] = field(default_factory=list)
    is_section: bool = True

    @property
    def is_left_empty(self) -> bool:
        """Whether a section has nobody from the day on, and its reports no writer."""
        return self.is_section and not (self.stays or self.arrives)


@dataclass
class Board:
    """Every place before and from the day of the transfers, people without any, and how many are
    on the draft."""

    places: list[Place]
    without: list[User]
    drafted: int


def board(on: date, drafted: Iterable[Change]) -> Board:
    """Who is where on the day before and on the day itself, as the draft has it. Four queries."""
    book, draft = PostBook(), {change.number: change for change in drafted}
    before: defaultdict[int, set[Post]] = defaultdict(set)
    after: defaultdict[int, set[Post]] = defaultdict(set)
    users = {user.pk: user for user in User.objects.filter(is_active=True).order_by("username")}
    eve = on - timedelta(days=1)
    for row in Appointment.objects.filter(user__in=list(users)):
        if is_active(row, eve):
            before[row.user_id].add(Post.of(row))
        if is_active(row, on):
            after[row.user_id].add(Post.of(row))
    for user in users.values():
        if user.username in draft:
            after[user.pk] = set(draft[user.username].posts)
    places = _places(book, on, [*before.values(), *after.values()])
    for user in users.values():
        _seat(user, before[user.pk], after[user.pk], places, book, user.username in draft)
    without = [u for u in users.values() if not before[u.pk] and not after[u.pk]]
    return Board(list(places.values()), without, len(draft))


def _places(book: PostBook, on: date, held: Iterable[set[Post]]) -> dict[str, Place]:
    """Places by key that exist on the day or that somebody belongs to, in the survey table's
    order."""
    used = {Post("", post.section_id, post.department_id) for posts in held for post in posts}
    every = {Post.at("", place) for place in book.sections.values()}
    there = {post for post in every if not book.fault(Post("staff", post.section_id), on)}
    return {
        post.place_key: Place(
            post.place_key, _label(post, book), is_section=post.section_id is not None
        )
        for post in sorted(used | there, key=book.order)
    }


def _label(post: Post, book: PostBook) -> str:
    """The name of a place; a whole department is marked, for a section may bear the same name."""
    return book.place_label(post) + ("" if post.section_id else "（課ぜんたい）")


def _seat(
    user: User,
    before: set[Post],
    after: set[Post],
    places: dict[str, Place],
    book: PostBook,
    is_draft: bool,
) -> None:
    come, gone = book.labels(frozenset(after - before)), book.labels(frozenset(before - after))
    for post in sorted(before | after):
        place = places[post.place_key]
        role = book.label(post).rpartition(" ")[2]
        if post in before and post in after:
            place.stays.append(Seat(user, role, is_draft=False))
        elif post in before:
            place.leaves.append(Seat(user, role, is_draft, come))
        else:
            place.arrives.append(Seat(user, role, is_draft, gone))
