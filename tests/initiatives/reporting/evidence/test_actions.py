"""Attaching and removing evidence: who, when, how many, and what stays."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone

from initiatives.choices import PeriodState
from initiatives.models import ProgressReport, ReportAttachment, ReportingPeriod
from initiatives.reporting.evidence import actions
from tests.factories import ProgressReportFactory

from . import files
from .files import upload


@pytest.fixture
def report(cast):
    return ProgressReportFactory(participation=cast.participation, period=cast.period)


@pytest.fixture
def attachment(cast, report):
    return actions.attach(report=report, upload=upload("写真.png", files.PNG), by=cast.staff)


def stand(report, *, state="draft", closed=False, by=None):
    """Move a report and its period to where a test needs them."""
    sent = {"submitted_at": timezone.now(), "submitted_by": by} if state == "submitted" else {}
    ProgressReport.objects.filter(pk=report.pk).update(state=state, **sent)
    if closed:
        ReportingPeriod.objects.filter(pk=report.period_id).update(
            state=PeriodState.CLOSED, closed_at=timezone.now(), closed_by=by
        )


def kept():
    return ReportAttachment.objects.filter(removed_at__isnull=True).count()


@pytest.mark.parametrize("who", ["staff", "colleague", "head", "office"])
def test_whoever_writes_the_report_attaches(cast, report, who):
    by = getattr(cast, who)

    saved = actions.attach(report=report, upload=upload("髙﨑.pdf", files.PDF), by=by)

    line = saved.history.get()
    assert (saved.name, saved.content_type, saved.size) == (
        "髙﨑.pdf",
        "application/pdf",
        len(files.PDF),
    )
    assert (saved.uploaded_by, line.history_user) == (by, by)
    assert default_storage.open(saved.file.name).read() == files.PDF
    assert len(saved.sha256) == 64


def test_the_stored_name_says_nothing(cast, report):
    saved = actions.attach(report=report, upload=upload("秘密.pdf", files.PDF), by=cast.staff)

    folder, _, name = saved.file.name.rpartition("/")
    assert folder.startswith("evidence/")
    assert (len(name), name.rpartition(".")[2]) == (36, "pdf")


@pytest.mark.parametrize("who", ["stranger", "committee", "nobody"])
def test_nobody_else_attaches(cast, report, who):
    with pytest.raises(PermissionDenied):
        actions.attach(report=report, upload=upload("a.pdf", files.PDF), by=getattr(cast, who))

    assert kept() == 0


@pytest.mark.parametrize("where", [{"state": "submitted"}, {"closed": True}])
@pytest.mark.parametrize("who", ["staff", "office"])
def test_nothing_is_attached_once_handed_in_or_closed(cast, report, where, who):
    stand(report, by=cast.office, **where)

    with pytest.raises(PermissionDenied):
        actions.attach(report=report, upload=upload("a.pdf", files.PDF), by=getattr(cast, who))

    assert kept() == 0


def test_a_report_handed_in_meanwhile_takes_nothing(cast, report):
    known = ProgressReport.objects.with_names().get()
    stand(report, state="submitted", by=cast.staff)

    with pytest.raises(PermissionDenied):
        actions.attach(report=known, upload=upload("a.pdf", files.PDF), by=cast.staff)

    assert kept() == 0


def test_a_returned_report_takes_evidence(cast, report):
    stand(report, state="returned")

    actions.attach(report=report, upload=upload("a.pdf", files.PDF), by=cast.staff)

    assert kept() == 1


def test_what_may_not_be_evidence_is_not_stored(cast, report):
    with pytest.raises(ValidationError):
        actions.attach(report=report, upload=upload("a.pdf", files.EXE), by=cast.staff)

    assert ReportAttachment.objects.count() == 0


def test_the_same_file_twice_is_refused(cast, report, attachment):
    with pytest.raises(ValidationError) as caught:
        actions.attach(report=report, upload=upload("別名.png", files.PNG), by=cast.staff)

    assert caught.value.messages == [
        "「別名.png」は、同じ内容のファイル「写真.png」がすでに添付されています。"
    ]


def test_a_removed_file_may_come_back(cast, report, attachment):
    actions.remove(attachment=attachment, by=cast.staff)

    actions.attach(report=report, upload=upload("写真.png", files.PNG), by=cast.staff)

    assert kept() == 1


def test_one_too_many_is_refused(cast, report):
    for number in range(10):
        content = files.PDF + str(number).encode()
        actions.attach(report=report, upload=upload(f"{number}.pdf", content), by=cast.staff)

    with pytest.raises(ValidationError) as caught:
        actions.attach(report=report, upload=upload("11.pdf", files.PDF), by=cast.staff)

    assert caught.value.messages == [
        "「11.pdf」は添付できません。1つの報告に添付できるのは10個までです。"
        "いらない添付を外すか、1つのPDFにまとめてください。"
    ]
    assert kept() == 10


@pytest.mark.parametrize("who", ["staff", "colleague", "head", "office"])
def test_whoever_writes_removes_without_a_reason(cast, report, attachment, who):
    actions.remove(attachment=attachment, by=getattr(cast, who))

    attachment.refresh_from_db()
    assert (attachment.removed_by, attachment.removed_at is None) == (getattr(cast, who), False)
    assert default_storage.exists(attachment.file.name)


@pytest.mark.parametrize("who", ["stranger", "committee", "nobody"])
def test_nobody_else_removes(cast, attachment, who):
    with pytest.raises(PermissionDenied):
        actions.remove(attachment=attachment, by=getattr(cast, who), reason="理由")

    assert kept() == 1


@pytest.mark.parametrize("where", [{"state": "submitted"}, {"closed": True}])
def test_once_handed_in_only_the_office_removes_and_says_why(cast, report, attachment, where):
    stand(report, by=cast.staff, **where)

    with pytest.raises(PermissionDenied):
        actions.remove(attachment=attachment, by=cast.staff, reason="理由")
    with pytest.raises(ValidationError, match="添付を外す理由を入力してください"):
        actions.remove(attachment=attachment, by=cast.office, reason=" ")
    actions.remove(attachment=attachment, by=cast.office, reason="個人情報が入っていた")

    line = attachment.history.first()
    assert kept() == 0
    assert (line.history_user, line.history_change_reason) == (
        cast.office,
        "個人情報が入っていた",
    )


def test_removing_twice_keeps_the_first(cast, attachment):
    first = actions.remove(attachment=attachment, by=cast.staff)

    again = actions.remove(attachment=attachment, by=cast.head)

    assert (again.removed_by, again.removed_at) == (cast.staff, first.removed_at)


def test_a_file_is_not_left_behind_when_its_line_fails(cast, report, monkeypatch):
    stored = []
    save = ReportAttachment.save

    def fail(attachment, *args, **kwargs):
        stored.append(attachment.file.name)
        save(attachment, *args, **kwargs)
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(ReportAttachment, "save", fail)

    with pytest.raises(RuntimeError, match="the disk is full"):
        actions.attach(report=report, upload=upload("a.pdf", files.PDF), by=cast.staff)

    assert ReportAttachment.objects.count() == 0
    assert [default_storage.exists(name) for name in stored] == [False]
