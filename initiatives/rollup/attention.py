"""What the committee should look at first, in one ordered list. Pure: no query, no clock.

遅れ, then milestones and reports and silence and decisions, each by its own rule (`RULES`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.words import tenths
from initiatives.choices import Judgement

from .figures import InitiativeFigures, Milestone, PlanFigures
from .silence import SilentSection, silent_sections

# A section that missed only the period shown is not yet news; it stands in the table of silence.
LONG_SILENCE = 2
NAMES_SHOWN = 3


@dataclass(frozen=True)
class Returned:
    """A report of the period that went back to its section and has not come again."""

    report_id: int
    initiative: str
    section: str
    returned_on: date | None


@dataclass(frozen=True)
class OpenDecision:
    """A decision past its date. `name` says which meeting's."""

    name: str
    text: str
    owner: str
    due_on: date
    url: str


@dataclass(frozen=True)
class Entry:
    """One thing to look at. `kind` is that of a chip, `label` its word if it is another.

    Where to read on: a report, a page, or a measure and what it is of.
    """

    kind: str
    what: str
    detail: str
    who: str
    since: str
    label: str = ""
    report_id: int | None = None
    url: str = ""
    measure: str = ""
    of: str = ""


def attention(
    history: Sequence[PlanFigures],
    *,
    returned: Iterable[Returned] = (),
    decisions: Iterable[OpenDecision] = (),
) -> list[Entry]:
    """Everything to look at in the last period of a history, the gravest kind first."""
    figures = history[-1]
    late = [i for i in figures.initiatives if i.judgement == Judgement.LATE]
    late.sort(key=lambda i: i.gap or Fraction(0))
    overdue = [i for i in figures.initiatives if i.overdue]
    overdue.sort(key=lambda i: _first_due(i.overdue))
    silent = [s for s in silent_sections(figures) if s.longest >= LONG_SILENCE]
    return [
        *(_late(i, history) for i in late),
        *(_overdue(i) for i in overdue),
        *(_returned(r) for r in sorted(returned, key=lambda r: r.returned_on or date.max)),
        *(_silent(s, history) for s in silent),
        *(_decision(d) for d in sorted(decisions, key=lambda d: d.due_on)),
    ]


def _name(figures: InitiativeFigures) -> str:
    return f"{figures.initiative.symbol} {figures.initiative.title}"


def _lead(figures: InitiativeFigures) -> str:
    """The section that leads, empty where none does."""
    standings = (*figures.due, *figures.cancelled)
    return next((s.participation.section for s in standings if s.participation.is_lead), "")


def _late(figures: InitiativeFigures, history: Sequence[PlanFigures]) -> Entry:
    late_for = _late_for(figures.initiative.id, history)
    detail = ""
    if figures.mean is not None:
        detail = (
            f"進捗率{tenths(figures.mean)}％、予定{tenths(figures.planned)}％"
            f"（{tenths(figures.planned - figures.mean)}ポイント下）"
        )
    return Entry(
        kind="late",
        what=_name(figures),
        detail=detail,
        who=_lead(figures),
        since=_spell(history, late_for),
        measure="judgement",
        of=f"initiative-{figures.initiative.code}",
    )


def _late_for(initiative_id: int, history: Sequence[PlanFigures]) -> int:
    """How many periods in a row, up to the last, an initiative has been 遅れ."""
    count = 0
    for figures in reversed(history):
        then = figures.of(initiative_id)
        if then is None or then.judgement != Judgement.LATE:
            break
        count += 1
    return count


def _spell(history: Sequence[PlanFigures], periods: int) -> str:
    """令和8年度 第1四半期から（3期続けて）. `periods` counts back from the last, at least 1."""
    first = history[-periods] if periods <= len(history) else history[0]
    return f"{first.period.label}から" + (f"（{periods}期続けて）" if periods > 1 else "")


def _first_due(overdue: Sequence[Milestone]) -> date:
    return min(m.due_on for m in overdue if m.due_on is not None)


def _overdue(figures: InitiativeFigures) -> Entry:
    names = [m.name for m in figures.overdue]
    shown = "、".join(names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    return Entry(
        kind="overdue",
        what=_name(figures),
        detail=f"期限を過ぎたマイルストーン{len(names)}件：{shown}"
        + (f"、ほか{more}件" if more > 0 else ""),
        who=_lead(figures),
        since=f"{wareki_date(_first_due(figures.overdue))}の期限から",
        measure="milestones",
        of=f"initiative-{figures.initiative.code}",
    )


def _returned(report: Returned) -> Entry:
    since = f"{wareki_date(report.returned_on)}から" if report.returned_on else ""
    return Entry(
        kind="returned",
        what=report.initiative,
        detail="差し戻した報告の直しを待っています",
        who=report.section,
        since=since,
        report_id=report.report_id,
    )


def _silent(section: SilentSection, history: Sequence[PlanFigures]) -> Entry:
    longest = [d for d in section.duties if d.standing.silent_periods == section.longest]
    symbols = " ".join(d.initiative.symbol for d in longest)
    return Entry(
        kind="unreported",
        what=section.section,
        detail=f"報告がない取組：{symbols}",
        who=section.section,
        since=_spell(history, section.longest),
        measure="silence",
        of=f"section-{section.section_id}",
    )


def _decision(decision: OpenDecision) -> Entry:
    return Entry(
        kind="overdue",
        label="決定の期限超過",
        what=decision.name,
        detail=decision.text,
        who=decision.owner,
        since=f"{wareki_date(decision.due_on)}の期限から",
        url=decision.url,
    )
