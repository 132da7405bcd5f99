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
from .meeting import Decision, Meeting
from .plan import Phase, Plan, PlanLoad, Rating
from .report import ProgressReport, ReportTransition
from .reporting_period import ReportingPeriod
from .revision import InitiativeTerms, PlanRevision, ScheduledPhase, YearlyTarget

__all__ = [
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
    "ReportTransition",
    "ReportingPeriod",
    "ScheduledPhase",
    "SdgField",
    "SdgGoal",
    "YearlyTarget",
]
