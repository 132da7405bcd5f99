"""The administrative tasks (事務) of a section, one row each."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, Q
from simple_history.models import HistoricalRecords

from hirao_dx.shared.text import folded
from inventory.choices import EXPECTING, Category, Method, Staff, Stage
from inventory.peak_months import no_such_month
from organization.models import Section

from .system import System

BOTH_HOURS = Q(annual_hours_before__isnull=False, annual_hours_after__isnull=False)
# 減った時間 is of tasks that are digitised, 減る見込み of those on their way; never one sum.
SAVED = BOTH_HOURS & Q(stage=Stage.DIGITISED)
EXPECTED = BOTH_HOURS & Q(stage__in=EXPECTING)

# The inventory's figures over any set of tasks.
FIGURES = {
    "tasks": Count("pk"),
    "core": Count("pk", filter=Q(category=Category.CORE)),
    "non_core": Count("pk", filter=Q(category=Category.NON_CORE)),
    "other": Count("pk", filter=Q(category=Category.OTHER)),
    "none": Count("pk", filter=Q(category=Category.NONE)),
    "named": Count("pk", filter=~Q(name="")),
    "saved_known": Count("pk", filter=SAVED),
    "expected_known": Count("pk", filter=EXPECTED),
}


# The fields that are searched; the name is the first, because quality compares it alone.
SEARCHED = ("name", "description", "problem", "remarks", "legal_basis")


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks, narrowed in the ways every page needs."""

    def live(self) -> TaskQuerySet:
        """Tasks the town still does: those that have not ended."""
        return self.filter(ended_on__isnull=True)

    def named(self) -> TaskQuerySet:
        """Tasks whose real name the section has entered."""
        return self.exclude(name="")

    def unnamed(self) -> TaskQuerySet:
        """Tasks that were counted and have no name yet (名称未登録)."""
        return self.filter(name="")

    def without_named_system(self) -> TaskQuerySet:
        """Tasks whose category says that they use a system, without naming one."""
        return self.exclude(category=Category.NONE).filter(system__isnull=True)

    def with_place(self) -> TaskQuerySet:
        """With section, department and system, so that their names need no further query."""
        return self.select_related("section__department", "system")

    def totals(self) -> dict[str, Any]:
        """FIGURES over the whole queryset. One query."""
        return self.order_by().aggregate(**FIGURES)


class Task(models.Model):
    """One 事務. Its one category is that of the system it mainly uses, as the survey counted it.

    The survey published counts only, so a task has no name until its section enters it. Hours and
    volume are a year's.
    """

    section = models.ForeignKey(Section, models.PROTECT, related_name="tasks", verbose_name="班")
    number = models.PositiveIntegerField("番号", help_text="班の中での通し番号です。")
    name = models.CharField("事務の名称", max_length=200, blank=True)
    description = models.TextField("内容", blank=True)
    category = models.CharField(
        "使用システムの区分", max_length=20, choices=Category, default=Category.NONE
    )
    system = models.ForeignKey(
        System,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name="使用システム",
    )
    stage = models.CharField(
        "デジタル化の段階", max_length=20, choices=Stage, default=Stage.NOT_CONSIDERED
    )
    annual_hours_before = models.DecimalField(
        "年間の時間（見直し前）",
        max_digits=9,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="単位は時間です。",
    )
    annual_hours_after = models.DecimalField(
        "年間の時間（見直し後）",
        max_digits=9,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="単位は時間です。",
    )
    volume = models.PositiveIntegerField(
        "年間の件数", null=True, blank=True, help_text="1年に何件あるかです。"
    )
    minutes_per_case = models.DecimalField(
        "1件あたりの時間（分）", max_digits=7, decimal_places=1, null=True, blank=True
    )
    staff = models.CharField("従事する職員", max_length=10, choices=Staff, blank=True)
    peak_months = models.CharField(
        "忙しい月",
        max_length=26,
        blank=True,
        validators=[no_such_month],
        help_text="月の数字を「,」で区切ります（例：3,4）。",
    )
    legal_basis = models.CharField("根拠となる法令など", max_length=200, blank=True)
    uses_paper = models.BooleanField("紙を使う", null=True, blank=True)
    uses_seal = models.BooleanField("押印がある", null=True, blank=True)
    uses_counter = models.BooleanField("窓口で行う", null=True, blank=True)
    problem = models.TextField("困っていること", blank=True)
    method = models.CharField("予定する手法", max_length=10, choices=Method, blank=True)
    remarks = models.TextField("備考", blank=True)
    ended_on = models.DateField("廃止日", null=True, blank=True)
    ended_reason = models.CharField("廃止の理由", max_length=200, blank=True)
    search_text = models.TextField(editable=False, default="")

    history = HistoricalRecords(verbose_name="事務の変更履歴", excluded_fields=["search_text"])
    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事務"
        ordering = ["section__department__order", "section__order", "section", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "number"],
                name="task_number_unique_in_section",
                violation_error_message="同じ班に同じ番号の事務がすでにあります。",
            ),
            models.CheckConstraint(
                condition=~Q(category=Category.NONE) | Q(system__isnull=True),
                name="task_without_system_names_none",
                violation_error_message=(
                    "区分が「使用なし」のときは、使用システムを選ばないでください。"
                ),
            ),
            models.CheckConstraint(
                condition=(Q(annual_hours_before__isnull=True) | Q(annual_hours_before__gte=0))
                & (Q(annual_hours_after__isnull=True) | Q(annual_hours_after__gte=0)),
                name="task_hours_not_negative",
                violation_error_message="時間は0以上の数で入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(minutes_per_case__isnull=True) | Q(minutes_per_case__gte=0),
                name="task_minutes_not_negative",
                violation_error_message="1件あたりの時間は0以上の数で入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=False) | Q(ended_reason=""),
                name="task_reason_only_once_ended",
                violation_error_message="廃止の理由を書くときは、廃止日も入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number:03d} {self.display_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the text to be searched renewed."""
        self.fold()
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "search_text"}
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Renew the text to be searched (`search_text`). Bulk writers call this themselves."""
        texts = (getattr(self, name) for name in SEARCHED)
        self.search_text = "\n".join(folded(text) for text in texts if text)

    @property
    def display_name(self) -> str:
        """The task's name, or 名称未登録."""
        return self.name or "名称未登録"
