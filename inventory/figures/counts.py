"""The inventory's tables: published counts beside live ones, and their sums. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal

from inventory.choices import Stage
from inventory.models import SurveyCount

# The survey table's columns, and 使用なし after them (plan 第1章6).
MEASURES = ("tasks", "core", "non_core", "other", "total", "none")


@dataclass(frozen=True)
class Counts:
    """Counts of live tasks of a section, a department or the town.

    Hours are a year's, summed only over tasks that have both figures, before and after:
    `saved_known` of the digitised, `expected_known` of those on their way.
    """

    tasks: int = 0
    core: int = 0
    non_core: int = 0
    other: int = 0
    none: int = 0
    named: int = 0
    not_considered: int = 0
    considering: int = 0
    in_progress: int = 0
    digitised: int = 0
    out_of_scope: int = 0
    saved_known: int = 0
    saved_before: Decimal = Decimal(0)
    saved_after: Decimal = Decimal(0)
    expected_known: int = 0
    expected_before: Decimal = Decimal(0)
    expected_after: Decimal = Decimal(0)

    @property
    def total(self) -> int:
        """Tasks with a system of any kind: the survey's 合計."""
        return self.core + self.non_core + self.other

    @property
    def unnamed(self) -> int:
        """Tasks without a name (名称未登録)."""
        return self.tasks - self.named

    @property
    def hours_saved(self) -> Decimal:
        """減った時間: hours a year before less after, of digitised tasks; below 0 if they grew."""
        return self.saved_before - self.saved_after

    @property
    def hours_expected(self) -> Decimal:
        """減る見込み: the same of tasks on their way. Never added to the former."""
        return self.expected_before - self.expected_after

    @property
    def on_the_way(self) -> int:
        """Tasks whose digitisation is considered or under way."""
        return self.considering + self.in_progress

    @property
    def stages(self) -> list[tuple[str, int]]:
        """Each stage's words with its number of tasks."""
        return [(str(stage.label), getattr(self, stage.value)) for stage in Stage]


@dataclass(frozen=True)
class Published:
    """A row of the published table. An empty cell stays None and counts as 0 in sums.

    使用なし is no column of the table: it is the tasks less the total of the systems.
    """

    tasks: int | None = None
    core: int | None = None
    non_core: int | None = None
    other: int | None = None
    total: int | None = None

    @classmethod
    def of(cls, count: SurveyCount) -> Published:
        """The row of a `SurveyCount`."""
        return cls(count.tasks, count.core, count.non_core, count.other, count.total)

    @property
    def none(self) -> int | None:
        """使用なし; None where the tasks are not known."""
        return None if self.tasks is None else self.tasks - (self.total or 0)


@dataclass(frozen=True)
class Cell:
    """A published count beside the live one."""

    published: int | None
    live: int

    @property
    def difference(self) -> int:
        """Live less published."""
        return self.live - (self.published or 0)


@dataclass(frozen=True)
class Row:
    """A section, a department's sum or the town's, published and live.

    `pk` is 0 for the town's.
    """

    label: str
    pk: int = 0
    live: Counts = field(default_factory=Counts)
    published: Published = field(default_factory=Published)

    @property
    def cells(self) -> list[Cell]:
        """One per measure, in the table's order."""
        return [Cell(getattr(self.published, m), getattr(self.live, m)) for m in MEASURES]

    @property
    def is_unchanged(self) -> bool:
        """Whether every live count equals the published one."""
        return all(cell.difference == 0 for cell in self.cells)


@dataclass(frozen=True)
class Group:
    """A department with its sections."""

    pk: int
    name: str
    rows: tuple[Row, ...]

    @property
    def subtotal(self) -> Row:
        """The sum of the sections, as the published table has it."""
        return total_of(f"{self.name} 計", self.rows, pk=self.pk)

    @property
    def as_row(self) -> Row:
        """The department as one row of a table of departments."""
        return replace(self.subtotal, label=self.name)

    @property
    def has_subtotal(self) -> bool:
        """Whether the published table has a sum for it: only with several sections."""
        return len(self.rows) > 1


def total_of(label: str, rows: Iterable[Row], *, pk: int = 0) -> Row:
    """The sum of rows. A published column that is empty in every row stays None."""
    rows = tuple(rows)
    live = {f.name: sum(getattr(row.live, f.name) for row in rows) for f in fields(Counts)}
    published = {
        f.name: _sum_of_known([getattr(row.published, f.name) for row in rows])
        for f in fields(Published)
    }
    return Row(label, pk, Counts(**live), Published(**published))


def _sum_of_known(cells: list[int | None]) -> int | None:
    known = [cell for cell in cells if cell is not None]
    return sum(known) if known else None
