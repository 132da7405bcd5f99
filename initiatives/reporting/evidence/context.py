"""What templates/initiatives/reporting/evidence/_evidence.html shows for a report."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from initiatives import permissions
from initiatives.models import ProgressReport, ReportAttachment
from organization.models import User

from . import check
from .kinds import KINDS, extension_of

ACCEPT = ",".join(f".{extension}" for extension in KINDS)


@dataclass(frozen=True)
class Shown:
    """An attachment as the list shows it."""

    row: ReportAttachment
    can_remove: bool

    @property
    def kind(self) -> str:
        kind = KINDS.get(extension_of(self.row.name))
        return kind.label if kind else "ファイル"


def evidence_context(user: User, report: ProgressReport | None) -> dict[str, object]:
    """The context for a report; None while its writer has not saved it yet. At most one query."""
    may = report is None or permissions.can_attach(user, report)
    removes = report is not None and permissions.can_remove_evidence(user, report)
    kept = _kept(report) if report else []
    return {
        "report": report,
        "attachments": [Shown(row, removes) for row in kept],
        "can_attach": may and len(kept) < check.MOST_FILES,
        "is_full": may and len(kept) >= check.MOST_FILES,
        "most_files": check.MOST_FILES,
        "most_bytes": filesizeformat(settings.EVIDENCE_MAX_BYTES),
        "allowed": check.ALLOWED,
        "accept": ACCEPT,
    }


def _kept(report: ProgressReport) -> list[ReportAttachment]:
    return list(report.attachments.filter(removed_at__isnull=True).select_related("uploaded_by"))
