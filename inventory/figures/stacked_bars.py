"""The inventory's chart: use of systems by department, as stacked bars. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hirao_dx.shared.charts import WIDTH, Kind, StackedBars, axis, ticks
from hirao_dx.shared.palette import SHADES
from hirao_dx.shared.words import number

from .counts import Counts, Group, Row

LABEL_WIDTH = 150
TOTAL_WIDTH = 60
GAP = 1.5
FINEST = 5  # tasks between two ticks

# Dark to pale, and the last one hatched besides, so that the four differ without colour.
KINDS = (
    Kind("core", "基幹系", SHADES[0], on_dark=True),
    Kind("non_core", "基幹系以外", SHADES[1], on_dark=True),
    Kind("other", "その他（エクセル等）", SHADES[3]),
    Kind("none", "使用なし", SHADES[4], pattern="hatch"),
)
EMPTY = StackedBars(KINDS, axis_x=LABEL_WIDTH, row_height=32, bar_height=22, gap=GAP)


def systems_by_department(groups: Iterable[Group], total: Row) -> StackedBars:
    """One bar per department that has tasks."""
    sums = [(group.name, group.subtotal.live) for group in groups]
    shown = [(name, counts) for name, counts in sums if counts.tasks]
    step, end = axis(max((counts.tasks for _, counts in shown), default=1), finest=FINEST)
    unit = (WIDTH - LABEL_WIDTH - TOTAL_WIDTH) / end
    bars = (
        EMPTY.bar(place, name, _by_kind(counts), counts.tasks * unit)
        for place, (name, counts) in enumerate(shown)
    )
    return replace(
        EMPTY,
        bars=tuple(bars),
        ticks=tuple(ticks(step, end, start=LABEL_WIDTH, unit=unit)),
        description=_description(total.live),
    )


def _by_kind(counts: Counts) -> dict[str, int]:
    return {kind.name: getattr(counts, kind.name) for kind in KINDS}


def _description(live: Counts) -> str:
    counts = _by_kind(live)
    parts = "、".join(f"{kind.label}{number(counts[kind.name])}件" for kind in KINDS)
    return f"課・室・局ごとの事務数を、使用システムの区分で分けた横棒の図。全体では{parts}。"
