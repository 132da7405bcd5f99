"""Decisions as lists show them: what is still open first, the longest overdue before all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, Value, When

from hirao_dx.shared.words import days_words
from initiatives.choices import DecisionOutcome
from initiatives.models import Decision, Plan
from initiatives.models.meeting import DecisionQuerySet, followed_by
from organization.access import Access


@dataclass(frozen=True)
class DecisionRow:
    """A decision as it stands on a day."""

    decision: Decision
    today: date

    @property
    def is_overdue(self) -> bool:
        return self.decision.is_overdue(self.today)

    @property
    def due_words(self) -> str:
        """あと3日, 今日が期限です or 期限を2日過ぎています; empty if none or settled."""
        due_on = self.decision.due_on
        if due_on is None or not self.decision.is_open:
            return ""
        return days_words((due_on - self.today).days)


def rows(decisions: Iterable[Decision], today: date) -> list[DecisionRow]:
    """Decisions as they are on a day, in the same order."""
    return [DecisionRow(decision, today) for decision in decisions]


def of_plan(plan: Plan) -> DecisionQuerySet:
    """What a plan's meetings see to (`followed_by`): open ones by due date, then the settled."""
    return _in_order(Decision.objects.filter(followed_by(plan)))


def _in_order(found: DecisionQuerySet) -> DecisionQuerySet:
    settled_last = Case(When(outcome=DecisionOutcome.OPEN, then=Value(0)), default=Value(1))
    return found.with_names().order_by(
        settled_last, F("due_on").asc(nulls_last=True), "meeting__held_on", "meeting_id", "number"
    )


def still_open(plan: Plan) -> DecisionQuerySet:
    """Open decisions of a plan and of those before, by due date."""
    return of_plan(plan).filter(outcome=DecisionOutcome.OPEN)


def still_open_anywhere() -> DecisionQuerySet:
    """Open decisions of all plans, by due date."""
    return _in_order(Decision.objects.filter(outcome=DecisionOutcome.OPEN))


def owned_by(access: Access) -> Q:
    """Decisions that the person's own sections see to, and those of a head's department."""
    return Q(owner_id__in=access.own_section_ids) | Q(
        owner__department_id__in=access.own_department_ids
    )
