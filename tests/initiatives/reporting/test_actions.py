"""The relay: every step, who may take it, and the line it leaves in the trail."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from hirao_dx.shared.versions import Stale
from initiatives.choices import ReportState
from initiatives.models import ProgressReport
from initiatives.reporting import actions
from initiatives.reporting.actions import NothingToRepeatError
from tests.initiatives.helpers import at_work


def submitted(cast, by=None, **changes):
    return actions.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast, **changes),
        version=0,
        by=by or cast.staff,
    )


def trail(report):
    return [
        (t.action, t.from_state, t.to_state, t.by.name, t.comment)
        for t in report.transitions.select_related("by")
    ]


def test_saving_keeps_a_draft_and_says_who_began_it(cast):
    report = actions.save_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast, progress=None),
        version=0,
        by=cast.staff,
    )

    assert (report.state, report.version, report.progress) == ("draft", 1, None)
    assert trail(report) == [("create", "", "draft", "担当 一郎", "")]


def test_saving_from_the_newest_version_replaces_the_text(cast):
    submitted_draft = actions.save_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )

    saved = actions.save_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast, done_text="書き直した"),
        version=submitted_draft.version,
        by=cast.colleague,
    )

    assert (saved.done_text, saved.version) == ("書き直した", 2)


def test_saving_from_an_older_version_is_refused_with_the_present_text(cast):
    first = actions.save_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )
    actions.save_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast, done_text="二郎が書いた"),
        version=first.version,
        by=cast.colleague,
    )

    with pytest.raises(Stale) as stale:
        actions.save_report(
            participation=cast.participation,
            period=cast.period,
            content=at_work(cast, done_text="一郎が書いた"),
            version=first.version,
            by=cast.staff,
        )

    assert stale.value.current.done_text == "二郎が書いた"
    assert ProgressReport.objects.get().done_text == "二郎が書いた"


def test_beginning_a_report_twice_keeps_the_first(cast):
    submitted(cast)

    with pytest.raises(Stale) as stale:
        submitted(cast, by=cast.colleague, progress=10)

    assert (stale.value.current.progress, ProgressReport.objects.count()) == (60, 1)


def test_a_removed_draft_is_begun_anew_from_what_was_typed(cast):
    report = actions.save_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=7,
        by=cast.staff,
    )

    assert (report.version, report.done_text) == (1, "窓口の様式を3つ減らした")


def test_submitting_records_who_and_when(cast):
    report = submitted(cast)

    assert (report.state, report.submitted_by, report.submitted_at is None) == (
        ReportState.SUBMITTED,
        cast.staff,
        False,
    )
    assert [step[0] for step in trail(report)] == ["create", "submit"]


@pytest.mark.parametrize("who", ["stranger", "committee", "nobody"])
def test_only_the_own_section_may_write(cast, who):
    with pytest.raises(PermissionDenied):
        submitted(cast, by=getattr(cast, who))

    assert ProgressReport.objects.count() == 0


@pytest.mark.parametrize("who", ["staff", "colleague", "head", "office"])
def test_the_section_its_head_and_the_office_may_write(cast, who):
    report = submitted(cast, by=getattr(cast, who))

    assert report.submitted_by == getattr(cast, who)


def test_nothing_is_written_into_a_period_that_is_not_open(cast):
    cast.period.state = "planned"
    cast.period.save()

    with pytest.raises(PermissionDenied):
        submitted(cast)


def test_an_incomplete_report_cannot_be_submitted_past_the_form(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        submitted(cast, progress=None)

    assert ProgressReport.objects.count() == 0


def test_unchanged_repeats_the_last_text_and_says_so(cast):
    actions.submit_report(
        participation=cast.participation,
        period=cast.previous,
        content=at_work(cast, progress=45),
        version=0,
        by=cast.colleague,
    )

    report = actions.submit_unchanged(
        participation=cast.participation, period=cast.period, version=0, by=cast.staff
    )

    assert (report.unchanged, report.progress, report.state) == (True, 45, "submitted")
    assert (report.done_text, report.next_text) == ("", "次の様式を選ぶ")
    assert report.done_words == "前回から変更なし"


def test_unchanged_needs_something_to_repeat(cast):
    with pytest.raises(NothingToRepeatError):
        actions.submit_unchanged(
            participation=cast.participation, period=cast.period, version=0, by=cast.staff
        )


def test_withdrawing_returns_to_draft(cast):
    report = submitted(cast)

    withdrawn = actions.withdraw_report(report=report, version=report.version, by=cast.colleague)

    assert (withdrawn.state, withdrawn.submitted_by) == ("draft", None)
    assert trail(withdrawn)[-1] == ("withdraw", "submitted", "draft", "担当 二郎", "")


def test_the_head_confirms(cast):
    report = submitted(cast)

    confirmed = actions.confirm_report(report=report, version=report.version, by=cast.head)

    assert (confirmed.state, confirmed.confirmed_by, confirmed.confirmed_on_behalf) == (
        "confirmed",
        cast.head,
        False,
    )


def test_the_office_confirms_on_behalf(cast):
    report = submitted(cast)

    confirmed = actions.confirm_report(report=report, version=report.version, by=cast.office)

    assert confirmed.confirmed_on_behalf is True
    assert trail(confirmed)[-1][0] == "confirm_on_behalf"


@pytest.mark.parametrize("who", ["staff", "colleague", "stranger", "committee"])
def test_nobody_else_confirms(cast, who):
    report = submitted(cast)

    with pytest.raises(PermissionDenied):
        actions.confirm_report(report=report, version=report.version, by=getattr(cast, who))


def test_a_head_never_confirms_what_they_submitted_themselves(cast):
    report = submitted(cast, by=cast.head)

    with pytest.raises(PermissionDenied):
        actions.confirm_report(report=report, version=report.version, by=cast.head)


def test_confirming_a_text_that_changed_meanwhile_is_refused(cast):
    report = submitted(cast)
    seen = report.version
    actions.withdraw_report(report=report, version=seen, by=cast.staff)

    with pytest.raises(Stale):
        actions.confirm_report(report=report, version=seen, by=cast.head)


def test_returning_gives_the_reason(cast):
    report = submitted(cast)

    returned = actions.return_report(
        report=report, version=report.version, comment="数字の根拠を書く", by=cast.head
    )

    assert (returned.state, returned.submitted_at) == ("returned", None)
    assert trail(returned)[-1] == (
        "return",
        "submitted",
        "returned",
        "課長 三郎",
        "数字の根拠を書く",
    )


def test_only_the_office_reopens_a_confirmed_report(cast):
    report = submitted(cast)
    confirmed = actions.confirm_report(report=report, version=report.version, by=cast.head)

    with pytest.raises(PermissionDenied):
        actions.reopen_report(
            report=confirmed, version=confirmed.version, comment="誤り", by=cast.head
        )
    reopened = actions.reopen_report(
        report=confirmed, version=confirmed.version, comment="誤り", by=cast.office
    )

    assert (reopened.state, reopened.confirmed_by) == ("returned", None)
