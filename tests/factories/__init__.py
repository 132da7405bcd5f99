"""Factories for every model: deterministic, with traits that name a situation.

`reset_sequences()` starts all counters anew; the fixtures call it before each test, so that a
test sees the same names whichever ran before it.
"""

from factory.django import DjangoModelFactory

from .background import (
    BackgroundFigureFactory,
    GlossaryTermFactory,
    PlanPassageFactory,
    PromotionBodyFactory,
    RelatedPlanFactory,
    SdgFieldFactory,
    SdgGoalFactory,
)
from .indicator import (
    IndicatorFactory,
    IndicatorTargetFactory,
    IndicatorValueFactory,
    MilestoneFactory,
)
from .initiative import InitiativeFactory, ParticipationFactory
from .inventory import (
    ImportJobFactory,
    SurveyCountFactory,
    SurveyEntryFactory,
    SurveyFactory,
    SystemFactory,
    TaskFactory,
    TaskSuccessionFactory,
)
from .meeting import (
    AgendaItemFactory,
    AttendeeFactory,
    DecisionFactory,
    MeetingFactory,
    SnapshotFactory,
)
from .organization import (
    PASSWORD,
    AppointmentFactory,
    DepartmentFactory,
    SectionFactory,
    UserFactory,
)
from .plan import (
    BasicPolicyFactory,
    PhaseFactory,
    PillarFactory,
    PlanFactory,
    PlanLoadFactory,
    RatingFactory,
)
from .report import (
    ProgressReportFactory,
    ReminderFactory,
    ReportingPeriodFactory,
    ReportTransitionFactory,
)
from .revision import (
    InitiativeTermsFactory,
    PlanRevisionFactory,
    ScheduledPhaseFactory,
    YearlyTargetFactory,
    seal,
)

__all__ = [
    "PASSWORD",
    "AgendaItemFactory",
    "AppointmentFactory",
    "AttendeeFactory",
    "BackgroundFigureFactory",
    "BasicPolicyFactory",
    "DecisionFactory",
    "DepartmentFactory",
    "GlossaryTermFactory",
    "ImportJobFactory",
    "IndicatorFactory",
    "IndicatorTargetFactory",
    "IndicatorValueFactory",
    "InitiativeFactory",
    "InitiativeTermsFactory",
    "MeetingFactory",
    "MilestoneFactory",
    "ParticipationFactory",
    "PhaseFactory",
    "PillarFactory",
    "PlanFactory",
    "PlanLoadFactory",
    "PlanPassageFactory",
    "PlanRevisionFactory",
    "ProgressReportFactory",
    "PromotionBodyFactory",
    "RatingFactory",
    "RelatedPlanFactory",
    "ReminderFactory",
    "ReportTransitionFactory",
    "ReportingPeriodFactory",
    "ScheduledPhaseFactory",
    "SdgFieldFactory",
    "SdgGoalFactory",
    "SectionFactory",
    "SnapshotFactory",
    "SurveyCountFactory",
    "SurveyEntryFactory",
    "SurveyFactory",
    "SystemFactory",
    "TaskFactory",
    "TaskSuccessionFactory",
    "UserFactory",
    "YearlyTargetFactory",
    "reset_sequences",
    "seal",
]


def reset_sequences() -> None:
    """Start the counters of all factories at their beginning."""
    for factory_class in DjangoModelFactory.__subclasses__():
        factory_class.reset_sequence(force=True)
