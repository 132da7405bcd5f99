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
    """Those without a report that counts, and what that does to the number."""
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
    """Sections out of the calculation altogether.

    中止, not asked for a report yet, or not in charge on that day.
    """
    return (
        *_cancelled(figures.cancelled),
        *_not_due_yet(figures.not_due_yet),
        *_not_in_charge(figures, setting.on),
    )


def name(participation: Participation) -> str:
    """The section, marked where it leads."""
    if participation.is_joint:
        return f"{participation.section}（共管）"
    return f"{participation.section}（主管）" if participation.is_lead else participation.section


def report_link(standing: Standing) -> Link | None:
    """The counted report's own page."""
    return Link("report", (standing.report.id,)) if standing.report else None


def how_long_silent(standing: Standing) -> str:
    """Why no report counts: there is none, it is too old, or it is a 中止 that waits."""
    spell = f"（{standing.silent_periods}期続いています）" if standing.silent_periods else ""
    if standing.said is None:
        return f"一度も報告がありません{spell}。"
    last = standing.said.period.label
    if standing.waits_to_cancel:
        return f"{last}の「中止」の報告がまだ確認されておらず、その前の報告がありません。"
    return f"最後の報告（{last}）は古いため、使っていません{spell}。"


def _pending(standing: Standing, setting: Setting) -> str:
    """That a report of the period is there and does not count yet."""
    state = setting.pending.get(standing.participation.id)
    return f"今期の報告は「{state}」なので、まだ使っていません。" if state else ""


def _told(standing: Standing) -> Row:
    report = standing.report
    if report is None:
        raise ValueError("a standing without a report tells nothing")
    said = "・".join(filter(None, [str(ReportStatus(report.status).label), report.phase]))
    waits = "。「中止」の報告は、まだ確認されていません。" if standing.waits_to_cancel else ""
    return Row(
        label=name(standing.participation),
        figure=progress(report.progress),
        note=f"{report.period.label}の報告（{said}）{waits}",
        chip=standing.freshness.value,
        link=Link("report", (report.id,)),
    )


def _cancelled(standings: Iterable[Standing]) -> Iterable[Row]:
    for s in standings:
        if s.report:
            yield Row(
                label=name(s.participation),
                note=f"{s.report.period.label}の「中止」が確認されたため、計算から外しています。",
                chip="cancelled",
                link=Link("report", (s.report.id,)),
            )


def _not_due_yet(standings: Iterable[Standing]) -> Iterable[Row]:
    for s in standings:
        yield Row(
            label=name(s.participation),
            note="まだ報告を求めていません（今期は対象外）。",
            chip="excluded",
        )


def _not_in_charge(figures: InitiativeFigures, on: date) -> Iterable[Row]:
    """Sections whose duty has ended or not begun; one that goes on in another role is not left."""
    in_charge = {s.participation.section_id for s in figures.standings}
    for p in figures.initiative.participations:
        if p.section_id in in_charge:
            continue
        if p.ends_on is not None and p.ends_on < on:
            when = f"{wareki_date(p.ends_on)}に担当が終わっています。"
        else:
            when = f"{wareki_date(p.starts_on)}から担当します。"
        yield Row(label=name(p), note=when, chip="excluded")
