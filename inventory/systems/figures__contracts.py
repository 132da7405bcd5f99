"""When a system's contract ends, in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Contract:
    """The last day of a contract, seen from a day. The last day itself still belongs to it."""

    ends_on: date | None
    today: date

    @property
    def days_left(self) -> int | None:
        """0 on the last day, below 0 once it is over; None without a known end."""
        return None if self.ends_on is None else (self.ends_on - self.today).days

    @property
    def has_ended(self) -> bool:
        return self.days_left is not None and self.days_left < 0

    @property
    def words(self) -> str:
        days = self.days_left
        if days is None:
            return "わからない"
        if days < 0:
            return f"{-days:,}日前に終わりました"
        return "今日が最後の日です" if days == 0 else f"あと{days:,}日"
