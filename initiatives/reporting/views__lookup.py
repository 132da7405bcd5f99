"""Finding what an address names, within what the person may see."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from hirao_dx.shared.http import StaffRequest
from initiatives import permissions
from initiatives.models import ProgressReport


def visible_report(request: StaffRequest, report_id: int) -> ProgressReport:
    """A report with its names. Raises Http404 if there is none this person may see."""
    report = get_object_or_404(
        ProgressReport.objects.with_names().select_related("submitted_by", "confirmed_by"),
        pk=report_id,
    )
    if not permissions.can_see_report(request.user, report):
        raise Http404("no such report")
    return report
