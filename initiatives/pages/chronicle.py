"""An initiative's reports by period and section, the newest period first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from initiatives.models import Initiative, ProgressReport, ReportingPeriod
from initiatives.rollup.figures import InitiativeFigures, PlanFigures, Standing

# How much of a text shows where many sections are read together; the report holds all of it.
SHOWN_LETTERS = 200


@dataclass(frozen=True)
class Chapter:
    """A period: the initiative's figures, what each section reported, and who did not report.

    `figures` is None where the plan did not hold the initiative. Sections whose report says
    「前回から変更なし」 are in `unchanged`, named without their text.
    """

    period: ReportingPeriod
    figures: InitiativeFigures | None
    told: tuple[ProgressReport, ...]
    unchanged: tuple[ProgressReport, ...]
    silent: tuple[Standing, ...]

    @property
    def reports(self) -> int:
        """How many sections reported."""
        return len(self.told) + len(self.unchanged)

    @property
    def never_reported(self) -> tuple[Standing, ...]:
        """Those who did not report and never have."""
        return tuple(s for s in self.silent if s.has_never_reported)


@dataclass(frozen=True)
class Chronicle:
    """Chapters of one fiscal year, or of one section in all years."""

    chapters: tuple[Chapter, ...]
    year: int
    years: tuple[int, ...]
    section_id: int | None

    @property
    def is_of_section(self) -> bool:
        """Whether it is of one section in all years."""
        return self.section_id is not None

    @property
    def shown_letters(self) -> int | None:
        """After how many letters a text is cut, None if it is shown whole."""
        return None if self.is_of_section else SHOWN_LETTERS


def chronicle(
    initiative: Initiative,
    periods: Sequence[ReportingPeriod],
    history: Iterable[PlanFigures],
    *,
    year: int,
    section_id: int | None = None,
) -> Chronicle:
    """The chronicle of a fiscal year, or of one section, up to the last period given.

    `periods` are those of the history, oldest first. One query.
    """
    chosen = [p for p in periods if section_id is not None or p.fiscal_year == year]
    figures = {f.period.id: f.of(initiative.pk) for f in history}
    told = _reports(initiative, chosen, section_id)
    return Chronicle(
        chapters=tuple(
            chapter
            for period in reversed(chosen)
            if (chapter := _chapter(period, figures[period.pk], told, section_id))
        ),
        year=year,
        years=tuple(sorted({p.fiscal_year for p in periods}, reverse=True)),
        section_id=section_id,
    )


def _reports(
    initiative: Initiative, periods: Iterable[ReportingPeriod], section_id: int | None
) -> dict[int, list[ProgressReport]]:
    """Counted reports by period, the lead section's first. One query."""
    reports = (
        ProgressReport.objects.counted()
        .filter(participation__initiative=initiative, period__in=[p.pk for p in periods])
        .select_related("participation__section__department", "period", "phase", "rating")
        .select_related("submitted_by", "confirmed_by")
        .order_by(
            "period_id",
            "participation__role",
            "participation__section__department__order",
            "participation__section__order",
            "pk",
        )
    )
    if section_id is not None:
        reports = reports.filter(participation__section=section_id)
    return {pk: list(group) for pk, group in groupby(reports, key=lambda r: r.period_id)}


def _chapter(
    period: ReportingPeriod,
    figures: InitiativeFigures | None,
    told: dict[int, list[ProgressReport]],
    section_id: int | None,
) -> Chapter | None:
    """A period's chapter, None if the plan held no initiative and nothing was told."""
    reports = told.get(period.pk, [])
    if figures is None and not reports:
        return None
    return Chapter(
        period=period,
        figures=figures,
        told=tuple(r for r in reports if not r.unchanged),
        unchanged=tuple(r for r in reports if r.unchanged),
        silent=tuple(_silent(figures, section_id)),
    )


def _silent(figures: InitiativeFigures | None, section_id: int | None) -> Iterable[Standing]:
    for standing in figures.due if figures else ():
        is_shown = section_id in (None, standing.participation.section_id)
        if is_shown and standing.is_silent:
            yield standing
