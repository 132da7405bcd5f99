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

# The fields of a revision by which initiatives are judged and reports carried.
STANDARDS = (
    "ahead_from",
    "on_track_from",
    "slightly_late_from",
    "carry_every",
    "carry_half",
    "carry_year",
)
CARRY_HELP = (
    "前の報告を引き継ぐのは、そのあと求めた報告の未提出がこの数までの間です。"
    "これより多く出ていなければ、未報告とします。"
)


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
    """A version of the plan with the date it takes effect and why (0 = as adopted).

    It also holds by which differences, in points, initiatives are judged, how many reports may be
    missing before an earlier one no longer counts (`carry_…`, by cadence), and by which version of
    the rules: a change of these comes with a revision and judges no earlier period anew
    (docs/rules.md, "What belongs to a revision").
    """

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
    ahead_from = models.SmallIntegerField(
        "前倒しとする差", default=5, help_text="進捗率−予定がこの値以上のとき前倒しです。"
    )
    on_track_from = models.SmallIntegerField(
        "順調とする差", default=-5, help_text="進捗率−予定がこの値以上のとき順調です。"
    )
    slightly_late_from = models.SmallIntegerField(
        "やや遅れとする差",
        default=-15,
        help_text="進捗率−予定がこの値以上のときやや遅れ、下回ると遅れです。",
    )
    carry_every = models.PositiveSmallIntegerField(
        "引継ぎの限り（毎期）", default=2, help_text=CARRY_HELP
    )
    carry_half = models.PositiveSmallIntegerField(
        "引継ぎの限り（半期）", default=1, help_text=CARRY_HELP
    )
    carry_year = models.PositiveSmallIntegerField(
        "引継ぎの限り（年度末）", default=1, help_text=CARRY_HELP
    )
    rules = models.PositiveSmallIntegerField(
        "計算の決まりの版",
        default=2,
        help_text="この見直しが効力を持つ期間の数字を、どの版の決まりで計算するかです。",
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
            models.UniqueConstraint(fields=["plan", "number"], name="plan_revision_number_unique"),
            models.CheckConstraint(
                condition=Q(ahead_from__gt=F("on_track_from"))
                & Q(on_track_from__gt=F("slightly_late_from")),
                name="plan_revision_thresholds_in_order",
                violation_error_message=(
                    "差の値は、前倒し＞順調＞やや遅れ の順に大きくしてください。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(rules__gte=2),
                name="plan_revision_rules_known",
                violation_error_message="計算の決まりの版は2以上です。",
            ),
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
