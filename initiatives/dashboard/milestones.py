"""Groups an initiative's milestones by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from initiatives.models import Milestone
from initiatives.rollup.milestones import MilestoneGroup, grouped


def milestone_groups(
    milestones: Iterable[Milestone], *, on: date
) -> list[MilestoneGroup[Milestone]]:
    """An initiative's milestones in groups, in the order of their first item, as of a day."""
    return grouped(milestones, done=lambda m: m.is_done(on), overdue=lambda m: m.is_overdue(on))
