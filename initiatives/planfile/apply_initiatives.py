"""Creates the initiatives: what they are, when they run, who does them, what is measured."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from hirao_dx.shared.measured import in_words
from hirao_dx.shared.text import half_width
from initiatives import models
from initiatives.choices import Cadence, ParticipationRole

from . import schema
from .apply_organization import Sections
from .apply_plan import Frame
from .ledger import Ledger, save
from .survey import CORE, Table

_SEALED = "策定時の計画は確定しているため、追加できません。見直しで追加してください。"


def apply_initiatives(
    ledger: Ledger,
    frame: Frame,
    items: list[schema.Initiative],
    *,
    revision: models.PlanRevision | None,
    sections: Sections,
    table: Table,
) -> None:
    """Every initiative with all that belongs to it; seals revision 0 when it is new."""
    for order, item in enumerate(items, start=1):
        initiative = _put_initiative(ledger, frame, item, order)
        if initiative is None:
            continue
        _apply_terms(ledger, frame, item, initiative, revision)
        _apply_participations(ledger, item, initiative, sections, table)
        _apply_indicators(ledger, item, initiative)
        _apply_milestones(ledger, item, initiative)
    if revision and revision.sealed_at is None and not ledger.knows("revision:0"):
        revision.sealed_at = timezone.now()
        save(revision)


def _name(item: schema.Initiative) -> str:
    return f"取組{item.symbol or item.code}"


def _put_initiative(
    ledger: Ledger, frame: Frame, item: schema.Initiative, order: int
) -> models.Initiative | None:
    pillar = frame.pillars[half_width(item.pillar)]
    texts = {"title", "issue_summary", "issue_official", "outline_summary", "outline_official"}
    return ledger.put(
        models.Initiative,
        key=f"initiative:{item.code}",
        label=f"{_name(item)}「{item.title}」",
        natural={"plan": frame.plan, "code": item.code},
        values={
            "pillar": pillar,
            "symbol": item.symbol or item.code,
            "order": order,
            **item.model_dump(include=texts | {"reference"}),
        },
        without="" if pillar else f"柱「{item.pillar}」",
    )


def _apply_terms(
    ledger: Ledger,
    frame: Frame,
    item: schema.Initiative,
    initiative: models.Initiative,
    revision: models.PlanRevision | None,
) -> None:
    """The initiative's schedule in revision 0. Once that is sealed, nothing is added to it."""
    key, label = f"terms:{item.code}", f"{_name(item)} 予定"
    if revision is None:
        ledger.without_parent(key, label, "策定時の計画")
        return
    sealed = revision.sealed_at is not None
    if sealed and not revision.terms.filter(initiative=initiative).exists():
        ledger.refuse(label, _SEALED)
        return
    terms = ledger.put(
        models.InitiativeTerms,
        key=key,
        label=label,
        natural={"revision": revision, "initiative": initiative},
        values={"target_on": item.target_on, "weight": item.weight},
    )
    if terms is None:
        return
    for scheduled in item.schedule:
        _put_scheduled_phase(ledger, frame, item, terms, scheduled, sealed=sealed)
    for target in item.yearly_targets:
        label = f"{_name(item)} {target.year}年度の予定"
        if sealed and not terms.yearly_targets.filter(fiscal_year=target.year).exists():
            ledger.refuse(label, _SEALED)
            continue
        ledger.put(
            models.YearlyTarget,
            key=f"yearly_target:{item.code}/{target.year}",
            label=label,
            natural={"terms": terms, "fiscal_year": target.year},
            values={"percent": target.percent},
        )


def _put_scheduled_phase(
    ledger: Ledger,
    frame: Frame,
    item: schema.Initiative,
    terms: models.InitiativeTerms,
    scheduled: schema.ScheduledPhase,
    *,
    sealed: bool,
) -> None:
    label = f"{_name(item)} 予定工程「{scheduled.phase}」"
    phase = frame.phases[half_width(scheduled.phase)]
    if phase and sealed and not terms.phases.filter(phase=phase).exists():
        ledger.refuse(label, _SEALED)
        return
    ledger.put(
        models.ScheduledPhase,
        key=f"scheduled_phase:{item.code}/{scheduled.phase}",
        label=label,
        natural={"terms": terms, "phase": phase},
        values=scheduled.model_dump(exclude={"phase"}),
        without="" if phase else f"工程「{scheduled.phase}」",
    )


def section_refs(item: schema.Initiative, table: Table) -> Iterator[tuple[str, str]]:
    """The sections of an initiative with their roles: those that lead first, each once."""
    first, *joint = [half_width(name) for name in item.sections.lead]
    yield first, ParticipationRole.LEAD.value
    for ref in joint:
        yield ref, ParticipationRole.JOINT.value
    seen = {first, *joint}
    for word in item.sections.support:
        for ref in _refs_meant(word, table):
            if ref not in seen:
                seen.add(ref)
                yield ref, ParticipationRole.SUPPORT.value


def cadences(item: schema.Initiative, table: Table) -> dict[str, str]:
    """The cadence of each section of an initiative that does not report in every period.

    A section that is named goes before one that a word for many means; such a word never means
    the lead.
    """
    lists = ((Cadence.HALF, item.sections.half), (Cadence.YEAR, item.sections.year_end))
    found: dict[str, str] = {}
    for cadence, words in lists:
        for word in words:
            if word in schema.WORDS:
                found |= dict.fromkeys(_refs_meant(word, table), cadence.value)
    for name in item.sections.lead:
        found.pop(half_width(name), None)
    for cadence, words in lists:
        found |= {half_width(w): cadence.value for w in words if w not in schema.WORDS}
    return found


def _refs_meant(word: str, table: Table) -> list[str]:
    if word == schema.ALL_SECTIONS:
        return [half_width(row.ref) for row in table.sections]
    if word == schema.CORE_SECTIONS:
        return [half_width(row.ref) for row in table.sections if row.figures[CORE]]
    return [half_width(word)]


def _apply_participations(
    ledger: Ledger,
    item: schema.Initiative,
    initiative: models.Initiative,
    sections: Sections,
    table: Table,
) -> None:
    starts_on = item.sections.starts_on or initiative.plan.starts_on
    every = cadences(item, table)
    for ref, role in section_refs(item, table):
        ledger.put(
            models.Participation,
            key=f"participation:{item.code}/{ref}",
            label=f"{_name(item)} 担当「{ref}」",
            natural={"initiative": initiative, "section": sections[ref]},
            values={
                "role": role,
                "cadence": every.get(ref, Cadence.EVERY.value),
                "starts_on": starts_on,
            },
            without="" if sections[ref] else "班",
        )


def _apply_indicators(
    ledger: Ledger, item: schema.Initiative, initiative: models.Initiative
) -> None:
    for order, indicator in enumerate(item.indicators, start=1):
        key, label = f"{item.code}/{indicator.name}", f"{_name(item)} 指標「{indicator.name}」"
        row = ledger.put(
            models.Indicator,
            key=f"indicator:{key}",
            label=label,
            natural={"initiative": initiative, "name": indicator.name},
            values={
                "order": order,
                **indicator.model_dump(exclude={"name", "targets", "values"}),
            },
        )
        if row is None:
            continue
        for target in indicator.targets:
            ledger.put(
                models.IndicatorTarget,
                key=f"indicator_target:{key}/{target.year}",
                label=f"{label} {target.year}年度の目標値",
                natural={"indicator": row, "fiscal_year": target.year},
                values=target.model_dump(exclude={"year"}),
            )
        for value in indicator.values:
            series = value.series or indicator.own_series
            until, precision = value.measured_on
            ledger.put(
                models.IndicatorValue,
                key=f"indicator_value:{key}/{series}/{until}",
                label=f"{label} {series} {in_words(until, precision)}の値",
                natural={"indicator": row, "series": series, "measured_on": until},
                values={
                    "is_provisional": value.provisional,
                    "precision": precision.value,
                    **value.model_dump(include={"value", "label", "source"}),
                },
            )


def _apply_milestones(
    ledger: Ledger, item: schema.Initiative, initiative: models.Initiative
) -> None:
    order = 0
    for group in item.milestones:
        for name in group.items:
            order += 1
            ledger.put(
                models.Milestone,
                key=f"milestone:{item.code}/{group.group}/{name}",
                label=f"{_name(item)} マイルストーン「{name}」",
                natural={"initiative": initiative, "group": group.group, "name": name},
                values={"order": order, **group.model_dump(exclude={"group", "items"})},
            )
