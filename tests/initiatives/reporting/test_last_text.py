"""A new report's 実施内容 is empty, with the last one beside it, one press away."""

import pytest
from django.urls import reverse

from initiatives.models import ProgressReport
from initiatives.reporting import actions
from initiatives.reporting.forms import joined
from initiatives.reporting.reviews import changes
from tests.factories.initiative import InitiativeFactory, ParticipationFactory
from tests.factories.report import ProgressReportFactory
from tests.factories.revision import hold
from tests.initiatives.helpers import at_work, typed

LAST = "窓口の様式を3つ減らした"


@pytest.fixture
def last(cast):
    return actions.submit_report(
        participation=cast.participation,
        period=cast.previous,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )


@pytest.fixture
def address(cast):
    return reverse("report_edit", args=[cast.participation.pk, cast.period.key])


@pytest.fixture
def sheet(cast):
    return reverse("report_sheet", args=[cast.period.key])


def row(cast, **changes):
    prefix = f"r{cast.participation.pk}"
    fields = typed(cast, **changes)
    action = fields.pop("action")
    return {f"{prefix}-{name}": value for name, value in fields.items()} | {"action": action}


def written():
    return ProgressReport.objects.filter(period__number=3)


def test_both_forms_begin_empty_with_the_last_text_beside(client, cast, last, address, sheet):
    client.force_login(cast.staff)

    single = client.get(address)
    listed = client.get(sheet)

    for response, form in (
        (single, single.context["form"]),
        (listed, listed.context["rows"][0].form),
    ):
        assert (form["done_text"].value(), form["next_text"].value()) == ("", "次の様式を選ぶ")
        page = response.content.decode()
        assert f'id="last-{form["done_text"].id_for_label}">{LAST}<' in page
        assert "前回の実施内容を写す" in page


def test_a_first_report_has_nothing_to_copy(client, cast, address, sheet):
    client.force_login(cast.staff)

    pages = [client.get(url).content.decode() for url in (address, sheet)]

    assert not any("前回の実施内容" in page for page in pages)


@pytest.mark.parametrize(
    ("typed_text", "last_text", "result"),
    [
        ("", "前", "前"),
        ("今", "前", "今\n前"),
        ("今\r\n前", "前", "今\n前"),
        ("今", "", "今"),
        (" 今 \n", " 前 ", "今\n前"),
    ],
)
def test_the_last_text_goes_below_what_was_typed(typed_text, last_text, result):
    assert joined(typed_text, last_text) == result


def test_one_press_copies_it_without_saving(client, cast, last, address):
    client.force_login(cast.staff)

    response = client.post(
        address, typed(cast, action="copy", done_text="今期の文", progress="70")
    )

    form = response.context["form"]
    assert form["done_text"].value() == f"今期の文\n{LAST}"
    assert form["progress"].value() == "70"
    assert "autofocus" in str(form["done_text"])
    assert not written().exists()


def test_one_press_copies_it_in_its_row_of_the_sheet(client, cast, last, sheet):
    client.force_login(cast.staff)

    response = client.post(
        sheet, row(cast, action=f"copy:{cast.participation.pk}", done_text="", progress="70")
    )

    form = response.context["rows"][0].form
    assert (form["done_text"].value(), form["progress"].value()) == (LAST, "70")
    assert not written().exists()


def test_handing_in_the_last_text_again_offers_unchanged(client, cast, last, address):
    client.force_login(cast.staff)

    response = client.post(address, typed(cast))

    assert response.status_code == 422
    assert "と同じ内容です。まだ提出していません" in response.content.decode()
    assert not written().exists()

    client.post(address, {"action": "unchanged", "version": "0"})

    report = written().get()
    assert (report.unchanged, report.done_text, report.progress) == (True, "", 60)


def test_a_saved_draft_that_says_the_same_becomes_unchanged(client, cast, last, address):
    client.force_login(cast.staff)
    client.post(address, typed(cast, action="autosave"))
    draft = written().get()

    offered = client.post(address, typed(cast, version=draft.version))
    client.post(address, {"action": "unchanged", "version": str(draft.version)})

    assert offered.status_code == 422
    report = written().get()
    assert (report.state, report.unchanged, report.done_text) == ("submitted", True, "")


def test_the_sheet_offers_unchanged_for_the_last_text_again(client, cast, last, sheet):
    client.force_login(cast.staff)
    key = cast.participation.pk

    response = client.post(sheet, row(cast, action=f"submit:{key}"))

    assert response.status_code == 422
    page = response.content.decode()
    assert "前回と同じ内容です。まだ提出していません" in page
    assert f'value="unchanged:{key}"' in page
    assert not written().exists()

    client.post(sheet, row(cast, action=f"unchanged:{key}"))

    report = written().get()
    assert (report.unchanged, report.done_text) == (True, "")


def test_another_figure_is_a_report_of_its_own(client, cast, last, address):
    client.force_login(cast.staff)

    client.post(address, typed(cast, progress="61"))

    assert (written().get().state, written().get().unchanged) == ("submitted", False)


def test_unchanged_is_said_where_the_text_would_stand(client, cast, last):
    report = actions.submit_unchanged(
        participation=cast.participation, period=cast.period, version=0, by=cast.staff
    )
    client.force_login(cast.head)

    page = client.get(report.get_absolute_url()).content.decode()

    assert '<dt>実施内容</dt><dd class="lines">前回から変更なし</dd>' in page
    assert [c.words for c in changes(report, last)] == ["前回（令和8年度 第2四半期）から変更なし"]


def test_after_unchanged_there_is_no_text_to_copy(client, cast, address):
    ProgressReportFactory(
        participation=cast.participation,
        period=cast.previous,
        submitted=True,
        unchanged=True,
        done_text="",
    )
    client.force_login(cast.staff)

    page = client.get(address).content.decode()

    assert 'id="last-id_done_text">前回から変更なし<' in page
    assert "前回の実施内容を写す" not in page


def test_unchanged_twice_in_a_row_stays_without_a_text(cast, last):
    first = actions.submit_unchanged(
        participation=cast.participation, period=cast.period, version=0, by=cast.staff
    )

    assert (first.done_text, first.next_text) == ("", last.next_text)


def test_a_row_that_was_saved_is_shown_as_it_was_typed_beside_a_faulty_one(
    client, cast, last, sheet
):
    other = ParticipationFactory(
        initiative=InitiativeFactory(plan=cast.plan, code="2", order=2), section=cast.section
    )
    hold(other.initiative)
    client.force_login(cast.staff)
    fields = typed(cast, progress="70") | typed(cast, progress="999")
    faulty = {f"r{other.pk}-{k}": v for k, v in fields.items() if k != "action"}

    response = client.post(
        sheet, row(cast, progress="70", done_text="今期") | faulty | {"action": "save"}
    )

    saved = next(r for r in response.context["rows"] if r.duty.participation == cast.participation)
    assert saved.form["done_text"].value() == "今期"
    assert saved.form["progress"].value() == "70"
