from .survey import Survey, SurveyCount
from .system import System
from .task import Task

__all__ = ["Survey", "SurveyCount", "System", "Task"]
