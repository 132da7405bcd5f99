"""People with their appointments, for the office."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from organization.http import StaffRequest, office_only
from organization.models import Appointment, User
from organization.models.transfer import has_left

from . import actions
from .forms import PeopleFilterForm, next_april
from .queries import people, with_appointments

PER_PAGE = 50


@office_only
def people_list(request: StaffRequest) -> HttpResponse:
    """The people who meet the conditions in the address, with links to transfers and imports."""
    form = PeopleFilterForm(request.GET)
    form.is_valid()
    today = timezone.localdate()
    found = people(form.cleaned_data, today=today)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "rows": with_appointments(page.object_list, today),
    }
    return render(request, "organization/people/list.html", context)


@office_only
def person(request: StaffRequest, pk: int) -> HttpResponse:
    """One person, with past, present and planned appointments."""
    user = get_object_or_404(User, pk=pk)
    today = timezone.localdate()
    (found,) = with_appointments([user], today)
    context = {
        "person": found,
        "next_april": next_april(today),
        "has_password": user.has_usable_password(),
        "has_left": has_left(user, today),
    }
    return render(request, "organization/people/person.html", context)


@office_only
@require_POST
def close_account(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop the log-in of a person who holds no appointment any more."""
    user = get_object_or_404(User, pk=pk)
    try:
        actions.stop_log_in(user=user, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"{user.name}さんは、ログインできなくなりました。")
    return redirect("person", pk)


@office_only
@require_POST
def cancel_appointment(request: StaffRequest, pk: int) -> HttpResponse:
    """Delete an appointment that has not begun."""
    row = get_object_or_404(Appointment.objects.with_place().select_related("user"), pk=pk)
    try:
        actions.cancel_appointment(appointment=row, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            f"{row}の予定を取り消しました。前の所属を続けるときは、異動の手続きで戻してください。",
        )
    return redirect("person", row.user_id)
