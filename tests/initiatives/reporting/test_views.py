"""Writing, handing in and reading a report in the browser's place."""

import re

import pytest
from django.urls import reverse

from initiatives.models import ProgressReport
from initiatives.reporting import actions
from organization.choices import Role
from tests.clients import in_full, log_in_for
from tests.factories.organization import AppointmentFactory, UserFactory
from tests.initiatives.helpers import at_work, messages_of, typed


@pytest.fixture
def address(cast):
    return reverse("report_edit", args=[cast.participation.pk, cast.period.key])


@pytest.fixture
def report(cast):
    return actions.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )


def test_a_visitor_is_sent_to_log_in(client, cast, address):
    response = client.get(address)

    assert (response.status_code, response.url) == (
        302,
        log_in_for(address),
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("staff", 200),
        ("colleague", 200),
        ("head", 200),
        ("office", 200),
        ("stranger", 403),
        ("committee", 403),
        ("nobody", 403),
    ],
)
def test_who_may_open_the_form(client, cast, address, who, status):
    client.force_login(getattr(cast, who))

    response = client.get(address)

    assert response.status_code == status


def test_someone_without_an_appointment_is_told_whom_to_ask(client, cast, address):
    client.force_login(cast.nobody)

    response = client.get(address)

    assert "事務局（DX推進の担当課）に「所属の登録をしてほしい」と伝えてください" in (
        response.content.decode()
    )


def test_a_new_report_starts_from_the_last_one(client, cast, address):
    actions.submit_report(
        participation=cast.participation,
        period=cast.previous,
        content=at_work(cast, progress=45),
        version=0,
        by=cast.staff,
    )
    client.force_login(cast.staff)

    response = client.get(address)

    assert response.context["form"]["progress"].value() == 45
    assert response.context["form"]["next_text"].value() == "次の様式を選ぶ"
    assert response.context["form"]["done_text"].value() == ""
    assert "前回の実施内容を写す" in response.content.decode()
    assert "前回から変更なしで提出" in response.content.decode()
    assert ProgressReport.objects.filter(period=cast.period).count() == 0


def test_submitting_hands_the_report_in(client, cast, address):
    client.force_login(cast.staff)

    response = client.post(address, typed(cast), follow=True)

    saved = ProgressReport.objects.get()
    assert response.redirect_chain == [(f"/plans/current/reports/{saved.pk}/", 302)]
    assert messages_of(response) == ["① 書かない窓口の報告を提出しました。"]
    assert (saved.state, saved.progress, saved.submitted_by) == ("submitted", 60, cast.staff)


@pytest.mark.parametrize("text", ["８０％", "80%", " 80 ", "８０"])
def test_a_percentage_may_be_typed_full_width(client, cast, address, text):
    client.force_login(cast.staff)

    client.post(address, typed(cast, progress=text))

    assert ProgressReport.objects.get().progress == 80


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("progress", "120", "進捗率は0から100までの整数で入力してください（例：60）。"),
        ("progress", "-5", "進捗率は0から100までの整数で入力してください（例：60）。"),
        (
            "progress",
            "半分",
            "進捗率は0から100までの整数で入力してください（例：60）。",
        ),
        ("progress", "", "進捗率を0から100までの数で入力してください。"),
        ("phase", "", "取組中のときは、工程を選んでください。"),
        ("rating", "", "評価を選んでください。"),
        ("done_text", "  ", "この期間に行ったことを書いてください。"),
        ("status", "", "取組の状況を選んでください。"),
    ],
)
def test_a_fault_is_named_and_what_was_typed_stays(client, cast, address, field, value, message):
    client.force_login(cast.staff)

    response = client.post(address, typed(cast, next_text="残る文", **{field: value}))

    assert response.status_code == 422
    assert response.context["form"].errors[field] == [message]
    assert "残る文" in response.content.decode()
    assert ProgressReport.objects.count() == 0


def test_a_cancellation_needs_its_reason(client, cast, address):
    client.force_login(cast.staff)

    response = client.post(address, typed(cast, status="cancelled"))

    assert response.context["form"].errors == {"issues_text": ["中止の理由を書いてください。"]}


@pytest.mark.parametrize(("status", "progress"), [("done", 100), ("not_started", 0)])
def test_done_and_not_started_set_their_percentage(client, cast, address, status, progress):
    client.force_login(cast.staff)

    client.post(address, typed(cast, status=status, progress="60"))

    assert ProgressReport.objects.get().progress == progress


def test_a_draft_may_be_incomplete(client, cast, address):
    client.force_login(cast.staff)

    response = client.post(
        address, typed(cast, action="save", status="", progress=""), follow=True
    )

    assert messages_of(response) == ["下書きを保存しました。まだ提出していません。"]
    assert ProgressReport.objects.get().state == "draft"


def test_unchanged_is_one_press(client, cast, address):
    actions.submit_report(
        participation=cast.participation,
        period=cast.previous,
        content=at_work(cast, progress=45),
        version=0,
        by=cast.staff,
    )
    client.force_login(cast.staff)

    response = client.post(address, {"action": "unchanged", "version": "0"}, follow=True)

    assert messages_of(response) == ["① 書かない窓口を「前回から変更なし」として提出しました。"]
    assert ProgressReport.objects.get(period=cast.period).unchanged is True


def test_unchanged_without_an_earlier_report_explains_itself(client, cast, address):
    client.force_login(cast.staff)

    response = client.post(address, {"action": "unchanged", "version": "0"}, follow=True)

    assert messages_of(response) == [
        "前回の報告がないため、「変更なし」にできません。下の欄に書いて提出してください。"
    ]


def test_a_conflict_shows_both_texts_and_keeps_what_was_typed(client, cast, address):
    draft = actions.save_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )
    actions.save_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast, done_text="二郎の文"),
        version=draft.version,
        by=cast.colleague,
    )
    client.force_login(cast.staff)

    response = client.post(address, typed(cast, version=draft.version, done_text="一郎の文"))

    assert response.status_code == 409
    assert [(d.label, d.theirs, d.mine) for d in response.context["differences"]] == [
        ("実施内容", "二郎の文", "一郎の文")
    ]
    assert response.context["form"]["done_text"].value() == "一郎の文"
    assert ProgressReport.objects.get().done_text == "二郎の文"


def test_a_submitted_report_sends_the_writer_to_read_it(client, cast, address, report):
    client.force_login(cast.staff)

    response = client.get(address, follow=True)

    assert response.redirect_chain == [(f"/plans/current/reports/{report.pk}/", 302)]
    assert messages_of(response) == [
        "この報告は提出済みです。直すときは、先に「取り下げる」を押してください。"
    ]


def test_a_section_that_does_not_take_part_then_has_nothing_to_report(client, cast):
    cast.participation.ends_on = cast.previous.ends_on
    cast.participation.save()
    client.force_login(cast.staff)

    response = client.get(reverse("report_edit", args=[cast.participation.pk, cast.period.key]))

    assert response.status_code == 404


@pytest.mark.parametrize("key", ["2026-9", "2026", "abc-1", "２０２６-3"])
def test_an_unknown_period_is_not_found(client, cast, key):
    client.force_login(cast.staff)

    response = client.get(f"/reports/write/{cast.participation.pk}/{key}/")

    assert response.status_code == 404


def test_a_draft_is_its_sections_own(client, cast):
    draft = actions.save_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )
    seen = {}

    for who in ("staff", "head", "office", "stranger", "committee"):
        client.force_login(getattr(cast, who))
        seen[who] = client.get(draft.get_absolute_url()).status_code

    assert seen == {"staff": 200, "head": 200, "office": 200, "stranger": 404, "committee": 404}


@pytest.mark.parametrize(
    ("who", "buttons"),
    [
        ("staff", ["取り下げる（書き直す）"]),
        ("stranger", []),
        ("committee", []),
        ("head", ["確認する", "差し戻す"]),
        ("office", ["代理で確認する", "差し戻す"]),
    ],
)
def test_a_report_offers_what_the_reader_may_do(client, cast, report, who, buttons):
    client.force_login(getattr(cast, who))

    page = client.get(report.get_absolute_url()).content.decode()

    offered = [
        label
        for label in (
            "代理で確認する",
            "確認する",
            "差し戻す",
            "取り下げる（書き直す）",
            "取り消して差し戻す",
        )
        if f">{label}<" in page
    ]
    assert offered == buttons


@pytest.mark.parametrize("who", ["head", "office"])
def test_whoever_handed_it_in_for_the_section_may_withdraw(client, cast, address, who):
    handed_in = actions.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=getattr(cast, who),
    )
    client.force_login(getattr(cast, who))

    page = client.get(handed_in.get_absolute_url()).content.decode()
    client.post(reverse("report_withdraw", args=[handed_in.pk]), {"version": handed_in.version})

    assert "取り下げる（書き直す）" in page
    assert ProgressReport.objects.get().state == "draft"


@pytest.mark.parametrize("who", ["head", "office", "stranger", "committee"])
def test_withdrawing_is_the_sections(client, cast, report, who):
    client.force_login(getattr(cast, who))

    response = client.post(
        reverse("report_withdraw", args=[report.pk]), {"version": report.version}
    )

    assert response.status_code == 403
    assert ProgressReport.objects.get().state == "submitted"


def test_an_office_member_withdraws_what_their_own_section_reported(client, cast, report):
    member = UserFactory(name="事務局 八郎")
    AppointmentFactory(user=member, section=cast.section, role=Role.OFFICE)
    client.force_login(member)

    client.post(reverse("report_withdraw", args=[report.pk]), {"version": report.version})

    assert ProgressReport.objects.get().state == "draft"


@pytest.mark.parametrize("who", ["head", "office"])
def test_those_over_the_section_are_led_to_return_what_is_handed_in(
    client, cast, address, report, who
):
    client.force_login(getattr(cast, who))

    read = client.get(address, follow=True)
    refused = client.post(address, typed(cast, done_text="課長の文"))

    assert messages_of(read) == [
        "この報告は提出済みです。直してもらうときは、理由を書いて差し戻してください。"
    ]
    assert refused.status_code == 409
    assert "班の人が取り下げるか、差し戻されると" in refused.content.decode()
    assert reverse("report_withdraw", args=[report.pk]) not in refused.content.decode()


def test_a_confirmed_report_tells_its_section_of_the_correction(client, cast, address, report):
    actions.confirm_report(report=report, version=report.version, by=cast.head)
    client.force_login(cast.staff)

    response = client.get(address, follow=True)

    assert messages_of(response) == [
        "この報告は確認済みです。直すときは、「訂正する」を押して、理由を書いてください。"
    ]


def test_withdrawing_leads_back_to_the_form(client, cast, report, address):
    client.force_login(cast.staff)

    response = client.post(
        reverse("report_withdraw", args=[report.pk]), {"version": report.version}
    )

    assert (response.status_code, response.url) == (302, in_full(address))
    assert ProgressReport.objects.get().state == "draft"


def test_confirming_and_returning_pass_the_report_on(client, cast, report):
    client.force_login(cast.head)

    client.post(reverse("report_confirm", args=[report.pk]), {"version": report.version})

    assert ProgressReport.objects.get().state == "confirmed"


@pytest.mark.parametrize("version", ["", "x", "²", "9" * 5000])
def test_a_version_that_is_none_moves_nothing(client, cast, report, version):
    client.force_login(cast.head)
    posted = {"version": version, "comment": "直してください", "report": f"{report.pk}-{version}"}

    for address in (
        reverse("report_confirm", args=[report.pk]),
        reverse("report_return", args=[report.pk]),
        reverse("reviews_confirm"),
    ):
        assert client.post(address, posted).status_code == 302
    assert ProgressReport.objects.get().state == "submitted"
    assert client.get(report.get_absolute_url(), {"seen": version}).status_code == 200


@pytest.mark.parametrize(
    ("step", "state"), [("report_return", "submitted"), ("report_reopen", "confirmed")]
)
@pytest.mark.parametrize(
    ("comment", "fault"),
    [
        ("", "理由を書いてください。班の人が読んで直します。"),
        ("長" * 4001, "理由は4000字までにしてください。"),
    ],
)
def test_a_faulty_reason_is_said_at_its_field(client, cast, report, step, state, comment, fault):
    if state == "confirmed":
        report = actions.confirm_report(report=report, version=report.version, by=cast.head)
    client.force_login(cast.office)

    response = client.post(
        reverse(step, args=[report.pk]), {"version": report.version, "comment": comment}
    )

    page = response.content.decode()
    field = re.search(r'<textarea[^>]*name="comment"[^>]*>', page)
    assert response.status_code == 422
    assert messages_of(response) == []
    assert response.context["comment_form"].errors == {"comment": [fault]}
    assert page.count(fault) == 1
    assert "autofocus" in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert re.search(r'<details class="details[^>]* open>\s*<summary[^>]*>[^<]*差し戻す', page)
    assert comment in page
    assert ProgressReport.objects.get().state == state


def test_a_stranger_who_gives_no_reason_gets_no_panel(client, cast, report):
    client.force_login(cast.stranger)

    response = client.post(
        reverse("report_return", args=[report.pk]), {"version": report.version}, follow=True
    )

    assert ProgressReport.objects.get().state == "submitted"
    assert "<textarea" not in response.content.decode()


@pytest.mark.parametrize("step", ["report_confirm", "report_return", "report_reopen"])
def test_a_stranger_cannot_take_a_step(client, cast, report, step):
    client.force_login(cast.stranger)

    response = client.post(
        reverse(step, args=[report.pk]), {"version": report.version, "comment": "理由"}
    )

    assert response.status_code == 403
    assert ProgressReport.objects.get().state == "submitted"


@pytest.mark.parametrize("version", ["", "x", "1"])
def test_a_press_on_an_outdated_page_changes_nothing(client, cast, report, version):
    client.force_login(cast.head)

    response = client.post(
        reverse("report_confirm", args=[report.pk]), {"version": version}, follow=True
    )

    assert messages_of(response) == [
        "見ている間に報告の内容が変わりました。今の内容を読んで、もう一度選んでください。"
    ]
    assert ProgressReport.objects.get().state == "submitted"


def test_steps_are_never_taken_by_a_link(client, cast, report):
    client.force_login(cast.head)

    response = client.get(reverse("report_confirm", args=[report.pk]))

    assert response.status_code == 405
