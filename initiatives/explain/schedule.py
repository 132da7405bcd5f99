"""Explains where an initiative should stand by the plan. Pure."""

from __future__ import annotations

from datetime import date

from hirao_dx.shared.calendar import fiscal_year_label, wareki_date
from initiatives.rollup.figures import InitiativeFigures, Schedule, planned_at
from initiatives.rollup.reasons import FOLLOWS_TIME
from initiatives.rollup.words import percent

from . import model
from .model import ROUNDING, Explanation, Row, Setting
from .working import OnTheLine


def planned(figures: InitiativeFigures, setting: Setting) -> Explanation:
    """Where the planned line is on the period's day, by the revision in force then."""
    on = setting.on
    schedule = figures.initiative.schedule
    at = planned_at(schedule, on) if schedule else None
    return Explanation(
        title="予定",
        about=model.initiative(figures).name,
        value=percent(figures.planned),
        rule=(
            f"{wareki_date(on)}までに、計画ではどこまで進んでいるはずかを表します。"
            "報告期間がまだ終わっていなければ、今日までの予定です。",
            "予定工程の最初の年度の始めを0％、目標日（決まっていなければ最後の年度の終わり）を"
            "100％として、月ごとに同じ割合で進むものとします。",
            f"年度末ごとの予定が決まっていれば、そこで線を曲げます。なければ、{FOLLOWS_TIME}。",
            f"計画の見直しがあったときは、{wareki_date(on)}に効力のあった予定を使います。",
        ),
        working=OnTheLine(at) if at else None,
        steps=tuple(_steps(schedule, on))
        if schedule
        else ("予定工程が決まっていないため、0％とします。",),
        counted=(
            Row("使った予定", setting.revision, f"適用日：{wareki_date(setting.effective_on)}"),
            *(_dates(schedule) if schedule else ()),
        ),
        not_counted=_unused(schedule) if schedule else (),
        notes=(ROUNDING,),
    )


def _dates(schedule: Schedule) -> list[Row]:
    """The dates the line runs through."""
    return [
        Row("始まり（0％）", wareki_date(schedule.starts_on), "予定工程の最初の年度の始めです。"),
        *(
            Row(f"{fiscal_year_label(year)}末の予定", f"{share}％", "年度末ごとの予定です。")
            for year, share in schedule.bends
        ),
        Row("終わり（100％）", wareki_date(schedule.reaches_100_on), _why_end(schedule)),
    ]


def _unused(schedule: Schedule) -> tuple[Row, ...]:
    """Yearly targets of years outside the line."""
    return tuple(
        Row(
            f"{fiscal_year_label(year)}末の予定",
            f"{share}％",
            "始まりと終わりの間にない年度です。",
        )
        for year, share in sorted(schedule.yearly_targets)
        if (year, share) not in schedule.bends
    )


def _why_end(schedule: Schedule) -> str:
    if schedule.target_on is not None:
        return "目標日です。"
    if schedule.last_fiscal_year is not None:
        return "予定工程の最後の年度の終わりです。"
    return "予定工程の終わりが決まっていないため、計画の最後の年度の終わりとします。"


def _steps(schedule: Schedule, on: date) -> list[str]:
    at = planned_at(schedule, on)
    if on < schedule.starts_on:
        return [f"{wareki_date(on)}は、予定工程が始まる前です。"]
    if on > schedule.reaches_100_on or at.passed == at.months:
        return [f"{wareki_date(on)}までに、100％になる予定でした。"]
    return [
        f"{wareki_date(at.starts_on)}から{wareki_date(at.ends_on)}までの{at.months}か月のうち、"
        f"{wareki_date(on)}までに{at.passed}か月が過ぎました。"
    ]
