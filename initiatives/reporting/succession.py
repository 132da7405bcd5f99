"""What a section takes over from the sections it succeeded (機構改革)."""

from __future__ import annotations

from initiatives.models import Participation, ProgressReport, ReportingPeriod
from organization.models import SectionSuccession


def predecessor_report(
    participation: Participation, before: ReportingPeriod
) -> ProgressReport | None:
    """The latest counted report of the sections before, where a new report may start from.

    For a participation without a report of its own. One query, a second one only for sections
    that succeeded others. The roll-up does not read this: it counts a section's own reports.
    """
    sections = SectionSuccession.objects.ancestors(participation.section_id)
    if not sections:
        return None
    return (
        ProgressReport.objects.counted()
        .filter(
            participation__initiative=participation.initiative_id,
            participation__section__in=sections,
            period__ends_on__lt=before.ends_on,
        )
        .with_names()
        .order_by("-period__ends_on", "participation__role", "pk")
        .first()
    )
