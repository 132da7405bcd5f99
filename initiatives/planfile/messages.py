"""Translates a fault of shape, as pydantic reports it, into plain Japanese."""

from __future__ import annotations

import difflib
from typing import get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from hirao_dx.shared.text import likely_day, likely_year

from .faults import Fault
from .fields import FIRST_YEAR, LAST_YEAR
from .labels import NAMES, Path
from .schema import Document
from .syntax import Node, Tree

_WITH_CONTENT = {
    "goals",
    "initiatives",
    "items",
    "phases",
    "pillars",
    "plan",
    "ratings",
    "schedule",
    "sections",
    "solutions",
}
_EMPTY = ("値がありません。", "値を書くか、不要な項目であれば行ごと消してください。")


def shape_fault(error: ErrorDetails, tree: Tree) -> Fault:
    """The fault behind one of pydantic's errors."""
    node = tree.at(error["loc"])
    return node.fault(*_words(error, node))


def _words(error: ErrorDetails, node: Node) -> tuple[str, str]:
    kind = error["type"]
    limits = error.get("ctx", {})
    if kind == "missing":
        return _missing(node)
    if kind == "extra_forbidden":
        return _unknown_key(node)
    if kind == "too_short":
        return "1つもありません。", "少なくとも1つ書いてください。"
    if node.value is None or node.value == "":
        return _EMPTY
    if kind in {"model_type", "dict_type"}:
        return (
            f"{_quoted(node)}の場所には、項目の組が必要です。",
            "次の行から字下げして「項目名: 値」の形で書いてください。",
        )
    if kind == "list_type":
        return (
            f"{_quoted(node)}の場所には、並びが必要です。",
            "次の行から、1つずつ「- 」で始めて書いてください。",
        )
    if kind == "string_type":
        return _not_text(node)
    if kind == "string_too_long":
        return (
            f"{len(node.text or '')}文字あります。",
            f"{limits['max_length']}文字以内にしてください。",
        )
    if kind == "string_pattern_mismatch":
        return _pattern(node)
    if kind == "not_one_of":
        return (
            f"「{node.text}」は使えません。",
            f"{limits['allowed']}のどれかにしてください。",
        )
    if kind.startswith("unreadable_"):
        return _unreadable(kind.removeprefix("unreadable_"), node.text or "")
    if kind in {"greater_than_equal", "less_than_equal"}:
        return _out_of_range(kind, node, limits)
    if kind.startswith("decimal_"):
        return (
            f"「{node.text}」は桁が多すぎます。",
            "小数点以下の桁数か、全体の桁数を減らしてください。",
        )
    return f"{_quoted(node)}は読み取れません。", "書き方を手引きで確かめてください。"


def _quoted(node: Node) -> str:
    return f"「{node.text}」" if node.text is not None else "いまの書き方"


def _missing(node: Node) -> tuple[str, str]:
    key = str(node.path[-1])
    if key == "lead":
        return (
            "主管の班がありません。",
            "「lead: 課の名称/班の名称」を1つ書いてください。",
        )
    problem = f"「{key}」（{NAMES.get(key, key)}）がありません。"
    if key in _WITH_CONTENT:
        return problem, f"「{key}:」の行と、その中身を書き加えてください。"
    return problem, f"「{key}: 値」の行を書き加えてください。"


def _unknown_key(node: Node) -> tuple[str, str]:
    key = str(node.path[-1])
    if key != key.strip() or "\u3000" in key:
        return f"項目名「{key}」に全角スペースが入っています。", "全角スペースを消してください。"
    close = difflib.get_close_matches(key, _keys_at(node.path[:-1]), n=1)
    if close:
        return f"「{key}」という項目はありません。", f"「{close[0]}」に直してください。"
    return f"「{key}」という項目はありません。", "つづりを確かめるか、この行を消してください。"


def _keys_at(path: Path) -> list[str]:
    """The keys that may stand at a place in the file."""
    shape: type[BaseModel] = Document
    for step in path:
        if isinstance(step, str):
            found = next(
                (f for name, f in shape.model_fields.items() if step in (name, f.alias)), None
            )
            shape = _model_in(found.annotation) if found else Document
    return [field.alias or name for name, field in shape.model_fields.items()]


def _model_in(annotation: object) -> type[BaseModel]:
    """The model inside list[Model], Model | None or Model."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return inner
    return Document


def _not_text(node: Node) -> tuple[str, str]:
    return (
        "1つの値の場所に、並びや項目の組があります。",
        '値を1つだけ書いてください。「: 」を含む文は「"」で囲んでください。',
    )


def _pattern(node: Node) -> tuple[str, str]:
    if node.path[-1] == "adopted_month":
        return f"「{node.text}」は年月として読めません。", "「2023-07」のように書いてください。"
    return (
        f"「{node.text}」は識別名に使えません。",
        "半角の英数字、ハイフン、下線だけで書いてください。",
    )


def _unreadable(kind: str, text: str) -> tuple[str, str]:
    if kind == "day":
        return (
            f"「{text}」は日付として読めません。",
            f"「{likely_day(text)}」のように、年-月-日の形の実在する日付で書いてください。",
        )
    if kind == "measured":
        return (
            f"「{text}」は時点として読めません。",
            f"日なら「{likely_day(text)}」、月なら「2023-07」、年度末なら「2022年度」、"
            "年なら「2020年」のように書いてください。",
        )
    if kind == "year":
        year = likely_year(text) or 2023
        return f"「{text}」は年度として読めません。", f"「{year}」のように、西暦で書いてください。"
    if kind == "yes_no":
        return f"「{text}」は読み取れません。", "true か false のどちらかにしてください。"
    if kind == "integer":
        return f"「{text}」は整数として読めません。", "数字だけで書いてください。"
    return (
        f"「{text}」は数ではありません。",
        "数字と小数点だけで書いてください。単位は unit に書きます。",
    )


def _out_of_range(kind: str, node: Node, limits: dict[str, object]) -> tuple[str, str]:
    if node.path[-1] == "percent":
        return f"「{node.text}」は割合として使えません。", "0から100までの整数にしてください。"
    if limits.get("ge") == FIRST_YEAR or limits.get("le") == LAST_YEAR:
        return (
            f"「{node.text}」は年度として使えません。",
            "2025のように、西暦4桁で書いてください。",
        )
    if kind == "greater_than_equal":
        return f"「{node.text}」は小さすぎます。", f"{limits['ge']}以上にしてください。"
    return f"「{node.text}」は大きすぎます。", f"{limits['le']}以下にしてください。"
