"""The office's admin for the plan, its reports and its meetings."""

from .indicators import admin as indicators
from .meetings import admin as meetings
from .periods import admin as periods
from .plan import admin_content, admin_initiative, admin_plan
from .reminders import admin as reminders
from .reporting import admin as reporting
from .revisions import admin as revisions

__all__ = [
    "admin_content",
    "admin_initiative",
    "admin_plan",
    "indicators",
    "meetings",
    "periods",
    "reminders",
    "reporting",
    "revisions",
]
