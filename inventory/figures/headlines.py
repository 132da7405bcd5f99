"""The few figures at the top of the inventory's pages, each with what it is counted over."""

from __future__ import annotations

from dataclasses import dataclass

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
    """For the town or a department: tasks beside the published number, named, digitised, hours
    saved."""
    tasks = row.cells[0]
    beside = f"公表 {number(tasks.published)}件（差 {difference(tasks.difference)}）"
    return [_counted("事務数", tasks.live, beside), *of_counts(row.live)[1:]]


def of_counts(live: Counts) -> list[Headline]:
    """For a section: tasks, those with a name, those digitised, hours saved a year."""
    among = f"{number(live.tasks)}件のうち"
    return [
        _counted("事務数", live.tasks, f"システムを使う事務 {number(live.total)}件"),
        _counted("名称を登録した事務", live.named, among),
        _counted("デジタル化済の事務", live.digitised, among),
        _saved(live),
    ]


def _counted(label: str, value: int, note: str) -> Headline:
    return Headline(label, number(value), "件", note)


def _saved(live: Counts) -> Headline:
    among = f"{number(live.tasks)}件のうち、前後の時間がわかる{number(live.hours_known)}件で計算"
    if not live.hours_known:
        return Headline("年間で減った時間", "未入力", "", among, missing=True)
    return Headline("年間で減った時間", tenths(live.hours_saved), "時間", among)
