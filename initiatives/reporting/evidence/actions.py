"""Evidence on a report: attached while the text is written; removed, its record stays."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from hirao_dx.shared.trace import Trace
from initiatives import permissions
from initiatives.models import ProgressReport, ReportAttachment
from organization.models import User

from . import check


def attach(*, report: ProgressReport, upload: UploadedFile[Any], by: User) -> ReportAttachment:
    """Keep a file with a report, under a random name. Returns the attachment.

    Raises ValidationError if the file may not be evidence, is there already or is one too many;
    PermissionDenied if `by` may not write the report now.
    """
    if not permissions.can_attach(by, report):
        raise PermissionDenied
    checked = check.check(upload)  # a large file takes a moment, so nobody is kept waiting
    return _keep(report, upload, checked, by)


@transaction.atomic
def _keep(
    report: ProgressReport, upload: UploadedFile[Any], checked: check.Checked, by: User
) -> ReportAttachment:
    """The attachment, stored. Raises as `attach` does."""
    current = _locked(report)
    if not permissions.can_attach(by, current):
        raise PermissionDenied
    _require_room(current, checked)
    attachment = ReportAttachment(
        report=current,
        name=checked.name,
        content_type=checked.content_type,
        size=checked.size,
        sha256=checked.sha256,
        uploaded_by=by,
    )
    attachment.file.save(f"{uuid4().hex}.{checked.extension}", upload, save=False)
    try:
        with transaction.atomic():
            Trace(by).save(attachment)
    except Exception:
        attachment.file.delete(save=False)
        raise
    return attachment


@transaction.atomic
def remove(*, attachment: ReportAttachment, by: User, reason: str = "") -> ReportAttachment:
    """Take a file off its report. Who, when and why stay on record, and so does the file.

    Returns the attachment; removing it twice leaves the first removal as it was. Raises
    ValidationError if a reason is needed and missing (`permissions.removal_needs_reason`);
    PermissionDenied if `by` may not remove it.
    """
    report = _locked(attachment.report)
    current = ReportAttachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    if not permissions.can_remove_evidence(by, report):
        raise PermissionDenied
    if current.removed_at:
        return current
    if permissions.removal_needs_reason(by, report) and not reason.strip():
        raise ValidationError("添付を外す理由を入力してください。")
    current.removed_by = by
    current.removed_at = timezone.now()
    return Trace(by, reason.strip()).save(current)


def _locked(report: ProgressReport) -> ProgressReport:
    """The report as it is now, locked: nobody attaches to it or submits it meanwhile."""
    held = ProgressReport.objects.select_for_update(of=("self",)).with_names()
    (current,) = held.filter(pk=report.pk)
    return current


def _require_room(report: ProgressReport, checked: check.Checked) -> None:
    kept = list(report.attachments.filter(removed_at__isnull=True))
    twin = next((a for a in kept if a.sha256 == checked.sha256), None)
    if twin:
        raise ValidationError(
            f"「{checked.name}」は、同じ内容のファイル「{twin.name}」がすでに添付されています。"
        )
    if len(kept) >= check.MOST_FILES:
        raise ValidationError(
            f"「{checked.name}」は添付できません。1つの報告に添付できるのは{check.MOST_FILES}個"
            "までです。いらない添付を外すか、1つのPDFにまとめてください。"
        )
