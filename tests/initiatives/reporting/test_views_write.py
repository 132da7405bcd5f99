"""Nothing typed is lost: drafts kept by themselves, conflicts, expired log-ins, double presses."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from initiatives.models import ProgressReport, ReportTransition
from initiatives.reporting import actions
from organization.choices import ReorganisationKind
from organization.models import KeptText, Reorganisation, SectionSuccession
from tests.clients import in_full
from tests.factories.initiative import ParticipationFactory
from tests.factories.organization import SectionFactory
from tests.initiatives.helpers import at_work, messages_of, typed
from tests.posting import form_at, log_in_with, marked


@pytest.fixture
def address(cast):
    return in_full(reverse("report_edit", args=[cast.participation.pk, cast.period.key]))


def save(cast, by, version=0, **changes):
    return actions.save_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast, **changes),
        version=version,
        by=by,
    )


def autosave(client, cast, address, **changes):
    return client.post(
        address,
        typed(cast, action="autosave", **changes) | marked(cast.staff, address),
        headers={"Accept": "application/json"},
    )


# --- kept by itself ---------------------------------------------------------------------------


def test_a_draft_keeps_itself_and_hands_back_its_version(client, cast, address):
    client.force_login(cast.staff)

    response = autosave(client, cast, address, done_text="途中の文")

    assert ProgressReport.objects.get().done_text == "途中の文"
    answer = response.json()
    assert (answer["state"], answer["version"]) == ("kept", 1)
    assert "下書きを自動保存しました" in answer["words"]
    assert KeptText.objects.count() == 0


def test_the_same_text_is_not_stored_again(client, cast, address):
    client.force_login(cast.staff)
    autosave(client, cast, address)

    autosave(client, cast, address, version=1)

    report = ProgressReport.objects.get()
    assert (report.version, report.history.count()) == (1, 1)


def test_an_unreadable_number_waits_instead_of_being_lost(client, cast, address):
    client.force_login(cast.staff)

    response = autosave(client, cast, address, progress="半分")

    assert "自動保存を待っています" in response.content.decode()
    assert ProgressReport.objects.count() == 0
    assert KeptText.objects.get().fields["progress"] == ["半分"]
    assert 'value="半分"' in client.get(address).content.decode()


def test_keeping_itself_never_overwrites_somebody_else(client, cast, address):
    first = save(cast, cast.staff)
    save(cast, cast.colleague, version=first.version, done_text="二郎の文")
    client.force_login(cast.staff)

    response = autosave(client, cast, address, version=first.version, done_text="一郎の文")

    assert "ほかの人が先に保存しました" in response.content.decode()
    assert ProgressReport.objects.get().done_text == "二郎の文"


# --- conflicts --------------------------------------------------------------------------------


def test_a_conflict_is_settled_field_by_field(client, cast, address):
    first = save(cast, cast.staff)
    second = save(cast, cast.colleague, version=first.version, done_text="二郎", next_text="二郎")
    client.force_login(cast.staff)
    mine = typed(cast, version=second.version, action="save", done_text="一郎", next_text="一郎")

    client.post(address, mine | {"choose-done_text": "theirs", "choose-next_text": "mine"})

    report = ProgressReport.objects.get()
    assert (report.done_text, report.next_text) == ("二郎", "一郎")


def test_a_choice_between_phases_ratings_and_blanks_is_carried_over(client, cast, address):
    draft = save(cast, cast.staff, phase=cast.study, progress=None, rating=None)
    client.force_login(cast.colleague)
    chosen = {f"choose-{name}": "theirs" for name in ("phase", "progress", "rating")}

    client.post(address, typed(cast, version=draft.version, action="save") | chosen)

    report = ProgressReport.objects.get()
    assert (report.phase, report.progress, report.rating) == (cast.study, None, None)


def test_a_text_behind_a_submitted_report_is_kept_until_it_is_withdrawn(client, cast, address):
    draft = save(cast, cast.staff)
    handed_in = actions.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast, done_text="二郎の文"),
        version=draft.version,
        by=cast.colleague,
    )
    client.force_login(cast.staff)

    mine = typed(cast, version=draft.version, done_text="一郎の文")
    refused = client.post(address, mine | marked(cast.staff, address))
    once_more = client.get(address)
    client.post(reverse("report_withdraw", args=[handed_in.pk]), {"version": handed_in.version})

    assert (refused.status_code, once_more.status_code) == (409, 409)
    assert "一郎の文" in once_more.content.decode()
    assert form_at(client, address).data["done_text"] == ["一郎の文"]
    assert ProgressReport.objects.get().done_text == "二郎の文"


def test_confirming_a_text_that_changed_shows_what_changed(client, cast):
    report = actions.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )
    seen = report.version
    withdrawn = actions.withdraw_report(report=report, version=seen, by=cast.staff)
    actions.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast, progress=90),
        version=withdrawn.version,
        by=cast.staff,
    )
    client.force_login(cast.head)

    response = client.get(report.get_absolute_url(), {"seen": str(seen)})

    assert [(d.label, d.mine, d.theirs) for d in response.context["changes"]] == [
        ("進捗率", "60%", "90%")
    ]


def test_returning_a_text_that_changed_shows_the_change_and_keeps_the_reason(client, cast):
    report = actions.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )
    seen = report.version
    withdrawn = actions.withdraw_report(report=report, version=seen, by=cast.staff)
    actions.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast, done_text="書き直した文"),
        version=withdrawn.version,
        by=cast.staff,
    )
    client.force_login(cast.head)

    response = client.post(
        reverse("report_return", args=[report.pk]),
        {"version": seen, "comment": "根拠を書く"},
        follow=True,
    )

    assert [(d.mine, d.theirs) for d in response.context["changes"]] == [
        ("窓口の様式を3つ減らした", "書き直した文")
    ]
    assert messages_of(response)[-1] == "送らなかった理由の文：根拠を書く"


@pytest.mark.parametrize("seen", ["", "x", "999", "-1", "1234567890123456789012"])
def test_a_strange_version_in_the_address_shows_nothing(client, cast, seen):
    report = save(cast, cast.staff)
    client.force_login(cast.staff)

    response = client.get(report.get_absolute_url(), {"seen": seen})

    assert response.context["changes"] == []


# --- an expired log-in ------------------------------------------------------------------------


def sent_without_log_in(client, cast, address, **changes):
    return client.post(address, typed(cast, **changes) | marked(cast.staff, address))


def test_what_was_typed_after_the_log_in_ran_out_waits_for_the_next(client, cast, address):
    sent = sent_without_log_in(client, cast, address, done_text="消えてはいけない文")

    assert log_in_with(client, sent, cast.staff).url == address
    page = client.get(address).content.decode()

    assert form_at(client, address).data["done_text"] == ["消えてはいけない文"]
    assert "書きかけの内容を、下の欄に戻しました" in page
    assert ProgressReport.objects.count() == 0


def test_once_saved_the_kept_text_is_gone(client, cast, address):
    log_in_with(client, sent_without_log_in(client, cast, address), cast.staff)
    assert KeptText.objects.count() == 1

    client.post(address, typed(cast, action="save") | marked(cast.staff, address))

    assert KeptText.objects.count() == 0


def test_the_page_says_that_the_log_in_ran_out(client, cast, address):
    response = autosave(client, cast, address)

    assert response.json()["state"] == "logged_out"
    assert (KeptText.objects.count(), Session.objects.count()) == (0, 0)


def test_somebody_else_who_logs_in_sees_nothing_of_it(client, cast, address):
    sent = sent_without_log_in(client, cast, address, done_text="消えてはいけない文")
    log_in_with(client, sent, cast.colleague)

    page = client.get(address).content.decode()

    assert "消えてはいけない文" not in page
    assert "書きかけ" not in page
    assert KeptText.objects.count() == 0


def test_a_visitor_stores_nothing(client, cast):
    for number in range(20):
        client.post(f"/reports/write/{number}/2026-3/", typed(cast, done_text="あ" * 10_000))

    assert (KeptText.objects.count(), Session.objects.count()) == (0, 0)


# --- double presses ---------------------------------------------------------------------------


def steps():
    return list(ReportTransition.objects.values_list("action", flat=True))


def test_submitting_twice_submits_once(client, cast, address):
    client.force_login(cast.staff)

    client.post(address, typed(cast))
    again = client.post(address, typed(cast), follow=True)

    assert steps() == ["create", "submit"]
    assert messages_of(again)[-1] == "① 書かない窓口の報告を提出しました。"


def test_unchanged_twice_submits_once(client, cast, address):
    actions.submit_report(
        participation=cast.participation,
        period=cast.previous,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )
    client.force_login(cast.staff)

    for _ in range(2):
        client.post(address, {"action": "unchanged", "version": "0", "back": "my_page"})

    assert steps() == ["create", "submit"] * 2


def test_unchanged_never_replaces_ones_own_newer_draft(client, cast, address):
    hand_in_last_period(cast)
    client.force_login(cast.staff)
    client.post(address, typed(cast, done_text="下書きの文", action="autosave"))

    response = client.post(address, {"action": "unchanged", "version": "0"}, follow=True)

    report = ProgressReport.objects.get(period=cast.period)
    assert (report.state, report.done_text) == ("draft", "下書きの文")
    assert response.redirect_chain == [(in_full(address), 302)]
    assert response.context["form"]["done_text"].value() == "下書きの文"
    assert messages_of(response) == [
        "あなたが書いた下書きがあるため、前回の内容では提出していません。"
        "下書きの内容を確かめて、提出してください。"
    ]


def test_unchanged_after_ones_own_hand_in_says_so(client, cast, address):
    hand_in_last_period(cast)
    client.force_login(cast.staff)
    client.post(address, typed(cast, done_text="出した文"))

    response = client.post(address, {"action": "unchanged", "version": "0"}, follow=True)

    assert ProgressReport.objects.get(period=cast.period).done_text == "出した文"
    assert messages_of(response)[-1] == "この報告は、あなたがすでに提出しています。"


def test_unchanged_over_a_colleagues_draft_names_another(client, cast, address):
    hand_in_last_period(cast)
    client.force_login(cast.colleague)
    client.post(address, typed(cast, done_text="二郎の文", action="save"))
    client.force_login(cast.staff)

    response = client.post(address, {"action": "unchanged", "version": "0"}, follow=True)

    assert messages_of(response)[-1] == (
        "ほかの人が先にこの報告を保存しました。今の内容を確かめてください。"
    )
    assert ProgressReport.objects.get(period=cast.period).done_text == "二郎の文"


@pytest.mark.parametrize(
    ("first", "words"),
    [("staff", "あなたが別の画面で先に保存しました"), ("colleague", "ほかの人が先に保存しました")],
)
@pytest.mark.parametrize("action", ["save", "autosave"])
def test_who_saved_first_is_said_truly(client, cast, address, first, words, action):
    client.force_login(getattr(cast, first))
    client.post(address, typed(cast, done_text="先の文", action="save"))
    client.force_login(cast.staff)

    response = client.post(address, typed(cast, done_text="後の文", action=action))

    said = [
        w
        for w in ("あなたが別の画面で先に保存", "ほかの人が先に保存")
        if w in response.content.decode()
    ]
    assert said == [words.removesuffix("しました")]
    assert ProgressReport.objects.get().done_text == "先の文"


@pytest.mark.parametrize(
    ("step", "extra", "who", "expected"),
    [
        ("report_withdraw", {}, "staff", "withdraw"),
        ("report_confirm", {}, "head", "confirm"),
        ("report_return", {"comment": "直す"}, "head", "return"),
    ],
)
def test_a_step_pressed_twice_is_taken_once(client, cast, step, extra, who, expected):
    report = actions.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )
    client.force_login(getattr(cast, who))

    for _ in range(2):
        client.post(reverse(step, args=[report.pk]), {"version": report.version, **extra})

    assert steps() == ["create", "submit", expected]


def test_a_period_closed_while_the_form_was_open_takes_nothing(client, cast, address):
    client.force_login(cast.staff)
    client.get(address)
    cast.period.state = "planned"
    cast.period.save()

    response = client.post(address, typed(cast))

    assert response.status_code == 403
    assert ProgressReport.objects.count() == 0


# --- what a new report starts from ------------------------------------------------------------


def hand_in_last_period(cast):
    return actions.submit_report(
        participation=cast.participation,
        period=cast.previous,
        content=at_work(cast, progress=45),
        version=0,
        by=cast.staff,
    )


def test_after_a_change_of_role_the_form_goes_on_from_the_old_one(client, cast):
    hand_in_last_period(cast)
    cast.participation.ends_on = cast.previous.ends_on
    cast.participation.save()
    support = ParticipationFactory(
        initiative=cast.initiative, section=cast.section, starts_on=cast.period.starts_on
    )
    client.force_login(cast.staff)

    response = client.get(reverse("report_edit", args=[support.pk, cast.period.key]))

    assert response.context["form"]["progress"].value() == 45


def test_a_section_that_took_a_duty_over_may_repeat_the_last_report(client, cast):
    hand_in_last_period(cast)
    successor = SectionFactory(department=cast.section.department)
    record = Reorganisation.objects.create(
        kind=ReorganisationKind.RENAME,
        effective_on=cast.period.starts_on,
        reason="名称の変更",
        by=cast.office,
    )
    SectionSuccession.objects.create(
        reorganisation=record, predecessor=cast.section, successor=successor
    )
    taken_over = ParticipationFactory(
        initiative=cast.initiative, section=successor, starts_on=cast.period.starts_on
    )
    client.force_login(cast.head)

    client.post(
        reverse("report_edit", args=[taken_over.pk, cast.period.key]),
        {"action": "unchanged", "version": "0", "on_behalf": "yes"},
    )

    report = ProgressReport.objects.get(participation=taken_over)
    assert (report.progress, report.unchanged) == (45, True)
