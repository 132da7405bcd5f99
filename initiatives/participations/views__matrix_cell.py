"""One cell of the matrix: a section's parts in an initiative so far, and changing them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from hirao_dx.shared.http import StaffRequest
from initiatives.current import with_plan
from initiatives.models import Plan
from organization.models import Section, User

from . import changes, history
from .cell import Choice, Place
from .faults import Situation
from .views__matrix import back_to_matrix, place


@with_plan
def cell(request: StaffRequest, plan: Plan, code: str, section_id: int) -> HttpResponse:
    """What one section does in one initiative, and what the office can change about it."""
    initiative, on = place(request, plan, code)
    section = get_object_or_404(Section.objects.with_department(), pk=section_id)
    rows = Situation.of(initiative).rows
    pressed = request.POST.get("action", "")
    offered = Place(initiative, section, rows, on, request.POST, pressed).choices()
    if request.method == "POST":
        chosen = next((c for c in offered if c.name == pressed), None)
        if chosen is None:
            messages.warning(
                request, "先にほかの人が担当を変えました。今の担当を確かめてください。"
            )
            return redirect(request.get_full_path())
        if _done(chosen, request.user):
            messages.success(request, f"{initiative}：{chosen.done}")
            return back_to_matrix(on)
    own = [row for row in rows if row.section_id == section.pk]
    context = {
        "initiative": initiative,
        "section": section,
        "on": on,
        "back": back_to_matrix(on).url,
        "current": changes.in_force(rows, on).get(section.pk),
        "lead": changes.lead_on(rows, on),
        "parts": history.parts(own),
        "trail": history.trail(own),
        "choices": offered,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "initiatives/matrix_cell.html", context, status=status)


def _done(chosen: Choice, by: User) -> bool:
    """Whether the change was made; what stands against it goes into the form."""
    if not chosen.form.is_valid():
        return False
    try:
        chosen.act(**chosen.form.cleaned_data, by=by)
    except ValidationError as refused:
        chosen.form.add_error(None, refused)
        return False
    return True
