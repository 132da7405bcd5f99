"""A municipality's plan as files: reads a folder, checks it whole, loads it once."""

from .faults import Fault, PlanFileError
from .load import LoadResult, check_plan, load_plan

__all__ = ["Fault", "LoadResult", "PlanFileError", "check_plan", "load_plan"]
