"""A task's fields, declared once: forms, tables, workbook, history and merging follow from here.

The model says how a field is stored and called; this table says everything else about it. A new
field is a column of `Task`, a line here and its place in `tasks/_pairs.html`, nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, Flag, auto
from typing import TYPE_CHECKING, Any

from django.db import models

from inventory.models import Task

LONG_TEXT = 2000
YES_NO_HELP = "はい・いいえ で書きます。わからないときは空欄にします。"


class Kind(Enum):
    """What a field, or a cell of a workbook's column, holds."""

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


NUMBERS = (Kind.COUNT, Kind.DECIMAL)


class Asked(Flag):
    """When a field is asked for besides the task's own form."""

    NEVER = 0
    ADDING = auto()
    SPLITTING = auto()
    MERGING = auto()


@dataclass(frozen=True)
class TaskField:
    """A field of a task; or (KEY, PLACE, NUMBER) a column of a workbook that says which task a row
    is.

    `length` is in characters; `digits` counts those of a number, `places` its decimals; `units`
    are what people write behind it, the screens' own first. `called` is what a form's message
    calls the number.
    """

    name: str
    label: str
    kind: Kind
    # A workbook's column: its width, what to write there, other headings people give it.
    width: int
    sheet_help: str
    example: str = ""
    synonyms: tuple[str, ...] = ()
    # A form: its own label and help, lines of a text. A section's table: the group of columns.
    form_label: str = ""
    help: str = ""
    called: str = ""
    rows: int = 3
    group: str = ""
    ends_group: bool = False
    # Lineage: when it is asked for, and whether the parts of a task take it over.
    asked: Asked = Asked.NEVER
    inherited: bool = False
    # What is stored.
    choices: tuple[tuple[str, str], ...] = ()
    default: Any = None
    required: bool = False
    units: tuple[str, ...] = ()
    length: int = 0
    digits: int = 0
    places: int = 0

    @property
    def attribute(self) -> str:
        """The attribute of a task, or of a line of its history, with the value; a system's key."""
        return "system_id" if self.kind is Kind.SYSTEM else self.name

    @property
    def is_content(self) -> bool:
        """Whether it is about the task itself, not about which task it is."""
        return self.kind not in (Kind.KEY, Kind.PLACE, Kind.NUMBER)


_KINDS = {
    models.CharField: Kind.LINE,
    models.TextField: Kind.TEXT,
    models.ForeignKey: Kind.SYSTEM,
    models.PositiveIntegerField: Kind.COUNT,
    models.DecimalField: Kind.DECIMAL,
    models.BooleanField: Kind.YES_NO,
    models.DateField: Kind.DAY,
}


def _field(name: str, width: int, sheet_help: str, *more: Any, **said: Any) -> TaskField:
    """A field, completed with what the model says of it."""
    stored: Any = Task._meta.get_field(name)
    kind = said.pop("kind", Kind.CHOICE if stored.choices else _KINDS[type(stored)])
    default = stored.get_default()
    told = {
        "choices": tuple((str(value), str(label)) for value, label in stored.choices or ()),
        "default": str(default) if isinstance(default, str) else default,
        "required": not stored.blank,
        "length": {Kind.LINE: stored.max_length, Kind.TEXT: LONG_TEXT}.get(kind, 0),
        "digits": getattr(stored, "max_digits", 0),
        "places": getattr(stored, "decimal_places", 0),
    }
    label = str(stored.verbose_name)
    return TaskField(name, label, kind, width, sheet_help, *more, **(told | said))


# In the order of the forms and of a workbook's columns.
FIELDS = (
    _field(
        "name",
        32,
        "班の中で通じる名称です。空欄のあいだは「名称未登録」と表示します。",
        "転入届の受付",
        ("事務名", "事務名称", "業務名", "業務名称", "業務の名称", "事務事業名", "名称", "手続名"),
        help="班の中で通じる名称で書きます。空欄のあいだは「名称未登録」と表示します。",
        group="basic",
        asked=Asked.ADDING | Asked.SPLITTING | Asked.MERGING,
    ),
    _field(
        "description",
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
        help="だれの、どのような事務かを短く書きます。",
        rows=4,
        group="work",
    ),
    _field(
        "category",
        20,
        "いくつか使うときは、主に使うもの1つを選びます。",
        "基幹系",
        ("システムの区分", "システム区分", "区分", "システム種別"),
        help="いくつか使うときは、主に使うもの1つを選びます。",
        group="basic",
        asked=Asked.ADDING | Asked.MERGING,
        inherited=True,
    ),
    _field(
        "system",
        24,
        "一覧にある名称を選びます。一覧にないシステムは、事務局が追加します。",
        "",
        ("システム", "システム名", "システム名称", "使用システム名", "利用システム", "使用ソフト"),
        help="一覧にないシステムは、事務局が追加します。",
        group="basic",
        asked=Asked.ADDING | Asked.MERGING,
        inherited=True,
    ),
    _field(
        "stage",
        16,
        "事務のデジタル化が、どこまで進んだかを選びます。",
        "検討中",
        ("段階", "デジタル化", "デジタル化の状況", "進捗", "状況"),
        help="事務のデジタル化が、どこまで進んだかを選びます。",
        group="basic",
        asked=Asked.MERGING,
        inherited=True,
    ),
    _field(
        "volume",
        12,
        "1年に何件あるかを、数で書きます。",
        "1,200",
        ("年間件数", "件数", "処理件数", "年間処理件数", "件数(年)"),
        help="1年に何件あるかです。わからないときは空欄にします。",
        group="basic",
        asked=Asked.SPLITTING | Asked.MERGING,
        units=("件", "件/年", "件程度"),
        digits=9,
    ),
    _field(
        "minutes_per_case",
        14,
        "1件に何分かかるかを、数で書きます。",
        "15",
        ("1件あたりの時間", "1件あたり時間", "処理時間", "処理時間(分)", "1件あたりの分"),
        form_label="1件あたりの時間",
        help="1件の処理にかかる、おおよその時間です。",
        group="basic",
        asked=Asked.SPLITTING | Asked.MERGING,
        units=("分",),
    ),
    _field(
        "annual_hours_before",
        14,
        "見直しをする前に、1年にかかっていた時間を、数で書きます。",
        "300",
        ("年間の時間", "年間時間", "年間業務時間", "業務時間", "現在の時間", "見直し前の時間"),
        help="デジタル化などの見直しをする前に、1年にかかっていた時間です。",
        called="時間",
        group="basic",
        asked=Asked.SPLITTING | Asked.MERGING,
        units=("時間",),
    ),
    _field(
        "annual_hours_after",
        14,
        "見直しをした後に、1年にかかる時間を、数で書きます。まだなら空欄にします。",
        "120.5",
        ("見直し後の時間", "削減後の時間", "年間時間(見直し後)"),
        help="見直しをした後に、1年にかかる時間です。まだなら空欄にします。",
        called="時間",
        group="work",
        ends_group=True,
        units=("時間",),
    ),
    _field(
        "staff",
        24,
        "だれが行うかを選びます。",
        "正規職員",
        ("職員", "職員区分", "職員の区分", "従事職員", "担当者区分"),
        group="work",
        inherited=True,
    ),
    _field(
        "peak_months",
        12,
        "月の数字を「,」で区切ります。3〜5月 とも書けます。",
        "3,4",
        ("繁忙期", "繁忙月", "ピーク月", "忙しい時期"),
        kind=Kind.MONTHS,
        help="特に忙しい月を、いくつでも選びます。",
        group="work",
        inherited=True,
    ),
    _field(
        "legal_basis",
        28,
        "法律、条例、要綱などの名称です。",
        "住民基本台帳法",
        ("根拠法令", "根拠法令等", "根拠", "法令", "根拠規定"),
        help="法律、条例、要綱などの名称と条を書きます。",
        group="means",
        inherited=True,
    ),
    _field(
        "uses_paper",
        10,
        YES_NO_HELP,
        "はい",
        ("紙", "紙の使用", "紙の有無", "紙使用"),
        group="means",
        inherited=True,
    ),
    _field(
        "uses_seal",
        10,
        YES_NO_HELP,
        "いいえ",
        ("押印", "押印の有無", "ハンコ"),
        group="means",
        inherited=True,
    ),
    _field(
        "uses_counter",
        10,
        YES_NO_HELP,
        "はい",
        ("窓口", "窓口の有無", "窓口対応"),
        group="means",
        inherited=True,
    ),
    _field(
        "problem",
        36,
        "手間がかかること、直したいことを書きます。",
        "同じ内容を2つのシステムに入力している",
        ("課題", "問題点", "困りごと", "現状の課題"),
        help="時間がかかる、間違いが起きやすいなど、解決したいことを書きます。",
        group="plan",
        inherited=True,
    ),
    _field(
        "method",
        24,
        "どのように軽くする予定かを選びます。",
        "ペーパーレス・電子決裁",
        ("手法", "デジタル化の手法", "改善方法", "対応方法"),
        group="plan",
        inherited=True,
    ),
    _field(
        "remarks",
        30,
        "ほかに伝えることを書きます。",
        "",
        ("備考欄", "メモ", "摘要", "その他"),
        group="plan",
    ),
    _field(
        "ended_on",
        16,
        "もう行わない事務だけに書きます。令和9年3月31日、R9.3.31、2027/3/31 のように書けます。",
        "令和9年3月31日",
        ("廃止年月日", "終了日"),
        help="もう行わなくなった日です。",
    ),
    _field(
        "ended_reason",
        28,
        "廃止日を書いたときだけ書きます。",
        "",
        ("廃止理由", "終了の理由"),
    ),
)
BY_NAME = {field.name: field for field in FIELDS}
# The same in the order in which the model has them, in which a task's history tells of them.
IN_MODEL_ORDER = tuple(BY_NAME[f.name] for f in Task._meta.fields if f.name in BY_NAME)


def asked_when(moment: Asked) -> list[TaskField]:
    """The fields that are asked for at a moment, in the forms' order."""
    return [field for field in FIELDS if moment in field.asked]


class TaskContent:
    """A value for each of FIELDS. Hours are a year's.

    What is not given is the field's default. Raises TypeError for a field that is not declared.
    """

    def __init__(self, **said: Any) -> None:
        if undeclared := said.keys() - BY_NAME.keys():
            raise TypeError(f"not a field of a task: {', '.join(sorted(undeclared))}")
        vars(self).update({field.name: field.default for field in FIELDS} | said)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TaskContent) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def of(cls, task: Any) -> TaskContent:
        """The content of a task, or of a line of its history."""
        return cls(**{name: getattr(task, name) for name in BY_NAME})

    def but(self, **said: Any) -> TaskContent:
        """The same with other values in some fields."""
        return TaskContent(**vars(self) | said)

    def fill(self, task: Task) -> None:
        """Put every value into a task, without saving it."""
        for name, value in vars(self).items():
            setattr(task, name, value)
