"""What the committee should look at first, for dashboard and paper. Pure.

One rule after the other (`RULES`), in the order of design: roll-up; within a rule the most serious
first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.words import share, tenths
from initiatives.choices import GETTING_WORSE, Judgement

from .comparison import Earlier, Since
from .figures import InitiativeFigures, Milestone, PlanFigures
from .silence import SilentDuty, SilentSection, silent_sections

# One period without a report is too little for this list; the table of silence shows it anyway.
LONG_SILENCE = 2
NAMES_SHOWN = 3
FALLEN = "判定の低下"
DIFFERS = "評価と判定の食い違い"
DECISION = "決定の期限超過"
# By the words of an entry's chip, in the order of the list.
RULES = {
    "late": "判定が「遅れ」の取組",
    "overdue": "期限を過ぎたマイルストーンがある取組",
    FALLEN: "前に示した判定より下がった取組",
    "cancelled": "「中止」の報告がある取組",
    DIFFERS: "主管の班の評価と判定が、2段階以上違う取組",
    "returned": "差し戻されて、まだ出し直されていない報告",
    "unreported": f"{LONG_SILENCE}期以上続けて報告のない取組がある班",
    DECISION: "期限を過ぎた決定事項",
}


@dataclass(frozen=True)
class Returned:
    """A report of the period that was sent back and has not been handed in again."""

    report_id: int
    initiative: str
    section: str
    returned_on: date | None
    url: str
    """Of a page that everybody may read: the report itself is its section's until handed in."""


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

    The rest says where it links to: a page, or the explanation of a measure.
    """

    kind: str
    what: str
    detail: str
    who: str
    since: str
    label: str = ""
    url: str = ""
    measure: str = ""
    of: str = ""

    @property
    def rule(self) -> str:
        """What brought it into the list, in words."""
        return RULES[self.label or self.kind]

    @property
    def sentence(self) -> str:
        """All but its name in one text, for a list that has no columns."""
        who = f"担当の班：{self.who}" if self.who and self.who != self.what else ""
        return "".join(f"{part.rstrip('。')}。" for part in (self.detail, who, self.since) if part)


def attention(
    history: Sequence[PlanFigures],
    *,
    since: Since | None = None,
    returned: Iterable[Returned] = (),
    decisions: Iterable[OpenDecision] = (),
) -> list[Entry]:
    """Everything to look at in the last period of a history, the most serious kind first.

    `since` is what judgements are compared with; without it, or where it was computed by other
    rules, none counts as lowered.
    """
    figures = history[-1]
    late = [i for i in figures.initiatives if i.judgement == Judgement.LATE]
    late.sort(key=lambda i: i.gap or Fraction(0))
    overdue = [i for i in figures.initiatives if i.overdue]
    overdue.sort(key=lambda i: _first_due(i.overdue))
    silent = [s for s in silent_sections(figures) if s.longest >= LONG_SILENCE]
    silent.sort(key=lambda s: not _leads(s))
    return [
        *(_late(i, history) for i in late),
        *(_overdue(i) for i in overdue),
        *(_fallen(figures, since) if since and since.is_comparable else ()),
        *(_cancelled(i, history) for i in figures.initiatives if i.cancelled),
        *(_differs(i, history) for i in figures.initiatives if i.rating_differs),
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


def _of(
    figures: InitiativeFigures,
    kind: str,
    detail: str,
    since: str,
    *,
    who: str | None = None,
    label: str = "",
    measure: str = "judgement",
) -> Entry:
    """An entry about an initiative. `who` is the section that leads unless it is others."""
    return Entry(
        kind=kind,
        what=_name(figures),
        detail=detail,
        who=_lead(figures) if who is None else who,
        since=since,
        label=label,
        measure=measure,
        of=f"initiative-{figures.initiative.code}",
    )


def _late(figures: InitiativeFigures, history: Sequence[PlanFigures]) -> Entry:
    detail = ""
    if figures.mean is not None:
        detail = (
            f"進捗率{share(figures.mean)}％、予定{share(figures.planned)}％"
            f"（{tenths(figures.planned - figures.mean)}ポイント下）"
        )
    late = _in_a_row(figures, history, lambda i: i.judgement == Judgement.LATE)
    return _of(figures, "late", detail, _spell(history, late))


def _in_a_row(
    figures: InitiativeFigures,
    history: Sequence[PlanFigures],
    holds: Callable[[InitiativeFigures], object],
) -> int:
    """For how many periods in a row, up to the last, something has been true of an initiative."""
    count = 0
    for past in reversed(history):
        then = past.of(figures.initiative.id)
        if then is None or not holds(then):
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
    detail = f"期限を過ぎたマイルストーン{len(names)}件：{shown}"
    detail += f"、ほか{more}件" if more > 0 else ""
    since = f"{wareki_date(_first_due(figures.overdue))}の期限から"
    return _of(figures, "overdue", detail, since, measure="milestones")


def _fallen(figures: PlanFigures, since: Since) -> Iterable[Entry]:
    for now in figures.initiatives:
        before = since.of(now.initiative.code)
        if before and _is_worse(now.judgement, before):
            detail = f"「{before.word}」から「{now.judgement.label}」になりました"
            yield _of(now, "slightly_late", detail, f"{since.label}のあと", label=FALLEN)


def _is_worse(now: Judgement, before: Earlier) -> bool:
    """Whether a judgement fell. 遅れ has a rule of its own."""
    if now == Judgement.LATE or now not in GETTING_WORSE or before.judgement not in GETTING_WORSE:
        return False
    return GETTING_WORSE.index(now) > GETTING_WORSE.index(Judgement(before.judgement))


def _cancelled(figures: InitiativeFigures, history: Sequence[PlanFigures]) -> Entry:
    sections = "、".join(s.participation.section for s in figures.cancelled)
    since = _spell(history, _in_a_row(figures, history, lambda i: i.cancelled))
    return _of(figures, "cancelled", "「中止」と報告した班があります", since, who=sections)


def _differs(figures: InitiativeFigures, history: Sequence[PlanFigures]) -> Entry:
    detail = (
        f"主管の班の評価は「{figures.rating}」、判定は「{figures.judgement.label}」です。"
        "どちらが実際に近いかを確かめてください"
    )
    since = _spell(history, _in_a_row(figures, history, lambda i: i.rating_differs))
    return _of(figures, "slightly_late", detail, since, label=DIFFERS)


def _returned(report: Returned) -> Entry:
    since = f"{wareki_date(report.returned_on)}から" if report.returned_on else ""
    return Entry(
        kind="returned",
        what=report.initiative,
        detail="差し戻した報告の直しを待っています",
        who=report.section,
        since=since,
        url=report.url,
    )


def _leads(section: SilentSection) -> bool:
    """Whether it leads one of the initiatives it is long silent about: those come first."""
    return any(_is_silent_lead(d) for d in section.duties)


def _is_silent_lead(duty: SilentDuty) -> bool:
    standing = duty.standing
    return standing.participation.is_lead and standing.silent_periods >= LONG_SILENCE


def _silent(section: SilentSection, history: Sequence[PlanFigures]) -> Entry:
    named = (
        f"{d.initiative.symbol}（主管）" if _is_silent_lead(d) else d.initiative.symbol
        for d in section.duties
        if d.standing.silent_periods == section.longest or _is_silent_lead(d)
    )
    symbols = " ".join(named)
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
        label=DECISION,
        what=decision.name,
        detail=decision.text,
        who=decision.owner,
        since=f"{wareki_date(decision.due_on)}の期限から",
        url=decision.url,
    )
