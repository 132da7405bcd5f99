"""The rows of a sheet below its header, by column; and the key that says which task a row is.

Makes no query.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.crypto import salted_hmac

from hirao_dx.shared.text import folded

from .book import Sheet
from .header import FILLED_DOWN
from .read import MERGED

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

    None for any other line, and for one with a key: that is a task, whatever its name.
    """
    if sheet.cell(line, places.get("key")).strip():
        return None
    first = next((place for place, text in enumerate(sheet.rows[line - 1]) if text), None)
    for place in (first, *(places.get(key) for key in LABELS)):
        if place is not None and is_sum(text := sheet.cell(line, place)):
            return place, text
    return None


@dataclass
class Row:
    """A row of the sheet: by column, the text of its cell and what is odd about it.

    `total` is the place and text of the cell that says that the row adds up others.
    """

    line: int
    texts: dict[str, str]
    odd: dict[str, str] = field(default_factory=dict)
    total: tuple[int, str] | None = None


def rows_of(sheet: Sheet, places: Mapping[str, int], header_line: int) -> Iterator[Row]:
    """Every row with a text in a column that is read.

    A place (課・班) merged over several rows holds for all of them; any other merged cell is odd.
    """
    filled, merged = _merged(sheet, places, header_line)
    for line in range(header_line + 1, len(sheet.rows) + 1):
        texts = {key: sheet.cell(line, place) for key, place in places.items()}
        if not any(texts.values()):
            continue
        row = Row(line, texts | filled.get(line, {}), total=sum_cell(sheet, line, places))
        for key, place in places.items():
            odd = sheet.oddity(line, place) or merged.get((line, key), "")
            if odd:
                row.odd[key] = odd
        yield row


def _merged(
    sheet: Sheet, places: Mapping[str, int], header_line: int
) -> tuple[dict[int, dict[str, str]], dict[tuple[int, str], str]]:
    """Texts that merged cells repeat further down, by line; and cells whose merging makes them
    unclear."""
    filled: dict[int, dict[str, str]] = {}
    unclear: dict[tuple[int, str], str] = {}
    for top, left, bottom, right in sheet.merges:
        if bottom <= header_line:
            continue
        touched = [key for key, place in places.items() if left <= place <= right]
        for line in range(max(top, header_line + 1), min(bottom, len(sheet.rows)) + 1):
            for key in touched:
                if key in FILLED_DOWN and left == right:
                    filled.setdefault(line, {})[key] = sheet.cell(top, left)
                else:
                    unclear[line, key] = MERGED
    return filled, unclear


_SHAPE = re.compile(r"(\d{1,18})-(\d{1,18})-([0-9a-f]{8})")
_SALT = "inventory.workbook.keys"


@dataclass(frozen=True)
class Key:
    """A task and the number of the latest line of its history when the workbook was written.

    As text it is signed, so that a changed key is recognised.
    """

    task: int
    version: int

    def __str__(self) -> str:
        return f"{self.task}-{self.version}-{_seal(self, settings.SECRET_KEY)}"


def read_key(text: str) -> Key | None:
    """The key of a cell; None when its signature is not this site's."""
    found = _SHAPE.fullmatch(text)
    if not found:
        return None
    key = Key(int(found[1]), int(found[2]))
    secrets = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    genuine = any(hmac.compare_digest(_seal(key, secret), found[3]) for secret in secrets)
    return key if genuine else None


def _seal(key: Key, secret: str) -> str:
    said = salted_hmac(_SALT, f"{key.task}-{key.version}", secret=secret)
    return said.hexdigest()[:8]
