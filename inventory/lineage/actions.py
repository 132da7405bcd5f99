"""Adds, splits, merges, ends and reinstates tasks: each with a reason, in one transaction.

No task is ever deleted: one that was split or merged ends and points to what it became. Figures
are written only where the person gave them; none is divided or added up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max, prefetch_related_objects
from django.utils import timezone

from hirao_dx.shared.trace import Trace
from hirao_dx.shared.versions import Stale, versions_of
from inventory import permissions
from inventory.choices import SuccessionKind
from inventory.models import Task, TaskSuccession
from inventory.tasks.content import FIELDS, TaskContent
from organization.models import Section, User

LONGEST_REASON = 150  # leaves room for the word before it in a task's own reason
# What the parts of a task take over. Description, remarks and figures belong to the whole.
INHERITED = tuple(field.name for field in FIELDS if field.inherited)


@transaction.atomic
def add_task(*, section: Section, content: TaskContent, by: User, reason: str) -> Task:
    """Add a task with the section's next number, and return it. Its name may be blank.

    Raises PermissionDenied if `by` may not write for the section; ValidationError if the section
    has ended or the reason is missing or longer than LONGEST_REASON characters.
    """
    said = _reason(reason)
    _lock_section(section, by)
    return _create(section, content, by, f"追加：{said}")


@transaction.atomic
def split_task(
    *, task: Task, parts: Sequence[TaskContent], on: date, version: int, by: User, reason: str
) -> list[Task]:
    """End a task on a day and go on with two or more in its place, which are returned.

    The parts give their name and figures; they keep its section, INHERITED and its initiatives.
    Raises PermissionDenied if `by` may not write for the section; Stale when somebody changed the
    task since `version`; ValidationError if there are fewer than two parts, a name is blank or
    used twice, the task or its section has ended, the day is to come, or for the reason as
    `add_task`.
    """
    said = _reason(reason)
    if len(parts) < 2:
        raise ValidationError("分割した後の事務を、2つ以上書いてください。")
    names = [part.name.strip() for part in parts]
    if not all(names) or len(set(names)) < len(names):
        raise ValidationError("分割した後の事務には、それぞれ別の名称を付けてください。")
    (old,) = _locked_live([task], {task.pk: version}, by)
    _lock_section(old.section, by)
    inherited = {name: getattr(old, name) for name in INHERITED}
    trace = f"「{old}」から分割：{said}"
    new = [_create(old.section, part.but(**inherited), by, trace) for part in parts]
    _end(old, on, f"分割：{said}", by)
    _link(SuccessionKind.SPLIT, [old], new, on, said, by)
    return new


@transaction.atomic
def merge_tasks(
    *,
    tasks: Sequence[Task],
    content: TaskContent,
    on: date,
    versions: Mapping[int, int],
    by: User,
    reason: str,
    into: Task | None = None,
) -> Task:
    """Go on with one task in the place of several of the same section, and return it.

    `into` is one of them, which then takes `content`; without it a new task does, and all of them
    end. Their initiatives are linked to it too. Raises PermissionDenied if `by` may not write for
    the section; Stale when somebody changed one since its version; ValidationError if there are
    fewer than two tasks or of several sections, one or their section has ended, the name is blank,
    `into` is none of them, the day is to come, or for the reason as `add_task`.
    """
    said = _reason(reason)
    if len({task.pk for task in tasks}) < 2:
        raise ValidationError("統合する事務を、2つ以上選んでください。")
    old = _locked_live(tasks, versions, by)
    section = old[0].section
    if any(task.section_id != section.pk for task in old):
        raise ValidationError("統合できるのは、同じ班の事務だけです。")
    if not content.name:
        raise ValidationError("統合した後の事務の名称を入力してください。")
    _lock_section(section, by)
    trace = f"{'、'.join(f'「{task}」' for task in old)}を統合：{said}"
    if into is None:
        heir = _create(section, content, by, trace)
    else:
        heir = _into(old, into)
        _write(heir, content, by, trace)
    ending = [task for task in old if task.pk != heir.pk]
    for task in ending:
        _end(task, on, f"統合：{said}", by)
    _link(SuccessionKind.MERGE, ending, [heir], on, said, by)
    return heir


@transaction.atomic
def end_task(*, task: Task, on: date, version: int, by: User, reason: str) -> Task:
    """Record that a task is no longer done from a day on, and return it.

    Raises PermissionDenied if `by` may not write for the section; Stale when somebody changed the
    task since `version`; ValidationError if it has ended already, the day is to come, or for the
    reason as `add_task`.
    """
    said = _reason(reason)
    (old,) = _locked_live([task], {task.pk: version}, by)
    return _end(old, on, said, by)


@transaction.atomic
def reinstate_task(*, task: Task, version: int, by: User, reason: str) -> Task:
    """Take back that a task ended, and return it.

    Raises PermissionDenied if `by` may not write for the section; Stale when somebody changed the
    task since `version`; ValidationError if it has not ended, its section has, a task it was split
    or merged into is still done, or for the reason as `add_task`.
    """
    said = _reason(reason)
    (old,) = _locked([task], {task.pk: version}, by)
    if old.ended_on is None:
        raise ValidationError("この事務は廃止されていません。")
    _require_open(old.section)
    going_on = Task.objects.live().filter(predecessors__before=old).order_by("number").first()
    if going_on is not None:
        raise ValidationError(
            f"この事務は「{going_on}」に引き継がれています。先に、引き継いだ事務を廃止してください。"
        )
    return _write(
        old,
        TaskContent.of(old).but(ended_on=None, ended_reason=""),
        by,
        f"廃止の取消し：{said}",
    )


def _reason(text: str) -> str:
    """The reason without blanks at its ends. Raises ValidationError if it is blank or too long."""
    said = text.strip()
    if not said:
        raise ValidationError("理由を入力してください。")
    if len(said) > LONGEST_REASON:
        raise ValidationError(f"理由は{LONGEST_REASON}字までで入力してください。")
    return said


def _lock_section(section: Section, by: User) -> None:
    """Lock a section, so that two people never give out the same number.

    Raises PermissionDenied if `by` may not write for it, ValidationError if it has ended.
    """
    if not permissions.can_write_section(by, section):
        raise PermissionDenied
    _require_open(
        Section.objects.with_department().select_for_update(of=("self",)).get(pk=section.pk)
    )


def _require_open(section: Section) -> None:
    """Raises ValidationError if a section has ended."""
    if section.ends_on and section.ends_on < timezone.localdate():
        raise ValidationError(f"{section.label}は廃止されています。今の班で行ってください。")


def _locked(tasks: Sequence[Task], versions: Mapping[int, int], by: User) -> list[Task]:
    """The tasks as they are now, locked.

    Raises PermissionDenied if `by` may not write one, Stale if somebody changed one since it was
    read.
    """
    held = (
        Task.objects.select_for_update(of=("self",))
        .with_place()
        .filter(pk__in=[task.pk for task in tasks])
        .order_by("number")
    )
    now = list(held)
    current = versions_of(now)
    for task in now:
        if not permissions.can_edit_task(by, task):
            raise PermissionDenied
        if current.get(task.pk, 0) != versions.get(task.pk):
            raise Stale(task)
    return now


def _locked_live(tasks: Sequence[Task], versions: Mapping[int, int], by: User) -> list[Task]:
    """The same for tasks that are still done. Raises ValidationError too if one has ended."""
    now = _locked(tasks, versions, by)
    if ended := [task for task in now if task.ended_on]:
        raise ValidationError(f"「{ended[0]}」は、すでに廃止されています。")
    return now


def _into(old: Sequence[Task], into: Task) -> Task:
    """The task of `old` that `into` is. Raises ValidationError if it is none of them."""
    found = next((task for task in old if task.pk == into.pk), None)
    if found is None:
        raise ValidationError("統合先は、選んだ事務の中から選んでください。")
    return found


def _create(section: Section, content: TaskContent, by: User, reason: str) -> Task:
    """A new task with the section's next number. Raises nothing of its own."""
    last = Task.objects.filter(section=section).aggregate(last=Max("number"))["last"]
    return _write(Task(section=section, number=(last or 0) + 1), content, by, reason)


def _end(task: Task, on: date, reason: str, by: User) -> Task:
    """End a task. Raises ValidationError for a day to come."""
    if on > timezone.localdate():
        raise ValidationError("廃止日は、今日までの日付にしてください。")
    content = TaskContent.of(task).but(ended_on=on, ended_reason=reason)
    return _write(task, content, by, f"廃止：{reason}")


def _write(task: Task, content: TaskContent, by: User, reason: str) -> Task:
    """Fill and save a task. Raises nothing of its own."""
    content.fill(task)
    return Trace(by, reason).save(task)


def _link(
    kind: SuccessionKind,
    before: Sequence[Task],
    after: Sequence[Task],
    on: date,
    reason: str,
    by: User,
) -> None:
    """Link each task that ended to each that goes on; a pair linked before stays as it was.

    Raises nothing of its own.
    """
    linked = TaskSuccession.objects.filter(before__in=before, after__in=after)
    known = set(linked.values_list("before", "after"))
    TaskSuccession.objects.bulk_create(
        TaskSuccession(before=old, after=new, kind=kind, on=on, reason=reason, by=by)
        for old in before
        for new in after
        if (old.pk, new.pk) not in known
    )
    _hand_on_initiatives(before, after, by, reason)


def _hand_on_initiatives(
    before: Sequence[Task], after: Sequence[Task], by: User, reason: str
) -> None:
    """Link the initiatives of tasks that ended to those that go on. The old links stay.

    Raises nothing of its own.
    """
    prefetch_related_objects(list(before), "initiatives")
    trace = Trace(by, f"対象の事務の引継ぎ：{reason}")
    aiming = {i.pk: i for task in before for i in task.initiatives.all()}
    for initiative in aiming.values():
        trace.sign(initiative).tasks.add(*after)
