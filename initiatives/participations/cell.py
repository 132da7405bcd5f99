"""What the office can do to one cell of the matrix: for each a form, a button and an action."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, TypeVar

from django import forms

from initiatives.choices import ParticipationRole
from initiatives.models import Initiative, Participation
from organization.models import Section

from . import actions, matrix
from .changes import active, lead_on
from .forms import (
    CadenceForm,
    EndForm,
    HandOverForm,
    MoveLeadForm,
    RoleForm,
    StartForm,
    SupportForm,
)

FormT = TypeVar("FormT", bound=forms.Form)


@dataclass(frozen=True)
class Choice:
    """One possible change.

    `act` takes the form's values and `by`; `done` is the message afterwards.
    """

    name: str
    heading: str
    button: str
    form: forms.Form
    act: Callable[..., object]
    done: str


@dataclass(frozen=True)
class Place:
    """A cell on a day, with what was typed into one of its forms."""

    initiative: Initiative
    section: Section
    rows: list[Participation]
    on: date
    data: Mapping[str, Any] | None = None
    pressed: str = ""

    def choices(self) -> list[Choice]:
        """What can be done, the most usual first."""
        held = active(self.rows, self.on)
        current, lead = held.get(self.section.pk), lead_on(self.rows, self.on)
        if current is None:
            return list(self._to_enter(lead))
        return list(self._to_change(current, lead, alone=len(held) == 1))

    def _to_enter(self, lead: Participation | None) -> Iterator[Choice]:
        start = partial(
            actions.start_participation, initiative=self.initiative, section=self.section
        )
        done = f"{self.section.label}の担当を始めました。"
        if lead is None:
            first = self._form(StartForm, "start", starts_on=self.on)
            yield Choice("start", "担当を始める", "始める", first, start, done)
            return
        form = self._form(SupportForm, "start", starts_on=self.on)
        yield Choice("start", "関係か共管として担当を始める", "始める", form, start, done)
        yield self._take_lead(lead)

    def _to_change(
        self, current: Participation, lead: Participation | None, *, alone: bool
    ) -> Iterator[Choice]:
        if lead is None:
            yield self._become_lead(current)
        elif current.is_lead:
            yield self._hand_over()
        else:
            yield self._take_lead(lead)
            yield self._joint_or_not(current)
        yield self._change_cadence(current)
        if alone or not current.is_lead:
            form = self._form(EndForm, "end", ends_on=self.on)
            act = partial(actions.end_participation, participation=current)
            done = f"{self.section.label}の担当の終了日を入れました。"
            yield Choice("end", "担当を終える", "終える", form, act, done)

    def _take_lead(self, lead: Participation) -> Choice:
        heading = f"主管を{lead.section.label}からこの班に移す"
        form = self._form(MoveLeadForm, "lead", starts_on=self.on)
        act = partial(actions.move_lead, initiative=self.initiative, to=self.section)
        done = f"主管を{self.section.label}に移しました。"
        return Choice("lead", heading, "主管を移す", form, act, done)

    def _become_lead(self, current: Participation) -> Choice:
        form = self._form(RoleForm, "role", starts_on=self.on)
        act = partial(actions.change_role, participation=current, role=ParticipationRole.LEAD)
        done = f"{self.section.label}を主管にしました。"
        return Choice("role", "主管にする", "主管にする", form, act, done)

    def _change_cadence(self, current: Participation) -> Choice:
        initial = {"starts_on": self.on, "cadence": current.cadence}
        form = self._form(CadenceForm, "cadence", **initial)
        act = partial(actions.change_cadence, participation=current)
        done = f"{self.section.label}の報告の回数を変えました。"
        return Choice("cadence", "報告の回数を変える", "報告の回数を変える", form, act, done)

    def _joint_or_not(self, current: Participation) -> Choice:
        to = ParticipationRole.SUPPORT if current.is_joint else ParticipationRole.JOINT
        form = self._form(RoleForm, "joint", starts_on=self.on)
        act = partial(actions.change_role, participation=current, role=to)
        done = f"{self.section.label}を{to.label}にしました。"
        return Choice("joint", f"{to.label}にする", f"{to.label}にする", form, act, done)

    def _hand_over(self) -> Choice:
        others = [s for s in matrix.sections_on(self.on) if s.pk != self.section.pk]
        form = self._form(HandOverForm, "hand_over", starts_on=self.on)
        form.offer(others)
        act = partial(actions.move_lead, initiative=self.initiative)
        done = "主管を移しました。"
        return Choice("hand_over", "主管を別の班に移す", "主管を移す", form, act, done)

    def _form(self, kind: type[FormT], name: str, **initial: object) -> FormT:
        """A form; what was typed goes into the pressed one alone."""
        typed = self.data if name == self.pressed else None
        return kind(typed, prefix=name, initial=initial)
