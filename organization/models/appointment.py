"""Who holds which role in which section or department, and when (所属)."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from simple_history.models import HistoricalRecords

from hirao_dx.shared.dated import DatedQuerySet
from organization.choices import Role

from .reorganisation import SectionSuccession
from .structure import Department, Section


class AppointmentQuerySet(DatedQuerySet["Appointment"]):
    """Appointments, also by the day they hold."""

    def with_place(self) -> AppointmentQuerySet:
        """With section and department, so that their names need no further query."""
        return self.select_related("section__department", "department")

    def with_reorganised(self) -> AppointmentQuerySet:
        """Each row with `reorganised`: whether a reorganisation began or ended its section, or
        began one of its department."""
        here = Q(predecessor=OuterRef("section")) | Q(successor=OuterRef("section"))
        here |= Q(successor__department=OuterRef("department"))
        here |= Q(successor__department=OuterRef("section__department"))
        return self.annotate(reorganised=Exists(SectionSuccession.objects.filter(here)))


class Appointment(models.Model):
    """A person in a section or a department. People hold several (兼務) and move every April.

    Staff belong to a section; the other roles may stand for a whole department.
    """

    user = models.ForeignKey(
        "organization.User", models.PROTECT, related_name="appointments", verbose_name="利用者"
    )
    section = models.ForeignKey(
        Section,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name="班",
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name="課・室・局",
    )
    role = models.CharField("役割", max_length=20, choices=Role)
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True, blank=True, help_text="この日まで有効です。")

    history = HistoricalRecords(verbose_name="所属の変更履歴")
    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "所属"
        ordering = ["user", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(section__isnull=False, department__isnull=True)
                | Q(section__isnull=True, department__isnull=False),
                name="appointment_in_one_place",
                violation_error_message="班か課・室・局の、どちらか一方だけを選んでください。",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.STAFF) | Q(section__isnull=False),
                name="appointment_staff_in_section",
                violation_error_message="役割が「担当」のときは班を選んでください。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="appointment_ends_after_start",
                violation_error_message="終了日は開始日以後の日付にしてください。",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "section"],
                condition=Q(ends_on__isnull=True, section__isnull=False),
                name="appointment_once_per_section",
                violation_error_message="同じ班・同じ役割の所属がすでにあります。",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                condition=Q(ends_on__isnull=True, department__isnull=False),
                name="appointment_once_per_department",
                violation_error_message="同じ課・同じ役割の所属がすでにあります。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_label} {self.get_role_display()}"

    @property
    def place_label(self) -> str:
        """The section or department by name. Queries unless `with_place()`."""
        return str(self.section or self.department)

    @property
    def department_pk(self) -> int:
        """The key of the department, or of the department of the section."""
        if self.section is not None:
            return int(self.section.department_id)
        return int(self.department_id or 0)
