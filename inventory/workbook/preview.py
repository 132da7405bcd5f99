"""What a checked workbook would do, as the page shows it: by kind, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator

from hirao_dx.shared.tabs import Tab
from hirao_dx.shared.words import number
from inventory.choices import ImportState
from inventory.models import ImportJob

from .findings import ADDED, CHANGED, CONFLICT, FAULTY, UNCHANGED, Finding

PER_PAGE = 25
LABELS = {
    FAULTY: "誤り",
    CONFLICT: "食い違い",
    CHANGED: "変更",
    ADDED: "追加",
    UNCHANGED: "変更なし",
}
SENTENCES = {
    FAULTY: "次のセルを直して保存し、もう一度取り込んでください。"
    "誤りが1つでもあると、何も反映しません。",
    CONFLICT: "今の値も変わっている事務です。どちらの値にするかを、行ごとに選びます。",
    CHANGED: "反映すると、次のセルが変わります。",
    ADDED: "反映すると、次の事務が加わります。",
    UNCHANGED: "今の内容と同じなので、何も書き込みません。変更の履歴も残りません。",
}


@dataclass(frozen=True)
class Preview:
    """One kind of finding, and one page of its rows."""

    kind: str
    tabs: list[Tab]
    page: Page[Any]
    rows: list[Finding]
    spans: list[str]
    open_conflicts: int

    @property
    def title(self) -> str:
        """What the page calls this kind."""
        return LABELS[self.kind]

    @property
    def sentence(self) -> str:
        """What the page says of this kind."""
        return SENTENCES[self.kind]


def preview(job: ImportJob, show: str, page: str | None) -> Preview:
    """The kind `show` or the first that has any, of a job whose check has ended."""
    counts = {kind: job.summary.get(kind, 0) for kind in LABELS}
    fullest = next((kind for kind in LABELS if counts[kind]), UNCHANGED)
    kind = show if show in LABELS else fullest
    stored = [one for one in job.findings if one["kind"] == kind]
    chosen = Paginator(stored, PER_PAGE).get_page(page)
    return Preview(
        kind=kind,
        tabs=[
            Tab(f"{LABELS[one]}（{number(count)}行）", f"?show={one}", one == kind)
            for one, count in counts.items()
        ],
        page=chosen,
        rows=[Finding.unpack(one) for one in chosen],
        spans=_spans(job) if kind == UNCHANGED else [],
        open_conflicts=sum(Finding.unpack(one).is_open for one in _conflicts(job)),
    )


def _conflicts(job: ImportJob) -> list[dict[str, Any]]:
    return [one for one in job.findings if one["kind"] == CONFLICT]


def _spans(job: ImportJob) -> list[str]:
    return [
        f"{first}行目" if first == last else f"{first}〜{last}行目"
        for first, last in job.summary.get("unchanged_lines", [])
    ]


def may_apply(job: ImportJob, shown: Preview) -> bool:
    """Whether the job is checked, without faults and undecided conflicts."""
    faultless = not job.summary.get(FAULTY)
    return job.state == ImportState.READY and faultless and not shown.open_conflicts
