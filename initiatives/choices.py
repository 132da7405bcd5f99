"""The fixed sets of values of the plan, its reports and its meetings."""

from django.db import models


class BarStyle(models.TextChoices):
    """How a phase's planned bar is drawn, after the plan's own figures."""

    DASHED = "dashed", "点線の枠"
    PALE = "pale", "淡い塗り"
    STRIPED = "striped", "斜線"
    SOLID = "solid", "濃い塗り"


class ParticipationRole(models.TextChoices):
    """A section's part in an initiative (担当)."""

    LEAD = "lead", "主管"
    SUPPORT = "support", "関係"


class Cadence(models.TextChoices):
    """How often a section is asked for a report on an initiative (`models.cadence`)."""

    EVERY = "every", "毎期"
    HALF = "half", "半期"
    YEAR = "year", "年度末"


class PeriodState(models.TextChoices):
    """Where a reporting period is: planned, open or closed. Only an open one takes reports."""

    PLANNED = "planned", "予定"
    OPEN = "open", "受付中"
    CLOSED = "closed", "締切"


class ReportState(models.TextChoices):
    """Where a report is on its way from section to committee."""

    DRAFT = "draft", "下書き"
    SUBMITTED = "submitted", "提出済"
    RETURNED = "returned", "差戻し"
    CONFIRMED = "confirmed", "確認済"


class ReportStatus(models.TextChoices):
    """What the section says of its work. 完了 means 100, 未着手 means 0."""

    NOT_STARTED = "not_started", "未着手"
    IN_PROGRESS = "in_progress", "取組中"
    DONE = "done", "完了"
    CANCELLED = "cancelled", "中止"


class ReportAction(models.TextChoices):
    """The steps of a report, as its trail names them."""

    CREATE = "create", "作成"
    SUBMIT = "submit", "提出"
    WITHDRAW = "withdraw", "取下げ"
    CONFIRM = "confirm", "確認"
    CONFIRM_ON_BEHALF = "confirm_on_behalf", "代理確認"
    RETURN = "return", "差戻し"
    REOPEN = "reopen", "再開"
    HAND_OVER = "hand_over", "引き継ぎ"


class Direction(models.TextChoices):
    """Which way an indicator is meant to change."""

    UP = "up", "増やす"
    DOWN = "down", "減らす"


class TargetKind(models.TextChoices):
    """How an indicator's target is meant (design: indicators)."""

    LEVEL = "level", "水準"
    CUMULATIVE = "cumulative", "累計"
    MAINTAIN = "maintain", "維持"
    WORDS = "words", "定性"


class FigureKind(models.TextChoices):
    """Where a background figure comes from."""

    ACTUAL = "actual", "実績"
    DERIVED = "derived", "計画の数値から計算"
    PROJECTION = "projection", "推計"


class MeetingBody(models.TextChoices):
    """The two bodies that promote the plan (plan 第1章4)."""

    COMMITTEE = "committee", "推進委員会"
    EXECUTIVE = "executive", "課長会議"


class DecisionOutcome(models.TextChoices):
    """What became of a decision."""

    OPEN = "open", "対応中"
    DONE = "done", "対応済"
    DROPPED = "dropped", "取りやめ"


class AgendaKind(models.TextChoices):
    """What a meeting is asked to do with an item of its agenda (議題)."""

    DECIDE = "decide", "判断を求める"
    DISCUSS = "discuss", "協議"
    REPORT = "report", "報告"


class Attendance(models.TextChoices):
    """Whether somebody came to a meeting."""

    PRESENT = "present", "出席"
    PROXY = "proxy", "代理出席"
    ABSENT = "absent", "欠席"


class Judgement(models.TextChoices):
    """The one word the committee reads for an initiative (design: roll-up)."""

    AHEAD = "ahead", "前倒し"
    ON_TRACK = "on_track", "順調"
    SLIGHTLY_LATE = "slightly_late", "やや遅れ"
    LATE = "late", "遅れ"
    DONE = "done", "完了"
    UNREPORTED = "unreported", "未報告"
    OUT_OF_PERIOD = "out_of_period", "対象期間外"
    CANCELLED = "cancelled", "中止"


class Freshness(models.TextChoices):
    """Whether a section's figure is of this period, carried from an earlier one, or missing."""

    FRESH = "fresh", "今期の報告"
    CARRIED = "carried", "前の報告を引継ぎ"
    NONE = "none", "未報告"


class PeriodAction(models.TextChoices):
    """What the office does to a reporting period."""

    CREATE = "create", "作成"
    OPEN = "open", "受付開始"
    EXTEND = "extend", "期限の変更"
    CLOSE = "close", "締切"
    REOPEN = "reopen", "再開"


class ReminderTo(models.TextChoices):
    """Whom a reminder is for: the section's staff, then its head, then the office."""

    STAFF = "staff", "担当"
    HEAD = "head", "課長"
    OFFICE = "office", "事務局"
