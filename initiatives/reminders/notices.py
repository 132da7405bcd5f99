"""Who is told on a day of reports that came back to their section, or that wait for their head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery

from hirao_dx.shared.calendar import local_day
from initiatives.choices import PeriodState, ReminderAbout, ReminderTo, ReportState
from initiatives.models import Plan, ProgressReport, Reminder, ReportTransition
from organization.models import User
from organization.people.responsible import Responsible

from .due import DueNotice, Told, is_reachable
from .rules import asked, waiting_step

STATES = {
    ReminderAbout.RETURNED: ReportState.RETURNED,
    ReminderAbout.WAITING: ReportState.SUBMITTED,
}
FIRST_ASKED = {
    ReminderAbout.RETURNED: (ReminderTo.STAFF,),
    ReminderAbout.WAITING: (ReminderTo.HEAD,),
}


@dataclass(frozen=True)
class _Sent:
    """What was mailed before: each report's steps by person, and who was mailed on the day."""

    told: frozenset[tuple[int, int, int]]
    heard: frozenset[tuple[str, int]]


def due_notices(plan: Plan, responsible: Responsible, *, on: date) -> list[DueNotice]:
    """Everyone to be told on a day: once when a report gets there, then every seven days.

    A person is told of one kind once a day at most. People without an address are in the list and
    get no mail. Four queries.
    """
    steps = list(_arrivals(plan))
    sent = _sent(steps, on=on)
    return [
        notice
        for about in STATES
        for notice in _of_kind(about, plan, steps, responsible, sent, on=on)
    ]


def was_told_today(recipient: User, about: ReminderAbout, on: date) -> bool:
    """Whether somebody has had their mail of a kind on a day. One query."""
    return Reminder.objects.filter(recipient=recipient, about=about, sent_at__date=on).exists()


def _arrivals(plan: Plan) -> Iterable[ReportTransition]:
    """The last transition of each report that came back and may be written, or that waits."""
    newest = ReportTransition.objects.filter(report=OuterRef("pk"), to_state=OuterRef("state"))
    is_taken = Q(period__state=PeriodState.OPEN) | Q(
        period__state=PeriodState.CLOSED, reopened_at__isnull=False
    )
    reports = (
        ProgressReport.objects.filter(period__plan=plan, period__in=plan.periods.begun())
        .filter(Q(state=ReportState.SUBMITTED) | Q(is_taken, state=ReportState.RETURNED))
        .annotate(arrival=Subquery(newest.order_by("-version", "-pk").values("pk")[:1]))
    )
    return (
        ReportTransition.objects.filter(pk__in=reports.values("arrival"))
        .select_related(
            "report__participation__initiative",
            "report__participation__section__department",
            "report__period",
            "report__submitted_by",
            "by",
        )
        .order_by("at", "pk")
    )


def _sent(steps: list[ReportTransition], *, on: date) -> _Sent:
    told = Reminder.objects.filter(transition__in=[s.pk for s in steps])
    heard = Reminder.objects.filter(sent_at__date=on, about__in=STATES)
    return _Sent(
        frozenset(
            (transition, step, person)
            for transition, step, person in told.values_list(
                "transition_id", "step", "recipient_id"
            )
            if transition is not None
        ),
        frozenset(heard.values_list("about", "recipient_id")),
    )


def _of_kind(
    about: ReminderAbout,
    plan: Plan,
    steps: list[ReportTransition],
    responsible: Responsible,
    sent: _Sent,
    *,
    on: date,
) -> Iterator[DueNotice]:
    found: dict[User, list[Told]] = defaultdict(list)
    for arrival in steps:
        step = waiting_step((on - local_day(arrival.at)).days)
        if arrival.to_state != STATES[about] or step is None:
            continue
        for person, role in _addressed(about, arrival.report, responsible).items():
            if (arrival.pk, step, person.pk) not in sent.told:
                found[person].append(Told(arrival, step, role))
    for person, told in found.items():
        if (about.value, person.pk) not in sent.heard:
            yield DueNotice(person, about, plan, tuple(told))


def _addressed(
    about: ReminderAbout, report: ProgressReport, responsible: Responsible
) -> dict[User, ReminderTo]:
    """Whom a report is mailed to, and who would be mailed if they had an address.

    Where nobody of a role can be reached the next one is asked. Nobody is asked to confirm what
    they handed in.
    """
    section = report.participation.section
    people = {
        ReminderTo.STAFF: responsible.staff_of(section),
        ReminderTo.HEAD: responsible.heads.get(section.department_id, []),
        ReminderTo.OFFICE: responsible.office,
    }
    if about == ReminderAbout.WAITING:
        people = {r: [p for p in ps if p.pk != report.submitted_by_id] for r, ps in people.items()}
    reached = {role: [p for p in held if is_reachable(p)] for role, held in people.items()}
    wanted = FIRST_ASKED[about]
    unreached = {p: r for r, p in asked(wanted, people) if not is_reachable(p)}
    return {person: role for role, person in asked(wanted, reached)} | unreached
