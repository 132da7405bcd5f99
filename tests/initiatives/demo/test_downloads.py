"""Every address of the site on the loaded demo: whatever is a file leaves it the same way."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat, Mod
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, get_resolver

from hirao_dx.shared import immutable
from initiatives.choices import ReminderTo
from initiatives.models import (
    AgendaItem,
    Attendee,
    Decision,
    Indicator,
    Initiative,
    Meeting,
    Milestone,
    Participation,
    PlanRevision,
    ProgressReport,
    Reminder,
    ReportAttachment,
    Snapshot,
)
from initiatives.paper.actions import take_snapshot
from initiatives.tables.catalogue import SOURCES
from inventory.choices import QualityKind
from inventory.models import ImportJob, QualityDismissal, Survey, System, Task
from inventory.workbook.book import Book, Sheet
from organization.choices import Role
from organization.models import (
    Appointment,
    Department,
    Reorganisation,
    Section,
    TransferList,
    User,
)
from tests.factories import ImportJobFactory
from tests.initiatives.demo.conftest import TODAY, Demo, clock

HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
DOWNLOADS = {
    *("evidence", "staff_template", "inventory_workbook", "surveys_compare_csv"),
    *("inventory_digitise_csv", "inventory_candidates_csv", "numbers_json", "chart_svg"),
    *("tables_xlsx", "table_csv", "table_xlsx", "paper_xlsx", "paper_pdf"),
}
# Answers that are neither a page nor a file for somebody to keep.
NO_DOWNLOADS = {
    "healthz": "two words for the machine that watches the site",
    "paper_foot": "the style sheet of a page",
    "admin:jsi18n": "a script of the admin's pages",
}
NOT_WALKED = {
    "admin:?": "Django's own: an old address that leads on, and what leads nowhere",
    "admin:view_on_site": "Django's own: leads on to a page",
    "admin:app_list": "Django's own: part of the index",
    "admin:autocomplete": "Django's own: JSON for a field, and only with that field's name",
}
# Which row `pk` means, by the first word of a pattern's name or, where that is not enough, by all.
ROWS: dict[str, Any] = {
    **dict.fromkeys(("person", "transfer_person"), User),
    **dict.fromkeys(("appointment_cancel",), Appointment),
    **dict.fromkeys(("transfer_list",), TransferList),
    **dict.fromkeys(("reorganisation",), Reorganisation),
    **dict.fromkeys(("inventory_department",), Department),
    **dict.fromkeys(
        ("inventory_section", "inventory_workspace", "task_add", "task_merge", "quality_load"),
        Section,
    ),
    **dict.fromkeys(("task", "task_merge_alike", "quality_mend"), Task),
    **dict.fromkeys(("import",), ImportJob),
    **dict.fromkeys(("survey",), Survey),
    **dict.fromkeys(("inventory_system", "system"), System),
    **dict.fromkeys(("quality_take_back",), QualityDismissal),
    **dict.fromkeys(("evidence",), ReportAttachment),
    **dict.fromkeys(("meeting", "attendance", "agenda", "decision_new"), Meeting),
    **dict.fromkeys(("decision",), Decision),
    **dict.fromkeys(("paper",), Snapshot),
}


def patterns() -> Iterator[tuple[str, str]]:
    """The name of every pattern and its whole address with the gaps still in it."""

    def walk(found: list, names: str, route: str) -> Iterator[tuple[str, str]]:
        for one in found:
            whole = route + str(one.pattern)
            if isinstance(one, URLPattern):
                yield f"{names}{one.name or '?'}", whole
            else:
                inner = f"{names}{one.namespace}:" if one.namespace else names
                yield from walk(one.url_patterns, inner, whole)

    return walk(get_resolver().url_patterns, "", "/")


@pytest.fixture
def office(demo: Demo, db) -> User:
    """Somebody of the office, and a row of each kind that the demo has none of."""
    by = User.objects.filter(
        appointments__in=Appointment.objects.active(TODAY), appointments__role=Role.OFFICE
    )[0]
    ReportAttachment.objects.create(
        report=ProgressReport.objects.order_by("pk")[0],
        file=ContentFile(b"%PDF-1.7", name="a.pdf"),
        name="記録の写し.pdf",
        content_type="application/pdf",
        size=8,
        sha256="0" * 64,
        uploaded_by=by,
    )
    book = Book([Sheet("事務", [["番号", "事務の名称"], ["1", "証明の発行"]])])
    ImportJobFactory(by=by, content=book.pack())
    TransferList.objects.create(name="名簿.csv", effective_on=TODAY, by=by)
    QualityDismissal.objects.create(
        task=Task.objects.order_by("pk")[0], kind=QualityKind.MISSING, reason="確かめた", by=by
    )
    Reorganisation.objects.create(kind="rename", effective_on=TODAY, reason="改称", by=by)
    Reminder.objects.create(
        period=demo.open_period,
        section=Section.objects.order_by("pk")[0],
        step=-7,
        recipient=by,
        sent_as=ReminderTo.OFFICE,
        sent_at=demo.now,
    )
    return by


def values(name: str, demo: Demo) -> dict[str, object]:
    """What each gap of an address is filled with."""
    initiative = Initiative.objects.filter(plan=demo.plan).order_by("order")[0]
    systems = System.objects.order_by("pk")
    paper = Snapshot.objects.order_by("pk")[0]
    filled = {
        "report_id": ProgressReport.objects.order_by("pk")[0].pk,
        "participation_id": Participation.objects.order_by("pk")[0].pk,
        "section_id": Section.objects.order_by("pk")[0].pk,
        "item_pk": AgendaItem.objects.order_by("pk")[0].pk,
        "number": PlanRevision.objects.order_by("number").last().number,
        "period_key": demo.open_period.key,
        "code": initiative.code,
        "one": systems[0].pk,
        "other": systems[1].pk,
        "on": TODAY.isoformat(),
        "kind": "csv",
        "step": "close",
        "measure": "mean",
        "of": "plan",
        "key": "initiatives",
        "name": "gantt",
    }
    words = name.split("_")
    tried = ["_".join(words[:n]) for n in range(len(words), 0, -1)]
    model = next((ROWS[word] for word in tried if word in ROWS), None)
    if model is Snapshot:
        filled["pk"] = paper.meeting_id
    elif model is not None and model.objects.exists():
        filled["pk"] = model.objects.order_by("pk")[0].pk
    return filled


def model_of(route: str) -> Any:
    """The model whose pages of the admin an address belongs to."""
    app, model = route.split("/")[2:4]
    return apps.get_model(app, model)


def admin_values(route: str) -> dict[str, object]:
    """An object of the admin's model that an address is about, and a line of its history."""
    row = model_of(route)._default_manager.order_by("pk").first()
    return {} if row is None else {"object_id": row.pk, "id": row.pk}


def address(name: str, route: str, demo: Demo) -> str | None:
    """An address of a pattern with an object of the demo; None where there is none to name."""
    gaps = re.findall(r"<(?:\w+:)?(\w+)>", route)
    filled = values(name, demo)
    if name.startswith("admin:") and (gaps or "(" in route):
        filled |= admin_values(route)
    if "(" in route:
        if "object_id" not in filled:
            return None
        model = model_of(route)
        line = model.history.filter(**{model._meta.pk.name: filled["object_id"]}).first()
        if line is None:
            return None
        route = route.replace("^", "").replace("$", "")
        route = route.replace("([^/]+)", str(filled["object_id"]), 1)
        return route.replace("([^/]+)", str(line.history_id), 1)
    if not set(gaps) <= set(filled):
        return None
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda gap: str(filled[gap[1]]), route)


@pytest.fixture
def visit(office, client: Client, settings) -> Callable[[str], HttpResponseBase]:
    """The office looks at an address. How often a page asks the database is for its own test."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "n_plus_one" not in one]
    client.force_login(office)
    return client.get


def test_every_file_of_the_site_leaves_it_the_same_way(demo, visit):
    unbuilt, downloads, wrong = set(), set(), {}

    with clock(demo.now):
        for name, route in patterns():
            if name in NOT_WALKED:
                continue
            path = address(name, route, demo)
            if path is None:
                unbuilt.add(name)
                continue
            answer = visit(path)
            if answer.status_code == 404:
                unbuilt.add(name)
            kind = answer.headers.get("Content-Type", "")
            is_page = kind.startswith("text/html") or not kind
            if ("Content-Disposition" in answer.headers or not is_page) and (
                name not in NO_DOWNLOADS
            ):
                downloads.add(name)
                sent = {header: answer.headers.get(header) for header in HEADERS}
                if sent != HEADERS or not is_attachment(answer):
                    wrong[name] = dict(answer.headers)
            if answer.streaming:
                b"".join(answer.streaming_content)  # to its end, where the client lets it go

    assert wrong == {}
    assert downloads == DOWNLOADS
    assert unbuilt == set()


def is_attachment(answer) -> bool:
    """Whether an answer is to be kept under a Japanese name."""
    return answer.headers.get("Content-Disposition", "").startswith(
        "attachment; filename*=utf-8''%"
    )


# --- texts that a spreadsheet would run ---------------------------------------------------------

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
NAMED = {
    Department: "name",
    Section: "name",
    User: "name",
    System: "name",
    Task: "name",
    Initiative: "title",
    Indicator: "name",
    Milestone: "name",
    Decision: "text",
    Attendee: "name",
    ProgressReport: "done_text",
}


@pytest.fixture
def signed_names(office):
    """Every name of the town begins with a sign, each sign with some of them."""
    with immutable.lifted(connection):
        for model, field in NAMED.items():
            written = model._base_manager.exclude(**{field: ""})
            for place, sign in enumerate(SIGNS):
                some = written.annotate(turn=Mod("pk", len(SIGNS))).filter(turn=place)
                some.update(**{field: Concat(Value(f"{sign}1+1 "), field)})


def tables_of(demo, office):
    """The addresses of everything that opens as a spreadsheet."""
    meeting = Snapshot.objects.order_by("pk").last().meeting
    take_snapshot(meeting=meeting, by=office, reason="作り直し")
    yield from (f"/people/import/staff-list.{kind}" for kind in ("csv", "xlsx"))
    yield from ("/inventory/workbook.xlsx", "/inventory/surveys/compare.csv")
    yield from (f"/inventory/digitise/{name}.csv" for name in ("hours", "candidates"))
    yield from (f"/dashboard/tables/{source.key}.csv" for source in SOURCES)
    yield from ("/dashboard/tables.xlsx", f"/meetings/{meeting.pk}/paper.xlsx")


def csv_cells(content):
    """Every cell of a CSV file, and which of them a spreadsheet would run."""
    cells = [c for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for c in row]
    number = re.compile(r"-?\d+(\.\d+)?")
    return cells, [
        c for c in cells if len(c) > 1 and c.startswith(SIGNS) and not number.fullmatch(c)
    ]


def workbook_cells(content):
    """The same of a workbook: a text that is not marked as one runs once it is edited."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [c for sheet in book for row in sheet for c in row if c.value is not None]
    live = [
        c
        for c in cells
        if c.data_type == "f"
        or (
            (isinstance(c.value, str) and c.value[1:] and c.value.startswith(SIGNS))
            and not c.quotePrefix
        )
    ]
    return [str(c.value) for c in cells], [c.value for c in live]


def test_no_file_of_the_site_holds_a_text_that_runs(demo, office, signed_names, visit):
    live, seen = {}, dict.fromkeys(("csv", "xlsx"), "")

    with clock(demo.now):
        for path in tables_of(demo, office):
            kind = path.rpartition(".")[2]
            cells, runs = {"csv": csv_cells, "xlsx": workbook_cells}[kind](b"".join(visit(path)))
            seen[kind] += "\0".join(["", *cells])
            if runs or not cells:
                live[path] = runs

    assert live == {}
    assert [s for s in SIGNS if f"\0'{s}1+1 " not in seen["csv"]] == []
    # In a cell of a workbook \r and \n are one.
    assert [s for s in SIGNS if s != "\r" and f"\0{s}1+1 " not in seen["xlsx"]] == []
