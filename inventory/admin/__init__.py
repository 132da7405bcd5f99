"""The office's admin for the task inventory."""

from .survey import SurveyAdmin
from .systems import SystemAdmin
from .tasks import TaskAdmin

__all__ = ["SurveyAdmin", "SystemAdmin", "TaskAdmin"]
