"""The steps the office can take with a period, and the words that go with each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from initiatives.choices import PeriodAction, PeriodState
from initiatives.models import ReportingPeriod

from . import actions
from .forms import CloseForm, ExtendForm, OpenForm, ReopenForm, TakeBackForm


@dataclass(frozen=True)
class Step:
    """One button of a period's page, and the page that asks before it acts."""

    name: str
    label: str
    states: tuple[PeriodState, ...]
    form: type[forms.Form]
    act: Callable[..., ReportingPeriod]
    explains: str
    done: str
    kind: str = ""
    action: PeriodAction | None = None
    hinders: Callable[[ReportingPeriod], str] | None = None

    def fits(self, period: ReportingPeriod) -> bool:
        """Whether the period is in a state that allows this step. At most two queries."""
        return period.state in self.states and not (self.hinders and self.hinders(period))


STEPS = [
    Step(
        name="open",
        label="受付を始める",
        states=(PeriodState.PLANNED,),
        form=OpenForm,
        act=actions.open_period,
        explains="班の人が、この期間の報告を書けるようになります。",
        done="の受付を始めました。",
        action=PeriodAction.OPEN,
    ),
    Step(
        name="close",
        label="締め切る",
        states=(PeriodState.OPEN,),
        form=CloseForm,
        act=actions.close_period,
        explains="締め切ると、この期間の報告は、提出も修正もできなくなります。"
        "提出された報告の確認は、締め切ったあともできます。"
        "間違えたときは、あとで「再開する」で受付に戻せます。",
        done="を締め切りました。報告は提出も修正もできなくなりました。",
        kind="danger",
        action=PeriodAction.CLOSE,
    ),
    Step(
        name="reopen",
        label="再開する",
        states=(PeriodState.CLOSED,),
        form=ReopenForm,
        act=actions.reopen_period,
        explains="締め切った期間の報告を、もう一度書けるようにします。"
        "提出期限は変わりません。変えるときは、再開したあとに「期限を変える」を押します。",
        done="を再開しました。終わったら、もう一度締め切ってください。",
    ),
    Step(
        name="extend",
        label="期限を変える",
        states=(PeriodState.PLANNED, PeriodState.OPEN),
        form=ExtendForm,
        act=actions.extend_period,
        explains="提出期限を、別の日に変えます。前の期限と理由は、期間の記録に残ります。",
        done="の提出期限を変えました。",
    ),
    Step(
        name="take-back",
        label="予定に戻す",
        states=(PeriodState.OPEN,),
        form=TakeBackForm,
        act=actions.take_back_period,
        explains="受付を取り消して、「予定」に戻します。報告が1件もない間だけできます。"
        "班の人には、この期間の報告を求めなくなります。",
        done="を予定に戻しました。",
        action=PeriodAction.TAKE_BACK,
        hinders=actions.what_hinders_taking_back,
    ),
]


def step_named(name: str) -> Step | None:
    """The step of a name, None if there is none."""
    return next((s for s in STEPS if s.name == name), None)


def steps_for(period: ReportingPeriod) -> list[Step]:
    """The steps that a period's state allows, the main one first."""
    return [s for s in STEPS if s.fits(period)]
