"""The list of all meetings' decisions, and the pages on which the office writes them."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from hirao_dx.shared.http import return_address
from hirao_dx.shared.versions import version_of
from initiatives import permissions
from initiatives.current import with_plan
from initiatives.models import Decision, Plan
from organization.access import require_office
from organization.http import StaffRequest

from . import actions, decisions
from .forms_decisions import DecisionFilterForm, DecisionForm
from .views import OFFICE_ONLY, answer, meeting_to_run, save_over

TEMPLATE = "initiatives/meetings/decision_form.html"
PER_PAGE = 50


@with_plan
def decision_list(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Decisions by the conditions in the address: the open ones, overdue first, if it has none."""
    today = timezone.localdate()
    form = DecisionFilterForm(request.GET, plan=plan)
    page = Paginator(form.narrowed(today), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "rows": decisions.rows(page, today),
        "here": request.get_full_path(),
        "can_run": permissions.can_run_meetings(request.user),
    }
    return render(request, "initiatives/meetings/decisions.html", context)


@with_plan
def new(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """Write down something a meeting decided."""
    meeting = meeting_to_run(request, plan, pk)
    form = DecisionForm(request.POST or None, instance=Decision(meeting=meeting), plan=plan)
    if request.method == "POST" and form.is_valid():
        made = actions.add_decision(meeting=meeting, content=form.content, by=request.user)
        messages.success(request, f"決定{made.number}を保存しました。")
        if "another" in request.POST:
            return redirect("decision_new", meeting.pk)
        return redirect(meeting)
    context = {"meeting": meeting, "decision": None, "back": meeting.get_absolute_url()}
    return answer(request, TEMPLATE, form, context)


@with_plan
def edit(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """Change a decision or settle it; then back to the page that `next` names."""
    found = get_object_or_404(
        Decision.objects.filter(meeting__plan=plan).select_related("meeting__period"), pk=pk
    )
    require_office(request.user, OFFICE_ONLY)
    back = return_address(request, reverse("meeting", args=[found.meeting_id]))
    context: dict[str, object] = {"meeting": found.meeting, "decision": found, "back": back}
    version = {"version": version_of(found)}
    form = DecisionForm(request.POST or None, instance=found, plan=plan, initial=version)
    if request.method == "POST" and form.is_valid():
        save = partial(actions.change_decision, decision=found, by=request.user)
        form, saved = save_over(form, save, partial(DecisionForm, plan=plan), context)
        if saved:
            messages.success(request, f"{saved}を保存しました（{saved.get_outcome_display()}）。")
            return redirect(back)
    return answer(request, TEMPLATE, form, context)
