"""Where the Gantt chart puts things. A year is 168 units wide and starts at 320."""

from datetime import date

import pytest

from initiatives.charts import gantt
from initiatives.choices import BarStyle

STUDY = gantt.Phase("検討", BarStyle.DASHED)
RUN = gantt.Phase("実施", BarStyle.PALE)
YEARS = range(2023, 2028)


def draw(planned=(), actual=(), phases=(STUDY, RUN), today=date(2026, 11, 23)):
    row = gantt.Row("①", "書かない窓口", "/initiatives/1/", tuple(planned), tuple(actual))
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
    legend = draw(phases=[gantt.Phase(name, BarStyle.PALE) for name in "検試導運"]).legend

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
