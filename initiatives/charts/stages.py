"""The digitisation chart: each department's tasks by stage, as shares of its bar. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hirao_dx.shared.charts import Kind, StackedBars, Tick
from hirao_dx.shared.palette import PAPER, SHADES
from hirao_dx.shared.words import number
from inventory.choices import Stage
from inventory.figures.counts import Row

LEFT = 160
RIGHT = 830


def _kind(stage: Stage, fill: str, pattern: str = "", *, on_dark: bool = False) -> Kind:
    return Kind(stage.value, str(stage.label), fill, pattern, on_dark)


KINDS = (
    _kind(Stage.NOT_CONSIDERED, PAPER),
    _kind(Stage.CONSIDERING, SHADES[4], "hatch"),
    _kind(Stage.IN_PROGRESS, SHADES[2]),
    _kind(Stage.DIGITISED, SHADES[0], on_dark=True),
    _kind(Stage.OUT_OF_SCOPE, "#e6e6e6", "dots"),
)
EMPTY = StackedBars(KINDS, axis_x=LEFT, row_height=30, bar_height=20, behind=10)


def draw(rows: Sequence[Row], total: Row) -> StackedBars:
    """One bar of the same length per department; each needs at least one task."""
    width = RIGHT - LEFT
    bars = (EMPTY.bar(n, row.label, _by_stage(row), width) for n, row in enumerate(rows))
    told = "、".join(f"{label}{number(count)}件" for label, count in total.live.stages)
    return replace(
        EMPTY,
        bars=tuple(bars),
        ticks=tuple(Tick(LEFT + width * p / 100, f"{p}%") for p in (0, 25, 50, 75, 100)),
        description=(
            f"課・室・局ごとに、事務をデジタル化の段階で分けた横棒の図。{total.label}では{told}。"
        ),
    )


def _by_stage(row: Row) -> dict[str, int]:
    return {kind.name: getattr(row.live, kind.name) for kind in KINDS}
