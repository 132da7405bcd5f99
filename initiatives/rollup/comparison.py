"""Numbers as they were shown before, to compare with those of now. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from initiatives.choices import Judgement

from .figures import GroupFigures, InitiativeFigures
from .version import RULES


@dataclass(frozen=True)
class Change:
    """A number now and before, and the difference in points where both are known."""

    now: Fraction | None
    before: Fraction | None

    @property
    def difference(self) -> Fraction | None:
        if self.now is None or self.before is None:
            return None
        return self.now - self.before


@dataclass(frozen=True)
class Earlier:
    """An initiative as shown then; `judgement` is a value of Judgement, `word` its word then."""

    mean: Fraction | None
    judgement: str = ""
    word: str = ""

    def has_moved(self, judgement: Judgement) -> bool:
        """Whether the judgement is another one now."""
        return self.judgement != judgement


@dataclass(frozen=True)
class Since:
    """An earlier showing of the plan's numbers: a meeting's frozen paper, or a period's roll-up.

    `meeting_id` and `edition` are those of the paper, None where there was none. `rules_version`
    is of the rules that it was computed by.
    """

    label: str
    period_key: str
    plan: Earlier
    initiatives: Mapping[str, Earlier]
    meeting_id: int | None = None
    edition: int | None = None
    rules_version: int = RULES

    @property
    def is_comparable(self) -> bool:
        """Whether it was computed by today's rules: else a difference would not mean work."""
        return self.rules_version == RULES

    def of(self, code: str) -> Earlier | None:
        """An initiative's numbers then, None if the plan did not hold it."""
        return self.initiatives.get(code)

    def change(self, figures: InitiativeFigures | GroupFigures) -> Change:
        """An initiative's mean now and then, or the plan's; none then where the rules changed."""
        if not self.is_comparable:
            return Change(figures.mean, None)
        if isinstance(figures, InitiativeFigures):
            earlier = self.of(figures.initiative.code)
        else:
            earlier = self.plan
        return Change(figures.mean, earlier.mean if earlier else None)
