"""A post: a role in a section or department, apart from who holds it and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from organization.choices import Role
from organization.models import Appointment, Department, Section


@dataclass(frozen=True, order=True)
class Post:
    """A role at a section or a department: exactly one of the two is given."""

    role: str
    section_id: int | None = None
    department_id: int | None = None

    @classmethod
    def of(cls, appointment: Appointment) -> Post:
        """The post of an appointment."""
        return cls(appointment.role, appointment.section_id, appointment.department_id)

    @classmethod
    def at(cls, role: str, place: Section | Department) -> Post:
        """The post of a role at a place."""
        if isinstance(place, Section):
            return cls(role, section_id=place.pk)
        return cls(role, department_id=place.pk)

    @classmethod
    def from_key(cls, key: str) -> Post:
        """The post of a `key`. Raises ValueError for anything else."""
        role, kind, pk = key.split(":")
        if kind not in ("section", "department"):
            raise ValueError(key)
        return cls(role, **{f"{kind}_id": int(pk)})

    @property
    def key(self) -> str:
        """staff:section:12, for files and forms."""
        return f"{self.role}:{self.place_key}"

    @property
    def place_key(self) -> str:
        """section:12 or department:3."""
        if self.section_id is not None:
            return f"section:{self.section_id}"
        return f"department:{self.department_id}"


class PostBook:
    """The names and dates of all places. Two queries, when it is made."""

    def __init__(self) -> None:
        self.departments = {row.pk: row for row in Department.objects.all()}
        self.sections = {row.pk: row for row in Section.objects.with_department()}

    def place(self, post: Post) -> Section | Department | None:
        """The section or department of a post; None if there is none any more."""
        if post.section_id is not None:
            return self.sections.get(post.section_id)
        return self.departments.get(post.department_id or 0)

    def place_label(self, post: Post) -> str:
        """The name of the place, or words that say that it is gone."""
        return str(self.place(post) or "（なくなった所属）")

    def label(self, post: Post) -> str:
        """Place and role in words: 町民福祉課 戸籍班 担当."""
        return f"{self.place_label(post)} {dict(Role.choices).get(post.role, post.role)}"

    def labels(self, posts: frozenset[Post]) -> list[str]:
        """Posts in words, in the survey table's order."""
        return [self.label(post) for post in sorted(posts, key=self.order)]

    def order(self, post: Post) -> tuple[int, int, str]:
        """What posts are sorted by: by department, a whole department before its sections."""
        place = self.place(post)
        if isinstance(place, Section):
            return place.department.order, place.order + 1, post.role
        return (place.order if place else 0), 0, post.role

    def fault(self, post: Post, day: date) -> str:
        """Why nobody can be appointed to a post on a day, in words; empty if somebody can."""
        place = self.place(post)
        if place is None:
            return "所属の課や班が見つかりません。"
        if not place.exists_on(day):
            return f"{place}は、{day:%Y-%m-%d}の時点ではありません。別の所属を選んでください。"
        if post.role not in Role.values:
            return "役割を選んでください。"
        if post.role == Role.STAFF and post.section_id is None:
            return f"{place}の担当は、班を選んでください。"
        return ""
