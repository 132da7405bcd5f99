"""What a section has to report for a period, and what it last reported (design: roll-up).

Each rule is written once, as a condition of the database. The expressions take the database's own
columns (`OuterRef`) as well as values, so that one query can ask about many periods.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Protocol, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler

from organization.choices import ReorganisationKind
from organization.models import Reorganisation, SectionSuccession

from .cadence import asked_in
from .initiative import Participation, ParticipationQuerySet
from .report import BEING_WRITTEN, ENDS_DUTY, ProgressReport, ProgressReportQuerySet
from .reporting_period import ReportingPeriod
from .revision import PlanRevision

ONE_DAY = timedelta(days=1)


class Part(Protocol):
    """A section's part in an initiative, as the database or the roll-up holds it."""

    @property
    def section_id(self) -> int: ...

    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date | None: ...


PartT = TypeVar("PartT", bound=Part)


def work(part: PartT, parts: Iterable[PartT], renamed: Mapping[int, int]) -> list[PartT]:
    """The parts that one goes on with, itself first: the one it directly follows, and so on.

    A change of role or cadence, or a new name of the section, ends one part and starts the next
    the day after: the work goes on, and so does what was last reported of it. A section that left
    and came back, or came of a split or a merger, begins anew. `parts` are the initiative's,
    `renamed` says by section what it was called before (`SectionSuccession.objects.renames`). The
    same rule as `goes_on_with`.
    """
    ended = {(p.section_id, p.ends_on): p for p in parts}
    found = [part]
    while True:
        at, eve = found[-1], found[-1].starts_on - ONE_DAY
        before = ended.get((at.section_id, eve)) or ended.get((renamed.get(at.section_id, 0), eve))
        if before is None:
            return found
        found.append(before)


class _GoesOnWith(Func):
    """Whether a participation (first) is one that another (second) goes on with."""

    conditional = True
    output_field = BooleanField()
    template = (
        "%(row)s %(among)s (WITH RECURSIVE going_on(id, initiative_id, section_id, starts_on) AS ("
        "SELECT b.id, b.initiative_id, b.section_id, b.starts_on FROM %(part)s b"
        " WHERE b.id = %(of)s"
        " UNION "
        "SELECT p.id, p.initiative_id, p.section_id, p.starts_on FROM %(part)s p"
        " JOIN going_on n ON p.initiative_id = n.initiative_id AND p.ends_on = %(eve)s"
        " AND (p.section_id = n.section_id OR ("
        "EXISTS (SELECT 1 FROM %(succession)s s"
        " JOIN %(reorganisation)s r ON r.id = s.reorganisation_id"
        " WHERE s.predecessor_id = p.section_id AND s.successor_id = n.section_id%(kind)s)"
        " AND NOT EXISTS (SELECT 1 FROM %(part)s o WHERE o.initiative_id = n.initiative_id"
        " AND o.section_id = n.section_id AND o.ends_on = %(eve)s)"
        "))) SELECT id FROM going_on)%(end)s"
    )

    def __init__(self, row: Any, of: Any, *, any_successor: bool = False) -> None:
        super().__init__(row, of)
        self.any_successor = any_successor

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, list[Any]]:
        row, of = self.get_source_expressions()
        row_sql, row_params = compiler.compile(row)
        of_sql, of_params = compiler.compile(of)
        is_sqlite = connection.vendor == "sqlite"
        kind = "" if self.any_successor else f" AND r.kind = '{ReorganisationKind.RENAME.value}'"
        sql = self.template % {
            "row": row_sql,
            # PostgreSQL takes an array for a key to look up by, and would else read all reports.
            "among": "IN" if is_sqlite else "= ANY(ARRAY",
            "end": "" if is_sqlite else ")",
            "of": of_sql,
            "part": Participation._meta.db_table,
            "succession": SectionSuccession._meta.db_table,
            "reorganisation": Reorganisation._meta.db_table,
            "eve": "date(n.starts_on, '-1 day')" if is_sqlite else "n.starts_on - 1",
            "kind": kind,
        }
        return sql, [*row_params, *of_params]


def goes_on_with(row: str, of: Any, *, any_successor: bool = False) -> _GoesOnWith:
    """The condition that a participation (`row`, a path to it) is one that another goes on with.

    `of` is the other's key or an `OuterRef` of it. With `any_successor` it goes on after a split
    or a merger as well: that is where texts begun go, never figures. The same rule as `work`.
    """
    other = of if isinstance(of, OuterRef) else Value(of)
    return _GoesOnWith(F(row), other, any_successor=any_successor)


def due(plan_id: int, *, day: Any) -> ParticipationQuerySet:
    """The participations of a plan that count on a day: active, of initiatives then in force.

    `day` may be the `OuterRef` of a period's (`ReportingPeriodQuerySet.with_day`).
    """
    revision = PlanRevision.objects.in_effect(plan_id, _within(day)).values("pk")[:1]
    return Participation.objects.active(day).filter(
        initiative__plan=plan_id, initiative__terms__revision=Subquery(revision)
    )


def owing(
    plan_id: int, *, period: Any, starts_on: Any, ends_on: Any, day: Any
) -> ParticipationQuerySet:
    """Those asked for a report of a period that have handed nothing in.

    Asked are those due on `day` whose cadence asks in the period, and whose last counted report
    does not say that there is nothing more to report (`ENDS_DUTY`). All but the plan may be
    `OuterRef`s. `reporting.duties.Duty.is_owed` is the same rule in Python.
    """
    told = _reports_of_work("pk").counted().filter(period__ends_on__lte=_within(ends_on))
    still_owed = Case(
        When(Q(period=_within(period)) | ENDS_DUTY, then=Value(False)), default=Value(True)
    )
    newest = Subquery(_newest(told).values(owed=still_owed)[:1])
    return (
        due(plan_id, day=day)
        .filter(asked_in(starts_on, ends_on))
        .filter(Coalesce(newest, Value(True)))
    )


def taking_part_now(participation: Participation, day: date) -> ParticipationQuerySet:
    """The parts of an initiative, active on a day, whose work is that of another: after it, or,
    where that one begins later, before it. Splits and mergers included."""
    after = _GoesOnWith(Value(participation.pk), F("pk"), any_successor=True)
    before = goes_on_with("pk", participation.pk, any_successor=True)
    same = Participation.objects.active(day).filter(initiative=participation.initiative_id)
    return same.filter(Q(after) | Q(before)).order_by("role", "pk")


def with_reports(
    participations: ParticipationQuerySet, period: ReportingPeriod
) -> ParticipationQuerySet:
    """Participations with the keys of their reports, None where there is none.

    `report_pk`: what is written of the period, its own report before that of a part it goes on
    with, be it a text begun by a section that it succeeded; `counted_pk`: the report of the period
    that counts; `last_pk`: the last counted one before.
    """
    of_work = _reports_of_work("pk")
    earlier = of_work.counted().filter(period__ends_on__lt=period.ends_on)
    now = of_work.filter(period=period)
    return participations.annotate(
        report_pk=Subquery(_newest(written_of("pk", period)).values("pk")[:1]),
        counted_pk=Subquery(_newest(now.counted()).values("pk")[:1]),
        last_pk=Subquery(_newest(earlier).values("pk")[:1]),
    )


def written_of(participation: Any, period: ReportingPeriod) -> ProgressReportQuerySet:
    """The reports of a period that belong to a participation's duty, the present one first.

    Its own and those of its work; and texts begun by sections that it succeeded. `participation`
    is a key, or the name of the outer column.
    """
    of = OuterRef(participation) if isinstance(participation, str) else participation
    of_work = Q(goes_on_with("participation", of))
    found = ProgressReport.objects.filter(
        goes_on_with("participation", of, any_successor=True),
        of_work | Q(state__in=BEING_WRITTEN),
        period=period,
    )
    return _newest(found)


def last_before(reports: Iterable[ProgressReport]) -> dict[int, ProgressReport]:
    """By report, what its section had reported before: what a new report would start from.

    Two queries, two more where a section without a report of its own succeeded others.
    """
    earlier = (
        _reports_of_work("participation")
        .counted()
        .filter(period__ends_on__lt=OuterRef("period__ends_on"))
    )
    found: list[Any] = list(
        ProgressReport.objects.filter(pk__in=[r.pk for r in reports])
        .annotate(succeeds=_succeeds("participation__section"))
        .annotate(last_pk=Subquery(_newest(earlier).values("pk")[:1]))
        .select_related("participation", "period")
    )
    last = in_full(r.last_pk for r in found)
    begun_anew = [r for r in found if r.last_pk is None and r.succeeds]
    taken_over = taken_over_by((r.participation, r.period) for r in begun_anew)
    return {
        r.pk: before
        for r in found
        if (before := last.get(r.last_pk) or taken_over.get((r.participation_id, r.period_id)))
    }


def taken_over_by(
    duties: Iterable[tuple[Participation, ReportingPeriod]],
) -> dict[tuple[int, int], ProgressReport]:
    """The latest counted report of the sections that one succeeded, by participation and period.

    Where a section without a report of its own may start from (機構改革): its text, never its
    figures. Two queries, one where nothing was taken over, none for no duties.
    """
    duties = list(duties)
    if not duties:
        return {}
    sections = SectionSuccession.objects.ancestors({p.section_id for p, _ in duties})
    if not any(sections.values()):
        return {}
    told = list(
        ProgressReport.objects.counted()
        .filter(
            participation__initiative__in={p.initiative_id for p, _ in duties},
            participation__section__in=frozenset().union(*sections.values()),
        )
        .with_names()
        .order_by("-period__ends_on", "participation__role", "pk")
    )
    found = {}
    for participation, period in duties:
        before = sections[participation.section_id]
        for report in told:
            part = report.participation
            same = part.initiative_id == participation.initiative_id and part.section_id in before
            if same and report.period.ends_on < period.ends_on:
                found[participation.pk, period.pk] = report
                break
    return found


def with_succession(participations: ParticipationQuerySet) -> ParticipationQuerySet:
    """Participations with `succeeds`: whether the section took over from others."""
    return participations.annotate(succeeds=_succeeds("section"))


def in_full(keys: Iterable[int | None]) -> dict[int, ProgressReport]:
    """Reports by key, with all that a page shows of them. One query, none for no keys."""
    wanted = {key for key in keys if key is not None}
    return ProgressReport.objects.with_names().in_bulk(wanted) if wanted else {}


def _reports_of_work(participation: str) -> ProgressReportQuerySet:
    """All reports of the work that a participation, a column of the outer row, goes on with."""
    return ProgressReport.objects.filter(goes_on_with("participation", OuterRef(participation)))


def _succeeds(section: str) -> Exists:
    return Exists(SectionSuccession.objects.filter(successor=OuterRef(section)))


def _newest(reports: ProgressReportQuerySet) -> ProgressReportQuerySet:
    """The newest first; of one period, that of the newest part."""
    return reports.order_by("-period__ends_on", "-participation__starts_on")


def _within(value: Any) -> Any:
    """A value as a subquery of the asking query must name it."""
    return OuterRef(value) if isinstance(value, OuterRef) else value
