"""Who may change the inventory (design: access rules). No rule makes a query of its own."""

from __future__ import annotations

from organization.models import Section, User

from .models import ImportJob, QualityDismissal, Task

REFUSED = "この班の事務を変更できるのは、担当する班の職員と課長、事務局です。"


def can_edit_task(user: User, task: Task) -> bool:
    """Staff for their own section, heads for their own department, the office for all."""
    return user.access.writes_for(task.section)


def can_write_section(user: User, section: Section) -> bool:
    """The same rule for a section's list of tasks: adding, merging, its own workspace."""
    return user.access.writes_for(section)


def can_import(user: User) -> bool:
    """Whoever writes for any section: its staff, its head and the office."""
    access = user.access
    return access.is_office or bool(access.staff_section_ids or access.headed_department_ids)


def can_see_import(user: User, job: ImportJob) -> bool:
    """Whoever uploaded the workbook, and the office, which may also drop it."""
    return user.access.is_office or job.by_id == user.pk


def can_lead_import(user: User, job: ImportJob) -> bool:
    """Only who uploaded the workbook decides and applies it: it is checked by their rights."""
    return job.by_id == user.pk


def can_edit_systems(user: User) -> bool:
    """The office: systems serve the whole town hall."""
    return user.access.is_office


def can_take_survey(user: User) -> bool:
    """The office: a survey counts the whole town hall."""
    return user.access.is_office


def can_take_back(user: User, kept: QualityDismissal) -> bool:
    """Whoever may mend a finding may also show it again. Expects task or section to be fetched."""
    if kept.task:
        return can_edit_task(user, kept.task)
    return can_write_section(user, kept.section) if kept.section else can_edit_systems(user)
