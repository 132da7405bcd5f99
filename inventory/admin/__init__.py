"""The office's admin for tasks, systems and surveys."""

from inventory.surveys.admin import SurveyAdmin
from inventory.systems.admin import SystemAdmin

from .tasks import TaskAdmin

__all__ = ["SurveyAdmin", "SystemAdmin", "TaskAdmin"]
