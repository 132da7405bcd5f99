"""A meeting's frozen paper, shown from its snapshot's row and nothing else."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from pydantic import ValidationError

from hirao_dx.shared.http import StaffRequest
from initiatives import permissions
from initiatives.current import with_plan
from initiatives.models import Meeting, Plan, Snapshot

from .content import digest_of, read_paper
from .pdf__foot import foot_rule
from .shown import ShownPaper, show


@with_plan
def paper(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """The paper of a meeting, its latest edition unless the address names one."""
    rows = Snapshot.objects.filter(plan=plan, meeting=pk)
    editions = list(rows.order_by("edition").values_list("edition", flat=True))
    if not editions:
        return _no_paper(request, plan, pk)
    snapshot = chosen_snapshot(request, plan, pk, editions[-1])
    context = {"snapshot": snapshot, "editions": editions, "paper": None}
    try:
        context["paper"] = shown_paper(snapshot)
    except ValidationError:
        return render(request, "initiatives/paper/unreadable.html", context, status=500)
    context["is_sound"] = digest_of(snapshot.content) == snapshot.digest
    return render(request, "initiatives/paper/paper.html", context)


@with_plan
def foot(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """The style sheet that writes an edition's name at the foot of its printed sheets."""
    shown = shown_paper(chosen_snapshot(request, plan, pk, 1))
    return HttpResponse(foot_rule(shown.running_foot), content_type="text/css; charset=utf-8")


def chosen_snapshot(request: StaffRequest, plan: Plan, pk: int, default: int) -> Snapshot:
    """The edition the address asks for. Raises Http404 if there is none. One query."""
    edition = request.GET.get("edition", str(default))
    if not (edition.isascii() and edition.isdigit() and len(edition) <= 4):
        raise Http404("no such edition")
    return get_object_or_404(Snapshot, plan=plan, meeting=pk, edition=int(edition))


def shown_paper(snapshot: Snapshot) -> ShownPaper:
    """A snapshot ready to be read. Raises pydantic.ValidationError if it holds no paper."""
    return show(read_paper(snapshot.content), digest=snapshot.digest)


def _no_paper(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """A page that says what to do instead: 404, for there is nothing to take for a paper."""
    context = {
        "meeting": get_object_or_404(Meeting.objects.of(plan), pk=pk),
        "can_run": permissions.can_run_meetings(request.user),
    }
    return render(request, "initiatives/paper/none.html", context, status=404)
