"""Reads survey.csv: the departments, their sections, and the survey's published counts."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from hirao_dx.shared import words
from hirao_dx.shared.text import half_width, integer

from .faults import Fault

KIND, DEPARTMENT, SECTION, TASKS = "種別", "課", "班", "事務数"
CORE, NON_CORE, OTHER, TOTAL = "基幹系", "基幹系以外", "その他", "合計"
COLUMNS = (KIND, DEPARTMENT, SECTION, TASKS, CORE, NON_CORE, OTHER, TOTAL)
FIGURES = (TASKS, CORE, NON_CORE, OTHER, TOTAL)
SYSTEMS = (CORE, NON_CORE, OTHER)

SECTION_ROW, DEPARTMENT_ROW, GRAND_ROW = "班", "計", "合計"
KINDS = (SECTION_ROW, DEPARTMENT_ROW, GRAND_ROW)
LONGEST_NAME = 50
LARGEST_FIGURE = 99_999
_NO_SECTION = {"", "-", "ー", "‐", "―", "–"}


@dataclass(frozen=True)
class Row:
    """One row as published. An empty cell is None; so is one that `readable` warns of."""

    file: str
    line: int
    kind: str
    department: str
    section: str
    figures: dict[str, int | None]
    readable: bool = True

    @property
    def ref(self) -> str:
        """課の名称/班の名称, or the department alone where it has no 班."""
        return f"{self.department}/{self.section}" if self.section else self.department

    @property
    def title(self) -> str:
        if self.kind == DEPARTMENT_ROW:
            return f"{self.department} 計"
        return "合計" if self.kind == GRAND_ROW else self.ref.replace("/", " ")

    @property
    def systems(self) -> int:
        """How many tasks use a system, by the three categories' cells."""
        return sum(self.figures.get(column) or 0 for column in SYSTEMS)

    def fault(self, column: str, problem: str, mend: str, value: object = None) -> Fault:
        """A fault in one of the row's cells."""
        return Fault(
            file=self.file,
            line=self.line,
            label=self.title,
            path=column,
            value=str(self.figures.get(column, "") if value is None else value),
            problem=problem,
            mend=mend,
        )


@dataclass
class Table:
    """The rows that could be read, and the faults met while reading."""

    file: str
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Row]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def sections(self) -> list[Row]:
        return self.of_kind(SECTION_ROW)


def parse(text: str, *, file: str) -> Table:
    """Read the CSV's text. Faults are collected, not raised."""
    table = Table(file)
    lines = _lines(table, text)
    header_line, header = next(lines, (1, []))
    columns = _columns(table, header_line, header)
    if not columns:
        return table
    for line, cells in lines:
        if any(cell.strip() for cell in cells):
            _read_row(table, line, columns, cells)
    if not table.sections and not table.faults:
        table.faults.append(
            Fault(
                file=file,
                problem="班の行が1つもありません。",
                mend="種別が「班」の行を、班ごとに書いてください。",
            )
        )
    return table


def _lines(table: Table, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        table.rows.clear()  # The rest of the file may be inside a cell.
        mend = '「"」は値の前後にだけ、対にして書いてください。'
        table.faults.append(
            Fault(table.file, '「"」の使い方が誤っています。', mend, line=reader.line_num)
        )


def _columns(table: Table, line: int, header: list[str]) -> list[str]:
    """The header's column names; none, with faults, where it cannot be used."""
    names = [half_width(cell).split("(")[0].replace(" ", "") for cell in header]
    missing = [column for column in COLUMNS if column not in names]
    unknown = [name for name in names if name and name not in COLUMNS]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    said = (
        (missing, "「{}」の列がありません。", f"1行目を {','.join(COLUMNS)} としてください。"),
        (
            unknown,
            "「{}」という列は使いません。",
            "列ごと消すか、見出しのつづりを確かめてください。",
        ),
        (repeated, "「{}」の列が2つ以上あります。", "1つだけ残してください。"),
    )
    table.faults += [
        Fault(table.file, problem.format(name), mend, line=line, path=name)
        for wrong, problem, mend in said
        for name in wrong
    ]
    return [] if missing or unknown or repeated else names


def _too_many(table: Table, line: int, extra: list[str]) -> Iterator[Fault]:
    if extra:
        yield Fault(
            file=table.file,
            line=line,
            value=",".join(extra),
            problem=f"見出しより{len(extra)}つ多く値があります。",
            mend='「1,164」のようなコンマ入りの数は、コンマを消すか「"」で囲んでください。',
        )


def _read_row(table: Table, line: int, columns: list[str], values: list[str]) -> None:
    cells = {column: value.strip() for column, value in zip(columns, values, strict=False)}
    section = cells.get(SECTION, "")
    row = Row(
        file=table.file,
        line=line,
        kind=half_width(cells.get(KIND, "")),
        department=cells.get(DEPARTMENT, ""),
        section="" if half_width(section) in _NO_SECTION else section,
        figures={},
    )
    before = len(table.faults)
    extra = [value.strip() for value in values[len(columns) :] if value.strip()]
    table.faults.extend(_too_many(table, line, extra))
    table.faults.extend(_name_faults(row))
    for column in FIGURES:
        row.figures[column] = _figure(table, row, column, cells.get(column, ""))
    table.rows.append(replace(row, readable=len(table.faults) == before))


def _name_faults(row: Row) -> Iterator[Fault]:
    if row.kind not in KINDS:
        yield row.fault(
            KIND,
            f"種別「{row.kind}」はありません。",
            "班、計、合計のどれかにしてください。",
            row.kind,
        )
    if not row.department and row.kind != GRAND_ROW:
        yield row.fault(DEPARTMENT, "課の名称がありません。", "課の名称を書いてください。", "")
    for column, name in ((DEPARTMENT, row.department), (SECTION, row.section)):
        if "/" in half_width(name):
            yield row.fault(
                column,
                f"「{name}」に「/」が入っています。",
                "「/」を使わずに書いてください。",
                name,
            )
        if len(name) > LONGEST_NAME:
            yield row.fault(
                column,
                f"{len(name)}文字あります。",
                f"{LONGEST_NAME}文字以内にしてください。",
                name,
            )


def _figure(table: Table, row: Row, column: str, cell: str) -> int | None:
    if not cell:
        return None
    number = integer(cell)
    if number is None or not 0 <= number <= LARGEST_FIGURE:
        table.faults.append(
            row.fault(
                column,
                f"「{cell}」は件数として読めません。",
                f"0から{words.number(LARGEST_FIGURE)}までの整数を書くか、空欄にしてください。",
                cell,
            )
        )
        return None
    return number


def read_bytes(data: bytes, file: str) -> Table:
    """Read the file as saved: UTF-8, or the Shift_JIS that Excel saves on Windows."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return parse(text, file=file)
    return Table(
        file,
        faults=[
            Fault(
                file=file,
                problem="文字コードを読み取れません。",
                mend="Excelで「CSV UTF-8（コンマ区切り）」の形式で保存し直してください。",
            )
        ],
    )


def check(table: Table) -> Iterator[Fault]:
    """Every fault of the table as a whole. Rows that could not be read are left out of sums."""
    yield from _repeated(table)
    for row in table.sections:
        if row.readable:
            yield from _row_sums(row)
    for published in table.of_kind(DEPARTMENT_ROW):
        parts = [row for row in table.sections if row.department == published.department]
        if not parts:
            yield published.fault(
                "課",
                f"「{published.department}」の班の行がありません。",
                "課の名称を確かめるか、班の行を書き加えてください。",
                published.department,
            )
        elif all(
            row.readable for row in table.rows if row.department in ("", published.department)
        ):
            yield from _published_sums(published, parts)
    for published in table.of_kind(GRAND_ROW):
        if all(row.readable for row in table.rows):
            yield from _published_sums(published, table.sections)


def _repeated(table: Table) -> Iterator[Fault]:
    first: dict[tuple[str, str], Row] = {}
    for row in table.rows:
        key = (row.kind, "" if row.kind == GRAND_ROW else half_width(row.ref))
        earlier = first.setdefault(key, row)
        if earlier is not row:
            yield row.fault(
                "班",
                f"「{row.title}」が{earlier.line}行目と重なっています。",
                "どちらか1行にしてください。",
                row.title,
            )


def _row_sums(row: Row) -> Iterator[Fault]:
    tasks, total = row.figures[TASKS], row.figures[TOTAL]
    if tasks is None:
        filled = [name for name in (*SYSTEMS, TOTAL) if row.figures[name] is not None]
        if filled:
            yield row.fault(
                TASKS,
                f"事務数が空欄ですが、{'、'.join(filled)}に数があります。",
                "事務数を書くか、ほかの数も空欄にしてください。",
                "",
            )
        return
    if row.systems > tasks:
        yield row.fault(
            TASKS,
            f"使用システムの数の合計は{words.number(row.systems)}で、事務数の{words.number(tasks)}より多くなっています。",
            "公表された表と見比べて、誤っている数を直してください。",
        )
    if row.systems != (total or 0):
        said = "空欄" if total is None else words.number(total)
        yield row.fault(
            TOTAL,
            f"合計は{said}ですが、{'・'.join(SYSTEMS)}を足すと{words.number(row.systems)}です。",
            "公表された表と見比べて、誤っている数を直してください。",
        )


def _published_sums(published: Row, parts: list[Row]) -> Iterator[Fault]:
    for column in FIGURES:
        said = published.figures[column] or 0
        counted = sum(row.figures[column] or 0 for row in parts)
        if said != counted:
            yield published.fault(
                column,
                f"{published.title}の{column}は{words.number(said)}ですが、班の行を足すと{words.number(counted)}です。",
                "公表された表と見比べて、誤っている数を直してください。",
            )
