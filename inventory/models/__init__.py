from .imports import ColumnMapping, ImportJob
from .succession import TaskSuccession
from .survey import Survey, SurveyCount, SurveyEntry
from .system import System, SystemAlias
from .task import Task

__all__ = [
    "ColumnMapping",
    "ImportJob",
    "Survey",
    "SurveyCount",
    "SurveyEntry",
    "System",
    "SystemAlias",
    "Task",
    "TaskSuccession",
]
