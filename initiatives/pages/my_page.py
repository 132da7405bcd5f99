"""マイページ: what the person owes, what was returned to them, and what they have to confirm."""

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from initiatives.addresses import address
from initiatives.current import plans_at_work, with_plan
from initiatives.meetings import decisions
from initiatives.models import Plan, ReportingPeriod
from initiatives.reporting import duties, reviews
from initiatives.reporting.reopened import reopened_duties
from initiatives.situation import reader_of, situation, words
from organization.http import StaffRequest

from .between import between


@with_plan
def my_page(request: StaffRequest, plan: Plan) -> HttpResponse:
    """The first page after log-in, over all plans at work.

    A fixed number of queries per open period, or with none.
    """
    user = request.user
    today = timezone.localdate()
    plans = plans_at_work(request)
    prefetch_related_objects(plans, "periods")
    periods = [period for each in plans for period in each.periods.all()]
    now = situation(plan, [p for p in periods if p.plan_id == plan.pk], today)
    taking = sorted((p for p in periods if p.is_open), key=lambda p: p.due_on)
    own = duties.own(user.access)
    mine = duties.with_trail(
        [
            *(duty for period in taking for duty in duties.duties(period, own)),
            *(duty for each in plans for duty in reopened_duties(each, own)),
        ]
    )
    owed = sorted((d for d in mine if d.is_owed), key=lambda d: not d.is_returned)
    next_due = min((d.period.due_on for d in owed), default=None)
    decided = decisions.still_open_anywhere().filter(decisions.owned_by(user.access))
    context = {
        "today": today,
        "decisions": decisions.rows(decided, today),
        "owed": owed,
        "handed_in": [d for d in mine if d.counted],
        "given_up": [d for d in mine if d.is_given_up and not d.counted],
        "not_asked": [d for d in mine if d.excuse and not d.is_given_up],
        "waiting": [(each, found) for each in plans if (found := reviews.waiting_for(user, each))],
        "sheet": _sheet(owed),
        "next_due": next_due,
        "days_left": (next_due - today).days if next_due else None,
        "situation": now,
        "situation_words": words(now, reader_of(user.access)),
        "between": None if taking else between(plan, user, today=today),
        "why_nothing": duties.why_nothing_owed(mine),
        "is_reader": not (user.access.own_section_ids or user.access.own_department_ids),
    }
    return render(request, "initiatives/pages/my_page.html", context)


def _sheet(owed: list[duties.Duty]) -> tuple[ReportingPeriod, str] | None:
    """The first period of which several reports are owed, and where its sheet is."""
    periods = [duty.period for duty in owed]
    several = next((p for p in periods if periods.count(p) > 1), None)
    return (several, address(several, "report_sheet", several.key)) if several else None
