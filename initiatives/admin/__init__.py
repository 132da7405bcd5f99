"""The office's admin for the plan, its reports and its meetings."""

from . import content, indicator, initiative, meeting, period, plan, report, revision

__all__ = [
    "content",
    "indicator",
    "initiative",
    "meeting",
    "period",
    "plan",
    "report",
    "revision",
]
