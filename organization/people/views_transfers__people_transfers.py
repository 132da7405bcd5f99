"""The yearly transfer screen (人事異動): who leaves, arrives and stays, section by section."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from hirao_dx.shared.http import StaffRequest
from organization.models import User

from . import actions
from .forms import ADD, LEAVE, STAND, DateForm, MoveForm, next_april
from .office import office_only
from .posts import PostBook
from .queries import board, with_appointments
from .transfer_lists import changes_of, draft_for, put_on_list


@office_only
def transfers(request: StaffRequest) -> HttpResponse:
    """Every section around the day; what is noted here waits until it is applied."""
    today = timezone.localdate()
    form = DateForm(request.GET or {"on": next_april(today).isoformat()}, auto_id="filter-%s")
    on = form.cleaned_data["on"] if form.is_valid() else next_april(today)
    form.fields["on"].widget.attrs["class"] = "input"
    draft = draft_for(on)
    context = {
        "form": form,
        "on": on,
        "draft": draft,
        "board": board(on, changes_of(draft) if draft else []),
    }
    return render(request, "organization/people/transfers.html", context)


@office_only
def transfer_person(request: StaffRequest, pk: int, on: str) -> HttpResponse:
    """Note what becomes of one person; nothing changes before the whole is applied."""
    day = _day(on)
    user = get_object_or_404(User, pk=pk)
    form = MoveForm(request.POST or None, book=PostBook(), day=day)
    if request.method == "POST" and form.is_valid():
        try:
            return _note(request, user, day, form)
        except ValidationError as error:
            form.add_error(None, error)
    draft = draft_for(day)
    noted = {change.number: change for change in changes_of(draft)} if draft else {}
    context = {
        "form": form,
        "on": day,
        "person": with_appointments([user], timezone.localdate())[0],
        "noted": form.book.labels(noted[user.username].posts) if user.username in noted else None,
    }
    status = 422 if form.errors else 200
    return render(request, "organization/people/move.html", context, status=status)


def _day(on: str) -> date:
    try:
        return date.fromisoformat(on)
    except ValueError as error:
        raise Http404("no such day") from error


def _note(request: StaffRequest, user: User, day: date, form: MoveForm) -> HttpResponse:
    action, post = form.cleaned_data["action"], form.post
    posts = frozenset({post}) if post else frozenset()
    if action == ADD:
        posts |= actions.held_posts(user, day)
    put_on_list(
        user=user,
        effective_on=day,
        posts=None if action == STAND else (frozenset() if action == LEAVE else posts),
        leaves=action == LEAVE,
        by=request.user,
    )
    if action == STAND:
        messages.info(request, f"{user.name}さんを、この日の異動の案から外しました。")
    else:
        messages.success(request, f"{user.name}さんの異動を案に入れました。まだ反映していません。")
    return redirect(f"{reverse('transfers')}?on={day.isoformat()}")
