"""A whole column of the matrix: who takes part in one initiative, shown before it is applied."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render

from hirao_dx.shared.http import StaffRequest
from initiatives.current import with_plan
from initiatives.models import Initiative, Plan

from . import actions, matrix
from . import changes as participation_changes
from .changes import Change, ChangeKind
from .faults import Situation, faults
from .forms import ColumnForm
from .views__matrix import back_to_matrix, place


@with_plan
def column(request: StaffRequest, plan: Plan, code: str) -> HttpResponse:
    """Choose everybody for one initiative, see what will change, then apply it."""
    initiative, on = place(request, plan, code)
    situation = Situation.of(initiative)
    form = _form(request, situation, on)
    if not form.is_valid() or request.POST.get("action") == "back":
        context = {
            "initiative": initiative,
            "on": on,
            "back": back_to_matrix(on).url,
            "form": form,
        }
        status = 422 if form.errors else 200
        return render(request, "initiatives/matrix_column.html", context, status=status)
    if request.POST.get("action") != "apply":
        return _preview(request, situation, form)
    return _apply(request, initiative, form)


def _form(request: StaffRequest, situation: Situation, on: date) -> ColumnForm:
    held = participation_changes.in_force(situation.rows, on)
    lead = participation_changes.lead_on(situation.rows, on)
    initial = {
        "starts_on": on,
        "lead": lead.section_id if lead else None,
        "sections": list(held),
    }
    listed = matrix.sections_on(on, also=set(held))
    return ColumnForm(request.POST or None, sections=listed, initial=initial)


def _apply(request: StaffRequest, initiative: Initiative, form: ColumnForm) -> HttpResponse:
    """Make the changes; when they cannot be any more, show the preview again."""
    try:
        done = actions.apply_column(
            initiative=initiative,
            sections=form.wanted["sections"],
            lead=form.wanted["lead"],
            starts_on=form.wanted["on"],
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
            by=request.user,
        )
    except ValidationError:
        return _preview(request, Situation.of(initiative), form)
    except actions.StaleColumnError:
        return _preview(request, Situation.of(initiative), form, stale=True)
    messages.success(request, f"{initiative}：{len(done)}件の担当を変えました。")
    return back_to_matrix(form.cleaned_data["starts_on"])


def _preview(
    request: StaffRequest, situation: Situation, form: ColumnForm, *, stale: bool = False
) -> HttpResponse:
    changes = participation_changes.column(situation.rows, **form.wanted)
    wrong = faults(situation, changes)
    context = {
        "initiative": situation.initiative,
        "form": form,
        "on": form.cleaned_data["starts_on"],
        "reason": form.cleaned_data["reason"],
        "groups": _by_kind(changes),
        "faults": wrong,
        "stale": stale,
        "seen": actions.fingerprint(situation.rows),
    }
    status = 409 if stale else 422 if wrong else 200
    return render(request, "initiatives/matrix_preview.html", context, status=status)


def _by_kind(changes: list[Change]) -> list[tuple[str, list[str]]]:
    """Sentences under what they have in common; kinds without one left out."""
    groups = [(k.label, [c.text for c in changes if c.kind == k]) for k in ChangeKind]
    return [(label, texts) for label, texts in groups if texts]
