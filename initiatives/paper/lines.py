"""Turns the roll-up's figures into the lines of a paper. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from django.db.models import TextChoices

from hirao_dx.shared.measured import written
from initiatives.charts import gantt
from initiatives.choices import Judgement, ReportState, ReportStatus
from initiatives.indicators.readings import IndicatorReading
from initiatives.models import Milestone, ProgressReport, Rating
from initiatives.rollup import figures as rollup
from initiatives.rollup import reasons, words
from initiatives.rollup.silence import SilentSection
from inventory.figures.counts import Row

from . import content


def word(choice: TextChoices) -> content.Word:
    """The value of a choice with the word it is shown by."""
    return content.Word(code=choice.value, label=str(choice.label))


def coverage(
    figures: rollup.InitiativeFigures | rollup.GroupFigures, *, due: int
) -> content.Coverage:
    """How many reports were due, and how many are there."""
    return content.Coverage(
        due=due,
        fresh=figures.fresh,
        carried=figures.carried,
        missing=figures.missing,
        asked=figures.asked,
        handed_in=figures.handed_in,
    )


def counts(figures: rollup.PlanFigures) -> tuple[content.Count, ...]:
    """Every judgement in its order, those that no initiative has included."""
    return tuple(content.Count(judgement=word(j), count=n) for j, n in figures.plan.counts)


def group(name: str, figures: rollup.GroupFigures, depth: int) -> content.GroupLine:
    """The numbers of the plan or of a pillar; `depth` is 0 at the top."""
    return content.GroupLine(
        name=name, depth=depth, coverage=coverage(figures, due=figures.due), **_means(figures)
    )


def _means(figures: rollup.GroupFigures) -> dict[str, Any]:
    """The numbers of a group that are told in the same words: GroupLine, HistoryLine."""
    names = ("total", "with_mean", "mean", "floor", "planned")
    return {name: getattr(figures, name) for name in names}


def history(figures: rollup.PlanFigures) -> content.HistoryLine:
    """The plan's headline at the end of a period."""
    return content.HistoryLine(
        period=figures.period.label,
        counts=counts(figures),
        coverage=coverage(figures.plan, due=figures.plan.due),
        **_means(figures.plan),
    )


def initiative(
    figures: rollup.InitiativeFigures,
    *,
    pillar: str,
    phases: tuple[gantt.PlannedPhase, ...],
    thresholds: rollup.Thresholds,
    texts: Mapping[int, ProgressReport],
    milestones: Iterable[Milestone],
) -> content.InitiativeLine:
    """One initiative with its reports. `texts` holds the counted reports by key."""
    facts = figures.initiative
    overdue = {m.id for m in figures.overdue}
    return content.InitiativeLine(
        code=facts.code,
        symbol=facts.symbol,
        title=facts.title,
        pillar=pillar,
        weight=facts.weight,
        target_on=facts.schedule.target_on if facts.schedule else None,
        phases=phases,
        mean=figures.mean,
        floor=figures.floor,
        planned=figures.planned,
        judgement=content.Word(code=figures.judgement.value, label=figures.word),
        judgement_by_progress=word(figures.judgement_by_progress),
        reasons=tuple(reasons.judgement_reasons(figures, thresholds)),
        phase=figures.phase,
        rating=figures.rating,
        rating_amounts_to=word(figures.rating_as) if figures.rating_as else None,
        rating_differs=figures.rating_differs,
        coverage=coverage(figures, due=len(figures.due)),
        reports=tuple(report(s, texts) for s in figures.standings),
        milestones=tuple(
            content.MilestoneLine(
                name=m.name,
                group=m.group,
                due_on=m.due_on,
                done_on=m.done_on,
                overdue=m.pk in overdue,
                state=reasons.milestone_state(m, figures.day),
            )
            for m in milestones
        ),
        remark=figures.remark,
        slowest=words.slowest(figures),
    )


def report(standing: rollup.Standing, texts: Mapping[int, ProgressReport]) -> content.ReportLine:
    """What is counted of one section; where nothing is, only for how long it has not reported."""
    counted = standing.report
    text = texts.get(counted.id) if counted else None
    return content.ReportLine(
        section=standing.participation.section,
        is_lead=standing.participation.is_lead,
        is_joint=standing.participation.is_joint,
        freshness=word(standing.freshness),
        period=counted.period.label if counted else "",
        status=word(ReportStatus(counted.status)) if counted else None,
        confirmed=text is not None and text.state == ReportState.CONFIRMED,
        phase=counted.phase if counted else "",
        progress=None if counted is None or standing.is_cancelled else counted.progress,
        rating=str(text.rating) if text and text.rating else "",
        done_text=text.done_words if text else "",
        issues_text=text.issues_text if text else "",
        next_text=text.next_text if text else "",
        silent_periods=standing.silent_periods,
    )


def gantt_row(row: gantt.Row) -> content.GanttLine:
    """A row of the chart with its first schedule, also where that is still in force."""
    return content.GanttLine(
        code=row.code,
        symbol=row.symbol,
        title=row.title,
        standing=str(row.standing),
        adopted_label=row.adopted_label,
        adopted=row.adopted or row.planned,
        planned=row.planned,
        actual=row.actual,
    )


def silent(section: SilentSection) -> content.SilentLine:
    """A section that owes reports of the period."""
    return content.SilentLine(
        section=section.section,
        initiatives=tuple(f"{d.initiative.symbol} {d.initiative.title}" for d in section.duties),
        never_reported=section.never_reported,
        longest=section.longest,
    )


def indicator(reading: IndicatorReading, initiative_name: str) -> content.IndicatorLine:
    """An indicator with its values and targets."""
    one, attainment = reading.indicator, reading.attainment
    return content.IndicatorLine(
        initiative=initiative_name,
        name=one.name,
        unit=one.unit,
        own_series=one.own_series,
        direction=content.Word(code=one.direction, label=one.get_direction_display()),
        kind=content.Word(code=one.kind, label=one.get_kind_display()),
        baseline=None if one.baseline is None else Fraction(one.baseline),
        baseline_label=one.baseline_label,
        words_target=one.words_target,
        is_context=one.is_context,
        source=one.source,
        attained=attainment.percent,
        reading="" if attainment.percent is not None else reading.words,
        is_provisional=attainment.is_provisional,
        age=reading.age,
        values=tuple(
            content.ValueLine(
                series=v.series,
                measured=written(v.measured_on, v.precision),
                label=v.when,
                value=Fraction(v.value),
                is_provisional=v.is_provisional,
            )
            for v in reading.values
        ),
        targets=tuple(
            content.TargetLine(
                fiscal_year=t.fiscal_year,
                value=None if t.value is None else Fraction(t.value),
                text=t.text,
            )
            for t in reading.targets
        ),
    )


def inventory(row: Row) -> content.InventoryLine:
    """A department's live tasks, or the town's."""
    live = asdict(row.live)
    hours: dict[str, Any] = {
        name: content.HoursLine(
            **{part: live.pop(f"{name}_{part}") for part in ("known", "before", "after")}
        )
        for name in ("saved", "expected")
    }
    return content.InventoryLine(name=row.label, **live, **hours)


def ratings(
    scale: Iterable[Rating], figures: rollup.PlanFigures
) -> tuple[content.RatingCount, ...]:
    """Every rating of a plan's scale with how many initiatives their leads rated so."""
    found = Counter(i.rating for i in figures.initiatives)
    return tuple(
        content.RatingCount(
            rating=str(r),
            amounts_to=word(Judgement(r.amounts_to)) if r.amounts_to else None,
            count=found[str(r)],
        )
        for r in scale
    )
