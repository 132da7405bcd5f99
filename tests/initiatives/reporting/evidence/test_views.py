"""Uploading, downloading and removing evidence in the browser's place."""

import pytest
from django.core.files.storage import default_storage
from django.template import Context, Template
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNumQueries

from initiatives.models import ProgressReport, ReportAttachment
from initiatives.reporting.evidence import actions
from initiatives.reporting.evidence.context import evidence_context
from organization.models import KeptText
from tests import bad_files
from tests.clients import in_full, log_in_for
from tests.factories import ProgressReportFactory
from tests.initiatives.helpers import messages_of, typed
from tests.posting import form_at, marked

from . import files
from .files import upload
from .test_actions import kept, stand

INCLUDE = Template('{% include "initiatives/reporting/evidence/_evidence.html" %}')


@pytest.fixture
def report(cast):
    return ProgressReportFactory(participation=cast.participation, period=cast.period)


@pytest.fixture
def attachment(cast, report):
    return actions.attach(report=report, upload=upload("髙﨑の報告.pdf", files.PDF), by=cast.staff)


def shown(user, report):
    """The include as a page shows it to somebody."""
    evidence = evidence_context(user, report)
    return INCLUDE.render(Context({"evidence": evidence, "csrf_token": "t"}))


def test_files_are_attached_and_the_bad_one_named(client, cast, report):
    client.force_login(cast.staff)
    sent = [upload("写真.png", files.PNG), upload("偽.pdf", files.EXE), upload("空.pdf", b"")]

    response = client.post(f"/evidence/add/{report.pk}/", {"files": sent}, follow=True)

    address = f"/reports/write/{cast.participation.pk}/{cast.period.key}/#evidence"
    said = messages_of(response)
    assert response.redirect_chain == [(in_full(address), 302)]
    assert said[0] == "「写真.png」を添付しました。"
    assert said[1].startswith("「偽.pdf」は添付できません。中身が、名前の拡張子（.pdf）と")
    assert said[2].startswith("「空.pdf」は添付できません。中身が空（0バイト）です。")
    assert [a.name for a in ReportAttachment.objects.all()] == ["写真.png"]


def test_the_name_that_was_sent_is_made_harmless(client, cast, report):
    client.force_login(cast.staff)

    client.post(f"/evidence/add/{report.pk}/", {"files": upload("../../髙\u202e.pdf", files.PDF)})

    assert ReportAttachment.objects.get().name == "髙.pdf"


def test_packages_that_unpack_to_too_much_or_are_damaged_are_named(client, cast, report):
    client.force_login(cast.staff)
    lie = bad_files.declared(bad_files.workbook(), "[Content_Types].xml", 600 * 1024 * 1024)
    broken = bad_files.declared(bad_files.workbook(), "[Content_Types].xml", 20)
    sent = [upload("爆弾.xlsx", lie), upload("偽.xlsx", broken)]

    response = client.post(f"/evidence/add/{report.pk}/", {"files": sent}, follow=True)

    said = messages_of(response)
    assert said[0].startswith("「爆弾.xlsx」は添付できません。開くと非常に大きくなる")
    assert said[1].startswith("「偽.xlsx」は添付できません。壊れているため読み取れません。")
    assert not ReportAttachment.objects.exists()


def test_nothing_chosen_is_said(client, cast, report):
    client.force_login(cast.staff)

    response = client.post(f"/evidence/add/{report.pk}/", follow=True)

    assert messages_of(response) == [
        "ファイルが選ばれていません。ファイルを選んでから押してください。"
    ]


@pytest.mark.parametrize(
    ("who", "draft", "submitted"),
    [
        ("staff", 302, 403),
        ("colleague", 302, 403),
        ("head", 302, 403),
        ("office", 302, 403),
        ("stranger", 404, 403),
        ("committee", 404, 403),
        ("nobody", 403, 403),
    ],
)
def test_who_may_attach(client, cast, report, who, draft, submitted):
    client.force_login(getattr(cast, who))
    address = f"/evidence/add/{report.pk}/"

    while_written = client.post(address, {"files": upload("a.pdf", files.PDF)}).status_code
    stand(report, state="submitted", by=cast.staff)
    afterwards = client.post(address, {"files": upload("b.png", files.PNG)}).status_code

    assert (while_written, afterwards) == (draft, submitted)
    assert kept() == (1 if draft == 302 else 0)


def test_attaching_takes_a_post(client, cast, report):
    client.force_login(cast.staff)

    assert client.get(f"/evidence/add/{report.pk}/").status_code == 405


def test_a_visitor_is_sent_to_log_in(client, attachment):
    address = f"/evidence/{attachment.pk}/"

    response = client.get(address)

    assert (response.status_code, response.url) == (
        302,
        log_in_for(address),
    )


@pytest.mark.parametrize(
    ("who", "draft", "submitted"),
    [
        ("staff", 200, 200),
        ("colleague", 200, 200),
        ("head", 200, 200),
        ("office", 200, 200),
        ("stranger", 404, 200),
        ("committee", 404, 200),
        ("nobody", 403, 403),
    ],
)
def test_who_may_read_a_report_may_download_its_files(
    client, cast, report, attachment, who, draft, submitted
):
    client.force_login(getattr(cast, who))
    address = f"/evidence/{attachment.pk}/"

    while_written = client.get(address)
    stand(report, state="submitted", by=cast.staff)
    afterwards = client.get(address)

    assert (while_written.status_code, afterwards.status_code) == (draft, submitted)
    if submitted == 200:
        assert b"".join(afterwards) == files.PDF


def test_a_download_is_nothing_a_browser_opens(client, cast, attachment):
    client.force_login(cast.staff)

    response = client.get(f"/evidence/{attachment.pk}/")

    assert {
        name: response[name]
        for name in (
            "Content-Type",
            "Content-Length",
            "Content-Disposition",
            "Content-Security-Policy",
            "X-Content-Type-Options",
            "Cache-Control",
        )
    } == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(files.PDF)),
        "Content-Disposition": "attachment; filename*=utf-8''"
        "%E9%AB%99%EF%A8%91%E3%81%AE%E5%A0%B1%E5%91%8A.pdf",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


def test_a_removed_file_is_gone(client, cast, attachment):
    actions.remove(attachment=attachment, by=cast.staff)
    client.force_login(cast.staff)

    found = [
        client.get(f"/evidence/{attachment.pk}/{page}").status_code for page in ("", "remove/")
    ]

    assert found == [404, 404]


def test_a_file_missing_from_the_disk_is_not_found(client, cast, attachment, caplog):
    default_storage.delete(attachment.file.name)
    client.force_login(cast.staff)

    response = client.get(f"/evidence/{attachment.pk}/")

    assert response.status_code == 404
    assert f"evidence {attachment.pk}: {attachment.file.name} is missing" in caplog.text


def test_removing_asks_first(client, cast, attachment):
    client.force_login(cast.staff)

    asked = client.get(f"/evidence/{attachment.pk}/remove/")
    before = kept()
    done = client.post(f"/evidence/{attachment.pk}/remove/", {"reason": ""}, follow=True)

    assertContains(asked, "添付を外しますか")
    assert (before, kept()) == (1, 0)
    assert messages_of(done) == ["「髙﨑の報告.pdf」を外しました。"]


def test_the_office_says_why_once_it_is_handed_in(client, cast, report, attachment):
    stand(report, state="submitted", by=cast.staff)
    client.force_login(cast.office)
    address = f"/evidence/{attachment.pk}/remove/"

    silent = client.post(address, {"reason": ""})
    before = kept()
    done = client.post(address, {"reason": "個人情報"}, follow=True)

    assertContains(silent, "添付を外す理由を入力してください。", status_code=422)
    assert (before, kept()) == (1, 0)
    assert done.redirect_chain == [(f"/plans/current/reports/{report.pk}/#evidence", 302)]


@pytest.mark.parametrize(
    ("who", "status"), [("staff", 403), ("head", 403), ("stranger", 403), ("committee", 403)]
)
def test_nobody_else_removes_what_was_handed_in(client, cast, report, attachment, who, status):
    stand(report, state="submitted", by=cast.staff)
    client.force_login(getattr(cast, who))

    response = client.post(f"/evidence/{attachment.pk}/remove/", {"reason": "理由"})

    assert (response.status_code, kept()) == (status, 1)


def test_the_list_shows_each_file_with_its_sum(cast, report, attachment):
    html = shown(cast.staff, report)

    assert f'<a href="/evidence/{attachment.pk}/" download>髙﨑の報告.pdf</a>' in html
    assert attachment.sha256 in html
    assert "PDF・" in html
    assert "担当 一郎" in html
    assert f"/evidence/{attachment.pk}/remove/" in html
    assert f'action="/evidence/add/{report.pk}/"' in html


def test_readers_see_the_list_without_the_form(cast, report, attachment):
    stand(report, state="submitted", by=cast.staff)

    html = shown(cast.committee, ProgressReport.objects.with_names().get())

    assert f"/evidence/{attachment.pk}/" in html
    assert "remove" not in html
    assert "<form" not in html


def attach(client, cast, address, *uploads, **changes):
    """Press 添付する on the form of a report."""
    sent = typed(cast, action="attach", **changes) | marked(cast.staff, address)
    return client.post(address, sent | {"files": uploads}, follow=True)


@pytest.fixture
def writing(cast):
    return reverse("report_edit", args=[cast.participation.pk, cast.period.key])


def test_a_file_is_attached_before_the_first_save(client, cast, writing):
    client.force_login(cast.staff)
    page = client.get(writing)

    answer = attach(client, cast, writing, upload("写真.png", files.PNG), done_text="書いた文")

    assertContains(page, 'form="report-form" formenctype="multipart/form-data"')
    report = ProgressReport.objects.get()
    assert (report.state, report.done_text) == ("draft", "書いた文")
    assert [a.name for a in report.attachments.all()] == ["写真.png"]
    assert answer.redirect_chain == [(f"{in_full(writing)}#evidence", 302)]
    assert KeptText.objects.count() == 0


def test_what_became_of_a_file_stands_where_the_files_are(client, cast, writing):
    client.force_login(cast.staff)

    page = attach(client, cast, writing, upload("写真.png", files.PNG)).content.decode()

    before, _, section = page.partition('id="evidence"')
    assert "「写真.png」を添付しました。" not in before
    assert section.count("「写真.png」を添付しました。") == 1
    assert "data-result" in section


def test_a_file_that_is_refused_loses_no_text(client, cast, writing):
    client.force_login(cast.staff)

    answer = attach(client, cast, writing, upload("偽.pdf", files.EXE), done_text="書いた文")

    assert messages_of(answer)[0].startswith("「偽.pdf」は添付できません。")
    assert ProgressReport.objects.get().done_text == "書いた文"


def test_a_text_with_faults_waits_with_its_file(client, cast, writing):
    client.force_login(cast.staff)

    answer = attach(client, cast, writing, upload("写真.png", files.PNG), progress="半分")

    assertContains(answer, "まだ添付していません", status_code=422)
    assert ReportAttachment.objects.count() == 0
    assert form_at(client, writing).data["progress"] == ["半分"]


def test_a_full_report_says_so(cast, report):
    for number in range(10):
        content = files.PDF + str(number).encode()
        actions.attach(report=report, upload=upload(f"{number}.pdf", content), by=cast.staff)

    html = shown(cast.staff, report)

    assert "添付は10個までです" in html
    assert "<form" not in html


@pytest.mark.parametrize("number", [1, 9])
def test_the_list_asks_once(cast, report, number):
    for n in range(number):
        content = files.PDF + str(n).encode()
        actions.attach(report=report, upload=upload(f"{n}.pdf", content), by=cast.staff)
    found = ProgressReport.objects.with_names().get()
    assert cast.staff.access.may_enter

    with assertNumQueries(1):
        shown(cast.staff, found)
