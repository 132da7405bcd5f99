"""Where the Gantt chart puts things. A year is 168 units wide and starts at 320."""

from datetime import date

import pytest

from initiatives.charts import gantt
from initiatives.choices import BarStyle

STUDY = ("検討", BarStyle.DASHED)
RUN = ("実施", BarStyle.PALE)
YEARS = range(2023, 2028)


def draw(planned=(), actual=(), phases=(STUDY, RUN), today=date(2026, 11, 23), **changes):
    row = gantt.Row(
        "①", "書かない窓口", "/initiatives/1/", tuple(planned), tuple(actual), **changes
    )
    shown = (date(2026, 10, 1), date(2026, 12, 31))
    return gantt.draw([row], fiscal_years=YEARS, phases=phases, today=today, shown=shown)


def planned(first, last, style=BarStyle.PALE):
    return gantt.PlannedPhase("実施", style, first, last)


def reported(phase="", status=""):
    return gantt.ActualPeriod(
        "R5 第1四半期", date(2023, 4, 1), date(2023, 6, 30), phase=phase, status_label=status
    )


def test_a_phase_reaches_from_its_first_april_to_its_last_march():
    bar = draw([planned(2024, 2025)]).rows[0].bars[0]

    assert (bar.x, bar.width, bar.arrow) == (320 + 168, 2 * 168, "")


def test_an_open_end_runs_to_the_plans_end_and_says_so():
    bar = draw([planned(2025, None)]).rows[0].bars[0]

    assert (bar.x, bar.width) == (320 + 2 * 168, 3 * 168)
    assert bar.arrow != ""
    assert bar.fades is True
    assert bar.title == "予定　実施：R7〜（終わりは未定）"


@pytest.mark.parametrize(
    ("style", "fill", "dashed"),
    [
        (BarStyle.DASHED, "#ffffff", True),
        (BarStyle.PALE, "#c5d7fb", False),
        (BarStyle.STRIPED, "url(#planned-stripes)", False),
        (BarStyle.SOLID, "#7096f8", False),
    ],
)
def test_a_planned_bar_is_drawn_in_its_phases_style(style, fill, dashed):
    bar = draw([planned(2023, 2023, style)]).rows[0].bars[0]

    assert (bar.fill, bar.dashed) == (fill, dashed)


def test_a_reported_quarter_is_a_quarter_of_a_year_wide():
    cell = draw(actual=[reported("実施", "取組中")]).rows[0].cells[0]

    assert (cell.x, cell.width) == (320.5, 41)
    assert (cell.mark, cell.fill, cell.silent) == ("実", "#0017c1", False)


def test_a_silent_quarter_is_empty_and_says_so():
    cell = draw(actual=[reported()]).rows[0].cells[0]

    assert (cell.silent, cell.mark) == (True, "")
    assert cell.title == "実際　R5 第1四半期：未報告"


def test_a_report_outside_the_phases_shows_its_status():
    cell = draw(actual=[reported(status="完了")]).rows[0].cells[0]

    assert (cell.mark, cell.fill) == ("完", "#626264")


def test_the_first_and_last_phase_are_never_coloured_alike():
    legend = draw(phases=[(name, BarStyle.PALE) for name in "検試導運"]).legend

    assert [entry.colour for entry in legend] == ["#4979f5", "#3460fb", "#0031d8", "#0017c1"]


def test_today_is_marked_only_within_the_plan():
    inside = draw(today=date(2026, 4, 1)).today_x
    after = draw(today=date(2028, 4, 1)).today_x

    assert (inside, after) == (320 + 3 * 168, None)


def test_the_shown_period_is_a_band():
    chart = draw()

    assert (chart.period_x, chart.period_width) == (320 + 3 * 168 + 84, 42)


def test_a_long_title_is_shortened_in_the_drawing_only():
    row = gantt.Row("①", "あ" * 30, "/", (), ())
    drawn = gantt.draw(
        [row],
        fiscal_years=YEARS,
        phases=[RUN],
        today=date(2026, 1, 1),
        shown=(date(2026, 1, 1), date(2026, 3, 31)),
    ).rows[0]

    assert drawn.short_title == "あ" * 18 + "…"
    assert drawn.row.title == "あ" * 30


def test_runs_of_the_same_report_are_told_together():
    row = gantt.Row(
        "①",
        "窓口",
        "/",
        (),
        (
            gantt.ActualPeriod("R5 第1四半期", date(2023, 4, 1), date(2023, 6, 30)),
            gantt.ActualPeriod(
                "R5 第2四半期", date(2023, 7, 1), date(2023, 9, 30), "検討", "取組中"
            ),
            gantt.ActualPeriod(
                "R5 第3四半期", date(2023, 10, 1), date(2023, 12, 31), "検討", "取組中"
            ),
        ),
    )

    assert row.spells == ["R5 第1四半期：未報告", "R5 第2四半期〜R5 第3四半期：検討"]


REVISED = {"adopted": (planned(2023, None, BarStyle.DASHED), planned(2023, None))}


def test_an_adopted_schedule_is_a_thin_outline_above_the_revised_one():
    drawn = draw([planned(2024, 2025)], [reported("実施", "取組中")], **REVISED).rows[0]

    study, run = drawn.adopted
    [bar] = drawn.bars
    [cell] = drawn.cells
    assert (study.x, study.y, study.width, study.height) == (320, 48, 840, 6)
    assert (run.y, run.arrow) == (57, "1160,55.0 1170,60.0 1160,65.0")
    assert (study.fill, study.line, study.dashed) == ("#ffffff", "#626264", True)
    assert (run.fill, run.dashed, run.fades) == ("#ffffff", False, False)
    assert run.title == "当初の予定　実施：R5〜（終わりは未定）"
    assert (bar.x, bar.y, bar.height) == (488, 66, 11)
    assert cell.y == 83
    assert drawn.height == 69


def test_lanes_are_named_where_there_are_two_schedules():
    drawn = draw([planned(2024, 2025)], [reported("実施", "取組中")], **REVISED).rows[0]

    assert [(lane.text, lane.x, lane.y) for lane in drawn.lanes] == [
        ("策定時", 314, 61),
        ("見直し後", 314, 78.5),
        ("報告", 314, 96),
    ]


def test_names_of_lanes_never_touch():
    drawn = draw([planned(2024, 2025)], adopted=(planned(2023, 2024),)).rows[0]

    first, second = drawn.lanes
    assert second.y - first.y == 17


def test_a_schedule_nobody_revised_is_drawn_alone():
    chart = draw([planned(2024, 2025)], [reported("実施", "取組中")])

    [drawn] = chart.rows
    assert (drawn.adopted, drawn.lanes, drawn.height) == ((), (), 48)
    assert (drawn.bars[0].y, drawn.cells[0].y) == (48, 62)
    assert (chart.adopted_label, chart.has_standing) == ("", False)


def test_an_ended_initiative_keeps_what_was_planned_and_says_so():
    chart = draw([], [reported("実施", "取組中")], standing="終了", **REVISED)

    [drawn] = chart.rows
    assert [lane.text for lane in drawn.lanes] == ["策定時", "報告"]
    assert (drawn.bars, drawn.row.is_ended, chart.has_standing) == ((), True, True)
    assert drawn.row.name == "［終了］書かない窓口"


def test_what_joined_later_was_never_adopted_with_the_plan():
    chart = draw([planned(2026, 2027)], standing="追加", adopted_label="追加時", **REVISED)

    assert chart.rows[0].lanes[0].text == "追加時"
    assert chart.adopted_label == "追加時"


def test_names_of_lanes_leave_less_room_for_the_title():
    row = gantt.Row("①", "あ" * 30, "/", (planned(2024, 2025),), (), (planned(2023, 2024),))

    drawn = gantt.draw(
        [row], fiscal_years=YEARS, phases=[RUN], today=date(2026, 1, 1), shown=None
    ).rows[0]

    assert drawn.short_title == "あ" * 13 + "…"


def test_a_chart_without_reports_has_no_room_for_them():
    chart = draw([planned(2023, 2024, BarStyle.DASHED), planned(2025, 2027)])

    assert (chart.has_actual, chart.has_silence, chart.has_open_end) == (False, False, False)
    assert chart.rows[0].height == 8 + 2 * 14 + 8


def test_the_legend_explains_only_what_is_drawn():
    chart = draw([planned(2025, None)], [reported()])

    assert (chart.has_actual, chart.has_silence, chart.has_open_end) == (True, True, True)


def test_no_period_is_marked_where_none_is_shown():
    chart = gantt.draw([], fiscal_years=YEARS, phases=[RUN], today=date(2026, 1, 1), shown=None)

    assert (chart.period_x, chart.period_width) == (0, 0)
