"""A workbook's columns: which task a row is, then what it says (`inventory.tasks.content`)."""

from __future__ import annotations

import re

from hirao_dx.shared.text import folded
from inventory.tasks.content import FIELDS, Kind, TaskField

WHO_CHANGES = "この列は書き換えません。"


KEY = TaskField(
    "key",
    "識別キー",
    Kind.KEY,
    18,
    f"どの事務の、いつの内容かを表す記号です。{WHO_CHANGES}事務を足す行では空欄にします。",
)
DEPARTMENT = TaskField(
    "department",
    "課・室・局",
    Kind.PLACE,
    18,
    f"{WHO_CHANGES}事務を足す行だけに書きます。",
    "町民課",
    ("課", "課名", "課室", "課室局", "所属", "所属課", "担当課", "所管課", "部署", "部署名"),
)
SECTION = TaskField(
    "section",
    "班",
    Kind.PLACE,
    16,
    f"{WHO_CHANGES}事務を足す行だけに書きます。班がない課では「（班なし）」にします。",
    "戸籍班",
    ("班名", "係", "係名", "担当班", "担当係", "グループ"),
)
NUMBER = TaskField(
    "number",
    "番号",
    Kind.NUMBER,
    8,
    "班の中の通し番号です。事務を足す行で空欄にすると、次の番号が付きます。",
    "12",
    ("no", "no.", "№", "事務番号", "整理番号", "通し番号", "連番", "項番"),
    digits=9,
)
COLUMNS = (KEY, DEPARTMENT, SECTION, NUMBER, *FIELDS)
BY_KEY = {column.name: column for column in COLUMNS}

_KANA = re.compile(r"[ぁ-ゖァ-ヺｦ-ﾟー・･\s　]+")
_READING = re.compile(r"[(（][ぁ-ゖァ-ヺｦ-ﾟー・･\s　]+[)）]")
_REMARK = re.compile(r"\(.*?\)")


def plain_header(heading: str) -> str:
    """A heading without its reading, marks, width and line breaks: 事務（じむ）名※ is 事務名.

    Readings (ふりがな) are in brackets, or on a line of their own.
    """
    lines = [line for line in heading.splitlines() if line.strip()]
    words = [line for line in lines if not _KANA.fullmatch(line)]
    text = _READING.sub("", "".join(words if words and len(lines) > 1 else lines))
    return folded(text).strip("※*＊・:：") or folded(heading)


_MEANING = {
    plain_header(word): column for column in COLUMNS for word in (column.label, *column.synonyms)
}


def meant_by(heading: str) -> TaskField | None:
    """The column a heading names, with or without a remark in brackets; None for no column of
    ours."""
    plain = plain_header(heading)
    return _MEANING.get(plain) or _MEANING.get(_REMARK.sub("", plain).strip("※*・"))
