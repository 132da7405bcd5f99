"""The page of a 訂正, and what the head then reads."""

import pytest
from django.urls import reverse

from initiatives.models import ProgressReport, ReportingPeriod
from initiatives.reporting import actions
from initiatives.reporting.corrections import corrections
from tests.clients import log_in_for
from tests.factories.report import CLOSED_AT
from tests.initiatives.helpers import at_work, messages_of, typed


@pytest.fixture
def report(cast):
    """Handed in by `staff` at 60 % and confirmed by the head."""
    report = actions.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )
    return actions.confirm_report(report=report, version=report.version, by=cast.head)


@pytest.fixture
def address(report):
    return reverse("report_correct", args=[report.pk])


def correction(cast, report, reason="数え間違い", **changes):
    return typed(cast, reason=reason, **{"version": report.version} | changes)


def close(cast):
    ReportingPeriod.objects.filter(pk=cast.period.pk).update(
        state="closed", closed_at=CLOSED_AT, closed_by=cast.office
    )


def test_the_form_holds_what_was_handed_in(client, cast, report, address):
    client.force_login(cast.colleague)

    form = client.get(address).context["form"]

    assert (form["progress"].value(), form["done_text"].value(), form["version"].value()) == (
        60,
        "窓口の様式を3つ減らした",
        report.version,
    )


def test_a_correction_waits_for_confirming_anew(client, cast, report, address):
    client.force_login(cast.colleague)

    response = client.post(address, correction(cast, report, progress="40"), follow=True)

    assert messages_of(response) == [
        f"{cast.initiative}の報告を訂正しました。課長が、もう一度確認します。"
    ]
    saved = ProgressReport.objects.get()
    assert (saved.state, saved.progress, saved.submitted_by) == ("submitted", 40, cast.colleague)


@pytest.mark.parametrize("who", ["stranger", "committee"])
def test_others_may_not(client, cast, report, address, who):
    client.force_login(getattr(cast, who))

    response = client.post(address, correction(cast, report, progress="40"))

    assert response.status_code == 403
    assert ProgressReport.objects.get().progress == 60


@pytest.mark.parametrize("who", ["head", "office"])
def test_those_over_the_section_are_told_what_they_can_do(client, cast, report, address, who):
    client.force_login(getattr(cast, who))

    response = client.post(address, correction(cast, report, progress="40"), follow=True)

    assert messages_of(response) == [
        "訂正できるのは、班の人と、その報告を提出した人です。"
        "直してもらうときは、差し戻すか、事務局に相談してください。"
    ]
    assert ProgressReport.objects.get().progress == 60


def test_a_visitor_is_sent_to_log_in(client, address):
    response = client.get(address)

    assert (response.status_code, response.url) == (302, log_in_for(address))


def test_in_a_closed_period_the_office_reopens_it_first(client, cast, report, address):
    close(cast)
    client.force_login(cast.staff)

    response = client.get(address, follow=True)

    assert messages_of(response) == [
        f"{cast.period}は受付中ではないため、訂正できません。"
        "直すときは、事務局にこの報告の再開を頼んでください。"
    ]


def test_a_report_not_handed_in_is_written_not_corrected(client, cast):
    draft = actions.save_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )
    client.force_login(cast.staff)

    response = client.get(reverse("report_correct", args=[draft.pk]), follow=True)

    assert messages_of(response) == [
        "この報告はまだ提出していません。「続きを書く」から直してください。"
    ]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"reason": "　"}, "reason", "訂正の理由を書いてください。"),
        ({"progress": ""}, "progress", "進捗率を0から100までの数で入力してください。"),
        ({"done_text": ""}, "done_text", "この期間に行ったことを書いてください。"),
        ({}, "__all__", "直したところがありません。今の内容と同じです。"),
    ],
)
def test_a_faulty_correction_is_said_and_stays(
    client, cast, report, address, changes, field, message
):
    client.force_login(cast.staff)

    response = client.post(address, correction(cast, report) | changes)

    assert response.status_code == 422
    assert response.context["form"].errors[field] == [message]
    assert ProgressReport.objects.get().state == "confirmed"


def test_two_corrections_at_once_lose_nothing(client, cast, report, address):
    actions.correct_report(
        report=report,
        content=at_work(cast, progress=70),
        version=report.version,
        reason="先の人",
        by=cast.colleague,
    )
    client.force_login(cast.staff)

    first = client.post(address, correction(cast, report, progress="40"))
    again = client.post(
        address,
        correction(cast, report, progress="40", version=first.context["form"]["version"].value()),
    )

    assert first.status_code == 409
    (difference,) = first.context["differences"]
    assert (difference.theirs, difference.mine) == ("70%", "40%")
    assert first.context["form"]["progress"].value() == "40"
    assert (again.status_code, ProgressReport.objects.get().progress) == (302, 40)


def test_the_head_reads_before_and_after(client, cast, report):
    report = actions.correct_report(
        report=report,
        content=at_work(cast, progress=40, next_text="やり直す"),
        version=report.version,
        reason="数え間違い",
        by=cast.staff,
    )
    client.force_login(cast.head)

    listed = client.get(reverse("reviews"))
    page = client.get(report.get_absolute_url())

    (review,) = listed.context["own"]
    for shown in (review.correction, page.context["correction"]):
        assert [(d.label, d.mine, d.theirs) for d in shown.differences] == [
            ("進捗率", "60%", "40%"),
            ("今後の予定", "次の様式を選ぶ", "やり直す"),
        ]
        assert ([s.comment for s in shown.steps], shown.was_confirmed) == (["数え間違い"], True)
    for response in (listed, page):
        assert "もう一度確認が要ります" in response.content.decode()


def test_two_corrections_in_a_row_are_read_as_one(cast, report):
    for progress, reason in ((40, "一度目"), (45, "二度目")):
        report = actions.correct_report(
            report=report,
            content=at_work(cast, progress=progress),
            version=report.version,
            reason=reason,
            by=cast.staff,
        )

    shown = corrections([report])[report.pk]

    assert [(d.mine, d.theirs) for d in shown.differences] == [("60%", "45%")]
    assert [s.comment for s in shown.steps] == ["一度目", "二度目"]


def test_what_was_confirmed_since_is_no_longer_told(cast, report):
    for progress in (40, 45):
        report = actions.correct_report(
            report=report,
            content=at_work(cast, progress=progress),
            version=report.version,
            reason="訂正",
            by=cast.staff,
        )
        confirmed = actions.confirm_report(report=report, version=report.version, by=cast.head)
        assert corrections([confirmed]) == {}
        report = confirmed
    report = actions.correct_report(
        report=report,
        content=at_work(cast, progress=50),
        version=report.version,
        reason="三度目",
        by=cast.staff,
    )

    assert [(d.mine, d.theirs) for d in corrections([report])[report.pk].differences] == [
        ("45%", "50%")
    ]


@pytest.mark.parametrize("count", [1, 4])
def test_corrections_cost_two_queries(cast, report, django_assert_num_queries, count):
    for at in range(count):
        report = actions.correct_report(
            report=report,
            content=at_work(cast, progress=at),
            version=report.version,
            reason="訂正",
            by=cast.staff,
        )

    with django_assert_num_queries(2):
        corrections([report])
    with django_assert_num_queries(0):
        assert corrections([]) == {}


def test_the_page_of_a_reopened_report_says_that_it_can_be_written(client, cast, report):
    close(cast)
    report.refresh_from_db()
    actions.reopen_report(
        report=report, version=report.version, comment="根拠が足りない", by=cast.office
    )
    client.force_login(cast.staff)

    page = client.get(report.get_absolute_url()).content.decode()

    assert "この報告だけ再開しています" in page
    assert "締め切られたため、この報告は提出されていません" not in page
    assert "続きを書く" in page


def test_the_office_reopens_one_report_of_a_closed_period(client, cast, report):
    close(cast)
    client.force_login(cast.office)
    page = client.get(report.get_absolute_url()).content.decode()

    client.post(
        reverse("report_reopen", args=[report.pk]),
        {"version": report.version, "comment": "根拠が足りない"},
    )
    client.force_login(cast.staff)
    home = client.get(reverse("my_page"))
    form = client.get(reverse("report_edit", args=[cast.participation.pk, cast.period.key]))

    assert "この報告だけを再開して差し戻す" in page
    assert [d.report for d in home.context["owed"] if d.period == cast.period] == [report]
    assert "根拠が足りない" in home.content.decode()
    assert form.status_code == 200
    assert ReportingPeriod.objects.get(pk=cast.period.pk).is_closed
