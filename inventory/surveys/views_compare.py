"""Two surveys, or one and today, beside each other, with the tasks behind each difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hirao_dx.shared.files import CSV, file_response
from hirao_dx.shared.tables import csv_lines
from hirao_dx.shared.tabs import Tab
from hirao_dx.shared.words import number
from inventory.figures.counts import MEASURES
from inventory.models import Survey, Task
from inventory.tasks.words import Difference
from organization.http import StaffRequest

from . import queries
from .changes import Change, Kind, is_behind
from .queries import Comparison
from .words import task_label, words_of

PER_PAGE = 50
NOW = "now"
MEASURE_WORDS = dict(
    zip(
        MEASURES,
        ("事務数", "基幹系", "基幹系以外", "その他（エクセル等）", "システム合計", "使用なし"),
        strict=True,
    )
)
HEAD = ("課・室・局と班", "事務", "変わったこと", "前", "後")


@dataclass(frozen=True)
class Line:
    """A changed task on the page; `pk` is 0 when the task does not exist any more."""

    pk: int
    section: str
    task: str
    words: list[Difference]


@dataclass(frozen=True)
class Sides:
    """The surveys compared; `after` is None for today."""

    surveys: list[Survey]
    before: Survey
    after: Survey | None

    @property
    def after_name(self) -> str:
        """The name of the later side."""
        return self.after.name if self.after else "今の事務"

    @property
    def address(self) -> str:
        """The query that asks for the two."""
        return f"from={self.before.pk}&to={self.after.pk if self.after else NOW}"


@dataclass(frozen=True)
class Wanted:
    """Which changes the address asks for. A condition that cannot be read is ignored."""

    sections: frozenset[int] | None
    place: str
    measure: str
    kind: str

    def narrow(self, changes: Iterable[Change]) -> list[Change]:
        """The changes that meet the conditions of place and measure."""
        return [change for change in changes if self._takes(change)]

    def _takes(self, change: Change) -> bool:
        if self.measure:
            return is_behind(change, self.measure, self.sections)
        return self.sections is None or bool(self.sections & change.sections)


def compare(request: StaffRequest) -> HttpResponse:
    """The table of differences and a page of the tasks behind them."""
    sides = _sides(request)
    if sides is None:
        return render(request, "inventory/surveys/compare_empty.html")
    found = queries.comparison(sides.before, sides.after, on=timezone.localdate())
    wanted = _wanted(request, found)
    narrowed = wanted.narrow(found.changes or [])
    shown = [c for c in narrowed if not wanted.kind or wanted.kind in c.kinds]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "sides": sides,
        "found": found,
        "total": found.total,
        "leads_to": sides.address if found.changes else "",
        "wanted": wanted,
        "measure": MEASURE_WORDS.get(wanted.measure, ""),
        "tabs": _tabs(request, narrowed, wanted),
        "page_obj": page,
        "lines": _lines(page, found),
    }
    return render(request, "inventory/surveys/compare.html", context)


def compare_csv(request: StaffRequest) -> HttpResponse | FileResponse:
    """Every change as a file: one line for each thing that changed."""
    sides = _sides(request)
    if sides is None:
        return render(request, "inventory/surveys/compare_empty.html", status=404)
    found = queries.comparison(sides.before, sides.after, on=timezone.localdate())
    wanted = _wanted(request, found)
    name = f"調査の比較_{sides.before.name}_{sides.after_name}.csv"
    lines = csv_lines(HEAD, _csv_rows(wanted.narrow(found.changes or []), found))
    return file_response(lines, name=name, content_type=CSV)


def _sides(request: HttpRequest) -> Sides | None:
    """The two sides asked for: by default the first survey and today. One query."""
    surveys = list(Survey.objects.all())
    if not surveys:
        return None
    by_key = {str(survey.pk): survey for survey in surveys}
    before = by_key.get(request.GET.get("from", ""), surveys[0])
    return Sides(surveys, before, by_key.get(request.GET.get("to", NOW)))


def _wanted(request: HttpRequest, found: Comparison) -> Wanted:
    places: dict[tuple[str, str], tuple[frozenset[int], str]] = {}
    for group in found.groups:
        keys = frozenset(row.pk for row in group.rows)
        places["department", str(group.pk)] = (keys, group.name)
        for row in group.rows:
            places["section", str(row.pk)] = (frozenset({row.pk}), row.label)
    asked = [(name, request.GET.get(name, "")) for name in ("section", "department")]
    sections, place = next((places[key] for key in asked if key in places), (None, ""))
    measure, kind = request.GET.get("measure", ""), request.GET.get("kind", "")
    return Wanted(
        sections,
        place,
        measure if measure in MEASURES else "",
        kind if kind in list(Kind) else "",
    )


def _tabs(request: HttpRequest, changes: Iterable[Change], wanted: Wanted) -> list[Tab]:
    """The kinds of change, each with its number, and all of them together."""
    changes = list(changes)
    counts = Counter(kind for change in changes for kind in change.kinds)
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("kind", None)
    every = [("", f"すべて（{number(len(changes))}件）")]
    kinds = [(k.value, f"{k.label}（{number(counts[k])}件）") for k in Kind if counts[k]]
    tabs = []
    for value, label in every + kinds:
        query["kind"] = value
        tabs.append(Tab(label, f"?{query.urlencode()}#changes", value == wanted.kind))
    return tabs


def _names(found: Comparison) -> dict[int, str]:
    return {row.pk: row.label for row in found.rows}


def _lines(changes: Iterable[Change], found: Comparison) -> list[Line]:
    changes = list(changes)
    names = _names(found)
    keys = [change.latest.task for change in changes]
    labels = {task.pk: str(task) for task in Task.objects.filter(pk__in=keys)}
    return [
        Line(
            change.latest.task if change.latest.task in labels else 0,
            names.get(change.latest.section, ""),
            _label(change, labels, found),
            words_of(change, names),
        )
        for change in changes
    ]


def _label(change: Change, labels: dict[int, str], found: Comparison) -> str:
    """What the survey called the task; where it had no names, its name today."""
    known = labels.get(change.latest.task)
    return known if known and found.counted_only else task_label(change.latest)


def _csv_rows(changes: Iterable[Change], found: Comparison) -> Iterator[list[str]]:
    names = _names(found)
    for change in changes:
        place = names.get(change.latest.section, "")
        for words in words_of(change, names):
            yield [place, task_label(change.latest), words.label, words.before, words.after]
