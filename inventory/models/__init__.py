"""Tasks, systems, surveys, imports and what was found right on データの点検."""

from .imports import ColumnMapping, ImportJob
from .quality import QualityDismissal
from .succession import TaskSuccession
from .survey import Survey, SurveyCount, SurveyEntry
from .system import System, SystemAlias
from .task import Task

__all__ = [
    "ColumnMapping",
    "ImportJob",
    "QualityDismissal",
    "Survey",
    "SurveyCount",
    "SurveyEntry",
    "System",
    "SystemAlias",
    "Task",
    "TaskSuccession",
]
