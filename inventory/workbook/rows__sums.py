"""Rows that add up others (合計, 小計), which are no tasks. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hirao_dx.shared.text__folding import folded

from .book import Sheet

LABELS = ("department", "section", "number", "name")
MESSAGE = (
    "合計の行です。事務ではないので、読めません。"
    "この行を消して保存し、もう一度取り込んでください。"
)
_SUM = re.compile(
    r"[(【\[]?"
    r"(.*[課室局班係町村市庁体])?"  # 税務課計, 全体合計, but neither 統計 nor 会計
    r"(合計|小計|中計|総計|総合計|累計|計)"
    r"[)】\]]?"
    r"(\(.*\))?"
)


def is_sum(text: str) -> bool:
    """Whether a label only says that its row adds up others: 合　計, 小計（件）, 税務課計."""
    return _SUM.fullmatch(folded(text)) is not None


def sum_cell(sheet: Sheet, line: int, places: Mapping[str, int]) -> tuple[int, str] | None:
    """The place and text that make a line a sum: its first cell or one that names a task.

    Never a row with a key: that one is a task of the inventory, whatever its name.
    """
    if sheet.cell(line, places.get("key")).strip():
        return None
    first = next((place for place, text in enumerate(sheet.rows[line - 1]) if text), None)
    for place in (first, *(places.get(key) for key in LABELS)):
        if place is not None and is_sum(text := sheet.cell(line, place)):
            return place, text
    return None
