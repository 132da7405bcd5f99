"""What each cell of the heat map says, from figures made by hand."""

import pytest

from initiatives.choices import ReportStatus
from initiatives.dashboard.heat_map import heat_map, shade
from initiatives.rollup.words import Coverage
from organization.models import Department, Section
from tests.initiatives.made_figures import Q2, Q3, figures, initiative, report, taking_part

PLACES = [
    Section(pk=number, name=name, department=Department(name=department))
    for number, name, department in (
        (1, "窓口班", "町民課"),
        (2, "", "税務課"),
        (3, "住民税班", "総務課"),
        (4, "人事班", "総務課"),
    )
]


def one_cell(*reports):
    """The cell of a section that takes part in a single initiative."""
    drawn = heat_map(figures(Q3, [initiative(1, taking_part(1))], reports), PLACES)
    (group,) = drawn.groups
    (row,) = group.rows
    (cell,) = row.cells
    return cell


def test_a_report_of_the_period_shows_its_percentage_and_status():
    cell = one_cell(report(1, Q3, 60))

    assert (cell.kind, cell.value, cell.mark, cell.word) == ("told", "60%", "◐", "取組中")
    assert cell.report_id == 13


def test_a_carried_report_shows_its_percentage_and_says_so():
    cell = one_cell(report(1, Q2, 40))

    assert (cell.kind, cell.value, cell.mark, cell.word) == ("carried", "40%", "↷", "引継ぎ")
    assert cell.report_id == 12


def test_zero_is_a_percentage():
    cell = one_cell(report(1, Q3, 0, ReportStatus.NOT_STARTED))

    assert (cell.kind, cell.value, cell.mark, cell.word) == ("told", "0%", "○", "未着手")


def test_silence_has_no_percentage():
    cell = one_cell()

    assert (cell.kind, cell.value, cell.mark, cell.word) == ("silent", "", "－", "未報告")
    assert cell.report_id is None


def test_work_given_up_has_no_percentage_but_a_report():
    cell = one_cell(report(1, Q2, 30, ReportStatus.CANCELLED))

    assert (cell.kind, cell.value, cell.mark, cell.word) == ("cancelled", "", "■", "中止")
    assert cell.report_id == 12


def test_five_situations_are_drawn_in_five_ways():
    initiatives = [
        initiative(1, *(taking_part(n, n) for n in (1, 2, 3, 4))),
        initiative(2, taking_part(5, 4)),
    ]
    reports = [
        report(1, Q3, 0),
        report(2, Q2, 0),
        report(3, Q3, 0, ReportStatus.CANCELLED),
        report(5, Q3, 10),
    ]

    drawn = heat_map(figures(Q3, initiatives, reports), PLACES)

    column = [row.cells[0] for group in drawn.groups for row in group.rows]
    excluded = drawn.groups[0].rows[0].cells[1]
    assert [cell.kind for cell in column] == ["told", "carried", "cancelled", "silent"]
    assert (excluded.kind, excluded.value, excluded.mark, excluded.word) == (
        "excluded",
        "",
        "",
        "対象外",
    )
    assert len({cell.css_class for cell in [*column, excluded]}) == 5


def test_rows_stand_under_their_departments_in_the_given_order():
    everyone = initiative(1, *(taking_part(n) for n in (4, 3, 2, 1)))

    drawn = heat_map(figures(Q3, [everyone]), PLACES)

    assert [
        (g.department, [r.section.short_label for r in g.rows], g.alone) for g in drawn.groups
    ] == [
        ("町民課", ["窓口班"], False),
        ("税務課", ["税務課"], True),
        ("総務課", ["住民税班", "人事班"], False),
    ]


def test_a_section_that_takes_part_in_nothing_has_no_row():
    drawn = heat_map(figures(Q3, [initiative(1, taking_part(2))]), PLACES)

    assert [row.section.pk for group in drawn.groups for row in group.rows] == [2]


def test_an_initiative_without_sections_keeps_its_column():
    drawn = heat_map(figures(Q3, [initiative(1, taking_part(1)), initiative(2)]), PLACES)

    assert [c.initiative.code for c in drawn.columns] == ["1", "2"]
    assert [cell.kind for cell in drawn.groups[0].rows[0].cells] == ["silent", "excluded"]
    assert drawn.width == 4


def test_a_rows_coverage_counts_what_is_due_of_the_section():
    initiatives = [initiative(n, taking_part(n, 1)) for n in (1, 2, 3, 4)]
    reports = [report(1, Q3, 50), report(2, Q2, 50), report(3, Q3, 0, ReportStatus.CANCELLED)]

    drawn = heat_map(figures(Q3, initiatives, reports), PLACES)

    coverage = drawn.groups[0].rows[0].coverage
    assert coverage == Coverage(fresh=1, carried=1, missing=1)
    assert coverage.due == 3


@pytest.mark.parametrize(
    ("progress", "step"),
    [(0, 0), (1, 1), (25, 1), (26, 2), (50, 2), (75, 3), (76, 4), (99, 4), (100, 5)],
)
def test_a_cell_darkens_by_started_quarters_and_is_darkest_only_at_100(progress, step):
    assert shade(progress) == step


def test_without_figures_there_is_nothing_to_lay_out():
    assert heat_map(figures(Q3, []), PLACES).groups == ()
