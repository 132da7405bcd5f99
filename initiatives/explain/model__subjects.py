"""What an explanation is about, and the numbers that are explained alike for all of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from initiatives.rollup.figures import InitiativeFigures
from initiatives.templatetags.figures import Covered, percent, points

from .model import ROUNDING, Explanation, Link, Row, Setting
from .working import Difference, Total


@dataclass(frozen=True)
class Subject:
    """An initiative, a pillar, the plan …: its place in the address, and its name."""

    of: str
    name: str

    def link(self, measure: str) -> Link:
        """The page that explains another of its numbers."""
        return Link("explain", (measure, self.of))


PLAN = Subject("plan", "計画全体")


def initiative(figures: InitiativeFigures) -> Subject:
    one = figures.initiative
    return Subject(f"initiative-{one.code}", f"{one.symbol} {one.title}")


def gap(subject: Subject, mean: Fraction | None, planned: Fraction | None) -> Explanation:
    """mean − planned, of an initiative, a pillar or the plan."""
    known = mean is not None and planned is not None
    difference = Difference(mean, planned) if mean is not None and planned is not None else None
    return Explanation(
        title="予定との差",
        about=subject.name,
        value=points(difference.value if difference else None),
        unit="ポイント" if known else "",
        missing=not known,
        rule=(
            "進捗率（平均）から予定を引きます。"
            "＋は予定より進んでいること、−は予定より遅れていることを表します。",
            "単位はポイント（％どうしの差）です。",
        ),
        working=difference,
        steps=() if known else ("報告がないため、差は計算できません。",),
        counted=(
            Row("進捗率（平均）", percent(mean), link=subject.link("mean")),
            Row(
                "予定", "－" if planned is None else percent(planned), link=subject.link("planned")
            ),
        ),
        notes=(ROUNDING,),
    )


def initiative_gap(figures: InitiativeFigures, setting: Setting) -> Explanation:
    return gap(initiative(figures), figures.mean, figures.planned)


def coverage_total(figures: Covered) -> Total:
    """今期2＋引継ぎ1＋未報告1 ＝ 4件."""
    counts = (figures.fresh, figures.carried, figures.missing)
    return Total(tuple(Fraction(n) for n in counts), names=("今期", "引継ぎ", "未報告"))
