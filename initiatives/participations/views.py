"""The pages of the matrix: the whole, one column (previewed before it is applied), one cell."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from hirao_dx.shared.text import RECENT_YEARS, written_day
from hirao_dx.shared.versions import Stale
from initiatives import permissions
from initiatives.current import with_plan
from initiatives.models import Initiative, Plan
from organization.http import StaffRequest
from organization.models import Section, User

from . import actions, history
from . import changes as participation_changes
from . import matrix as matrix_queries
from .cell import Choice, Place
from .changes import Change, ChangeKind
from .faults import Situation, faults
from .forms import ColumnForm


@with_plan
def matrix(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Who takes part in what on a day, in a fixed number of queries."""
    today = timezone.localdate()
    on = day_of(request.GET, today)
    context = {
        "plan": plan,
        "matrix": matrix_queries.matrix(plan, on or today),
        "on": on or today,
        "today": today,
        "unreadable": on is None,
        "show_all": request.GET.get("show") == "all",
        "can_edit": permissions.can_assign(request.user),
    }
    return render(request, "initiatives/participations/matrix.html", context)


def day_of(query: QueryDict, today: date) -> date | None:
    """The day an address asks for, today when it names none, None when it is no day."""
    text = query.get("on", "")
    return written_day(text, RECENT_YEARS) if text else today


def place(request: StaffRequest, plan: Plan, code: str) -> tuple[Initiative, date]:
    """The initiative and the day that an editing page's address names.

    Raises PermissionDenied for all but the office, Http404 if there is no such initiative or day.
    """
    if not permissions.can_assign(request.user):
        raise PermissionDenied("担当を変えられるのは、事務局です。")
    on = day_of(request.GET, timezone.localdate())
    if on is None:
        raise Http404("no such day")
    return get_object_or_404(Initiative.objects.of(plan).select_related("plan"), code=code), on


def back_to_matrix(on: date) -> HttpResponseRedirect:
    """To the matrix of the same day."""
    return HttpResponseRedirect(f"{reverse('matrix')}?on={on.isoformat()}")


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
        return render(request, "initiatives/participations/column.html", context, status=status)
    if request.POST.get("action") != "apply":
        return _preview(request, situation, form)
    return _apply(request, initiative, form)


def _form(request: StaffRequest, situation: Situation, on: date) -> ColumnForm:
    held = participation_changes.active(situation.rows, on)
    lead = participation_changes.lead_on(situation.rows, on)
    initial = {
        "starts_on": on,
        "lead": lead.section_id if lead else None,
        "sections": list(held),
    }
    listed = matrix_queries.sections_on(on, also=set(held))
    return ColumnForm(request.POST or None, sections=listed, initial=initial)


def _apply(request: StaffRequest, initiative: Initiative, form: ColumnForm) -> HttpResponse:
    """Apply the changes; where they have become impossible, show the preview again."""
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
    except Stale:
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
    return render(request, "initiatives/participations/preview.html", context, status=status)


def _by_kind(changes: list[Change]) -> list[tuple[str, list[str]]]:
    """Sentences under what they have in common; kinds without one left out."""
    groups = [(k.label, [c.text for c in changes if c.kind == k]) for k in ChangeKind]
    return [(label, texts) for label, texts in groups if texts]


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
        "current": participation_changes.active(rows, on).get(section.pk),
        "lead": participation_changes.lead_on(rows, on),
        "parts": history.parts(own),
        "trail": history.trail(own),
        "choices": offered,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "initiatives/participations/cell.html", context, status=status)


def _done(chosen: Choice, by: User) -> bool:
    """Whether the change was made; what is against it goes into the form."""
    if not chosen.form.is_valid():
        return False
    try:
        chosen.act(**chosen.form.cleaned_data, by=by)
    except ValidationError as refused:
        chosen.form.add_error(None, refused)
        return False
    return True
