"""The tables of the plan: what it sets out to do, who reports on it, what meetings decided."""

from .attachment import ReportAttachment
from .background import (
    BackgroundFigure,
    GlossaryTerm,
    PlanPassage,
    PromotionBody,
    RelatedPlan,
    SdgField,
    SdgGoal,
)
from .indicator import Indicator, IndicatorTarget, IndicatorValue, Milestone
from .initiative import BasicPolicy, Initiative, Participation, Pillar
from .meeting import AgendaItem, Attendee, Decision, Meeting
from .plan import Phase, Plan, PlanLoad, Rating
from .reminder import Reminder
from .report import ProgressReport, ReportTransition
from .reporting_period import PeriodEvent, ReportingPeriod
from .revision import InitiativeTerms, PlanRevision, ScheduledPhase, YearlyTarget
from .snapshot import Snapshot

__all__ = [
    "AgendaItem",
    "Attendee",
    "BackgroundFigure",
    "BasicPolicy",
    "Decision",
    "GlossaryTerm",
    "Indicator",
    "IndicatorTarget",
    "IndicatorValue",
    "Initiative",
    "InitiativeTerms",
    "Meeting",
    "Milestone",
    "Participation",
    "PeriodEvent",
    "Phase",
    "Pillar",
    "Plan",
    "PlanLoad",
    "PlanPassage",
    "PlanRevision",
    "ProgressReport",
    "PromotionBody",
    "Rating",
    "RelatedPlan",
    "Reminder",
    "ReportAttachment",
    "ReportTransition",
    "ReportingPeriod",
    "ScheduledPhase",
    "SdgField",
    "SdgGoal",
    "Snapshot",
    "YearlyTarget",
]
