"""Compares rows with the tasks of today: what they add, change, leave alone or get wrong.

What it compares with comes from `known`; only `load_tasks` makes queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hirao_dx.shared.conflicts import clashes
from hirao_dx.shared.text import folded, one_line
from inventory.choices import Category
from inventory.tasks.content import FIELDS, Kind, TaskField
from organization.models import Section

from . import rows, values
from .columns import BY_KEY, NUMBER
from .findings import ADDED, CHANGED, CONFLICT, FAULTY, UNCHANGED, CellChange, Fault, Finding
from .header import at
from .known import NAMELESS, Content, Places, Systems, Tasks, content_of
from .rows import Key, Row, read_key

SINCE = "この表を取り出したあとに、この事務が変わりました。"
UNDATED = "識別キーのない表なので、いつの内容をもとにしたかがわかりません。"
MAY_NOT_WRITE = (
    "この班の事務を変えられるのは、担当する班の職員と課長、事務局です。この行を消してください。"
)
DEFAULTS: Content = {column.name: column.default for column in FIELDS if column.required}


def rules(content: Content, systems: Systems) -> list[tuple[str, str]]:
    """What does not fit together in a task: the column, and how to mend it."""
    found = []
    system = systems.by_pk.get(content["system"]) if content["system"] else None
    if system and content["category"] == Category.NONE:
        found.append(
            (
                "system",
                "使用システムの区分が「使用なし」のときは、使用システムを空欄にします。"
                "どちらかを直してください。",
            )
        )
    elif system and content["category"] != system.category:
        found.append(
            (
                "system",
                f"「{system.name}」の区分は「{system.get_category_display()}」です。"
                "使用システムの区分を合わせるか、別のシステムにしてください。",
            )
        )
    if content["ended_reason"] and not content["ended_on"]:
        found.append(("ended_reason", "廃止の理由を書くときは、廃止日も書いてください。"))
    return found


@dataclass
class Repeats:
    """The line at which each key, number and new name occurs first, to find those that occur
    twice."""

    first_key: dict[int, int] = field(default_factory=dict)
    first_number: dict[tuple[int, int], int] = field(default_factory=dict)
    first_name: dict[tuple[int, str], int] = field(default_factory=dict)


@dataclass
class Checker:
    """Checks the rows of one sheet. `places` says which column is at which place (from 0).

    `default_section` is the section of rows that name none.
    """

    places: Mapping[str, int]
    known_places: Places
    systems: Systems
    default_section: Section | None = None
    repeats: Repeats = field(default_factory=Repeats)
    tasks: Tasks = field(default_factory=Tasks)
    # Values by column and text: thousands of rows repeat the same few words.
    _read: dict[tuple[str, str], Any] = field(default_factory=dict)

    # Which task a row means

    def key_of(self, row: Row) -> Key | None:
        """The key of a row; None without one that is genuine."""
        return read_key(row.texts.get("key", "").strip())

    def section_of(self, row: Row) -> Section | None:
        """The section a row names, or the default; None if there is no such section."""
        department, section = row.texts.get("department", ""), row.texts.get("section", "")
        if not department.strip() and not section.strip():
            return self.default_section
        if not department.strip() and self.default_section:
            department = self.default_section.department.name
        return self.known_places.find(department, section)

    def number_of(self, row: Row) -> int | None:
        """The number of a row; None without one that can be read."""
        try:
            number: int | None = values.read(NUMBER, row.texts.get("number", ""), {})
        except values.UnreadableValue:
            return None
        return number

    def place_and_number(self, row: Row) -> tuple[int, int] | None:
        """The section and number of a row without a key; None if one is missing."""
        if row.texts.get("key", "").strip():
            return None
        section, number = self.section_of(row), self.number_of(row)
        return (section.pk, number) if section and number else None

    def place_and_name(self, row: Row) -> tuple[int, str] | None:
        """The section and name of a row with neither key nor number; None if one is missing."""
        if row.texts.get("key", "").strip() or row.texts.get("number", "").strip():
            return None
        section, name = self.section_of(row), one_line(row.texts.get("name", ""))
        return (section.pk, name) if section and name else None

    def count_repeats(self, rows: Iterable[Row]) -> None:
        """Read the keys, numbers and names of the whole sheet, of which slices are checked."""
        for row in rows:
            if key := self.key_of(row):
                self.repeats.first_key.setdefault(key.task, row.line)
            elif numbered := self.place_and_number(row):
                self.repeats.first_number.setdefault(numbered, row.line)
            elif named := self.place_and_name(row):
                self.repeats.first_name.setdefault(named, row.line)

    def load_tasks(self, rows: list[Row]) -> None:
        """Fetch the tasks of some rows. At most four queries."""
        keys = [key for row in rows if (key := self.key_of(row))]
        numbers = [numbered for row in rows if (numbered := self.place_and_number(row))]
        names = [named for row in rows if (named := self.place_and_name(row))]
        self.tasks = Tasks.of(keys, numbers, names)

    # One row

    def check(self, row: Row) -> Finding:
        """What a row does. It is FAULTY if anything is wrong with it, whatever else it says."""
        if row.total:
            return self._refuse_sum(row, *row.total)
        finding = Finding(row.line, UNCHANGED)
        if row.texts.get("key", "").strip():
            task, key = self._by_key(row, finding)
        else:
            task, key = self._by_number(row, finding), None
        content = self._content(row, finding)
        if task is not None:
            finding.task, finding.version = task.pk, task.version
            finding.section, finding.number = task.section_id, task.number
            finding.label = f"{task.section.label} {task}"
            self._refuse_moving(row, finding, task)
            self._compare(row, finding, task, key, content)
        elif not finding.faults and not key:
            self._add(row, finding, content)
        if finding.faults:
            finding.kind, finding.cells = FAULTY, []
        return finding

    def _refuse_sum(self, row: Row, place: int, text: str) -> Finding:
        """The finding of a row that adds up others: only that it has to be deleted."""
        headers = {where: BY_KEY[key].label for key, where in self.places.items()}
        header = headers.get(place, "（読まない列）")
        fault = Fault(at(row.line, place), header, text, rows.MESSAGE)
        return Finding(row.line, FAULTY, faults=[fault])

    def _fault(self, row: Row, finding: Finding, key: str, message: str) -> None:
        text = row.texts.get(key, "")
        finding.faults.append(
            Fault(at(row.line, self.places.get(key)), BY_KEY[key].label, text, message)
        )

    def _by_key(self, row: Row, finding: Finding) -> tuple[Any, Key | None]:
        key = self.key_of(row)
        if "key" in row.odd:
            self._fault(row, finding, "key", row.odd["key"])
        elif key is None:
            message = (
                "この識別キーは読めません。取り出した表から写し直してください。"
                "新しい事務なら空欄にします。"
            )
            self._fault(row, finding, "key", message)
        elif key.task not in self.tasks.by_pk:
            self._fault(
                row, finding, "key", "この識別キーの事務はありません。行を消してください。"
            )
        elif self.repeats.first_key.get(key.task, row.line) != row.line:
            first = self.repeats.first_key[key.task]
            message = f"同じ識別キーの行がもう1つあります（{first}行目）。1つだけにしてください。"
            self._fault(row, finding, "key", message)
        return (self.tasks.by_pk.get(key.task) if key else None), key

    def _where(self) -> str:
        return next((key for key in ("section", "department", "key") if key in self.places), "key")

    def _by_number(self, row: Row, finding: Finding) -> Any:
        """The task that a row without a key means by its number; None for one to be added."""
        for key in ("department", "section", "number"):
            if key in row.odd:
                self._fault(row, finding, key, row.odd[key])
        section = self.section_of(row)
        if section is None:
            self._fault(row, finding, *self._which_section(row))
            return None
        numbered = self.place_and_number(row)
        if numbered is None:
            return self._by_name(row, finding)
        first = self.repeats.first_number.get(numbered, row.line)
        if first != row.line:
            message = f"同じ班に同じ番号の行がもう1つあります（{first}行目）。"
            self._fault(row, finding, "number", message)
        task = self.tasks.by_number.get(numbered)
        if task and "key" in self.places:
            message = (
                "この班には、同じ番号の事務がもうあります。新しい事務なら番号を空欄にします。"
                "前からある事務なら、識別キーを消さずに使ってください。"
            )
            self._fault(row, finding, "number", message)
            return None
        return task

    def _by_name(self, row: Row, finding: Finding) -> Any:
        """The task that a row without key and number means, as when a file is imported twice."""
        named = self.place_and_name(row)
        if named is None:
            return None
        first = self.repeats.first_name.get(named, row.line)
        if first != row.line:
            message = f"同じ班に同じ名称の行がもう1つあります（{first}行目）。"
            self._fault(row, finding, "name", message)
        same = self.tasks.by_name.get(named, [])
        if len(same) == 1 and "key" not in self.places:
            return same[0]
        if same:
            numbers = "、".join(str(task.number) for task in same)
            message = (
                f"この班には、同じ名称の事務がもうあります（番号 {numbers}）。"
                "前からある事務なら、取り出した表のその行を直してください。"
            )
            self._fault(row, finding, "name", message)
        return None

    def _which_section(self, row: Row) -> tuple[str, str]:
        department = row.texts.get("department", "")
        names = self.known_places.names.get(folded(department))
        if not department.strip():
            return "department", "事務を足す行には、課・室・局と班を書いてください。"
        if names is None:
            return "department", "この名称の課・室・局はありません。画面と同じ名称にしてください。"
        return "section", f"{department}の班は、{'、'.join(names)} です。どれかにしてください。"

    def _refuse_moving(self, row: Row, finding: Finding, task: Any) -> None:
        department, section = row.texts.get("department", ""), row.texts.get("section", "")
        if "department" in self.places and department.strip():
            found = self.known_places.find(department, section)
            same = (
                found.pk == task.section_id if found else _says(task.section, department, section)
            )
            if not same:
                key = "section" if _says_department(task.section, department) else "department"
                message = (
                    f"班は、この表では変えられません（今は{task.section.label}）。"
                    "元に戻してください。"
                )
                self._fault(row, finding, key if key in self.places else "department", message)
        if row.texts.get("number", "").strip() and self.number_of(row) != task.number:
            message = (
                f"番号は、この表では変えられません（今は{task.number}）。元に戻してください。"
            )
            self._fault(row, finding, "number", message)

    def _content(self, row: Row, finding: Finding) -> Content:
        """What the row's cells say, except those that cannot be read."""
        content: Content = {}
        for column in FIELDS:
            if column.name not in self.places:
                continue
            if column.name in row.odd:
                self._fault(row, finding, column.name, row.odd[column.name])
                continue
            try:
                content[column.name] = self._value(column, row.texts[column.name])
            except values.UnreadableValue as error:
                self._fault(row, finding, column.name, str(error))
        return content

    def _value(self, column: TaskField, text: str) -> Any:
        if column.kind in (Kind.LINE, Kind.TEXT):
            return values.read(column, text, {})
        known = (column.name, text)
        if known not in self._read:
            self._read[known] = values.read(column, text, self.systems.by_name)
        return self._read[known]

    # A row against its task

    def _compare(
        self, row: Row, finding: Finding, task: Any, key: Key | None, said: Content
    ) -> None:
        """Compares the value the sheet started from, the one it has and the one of today."""
        current = content_of(task)
        taken, found = clashes(self._base(task, key, current), current, said)
        clashing = {clash.name for clash in found if clash.mine}
        for column in FIELDS:
            name = column.name
            if taken[name] != current[name]:
                clash = name in clashing
                self._change(row, finding, column, current[name], said[name], clash=clash)
        if not finding.cells:
            return
        if not self.known_places.may_write(task.section):
            self._fault(row, finding, self._where(), MAY_NOT_WRITE)
        written = {cell.key: said[cell.key] for cell in finding.cells}
        self._judge(row, finding, current | written)
        clashed = any(cell.clash for cell in finding.cells)
        finding.kind = CONFLICT if clashed else CHANGED
        finding.why = (SINCE if key else UNDATED) if clashed else ""

    def _base(self, task: Any, key: Key | None, current: Content) -> Content | None:
        """The content that the row was written from; None if that is not known."""
        if key is None:
            return None
        return current if key.version == task.version else self.tasks.bases.get(key.version)

    def _add(self, row: Row, finding: Finding, said: Content) -> None:
        section = self.section_of(row)
        if section is None:
            return
        if not self.known_places.may_write(section):
            self._fault(row, finding, self._where(), MAY_NOT_WRITE)
        finding.kind, finding.section = ADDED, section.pk
        finding.number = self._given_number(row, finding)
        finding.label = f"{section.label} {finding.number or '（次の番号）'}"
        empty = {column.name: "" if _holds_text(column) else None for column in FIELDS}
        content = empty | DEFAULTS | {key: value for key, value in said.items() if value != ""}
        system = self.systems.by_pk.get(content["system"]) if content["system"] else None
        if system and not said.get("category"):
            content["category"] = system.category
        for column in FIELDS:
            if content[column.name] != empty[column.name]:
                self._change(row, finding, column, empty[column.name], content[column.name])
        if not any(said.get(key) not in ("", None) for key in said):
            message = (
                "事務を足す行には、事務の名称などを書いてください。要らない行なら消してください。"
            )
            self._fault(row, finding, "name", message)
        self._judge(row, finding, content)

    def _given_number(self, row: Row, finding: Finding) -> int | None:
        try:
            number: int | None = values.read(NUMBER, row.texts.get("number", ""), {})
        except values.UnreadableValue as error:
            self._fault(row, finding, "number", str(error))
            return None
        return number

    def _change(
        self,
        row: Row,
        finding: Finding,
        column: TaskField,
        old: Any,
        new: Any,
        *,
        clash: bool = False,
    ) -> None:
        if column.required and new == "":
            self._fault(row, finding, column.name, "空欄にはできません。一覧から選んでください。")
            return
        if message := values.too_long(column, new):
            self._fault(row, finding, column.name, message)
            return
        finding.cells.append(
            CellChange(
                at(row.line, self.places.get(column.name)) if column.name in self.places else "",
                column.name,
                column.label,
                self._words(column, old),
                self._words(column, new),
                values.packed(new),
                clash,
            )
        )

    def _words(self, column: TaskField, value: Any) -> str:
        if column.kind is Kind.SYSTEM:
            return self.systems.name(value)
        return values.shown(column, value)

    def _judge(self, row: Row, finding: Finding, content: Content) -> None:
        """Adds the faults of a whole task, unless a part of it could not be read anyway."""
        if finding.faults:
            return
        for key, message in rules(content, self.systems):
            self._fault(row, finding, key, message)


def _holds_text(column: TaskField) -> bool:
    return column.kind in (Kind.LINE, Kind.TEXT, Kind.CHOICE, Kind.MONTHS)


def _says_department(section: Section, department: str) -> bool:
    return folded(department) == folded(section.department.name)


def _says(section: Section, department: str, name: str) -> bool:
    """Whether two cells name a section, also one that does not exist any more."""
    named = "" if folded(name) in NAMELESS else folded(name)
    return _says_department(section, department) and named == folded(section.name)
