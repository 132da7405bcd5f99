"""A meeting's paper as workbook and PDF, through the client."""

import io
import shutil
import sys

import openpyxl
import pytest
from django.urls import reverse

from initiatives.models import Meeting, Snapshot
from initiatives.paper import content, pdf
from initiatives.paper.actions import take_snapshot
from tests.clients import log_in_for
from tests.factories import MeetingFactory, PlanFactory, SnapshotFactory, paper
from tests.initiatives.helpers import messages_of

NAMES = ["paper_xlsx", "paper_pdf"]
needs_pdf = pytest.mark.skipif(
    not (pdf.available() and shutil.which("pdftotext")),
    reason="WeasyPrint's libraries are not installed",
)


@pytest.fixture(autouse=True)
def _made_anew():
    remembering = (pdf.missing, pdf.of_snapshot)
    for function in remembering:
        function.cache_clear()
    yield
    for function in remembering:
        function.cache_clear()


@pytest.fixture
def meeting(cast):
    return MeetingFactory(plan=cast.plan, number=3, period=cast.period)


@pytest.fixture
def snapshot(meeting):
    return frozen(meeting, paper.paper())


def frozen(meeting, made, **changes):
    """A snapshot of a paper made by hand."""
    return SnapshotFactory(
        meeting=meeting, period=meeting.period, content=content.to_text(made), **changes
    )


def cover_of(response):
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    return {row[0]: row[1] for row in book["表紙"].iter_rows(values_only=True)}


@pytest.mark.parametrize("name", NAMES)
def test_a_visitor_is_sent_to_log_in(client, snapshot, name):
    address = reverse(name, args=[snapshot.meeting_id])

    response = client.get(address)

    assert (response.status_code, response.url) == (
        302,
        log_in_for(address),
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("staff", 200),
        ("head", 200),
        ("stranger", 200),
        ("committee", 200),
        ("office", 200),
        ("nobody", 403),
    ],
)
def test_everyone_with_an_appointment_may_save_it(client, cast, snapshot, who, status):
    client.force_login(getattr(cast, who))

    response = client.get(reverse("paper_xlsx", args=[snapshot.meeting_id]))

    assert response.status_code == status


def test_the_workbook_is_a_download_under_its_meetings_name(client, cast, snapshot):
    client.force_login(cast.committee)

    response = client.get(reverse("paper_xlsx", args=[snapshot.meeting_id]))

    assert {
        name: response[name] for name in ("Content-Type", "Content-Disposition", "Cache-Control")
    } == {
        "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Content-Disposition": "attachment; filename*=utf-8''%E7%AC%AC3%E5%9B%9E%E6%8E%A8"
        "%E9%80%B2%E5%A7%94%E5%93%A1%E4%BC%9A_%E8%B3%87%E6%96%99.xlsx",
        "Cache-Control": "private, no-store",
    }
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert cover_of(response)["照合番号"] == snapshot.digest


def test_the_newest_edition_comes_unless_another_is_named(client, cast, meeting, snapshot):
    frozen(meeting, paper.paper(edition=2, reason="数字の誤り"), edition=2, reason="数字の誤り")
    client.force_login(cast.committee)
    address = reverse("paper_xlsx", args=[meeting.pk])

    covers = [cover_of(client.get(address, query)) for query in ({}, {"edition": "1"})]

    assert [cover["版"] for cover in covers] == ["第2版", "第1版"]
    assert covers[0]["作り直した理由"] == "数字の誤り"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("edition", ["2", "0", "x", "", "１", "-1", "9" * 30])
def test_an_unknown_edition_is_not_found(client, cast, snapshot, name, edition):
    client.force_login(cast.committee)

    response = client.get(reverse(name, args=[snapshot.meeting_id]), {"edition": edition})

    assert response.status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_a_meeting_without_a_paper_is_not_found(client, cast, meeting, name):
    client.force_login(cast.office)

    assert client.get(reverse(name, args=[meeting.pk])).status_code == 404


def test_another_plans_paper_is_not_found(client, cast):
    elsewhere = SnapshotFactory(meeting=MeetingFactory(plan=PlanFactory(slug="other")))
    client.force_login(cast.office)

    assert client.get(reverse("paper_xlsx", args=[elsewhere.meeting_id])).status_code == 404


def test_nothing_is_written_by_asking(client, cast, snapshot):
    client.force_login(cast.office)

    assert client.post(reverse("paper_xlsx", args=[snapshot.meeting_id])).status_code == 405


@pytest.mark.parametrize("name", NAMES)
def test_a_tampered_paper_is_no_file(client, cast, meeting, name, caplog):
    frozen(meeting, paper.paper(), digest="0" * 64)
    client.force_login(cast.committee)

    response = client.get(reverse(name, args=[meeting.pk]), follow=True)

    assert response.redirect_chain == [
        (f"/plans/current/meetings/{meeting.pk}/paper/?edition=1", 302)
    ]
    assert messages_of(response)[0].startswith("この資料は、内容が照合番号と合わないため、")


def test_an_unreadable_paper_is_no_file(client, cast, meeting):
    SnapshotFactory(meeting=meeting, period=meeting.period, content="{}")
    client.force_login(cast.committee)

    response = client.get(reverse("paper_xlsx", args=[meeting.pk]))

    assert (response.status_code, response.url) == (
        302,
        f"/plans/current/meetings/{meeting.pk}/paper/?edition=1",
    )


def test_the_files_never_change_with_the_plan(client, cast, meeting):
    take_snapshot(meeting=meeting, by=cast.office)
    client.force_login(cast.committee)
    address = reverse("paper_xlsx", args=[meeting.pk])
    before = client.get(address).content

    cast.initiative.title = "別の名前"
    cast.initiative.save()
    Meeting.objects.update(place="別の場所")

    assert client.get(address).content == before
    assert Snapshot.objects.get().content.count("別の") == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_file_costs_as_many_queries_as_its_page_frame(
    client, cast, snapshot, name, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(pdf, "of_snapshot", lambda text, digest: b"%PDF")
    monkeypatch.setattr(pdf, "available", lambda: True)
    client.force_login(cast.committee)

    with django_assert_num_queries(5):
        response = client.get(reverse(name, args=[snapshot.meeting_id]))

    assert response.status_code == 200


@pytest.mark.once
@needs_pdf
def test_the_pdf_is_a_download_and_made_once(client, cast, snapshot):
    client.force_login(cast.committee)
    address = reverse("paper_pdf", args=[snapshot.meeting_id])

    first, second = client.get(address), client.get(address)

    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"].endswith("_%E8%B3%87%E6%96%99.pdf")
    assert first.content.startswith(b"%PDF-1.7")
    assert first.content == second.content
    assert pdf.of_snapshot.cache_info().hits == 1


def test_where_no_pdf_is_made_the_page_says_what_to_do(client, cast, snapshot, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    client.force_login(cast.committee)

    response = client.get(reverse("paper_pdf", args=[snapshot.meeting_id]))

    page = response.content.decode()
    assert response.status_code == 503
    assert "この環境ではPDFを作れません" in page
    assert f'href="/plans/current/meetings/{snapshot.meeting_id}/paper/?edition=1"' in page
    assert "make pdf" in page


@pytest.mark.parametrize("missing", [False, True])
def test_the_papers_page_links_its_files(client, cast, snapshot, monkeypatch, missing):
    monkeypatch.setattr(pdf, "missing", lambda: "nothing here" if missing else "")
    client.force_login(cast.committee)

    page = client.get(reverse("paper", args=[snapshot.meeting_id])).content.decode()

    assert f'href="/plans/current/meetings/{snapshot.meeting_id}/paper.xlsx?edition=1"' in page
    assert f'href="/plans/current/meetings/{snapshot.meeting_id}/paper.pdf?edition=1"' in page
    assert ("この環境ではPDFを作れません。印刷からPDFに保存できます。" in page) == missing
