"""The figures at the top of the page of yearly hours, each with what it is counted over."""

from __future__ import annotations

from decimal import Decimal

from inventory.figures.headlines import Headline
from inventory.templatetags.inventory import hours, number

from .hours import Hours


def of(found: Hours) -> list[Headline]:
    """Tasks, hours before, after and saved, and the hours still waiting to be digitised."""
    paired = f"前後の時間がわかる{number(found.paired)}件で計算（全{number(found.tasks)}件）"
    known = f"時間がわかる事務 {number(found.known)}件、デジタル化済 {number(found.digitised)}件"
    return [
        Headline("事務数", number(found.tasks), "件", known),
        _hours("見直し前の時間（年間）", found.before, found.paired, paired),
        _hours("見直し後の時間（年間）", found.after, found.paired, paired),
        _hours("減った時間（年間）", found.saved, found.paired, paired),
        _hours(
            "まだデジタル化していない事務の時間（年間）",
            found.waiting_hours,
            found.waiting_known,
            f"{number(found.waiting)}件のうち、時間がわかる{number(found.waiting_known)}件で計算",
        ),
    ]


def _hours(label: str, value: Decimal, counted: int, note: str) -> Headline:
    if not counted:
        return Headline(label, "未入力", "", note, missing=True)
    return Headline(label, hours(value), "時間", note)
