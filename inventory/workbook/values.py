"""Reads the cells of each column into values, and writes values as text. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.text import (
    YEARS,
    cell_day,
    decimal,
    folded,
    half_width,
    many_lines,
    one_line,
    whole_number,
)
from hirao_dx.shared.words import number, tenths
from inventory.peak_months import MONTHS, written
from inventory.tasks.content import Kind, TaskField

YES = {
    "はい",
    "○",
    "〇",
    "◯",
    "◎",
    "●",
    "有",
    "あり",
    "有り",
    "要",
    "1",
    "true",
    "yes",
    "✓",
    "✔",
    "レ",
}
NO = {"いいえ", "×", "✕", "無", "なし", "無し", "不要", "0", "false", "no"}
BLANKS = {"", "-", "ー", "―"}
NO_SECTION = "（班なし）"
_MONTH_RANGE = re.compile(r"(\d{1,2})[~-](\d{1,2})")


class UnreadableValue(Exception):
    """Raised when a cell does not fit its column; the words say how to mend it."""


def plain(value: Any, kind: Kind) -> Any:
    """A stored value in the form `read` gives, so that equal values compare equal."""
    if isinstance(value, str):
        return many_lines(value) if kind is Kind.TEXT else one_line(value)
    return value


def read(column: TaskField, text: str, systems: Mapping[str, int]) -> Any:
    """The value of a cell's text. `systems` has keys by folded name and alias.

    Raises UnreadableValue.
    """
    return _READERS[column.kind](column, text, systems)


def _choice(column: TaskField, text: str, _: object) -> str:
    said = folded(text)
    if said in BLANKS:
        return ""
    for value, label in column.choices:
        if said in (folded(label), value):
            return value
    words = "、".join(label for _, label in column.choices)
    raise UnreadableValue(f"次のどれかにしてください：{words}。")


def _system(column: TaskField, text: str, systems: Mapping[str, int]) -> int | None:
    if folded(text) in BLANKS:
        return None
    found = systems.get(folded(text))
    if found is None:
        raise UnreadableValue(
            "この名称のシステムはありません。一覧にある名称に直すか、空欄にしてください。"
            "新しいシステムは、事務局が追加します。"
        )
    return found


def _number(column: TaskField, text: str, _: object) -> Decimal | None:
    said = half_width(text).replace(" ", "").replace("、", ",")
    if said in BLANKS:
        return None
    for unit in column.units:
        said = said.removesuffix(unit)
    number = decimal(said)
    if number is None:
        raise UnreadableValue(f"数で書いてください（例：{column.example}）。")
    if number < 0:
        raise UnreadableValue("0以上の数にしてください。")
    return _bounded(column, number)


def _bounded(column: TaskField, number: Decimal) -> Decimal:
    whole = column.digits - column.places
    if number >= Decimal(10) ** whole:
        raise UnreadableValue(f"大きすぎます。{whole}けたまでの数にしてください。")
    step = Decimal(1).scaleb(-column.places)
    rounded = number.quantize(step)
    if rounded != number:
        kind = f"小数第{column.places}位まで" if column.places else "小数点のない数"
        raise UnreadableValue(f"{kind}にしてください（例：{column.example}）。")
    return rounded


def _count(column: TaskField, text: str, _: object) -> int | None:
    number = _number(column, text, _)
    return None if number is None else int(number)


def _serial(column: TaskField, text: str, _: object) -> int | None:
    number = _count(column, text, _)
    if number == 0:
        raise UnreadableValue("1以上の番号にしてください。")
    return number


def _months(column: TaskField, text: str, _: object) -> str:
    said = half_width(text).replace("月", "").replace("〜", "~").replace("～", "~")
    if folded(said) in BLANKS:
        return ""
    if said == "通年":
        return written(MONTHS)
    months: set[int] = set()
    for part in re.split(r"[,、，・/\s]+", re.sub(r"\s*[~-]\s*", "~", said)):
        months |= _month_part(part)
    return written(months)


def _month_part(part: str) -> set[int]:
    span = _MONTH_RANGE.fullmatch(part)
    if span:
        first, last = int(span[1]), int(span[2])
        months = {(first - 1 + step) % 12 + 1 for step in range((last - first) % 12 + 1)}
        ends = {first, last}
    else:
        months = ends = {whole_number(part, most=12) or 0}
    if not ends <= set(MONTHS):
        raise UnreadableValue("1から12までの月を「,」で区切って書いてください（例：3,4）。")
    return months


def _yes_no(column: TaskField, text: str, _: object) -> bool | None:
    said = half_width(text).lower().replace(" ", "")
    if said in BLANKS:
        return None
    if said in {half_width(word).lower() for word in YES}:
        return True
    if said in {half_width(word).lower() for word in NO}:
        return False
    raise UnreadableValue("「はい」か「いいえ」にするか、わからなければ空欄にしてください。")


def _day(column: TaskField, text: str, _: object) -> date | None:
    if half_width(text) in BLANKS:
        return None
    day = cell_day(text)
    if day is None or day.year not in YEARS:
        raise UnreadableValue(
            "日付として読めません。令和9年3月31日、R9.3.31、2027/3/31 のように書いてください。"
        )
    return day


def _line(column: TaskField, text: str, _: object) -> str:
    return one_line(text)


def _text(column: TaskField, text: str, _: object) -> str:
    return many_lines(text)


_READERS: dict[Kind, Callable[[TaskField, str, Mapping[str, int]], Any]] = {
    Kind.KEY: _line,
    Kind.PLACE: _line,
    Kind.NUMBER: _serial,
    Kind.LINE: _line,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.SYSTEM: _system,
    Kind.COUNT: _count,
    Kind.DECIMAL: _number,
    Kind.MONTHS: _months,
    Kind.YES_NO: _yes_no,
    Kind.DAY: _day,
}


def too_long(column: TaskField, value: Any) -> str:
    """What is said of a text longer than its column allows; blank if it fits."""
    if column.length and len(value) > column.length:
        return f"{column.length}文字までにしてください（今は{len(value)}文字です）。"
    return ""


def shown(column: TaskField, value: Any) -> str:
    """A value in words, for a page or a file of text; blank for none."""
    if value is None or value == "":
        return ""
    if column.kind is Kind.CHOICE:
        return dict(column.choices).get(value, str(value))
    if column.kind is Kind.YES_NO:
        return "はい" if value else "いいえ"
    if column.kind is Kind.DAY:
        return wareki_date(value)
    if column.kind is Kind.DECIMAL:
        return tenths(value)
    if column.kind is Kind.COUNT:
        return number(value)
    return str(value)


def packed(value: Any) -> Any:
    """A value as JSON stores it."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def unpacked(column: TaskField, value: Any) -> Any:
    """The value that `packed` stored."""
    if value is None:
        return None
    if column.kind is Kind.DAY:
        return date.fromisoformat(value)
    return Decimal(value) if column.kind is Kind.DECIMAL else value
