"""The names of systems that were merged or deleted, for old lines of the history."""

from __future__ import annotations

from typing import Any

from inventory.models import System

DESK = "データの点検"


def merge_trace(gone: str, keep: str, said: str) -> str:
    """The reason that the merging of a system leaves in its history."""
    return f"{_merging(gone)}「{keep}」にまとめた。{said}"


def names() -> dict[int, str]:
    """By key, the last name of each system that is gone, and whether it was merged or deleted.

    One query.
    """
    lines = System.history.exclude(id__in=System.objects.order_by().values("id"))
    last = {line.id: line for line in lines.order_by("history_date", "history_id")}
    return {key: f"{line.name}（{_what_became_of(line)}）" for key, line in last.items()}


def _what_became_of(line: Any) -> str:
    reason = line.history_change_reason or ""
    merged = line.history_type == "-" and reason.startswith(_merging(line.name))
    return "統合済み" if merged else "削除済み"


def _merging(gone: str) -> str:
    return f"{DESK}：「{gone}」を"
