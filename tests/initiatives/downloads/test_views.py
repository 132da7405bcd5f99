"""The dashboard's tables, numbers and charts to take away, through the client."""

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import openpyxl
import pytest
from django.urls import reverse

from initiatives.charts import standalone
from initiatives.downloads.charts import CHARTS
from initiatives.models import ReportingPeriod
from initiatives.reporting import actions
from initiatives.tables import catalogue
from tests.clients import in_full, log_in_for
from tests.factories import (
    IndicatorFactory,
    IndicatorTargetFactory,
    IndicatorValueFactory,
    InitiativeFactory,
    MilestoneFactory,
    ParticipationFactory,
    ProgressReportFactory,
    SectionFactory,
    TaskFactory,
    UserFactory,
)
from tests.initiatives.helpers import at_work

SVG = "{http://www.w3.org/2000/svg}"
ADDRESSES = [
    "/dashboard/tables.xlsx",
    "/dashboard/tables/initiatives.csv",
    "/dashboard/tables/initiatives.xlsx",
    "/dashboard/numbers.json",
    "/dashboard/charts/gantt.svg",
]
STYLES = Path(__file__).resolve().parents[3] / "static/css/charts.css"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """23 November 2026, in the third quarter of R8."""
    day = date(2026, 11, 23)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)
    return day


@pytest.fixture
def report(cast):
    return actions.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast, done_text="=1+1"),
        version=0,
        by=cast.staff,
    )


@pytest.fixture
def indicator(cast):
    indicator = IndicatorFactory(initiative=cast.initiative, name="交付率<A&B>", unit="%")
    IndicatorValueFactory(indicator=indicator)
    IndicatorTargetFactory(indicator=indicator)
    return indicator


def lines_of(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def words_in(svg):
    return [text for element in svg.iter(f"{SVG}text") for text in element.itertext()]


# --- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_visitor_is_sent_to_log_in(client, cast, address):
    response = client.get(address)

    assert (response.status_code, response.url) == (
        302,
        log_in_for(address),
    )


@pytest.mark.parametrize("address", ADDRESSES)
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
def test_everyone_with_an_appointment_may_save_them(client, cast, address, who, status):
    client.force_login(getattr(cast, who))

    assert client.get(address).status_code == status


@pytest.mark.parametrize("address", ADDRESSES)
def test_asking_is_all_one_can_do(client, cast, address):
    client.force_login(cast.office)

    assert client.post(address).status_code == 405


# --- what ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "content_type", "name"),
    [
        (
            "/dashboard/tables/silent.csv",
            "text/csv; charset=utf-8",
            "未報告_令和8年度 第2四半期.csv",
        ),
        ("/dashboard/numbers.json", "application/json; charset=utf-8", None),
        ("/dashboard/charts/gantt.svg", "image/svg+xml", None),
    ],
)
def test_a_file_is_a_download_that_nobody_keeps(client, cast, address, content_type, name):
    client.force_login(cast.committee)

    response = client.get(address)

    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response["Content-Disposition"].endswith(quote(name) if name else "")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_table_holds_the_numbers_of_the_dashboard(client, cast, report):
    client.force_login(cast.committee)

    heading, row = lines_of(client.get("/dashboard/tables/initiatives.csv", {"period": "2026-3"}))

    found = dict(zip(heading, row, strict=True))
    assert (found["取組"], found["判定"]) == ("書かない窓口", "やや遅れ")
    assert (found["進捗率（％）"], found["予定（％）"]) == ("60.0", "71.7")


def test_the_period_of_the_address_is_taken(client, cast, report):
    client.force_login(cast.committee)

    _, row = lines_of(client.get("/dashboard/tables/initiatives.csv", {"period": "2026-2"}))

    assert (row[3], *row[7:9]) == ("未報告", "未報告", "")


def test_a_text_never_becomes_a_formula(client, cast, report):
    client.force_login(cast.committee)

    of = {"period": "2026-3"}
    in_csv = lines_of(client.get("/dashboard/tables/reports.csv", of))[1]
    workbook = client.get("/dashboard/tables/reports.xlsx", of).content

    cells = openpyxl.load_workbook(io.BytesIO(workbook))["報告一覧"][5]
    assert "'=1+1" in in_csv
    assert [(c.data_type, c.value) for c in cells if c.value == "=1+1"] == [("s", "=1+1")]


def test_all_tables_come_in_one_workbook(client, cast):
    client.force_login(cast.committee)

    response = client.get("/dashboard/tables.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["表紙", *(source.title for source in catalogue.SOURCES)]


@pytest.mark.parametrize("key", [source.key for source in catalogue.SOURCES])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_table_has_an_address(client, cast, key, kind):
    client.force_login(cast.committee)

    response = client.get(f"/dashboard/tables/{key}.{kind}")

    assert response.status_code == 200
    assert response.content.startswith(b"\xef\xbb\xbf" if kind == "csv" else b"PK")


def test_the_numbers_are_those_of_the_dashboard(client, cast, report):
    client.force_login(cast.committee)

    data = client.get("/dashboard/numbers.json", {"period": "2026-3"}).json()

    assert data["format"] == 2
    assert data["period"]["key"] == "2026-3"
    assert data["initiatives"][0]["mean_exact"] == "60/1"
    assert data["period"]["day"] == "2026-11-23"
    assert data["caveat"] == "速報（求めた1件のうち1件）"
    assert data["groups"][0]["coverage"] == {
        "due": 1,
        "fresh": 1,
        "carried": 0,
        "missing": 0,
        "asked": 1,
        "handed_in": 1,
    }


def test_silence_is_null_in_the_numbers(client, cast):
    client.force_login(cast.committee)

    data = json.loads(client.get("/dashboard/numbers.json").content)

    assert data["initiatives"][0]["mean"] is None
    assert data["initiatives"][0]["judgement"]["label"] == "未報告"


@pytest.mark.parametrize(
    "address",
    [
        "/dashboard/tables/unknown.csv",
        "/dashboard/tables/unknown.xlsx",
        "/dashboard/charts/unknown.svg",
        "/dashboard/charts/indicator-0.svg",
        "/dashboard/charts/indicator-x.svg",
        "/dashboard/charts/indicator-99999999999999999999.svg",
        "/dashboard/charts/stages.svg",
        *(f"{address}?period=1999-1" for address in ADDRESSES),
        *(f"{address}?period=odd" for address in ADDRESSES),
    ],
)
def test_what_is_unknown_is_not_found(client, cast, address):
    client.force_login(cast.committee)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_before_the_first_period_there_is_nothing(client, cast, address):
    ReportingPeriod.objects.update(state="planned")
    client.force_login(cast.committee)

    assert client.get(address).status_code == 404


# --- charts -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [chart.name for chart in CHARTS])
def test_a_chart_stands_alone(client, cast, report, name):
    TaskFactory(section=cast.section)
    client.force_login(cast.committee)

    svg = ElementTree.fromstring(client.get(f"/dashboard/charts/{name}.svg").content)

    assert svg.tag == f"{SVG}svg"
    assert "Noto Sans CJK JP" in svg.attrib["font-family"]
    assert {"width", "height", "viewBox"} <= set(svg.attrib)
    assert not [e for e in svg.iter() if "class" in e.attrib or "style" in e.attrib]
    assert all(e.attrib["fill"] for e in svg.iter(f"{SVG}text"))
    assert f"{cast.plan.name}　令和8年11月23日の数字" in words_in(svg)


def test_a_chart_keeps_its_legend(client, cast, report):
    client.force_login(cast.committee)

    svg = ElementTree.fromstring(client.get("/dashboard/charts/gantt.svg").content)

    words = words_in(svg)
    assert "予定：検討" in words
    assert "主管の報告：実施" in words
    assert "矢印は、終わりの年度が決まっていないもの" in words


def test_a_chart_of_demo_data_says_so(client, cast):
    UserFactory(is_demo=True)
    client.force_login(cast.committee)

    svg = ElementTree.fromstring(client.get("/dashboard/charts/gantt.svg").content)

    assert f"【見本】{cast.plan.name}　令和8年11月23日の数字" in words_in(svg)


def test_an_indicator_has_a_chart(client, cast, indicator):
    client.force_login(cast.committee)

    svg = ElementTree.fromstring(
        client.get(f"/dashboard/charts/indicator-{indicator.pk}.svg").content
    )

    assert svg.find(f"{SVG}title").text == "交付率<A&B>（%）"


def test_an_indicator_without_a_number_has_none(client, cast):
    indicator = IndicatorFactory(initiative=cast.initiative)
    client.force_login(cast.committee)

    assert client.get(f"/dashboard/charts/indicator-{indicator.pk}.svg").status_code == 404


def test_what_xml_refuses_does_not_stop_a_chart(client, cast):
    cast.initiative.title = "書かない\x0b窓口"
    cast.initiative.save()
    client.force_login(cast.committee)

    svg = ElementTree.fromstring(client.get("/dashboard/charts/gantt.svg").content)

    assert any("書かない\ufffd窓口" in text for text in words_in(svg))


def test_a_standalone_chart_knows_every_class_of_the_style_sheet():
    classes = re.findall(r"\.chart svg \.([a-z-]+)", STYLES.read_text(encoding="utf-8"))

    assert list(standalone.CLASSES) == sorted(classes, key=list(standalone.CLASSES).index)
    assert set(classes) == set(standalone.CLASSES)


def test_a_page_without_a_chart_is_no_drawing():
    with pytest.raises(ValueError, match="no chart"):
        standalone.standalone("<p>図はありません</p>", title="t", note="n")


def test_a_long_legend_goes_on_in_another_line():
    items = "".join(f'<li class="legend__item">見出し{n}</li>' for n in range(30))
    html = f'<ul>{items}</ul><svg viewBox="0 0 400 100" role="img"><path d="M0 0"/></svg>'

    svg = ElementTree.fromstring(standalone.standalone(html, title="t", note="n"))

    ends = [
        (float(e.attrib["x"]), float(e.attrib["y"]))
        for e in svg.iter(f"{SVG}text")
        if e.text.startswith("見出し")
    ]
    assert max(x for x, _ in ends) < 400
    assert max(y for _, y in ends) < float(svg.attrib["height"]) - 100


# --- how much it costs --------------------------------------------------------------------------


def more_of_everything(cast):
    """Another initiative with two sections, tasks, milestones and reports."""
    initiative = InitiativeFactory(plan=cast.plan, code="2", symbol="②", title="別", order=2)
    for section in (cast.section, SectionFactory()):
        TaskFactory(section=section)
        duty = ParticipationFactory(initiative=initiative, section=section)
        ProgressReportFactory(participation=duty, period=cast.period)
    MilestoneFactory(initiative=initiative)
    IndicatorValueFactory(indicator=IndicatorFactory(initiative=initiative))


@pytest.mark.parametrize("size", ["one", "more"])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/dashboard/tables.xlsx", 32),
        ("/dashboard/tables/initiatives.csv", 32),
        ("/dashboard/numbers.json", 32),
        ("/dashboard/charts/gantt.svg", 13),
        ("/dashboard/charts/history.svg", 15),
        ("/dashboard/charts/stages.svg", 8),
    ],
)
def test_a_file_costs_the_same_for_a_whole_town(
    client, cast, report, indicator, django_assert_num_queries, address, queries, size
):
    TaskFactory(section=cast.section)
    if size == "more":
        more_of_everything(cast)
    client.force_login(cast.committee)

    with django_assert_num_queries(queries):
        response = client.get(address, {"period": "2026-3"})

    assert response.status_code == 200


# --- where they are linked ----------------------------------------------------------------------


def test_the_dashboard_links_every_file(client, cast, report, indicator):
    client.force_login(cast.committee)

    page = client.get(reverse("dashboard"), {"period": "2026-3"}).content.decode()

    addresses = [
        "/dashboard/tables.xlsx",
        "/dashboard/numbers.json",
        *(
            f"/dashboard/tables/{s.key}.{kind}"
            for s in catalogue.SOURCES
            for kind in ("csv", "xlsx")
        ),
        *(f"/dashboard/charts/{chart.name}.svg" for chart in CHARTS),
        f"/dashboard/charts/indicator-{indicator.pk}.svg",
    ]
    assert [a for a in addresses if f'href="{in_full(a)}?period=2026-3"' not in page] == []
