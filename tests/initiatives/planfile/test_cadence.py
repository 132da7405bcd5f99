"""How often a plan's file lets its sections report."""

import pytest

from initiatives.models import Participation
from initiatives.planfile import load_plan

LEAD, RELATED, OTHER = "企画課 企画班", "住民課", "企画課 統計班"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("support: all_sections", {LEAD: "every", RELATED: "every", OTHER: "every"}),
        (
            "support: all_sections\n      half: 住民課",
            {LEAD: "every", RELATED: "half", OTHER: "every"},
        ),
        (
            "support: all_sections\n      year_end: all_sections",
            {LEAD: "every", RELATED: "year", OTHER: "year"},
        ),
        (
            "support: all_sections\n      half: [住民課, 企画課/企画班]\n"
            "      year_end: all_sections",
            {LEAD: "half", RELATED: "half", OTHER: "year"},
        ),
        (
            "support: all_sections\n      half: all_sections\n      year_end: 企画課/統計班",
            {LEAD: "every", RELATED: "half", OTHER: "year"},
        ),
        (
            "support: all_sections\n      half: sections_with_core_tasks",
            {LEAD: "every", RELATED: "half", OTHER: "every"},
        ),
    ],
    ids=["every", "named", "word", "name-before-word", "word-then-name", "core-tasks"],
)
def test_half_and_year_end_name_who_reports_less_often(folder, lines, told):
    folder.edit("support: 住民課", lines)

    load_plan(folder.path)

    rows = Participation.objects.with_names()
    assert {p.section.label: p.cadence for p in rows} == told


@pytest.mark.django_db
def test_a_cadence_that_the_office_changed_stays(folder):
    folder.edit("support: 住民課", "support: 住民課\n      half: 住民課")
    load_plan(folder.path)
    Participation.objects.filter(cadence="half").update(cadence="year")

    result = load_plan(folder.path)

    assert [p.cadence for p in Participation.objects.order_by("role")] == ["every", "year"]
    assert result.different == ("取組① 担当「住民課」：報告の回数",)
