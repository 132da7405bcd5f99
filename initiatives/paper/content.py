"""The content of a paper as data, and thus of a snapshot. Pure.

A paper is shown from this alone. It therefore holds words beside codes, so that a word changed
later changes no paper, and every percentage exactly, as a fraction ("211/3"). A change of shape is
a new `format`; old ones stay readable.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer

from initiatives.charts.gantt import ActualPeriod, PlannedPhase
from initiatives.choices import DecisionOutcome

FORMAT: Literal[1] = 1
# A report of longer texts may break over two sheets; no other may.
LONG_TEXT = 700
OUTCOME_CHIPS = {
    DecisionOutcome.OPEN: "in_progress",
    DecisionOutcome.DONE: "done",
    DecisionOutcome.DROPPED: "cancelled",
}


def _fraction(value: object) -> object:
    return Fraction(value) if isinstance(value, str | int | Decimal) else value


Exact = Annotated[
    Fraction,
    BeforeValidator(_fraction),
    PlainSerializer(lambda value: f"{value.numerator}/{value.denominator}", return_type=str),
]


class Part(BaseModel):
    """A piece of a paper. It cannot be changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Word(Part):
    """A value of a choice with the word it was shown by (late, 遅れ)."""

    code: str
    label: str


class Coverage(Part):
    """How many sections count, and of those how many reported, are carried, are missing.

    `handed_in` are the reports that came of those `asked` for: None in papers by rules 1.
    """

    due: int
    fresh: int
    carried: int
    missing: int
    asked: int | None = None
    handed_in: int | None = None


class PlanLine(Part):
    """The plan a paper is about, with the thresholds its judgements were made by."""

    name: str
    municipality: str
    office_name: str
    years: str
    ahead_from: int
    on_track_from: int
    slightly_late_from: int


class MeetingLine(Part):
    """The meeting the paper was taken for; `label` is 第3回推進委員会."""

    id: int
    body: Word
    number: int
    label: str
    held_on: date
    place: str


class PeriodLine(Part):
    """The reporting period of the numbers.

    `day` is the day that they are of, None in papers by rules 1, which took the last.
    """

    key: str
    label: str
    starts_on: date
    ends_on: date
    day: date | None = None


class RevisionLine(Part):
    """The revision of the plan in force at the period's end."""

    number: int
    label: str
    effective_on: date


class Previous(Part):
    """The earlier paper that the changes are counted from."""

    number: int
    meeting: str
    held_on: date
    period: str
    digest: str


class Count(Part):
    """How many initiatives are judged so."""

    judgement: Word
    count: int


class GroupLine(Part):
    """The plan or a pillar. Percentages 0–100; None is 未報告."""

    name: str
    depth: int
    total: int
    with_mean: int
    mean: Exact | None
    floor: Exact | None
    planned: Exact | None
    coverage: Coverage


class ReportLine(Part):
    """What one section reported on one initiative. Texts are empty where nothing is counted."""

    section: str
    is_lead: bool
    freshness: Word
    period: str
    status: Word | None
    confirmed: bool
    phase: str
    progress: int | None
    rating: str
    done_text: str
    issues_text: str
    next_text: str
    silent_periods: int

    @property
    def is_long(self) -> bool:
        """Whether its row is too long for one sheet."""
        return max(len(self.issues_text), len(self.next_text)) > LONG_TEXT


class MilestoneLine(Part):
    """A milestone as recorded on the day the paper was taken."""

    name: str
    group: str
    due_on: date | None
    done_on: date | None
    overdue: bool
    state: str = ""


class InitiativeLine(Part):
    """An initiative's numbers with everything they were computed from."""

    code: str
    symbol: str
    title: str
    pillar: str
    weight: Exact
    target_on: date | None
    phases: tuple[PlannedPhase, ...]
    mean: Exact | None
    floor: Exact | None
    planned: Exact
    judgement: Word
    judgement_by_progress: Word
    reasons: tuple[str, ...]
    phase: str
    coverage: Coverage
    reports: tuple[ReportLine, ...]
    milestones: tuple[MilestoneLine, ...]
    remark: str = ""
    slowest: str = ""

    @property
    def name(self) -> str:
        return f"{self.symbol} {self.title}"

    @property
    def gap(self) -> Fraction | None:
        """mean − planned, in points."""
        return None if self.mean is None else self.mean - self.planned

    @property
    def overdue(self) -> tuple[MilestoneLine, ...]:
        """Its milestones past their due date."""
        return tuple(m for m in self.milestones if m.overdue)

    @property
    def commented(self) -> tuple[ReportLine, ...]:
        """Its reports that name an issue or what comes next."""
        return tuple(r for r in self.reports if r.issues_text or r.next_text)


class ChangeLine(Part):
    """What changed for an initiative since the paper before. `before` is None if it is new."""

    code: str
    name: str
    judgement: Word | None
    judgement_before: Word | None
    mean: Exact | None
    mean_before: Exact | None
    fresh: int | None
    fresh_before: int | None

    @property
    def difference(self) -> Fraction | None:
        """Points between the two means, None unless both exist."""
        if self.mean is None or self.mean_before is None:
            return None
        return self.mean - self.mean_before

    @property
    def judgement_moved(self) -> bool:
        """Whether the judgement changed, an initiative added or ended included."""
        return self.judgement != self.judgement_before

    @property
    def is_new(self) -> bool:
        """Whether the initiative was not in the paper before."""
        return self.judgement_before is None

    @property
    def has_ended(self) -> bool:
        """Whether the initiative was in the paper before only."""
        return self.judgement is None


class AgendaLine(Part):
    """An item of the agenda."""

    number: int
    kind: Word
    title: str
    text: str
    initiatives: tuple[str, ...]


class MatterLine(Part):
    """Something the figures draw the meeting's attention to, with the rule that found it."""

    rule: str
    name: str
    text: str


class SilentLine(Part):
    """A section that owes reports of the period, and for how many periods in a row."""

    section: str
    initiatives: tuple[str, ...]
    never_reported: int
    longest: int


class DecisionLine(Part):
    """A decision of an earlier meeting and what has come of it by the day the paper was taken."""

    meeting: str
    held_on: date
    number: int
    text: str
    initiatives: tuple[str, ...]
    owner: str
    due_on: date | None
    overdue: bool
    outcome: Word
    outcome_text: str
    closed_on: date | None

    @property
    def chip(self) -> str:
        """The kind of chip (chip.html) that the outcome is shown with."""
        return OUTCOME_CHIPS[DecisionOutcome(self.outcome.code)]


class ValueLine(Part):
    """A measured value; `label` is its day in words."""

    series: str
    measured_on: date
    label: str
    value: Exact
    is_provisional: bool


class TargetLine(Part):
    """A target of an indicator, in numbers or in words."""

    fiscal_year: int
    value: Exact | None
    text: str


class IndicatorLine(Part):
    """An indicator as known on the day the paper was taken."""

    initiative: str
    name: str
    unit: str
    own_series: str
    direction: Word
    kind: Word
    baseline: Exact | None
    baseline_label: str
    words_target: str
    is_context: bool
    source: str
    attained: Exact | None
    reading: str
    is_provisional: bool
    values: tuple[ValueLine, ...]
    targets: tuple[TargetLine, ...]


class InventoryLine(Part):
    """A department's tasks, or the town's. Hours are yearly, over `hours_known` tasks only."""

    name: str
    tasks: int
    named: int
    core: int
    non_core: int
    other: int
    none: int
    not_considered: int
    considering: int
    in_progress: int
    digitised: int
    out_of_scope: int
    hours_known: int
    hours_before: Exact
    hours_after: Exact

    @property
    def hours_saved(self) -> Fraction:
        """Hours per year before less after, over the tasks that have both."""
        return self.hours_before - self.hours_after


class HistoryLine(Part):
    """The plan's headline at the end of one period."""

    period: str
    counts: tuple[Count, ...]
    total: int
    with_mean: int
    mean: Exact | None
    floor: Exact | None
    planned: Exact | None
    coverage: Coverage


class GanttLine(Part):
    """An initiative's row in the Gantt: as adopted, as in force (nothing once ended), as reported.

    `standing` is 追加 or 終了 where a revision did that, `adopted_label` 策定時 or 追加時.
    """

    code: str
    symbol: str
    title: str
    standing: str
    adopted_label: str
    adopted: tuple[PlannedPhase, ...]
    planned: tuple[PlannedPhase, ...]
    actual: tuple[ActualPeriod, ...]


class Figures(Part):
    """Every number of a period, with what it was computed from.

    The paper of a meeting holds one; the live one is what other tools may read.
    """

    plan: PlanLine
    period: PeriodLine
    revision: RevisionLine | None
    phase_styles: tuple[tuple[str, str], ...]
    first_fiscal_year: int
    last_fiscal_year: int
    today: date
    caution: str
    contains_demo: bool
    counts: tuple[Count, ...]
    groups: tuple[GroupLine, ...]
    initiatives: tuple[InitiativeLine, ...]
    silent: tuple[SilentLine, ...]
    indicators: tuple[IndicatorLine, ...]
    inventory: tuple[InventoryLine, ...]
    inventory_total: InventoryLine
    history: tuple[HistoryLine, ...]
    gantt: tuple[GanttLine, ...]
    caveat: str = ""
    planned_note: str = ""

    def initiative(self, code: str) -> InitiativeLine | None:
        return next((line for line in self.initiatives if line.code == code), None)

    def count(self, code: str) -> int:
        """How many initiatives have a judgement."""
        return next((c.count for c in self.counts if c.judgement.code == code), 0)


class Paper(Part):
    """The whole content of a snapshot."""

    format: Literal[1] = FORMAT
    number: int
    edition: int
    reason: str
    taken_at: datetime
    taken_by: str
    chained_to: str
    meeting: MeetingLine
    attendees: tuple[tuple[str, str, str], ...]
    agenda: tuple[AgendaLine, ...]
    decisions: tuple[DecisionLine, ...]
    previous: Previous | None
    changes: tuple[ChangeLine, ...]
    matters: tuple[MatterLine, ...]
    figures: Figures

    @property
    def to_decide(self) -> tuple[AgendaLine, ...]:
        """Items of the agenda on which the meeting is asked to decide."""
        return tuple(item for item in self.agenda if item.kind.code == "decide")


def to_text(part: Part) -> str:
    """The canonical text of a part: JSON with sorted keys, no spaces, nothing escaped."""
    return json.dumps(
        part.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def read_paper(text: str) -> Paper:
    """A snapshot's content. Raises pydantic.ValidationError if it is not a paper."""
    return Paper.model_validate_json(text)


def digest_of(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
