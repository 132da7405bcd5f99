"""The findings of データの点検, counted and as rows: a task, what is wrong with it, and its
form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hirao_dx.shared.versions import versions_of
from inventory.choices import QualityKind
from inventory.models import Task
from inventory.models.task import TaskQuerySet
from inventory.permissions import can_edit_task, can_write_section
from inventory.tasks.hours import annual_hours
from organization.models import User

from . import load, queries, queries_spellings
from .forms import DISMISSABLE, MendForm
from .rules import missing, outlying

WHY = {
    QualityKind.UNNAMED: "名称がないと、だれの何の事務かが分からず、見直しの相談ができません。",
    QualityKind.DUPLICATE: "同じ名称があると、取り違えたり、二重に数えたりします。",
    QualityKind.MISSING: "数字がないと、年間の時間が出ず、デジタル化の候補に順位がつきません。",
    QualityKind.OUTLYING: "1つの大きな間違いで、合計や候補の順位が変わります。",
    QualityKind.CATEGORY: "区分ごとの件数が、実際に使うシステムと合わなくなります。",
    QualityKind.SPELLING: "1つのシステムが2つに分かれると、かかわる事務や時間を少なく数えます。",
    QualityKind.LOAD: "班の時間の合計が人数に見合わないときは、入力の間違いかもしれません。",
}


@dataclass(frozen=True)
class Row:
    """One task's finding. `form` is None for people who may not write for its section."""

    task: Task
    faults: list[str]
    form: MendForm | None
    kind: str

    @property
    def computed(self) -> Decimal | None:
        """Hours a year from cases and minutes as stored; None unless both are known."""
        return annual_hours(self.task.volume, self.task.minutes_per_case)

    @property
    def dismissable(self) -> bool:
        """Whether a finding of this kind can be set aside."""
        return self.kind in DISMISSABLE


def counts(tasks: TaskQuerySet, *, on: date, with_systems: bool = True) -> dict[str, int]:
    """How many findings there are of each kind; of systems (`SPELLING`) only `with_systems`."""
    found = {kind: find(tasks).count() for kind, find in queries.TASK_KINDS.items()}
    if with_systems:
        found[QualityKind.SPELLING] = len(queries_spellings.pairs())
    found[QualityKind.LOAD] = len(load.standing_out(tasks, on=on))
    return found


def rows(
    tasks: Iterable[Task], kind: str, *, user: User, sent: Mapping[int, MendForm] | None = None
) -> list[Row]:
    """The rows of one page; `sent` has forms that came back with faults, by task. Two queries."""
    tasks = list(tasks)
    versions = versions_of(tasks)
    limits = queries.section_limits() if kind == QualityKind.OUTLYING else {}
    found = []
    for task in tasks:
        form = (sent or {}).get(task.pk)
        if form is None and can_edit_task(user, task):
            form = MendForm(task=task, kind=kind, version=versions.get(task.pk, 0))
        found.append(Row(task, faults(task, kind, limits.get(task.section_id)), form, kind))
    return found


def load_rows(found: Iterable[load.Load], *, user: User) -> list[dict[str, Any]]:
    """Sections' hours against their people, each with whether this person writes for it."""
    return [{"load": one, "may_mend": can_write_section(user, one.section)} for one in found]


def faults(task: Task, kind: str, section_limit: Decimal | None) -> list[str]:
    """What is wrong with a task, a sentence each."""
    if kind == QualityKind.UNNAMED:
        return ["名称が登録されていません。"]
    if kind == QualityKind.DUPLICATE:
        return ["同じ班に、同じ名称の事務がほかにもあります。"]
    if kind == QualityKind.MISSING:
        return [f"{label}が入っていません。" for label in missing(task)]
    if kind == QualityKind.OUTLYING:
        return outlying(task, section_limit)
    return (
        []
        if task.system is None
        else [
            f"事務の区分は「{task.get_category_display()}」ですが、使用システム「{task.system}」の"
            f"区分は「{task.system.get_category_display()}」です。"
        ]
    )
