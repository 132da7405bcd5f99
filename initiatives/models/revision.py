"""Revisions of the plan (計画の見直し): each states the whole schedule in force from a day.

Revision 0 is the plan as adopted. Once sealed, the database refuses every change to a revision
and to what belongs to it (`initiatives.guards`).
"""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from .initiative import Initiative
from .plan import Phase, Plan


class PlanRevisionQuerySet(models.QuerySet["PlanRevision"]):
    """Revisions by when they are in force."""

    def in_effect(self, plan_id: int, on: date | F) -> PlanRevisionQuerySet:
        """Sealed revisions in effect on a day, the latest first; 0 is in effect on every day."""
        sealed = self.filter(plan=plan_id, sealed_at__isnull=False)
        return sealed.filter(Q(effective_on__lte=on) | Q(number=0)).order_by("-number")

    def in_force(self, plan: Plan, on: date) -> PlanRevision | None:
        """The latest sealed revision that has taken effect by a day, else revision 0."""
        return self.in_effect(plan.pk, on).first()


class PlanRevision(models.Model):
    """A version of the plan with the date it takes effect and why (0 = as adopted)."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="revisions", verbose_name="計画")
    number = models.PositiveSmallIntegerField("見直しの番号", help_text="0は策定時です。")
    effective_on = models.DateField("適用日")
    reason = models.TextField("理由")
    decision = models.ForeignKey(
        "initiatives.Decision",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="revisions",
        verbose_name="もとになった決定",
    )
    sealed_at = models.DateTimeField(
        "確定した日時",
        null=True,
        blank=True,
        help_text="確定した見直しは変更できません。確定するまで集計には使いません。",
    )

    history = HistoricalRecords(verbose_name="見直しの変更履歴")
    objects = PlanRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "計画の見直し"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_revision_number_unique")
        ]

    def __str__(self) -> str:
        return "策定時" if self.number == 0 else f"第{self.number}回見直し"


class InitiativeTerms(models.Model):
    """What a revision sets for one initiative: its schedule, target date and weight.

    An initiative without terms in a revision is not in the plan by it.
    """

    revision = models.ForeignKey(
        PlanRevision, models.CASCADE, related_name="terms", verbose_name="見直し"
    )
    initiative = models.ForeignKey(
        Initiative, models.PROTECT, related_name="terms", verbose_name="取組"
    )
    target_on = models.DateField(
        "目標日", null=True, blank=True, help_text="この日の予定を100％とします。"
    )
    weight = models.DecimalField(
        "重み",
        max_digits=6,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(0)],
        help_text="柱と計画全体の平均に使います。ふつうは1です。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "取組の予定"
        ordering = ["revision", "initiative__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "initiative"], name="initiative_terms_once_per_revision"
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=0), name="initiative_terms_weight_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}（{self.revision}）"


class ScheduledPhase(models.Model):
    """When a phase of an initiative runs (予定工程). No last year means the end is open."""

    terms = models.ForeignKey(
        InitiativeTerms, models.CASCADE, related_name="phases", verbose_name="取組の予定"
    )
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="+", verbose_name="工程")
    first_fiscal_year = models.PositiveSmallIntegerField("最初の年度（西暦）")
    last_fiscal_year = models.PositiveSmallIntegerField(
        "最後の年度（西暦）", null=True, blank=True, help_text="決まっていなければ空欄にします。"
    )

    class Meta:
        verbose_name = verbose_name_plural = "予定工程"
        ordering = ["terms", "phase__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["terms", "phase"], name="scheduled_phase_once_per_terms"
            ),
            models.CheckConstraint(
                condition=Q(last_fiscal_year__isnull=True)
                | Q(last_fiscal_year__gte=F("first_fiscal_year")),
                name="scheduled_phase_years_in_order",
                violation_error_message="最後の年度は最初の年度以後にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.first_fiscal_year}–{self.last_fiscal_year or ''}"


class YearlyTarget(models.Model):
    """The progress planned for the end of a fiscal year, in percent. It bends the planned line."""

    terms = models.ForeignKey(
        InitiativeTerms, models.CASCADE, related_name="yearly_targets", verbose_name="取組の予定"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度（西暦）")
    percent = models.PositiveSmallIntegerField(
        "年度末の予定（％）", validators=[MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "年度ごとの予定"
        ordering = ["terms", "fiscal_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["terms", "fiscal_year"], name="yearly_target_once_per_year"
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100), name="yearly_target_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}年度末 {self.percent}％"
