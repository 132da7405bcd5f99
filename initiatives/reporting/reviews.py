"""What waits for a person's confirmation, and how it differs from the report before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.messages import SUCCESS, WARNING
from django.db.models import Q

from hirao_dx.shared.text import whole_number
from hirao_dx.shared.words import progress
from initiatives.choices import ReportStatus
from initiatives.models import Plan, ProgressReport
from initiatives.models.duty import last_before
from organization.models import User

from .actions_reviews import BulkOutcome
from .corrections import Correction, corrections

TEXTS = [("done_text", "実施内容"), ("issues_text", "課題"), ("next_text", "今後の予定")]


@dataclass(frozen=True)
class Change:
    """One difference from the report before. `is_setback` marks one that a head should check."""

    words: str
    is_setback: bool = False


def changes(report: ProgressReport, last: ProgressReport | None) -> list[Change]:
    """The differences, the weightiest first. Expects phase and rating of both to be loaded."""
    if last is None:
        return [Change("この取組のはじめての報告です")]
    found = [*_status(report, last), *_progress(report, last), *_named(report, last)]
    rewritten = _rewritten(report, last)
    if rewritten:
        found.append(Change(f"{'・'.join(rewritten)}の文が変わりました"))
    if report.unchanged:
        return [Change(f"前回（{last.period}）から変更なし"), *found]
    if found and report.done_text.strip() and _same_text(report, last, "done_text"):
        found.append(Change("実施内容は前回と同じ文です", is_setback=True))
    return found or [Change(f"前回（{last.period}）と同じ内容です")]


def _status(report: ProgressReport, last: ProgressReport) -> list[Change]:
    if report.status == last.status:
        return []
    words = f"状況 {last.get_status_display()} → {report.get_status_display()}"
    setback = report.status == ReportStatus.CANCELLED or last.status == ReportStatus.DONE
    return [Change(words, setback)]


def _progress(report: ProgressReport, last: ProgressReport) -> list[Change]:
    now, before = report.progress, last.progress
    if now == before:
        return []
    back = now is not None and before is not None and now < before
    words = f"進捗 {progress(before)} → {progress(now)}"
    return [Change(f"{words}（下がっています）" if back else words, back)]


def _named(report: ProgressReport, last: ProgressReport) -> list[Change]:
    """Phase and rating, by their names."""
    return [
        Change(f"{label} {before or '－'} → {now or '－'}")
        for label, before, now in (
            ("工程", last.phase, report.phase),
            ("評価", last.rating, report.rating),
        )
        if before != now
    ]


def _rewritten(report: ProgressReport, last: ProgressReport) -> list[str]:
    return [
        label
        for name, label in TEXTS
        if not _same_text(report, last, name) and not (report.unchanged and name == "done_text")
    ]


def _same_text(report: ProgressReport, last: ProgressReport, name: str) -> bool:
    return bool(getattr(report, name).strip() == getattr(last, name).strip())


def waiting_for(user: User, plan: Plan, *, on_behalf: bool = False) -> list[ProgressReport]:
    """Submitted reports this person may confirm, oldest first, also of closed periods. One query.

    Heads see their departments'. The office sees all with `on_behalf`, otherwise only those
    of departments it heads itself.
    """
    access = user.access
    waiting = (
        ProgressReport.objects.awaiting_confirmation()
        .filter(period__in=plan.periods.begun())
        .exclude(submitted_by=user)
        .with_names()
        .select_related("submitted_by")
        .order_by("submitted_at", "pk")
    )
    if not (on_behalf and access.is_office):
        heads = Q(participation__section__department_id__in=access.headed_department_ids) | Q(
            participation__section_id__in=access.headed_section_ids
        )
        waiting = waiting.filter(heads)
    return list(waiting)


@dataclass(frozen=True)
class Review:
    """A report that waits, and how it differs from the section's report before."""

    report: ProgressReport
    changes: list[Change]
    correction: Correction | None = None

    @property
    def key(self) -> str:
        """The report and the version that was read, as a ticked box sends them."""
        return f"{self.report.pk}-{self.report.version}"


def reviews(waiting: Iterable[ProgressReport]) -> list[Review]:
    """Each waiting report beside what its section had reported before (`last_before`)."""
    waiting = list(waiting)
    before, corrected = last_before(waiting), corrections(waiting)
    return [Review(r, changes(r, before.get(r.pk)), corrected.get(r.pk)) for r in waiting]


def read_keys(keys: Iterable[str]) -> dict[int, int]:
    """Versions by report, from ticked boxes. What is not a key is passed over."""
    parts = (key.partition("-") for key in keys)
    numbers = ((whole_number(pk), whole_number(version)) for pk, _, version in parts)
    return {pk: version for pk, version in numbers if pk is not None and version is not None}


def sentences(outcome: BulkOutcome) -> list[tuple[int, str]]:
    """Level and sentence: how many were confirmed, and which were not, by name, and why."""
    said = []
    if outcome.confirmed:
        said.append((SUCCESS, f"{len(outcome.confirmed)}件を確認しました。"))
    if outcome.moved:
        said.append(
            (
                WARNING,
                f"{len(outcome.moved)}件は、見ている間に内容が変わったので、確認していません。"
                f"今の内容を読んで、もう一度選んでください：{_names(outcome.moved)}",
            )
        )
    if outcome.refused:
        said.append(
            (
                WARNING,
                f"{len(outcome.refused)}件は、確認を待っていないか、確認できる人ではないので、"
                f"確認していません：{_names(outcome.refused)}",
            )
        )
    return said or [(WARNING, "選んだ報告は、もうありません。一覧を見直してください。")]


def _names(reports: Sequence[ProgressReport]) -> str:
    return "、".join(str(report.participation) for report in reports)
