"""What the plan sets out to do: pillars, policies, initiatives, and who does them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q, Subquery
from django.utils import timezone
from simple_history.models import HistoricalRecords

from hirao_dx.shared.dated import DatedQuerySet, is_active
from initiatives.addresses import address
from initiatives.choices import Cadence, ParticipationRole
from inventory.models import Task
from organization.models import Section

from .plan import Plan


class Pillar(models.Model):
    """A group of initiatives (柱). May nest: another town has 分野 > 施策 > 取組."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="pillars", verbose_name="計画")
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上位の柱",
    )
    code = models.CharField("番号", max_length=30)
    name = models.CharField("柱の名称", max_length=100)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    reference = models.CharField("計画での場所", max_length=100, blank=True)

    history = HistoricalRecords(verbose_name="柱の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "柱"
        ordering = ["plan", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="pillar_code_unique_in_plan"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="pillar_not_its_own_parent",
                violation_error_message="上位の柱に自分自身は選べません。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BasicPolicy(models.Model):
    """One of the plan's basic policies (基本方針)."""

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="basic_policies", verbose_name="計画"
    )
    number = models.PositiveSmallIntegerField("番号")
    symbol = models.CharField("記号", max_length=5)
    summary = models.TextField("要旨")
    official_text = models.TextField("計画の本文", blank=True)
    reference = models.CharField("計画での場所", max_length=100)

    history = HistoricalRecords(verbose_name="基本方針の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "基本方針"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="basic_policy_number_unique_in_plan"
            )
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.summary}"


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    """Initiatives of one plan."""

    def of(self, plan: Plan) -> InitiativeQuerySet:
        """A plan's initiatives with their pillars."""
        return self.filter(plan=plan).select_related("pillar")

    def of_todays_plan(self) -> InitiativeQuerySet:
        """The initiatives of the current plan."""
        plans = Plan.objects.current_first(timezone.localdate())
        return self.filter(plan=Subquery(plans.values("pk")[:1]))


class Initiative(models.Model):
    """A 取組事項. The revisions of the plan hold its schedule, target date and weight.

    Issue and outline are in our own words (要旨); the official fields can hold the town's text.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="initiatives", verbose_name="計画")
    pillar = models.ForeignKey(
        Pillar, models.PROTECT, related_name="initiatives", verbose_name="柱"
    )
    code = models.CharField("番号", max_length=30)
    symbol = models.CharField("画面での記号", max_length=30)
    title = models.CharField("取組事項", max_length=100)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    issue_summary = models.TextField("現況と課題（要旨）")
    issue_official = models.TextField("現況と課題（計画の本文）", blank=True)
    outline_summary = models.TextField("取組の概要（要旨）")
    outline_official = models.TextField("取組の概要（計画の本文）", blank=True)
    reference = models.CharField("計画での場所", max_length=100)
    tasks = models.ManyToManyField(
        Task, related_name="initiatives", blank=True, verbose_name="対象の事務"
    )

    history = HistoricalRecords(verbose_name="取組の変更履歴", m2m_fields=[tasks])
    objects = InitiativeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "取組事項"
        ordering = ["plan", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="initiative_code_unique_in_plan",
                violation_error_message="同じ番号の取組がすでにあります。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.title}"

    def get_absolute_url(self) -> str:
        return address(self, "initiative", self.code)


class ParticipationQuerySet(DatedQuerySet["Participation"]):
    """Participations by the days they hold (`DatedQuerySet`), ready to be named."""

    def with_names(self) -> ParticipationQuerySet:
        """The same rows, ready to be named: pillar, section and department come along."""
        return self.select_related("initiative__pillar", "section__department")


class Participation(models.Model):
    """A section's part in an initiative (担当), with dates and a cadence of its reports.

    The section has the duty, not a person. A change of role or of cadence ends one row and starts
    the next, so that it never re-judges the past.

    At most one section leads (主管) at a time. Where several do (共管), that one stands for the
    initiative (代表): its phase, rating and figures count, those of the joint ones stand beside.
    """

    initiative = models.ForeignKey(
        Initiative, models.PROTECT, related_name="participations", verbose_name="取組"
    )
    section = models.ForeignKey(
        Section, models.PROTECT, related_name="participations", verbose_name="班"
    )
    role = models.CharField(
        "役割", max_length=10, choices=ParticipationRole, default=ParticipationRole.SUPPORT
    )
    cadence = models.CharField(
        "報告の回数",
        max_length=10,
        choices=Cadence,
        default=Cadence.EVERY,
        help_text="半期は9月末と年度末、年度末は年度末を含む報告期間だけ、報告を求めます。",
    )
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日", null=True, blank=True, help_text="この日まで担当します。")
    note = models.CharField("備考", max_length=200, blank=True)

    history = HistoricalRecords(verbose_name="担当の変更履歴")
    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "担当"
        ordering = ["initiative__order", "role", "section__department__order", "section__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative"],
                condition=Q(role=ParticipationRole.LEAD, ends_on__isnull=True),
                name="participation_one_lead",
                violation_error_message=(
                    "主管の班は1つだけです。先に今の主管の終了日を入力してください。"
                ),
            ),
            models.UniqueConstraint(
                fields=["initiative", "section"],
                condition=Q(ends_on__isnull=True),
                name="participation_once_per_section",
                violation_error_message="この班はすでにこの取組を担当しています。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="participation_ends_after_start",
                violation_error_message="終了日は開始日以後の日付にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}／{self.section}"

    @property
    def is_lead(self) -> bool:
        """Whether the section leads the initiative (主管), alone or for those that do jointly."""
        return self.role == ParticipationRole.LEAD

    @property
    def is_joint(self) -> bool:
        """Whether the section leads together with the lead (共管)."""
        return self.role == ParticipationRole.JOINT

    def is_active(self, on: date) -> bool:
        """Whether the section takes part on a day; both dates are inclusive."""
        return is_active(self, on)
