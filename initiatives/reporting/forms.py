"""The forms for reports, and what they say when something does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import prefetch_related_objects

from hirao_dx.shared.fields import PercentField, ReasonField, VersionField
from hirao_dx.shared.text import whole_number
from hirao_dx.shared.typed_forms import ModelForm, OfferedRowField, choice_field, offered_field
from initiatives.choices import ReportStatus
from initiatives.models import Plan, ProgressReport

from .actions import ReportContent

LONG_TEXT = 4000


class ReportForm(ModelForm[ProgressReport]):
    """A report's text. As a draft anything may be missing; to submit, it must be complete.

    Many forms of one plan share its phases and ratings if these are prefetched.
    """

    progress = PercentField(
        label="進捗率",
        required=False,
        help_text="計画の最終目標を100としたときの、今の進み具合です。"
        "完了は100、未着手は0として記録します。",
    )
    version = VersionField()

    class Meta:
        model = ProgressReport
        fields = [
            "status",
            "phase",
            "progress",
            "rating",
            "done_text",
            "issues_text",
            "next_text",
        ]
        field_classes = {"phase": OfferedRowField, "rating": OfferedRowField}
        widgets = {
            "status": forms.RadioSelect,
            "phase": forms.RadioSelect,
            "rating": forms.RadioSelect,
            "done_text": forms.Textarea(attrs={"rows": 5, "maxlength": LONG_TEXT}),
            "issues_text": forms.Textarea(attrs={"rows": 3, "maxlength": LONG_TEXT}),
            "next_text": forms.Textarea(attrs={"rows": 3, "maxlength": LONG_TEXT}),
        }
        help_texts = {
            "phase": "「取組中」のときに選びます。",
            "rating": "計画と比べた、班としての評価です。",
            "done_text": "この期間に行ったことを書きます。",
            "issues_text": "困っていること、遅れや中止の理由を書きます。",
            "next_text": "次の期間に行うことを書きます。",
        }

    def __init__(self, *args: Any, plan: Plan, submitting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.submitting = submitting
        self._offer("status", ReportStatus.choices)
        prefetch_related_objects([plan], "phases", "ratings")  # once for all forms of a plan
        for name, rows in (("phase", plan.phases.all()), ("rating", plan.ratings.all())):
            offered_field(self, name).rows = list(rows)
            self._offer(name, [(row.pk, str(row)) for row in rows])

    def _offer(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        """Give a field its choices; a list begins with a blank one."""
        blank = [] if isinstance(self.fields[name].widget, forms.RadioSelect) else [("", "－")]
        choice_field(self, name).choices = [*blank, *choices]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        status = data.get("status")
        if status == ReportStatus.DONE and "progress" not in self.errors:
            data["progress"] = 100
        if status == ReportStatus.NOT_STARTED and "progress" not in self.errors:
            data["progress"] = 0
        if self.submitting:
            self._require_complete(data)
        return data

    def _require_complete(self, data: dict[str, Any]) -> None:
        status = data.get("status")
        if not status and "status" not in self.errors:
            self.add_error("status", "取組の状況を選んでください。")
        needed: list[tuple[str, str]] = []
        if status == ReportStatus.IN_PROGRESS:
            needed.append(("phase", "取組中のときは、工程を選んでください。"))
            needed.append(("progress", "進捗率を0から100までの数で入力してください。"))
        if status in (ReportStatus.IN_PROGRESS, ReportStatus.DONE):
            needed.append(("rating", "評価を選んでください。"))
            needed.append(("done_text", "この期間に行ったことを書いてください。"))
        if status == ReportStatus.CANCELLED:
            needed.append(("issues_text", "中止の理由を書いてください。"))
        for name, message in needed:
            if data.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, message)

    @property
    def content(self) -> ReportContent:
        """The valid text, for the actions. Call after `is_valid()`."""
        return ReportContent(
            **{name: self.cleaned_data[name] for name in self.Meta.fields},
        )


class CommentForm(forms.Form):
    """The reason that goes with a return or a reopening."""

    comment = ReasonField(
        max_length=LONG_TEXT,
        rows=3,
        error_messages={"required": "理由を書いてください。班の人が読んで直します。"},
    )
    version = VersionField(min_value=1)


class CorrectionForm(ReportForm):
    """A 訂正: what was handed in, to be changed, and why."""

    reason = ReasonField(
        label="訂正の理由",
        max_length=LONG_TEXT,
        rows=3,
        help_text="課長が読んで、もう一度確認します。報告の経過に残り、だれでも読めます。",
        error_messages={"required": "訂正の理由を書いてください。"},
    )


def joined(typed: str, last: str) -> str:
    """The last text below what was typed; alone where nothing was, and never twice."""
    typed, last = typed.replace("\r\n", "\n").strip(), last.strip()
    if not last or last in typed:
        return typed
    return f"{typed}\n{last}" if typed else last


def sent_version(post: Mapping[str, str]) -> int:
    """The version a button press was about.

    A missing or unreadable one matches no report, so the press counts as stale.
    """
    version = whole_number(post.get("version"))
    return -1 if version is None else version
