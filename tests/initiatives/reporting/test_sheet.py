"""Several reports in one go: each row on its own, none lost for another's sake."""

import pytest
from django.urls import reverse
from django.utils import timezone

from initiatives.models import ProgressReport
from initiatives.reporting import actions
from initiatives.situation import situation_of, words
from organization.choices import Role
from tests.clients import log_in_for
from tests.factories.initiative import InitiativeFactory, ParticipationFactory
from tests.factories.report import ProgressReportFactory
from tests.factories.revision import hold
from tests.initiatives.helpers import at_work, messages_of


@pytest.fixture
def second(cast):
    """A second initiative of the section, reported on last period."""
    participation = ParticipationFactory(
        initiative=InitiativeFactory(plan=cast.plan, code="2", order=2), section=cast.section
    )
    hold(participation.initiative)
    actions.submit_report(
        participation=participation,
        period=cast.previous,
        content=at_work(cast, progress=30),
        version=0,
        by=cast.colleague,
    )
    return participation


@pytest.fixture
def address(cast):
    return reverse("report_sheet", args=[cast.period.key])


def row(cast, participation, version=0, **changes):
    fields = {
        "status": "in_progress",
        "phase": cast.run.pk,
        "progress": "60",
        "rating": cast.rating.pk,
        "done_text": "窓口の様式を3つ減らした",
        "issues_text": "",
        "next_text": "次の様式を選ぶ",
        "version": version,
    }
    return {f"r{participation.pk}-{name}": v for name, v in (fields | changes).items()}


def found():
    reports = ProgressReport.objects.filter(period__number=3).select_related("participation")
    return {
        r.participation_id: (r.state, r.progress)
        for r in reports.order_by("participation__initiative__order")
    }


def test_a_visitor_is_sent_to_log_in(client, cast, address):
    response = client.get(address)

    assert (response.status_code, response.url) == (
        302,
        log_in_for(address),
    )


@pytest.mark.parametrize(
    ("who", "rows"), [("staff", 2), ("head", 2), ("stranger", 0), ("committee", 0), ("office", 0)]
)
def test_the_sheet_holds_what_ones_own_sections_owe(client, cast, second, address, who, rows):
    client.force_login(getattr(cast, who))

    response = client.get(address)

    assert len(response.context["rows"]) == rows


def test_a_row_starts_from_the_last_report(client, cast, second, address):
    client.force_login(cast.staff)

    rows = client.get(address).context["rows"]

    assert [r.form["progress"].value() for r in rows] == [None, 30]


def test_handing_one_row_in_keeps_what_was_changed_in_another(client, cast, second, address):
    client.force_login(cast.staff)

    response = client.post(
        address,
        row(cast, cast.participation)
        | row(cast, second, progress="35")
        | {"action": f"submit:{cast.participation.pk}"},
        follow=True,
    )

    assert found() == {cast.participation.pk: ("submitted", 60), second.pk: ("draft", 35)}
    assert messages_of(response) == ["1件の報告を提出しました。", "1件を下書きに保存しました。"]


def test_an_untouched_row_is_not_begun(client, cast, second, address):
    client.force_login(cast.staff)

    response = client.post(
        address,
        row(cast, second, progress="30", done_text="") | {"action": "save"},
        follow=True,
    )

    assert found() == {}
    assert messages_of(response) == ["変わったところがないため、何も保存していません。"]


def test_all_changed_rows_are_handed_in_at_once(client, cast, second, address):
    client.force_login(cast.staff)

    client.post(
        address,
        row(cast, cast.participation) | row(cast, second, progress="30") | {"action": "submit"},
    )

    assert found() == {cast.participation.pk: ("submitted", 60)}


def test_unchanged_is_one_press_in_its_row(client, cast, second, address):
    client.force_login(cast.staff)

    client.post(
        address,
        row(cast, cast.participation, progress="10")
        | row(cast, second, progress="30")
        | {"action": f"unchanged:{second.pk}"},
    )

    assert found() == {cast.participation.pk: ("draft", 10), second.pk: ("submitted", 30)}
    assert ProgressReport.objects.get(participation=second, period=cast.period).unchanged is True


@pytest.mark.parametrize(
    "typed",
    [
        {"done_text": "消えてはいけない文"},
        {"progress": "35", "done_text": "消えてはいけない文"},
        {"progress": "百", "done_text": "消えてはいけない文"},
    ],
)
def test_unchanged_over_something_typed_is_refused(client, cast, second, address, typed):
    client.force_login(cast.staff)

    response = client.post(
        address,
        row(cast, cast.participation, progress="10")
        | row(cast, second, **({"progress": "30"} | typed))
        | {"action": f"unchanged:{second.pk}"},
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert [r.duty.participation for r in response.context["faulty"]] == [second]
    assert page.count("書いた内容があるため、「変更なし」では提出していません") == 1
    assert "消えてはいけない文" in page
    assert found() == {cast.participation.pk: ("draft", 10)}


def test_a_row_as_the_browser_sends_it_back_is_untouched(client, cast, address):
    ProgressReportFactory(
        participation=cast.participation,
        period=cast.previous,
        submitted=True,
        next_text="一行目\r\n二行目",
        status="done",
        progress=100,
        phase=None,
    )
    client.force_login(cast.staff)
    sent = {"status": "done", "phase": "", "progress": "100", "done_text": ""}
    shown = client.get(address).context["rows"][0].form

    client.post(
        address,
        row(
            cast,
            cast.participation,
            **sent,
            rating=shown["rating"].value() or "",
            issues_text=shown["issues_text"].value(),
            next_text=shown["next_text"].value().replace("\r\n", "\n"),
        )
        | {"action": f"unchanged:{cast.participation.pk}"},
    )

    assert found() == {cast.participation.pk: ("submitted", 100)}


def test_unchanged_never_replaces_a_draft_written_since(client, cast, second, address):
    client.force_login(cast.staff)
    form = reverse("report_edit", args=[second.pk, cast.period.key])
    client.post(form, {"done_text": "下書きの文", "version": "0", "action": "autosave"})

    response = client.post(
        address,
        row(cast, second, progress="30") | {"action": f"unchanged:{second.pk}"},
        follow=True,
    )

    report = ProgressReport.objects.get(participation=second, period=cast.period)
    assert (report.state, report.done_text) == ("draft", "下書きの文")
    assert "下書きの文" in response.content.decode()
    assert messages_of(response)[0] == (
        f"{second.initiative}：あなたが書いた下書きがあるため、前回の内容では提出していません。"
    )


def test_a_row_saved_beside_a_faulty_one_can_be_changed_again(client, cast, second, address):
    client.force_login(cast.staff)
    faulty = row(cast, cast.participation, progress="百")
    first = client.post(address, faulty | row(cast, second, progress="35") | {"action": "save"})
    shown = next(r for r in first.context["rows"] if r.duty.participation == second).form

    again = client.post(
        address,
        row(cast, second, progress="40", version=shown["version"].value()) | {"action": "save"},
    )

    assert (first.status_code, again.status_code) == (422, 302)
    assert found() == {second.pk: ("draft", 40)}


def test_a_faulty_row_holds_up_no_other(client, cast, second, address):
    client.force_login(cast.staff)

    response = client.post(
        address,
        row(cast, cast.participation, progress="百")
        | row(cast, second, progress="35")
        | {"action": "submit"},
    )

    faulty = response.context["faulty"]
    assert response.status_code == 422
    assert [r.duty.participation for r in faulty] == [cast.participation]
    assert faulty[0].form.errors["progress"] == [
        "進捗率は0から100までの整数で入力してください（例：60）。"
    ]
    assert found() == {second.pk: ("submitted", 35)}


def test_a_row_somebody_else_saved_is_shown_beside_theirs(client, cast, second, address):
    actions.save_report(
        participation=second,
        period=cast.period,
        content=at_work(cast, progress=33),
        version=0,
        by=cast.colleague,
    )
    client.force_login(cast.staff)

    response = client.post(address, row(cast, second, progress="99") | {"action": "save"})

    (faulty,) = response.context["faulty"]
    assert [(d.label, d.theirs, d.mine) for d in faulty.differences] == [("進捗率", "33%", "99%")]
    assert found() == {second.pk: ("draft", 33)}


def test_a_row_nobody_touched_is_no_conflict(client, cast, second, address):
    draft = actions.save_report(
        participation=second,
        period=cast.period,
        content=at_work(cast, progress=31),
        version=0,
        by=cast.staff,
    )
    actions.save_report(
        participation=second,
        period=cast.period,
        content=at_work(cast, progress=33),
        version=draft.version,
        by=cast.colleague,
    )
    client.force_login(cast.staff)

    response = client.post(
        address, row(cast, second, version=draft.version, progress="31") | {"action": "save"}
    )

    assert response.status_code == 302
    assert found() == {second.pk: ("draft", 33)}


def test_pressing_twice_hands_in_once(client, cast, address):
    client.force_login(cast.staff)
    sent = row(cast, cast.participation) | {"action": f"submit:{cast.participation.pk}"}

    client.post(address, sent)
    client.post(address, sent)

    report = ProgressReport.objects.get()
    assert list(report.transitions.values_list("action", flat=True)) == ["create", "submit"]


def test_another_sections_row_cannot_be_sent(client, cast, address):
    foreign = ParticipationFactory(initiative=cast.initiative)
    client.force_login(cast.staff)

    client.post(address, row(cast, foreign) | {"action": f"submit:{foreign.pk}"})

    assert ProgressReport.objects.count() == 0


def test_a_closed_period_sends_the_writer_home(client, cast, address):
    cast.period.state = "planned"
    cast.period.save()
    client.force_login(cast.staff)

    response = client.get(address, follow=True)

    told = words(situation_of(cast.plan, timezone.localdate()), Role.STAFF)
    assert messages_of(response) == [
        f"令和8年度 第3四半期は受付中ではないため、報告を書けません。{told}"
    ]


def test_the_sheet_costs_the_same_for_many_rows(
    client, cast, second, address, django_assert_num_queries
):
    client.force_login(cast.staff)
    ProgressReportFactory(participation=second, period=cast.period)

    with django_assert_num_queries(12):
        client.get(address)
    for number in range(3, 9):
        initiative = InitiativeFactory(plan=cast.plan, code=str(number), order=number)
        participation = ParticipationFactory(initiative=initiative, section=cast.section)
        ProgressReportFactory(participation=participation, period=cast.period)
    with django_assert_num_queries(12):
        client.get(address)
