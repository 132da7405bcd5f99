"""The content of a paper as data, and thus of a snapshot. Pure.

A paper is shown from this alone. It therefore holds words beside codes, so that a word changed
later changes no paper, and every percentage exactly, as a fraction ("211/3"). A change of shape is
a new `format`; papers of an old one are put into today's shape as they are read (`old_formats`).
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, model_validator

from hirao_dx.shared import measured
from initiatives.charts.gantt import ActualPeriod, PlannedPhase
from initiatives.choices import DecisionOutcome

from . import old_formats

FORMAT: Literal[2] = 2
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
    rules_version: int


class RatingCount(Part):
    """How many initiatives their leads rated so, and which judgement the plan likens it to."""

    rating: str
    amounts_to: Word | None
    count: int


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
    is_joint: bool
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
    rating: str
    rating_amounts_to: Word | None
    rating_differs: bool
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
    def joint(self) -> tuple[ReportLine, ...]:
        """The reports of sections that lead jointly (共管): they stand beside the lead's."""
        return tuple(r for r in self.reports if r.is_joint)

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
    """A measured value. `measured` says when, as exactly as its source does (`measured.written`).

    `label` is the same in words, the source's own where it has some.
    """

    series: str
    measured: str
    label: str
    value: Exact
    is_provisional: bool

    @property
    def until(self) -> date:
        """The last day of the time it was measured in: for order and charts, never shown."""
        found = measured.read(self.measured)
        return found[0] if found else date.min

    @property
    def day(self) -> date | None:
        """The day it was measured on, None where the source says no day."""
        found = measured.read(self.measured)
        return found[0] if found and found[1] == measured.Precision.DAY else None

    @property
    def when(self) -> str:
        """When, in words."""
        found = measured.read(self.measured)
        return self.label or (measured.in_words(*found) if found else self.measured)


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
    age: str
    values: tuple[ValueLine, ...]
    targets: tuple[TargetLine, ...]


class HoursLine(Part):
    """Hours a year before and after, over the `known` tasks that have both figures."""

    known: int
    before: Exact
    after: Exact

    @property
    def less(self) -> Fraction:
        """By how many hours a year it is less; below 0 where it grew."""
        return self.before - self.after


class InventoryLine(Part):
    """A department's tasks, or the town's.

    `saved` is 減った時間, of digitised tasks; `expected` is 減る見込み, of those on their way. The
    two are never added. A paper by rules of version 1 has one sum over every stage as `saved`.
    """

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
    saved: HoursLine
    expected: HoursLine | None


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
    ratings: tuple[RatingCount, ...]
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

    format: Literal[2] = FORMAT
    rules_version: int
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

    @model_validator(mode="before")
    @classmethod
    def _in_todays_shape(cls, data: object) -> object:
        return old_formats.current(data)

    @property
    def is_comparable(self) -> bool:
        """Whether the paper before was made by the same rules, so that differences mean work."""
        return self.previous is None or self.previous.rules_version == self.rules_version

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
