"""Another town's demo.yaml: half-yearly periods, other phases, ratings and codes."""

import pytest

from initiatives.choices import ReportState
from initiatives.demo import load_demo
from initiatives.models import ProgressReport
from organization.models import User

from .conftest import MIHARASHI, TODAY, noon


@pytest.fixture
def loaded(miharashi_plan, tmp_path):
    load_demo(MIHARASHI, tmp_path / "accounts.txt", now=noon(TODAY))
    return miharashi_plan


def test_periods_follow_the_plan(loaded):
    periods = loaded.periods.order_by("starts_on")

    assert [p.key for p in periods] == ["2025-1", "2025-2", "2026-1", "2026-2", "2027-1"]
    assert [p.state for p in periods] == ["closed", "closed", "closed", "open", "planned"]
    assert {(p.due_on - p.ends_on).days for p in periods} == {30}


def test_reports_use_the_towns_own_words(loaded):
    reports = ProgressReport.objects.with_names()

    assert {r.phase.name for r in reports if r.phase} == {"調査", "試行"}
    assert {r.participation.initiative.code for r in reports} == {"52-4-1-01"}
    assert reports.filter(done_text="【見本】窓口班で調べました。").exists()
    assert reports.filter(done_text="【見本】総合政策室で調べました。").exists()


def test_returned_report_without_a_comment_of_its_own_gets_a_common_one(loaded):
    returned = ProgressReport.objects.filter(state=ReportState.RETURNED)

    assert returned.exists()
    for report in returned:
        assert report.transitions.last().comment == "【見本】数字を確かめてください。"


def test_every_section_and_department_gets_somebody(loaded):
    assert User.objects.filter(username__startswith="han-").count() == 5
    assert User.objects.filter(username__startswith="kacho-").count() == 4
