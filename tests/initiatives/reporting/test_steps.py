"""Every step of a report in every state, by every role, while its period is in every state."""

from __future__ import annotations

from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from hirao_dx.shared.versions import Stale
from initiatives.choices import ReportAction
from initiatives.models import ProgressReport, ReportTransition
from initiatives.periods import actions as actions_periods
from initiatives.reporting import actions
from initiatives.reporting.actions import ReportContent
from initiatives.steps import STEPS, Reception
from tests.clients import in_full
from tests.factories.organization import UserFactory
from tests.factories.report import CLOSED_AT, SUBMITTED_AT, ProgressReportFactory
from tests.initiatives.helpers import at_work

ROLES = ("staff", "colleague", "head", "stranger", "committee", "office")
STATES = ("draft", "submitted", "returned", "confirmed")
SECTION = {"staff", "colleague"}
# What the design says, written out: (step, state) -> who may take it, and during what.
ALLOWED = {
    ("submit", "draft"): (SECTION | {"head", "office"}, {"open", "reopened"}),
    ("submit", "returned"): (SECTION | {"head", "office"}, {"open", "reopened"}),
    ("withdraw", "submitted"): (SECTION, {"open", "reopened"}),
    ("confirm", "submitted"): ({"head", "office"}, {"open", "closed", "reopened"}),
    ("return", "submitted"): ({"head", "office"}, {"open", "reopened"}),
    ("correct", "submitted"): (SECTION, {"open", "reopened"}),
    ("correct", "confirmed"): (SECTION, {"open"}),
    ("reopen", "confirmed"): ({"office"}, {"open", "closed"}),
    ("reopen", "submitted"): ({"office"}, {"closed"}),
    ("reopen", "returned"): ({"office"}, {"closed"}),
}
BECOMES = {
    "submit": "submitted",
    "withdraw": "draft",
    "confirm": "confirmed",
    "return": "returned",
    "correct": "submitted",
    "reopen": "returned",
}


def report_of(cast, state, **more):
    """The section's report, handed in by `staff` where it is handed in."""
    people = {}
    if state in ("submitted", "confirmed"):
        people |= {"submitted_by": cast.staff, "submitted_at": SUBMITTED_AT}
    if state == "confirmed":
        people |= {"confirmed_by": cast.head, "confirmed_at": SUBMITTED_AT}
    return ProgressReportFactory(
        participation=cast.participation,
        period=cast.period,
        phase=cast.run,
        rating=cast.rating,
        state=state,
        version=3,
        **people | more,
    )


def set_reception(cast, report, reception):
    state = "closed" if reception == "reopened" else reception
    closed = state == "closed"
    cast.period.state = state
    cast.period.closed_at = CLOSED_AT if closed else None
    cast.period.closed_by = cast.office if closed else None
    cast.period.save()
    if reception == "reopened":
        report.reopened_at, report.reopened_by = CLOSED_AT, cast.office
        report.save()


def take(action, report, by):
    """Take a step as its page does, with all that it may need."""
    if action == "submit":
        return actions.submit_report(
            participation=report.participation,
            period=report.period,
            content=ReportContent.of(report),
            version=report.version,
            by=by,
        )
    act = getattr(actions, f"{action}_report")
    more = {"comment": "根拠を書く"} if action in ("return", "reopen") else {}
    if action == "correct":
        more = {"content": ReportContent(**vars(ReportContent.of(report)) | {"progress": 99})}
        more |= {"reason": "数え間違い"}
    return act(report=report, version=report.version, by=by, **more)


def cells():
    """Every state with every state of the period; a confirmed report is not left reopened."""
    every = product(STATES, [r.value for r in Reception])
    return [(s, r) for s, r in every if (s, r) != ("confirmed", "reopened")]


@pytest.mark.parametrize("action", BECOMES)
@pytest.mark.parametrize(("state", "reception"), cells())
def test_each_step_is_taken_by_those_who_may_and_refused_to_the_others(
    cast, action, state, reception
):
    report = report_of(cast, state)
    set_reception(cast, report, reception)
    who, when = ALLOWED.get((action, state), (set(), set()))
    may = who if reception in when else set()

    taken = {}
    for role in ROLES:
        with transaction.atomic():
            before = ReportTransition.objects.count()
            try:
                moved = take(action, report, getattr(cast, role))
                new = ReportTransition.objects.count() - before
                taken[role] = (moved.state, new)
            except (PermissionDenied, Stale):
                assert ReportTransition.objects.count() == before
            transaction.set_rollback(True)

    again = {"staff"} if (action, state) == ("submit", "submitted") else set()  # pressed twice
    expected = dict.fromkeys(may, (BECOMES[action], 1))
    assert taken == expected | dict.fromkeys(again, ("submitted", 0))


def test_the_table_holds_no_step_that_the_design_does_not():
    begins = {("create", "")}

    assert {(s.action, s.from_state) for s in STEPS} == set(ALLOWED) | begins
    assert {(s.action, s.from_state): set(s.during) for s in STEPS if s.from_state} == {
        step: when | ({"reopened"} if step == ("reopen", "confirmed") else set())
        for step, (_, when) in ALLOWED.items()
        if step != ("correct", "confirmed")
    } | {("correct", "confirmed"): {"open", "reopened"}}


def test_every_action_of_the_trail_is_in_the_table():
    # 代理確認 is 確認 by the office; 引き継ぎ moves the duty, not the state.
    told = {s.action for s in STEPS} | {ReportAction.CONFIRM_ON_BEHALF, ReportAction.HAND_OVER}

    assert told == set(ReportAction)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("state", "reception"), cells())
def test_a_page_offers_the_steps_that_are_allowed(client, cast, role, state, reception):
    report = report_of(cast, state)
    set_reception(cast, report, reception)
    client.force_login(getattr(cast, role))

    response = client.get(report.get_absolute_url())

    hidden = state in ("draft", "returned") and role in ("stranger", "committee")
    assert response.status_code == (404 if hidden else 200)
    page = response.content.decode()
    offered = {
        name
        for name in ("withdraw", "confirm", "return", "correct", "reopen")
        if f'"{in_full(reverse(f"report_{name}", args=[report.pk]))}"' in page
    }
    assert offered == {
        name
        for (name, start), (who, when) in ALLOWED.items()
        if start == state and role in who and reception in when and name != "submit"
    }


def test_a_step_that_needs_a_reason_says_so():
    assert {(s.action, s.from_state) for s in STEPS if s.needs_reason} == {
        ("return", "submitted"),
        ("correct", "submitted"),
        ("correct", "confirmed"),
        ("reopen", "confirmed"),
        ("reopen", "submitted"),
        ("reopen", "returned"),
    }


@pytest.mark.parametrize(
    ("action", "state", "reception"),
    [
        ("return", "submitted", "open"),
        ("correct", "submitted", "open"),
        ("correct", "confirmed", "open"),
        ("reopen", "confirmed", "closed"),
    ],
)
@pytest.mark.parametrize("reason", ["", " \n　"])
def test_a_step_that_needs_a_reason_is_not_taken_without(cast, action, state, reception, reason):
    report = report_of(cast, state)
    set_reception(cast, report, reception)
    by = {"return": cast.head, "correct": cast.staff, "reopen": cast.office}[action]
    more = {"comment": reason}
    if action == "correct":
        more = {"content": at_work(cast, progress=99), "reason": reason}

    with pytest.raises(ValidationError):
        getattr(actions, f"{action}_report")(report=report, version=3, by=by, **more)

    report.refresh_from_db()
    assert (report.state, report.version) == (state, 3)


def test_reopening_clears_the_confirmation_on_behalf(cast):
    report = report_of(cast, "submitted")
    report = actions.confirm_report(report=report, version=3, by=cast.office)
    assert report.confirmed_on_behalf

    report = actions.reopen_report(report=report, version=4, comment="訂正", by=cast.office)

    report.refresh_from_db()
    assert (report.confirmed_on_behalf, report.confirmed_by, report.confirmed_at) == (
        False,
        None,
        None,
    )


def test_correcting_clears_the_confirmation_and_unchanged(cast):
    report = report_of(cast, "submitted", unchanged=True, done_text="")
    report = actions.confirm_report(report=report, version=3, by=cast.office)

    take("correct", report, cast.colleague)

    report.refresh_from_db()
    assert (report.state, report.progress, report.submitted_by) == (
        "submitted",
        99,
        cast.colleague,
    )
    assert (report.confirmed_by, report.confirmed_on_behalf, report.unchanged) == (
        None,
        False,
        False,
    )
    step = report.transitions.last()
    assert (step.action, step.from_state, step.to_state, step.comment, step.version) == (
        "correct",
        "confirmed",
        "submitted",
        "数え間違い",
        report.version,
    )


def test_withdrawing_clears_unchanged(cast):
    report = report_of(cast, "submitted", unchanged=True)

    actions.withdraw_report(report=report, version=3, by=cast.staff)

    report.refresh_from_db()
    assert (report.unchanged, report.submitted_by) == (False, None)


def test_an_office_member_who_heads_the_department_confirms_as_its_head(cast):
    both = UserFactory(office=True, head_of=cast.section.department)
    report = report_of(cast, "submitted")

    report = actions.confirm_report(report=report, version=3, by=both)

    assert (report.confirmed_on_behalf, report.transitions.last().action) == (False, "confirm")


def test_whoever_corrected_a_report_does_not_confirm_it(cast):
    writer = UserFactory(staff_of=cast.section, head_of=cast.section.department)
    report = take("correct", report_of(cast, "submitted"), writer)

    with pytest.raises(PermissionDenied):
        actions.confirm_report(report=report, version=report.version, by=writer)


def test_a_correction_that_changes_nothing_is_none(cast):
    report = report_of(cast, "confirmed")

    with pytest.raises(actions.NothingCorrectedError):
        actions.correct_report(
            report=report,
            content=ReportContent.of(report),
            version=3,
            reason="念のため",
            by=cast.staff,
        )

    report.refresh_from_db()
    assert (report.state, report.transitions.count()) == ("confirmed", 0)


def test_a_correction_pressed_twice_is_one(cast):
    report = report_of(cast, "confirmed")
    content = at_work(cast, progress=99)
    press = {
        "report": report,
        "content": content,
        "version": 3,
        "reason": "訂正",
        "by": cast.staff,
    }

    first = actions.correct_report(**press)
    second = actions.correct_report(**press)

    assert (first.version, second.version) == (4, 4)
    assert [t.action for t in report.transitions.all()] == ["correct"]


def test_one_report_of_a_closed_period_is_written_until_it_is_confirmed(cast):
    report = report_of(cast, "submitted")
    set_reception(cast, report, "closed")
    other = ProgressReportFactory(period=cast.period)

    report = actions.reopen_report(report=report, version=3, comment="数字が違う", by=cast.office)
    assert (report.state, report.is_taken, other.is_taken) == ("returned", True, False)
    report = actions.submit_report(
        participation=report.participation,
        period=report.period,
        content=at_work(cast, progress=70),
        version=report.version,
        by=cast.staff,
    )
    report = actions.confirm_report(report=report, version=report.version, by=cast.head)

    assert (report.state, report.progress, report.reopened_at, report.reopened_by) == (
        "confirmed",
        70,
        None,
        None,
    )
    assert not report.is_taken


def test_closing_again_ends_what_was_reopened(cast):
    report = report_of(cast, "submitted")
    set_reception(cast, report, "closed")
    actions.reopen_report(report=report, version=3, comment="数字が違う", by=cast.office)
    period = actions_periods.reopen_period(period=cast.period, reason="延長", by=cast.office)

    actions_periods.close_period(period=period, by=cast.office)

    report = ProgressReport.objects.get(pk=report.pk)
    assert (report.state, report.is_taken, report.reopened_by) == ("returned", False, None)


SAID = {
    "status": "done",
    "progress": 100,
    "phase": None,
    "rating": None,
    "done_text": "ほかの文",
    "issues_text": "ほかの文",
    "next_text": "ほかの文",
}


@pytest.mark.parametrize("field", SAID)
@pytest.mark.parametrize("state", ["submitted", "confirmed"])
def test_the_database_lets_no_text_that_was_handed_in_change(cast, state, field):
    report = report_of(cast, state)
    changes = {"status": "done", "progress": 100} if field == "status" else {field: SAID[field]}
    if field == "phase":
        changes = {"phase": None, "status": "done", "progress": 100}

    with (
        pytest.raises(DatabaseError, match="changes by a correction alone"),
        transaction.atomic(),
    ):
        ProgressReport.objects.filter(pk=report.pk).update(**changes)

    report.refresh_from_db()
    assert report.progress == 50


def test_the_database_lets_no_correction_stay_confirmed(cast):
    report = report_of(cast, "confirmed")
    ReportTransition.objects.create(
        report=report,
        action="correct",
        from_state="confirmed",
        to_state="submitted",
        by=cast.staff,
        at=SUBMITTED_AT,
        version=4,
    )

    with pytest.raises(DatabaseError, match="correction alone"), transaction.atomic():
        ProgressReport.objects.filter(pk=report.pk).update(progress=99, version=4)


@pytest.mark.parametrize("state", ["submitted", "confirmed"])
def test_the_database_deletes_nothing_that_was_handed_in(cast, state):
    report = report_of(cast, state)

    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        report.delete()


def test_a_confirmed_report_is_never_left_reopened(cast):
    report = report_of(cast, "confirmed")

    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressReport.objects.filter(pk=report.pk).update(
            reopened_at=CLOSED_AT, reopened_by=cast.office
        )
