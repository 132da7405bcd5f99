"""Meetings of the committee and the executive: attendance, agenda, decisions."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from initiatives.addresses import address
from initiatives.choices import AgendaKind, Attendance, DecisionOutcome, MeetingBody
from organization.models import Section

from .initiative import Initiative
from .plan import Plan
from .reporting_period import ReportingPeriod


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Meetings of a plan in their order."""

    def of(self, plan: Plan) -> MeetingQuerySet:
        """A plan's meetings with their periods, newest first."""
        return self.filter(plan=plan).select_related("period", "plan").order_by("-held_on", "-pk")

    def last_before(self, meeting: Meeting) -> Meeting | None:
        """The body's meeting before one, or the plan's if the body has not met. Two queries."""
        earlier = Q(held_on__lt=meeting.held_on) | Q(held_on=meeting.held_on, pk__lt=meeting.pk)
        held = self.filter(earlier, plan=meeting.plan_id).order_by("held_on", "pk")
        return held.filter(body=meeting.body).last() or held.last()


class Meeting(models.Model):
    """A meeting of the 推進委員会 or the 課長会議 on a reporting period."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="meetings", verbose_name="計画")
    body = models.CharField("会議", max_length=20, choices=MeetingBody)
    number = models.PositiveSmallIntegerField("回")
    held_on = models.DateField("開催日")
    place = models.CharField("場所", max_length=100, blank=True)
    period = models.ForeignKey(
        ReportingPeriod,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name="対象の報告期間",
    )
    remarks = models.TextField("備考", blank=True)

    history = HistoricalRecords(verbose_name="会議の変更履歴")
    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会議"
        ordering = ["plan", "-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "body", "number"],
                name="meeting_number_unique_in_body",
                violation_error_message="同じ会議・同じ回がすでにあります。",
            )
        ]

    def __str__(self) -> str:
        return f"第{self.number}回{self.get_body_display()}"

    def get_absolute_url(self) -> str:
        return address(self, "meeting", self.pk)


class AgendaItem(models.Model):
    """An item of a meeting's agenda (議題), in the office's words."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="agenda", verbose_name="会議"
    )
    number = models.PositiveSmallIntegerField("番号")
    kind = models.CharField("種類", max_length=10, choices=AgendaKind, default=AgendaKind.REPORT)
    title = models.CharField("議題", max_length=100)
    text = models.TextField("説明", blank=True)
    initiatives = models.ManyToManyField(
        Initiative, related_name="agenda_items", blank=True, verbose_name="関係する取組"
    )

    history = HistoricalRecords(verbose_name="議題の変更履歴", m2m_fields=[initiatives])

    class Meta:
        verbose_name = verbose_name_plural = "議題"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"],
                name="agenda_number_unique_in_meeting",
                violation_error_message="同じ番号の議題がすでにあります。",
            )
        ]

    def __str__(self) -> str:
        return f"議題{self.number} {self.title}"


class Attendee(models.Model):
    """Somebody expected at a meeting. Name and post are kept as they were then.

    `user` is None for guests. A transfer or a retirement later changes nothing here.
    """

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="attendees", verbose_name="会議"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="利用者",
    )
    name = models.CharField("氏名", max_length=50)
    post = models.CharField("所属・役職", max_length=100, blank=True)
    attendance = models.CharField(
        "出欠", max_length=10, choices=Attendance, default=Attendance.PRESENT
    )
    note = models.CharField("備考", max_length=100, blank=True, help_text="例：代理の人の氏名")
    order = models.PositiveSmallIntegerField("並び順", default=0)

    history = HistoricalRecords(verbose_name="出席者の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "出席者"
        ordering = ["meeting", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"],
                condition=Q(user__isnull=False),
                name="attendee_once_per_meeting",
                violation_error_message="同じ人がすでに出席者に入っています。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_attendance_display()}）"


def followed_by(plan: Plan) -> Q:
    """The decisions that a plan's meetings see to: its own, and those still open of plans before.

    A decision does not end with the plan it was taken under.
    """
    before = Q(meeting__plan__first_fiscal_year__lt=plan.first_fiscal_year)
    return Q(meeting__plan=plan) | before & Q(outcome=DecisionOutcome.OPEN)


def decision_overdue(on: date) -> Q:
    """Decisions still open on a day after their due date. The same rule as `is_overdue`."""
    was_open = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    return was_open & Q(due_on__lt=on)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions with their names, and those a later meeting has to follow up."""

    def with_names(self) -> DecisionQuerySet:
        """The same rows with meeting, owning section and initiatives. One query more."""
        initiatives = models.Prefetch("initiatives", Initiative.objects.select_related("plan"))
        named = self.select_related("meeting__plan", "owner__department")
        return named.prefetch_related(initiatives)

    def following(self, meeting: Meeting) -> DecisionQuerySet:
        """Decisions a meeting follows up: those still open, and those settled since the last.

        They are of earlier meetings. The last is the body's own meeting before, else the plan's.
        At most two queries to find it.
        """
        earlier = Q(meeting__held_on__lt=meeting.held_on) | Q(
            meeting__held_on=meeting.held_on, meeting__pk__lt=meeting.pk
        )
        heard = Q(closed_on__isnull=True)
        last = Meeting.objects.last_before(meeting)
        if last:
            heard |= Q(closed_on__gte=last.held_on)
        return self.filter(earlier, heard, followed_by(meeting.plan)).order_by(
            "meeting__held_on", "meeting_id", "number"
        )


class Decision(models.Model):
    """Something a meeting decided: who has to do it, by when, and what became of it."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="decisions", verbose_name="会議"
    )
    initiatives = models.ManyToManyField(
        Initiative, related_name="decisions", blank=True, verbose_name="関係する取組"
    )
    number = models.PositiveSmallIntegerField("番号")
    text = models.TextField("決定事項")
    owner = models.ForeignKey(
        Section,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="担当する班",
    )
    due_on = models.DateField("期限", null=True, blank=True)
    outcome = models.CharField(
        "対応状況", max_length=10, choices=DecisionOutcome, default=DecisionOutcome.OPEN
    )
    outcome_text = models.TextField("対応の内容", blank=True)
    closed_on = models.DateField(
        "対応を終えた日", null=True, blank=True, help_text="対応中のあいだは空欄にします。"
    )

    history = HistoricalRecords(verbose_name="決定事項の変更履歴", m2m_fields=[initiatives])
    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "決定事項"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="decision_number_unique_in_meeting"
            ),
            models.CheckConstraint(
                condition=Q(outcome=DecisionOutcome.OPEN, closed_on__isnull=True)
                | (~Q(outcome=DecisionOutcome.OPEN) & Q(closed_on__isnull=False)),
                name="decision_closed_on_some_day",
                violation_error_message=(
                    "対応済・取りやめのときは対応を終えた日を入力し、"
                    "対応中のときは空欄にしてください。"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} 決定{self.number}"

    @property
    def edit_url(self) -> str:
        """Where the office writes what became of it."""
        return address(self.meeting, "decision_edit", self.pk)

    @property
    def is_open(self) -> bool:
        """Whether nothing has come of it yet."""
        return self.outcome == DecisionOutcome.OPEN

    def is_overdue(self, on: date) -> bool:
        """Still open on a day after its due date. The same rule as `decision_overdue`."""
        was_open = self.closed_on is None or self.closed_on > on
        return was_open and self.due_on is not None and self.due_on < on

    @property
    def outcome_chip(self) -> str:
        """The kind of chip (chip.html) that the outcome is shown with."""
        marks = {DecisionOutcome.DONE: "done", DecisionOutcome.DROPPED: "cancelled"}
        return marks.get(DecisionOutcome(self.outcome), "in_progress")
