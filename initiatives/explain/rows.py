"""The rows of an initiative's explanations: reports put in, carried, left out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.words import progress
from initiatives.choices import Freshness, ReportStatus
from initiatives.rollup.figures import InitiativeFigures, Participation, Standing

from .model import Link, Row, Setting

SILENT = "平均に入れていません。"


def fresh(figures: InitiativeFigures) -> tuple[Row, ...]:
    """Reports of the period itself."""
    return tuple(_told(s) for s in figures.due if s.freshness == Freshness.FRESH)


def carried(figures: InitiativeFigures, setting: Setting) -> tuple[Row, ...]:
    """Earlier reports that are counted because there is none of the period."""
    return tuple(
        replace(row, note=f"{row.note}{_pending(s, setting)}")
        for s in figures.due
        if s.freshness == Freshness.CARRIED
        for row in [_told(s)]
    )


def silent(
    figures: InitiativeFigures, setting: Setting, consequence: str = SILENT, figure: str = ""
) -> tuple[Row, ...]:
    """Those who have never reported, and what that does to the number."""
    return tuple(
        Row(
            label=name(s.participation),
            figure=figure,
            note=f"{how_long_silent(s)}{_pending(s, setting)}{consequence}",
            chip="unreported",
        )
        for s in figures.due
        if s.freshness == Freshness.NONE
    )


def left_out(figures: InitiativeFigures, setting: Setting) -> tuple[Row, ...]:
    """Sections out of the calculation altogether: 中止, or not in charge on that day."""
    return (*_cancelled(figures.cancelled), *_not_in_charge(figures, setting.on))


def name(participation: Participation) -> str:
    """The section, marked where it leads."""
    if participation.is_joint:
        return f"{participation.section}（共管）"
    return f"{participation.section}（主管）" if participation.is_lead else participation.section


def report_link(standing: Standing) -> Link | None:
    """The counted report's own page."""
    return Link("report", (standing.report.id,)) if standing.report else None


def how_long_silent(standing: Standing) -> str:
    """That there has never been a report, and for how many periods in a row."""
    if standing.silent_periods == 0:
        return "一度も報告がありません。"
    return f"一度も報告がありません（{standing.silent_periods}期続いています）。"


def _pending(standing: Standing, setting: Setting) -> str:
    """That a report of the period is there and does not count yet."""
    state = setting.pending.get(standing.participation.id)
    return f"今期の報告は「{state}」なので、まだ使っていません。" if state else ""


def _told(standing: Standing) -> Row:
    report = standing.report
    if report is None:
        raise ValueError("a standing without a report tells nothing")
    said = "・".join(filter(None, [str(ReportStatus(report.status).label), report.phase]))
    return Row(
        label=name(standing.participation),
        figure=progress(report.progress),
        note=f"{report.period.label}の報告（{said}）",
        chip=standing.freshness.value,
        link=Link("report", (report.id,)),
    )


def _cancelled(standings: Iterable[Standing]) -> Iterable[Row]:
    for s in standings:
        if s.report:
            yield Row(
                label=name(s.participation),
                note=f"{s.report.period.label}に「中止」と報告したため、計算から外しています。",
                chip="cancelled",
                link=Link("report", (s.report.id,)),
            )


def _not_in_charge(figures: InitiativeFigures, on: date) -> Iterable[Row]:
    """Sections whose duty has ended or not begun; one that goes on in another role is not left."""
    standings = (*figures.due, *figures.cancelled)
    in_charge = {s.participation.section_id for s in standings}
    for p in figures.initiative.participations:
        if p.section_id in in_charge:
            continue
        if p.ends_on is not None and p.ends_on < on:
            when = f"{wareki_date(p.ends_on)}に担当が終わっています。"
        else:
            when = f"{wareki_date(p.starts_on)}から担当します。"
        yield Row(label=name(p), note=when, chip="excluded")
