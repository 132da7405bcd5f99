"""Changes to who takes part in an initiative, as values: described, then checked, then written."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices

from hirao_dx.shared.calendar import wareki_date
from initiatives.choices import Cadence, ParticipationRole
from initiatives.models import Initiative, Participation
from organization.models import Section

DAY = timedelta(days=1)


class ChangeKind(TextChoices):
    """What happens to a section's part, in the order it is written."""

    END = "end", "担当を終える"
    ROLE = "role", "役割を変える"
    CADENCE = "cadence", "報告の回数を変える"
    START = "start", "担当を始める"


@dataclass(frozen=True)
class Change:
    """One section's change. `on` is the first day of the new part, or the last of an ended one."""

    kind: ChangeKind
    section: Section
    on: date
    role: str = ""
    """The role from then on; blank when the part ends."""
    participation: Participation | None = None
    """The row that ends or changes its role; None when the section was not in."""
    until: date | None = None
    note: str = ""
    cadence: str = Cadence.EVERY
    """How often reports are asked for from then on."""

    @property
    def goes_on(self) -> bool:
        """Whether the section's work goes on, as something else than before."""
        return self.kind in (ChangeKind.ROLE, ChangeKind.CADENCE)

    @property
    def in_place(self) -> bool:
        """Whether it changes from the row's first day, so that nothing has to end."""
        row = self.participation
        return self.goes_on and row is not None and row.starts_on == self.on

    @property
    def last_day(self) -> date | None:
        """The last day of the row that ends, None where none ends."""
        if self.kind == ChangeKind.START or self.in_place:
            return None
        return self.on if self.kind == ChangeKind.END else self.on - DAY

    @property
    def text(self) -> str:
        """The change in a sentence, for a preview."""
        day = wareki_date(self.on)
        if self.kind == ChangeKind.END:
            was = self.participation.get_role_display() if self.participation else ""
            return f"{self.section.label}：{was}を{day}で終える"
        word = ParticipationRole(self.role).label
        if self.kind == ChangeKind.START:
            return f"{self.section.label}：{day}から{word}になる"
        row = self.participation
        if self.kind == ChangeKind.CADENCE:
            was = row.get_cadence_display() if row else ""
            every = Cadence(self.cadence).label
            return f"{self.section.label}：{day}から報告の回数を{was}から{every}に変える"
        was = row.get_role_display() if row else ""
        return f"{self.section.label}：{day}から{was}を{word}に変える"


def end(row: Participation, on: date) -> Change:
    """A section's part ends on a day."""
    return Change(ChangeKind.END, row.section, on, participation=row)


def role(row: Participation, to: str, on: date, note: str = "") -> Change:
    """The row ends the day before and a new one takes its place, to the same last day."""
    return Change(ChangeKind.ROLE, row.section, on, to, row, row.ends_on, note, row.cadence)


def cadence(row: Participation, to: str, on: date, note: str = "") -> Change:
    """The row ends the day before, and a new one asks for reports in other periods."""
    return Change(ChangeKind.CADENCE, row.section, on, row.role, row, row.ends_on, note, to)


def start(
    section: Section,
    as_role: str,
    on: date,
    until: date | None = None,
    note: str = "",
    every: str = Cadence.EVERY,
) -> Change:
    """A section begins to take part on a day."""
    return Change(ChangeKind.START, section, on, as_role, until=until, note=note, cadence=every)


def lead_to(
    rows: Iterable[Participation], section: Section, on: date, *, keep: bool
) -> list[Change]:
    """Another section leads from a day on.

    The old one stays as 関係 (`keep`) or ends the day before.
    """
    held = active(rows, on)
    changes = []
    for row in held.values():
        if row.is_lead and row.section_id != section.pk:
            changes.append(
                role(row, ParticipationRole.SUPPORT, on) if keep else end(row, on - DAY)
            )
    mine = held.get(section.pk)
    if mine is None:
        changes.append(start(section, ParticipationRole.LEAD, on))
    elif not mine.is_lead:
        changes.append(role(mine, ParticipationRole.LEAD, on))
    return changes


def column(
    rows: Iterable[Participation],
    sections: Iterable[Section],
    lead: Section | None,
    on: date,
) -> list[Change]:
    """What it takes for exactly these sections to take part from a day on, `lead` leading."""
    held = active(rows, on)
    wanted = {s.pk: s for s in sections}
    if lead:
        wanted[lead.pk] = lead
    changes = [end(row, on - DAY) for pk, row in held.items() if pk not in wanted]
    for pk, section in wanted.items():
        to = _role_in_column(held.get(pk), leads=lead is not None and lead.pk == pk)
        if pk not in held:
            changes.append(start(section, to, on))
        elif held[pk].role != to:
            changes.append(role(held[pk], to, on))
    return changes


def _role_in_column(row: Participation | None, *, leads: bool) -> ParticipationRole:
    """A section that leads jointly goes on to, unless it is the one that leads now."""
    if leads:
        return ParticipationRole.LEAD
    joint = row is not None and row.is_joint
    return ParticipationRole.JOINT if joint else ParticipationRole.SUPPORT


def active(rows: Iterable[Participation], on: date) -> dict[int, Participation]:
    """The rows that hold on a day, by section."""
    return {r.section_id: r for r in rows if r.is_active(on)}


def lead_on(rows: Iterable[Participation], on: date) -> Participation | None:
    """The row that leads on a day."""
    return next((row for row in rows if row.is_lead and row.is_active(on)), None)


def outcome(
    initiative: Initiative, rows: Iterable[Participation], changes: Iterable[Change]
) -> list[Participation]:
    """The initiative's participations as they will be: copies, new ones without a key."""
    after = {row.pk: copy(row) for row in rows}
    new = []
    for change in changes:
        old = after[change.participation.pk] if change.participation else None
        if old is not None and change.in_place:
            old.role, old.cadence = change.role, change.cadence
            old.note = change.note or old.note
            continue
        if old is not None:
            old.ends_on = change.last_day
        if change.kind != ChangeKind.END:
            new.append(
                Participation(
                    initiative=initiative,
                    section=change.section,
                    role=change.role,
                    cadence=change.cadence,
                    starts_on=change.on,
                    ends_on=change.until,
                    note=change.note,
                )
            )
    return [*after.values(), *new]
