"""Sections × initiatives of a period, each cell with what is known of it. Pure.

未報告, 対象外, 中止 and 0 % are four different things; each has its own mark and word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from hirao_dx.shared.words import progress
from initiatives.choices import Freshness, ReportStatus
from initiatives.rollup.figures import (
    NOT_DUE_YET,
    Initiative,
    InitiativeFigures,
    PlanFigures,
    Standing,
)
from initiatives.rollup.words import Coverage
from organization.models import Section

STATUS_MARKS = {
    ReportStatus.NOT_STARTED: "○",
    ReportStatus.IN_PROGRESS: "◐",
    ReportStatus.DONE: "✓",
}


@dataclass(frozen=True)
class Cell:
    """What a section reported on an initiative. `value` is empty unless there is a percentage.

    `kind`: told (reported), carried, silent (never reported), cancelled or excluded (takes no
    part).
    """

    kind: str
    initiative: Initiative
    mark: str = ""
    word: str = ""
    value: str = ""
    step: int = 0
    report_id: int | None = None

    @property
    def css_class(self) -> str:
        shaded = self.kind in ("told", "carried")
        return f"hot hot--{self.kind}" + (f" hot--{self.step}" if shaded else "")


@dataclass(frozen=True)
class Row:
    """A section that takes part in at least one initiative."""

    section: Section
    cells: tuple[Cell, ...]
    coverage: Coverage


@dataclass(frozen=True)
class Group:
    """A department with its rows. `alone`: one row that bears the department's own name."""

    department: str
    rows: tuple[Row, ...]

    @property
    def alone(self) -> bool:
        return len(self.rows) == 1 and self.rows[0].section.short_label == self.department


@dataclass(frozen=True)
class HeatMap:
    """The whole table. Columns are the figures of the initiatives, in the plan's order."""

    columns: tuple[InitiativeFigures, ...]
    groups: tuple[Group, ...]

    @property
    def width(self) -> int:
        """Columns of the whole table: the section's name, the initiatives, the coverage."""
        return len(self.columns) + 2


def heat_map(figures: PlanFigures, sections: Iterable[Section]) -> HeatMap:
    """Lay a period's figures out by section.

    `sections` in the order wanted, by department, their departments read.
    """
    columns = figures.initiatives
    known = {
        (standing.participation.section_id, column.initiative.id): standing
        for column in columns
        for standing in column.standings
    }
    taking_part = {section_id for section_id, _ in known}
    rows = [_row(s, columns, known) for s in sections if s.pk in taking_part]
    by_department = groupby(rows, key=lambda row: row.section.department.name)
    return HeatMap(columns, tuple(Group(name, tuple(members)) for name, members in by_department))


def _row(
    section: Section,
    columns: Sequence[InitiativeFigures],
    known: Mapping[tuple[int, int], Standing],
) -> Row:
    standings = [known.get((section.pk, c.initiative.id)) for c in columns]
    cells = (_cell(c.initiative, s) for c, s in zip(columns, standings, strict=True))
    return Row(section, tuple(cells), Coverage.of(s for s in standings if s is not None))


def _cell(initiative: Initiative, standing: Standing | None) -> Cell:
    if standing is None:
        return Cell("excluded", initiative, word="対象外")
    if standing.is_not_due_yet:
        return Cell("excluded", initiative, word=NOT_DUE_YET)
    report = standing.report
    if report is None:
        return Cell("silent", initiative, mark="－", word="未報告")
    if standing.is_cancelled:
        return Cell("cancelled", initiative, mark="■", word="中止", report_id=report.id)
    carried = standing.freshness == Freshness.CARRIED
    status = ReportStatus(report.status)
    return Cell(
        kind="carried" if carried else "told",
        initiative=initiative,
        mark="↷" if carried else STATUS_MARKS[status],
        word="引継ぎ" if carried else str(status.label),
        value=progress(report.progress),
        step=shade(report.progress),
        report_id=report.id,
    )


def shade(progress: int) -> int:
    """How dark a cell is, 0 to 5: 0 for 0 %, one step per quarter begun, 5 only for 100 %."""
    return 5 if progress >= 100 else -(-progress // 25)
