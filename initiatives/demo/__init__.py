"""Labelled demo data (見本) for a plan: people, reports, meetings, tasks, a survey.

Everything is read from `demo.yaml` in the plan's folder; the code names no town.
"""

from .load import DemoError, load_demo, renew_password

__all__ = ["DemoError", "load_demo", "renew_password"]
