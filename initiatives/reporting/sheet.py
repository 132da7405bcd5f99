"""The sheet: every report a person's sections still owe for a period, row by row.

The page is sent as a whole, so that no row is lost when another is handed in; each row is then
saved or handed in on its own, by the same actions as on its own page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms

from hirao_dx.shared.conflicts import Clash
from hirao_dx.shared.versions import Stale, as_read
from initiatives import permissions
from initiatives.models import Plan, ReportingPeriod
from organization.models import User

from . import actions
from .actions import ReportContent
from .conflicts import as_posted, differences
from .duties import Duty, duties, own, with_trail
from .forms import ReportForm, joined, sent_version


class RowForm(ReportForm):
    """A report's form with lists instead of radio buttons, small enough for a row."""

    class Meta(ReportForm.Meta):
        widgets = {
            "done_text": forms.Textarea(attrs={"rows": 3}),
            "issues_text": forms.Textarea(attrs={"rows": 2}),
            "next_text": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for shown in self.fields.values():
            shown.help_text = ""  # said once, at the top of the sheet


@dataclass
class Row:
    """One owed report with its form and what happened to it."""

    duty: Duty
    form: RowForm
    on_behalf: bool
    done: str = ""
    differences: list[Clash] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What the row's fields and buttons are named by."""
        return str(self.duty.participation.pk)

    @property
    def prefix(self) -> str:
        """What the names of the row's fields begin with."""
        return _prefix(self.duty)

    @property
    def has_faults(self) -> bool:
        faulty = bool(self.form.is_bound and self.form.errors) or bool(self.differences)
        return faulty or self.is_refused or self.repeats

    @property
    def is_refused(self) -> bool:
        """Whether 「変更なし」 was pressed over something typed: nothing became of the row."""
        return self.done == "refused"

    @property
    def repeats(self) -> bool:
        """Whether the last report's very text was to be handed in: 「変更なし」 is offered."""
        return self.done == "repeats"


def blank_rows(plan: Plan, period: ReportingPeriod, user: User) -> list[Row]:
    """The sheet as it is first shown: drafts, or the last reports' texts."""
    return [
        Row(duty, RowForm(plan=plan, prefix=_prefix(duty), **_start(duty)), on_behalf)
        for duty, on_behalf in _owed(period, user)
    ]


def received_rows(
    plan: Plan, period: ReportingPeriod, user: User, post: Mapping[str, str], submitting: set[str]
) -> list[Row]:
    """The sheet as it was sent; `submitting` names the rows that are to be handed in, or 'all'."""
    rows = []
    for duty, on_behalf in _owed(period, user):
        prefix = _prefix(duty)
        if f"{prefix}-version" not in post:
            rows.append(Row(duty, RowForm(plan=plan, prefix=prefix, **_start(duty)), on_behalf))
            continue
        touched = _was_touched(RowForm(post, plan=plan, prefix=prefix), duty)
        hand_in = str(duty.participation.pk) in submitting or ("all" in submitting and touched)
        form = RowForm(post, plan=plan, prefix=prefix, submitting=hand_in)
        rows.append(Row(duty, form, on_behalf, done="" if touched or hand_in else "untouched"))
    return rows


def take(row: Row, by: User) -> None:
    """Save or hand in one row that was sent; `row.done` then says which, faults stay in it.

    A report that somebody else changed is not written: its differences go into the row. Raises
    PermissionDenied if `by` may not write the report.
    """
    if row.done or not row.form.is_bound or not row.form.is_valid():
        return
    if row.form.submitting and _says_the_same(row):
        row.done = "repeats"
        return
    act = actions.submit_report if row.form.submitting else actions.save_report
    try:
        saved = act(
            participation=row.duty.participation,
            period=row.duty.period,
            content=row.form.content,
            version=row.form.cleaned_data["version"],
            by=by,
            duty=row.duty,
        )
    except Stale as stale:
        row.differences = differences(ReportContent.of(stale.current), row.form.content)
        return
    row.done = "submitted" if row.form.submitting else "saved"
    row.form.data = _sent_with(row.form, "version", str(saved.version))


def hand_in_unchanged(row: Row, by: User) -> None:
    """Hand in the last report again for one row; refused where something was typed into it.

    Raises as `actions.submit_unchanged` does, Stale also for a draft saved since the page was
    shown.
    """
    if row.form.is_bound and row.done != "untouched" and not _says_the_same(row):
        row.done = "refused"
        return
    actions.submit_unchanged(
        participation=row.duty.participation,
        period=row.duty.period,
        version=_sent_version(row.form),
        by=by,
        duty=row.duty,
    )
    row.done = "submitted"


def copy_last(row: Row) -> None:
    """Put the last report's 実施内容 into the row, below what was typed. Nothing is saved."""
    name = row.form.add_prefix("done_text")
    last = row.duty.before.done_text if row.duty.before else ""
    row.form.data = _sent_with(row.form, "done_text", joined(row.form.data.get(name, ""), last))
    row.form.fields["done_text"].widget.attrs["autofocus"] = True


def _sent_with(form: RowForm, name: str, value: str) -> dict[str, Any]:
    """What was sent for the rows, with another value in one field of this one."""
    return {sent: form.data[sent] for sent in form.data} | {form.add_prefix(name): value}


def _says_the_same(row: Row) -> bool:
    return row.form.is_valid() and actions.repeats(row.duty.before, row.form.content)


def _owed(period: ReportingPeriod, user: User) -> list[tuple[Duty, bool]]:
    """What one's own sections owe, and whether one hands it in for them (`stands_in_for`)."""
    found = with_trail([d for d in duties(period, own(user.access)) if d.is_owed])
    return [(d, permissions.stands_in_for(user, d.participation)) for d in found]


def _prefix(duty: Duty) -> str:
    return f"r{duty.participation.pk}"


def _start(duty: Duty) -> dict[str, Any]:
    """Where a row's form begins: its draft, or else the last report's text but for 実施内容."""
    if duty.report:
        return {"instance": duty.report, "initial": {"version": duty.report.version}}
    content = vars(ReportContent.start_from(duty.before)) if duty.before else {}
    return {"initial": {**content, "version": 0}}


def _was_touched(form: RowForm, duty: Duty) -> bool:
    """Whether the writer changed the row, set against the very text they started from."""
    base = _base(duty, _sent_version(form))
    sent = {name: form.data.get(form.add_prefix(name), "") for name in form.Meta.fields}
    if all(_bare(text) == _bare(as_posted(base, name)) for name, text in sent.items()):
        return False
    return not form.is_valid() or form.content != base


def _sent_version(form: RowForm) -> int:
    return sent_version({"version": form.data.get(form.add_prefix("version"), "")})


def _bare(text: str) -> str:
    """A text without what a browser changes in it by itself."""
    return text.replace("\r\n", "\n").strip()


def _base(duty: Duty, version: int) -> ReportContent:
    """The text a version of the report had; before its first, what it started from."""
    if duty.report and duty.report.version == version:
        return ReportContent.of(duty.report)
    then = as_read(duty.report, version) if duty.report and version else None
    if then is not None:
        return ReportContent.of(then)
    return ReportContent.start_from(duty.before)
