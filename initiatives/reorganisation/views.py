"""Reorganisations (機構改革): those of the past, and a new one in two steps."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from hirao_dx.shared.versions import Stale
from inventory.models import Task
from organization.choices import ReorganisationKind
from organization.http import StaffRequest, office_only
from organization.models import Reorganisation, SectionSuccession
from organization.people.forms import next_april

from .actions import move_tasks, reorganise, waiting_reports
from .forms import DetailsForm, SharingForm
from .proposal import Touched

CHANGED = (
    "確認の画面を開いた後に、担当か所属か事務が変わりました。もう一度、内容を確かめてください。"
)


@office_only
def reorganisations(request: StaffRequest) -> HttpResponse:
    """Everything that happened to sections, newest first, and the tasks still to be moved."""
    rows = Reorganisation.objects.select_related("by").prefetch_related(
        "successions__predecessor__department", "successions__successor__department"
    )
    waiting = set(
        SectionSuccession.objects.filter(successor__isnull=False)
        .annotate(left=Count("predecessor__tasks", Q(predecessor__tasks__ended_on__isnull=True)))
        .filter(left__gt=0)
        .values_list("reorganisation_id", flat=True)
    )
    context = {"rows": [{"record": row, "waiting": row.pk in waiting} for row in rows]}
    return render(request, "initiatives/reorganisation/list.html", context)


@office_only
def new(request: StaffRequest) -> HttpResponse:
    """Details first; then who takes over what, shown before it is carried out."""
    initial = {"effective_on": next_april(timezone.localdate())}
    form = DetailsForm(request.POST or None, initial=initial)
    step = request.POST.get("step", "")
    if request.method != "POST" or step == "back" or not form.is_valid():
        status = 422 if request.method == "POST" and step != "back" else 200
        return render(
            request, "initiatives/reorganisation/details.html", {"form": form}, status=status
        )
    return _share(request, form, confirming=step == "confirm")


def _share(request: StaffRequest, form: DetailsForm, *, confirming: bool) -> HttpResponse:
    proposal = form.proposal({})
    touched = Touched.by(proposal)
    come = proposal.effective_on <= timezone.localdate()
    sharing = SharingForm(proposal, touched, request.POST if confirming else None, tasks=come)
    if confirming and sharing.is_valid():
        try:
            record = reorganise(
                proposal=form.proposal(sharing.cleaned_data),
                fingerprint=request.POST.get("fingerprint", ""),
                by=request.user,
            )
        except Stale:
            messages.warning(request, CHANGED)
            sharing = SharingForm(proposal, touched, tasks=come)
        except ValidationError as error:
            sharing.add_error(None, error)
        else:
            messages.success(request, "機構改革を登録しました。")
            return redirect("reorganisation", record.pk)
    context = {
        "form": form,
        "kind": ReorganisationKind(proposal.kind).label,
        "proposal": proposal,
        "touched": touched,
        "sharing": sharing,
        "come": come,
    }
    status = 422 if sharing.errors else (409 if confirming else 200)
    return render(request, "initiatives/reorganisation/share.html", context, status=status)


@office_only
def reorganisation(request: StaffRequest, pk: int) -> HttpResponse:
    """One reorganisation; from its day on, the tasks left behind can be moved."""
    record = get_object_or_404(Reorganisation.objects.select_related("by"), pk=pk)
    successions = list(
        record.successions.select_related("predecessor__department", "successor__department")
    )
    successors: dict[int, list[tuple[str, str]]] = {}
    for row in successions:
        if row.successor is not None:
            choices = successors.setdefault(row.predecessor_id, [])
            choices.append((str(len(choices)), row.successor.label))
    come = record.effective_on <= timezone.localdate()
    if request.method == "POST":
        return _move_tasks(request, record)
    tasks = Task.objects.live().filter(section__in=list(successors)).with_place()
    context = {
        "record": record,
        "successions": successions,
        "come": come,
        "reports": waiting_reports(record),
        "rows": [{"task": task, "choices": successors[task.section_id]} for task in tasks],
    }
    return render(request, "initiatives/reorganisation/record.html", context)


def _move_tasks(request: StaffRequest, record: Reorganisation) -> HttpResponse:
    choices = {name: str(value) for name, value in request.POST.items() if name[:1] == "t"}
    try:
        count = move_tasks(reorganisation=record, choices=choices, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"{count}件の事務を、新しい班に移しました。")
    return redirect("reorganisation", record.pk)
