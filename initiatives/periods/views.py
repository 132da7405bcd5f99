"""The pages on which the office makes periods and moves them on; each step is confirmed first."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hirao_dx.shared.calendar import fiscal_year_label
from hirao_dx.shared.words import days_words
from initiatives.current import period_by_key, with_plan
from initiatives.models import Plan, ReportingPeriod
from initiatives.reporting import duties
from initiatives.reporting.submissions import Choice, by_department, entries, tally, tally_of
from initiatives.situation import reader_of, situation_of, words
from organization.access import require_office
from organization.http import StaffRequest

from . import actions
from .consequences import consequences
from .forms import YearForm
from .steps import Step, step_named, steps_for


@with_plan
def period_list(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Every period of the plan, newest first; the office makes a year's periods here."""
    return render_list(request, plan)


def render_list(
    request: StaffRequest, plan: Plan, form: YearForm | None = None, *, status: int = 200
) -> HttpResponse:
    """The list, with the office's form as it was typed."""
    periods = list(plan.periods.all())
    if form is None and request.user.access.is_office:
        form = YearForm(plan=plan, periods=periods)
    context = {"plan": plan, "periods": periods, "form": form}
    return render(request, "initiatives/periods/list.html", context, status=status)


@with_plan
def period(request: StaffRequest, plan: Plan, period_key: str) -> HttpResponse:
    """One period: its dates, how many reports are in, what the office did to it."""
    found = period_by_key(plan, period_key)
    context = {
        "period": found,
        "deadline": days_words(found.days_left(timezone.localdate())),
        "tally": tally(duties.duties(found)),
        "events": found.events.select_related("by"),
        "steps": steps_for(found) if request.user.access.is_office else [],
    }
    return render(request, "initiatives/periods/period.html", context)


@with_plan
def submissions(request: StaffRequest, plan: Plan, period_key: str) -> HttpResponse:
    """By section, what has been handed in and what has not; prints as a list of requests."""
    found = period_by_key(plan, period_key)
    today = timezone.localdate()
    every = entries(found, today=today)
    choice = Choice.of(request.GET, every)
    shown = by_department(choice.shown(every), today=today)
    context = {
        "period": found,
        "today": today,
        "days_left": found.days_left(today),
        "deadline": days_words(found.days_left(today)),
        "tally": tally_of(every),
        "sender": f"{plan.name} 事務局",
        "choice": choice,
        "are_in": choice.are_in(every),
        "departments": shown,
        "situation": words(situation_of(plan, today), reader_of(request.user.access)),
    }
    return render(request, "initiatives/periods/submissions.html", context)


@require_POST
@with_plan
def create_year(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Make a fiscal year's periods."""
    require_office(request.user)
    form = YearForm(request.POST, plan=plan)
    if not form.is_valid():
        return render_list(request, plan, form, status=422)
    year = form.cleaned_data["fiscal_year"]
    made = actions.create_periods(plan=plan, fiscal_year=year, by=request.user)
    label = fiscal_year_label(year)
    if made:
        messages.success(request, f"{label}の報告期間を{len(made)}つ作りました。")
    else:
        messages.info(request, f"{label}の報告期間は、すべてそろっています。")
    return redirect("periods")


@with_plan
def take(request: StaffRequest, plan: Plan, period_key: str, step: str) -> HttpResponse:
    """Ask about one step of a period (GET), then take it (POST)."""
    chosen = step_named(step)
    if chosen is None:
        raise Http404("no such step")
    period = period_by_key(plan, period_key)
    require_office(request.user)
    posted, today = request.method == "POST", timezone.localdate()
    form = chosen.form(request.POST if posted else None)
    if posted and form.is_valid():
        try:
            moved = chosen.act(period=period, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{moved}{chosen.done}")
            return redirect("period", moved.key)
    if not posted and not chosen.fits(period):
        messages.warning(request, _why_not(chosen, period))
        return redirect("period", period.key)
    found = duties.duties(period)
    told = consequences(chosen.action, period, found, today) if chosen.action else []
    counted = tally(found)
    context = {
        "period": period,
        "step": chosen,
        "form": form,
        "consequences": told,
        "is_all_confirmed": counted.total and counted.total == counted.confirmed,
        "deadline": days_words(period.days_left(today)),
    }
    return render(request, "initiatives/periods/step.html", context, status=422 if posted else 200)


def _why_not(step: Step, period: ReportingPeriod) -> str:
    """Why a period does not allow a step now."""
    if period.state in step.states and step.hinders:
        return step.hinders(period)
    state = period.get_state_display()
    return f"{period}は今「{state}」なので、「{step.label}」は選べません。"
