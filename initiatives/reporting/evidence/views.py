"""Pages of evidence: attaching files to a report, downloading them, removing them."""

from __future__ import annotations

import logging
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hirao_dx.shared.fields import ReasonField
from hirao_dx.shared.files import file_response
from initiatives import permissions
from initiatives.models import ProgressReport, ReportAttachment
from initiatives.reporting.views import visible_report
from organization.http import StaffRequest

from . import actions


class RemovalForm(forms.Form):
    """Why; required once the report is handed in."""

    reason = ReasonField(
        label="外す理由",
        max_length=500,
        required=False,
        error_messages={"required": "添付を外す理由を入力してください。"},
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason


logger = logging.getLogger(__name__)

NOTHING_CHOSEN = "ファイルが選ばれていません。ファイルを選んでから押してください。"
# A message with this tag stands where the files are, not at the top of the page.
BESIDE_THE_FILES = "evidence"


@require_POST
def add(request: StaffRequest, report_id: int) -> HttpResponse:
    """Attach the chosen files: those that pass are kept, for the others the reason is shown."""
    report = visible_report(request, report_id)
    if not permissions.can_attach(request.user, report):
        raise PermissionDenied("この報告には、今は添付できません。")
    attach_sent(request, report)
    return _to_report(request, report)


def attach_sent(request: StaffRequest, report: ProgressReport) -> None:
    """Attach the files of a request, and say beside the files what became of each."""
    uploads = request.FILES.getlist("files")
    if not uploads:
        messages.error(request, NOTHING_CHOSEN, extra_tags=BESIDE_THE_FILES)
    for upload in uploads:
        try:
            saved = actions.attach(report=report, upload=upload, by=request.user)
        except ValidationError as refused:
            messages.error(request, refused.messages[0], extra_tags=BESIDE_THE_FILES)
        else:
            words = f"「{saved.name}」を添付しました。"
            messages.success(request, words, extra_tags=BESIDE_THE_FILES)


@require_safe
def download(request: StaffRequest, pk: int) -> FileResponse:
    """The file itself, for those who may read its report. Always a download."""
    attachment = _visible(request, pk)
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        logger.error("evidence %s: %s is missing", attachment.pk, attachment.file.name)  # noqa: TRY400
        raise Http404("the file is missing") from error
    return file_response(content, name=attachment.name, content_type=attachment.content_type)


def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask, then take a file off its report. Its record stays."""
    attachment = _visible(request, pk)
    report, user = attachment.report, request.user
    if not permissions.can_remove_evidence(user, report):
        raise PermissionDenied("この添付を外せるのは、報告を書く人と事務局です。")
    needs_reason = permissions.removal_needs_reason(user, report)
    form = RemovalForm(request.POST or None, needs_reason=needs_reason)
    if request.method == "POST" and form.is_valid():
        actions.remove(attachment=attachment, by=user, reason=form.cleaned_data["reason"])
        words = f"「{attachment.name}」を外しました。"
        messages.success(request, words, extra_tags=BESIDE_THE_FILES)
        return _to_report(request, report)
    context = {
        "attachment": attachment,
        "report": report,
        "form": form,
        "back": _to_report(request, report).url,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "initiatives/reporting/evidence/remove.html", context, status=status)


def _visible(request: StaffRequest, pk: int) -> ReportAttachment:
    """An attachment with its report. Raises Http404 if it was removed or may not be seen."""
    attachment = get_object_or_404(
        ReportAttachment.objects.filter(removed_at__isnull=True).select_related("uploaded_by"),
        pk=pk,
    )
    attachment.report = visible_report(request, attachment.report_id)
    return attachment


def _to_report(request: StaffRequest, report: ProgressReport) -> HttpResponseRedirect:
    """Back to where the person writes or reads the report."""
    if permissions.can_edit_report(request.user, report):
        address = reverse("report_edit", args=[report.participation_id, report.period.key])
    else:
        address = report.get_absolute_url()
    return HttpResponseRedirect(f"{address}#evidence")
