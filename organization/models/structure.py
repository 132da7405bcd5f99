"""Departments (課・室・局) and their sections (班)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from hirao_dx.shared.dated import DatedQuerySet, active_on, is_active


class SectionQuerySet(DatedQuerySet["Section"]):
    """Sections, also by the day they exist."""

    def existing(self, on: date) -> SectionQuerySet:
        """Sections that exist on a day and whose department does (see `Section.exists_on`)."""
        return self.filter(active_on(on), active_on(on, "department__"))

    def with_department(self) -> SectionQuerySet:
        """In the survey table's order, with departments, so that names need no further query."""
        return self.select_related("department").order_by("department__order", "order", "pk")


class Department(models.Model):
    """A 課・室・局, in the order of the survey table (plan 第1章6)."""

    name = models.CharField("課・室・局の名称", max_length=50)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    starts_on = models.DateField("設置日", null=True, blank=True)
    ends_on = models.DateField("廃止日", null=True, blank=True, help_text="この日まで存在します。")

    history = HistoricalRecords(verbose_name="課の変更履歴")
    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "課・室・局"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(ends_on__isnull=True),
                name="department_name_unique_while_active",
                violation_error_message="同じ名称の課・室・局がすでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="department_ends_after_start",
                violation_error_message="廃止日は設置日以後の日付にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def exists_on(self, day: date) -> bool:
        """Whether the department exists on a day."""
        return is_active(self, day)


class Section(models.Model):
    """A 班. Its name is blank where the department has none (「-」 in the survey table)."""

    department = models.ForeignKey(
        Department, models.PROTECT, related_name="sections", verbose_name="課・室・局"
    )
    name = models.CharField(
        "班の名称", max_length=50, blank=True, help_text="班がない課・室・局では空欄にします。"
    )
    order = models.PositiveSmallIntegerField("並び順", default=0)
    starts_on = models.DateField("設置日", null=True, blank=True)
    ends_on = models.DateField("廃止日", null=True, blank=True, help_text="この日まで存在します。")

    history = HistoricalRecords(verbose_name="班の変更履歴")
    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "班"
        ordering = ["department__order", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "name"],
                condition=Q(ends_on__isnull=True),
                name="section_name_unique_while_active",
                violation_error_message="同じ課に同じ名称の班がすでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="section_ends_after_start",
                violation_error_message="廃止日は設置日以後の日付にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def exists_on(self, day: date) -> bool:
        """Whether the section and its department exist on a day.

        Queries unless `with_department()`.
        """
        return is_active(self, day) and self.department.exists_on(day)

    @property
    def label(self) -> str:
        """町民福祉課 戸籍班, or the department alone. Queries unless `with_department()`."""
        return f"{self.department.name} {self.name}" if self.name else self.department.name

    @property
    def short_label(self) -> str:
        """戸籍班, or the department's name where there is no 班."""
        return self.name or self.department.name
