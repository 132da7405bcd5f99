"""The few figures at the top of the inventory's pages, each with what it is counted over."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hirao_dx.shared.words import difference, number, tenths

from .counts import Counts, Row


@dataclass(frozen=True)
class Headline:
    """One figure. With `missing`, `value` is a word: nothing has been entered yet."""

    label: str
    value: str
    unit: str
    note: str
    missing: bool = False


def of_row(row: Row) -> list[Headline]:
    """For the town or a department: the same, the tasks beside the published number."""
    tasks = row.cells[0]
    beside = f"公表 {number(tasks.published)}件（差 {difference(tasks.difference)}）"
    return [_counted("事務数", tasks.live, beside), *of_counts(row.live)[1:]]


def of_counts(live: Counts) -> list[Headline]:
    """For a section: tasks, those with a name, those digitised, hours saved and expected."""
    among = f"{number(live.tasks)}件のうち"
    return [
        _counted("事務数", live.tasks, f"システムを使う事務 {number(live.total)}件"),
        _counted("名称を登録した事務", live.named, among),
        _counted("デジタル化済の事務", live.digitised, among),
        _saved(live),
        _expected(live),
    ]


def _counted(label: str, value: int, note: str) -> Headline:
    return Headline(label, number(value), "件", note)


def _saved(live: Counts) -> Headline:
    return hours(
        "年間で減った時間",
        live.hours_saved,
        live.saved_known,
        f"デジタル化済{number(live.digitised)}件のうち、"
        f"前後の時間がわかる{number(live.saved_known)}件で計算",
    )


def _expected(live: Counts) -> Headline:
    return hours(
        "年間で減る見込み",
        live.hours_expected,
        live.expected_known,
        f"検討中・実施中{number(live.on_the_way)}件のうち、"
        f"前後の時間がわかる{number(live.expected_known)}件で計算。減った時間には足しません",
    )


def hours(label: str, value: Decimal, counted: int, note: str) -> Headline:
    """Hours over `counted` tasks, 未入力 where there is none."""
    if not counted:
        return Headline(label, "未入力", "", note, missing=True)
    return Headline(label, tenths(value), "時間", note)
