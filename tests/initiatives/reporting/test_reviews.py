"""What waits for confirmation: read in place, what changed in words, confirmed together."""

import pytest
from django.urls import reverse

from initiatives.models import ProgressReport
from initiatives.periods import actions as actions_periods
from initiatives.reporting import actions
from tests.clients import log_in_for
from tests.factories.initiative import InitiativeFactory, ParticipationFactory
from tests.factories.organization import SectionFactory
from tests.factories.report import ProgressReportFactory
from tests.initiatives.helpers import at_work, messages_of

LIST = "/reviews/"
CONFIRM = "/reviews/confirm/"


@pytest.fixture
def report(cast):
    return actions.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )


def another(cast, by=None, **changes):
    """A report by another section of the same department."""
    section = SectionFactory(department=cast.section.department)
    return actions.submit_report(
        participation=ParticipationFactory(initiative=cast.initiative, section=section),
        period=cast.period,
        content=at_work(cast, **changes),
        version=0,
        by=by or cast.office,
    )


def key(report):
    return f"{report.pk}-{report.version}"


def states():
    return sorted(ProgressReport.objects.values_list("state", flat=True))


@pytest.mark.parametrize("who", ["staff", "stranger", "committee"])
def test_confirming_is_closed_to_others(client, cast, report, who):
    client.force_login(getattr(cast, who))

    assert client.get(LIST).status_code == 403
    assert client.post(CONFIRM, {"report": key(report)}).status_code == 403
    assert states() == ["submitted"]


def test_a_visitor_is_sent_to_log_in(client, cast, report):
    assert client.post(CONFIRM).url == log_in_for(CONFIRM)


def test_the_list_holds_the_text_and_what_changed(client, cast, report):
    ProgressReportFactory(
        participation=cast.participation,
        period=cast.previous,
        confirmed=True,
        progress=40,
        phase=cast.study,
        rating=cast.rating,
        next_text="次の様式を選ぶ",
    )
    client.force_login(cast.head)

    response = client.get(LIST)

    page = response.content.decode()
    assert [c.words for c in response.context["own"][0].changes] == [
        "進捗 40% → 60%",
        "工程 検討 → 実施",
        "実施内容・課題の文が変わりました",
    ]
    assert "進捗 40% → 60%" in page
    assert "窓口の様式を3つ減らした" in page


@pytest.mark.parametrize(
    ("who", "query", "ticked"),
    [
        ("head", {}, 0),
        ("head", {"select": "all"}, 2),
        ("head", {"select": "own"}, 2),
        ("head", {"select": "others"}, 0),
        ("office", {"select": "others"}, 2),
    ],
)
def test_all_are_ticked_without_a_script(client, cast, report, who, query, ticked):
    ProgressReportFactory(
        participation=ParticipationFactory(
            initiative=cast.initiative, section=SectionFactory(department=cast.section.department)
        ),
        period=cast.period,
        submitted=True,
    )
    client.force_login(getattr(cast, who))

    page = client.get(LIST, query).content.decode()

    assert page.count('type="checkbox"') == 2
    assert page.count(" checked") == ticked


def test_chosen_reports_are_confirmed_together(client, cast, report):
    second = another(cast)
    another(cast)
    client.force_login(cast.head)

    response = client.post(CONFIRM, {"report": [key(report), key(second)]}, follow=True)

    assert messages_of(response) == ["2件を確認しました。"]
    assert states() == ["confirmed", "confirmed", "submitted"]
    assert {r.confirmed_by for r in ProgressReport.objects.filter(state="confirmed")} == {
        cast.head
    }


def test_one_that_moved_meanwhile_is_named_and_the_rest_confirmed(client, cast, report):
    second = another(cast)
    read = key(second)
    actions.withdraw_report(report=second, version=second.version, by=cast.office)
    client.force_login(cast.head)

    response = client.post(CONFIRM, {"report": [read, key(report)]}, follow=True)

    assert messages_of(response) == [
        "1件を確認しました。",
        "1件は、見ている間に内容が変わったので、確認していません。"
        f"今の内容を読んで、もう一度選んでください：{second.participation}",
    ]
    assert states() == ["confirmed", "draft"]


def test_one_that_a_colleague_confirmed_first_is_named(client, cast, report):
    read = key(report)
    actions.confirm_report(report=report, version=report.version, by=cast.office)
    client.force_login(cast.head)

    response = client.post(CONFIRM, {"report": read}, follow=True)

    assert "見ている間に内容が変わった" in messages_of(response)[0]
    assert ProgressReport.objects.get().confirmed_by == cast.office


def test_nobody_confirms_their_own(client, cast):
    own = another(cast, by=cast.head)
    client.force_login(cast.head)

    listed = client.get(LIST)
    response = client.post(CONFIRM, {"report": key(own)}, follow=True)

    assert listed.context["own"] == []
    assert messages_of(response) == [
        "1件は、確認を待っていないか、確認できる人ではないので、"
        f"確認していません：{own.participation}"
    ]
    assert states() == ["submitted"]


def test_a_head_confirms_nothing_of_another_department(client, cast, report):
    elsewhere = ProgressReportFactory(period=cast.period, submitted=True)
    client.force_login(cast.head)

    response = client.post(CONFIRM, {"report": [key(elsewhere), key(report)]}, follow=True)

    assert messages_of(response)[0] == "1件を確認しました。"
    elsewhere.refresh_from_db()
    assert elsewhere.state == "submitted"


def test_a_period_closed_meanwhile_still_takes_a_confirmation(client, cast, report):
    client.force_login(cast.head)
    client.get(LIST)
    actions_periods.close_period(period=cast.period, by=cast.office)

    response = client.post(CONFIRM, {"report": key(report)}, follow=True)

    assert messages_of(response) == ["1件を確認しました。"]
    assert states() == ["confirmed"]


def test_the_office_sees_others_apart_and_confirms_on_their_behalf(client, cast, report):
    client.force_login(cast.office)

    listed = client.get(LIST)
    client.post(CONFIRM, {"report": key(report)})

    assert (len(listed.context["own"]), len(listed.context["others"])) == (0, 1)
    assert "選んだ報告をまとめて代理で確認する" in listed.content.decode()
    saved = ProgressReport.objects.get()
    assert (saved.state, saved.confirmed_on_behalf) == ("confirmed", True)
    assert saved.transitions.last().action == "confirm_on_behalf"


@pytest.mark.parametrize("chosen", [[], ["x"], ["1"], ["１-１"], ["-"]])
def test_nothing_ticked_is_said(client, cast, report, chosen):
    client.force_login(cast.head)

    response = client.post(CONFIRM, {"report": chosen}, follow=True)

    assert messages_of(response) == ["報告が選ばれていません。確認する報告に印を付けてください。"]
    assert states() == ["submitted"]


def test_a_report_that_is_not_there_is_said(client, cast, report):
    client.force_login(cast.head)

    response = client.post(CONFIRM, {"report": "999999-1"}, follow=True)

    assert messages_of(response) == ["選んだ報告は、もうありません。一覧を見直してください。"]


def test_confirming_together_is_never_done_by_a_link(client, cast, report):
    client.force_login(cast.head)

    assert client.get(CONFIRM).status_code == 405


@pytest.mark.parametrize("who", ["head", "office"])
def test_the_list_costs_the_same_however_much_waits(
    client, cast, report, django_assert_num_queries, who
):
    ProgressReportFactory(participation=cast.participation, period=cast.previous, confirmed=True)
    client.force_login(getattr(cast, who))

    with django_assert_num_queries(11):  # one for what was corrected, one for the periods
        client.get(reverse("reviews"))
    for _ in range(3):
        initiative = InitiativeFactory(plan=cast.plan)
        for _ in range(4):
            participation = ParticipationFactory(
                initiative=initiative,
                section=SectionFactory(department=cast.section.department),
            )
            for period in (cast.previous, cast.period):
                ProgressReportFactory(participation=participation, period=period, submitted=True)
    with django_assert_num_queries(11):
        response = client.get(reverse("reviews"))

    assert len(response.context["own"]) + len(response.context["others"]) == 25
