"""Why a change to participations is refused: every fault as a sentence, with its remedy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from hirao_dx.shared import calendar
from hirao_dx.shared.calendar import wareki_date
from initiatives.choices import ParticipationRole, PeriodState
from initiatives.models import Initiative, Participation, ProgressReport, ReportingPeriod
from organization.models import Section

from .changes import DAY, Change, ChangeKind, outcome


def overlapping(
    *,
    initiative: Initiative,
    section: Section,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    other_than: int | None = None,
) -> list[Participation]:
    """Participations that exclude the one described. One query.

    A section takes part once at a time, and one section leads at a time; both ends of a range are
    inclusive. `other_than` is the key of the row being changed.
    """
    rows = Participation.objects.filter(initiative=initiative).with_names()
    return in_the_way(
        rows,
        section_id=section.pk,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        other_than=other_than,
    )


def in_the_way(
    rows: Iterable[Participation],
    *,
    section_id: int,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    other_than: int | None = None,
) -> list[Participation]:
    """The same of rows at hand: an initiative's participations, saved or not yet. No query."""
    return [
        row
        for row in rows
        if (row.pk is None or row.pk != other_than)
        and (row.section_id == section_id or ParticipationRole.LEAD == role == row.role)
        and (row.ends_on is None or row.ends_on >= starts_on)
        and (ends_on is None or row.starts_on <= ends_on)
    ]


def overlap_message(clash: Participation, section: Section) -> str:
    """The sentence for one participation in the way."""
    until = f"{clash.ends_on:%Y-%m-%d}まで" if clash.ends_on else "終了日なし"
    dates = f"{clash.starts_on:%Y-%m-%d}から、{until}"
    if clash.section_id == section.pk:
        return f"この班は、同じ時期にすでにこの取組を担当しています（{dates}）。"
    return f"同じ時期に{clash.section}が主管です（{dates}）。先にその終了日を入力してください。"


@dataclass(frozen=True)
class Situation:
    """What the changes are checked against. Three queries, however many sections there are."""

    initiative: Initiative
    rows: list[Participation]
    closed: list[ReportingPeriod]
    last_reports: dict[int, ProgressReport]

    @classmethod
    def of(cls, initiative: Initiative) -> Situation:
        """Read an initiative's participations, the closed periods and the latest reports."""
        rows = list(Participation.objects.filter(initiative=initiative).with_names())
        closed = ReportingPeriod.objects.filter(
            plan_id=initiative.plan_id, state=PeriodState.CLOSED
        )
        reports = (
            ProgressReport.objects.counted()
            .filter(participation__initiative=initiative)
            .select_related("period")
            .order_by("period__ends_on")
        )
        return cls(
            initiative=initiative,
            rows=rows,
            closed=list(closed.order_by("ends_on")),
            last_reports={report.participation_id: report for report in reports},
        )


def faults(situation: Situation, changes: list[Change]) -> list[str]:
    """Every reason against the changes, as sentences. No query."""
    first, last = _plan_days(situation.initiative)
    found: list[str] = []
    for change in changes:
        found += _date_faults(change, first, last)
        found += _section_faults(change)
        found += _report_faults(situation, change)
        found += _closed_faults(situation, change)
    if found:
        return list(dict.fromkeys(found))
    after = outcome(situation.initiative, situation.rows, changes)
    return [*_overlaps(after), *_lead_gaps(situation.rows, after)]


def _plan_days(initiative: Initiative) -> tuple[date, date]:
    plan = initiative.plan
    return calendar.first_day(plan.first_fiscal_year), calendar.last_day(plan.last_fiscal_year)


def _date_faults(change: Change, first: date, last: date) -> Iterator[str]:
    if not first <= change.on <= last:
        yield (
            f"{wareki_date(change.on)}は計画の期間の外です。"
            f"{wareki_date(first)}から{wareki_date(last)}までの日付にしてください。"
        )
    if change.until and change.until < change.on:
        yield "終了日は開始日以後の日付にしてください。"
    row, ending = change.participation, change.last_day
    if row is None or ending is None:
        return
    if ending < row.starts_on:
        yield (
            f"{row.section.label}の{row.get_role_display()}は"
            f"{wareki_date(row.starts_on)}に始まっています。{_hold_until(row.starts_on)}"
        )
    if row.ends_on and ending > row.ends_on:
        yield (
            f"{row.section.label}の{row.get_role_display()}は{wareki_date(row.ends_on)}で"
            "終わることになっています。その日までの日付にしてください。"
        )


def _section_faults(change: Change) -> Iterator[str]:
    """A section takes part only while it exists."""
    if change.kind == ChangeKind.END:
        return
    for unit in (change.section, change.section.department):
        if unit.starts_on and change.on < unit.starts_on:
            yield (
                f"{change.section.label}ができるのは{wareki_date(unit.starts_on)}です。"
                "その日以後の日付にしてください。"
            )
            return
        if unit.ends_on and (change.until or change.on) > unit.ends_on:
            yield (
                f"{change.section.label}は{wareki_date(unit.ends_on)}までの組織です。"
                "その日までの日付にするか、別の班を選んでください。"
            )
            return


def _report_faults(situation: Situation, change: Change) -> Iterator[str]:
    """A part may not end before what was reported of it, unless the work and the report go on."""
    row, ending = change.participation, change.last_day
    report = situation.last_reports.get(row.pk) if row and ending else None
    if not (row and ending and report) or report.period.ends_on <= ending:
        return
    if change.goes_on and report.period.is_open:
        return
    yield (
        f"{row.section.label}には{report.period}の報告（{report.get_state_display()}）があります。"
        f"報告を残すため、{_hold_until(report.period.ends_on)}"
    )


def _closed_faults(situation: Situation, change: Change) -> Iterator[str]:
    """The roll-up of a closed period stays as it was."""
    touched = [p for p in situation.closed if _touches(change, p.ends_on)]
    if touched:
        newest = touched[-1]
        yield (
            f"{change.section.label}：{newest}は締め切られていて、集計は変えられません。"
            f"{_hold_until(newest.ends_on)}"
        )


def _hold_until(day: date) -> str:
    """How to mend a change that comes too early: what may still change, and from when."""
    return f"{wareki_date(day)}までは今のままにし、{wareki_date(day + DAY)}から変えてください。"


def _touches(change: Change, day: date) -> bool:
    """Whether a change alters who takes part, or as what, on a day."""
    row = change.participation
    until = row.ends_on if row else change.until
    begun = change.on < day if change.kind == ChangeKind.END else change.on <= day
    return begun and (until is None or day <= until)


def _overlaps(after: list[Participation]) -> Iterator[str]:
    """Each pair of rows that exclude each other, once."""
    for index, row in enumerate(after):
        earlier = after[:index]
        for clash in in_the_way(
            earlier,
            section_id=row.section_id,
            role=row.role,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        ):
            yield f"{row.section.label}：{overlap_message(clash, row.section)}"


def _lead_gaps(before: list[Participation], after: list[Participation]) -> Iterator[str]:
    """The first day on which sections take part that lost their lead."""
    for day in sorted(
        {r.starts_on for r in after} | {r.ends_on + DAY for r in after if r.ends_on}
    ):
        if _without_lead(after, day) and _has_lead(before, day):
            yield (
                f"{wareki_date(day)}から、主管の班がいなくなります。"
                "主管を別の班に移してください（主管はいつも1つの班です）。"
            )
            return


def _without_lead(rows: list[Participation], day: date) -> bool:
    held = [row for row in rows if row.is_active(day)]
    return bool(held) and not any(row.is_lead for row in held)


def _has_lead(rows: list[Participation], day: date) -> bool:
    return any(row.is_lead and row.is_active(day) for row in rows)
