"""Checks survey.csv against itself: rows told twice, sums that do not add up."""

from __future__ import annotations

from collections.abc import Iterator

from hirao_dx.shared.text import half_width

from .faults import Fault
from .survey import DEPARTMENT_ROW, FIGURES, GRAND_ROW, SYSTEMS, TASKS, TOTAL, Row, Table


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
            f"使用システムの数の合計は{row.systems:,}で、事務数の{tasks:,}より多くなっています。",
            "公表された表と見比べて、誤っている数を直してください。",
        )
    if row.systems != (total or 0):
        said = "空欄" if total is None else f"{total:,}"
        yield row.fault(
            TOTAL,
            f"合計は{said}ですが、{'・'.join(SYSTEMS)}を足すと{row.systems:,}です。",
            "公表された表と見比べて、誤っている数を直してください。",
        )


def _published_sums(published: Row, parts: list[Row]) -> Iterator[Fault]:
    for column in FIGURES:
        said = published.figures[column] or 0
        counted = sum(row.figures[column] or 0 for row in parts)
        if said != counted:
            yield published.fault(
                column,
                f"{published.title}の{column}は{said:,}ですが、班の行を足すと{counted:,}です。",
                "公表された表と見比べて、誤っている数を直してください。",
            )
