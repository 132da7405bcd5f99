"""Papers of every format there ever was open, verify, export, and are compared by one rule only.

`formats/1.json` is a paper as the landing of November 2026 wrote it. Never made anew.
"""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from django.template.loader import render_to_string

from initiatives.paper import content
from initiatives.paper.compare import compare
from initiatives.paper.shown import show
from initiatives.rollup.version import RULES
from initiatives.tables import catalogue, workbook
from tests.factories import paper as made
from tests.factories.meeting import MeetingFactory, SnapshotFactory
from tests.factories.report import ProgressReportFactory

FORMATS = Path(__file__).with_name("formats")
DIGESTS = {"1": "8955d9d76c2698f545f95a7215b7c0a3826bbaf1a4740389e134714b805ffb98"}
OTHER_RULES = "計算のしかたが変わりました"


def text_of(name):
    return (FORMATS / f"{name}.json").read_text(encoding="utf-8")


@pytest.fixture
def old():
    return content.read_paper(text_of("1"))


def test_every_format_before_todays_is_kept():
    kept = {path.stem for path in FORMATS.iterdir()}

    assert kept == {str(number) for number in range(1, content.FORMAT)}
    assert {name: content.digest_of(text_of(name)) for name in kept} == DIGESTS


def test_an_old_paper_says_what_it_said(old):
    html = render_to_string("initiatives/paper/_body.html", {"paper": show(old, digest="0" * 64)})

    assert old.rules_version == 1
    for words in ("進捗率46.7％", "46.7%", "59.5", "85%（令和8年9月末・速報値）", "D 遅れ"):
        assert words in html
    assert "報告のある班が、すべて「完了」と報告しています。" in html
    assert "この資料の計算のしかたは、第1版です。" in html
    assert "判定と食い違い" not in html


def test_an_old_paper_keeps_its_one_sum_of_hours_and_expects_nothing(old):
    (known, unknown), total = old.figures.inventory, old.figures.inventory_total

    assert (known.saved.known, known.saved.less, known.expected) == (3, Fraction("59.5"), None)
    assert (unknown.saved.known, total.expected) == (0, None)


def test_no_day_that_was_made_up_leaves_an_old_paper(old):
    (level, *_) = old.figures.indicators

    assert [(v.measured, v.when, v.day) for v in level.values] == [
        ("2022年度", "令和4年度末", None),
        ("2022年度", "令和4年度末", None),
        ("2026-09", "令和8年9月末", None),
    ]
    assert [v.until for v in level.values] == [
        *(date(2023, 3, 31), date(2023, 3, 31), date(2026, 9, 30)),
    ]


def test_an_old_paper_is_exported(old, tmp_path):
    path = tmp_path / "paper.xlsx"
    path.write_bytes(workbook.to_bytes(workbook.paper_book(old, "0" * 64)))

    book = openpyxl.load_workbook(path)

    assert book.sheetnames == ["表紙", *(t.title for t in catalogue.of_paper(old))]
    cover = {row[0]: row[1] for row in book["表紙"].iter_rows(values_only=True) if row[0]}
    assert cover["計算のしかた"] == "第1版"


@pytest.mark.parametrize("broken", ["figures", "previous", "number"])
def test_an_old_text_that_is_no_paper_is_refused(broken):
    data = json.loads(text_of("1")) | {broken: "?"}

    with pytest.raises(ValueError, match="validation error"):
        content.read_paper(json.dumps(data))


def test_papers_of_two_versions_show_no_difference(old):
    new = made.paper(number=3, figures=made.figures(initiatives=(made.initiative("1"),)))

    across, within = compare([old, new]), compare([new, new.model_copy(update={"number": 4})])

    assert (across.is_comparable, within.is_comparable) == (False, True)
    rows = (*across.counts, *across.groups, *across.initiatives)
    assert {row.difference for row in rows} == {None}
    assert not any(row.judgement_moved for row in across.initiatives)
    hours = {row.name: (row.values, row.difference) for row in across.numbers[-2:]}
    assert hours == {
        "減った時間（年間）": (("59.5", "59.5"), "－"),
        "減る見込み（年間）": (("－", "30"), "－"),
    }


@pytest.fixture
def shown_before(cast, today):
    """The committee was shown 40 % and 前倒し by the first rules; now it is 10 %, far behind."""
    data = json.loads(text_of("1"))
    initiative = data["figures"]["initiatives"][0] | {
        "mean": "40/1",
        "judgement": {"code": "ahead", "label": "前倒し"},
    }
    data["figures"] |= {"initiatives": [initiative]}
    data["figures"]["period"] |= {"key": "2026-2"}
    meeting = MeetingFactory(plan=cast.plan, number=1, held_on=date(2026, 11, 1))
    data |= {"number": 1, "chained_to": "", "previous": None, "changes": []}
    data["meeting"] |= {"id": meeting.pk}
    snapshot = SnapshotFactory(
        meeting=meeting,
        number=1,
        period=cast.previous,
        taken_at=made.TAKEN_AT,
        content=json.dumps(data, ensure_ascii=False),
    )
    ProgressReportFactory(
        participation=cast.participation, period=cast.period, submitted=True, progress=68
    )
    MeetingFactory(plan=cast.plan, number=2, held_on=date(2027, 2, 1), period=cast.period)
    return snapshot


@pytest.fixture
def today(monkeypatch):
    day = date(2027, 1, 20)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)
    return day


def test_an_old_paper_opens_verifies_and_leads_to_its_files(client, cast, shown_before, capsys):
    client.force_login(cast.committee)

    page = client.get(shown_before.get_absolute_url())
    xlsx = client.get(f"/meetings/{shown_before.meeting_id}/paper.xlsx")
    call_command("verify_snapshots")

    assert (page.status_code, page.context["is_sound"], xlsx.status_code) == (200, True, 200)
    said = capsys.readouterr().out
    assert "× " not in said
    assert f"控え{shown_before.number}" in said


def test_after_old_rules_the_dashboard_calls_nothing_progress_or_lowered(
    client, cast, shown_before
):
    client.force_login(cast.committee)

    response = client.get("/dashboard/", {"period": cast.period.key})

    context, page = response.context, response.content.decode()
    assert (context["movements"], context["change"].difference) == ([], None)
    assert {count.before for count in context["counts"]} == {None}
    assert {row.difference for row in context["rows"]} == {None}
    assert "判定の低下" not in {entry.label for entry in context["attention"]}
    assert OTHER_RULES in page
    assert '<a href="/plans/current/plan/rules/#changes">' in page


def test_after_old_rules_the_explanation_of_the_change_says_why(client, cast, shown_before):
    client.force_login(cast.committee)

    page = client.get("/dashboard/explain/change/initiative-1/", {"period": cast.period.key})

    explained = page.context["explanation"]
    assert (explained.missing, explained.working) == (True, None)
    assert OTHER_RULES in explained.steps[0]
    assert "/plan/rules/#changes" in page.content.decode()


def test_after_old_rules_the_next_paper_compares_nothing(client, cast, shown_before):
    client.force_login(cast.office)

    meeting = cast.plan.meetings.get(number=2)
    page = client.get(f"/meetings/{meeting.pk}/paper/preview/")

    paper = page.context["paper"].content
    assert (paper.rules_version, paper.previous.rules_version) == (RULES, 1)
    assert (paper.changes, paper.is_comparable) == ((), False)
    assert OTHER_RULES in page.content.decode()
    assert "判定の低下" not in {m.rule for m in paper.matters}
