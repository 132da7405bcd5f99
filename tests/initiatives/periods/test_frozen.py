"""A closed period takes no write, also from somebody who read the page while it was open."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from initiatives.models import ProgressReport, ReportingPeriod, ReportTransition
from initiatives.periods import actions as actions_periods
from initiatives.reporting import actions
from initiatives.reporting.actions_reviews import confirm_reports
from tests.initiatives.helpers import at_work, typed


@pytest.fixture
def write(cast):
    """What somebody does who still holds the period as it was while open."""
    stale = ReportingPeriod.objects.get(pk=cast.period.pk)

    def write(action, version, by):
        return action(
            participation=cast.participation,
            period=stale,
            content=at_work(cast),
            version=version,
            by=by,
        )

    return write


@pytest.fixture
def close(cast):
    def close():
        actions_periods.close_period(period=cast.period, by=cast.office)

    return close


def trail():
    return list(ReportTransition.objects.values_list("action", flat=True))


@pytest.mark.parametrize("action", [actions.save_report, actions.submit_report])
@pytest.mark.parametrize("who", ["staff", "office"])
def test_nothing_is_begun(cast, write, close, action, who):
    close()

    with pytest.raises(PermissionDenied):
        write(action, 0, getattr(cast, who))

    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("action", [actions.save_report, actions.submit_report])
def test_a_draft_stays_as_it_is(cast, write, close, action):
    draft = write(actions.save_report, 0, cast.staff)
    close()

    with pytest.raises(PermissionDenied):
        write(action, draft.version, cast.staff)

    draft.refresh_from_db()
    assert (draft.state, draft.version, trail()) == ("draft", 1, ["create"])


def test_unchanged_is_not_handed_in(cast, close):
    actions.submit_report(
        participation=cast.participation,
        period=cast.previous,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )
    stale = ReportingPeriod.objects.get(pk=cast.period.pk)
    close()

    with pytest.raises(PermissionDenied):
        actions.submit_unchanged(
            participation=cast.participation, period=stale, version=0, by=cast.staff
        )

    assert not ProgressReport.objects.filter(period=cast.period).exists()


@pytest.mark.parametrize(
    ("step", "who", "words"),
    [
        (actions.withdraw_report, "staff", {}),
        (actions.return_report, "head", {"comment": "根拠を書く"}),
    ],
)
def test_a_submitted_report_stays_as_it_is(cast, write, close, step, who, words):
    report = write(actions.submit_report, 0, cast.staff)
    close()

    with pytest.raises(PermissionDenied):
        step(report=report, version=report.version, by=getattr(cast, who), **words)

    assert ProgressReport.objects.get().state == "submitted"
    assert trail() == ["create", "submit"]


@pytest.mark.parametrize("who", ["head", "office"])
def test_a_submitted_report_is_still_confirmed(cast, write, close, who):
    report = write(actions.submit_report, 0, cast.staff)
    close()

    actions.confirm_report(report=report, version=report.version, by=getattr(cast, who))

    assert ProgressReport.objects.get().state == "confirmed"


def test_a_confirmed_report_is_sent_back_by_reopening_it_alone(cast, write, close):
    report = write(actions.submit_report, 0, cast.staff)
    report = actions.confirm_report(report=report, version=report.version, by=cast.head)
    close()

    with pytest.raises(PermissionDenied):
        actions.return_report(report=report, version=report.version, comment="訂正", by=cast.head)
    actions.reopen_report(report=report, version=report.version, comment="訂正", by=cast.office)

    report = ProgressReport.objects.get()
    assert (report.state, report.is_taken, report.period.is_closed) == ("returned", True, True)


def test_many_are_still_confirmed(cast, write, close):
    report = write(actions.submit_report, 0, cast.staff)
    close()

    outcome = confirm_reports(reports_and_versions=[(report, report.version)], by=cast.head)

    assert (outcome.confirmed, outcome.moved, outcome.refused) == ((report,), (), ())


@pytest.mark.parametrize("action", ["save", "submit", "unchanged"])
def test_the_form_posted_after_closing_writes_nothing(client, cast, close, action):
    client.force_login(cast.staff)
    address = reverse("report_edit", args=[cast.participation.pk, cast.period.key])
    client.get(address)
    close()

    client.post(address, typed(cast, action=action))

    assert not ProgressReport.objects.exists()


def test_reopening_thaws_the_period(cast, write, close):
    close()
    actions_periods.reopen_period(period=cast.period, reason="訂正", by=cast.office)

    report = write(actions.submit_report, 0, cast.staff)

    assert report.state == "submitted"
