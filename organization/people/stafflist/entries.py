"""Reads rows into one entry per person, or into faults that name row, column, value and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from hirao_dx.shared.text import RECENT_YEARS, cell_day, cell_line, cell_text
from organization.choices import Role
from organization.models import Department, Section
from organization.people.posts import Post, PostBook

from . import cells
from .columns import NAMES, Header, find_header, label
from .sheets import Row

ROLES = {
    "": Role.STAFF,
    "担当": Role.STAFF,
    "課長": Role.HEAD,
    "室長": Role.HEAD,
    "局長": Role.HEAD,
    "所属長": Role.HEAD,
    "委員": Role.COMMITTEE,
    "事務局": Role.OFFICE,
}
NUMBER = re.compile(r"[0-9A-Za-z@.+_-]{1,50}")
LONGEST_NAME = 100
# A name is kept letter by letter: 神 (U+FA19) and （ ） are not folded.
AS_WRITTEN = {"name", "kana"}


@dataclass(frozen=True)
class Fault:
    """One thing to mend in the file: its row (from 1), column and value, and how."""

    line: int
    column: str
    value: str
    message: str


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Faults by row, then by column in the template's order."""
    columns = [words[0] for words in NAMES.values()]
    return sorted(faults, key=lambda fault: (fault.line, columns.index(fault.column)))


@dataclass
class Entry:
    """What the list says of one person, in one or more rows (`lines`).

    With `adds` all of them are 兼務, so that the old posts stay.
    """

    number: str
    name: str
    kana: str
    on: date
    lines: list[int]
    posts: set[Post] = field(default_factory=set)
    leaves: bool = False
    adds: bool = True


@dataclass
class Reading:
    """Everything a file says: people by number, and what is wrong."""

    entries: dict[str, Entry] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


class Reader:
    """Reads rows one after the other.

    `book` has the names of the places; `on` is the day of people whose row names none.
    """

    def __init__(self, book: PostBook, on: date) -> None:
        self.book = book
        self.on = on
        self.reading = Reading()
        # Also those that begin later: a row may have a later day of its own.
        self.departments = {
            cells.solid(row.name): row for row in book.departments.values() if row.ends_on is None
        } | {cells.solid(r.name): r for r in book.departments.values() if r.exists_on(on)}

    def read(self, rows: list[Row]) -> Reading:
        """People and faults of a whole list.

        Raises UnreadableFile if its header cannot be read.
        """
        header = find_header(rows)
        for line, row in enumerate(rows[header.line :], start=header.line + 1):
            if any(cell_text(header.cell(row, column)) for column in header.places):
                self._row(line, row, header)
        if not self.reading.entries and not self.reading.faults:
            self._fault(header.line + 1, "number", "", "見出しの下に、人の行がありません。")
        return self.reading

    def _fault(self, line: int, column: str, value: str, message: str) -> None:
        self.reading.faults.append(Fault(line, label(column), value, message))

    def _row(self, line: int, row: Row, header: Header) -> None:
        said = {
            column: (cell_line if column in AS_WRITTEN else cell_text)(header.cell(row, column))
            for column in header.places
        }
        before = len(self.reading.faults)
        number = said["number"].replace(" ", "")
        if not NUMBER.fullmatch(number):
            what = "職員番号を半角の英数字で入れてください。"
            self._fault(line, "number", said["number"], what)
        if len(said["name"]) > LONGEST_NAME:
            self._fault(line, "name", said["name"], f"{LONGEST_NAME}文字までにしてください。")
        on = self._on(line, row, header)
        marks = {column: self._mark(line, row, header, column) for column in ("extra", "leaves")}
        post = None if marks["leaves"] else self._post(line, said, on)
        if len(self.reading.faults) == before:
            self._add(line, number, said, on, post, is_extra=marks["extra"])

    def _on(self, line: int, row: Row, header: Header) -> date:
        value = header.cell(row, "on")
        if not cell_text(value):
            return self.on
        found = cell_day(value)
        if found is None or found.year not in RECENT_YEARS:
            self._fault(
                line,
                "on",
                cell_text(value),
                "日付として読めません。2027-04-01、令和9年4月1日、R9.4.1 のように入れてください。",
            )
        return found or self.on

    def _mark(self, line: int, row: Row, header: Header, column: str) -> bool:
        value = header.cell(row, column)
        marked = cells.is_marked(value)
        if marked is None:
            self._fault(line, column, cell_text(value), "○ を入れるか、空欄にしてください。")
        return bool(marked)

    def _post(self, line: int, said: dict[str, str], on: date) -> Post | None:
        role = ROLES.get(said.get("role", "").replace(" ", ""))
        if role is None:
            self._fault(
                line,
                "role",
                said["role"],
                "担当・課長・委員・事務局 のどれかにしてください。空欄は担当になります。",
            )
        department = self.departments.get(cells.solid(said["department"]))
        if department is None:
            what = "この名前の課・室・局がありません。正しい名前に直してください。"
            if not said["department"]:
                what = "課を入れてください。退職する人なら、退職の列に○を入れます。"
            self._fault(line, "department", said["department"], what)
        if role is None or department is None:
            return None
        return self._place(line, role, department, said.get("section", ""), on)

    def _place(
        self, line: int, role: Role, department: Department, name: str, on: date
    ) -> Post | None:
        sections = [
            section
            for section in self.book.sections.values()
            if section.department_id == department.pk and section.exists_on(on)
        ]
        wanted = cells.solid(name)
        blank = not wanted or wanted in {cells.solid(dash) for dash in cells.DASHES}
        if not wanted and role != Role.STAFF:
            return Post.at(role, department)
        for section in sections:
            if cells.solid(section.name) == ("" if blank else wanted):
                return Post.at(role, section)
        self._fault(line, "section", name, _which(department, sections, blank=blank))
        return None

    def _add(
        self,
        line: int,
        number: str,
        said: dict[str, str],
        on: date,
        post: Post | None,
        *,
        is_extra: bool,
    ) -> None:
        entry = self.reading.entries.get(number)
        if entry is None:
            entry = Entry(number, said["name"], said.get("kana", ""), on, [line])
            self.reading.entries[number] = entry
        elif clash := _clash(entry, said, on, post, is_extra=is_extra):
            column, message = clash
            self._fault(line, column, said.get(column, ""), f"{message}（{entry.lines[0]}行目）")
            return
        else:
            entry.lines.append(line)
            entry.name, entry.kana = entry.name or said["name"], entry.kana or said.get("kana", "")
        entry.leaves = entry.leaves or post is None
        entry.adds = entry.adds and is_extra
        if post is not None:
            entry.posts.add(post)


def _clash(
    entry: Entry, said: dict[str, str], on: date, post: Post | None, *, is_extra: bool
) -> tuple[str, str] | None:
    """Column and words in which a row contradicts the person's first one; else None."""
    if said["name"] and entry.name and said["name"] != entry.name:
        return "name", "同じ職員番号に、違う氏名の行があります。番号か氏名を直してください。"
    if on != entry.on:
        return "on", "同じ人の行は、異動日をそろえてください。"
    if post in entry.posts:
        return "number", "同じ人の同じ所属が2回あります。1つを消してください。"
    if not is_extra and not entry.adds and post is not None and not entry.leaves:
        return "extra", "同じ人の行が2つあります。兼務の所属には、兼務の列に○を入れてください。"
    return None


def _which(department: Department, sections: Iterable[Section], *, blank: bool) -> str:
    names = "、".join(section.name or "（班なし：空欄にします）" for section in sections)
    if blank:
        return f"班を入れてください。{department}の班：{names or 'ありません'}"
    return f"{department}に、この名前の班はありません。{department}の班：{names or 'ありません'}"
