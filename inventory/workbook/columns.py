"""The one table of a workbook's columns: written, read, mapped and explained from here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from django.db.models import Choices

from hirao_dx.shared.text import folded
from inventory.choices import Category, Method, Staff, Stage

SHORT_TEXT = 200
LONG_TEXT = 2000
WHO_CHANGES = "この列は書き換えません。"


class Kind(Enum):
    """What a cell of a column holds."""

    KEY = auto()
    PLACE = auto()
    NUMBER = auto()
    LINE = auto()
    TEXT = auto()
    CHOICE = auto()
    SYSTEM = auto()
    COUNT = auto()
    DECIMAL = auto()
    MONTHS = auto()
    YES_NO = auto()
    DAY = auto()


@dataclass(frozen=True)
class Column:
    """One column. `key` is the field of a task, but for the row's key and its place.

    `synonyms` are other headings people give it; `unit` is what they write behind the number;
    `digits` and `places` bound a number, `length` a text.
    """

    key: str
    header: str
    kind: Kind
    width: int
    help: str
    example: str = ""
    synonyms: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    units: tuple[str, ...] = ()
    length: int = 0
    digits: int = 0
    places: int = 0

    @property
    def attribute(self) -> str:
        """Where a task, or a line of its history, keeps the value; a system by its number."""
        return "system_id" if self.kind is Kind.SYSTEM else self.key

    @property
    def is_content(self) -> bool:
        """Whether the column says something of the task itself, not which task it is."""
        return self.kind not in (Kind.KEY, Kind.PLACE, Kind.NUMBER)


def _choices(words: type[Choices]) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), str(label)) for value, label in words.choices)


KEY = Column(
    "key",
    "識別キー",
    Kind.KEY,
    18,
    f"どの事務の、いつの内容かを表す記号です。{WHO_CHANGES}事務を足す行では空欄にします。",
)
DEPARTMENT = Column(
    "department",
    "課・室・局",
    Kind.PLACE,
    18,
    f"{WHO_CHANGES}事務を足す行だけに書きます。",
    "町民課",
    ("課", "課名", "課室", "課室局", "所属", "所属課", "担当課", "所管課", "部署", "部署名"),
)
SECTION = Column(
    "section",
    "班",
    Kind.PLACE,
    16,
    f"{WHO_CHANGES}事務を足す行だけに書きます。班がない課では「（班なし）」にします。",
    "戸籍班",
    ("班名", "係", "係名", "担当班", "担当係", "グループ"),
)
NUMBER = Column(
    "number",
    "番号",
    Kind.NUMBER,
    8,
    "班の中の通し番号です。事務を足す行で空欄にすると、次の番号が付きます。",
    "12",
    ("no", "no.", "№", "事務番号", "整理番号", "通し番号", "連番", "項番"),
    digits=9,
)
CONTENT = (
    Column(
        "name",
        "事務の名称",
        Kind.LINE,
        32,
        "班の中で通じる名称です。空欄のあいだは「名称未登録」と表示します。",
        "転入届の受付",
        ("事務名", "事務名称", "業務名", "業務名称", "業務の名称", "事務事業名", "名称", "手続名"),
        length=SHORT_TEXT,
    ),
    Column(
        "description",
        "内容",
        Kind.TEXT,
        40,
        "だれの、どのような事務かを短く書きます。",
        "窓口で届出を受け付け、住民票に記載する",
        (
            "事務内容",
            "事務の内容",
            "業務内容",
            "業務の内容",
            "事務の概要",
            "業務概要",
            "概要",
            "説明",
        ),
        length=LONG_TEXT,
    ),
    Column(
        "category",
        "使用システムの区分",
        Kind.CHOICE,
        20,
        "いくつか使うときは、主に使うもの1つを選びます。",
        "基幹系",
        ("システムの区分", "システム区分", "区分", "システム種別"),
        _choices(Category),
        required=True,
    ),
    Column(
        "system",
        "使用システム",
        Kind.SYSTEM,
        24,
        "一覧にある名称を選びます。一覧にないシステムは、事務局が追加します。",
        "",
        ("システム", "システム名", "システム名称", "使用システム名", "利用システム", "使用ソフト"),
    ),
    Column(
        "stage",
        "デジタル化の段階",
        Kind.CHOICE,
        16,
        "事務のデジタル化が、どこまで進んだかを選びます。",
        "検討中",
        ("段階", "デジタル化", "デジタル化の状況", "進捗", "状況"),
        _choices(Stage),
        required=True,
    ),
    Column(
        "volume",
        "年間の件数",
        Kind.COUNT,
        12,
        "1年に何件あるかを、数で書きます。",
        "1,200",
        ("年間件数", "件数", "処理件数", "年間処理件数", "件数(年)"),
        units=("件", "件/年", "件程度"),
        digits=9,
    ),
    Column(
        "minutes_per_case",
        "1件あたりの時間（分）",
        Kind.DECIMAL,
        14,
        "1件に何分かかるかを、数で書きます。",
        "15",
        ("1件あたりの時間", "1件あたり時間", "処理時間", "処理時間(分)", "1件あたりの分"),
        units=("分",),
        digits=7,
        places=1,
    ),
    Column(
        "annual_hours_before",
        "年間の時間（見直し前）",
        Kind.DECIMAL,
        14,
        "見直しをする前に、1年にかかっていた時間を、数で書きます。",
        "300",
        ("年間の時間", "年間時間", "年間業務時間", "業務時間", "現在の時間", "見直し前の時間"),
        units=("時間",),
        digits=9,
        places=1,
    ),
    Column(
        "annual_hours_after",
        "年間の時間（見直し後）",
        Kind.DECIMAL,
        14,
        "見直しをした後に、1年にかかる時間を、数で書きます。まだなら空欄にします。",
        "120.5",
        ("見直し後の時間", "削減後の時間", "年間時間(見直し後)"),
        units=("時間",),
        digits=9,
        places=1,
    ),
    Column(
        "staff",
        "従事する職員",
        Kind.CHOICE,
        24,
        "だれが行うかを選びます。",
        "正規職員",
        ("職員", "職員区分", "職員の区分", "従事職員", "担当者区分"),
        _choices(Staff),
    ),
    Column(
        "peak_months",
        "忙しい月",
        Kind.MONTHS,
        12,
        "月の数字を「,」で区切ります。3〜5月 とも書けます。",
        "3,4",
        ("繁忙期", "繁忙月", "ピーク月", "忙しい時期"),
    ),
    Column(
        "legal_basis",
        "根拠となる法令など",
        Kind.LINE,
        28,
        "法律、条例、要綱などの名称です。",
        "住民基本台帳法",
        ("根拠法令", "根拠法令等", "根拠", "法令", "根拠規定"),
        length=SHORT_TEXT,
    ),
    Column(
        "uses_paper",
        "紙を使う",
        Kind.YES_NO,
        10,
        "はい・いいえ で書きます。わからないときは空欄にします。",
        "はい",
        ("紙", "紙の使用", "紙の有無", "紙使用"),
    ),
    Column(
        "uses_seal",
        "押印がある",
        Kind.YES_NO,
        10,
        "はい・いいえ で書きます。わからないときは空欄にします。",
        "いいえ",
        ("押印", "押印の有無", "ハンコ"),
    ),
    Column(
        "uses_counter",
        "窓口で行う",
        Kind.YES_NO,
        10,
        "はい・いいえ で書きます。わからないときは空欄にします。",
        "はい",
        ("窓口", "窓口の有無", "窓口対応"),
    ),
    Column(
        "problem",
        "困っていること",
        Kind.TEXT,
        36,
        "手間がかかること、直したいことを書きます。",
        "同じ内容を2つのシステムに入力している",
        ("課題", "問題点", "困りごと", "現状の課題"),
        length=LONG_TEXT,
    ),
    Column(
        "method",
        "予定する手法",
        Kind.CHOICE,
        24,
        "どのように軽くする予定かを選びます。",
        "ペーパーレス・電子決裁",
        ("手法", "デジタル化の手法", "改善方法", "対応方法"),
        _choices(Method),
    ),
    Column(
        "remarks",
        "備考",
        Kind.TEXT,
        30,
        "ほかに伝えることを書きます。",
        "",
        ("備考欄", "メモ", "摘要", "その他"),
        length=LONG_TEXT,
    ),
    Column(
        "ended_on",
        "廃止日",
        Kind.DAY,
        16,
        "もう行わない事務だけに書きます。令和9年3月31日、R9.3.31、2027/3/31 のように書けます。",
        "令和9年3月31日",
        ("廃止年月日", "終了日"),
    ),
    Column(
        "ended_reason",
        "廃止の理由",
        Kind.LINE,
        28,
        "廃止日を書いたときだけ書きます。",
        "",
        ("廃止理由", "終了の理由"),
        length=SHORT_TEXT,
    ),
)
COLUMNS = (KEY, DEPARTMENT, SECTION, NUMBER, *CONTENT)
BY_KEY = {column.key: column for column in COLUMNS}

_KANA = re.compile(r"[ぁ-ゖァ-ヺｦ-ﾟー・･\s　]+")
_READING = re.compile(r"[(（][ぁ-ゖァ-ヺｦ-ﾟー・･\s　]+[)）]")
_REMARK = re.compile(r"\(.*?\)")


def plain_header(heading: str) -> str:
    """A heading without its reading, marks, width and line breaks: 事務（じむ）名※ is 事務名.

    Readings (ふりがな) stand in brackets, or on a line of their own.
    """
    lines = [line for line in heading.splitlines() if line.strip()]
    words = [line for line in lines if not _KANA.fullmatch(line)]
    text = _READING.sub("", "".join(words if words and len(lines) > 1 else lines))
    return folded(text).strip("※*＊・:：") or folded(heading)


_MEANING = {
    plain_header(word): column for column in COLUMNS for word in (column.header, *column.synonyms)
}


def meant_by(heading: str) -> Column | None:
    """The column a heading names, by its own words or those without a remark in brackets."""
    plain = plain_header(heading)
    return _MEANING.get(plain) or _MEANING.get(_REMARK.sub("", plain).strip("※*・"))
