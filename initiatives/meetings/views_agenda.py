"""The pages on which the office writes and orders a meeting's agenda."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from hirao_dx.shared.text import whole_number
from hirao_dx.shared.versions import Stale, version_of
from initiatives.current import with_plan
from initiatives.models import AgendaItem, Meeting, Plan
from organization.http import StaffRequest

from . import actions
from .forms import AgendaItemForm
from .views import answer, meeting_to_run, save_over

TEMPLATE = "initiatives/meetings/agenda_form.html"
GONE = (
    "この議題は、ほかの人が先に削除しました。書いた内容は下に残っています。"
    "「追加する」を押すと、新しい議題になります。"
)


@with_plan
def agenda(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """The agenda in order, and a form to add to its end."""
    meeting = meeting_to_run(request, plan, pk)
    form = _form(request.POST or None, meeting, plan)
    if request.method == "POST" and form.is_valid():
        item = actions.add_agenda_item(meeting=meeting, content=form.content, by=request.user)
        messages.success(request, f"{item}を追加しました。")
        return redirect("agenda", meeting.pk)
    return _show(request, meeting, form)


@with_plan
def edit(request: StaffRequest, plan: Plan, pk: int, item_pk: int) -> HttpResponse:
    """Change an item. If somebody deleted it meanwhile, its text is offered as a new one."""
    meeting = meeting_to_run(request, plan, pk)
    if request.method == "POST" and not meeting.agenda.filter(pk=item_pk).exists():
        messages.warning(request, GONE)
        return _show(request, meeting, _form(request.POST, meeting, plan), status=409)
    item = get_object_or_404(meeting.agenda.all(), pk=item_pk)
    context: dict[str, object] = {"meeting": meeting, "item": item, "heading": str(item)}
    form = _form(request.POST or None, meeting, plan, item)
    if request.method == "POST" and form.is_valid():
        save = partial(actions.change_agenda_item, item=item, by=request.user)
        form, saved = save_over(form, save, partial(AgendaItemForm, plan=plan), context)
        if saved:
            messages.success(request, f"{saved}を保存しました。")
            return redirect("agenda", meeting.pk)
    return answer(request, TEMPLATE, form, context)


@require_POST
@with_plan
def move(request: StaffRequest, plan: Plan, pk: int, item_pk: int) -> HttpResponse:
    """Give an item the place that was sent as `to`."""
    meeting = meeting_to_run(request, plan, pk)
    item = get_object_or_404(meeting.agenda.select_related("meeting"), pk=item_pk)
    to = whole_number(request.POST.get("to"))
    if to is not None:
        actions.move_agenda_item(item=item, to=to, by=request.user)
        messages.success(request, f"「{item.title}」の順番を変えました。")
    return redirect("agenda", meeting.pk)


@with_plan
def delete(request: StaffRequest, plan: Plan, pk: int, item_pk: int) -> HttpResponse:
    """Ask first, then take an item off the agenda."""
    meeting = meeting_to_run(request, plan, pk)
    item = get_object_or_404(meeting.agenda.select_related("meeting__plan"), pk=item_pk)
    version = whole_number(request.POST.get("version"))
    if request.method == "POST" and version is not None:
        try:
            actions.delete_agenda_item(item=item, version=version, by=request.user)
        except Stale:
            messages.warning(
                request, "画面を開いた後に、議題が変わりました。もう一度、内容を確かめてください。"
            )
            return redirect(request.path)
        messages.success(request, f"「{item.title}」を議題から削除しました。")
        return redirect("agenda", meeting.pk)
    context = {"meeting": meeting, "item": item, "version": version_of(item)}
    return render(request, "initiatives/meetings/agenda_delete.html", context)


def _form(
    data: object, meeting: Meeting, plan: Plan, item: AgendaItem | None = None
) -> AgendaItemForm:
    instance = item or AgendaItem(meeting=meeting)
    version = {"version": version_of(item)}
    return AgendaItemForm(data, instance=instance, plan=plan, initial=version)


def _show(
    request: StaffRequest, meeting: Meeting, form: AgendaItemForm, *, status: int = 0
) -> HttpResponse:
    context = {
        "meeting": meeting,
        "agenda": list(meeting.agenda.prefetch_related("initiatives")),
        "form": form,
    }
    return render(
        request,
        "initiatives/meetings/agenda.html",
        context,
        status=status or (422 if form.errors else 200),
    )
