"""A draft is read by its section, that section's head and the office; by nobody else, ever."""

import io

import openpyxl
import pytest
from django.urls import reverse

from initiatives.models import ProgressReport, ReportAttachment
from initiatives.reporting import actions
from initiatives.reporting.evidence import actions as evidence
from initiatives.tables import catalogue
from tests.initiatives.helpers import at_work, typed
from tests.initiatives.reporting.evidence import files
from tests.initiatives.reporting.evidence.files import upload

DRAFT = "まだ人に見せない文"
HANDED_IN = "人に見せる文"
WRITERS = ("staff", "colleague", "head", "office")
OTHERS = ("stranger", "committee")


def save(cast, text, version, act=actions.save_report):
    return act(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast, done_text=text, issues_text=text, next_text=text),
        version=version,
        by=cast.staff,
    )


@pytest.fixture
def draft(cast):
    return save(cast, DRAFT, 0)


@pytest.fixture
def replaced(cast, draft):
    """A report whose draft said something else than what was handed in."""
    return save(cast, HANDED_IN, draft.version, actions.submit_report)


@pytest.mark.parametrize("who", WRITERS + OTHERS)
def test_the_text_of_a_replaced_draft_stays_its_sections_own(client, cast, draft, replaced, who):
    client.force_login(getattr(cast, who))

    pages = [
        client.get(replaced.get_absolute_url(), {"seen": version}).content.decode()
        for version in range(replaced.version + 2)
    ]

    assert all(HANDED_IN in page for page in pages)
    assert any(DRAFT in page for page in pages) == (who in WRITERS)


@pytest.mark.parametrize("who", WRITERS + OTHERS)
@pytest.mark.parametrize("undo", [actions.withdraw_report, actions.return_report])
def test_what_was_written_between_two_hand_ins_stays_so_too(client, cast, undo, who):
    first = save(cast, "はじめに出した文", 0, actions.submit_report)
    seen = first.version
    reason = {"comment": "直してください"} if undo is actions.return_report else {}
    by = cast.head if reason else cast.staff
    back = undo(report=first, version=seen, by=by, **reason)
    between = save(cast, DRAFT, back.version)
    again = save(cast, HANDED_IN, between.version, actions.submit_report)
    client.force_login(getattr(cast, who))

    pages = {
        version: client.get(again.get_absolute_url(), {"seen": version}).content.decode()
        for version in range(again.version)
    }

    assert "はじめに出した文" in pages[seen]
    assert any(DRAFT in page for page in pages.values()) == (who in WRITERS)


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("replace", [False, True])
def test_no_page_and_no_file_shows_a_draft_to_others(client, cast, draft, who, replace):
    if replace:
        save(cast, HANDED_IN, draft.version, actions.submit_report)
    client.force_login(getattr(cast, who))
    addresses = [
        reverse("my_page"),
        reverse("dashboard"),
        reverse("initiatives"),
        cast.initiative.get_absolute_url(),
        f"{cast.initiative.get_absolute_url()}?section={cast.section.pk}",
        reverse("submissions", args=[cast.period.key]),
        reverse("report_sheet", args=[cast.period.key]),
        reverse("numbers_json"),
        *(reverse("table_csv", args=[source.key]) for source in catalogue.SOURCES),
    ]

    now = {"period": cast.period.key}
    shown = {a: client.get(a, now) for a in addresses if "?" not in a}
    shown |= {a: client.get(f"{a}&period={cast.period.key}") for a in addresses if "?" in a}
    tables = client.get(reverse("tables_xlsx"), now)
    workbook = openpyxl.load_workbook(io.BytesIO(b"".join(tables)))
    cells = [str(v) for sheet in workbook for row in sheet.values for v in row]

    assert {a: r.status_code for a, r in shown.items()} == dict.fromkeys(addresses, 200)
    assert [a for a, r in shown.items() if DRAFT in b"".join(r).decode()] == []
    assert [v for v in cells if DRAFT in v] == []
    assert any(HANDED_IN in v for v in cells) == replace


@pytest.mark.parametrize("who", OTHERS)
def test_the_page_of_two_texts_is_for_writers_alone(client, cast, draft, who):
    save(cast, HANDED_IN, draft.version)
    client.force_login(getattr(cast, who))
    address = reverse("report_edit", args=[cast.participation.pk, cast.period.key])

    for action in ("save", "submit", "autosave", "unchanged"):
        response = client.post(address, typed(cast, version=draft.version, action=action))
        assert response.status_code == 403
        assert DRAFT not in response.content.decode()
        assert HANDED_IN not in response.content.decode()


@pytest.mark.parametrize("who", OTHERS)
def test_a_draft_of_evidence_is_not_served_to_others(client, cast, draft, who):
    removed = evidence.attach(report=draft, upload=upload("控え.pdf", files.PDF), by=cast.staff)
    evidence.remove(attachment=removed, by=cast.staff, reason="")
    evidence.attach(report=draft, upload=upload("根拠.png", files.PNG), by=cast.staff)
    client.force_login(getattr(cast, who))

    def served():
        kept = ReportAttachment.objects.order_by("pk")
        return [client.get(reverse("evidence", args=[row.pk])).status_code for row in kept]

    while_draft = served()
    save(cast, HANDED_IN, ProgressReport.objects.get().version, actions.submit_report)

    assert while_draft == [404, 404]
    assert served() == [404, 200]


@pytest.mark.parametrize("who", [*OTHERS, "staff", "head"])
def test_the_history_in_the_admin_is_the_offices(client, cast, replaced, who):
    client.force_login(getattr(cast, who))
    address = reverse("admin:initiatives_progressreport_history", args=[replaced.pk])

    response = client.get(address)

    assert response.status_code in (302, 403)
    assert DRAFT not in response.content.decode()
