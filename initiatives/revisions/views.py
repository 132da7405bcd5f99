"""The revisions of the plan: what each of them changed, and one in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from initiatives.current import with_plan
from initiatives.models import Plan, PlanRevision
from organization.http import StaffRequest

from . import gantt
from .changes import Change, Terms
from .queries import Step, steps


@dataclass(frozen=True)
class Standing:
    """The state of a revision today: a kind of chip and a word."""

    chip: str
    label: str


@dataclass(frozen=True)
class SideBySide:
    """One initiative before and after a revision."""

    before: Terms | None
    after: Terms | None
    change: Change | None

    @property
    def terms(self) -> Terms | None:
        return self.after or self.before


@with_plan
def revision_list(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Every revision, newest first, with its reason, its decision and what it changed."""
    found = steps(plan)
    today = timezone.localdate()
    in_force = in_force_on(found, today)
    is_office = request.user.access.is_office
    context = {
        "plan": plan,
        "rows": [(step, standing(step.revision, in_force)) for step in reversed(found)],
        "may_begin": is_office and bool(found) and found[-1].revision.sealed_at is not None,
        "is_office": is_office,
    }
    return render(request, "initiatives/revisions/list.html", context)


@with_plan
def revision(request: StaffRequest, plan: Plan, number: int) -> HttpResponse:
    """One revision in full, beside the one before, drawn against the plan as adopted."""
    found = steps(plan)
    step = step_of(found, number)
    today = timezone.localdate()
    context = {
        "plan": plan,
        "step": step,
        "revision": step.revision,
        "standing": standing(step.revision, in_force_on(found, today)),
        "rows": side_by_side(step),
        "gantt": gantt.revision_chart(plan, step.revision, today=today),
        "can_edit": request.user.access.is_office and step.revision.sealed_at is None,
        "today": today,
    }
    return render(request, "initiatives/revisions/revision.html", context)


def step_of(found: list[Step], number: int) -> Step:
    """Raises Http404 if there is no such revision."""
    for step in found:
        if step.revision.number == number:
            return step
    raise Http404("no such revision")


def in_force_on(found: list[Step], day: date) -> PlanRevision | None:
    """The revision in force on a day, as `PlanRevision.objects.in_force` finds it."""
    for step in reversed(found):
        row = step.revision
        if row.sealed_at and (row.effective_on <= day or row.number == 0):
            return row
    return None


def standing(row: PlanRevision, in_force: PlanRevision | None) -> Standing:
    """The state of a revision, given the one in force."""
    if row.sealed_at is None:
        return Standing("draft", "作成中")
    if in_force and row.number > in_force.number:
        return Standing("planned", "確定（適用前）")
    if in_force and row.number == in_force.number:
        return Standing("confirmed", "確定（今の計画）")
    return Standing("confirmed", "確定")


def side_by_side(step: Step) -> list[SideBySide]:
    """Every initiative of either side, in the plan's order."""
    before = {terms.code: terms for terms in step.before}
    after = {terms.code: terms for terms in step.terms}
    changed = {change.terms.code: change for change in step.changes}
    order = sorted((before | after).values(), key=lambda terms: terms.order)
    return [SideBySide(before.get(t.code), after.get(t.code), changed.get(t.code)) for t in order]
