"""Carries out a reorganisation (機構改革) in one transaction, and moves tasks to the successors.

Reports under way go with their duties on the day itself: until then the old sections write them.

The sections that end keep their reports; their duties, people and tasks go on with the sections
that succeed them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hirao_dx.shared.text import whole_number
from hirao_dx.shared.trace import LONGEST_REASON, Trace
from hirao_dx.shared.versions import Stale
from initiatives.models import Participation, ProgressReport
from initiatives.participations.faults import overlap_message, overlapping
from initiatives.participations.handover import hand_over, open_reports
from inventory.models import Task
from organization.access import require_office
from organization.choices import ReorganisationKind
from organization.models import Appointment, Reorganisation, Section, SectionSuccession, User

from .proposal import ONE_DAY, Proposal, Touched, faults


@transaction.atomic
def reorganise(*, proposal: Proposal, fingerprint: str, by: User) -> Reorganisation:
    """End sections and let others succeed them. Returns the record of it.

    On the day itself or later the tasks and what is under way move as well, else they wait for
    `move_tasks`. Raises
    Stale unless `fingerprint` is that of what the office looked at; ValidationError with a
    sentence for everything in the way; PermissionDenied if `by` is not the office.
    """
    require_office(by)
    list(Section.objects.select_for_update().filter(pk__in=[s.pk for s in proposal.old]))
    touched = Touched.by(proposal)
    if touched.fingerprint != fingerprint:
        raise Stale(touched)
    if found := faults(proposal):
        raise ValidationError(found)
    trace = Trace(by, _reason(proposal.kind, proposal.reason))
    for section in proposal.old:
        section.ends_on = proposal.last_day
        trace.save(section)
    successors = _successors(proposal, trace)
    record = _record(proposal, successors, by)
    _pass_duties(proposal, touched, successors, trace)
    _pass_people(proposal, touched, successors, trace)
    if proposal.effective_on <= timezone.localdate():
        move_tasks(reorganisation=record, choices=proposal.choices, by=by)
    return record


@transaction.atomic
def move_tasks(*, reorganisation: Reorganisation, choices: Mapping[str, str], by: User) -> int:
    """Give the live tasks of ended sections to their successors, with new numbers there.

    What is under way of open periods goes with its duty. Returns how many tasks moved. `choices`
    names the successor's place for a task (t9); the first one takes the rest. Tasks have no dates,
    so they move on the day itself or later. Raises ValidationError before that day;
    PermissionDenied if `by` is not the office.
    """
    require_office(by)
    if reorganisation.effective_on > timezone.localdate():
        raise ValidationError("事務は、実施日になってから移してください。")
    successors: defaultdict[int, list[Section]] = defaultdict(list)
    for row in reorganisation.successions.select_related("successor"):
        if row.successor is not None:
            successors[row.predecessor_id].append(row.successor)
    tasks = list(
        Task.objects.live()
        .select_for_update(of=("self",))
        .filter(section__in=list(successors))
        .order_by("section__order", "section", "number")
    )
    following = _last_numbers([s.pk for sections in successors.values() for s in sections])
    for task in tasks:
        places = successors[task.section_id]
        at = whole_number(choices.get(f"t{task.pk}"), most=len(places) - 1)
        task.section = places[at or 0]
        following[task.section_id] += 1
        task.number = following[task.section_id]
    trace = Trace(by, f"機構改革（{reorganisation.get_kind_display()}）")
    trace.update(tasks, ["section", "number"])
    _pass_reports(reorganisation, by)
    return len(tasks)


def _pass_reports(reorganisation: Reorganisation, by: User) -> None:
    """Hand reports over from the participations that ended to those that took them over."""
    reports, successors = _under_way(reorganisation)
    trace = Trace(by, _reason(reorganisation.kind, reorganisation.reason))
    hand_over(reports, successors, trace)


def waiting_reports(reorganisation: Reorganisation) -> list[ProgressReport]:
    """What is still to be handed over: reports of duties that a section without one took over.

    Four queries.
    """
    reports, successors = _under_way(reorganisation)
    written = set(
        ProgressReport.objects.filter(participation__in=successors.values()).values_list(
            "participation_id", "period_id"
        )
    )
    return [
        r
        for r in reports
        if r.participation_id in successors
        and (successors[r.participation_id].pk, r.period_id) not in written
    ]


def _under_way(
    reorganisation: Reorganisation,
) -> tuple[list[ProgressReport], dict[int, Participation]]:
    """The reports of participations that ended, and by their keys those that took them over."""
    day = reorganisation.effective_on
    successions = list(reorganisation.successions.order_by("pk"))
    ended = list(
        Participation.objects.filter(
            section__in=[s.predecessor_id for s in successions], ends_on=day - ONE_DAY
        ).with_names()
    )
    places = {
        (p.section_id, p.initiative_id): p
        for p in Participation.objects.active(day)
        .filter(section__in=[s.successor_id for s in successions if s.successor_id])
        .with_names()
    }
    successors: dict[int, Participation] = {}
    for row in ended:
        for succession in successions:
            heir = places.get((succession.successor_id or 0, row.initiative_id))
            if succession.predecessor_id == row.section_id and heir is not None:
                successors.setdefault(row.pk, heir)
    return open_reports(ended, day), successors


def _reason(kind: str, reason: str) -> str:
    """What the history says of everything a reorganisation changes."""
    return f"機構改革（{ReorganisationKind(kind).label}）：{reason}"[:LONGEST_REASON]


def _last_numbers(sections: list[int]) -> defaultdict[int, int]:
    """The highest number of each section, ended tasks included."""
    rows = Task.objects.filter(section__in=sections).order_by().values("section_id")
    numbers = {row["section_id"]: row["last"] for row in rows.annotate(last=Max("number"))}
    return defaultdict(int, numbers)


def _successors(proposal: Proposal, trace: Trace[User]) -> list[Section]:
    """The successors in the order of `successor_names`; new ones are created."""
    successors = [proposal.existing] if proposal.existing else []
    for name in proposal.names:
        section = Section(
            department=proposal.home,
            name=name,
            order=proposal.old[0].order,
            starts_on=proposal.effective_on,
        )
        trace.save(section)
        successors.append(section)
    return successors


def _record(proposal: Proposal, successors: list[Section], by: User) -> Reorganisation:
    """The stored record of the reorganisation, with who succeeds whom."""
    record = Reorganisation.objects.create(
        kind=proposal.kind, effective_on=proposal.effective_on, reason=proposal.reason, by=by
    )
    targets: list[Section | None] = [*successors] or [None]
    SectionSuccession.objects.bulk_create(
        SectionSuccession(reorganisation=record, predecessor=old, successor=successor)
        for old in proposal.old
        for successor in targets
    )
    return record


def _pass_duties(
    proposal: Proposal, touched: Touched, successors: list[Section], trace: Trace[User]
) -> None:
    """End each participation the day before and let its successors go on in the same role."""
    wanted: defaultdict[tuple[int, int], list[_Source]] = defaultdict(list)
    for row in touched.participations:
        targets = proposal.chosen(f"p{row.pk}")
        source = _Source(row.ends_on, row)
        for target in targets[:1] if row.is_lead else targets:
            wanted[row.initiative_id, target].append(source)
        _end(row, proposal, trace)
    for (_, target), sources in wanted.items():
        _begin(sources, successors[target], proposal, trace)


@dataclass(frozen=True)
class _Source:
    """A participation as it was before: ending it changes its last day."""

    until: date | None
    row: Participation


def _end(row: Participation, proposal: Proposal, trace: Trace[User]) -> None:
    """End a participation the day before; one that was only planned is deleted.

    Raises ValidationError if one that was only planned has a report.
    """
    if row.starts_on < proposal.effective_on:
        row.ends_on = proposal.last_day
        trace.save(row)
    elif not row.reports.exists():
        trace.delete(row)
    else:
        raise ValidationError(
            f"{row}は、実施日以後に始まるのに報告があります。先に担当の開始日を直してください。"
        )


def _begin(
    sources: list[_Source], successor: Section, proposal: Proposal, trace: Trace[User]
) -> Participation:
    """One participation for all that several sections had in an initiative; 主管 wins.

    Raises ValidationError if another section's participation is in the way.
    """
    pattern = next((s.row for s in sources if s.row.is_lead), sources[0].row)
    starts_on = max(proposal.effective_on, min(s.row.starts_on for s in sources))
    last_days = [s.until for s in sources]
    ends_on = None if None in last_days else max(day for day in last_days if day)
    new = Participation(
        initiative=pattern.initiative,
        section=successor,
        role=pattern.role,
        cadence=pattern.cadence,
        starts_on=starts_on,
        ends_on=ends_on,
        note=pattern.note,
    )
    for clash in overlapping(
        initiative=new.initiative,
        section=successor,
        role=new.role,
        starts_on=starts_on,
        ends_on=new.ends_on,
    ):
        mine = clash.section_id == successor.pk and clash.starts_on <= starts_on
        if mine and (clash.is_lead or not new.is_lead):
            return clash
        if not mine:
            raise ValidationError(f"{new.initiative}：{overlap_message(clash, successor)}")
        if clash.starts_on == starts_on:
            clash.role = new.role
            trace.save(clash)
            return clash
        clash.ends_on = starts_on - ONE_DAY
        trace.save(clash)
    trace.save(new)
    return new


def _pass_people(
    proposal: Proposal, touched: Touched, successors: list[Section], trace: Trace[User]
) -> None:
    """End each appointment the day before and start it with the chosen successor."""
    held = {
        (row.user_id, row.role, row.section_id)
        for row in Appointment.objects.filter(section__in=successors, ends_on__isnull=True)
    }
    for row in touched.appointments:
        targets = [successors[at] for at in proposal.chosen(f"a{row.pk}")[:1]]
        starts_on, ends_on = max(row.starts_on, proposal.effective_on), row.ends_on
        if row.starts_on < proposal.effective_on:
            row.ends_on = proposal.last_day
            trace.save(row)
        else:
            trace.delete(row)
        for section in targets:
            if (row.user_id, row.role, section.pk) in held:
                continue
            held.add((row.user_id, row.role, section.pk))
            trace.save(
                Appointment(
                    user=row.user,
                    role=row.role,
                    section=section,
                    starts_on=starts_on,
                    ends_on=ends_on,
                )
            )
