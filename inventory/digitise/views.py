"""Where to digitise: hours a year grouped four ways, and the ranked candidates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hirao_dx.shared.files import CSV, file_response
from hirao_dx.shared.tables import Column, Kind, csv_lines
from hirao_dx.shared.tabs import Tab
from hirao_dx.shared.words import number
from inventory.figures.headlines import Headline
from inventory.figures.headlines import hours as hours_headline
from inventory.models import Task
from inventory.models.task import TaskQuerySet
from inventory.permissions import can_edit_task
from organization.http import StaffRequest

from . import chart, queries, queries_candidates
from .candidates import RULE, Score, score
from .forms import DigitiseFilterForm
from .hours import Hours, Line


def _headlines(found: Hours) -> list[Headline]:
    """Tasks, hours a year saved and expected, and those of tasks not digitised yet."""
    known = f"時間がわかる事務 {number(found.known)}件、デジタル化済 {number(found.digitised)}件"
    return [
        Headline("事務数", number(found.tasks), "件", known),
        hours_headline(
            "減った時間（年間）",
            found.saved,
            found.saved_known,
            f"デジタル化済{number(found.digitised)}件のうち、"
            f"前後の時間がわかる{number(found.saved_known)}件で計算",
        ),
        hours_headline(
            "減る見込み（年間）",
            found.expected,
            found.expected_known,
            f"検討中・実施中{number(found.on_the_way)}件のうち、"
            f"前後の時間がわかる{number(found.expected_known)}件で計算。減った時間には足しません",
        ),
        hours_headline(
            "まだデジタル化していない事務の時間（年間）",
            found.waiting_hours,
            found.waiting_known,
            f"{number(found.waiting)}件のうち、時間がわかる{number(found.waiting_known)}件で計算",
        ),
    ]


PER_PAGE = 50
FIRST_FEW = 10
CHUNK = 2000
WAYS = {"section": "班", "department": "課・室・局", "method": "手法", "initiative": "取組"}
HOURS_HEAD: tuple[Column | str, ...] = (
    *("事務の件数", "デジタル化済の件数", "年間の時間がわかる件数"),
    Column("年間の時間", Kind.TENTHS),
    "デジタル化済で前後の時間がわかる件数",
    *(Column(f"{name}時間", Kind.TENTHS) for name in ("見直し前の", "見直し後の", "減った")),
    "検討中・実施中で前後の時間がわかる件数",
    Column("減る見込みの時間", Kind.TENTHS),
)
CANDIDATES_HEAD: tuple[Column | str, ...] = (
    *("順位", Column("点数", Kind.TENTHS), "課・室・局と班", "番号", "事務"),
    *("デジタル化の段階", "予定する手法", "計算"),
)


@dataclass(frozen=True)
class Candidate:
    """A task with its place in the ranking; `score` and `rank` are None without hours."""

    task: Task
    score: Score | None
    rank: int | None
    can_edit: bool

    @property
    def summary(self) -> str:
        """The words that open its calculation, different in each row."""
        return f"{number(self.rank)}位の計算を見る"


def hours(request: StaffRequest) -> HttpResponse:
    """Hours a year before, after and saved, grouped one way, and the first few candidates."""
    form, tasks = _narrowed(request)
    way = _way(request)
    lines = queries.WAYS[way](tasks)
    whole = queries.total(tasks)
    context = {
        "form": form,
        "way": WAYS[way],
        "by": way,
        "tabs": [_tab(request, name, name == way) for name in WAYS],
        "lines": lines,
        "total": whole,
        "overlaps": way == "initiative",
        "headlines": _headlines(whole),
        "chart": chart.hours_before_and_after(lines),
        "candidates": _candidates(request, _first(tasks)),
        "query": _address(request, by=None),
    }
    return render(request, "inventory/digitise/hours.html", context)


def candidates(request: StaffRequest) -> HttpResponse:
    """The ranking with every calculation, or the tasks that cannot be ranked
    (`?hours=unknown`)."""
    form, tasks = _narrowed(request)
    unknown = request.GET.get("hours") == "unknown"
    known, missing = queries_candidates.ranked(tasks), queries_candidates.unranked(tasks)
    shown = missing if unknown else known
    page = Paginator(shown.with_place(), PER_PAGE).get_page(request.GET.get("page"))
    counts = {True: missing.count(), False: known.count()}
    context = {
        "form": form,
        "rule": RULE,
        "unknown": unknown,
        "hours": "unknown" if unknown else "",
        "counts": {"known": counts[False], "unknown": counts[True]},
        "tabs": _standings(request, counts, unknown),
        "page_obj": page,
        "candidates": _candidates(request, page),
        "query": _address(request, hours=None),
    }
    return render(request, "inventory/digitise/candidates.html", context)


def hours_csv(request: StaffRequest) -> FileResponse:
    """The table of hours of the page, with its conditions, as a CSV file."""
    way = _way(request)
    lines = queries.WAYS[way](_narrowed(request)[1])
    rows = ([line.label, *_figures(line)] for line in lines)
    name = f"年間の時間_{WAYS[way]}ごと.csv"
    return file_response(csv_lines([WAYS[way], *HOURS_HEAD], rows), name=name, content_type=CSV)


def candidates_csv(request: StaffRequest) -> FileResponse:
    """The whole ranking as a CSV file, fetched CHUNK tasks at a time."""
    ranked = queries_candidates.ranked(_narrowed(request)[1])
    lines = csv_lines(CANDIDATES_HEAD, _candidate_rows(ranked))
    return file_response(lines, name="デジタル化の候補.csv", content_type=CSV)


def _narrowed(request: StaffRequest) -> tuple[DigitiseFilterForm, TaskQuerySet]:
    form = DigitiseFilterForm(request.GET)
    return form, form.narrow(Task.objects.live())


def _way(request: StaffRequest) -> str:
    wanted = request.GET.get("by", "")
    return wanted if wanted in WAYS else "section"


def _first(tasks: TaskQuerySet) -> TaskQuerySet:
    return queries_candidates.ranked(tasks).with_place()[:FIRST_FEW]


def _candidates(request: StaffRequest, tasks: Any) -> list[Candidate]:
    return [
        Candidate(
            task, score(task), getattr(task, "rank", None), can_edit_task(request.user, task)
        )
        for task in tasks
    ]


def _address(request: StaffRequest, **changes: str | None) -> str:
    """The conditions of the address with some changed, for after the `?`; without the page
    number."""
    query = request.GET.copy()
    for name, value in {"page": None, **changes}.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return query.urlencode()


def _tab(request: StaffRequest, way: str, current: bool) -> Tab:
    return Tab(f"{WAYS[way]}ごと", f"?{_address(request, by=way)}", current)


def _standings(request: StaffRequest, counts: dict[bool, int], unknown: bool) -> list[Tab]:
    here = reverse("inventory_candidates")
    return [
        Tab(f"{label}（{number(count)}件）", f"{here}?{_address(request, hours=mark)}", is_here)
        for label, count, mark, is_here in (
            ("順位のある事務", counts[False], None, not unknown),
            ("時間がわからない事務", counts[True], "unknown", unknown),
        )
    ]


def _figures(line: Line) -> list[Any]:
    found = line.hours
    saved = (
        [found.saved_before, found.saved_after, found.saved] if found.saved_known else [None] * 3
    )
    expected = found.expected if found.expected_known else None
    known = found.hours if found.known else None
    return [
        *(found.tasks, found.digitised, found.known, known),
        *(found.saved_known, *saved, found.expected_known, expected),
    ]


def _candidate_rows(ranked: TaskQuerySet) -> Iterator[list[Any]]:
    task: Any
    for task in ranked.with_place().iterator(chunk_size=CHUNK):
        found = score(task)
        yield [
            *(task.rank, found.rounded if found else None, task.section.label, task.number),
            *(task.display_name, task.get_stage_display(), task.get_method_display()),
            found.working if found else "",
        ]
