"""The shape of plan.yaml. References inside it are checked in `references`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from initiatives import models
from initiatives.choices import GETTING_WORSE, BarStyle, Direction, FigureKind, TargetKind
from initiatives.models.indicator import EVERY
from inventory.models import Survey as SurveyModel

from .fields import (
    Amount,
    Blank,
    Count,
    Day,
    Integer,
    Listed,
    Measured,
    OneOrMany,
    OptionalText,
    Percent,
    Slug,
    Text,
    Threshold,
    Weight,
    Year,
    YearMonth,
    YesNo,
    column,
    one_of,
    optional_column,
)

ALL_SECTIONS = "all_sections"
CORE_SECTIONS = "sections_with_core_tasks"
WORDS = (ALL_SECTIONS, CORE_SECTIONS)  # each means many sections

RATED_AS = [("", "比べない"), *((j.value, str(j.label)) for j in GETTING_WORSE)]
PERIODS_PER_YEAR = [(1, "年1回"), (2, "半年ごと"), (4, "四半期ごと")]

Reference = Annotated[str, column(models.Initiative, "reference")]
OptionalReference = Annotated[str, optional_column(models.Milestone, "reference"), Blank]
Series = Annotated[str, column(models.IndicatorValue, "series")]


class Shape(BaseModel):
    """Exactly the keys named, each of exactly its type."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Thresholds(Shape):
    """The differences to the planned progress, in points, at which the judgement changes."""

    ahead_from: Threshold = 5
    on_track_from: Threshold = -5
    slightly_late_from: Threshold = -15


class Carry(Shape):
    """How many reports may be missing before an earlier one no longer counts, by cadence."""

    every: Count = 2
    half: Count = 1
    year: Count = 1


class Plan(Shape):
    """The plan itself: its name, years and periods."""

    slug: Slug
    name: Annotated[str, column(models.Plan, "name")]
    municipality: Annotated[str, column(models.Plan, "municipality")]
    office_name: Annotated[str, column(models.Plan, "office_name")]
    adopted_month: YearMonth
    first_fiscal_year: Year
    last_fiscal_year: Year
    periods_per_year: Annotated[Integer, one_of(PERIODS_PER_YEAR)] = 4
    due_days: Count = 15
    thresholds: Thresholds = Thresholds()
    carry: Carry = Carry()


class Phase(Shape):
    """A phase that every initiative goes through (工程)."""

    name: Annotated[str, column(models.Phase, "name")]
    bar_style: Annotated[str, one_of(BarStyle)] = BarStyle.PALE.value


class Rating(Shape):
    """A step of the rating scale (評価)."""

    letter: Annotated[str, column(models.Rating, "letter")]
    name: Annotated[str, column(models.Rating, "name")]
    amounts_to: Annotated[str, one_of(RATED_AS), Blank] = ""


class Pillar(Shape):
    """A pillar (柱), under another one where it names a parent."""

    code: Annotated[str, column(models.Pillar, "code")]
    name: Annotated[str, column(models.Pillar, "name")]
    parent: Text | None = None
    reference: OptionalReference = ""


class BasicPolicy(Shape):
    """A basic policy (基本方針)."""

    number: Count
    symbol: Annotated[str, column(models.BasicPolicy, "symbol")]
    summary: Text
    official_text: OptionalText = ""
    reference: Reference


class ScheduledPhase(Shape):
    """Without a last year the end is open."""

    phase: Text
    first_fiscal_year: Year = Field(alias="from")
    last_fiscal_year: Year | None = Field(alias="to", default=None)


class YearlyTarget(Shape):
    """The percent planned for the end of a fiscal year."""

    year: Year
    percent: Percent


class Sections(Shape):
    """Who does it: the leading section, and the others by name or by one of the two words.

    They report in every period, but for those of `half` and `year_end` (`models.cadence`).

    Where several lead (共管), the first of them stands for the initiative.
    """

    lead: Annotated[list[Text], OneOrMany, Field(min_length=1)]
    support: Annotated[list[Text], OneOrMany] = []
    half: Annotated[list[Text], OneOrMany] = []
    year_end: Annotated[list[Text], OneOrMany] = []
    starts_on: Day | None = None


class IndicatorTarget(Shape):
    """A target of an indicator."""

    year: Year
    value: Amount | None = None
    text: Annotated[str, optional_column(models.IndicatorTarget, "text"), Blank] = ""


class IndicatorValue(Shape):
    """A measured value of an indicator."""

    measured_on: Measured
    value: Amount
    series: Annotated[str, optional_column(models.IndicatorValue, "series"), Blank] = ""
    label: Annotated[str, optional_column(models.IndicatorValue, "label"), Blank] = ""
    provisional: YesNo = False
    source: Annotated[str, optional_column(models.IndicatorValue, "source"), Blank] = ""


class Indicator(Shape):
    """An indicator (指標) with its targets and values."""

    name: Annotated[str, column(models.Indicator, "name")]
    unit: Annotated[str, optional_column(models.Indicator, "unit"), Blank] = ""
    own_series: Series
    direction: Annotated[str, one_of(Direction)] = Direction.UP.value
    kind: Annotated[str, one_of(TargetKind)] = TargetKind.LEVEL.value
    baseline: Amount | None = None
    baseline_label: Annotated[str, optional_column(models.Indicator, "baseline_label"), Blank] = ""
    words_target: OptionalText = ""
    is_context: YesNo = False
    every_months: Annotated[Integer, one_of(EVERY)] = 12
    source: Annotated[str, optional_column(models.Indicator, "source"), Blank] = ""
    reference: OptionalReference = ""
    targets: Annotated[list[IndicatorTarget], Listed] = []
    values: Annotated[list[IndicatorValue], Listed] = []


class Milestones(Shape):
    """A named group of items that share their dates."""

    group: Annotated[str, column(models.Milestone, "group")]
    due_on: Day | None = None
    done_on: Day | None = None
    note: Annotated[str, optional_column(models.Milestone, "note"), Blank] = ""
    reference: OptionalReference = ""
    items: Annotated[
        list[Annotated[str, column(models.Milestone, "name")]], Field(min_length=1), Listed
    ]


class Initiative(Shape):
    """An initiative (取組事項) with all that belongs to it."""

    code: Annotated[str, column(models.Initiative, "code")]
    symbol: Annotated[str, optional_column(models.Initiative, "symbol"), Blank] = ""
    title: Annotated[str, column(models.Initiative, "title")]
    pillar: Text
    reference: Reference
    issue_summary: Text
    issue_official: OptionalText = ""
    outline_summary: Text
    outline_official: OptionalText = ""
    target_on: Day | None = None
    weight: Weight = Decimal(1)
    schedule: Annotated[list[ScheduledPhase], Field(min_length=1), Listed]
    yearly_targets: Annotated[list[YearlyTarget], Listed] = []
    sections: Sections
    indicators: Annotated[list[Indicator], Listed] = []
    milestones: Annotated[list[Milestones], Listed] = []


class Survey(Shape):
    """The survey whose counts survey.csv holds."""

    name: Annotated[str, column(SurveyModel, "name")]
    published_label: Annotated[str, column(SurveyModel, "published_label")]
    source: Annotated[str, column(SurveyModel, "source")]


class Passage(Shape):
    """A passage of the plan in our own words (要旨)."""

    key: Slug
    title: Annotated[str, column(models.PlanPassage, "title")]
    summary: Text
    official_text: OptionalText = ""
    reference: Reference


class RelatedPlan(Shape):
    """Another plan above this one or related to it."""

    name: Annotated[str, column(models.RelatedPlan, "name")]
    relation: Annotated[str, column(models.RelatedPlan, "relation")]
    first_fiscal_year: Year | None = None
    last_fiscal_year: Year | None = None
    reference: Reference


class PromotionBody(Shape):
    """A body of the promotion system (推進体制)."""

    name: Annotated[str, column(models.PromotionBody, "name")]
    members: Annotated[str, optional_column(models.PromotionBody, "members"), Blank] = ""
    role: Annotated[str, column(models.PromotionBody, "role")]
    reference: Reference


class BackgroundFigure(Shape):
    """A number that the plan starts from."""

    topic: Annotated[str, column(models.BackgroundFigure, "topic")]
    series: Annotated[str, column(models.BackgroundFigure, "series")]
    year: Year
    value: Amount
    unit: Annotated[str, column(models.BackgroundFigure, "unit")]
    kind: Annotated[str, one_of(FigureKind)] = FigureKind.ACTUAL.value
    source: Annotated[str, column(models.BackgroundFigure, "source")]
    reference: Reference


class GlossaryTerm(Shape):
    """A term of the glossary."""

    number: Count
    term: Annotated[str, column(models.GlossaryTerm, "term")]
    summary: Text
    official_text: OptionalText = ""
    reference: Reference


class SdgGoal(Shape):
    """One of the seventeen goals."""

    number: Count
    title: Annotated[str, column(models.SdgGoal, "title")]


class SdgField(Shape):
    """A row of the table of goals."""

    name: Annotated[str, column(models.SdgField, "name")]
    solutions: Annotated[list[Text], Field(min_length=1), Listed]
    goals: Annotated[list[Count], Field(min_length=1), Listed]


class Sdgs(Shape):
    """The goals, and the table of what ICT does for them."""

    goals: Annotated[list[SdgGoal], Listed] = []
    fields: Annotated[list[SdgField], Listed] = []


class Document(Shape):
    """All of plan.yaml."""

    plan: Plan
    phases: Annotated[list[Phase], Field(min_length=1), Listed]
    ratings: Annotated[list[Rating], Field(min_length=1), Listed]
    pillars: Annotated[list[Pillar], Field(min_length=1), Listed]
    basic_policies: Annotated[list[BasicPolicy], Listed] = []
    initiatives: Annotated[list[Initiative], Field(min_length=1), Listed]
    survey: Survey | None = None
    passages: Annotated[list[Passage], Listed] = []
    related_plans: Annotated[list[RelatedPlan], Listed] = []
    promotion_bodies: Annotated[list[PromotionBody], Listed] = []
    background_figures: Annotated[list[BackgroundFigure], Listed] = []
    glossary: Annotated[list[GlossaryTerm], Listed] = []
    sdgs: Sdgs = Sdgs()
