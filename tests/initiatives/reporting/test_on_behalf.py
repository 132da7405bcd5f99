"""Handing in for a section costs a head the confirming: said, and on マイページ asked, first."""

import pytest
from django.urls import reverse

from initiatives.models import ProgressReport
from initiatives.reporting import actions
from organization.choices import Role
from tests.factories.organization import AppointmentFactory, UserFactory
from tests.initiatives.helpers import at_work, messages_of

SAID = "提出した人は、その報告を確認できません。"
BUTTON = "班に代わって変更なしで提出"


@pytest.fixture
def last(cast):
    return actions.submit_report(
        participation=cast.participation,
        period=cast.previous,
        content=at_work(cast, progress=45, done_text="前回したこと"),
        version=0,
        by=cast.staff,
    )


@pytest.fixture
def address(cast):
    return reverse("report_edit", args=[cast.participation.pk, cast.period.key])


@pytest.fixture
def member(cast):
    """Somebody of the office who works in the section itself."""
    person = UserFactory(name="事務局 八郎")
    AppointmentFactory(user=person, section=cast.section, role=Role.OFFICE)
    return person


def press(client, address, **more):
    sent = {"action": "unchanged", "version": "0", "back": "my_page"}
    return client.post(address, sent | more, follow=True)


def handed_in(cast):
    return ProgressReport.objects.filter(period=cast.period).exists()


@pytest.mark.parametrize("who", ["head", "office"])
def test_one_who_would_confirm_is_asked_first(client, cast, last, address, who):
    client.force_login(getattr(cast, who))

    asked = press(client, address)
    before = handed_in(cast)
    answer = {k: asked.context[k] for k in ("version", "back")} | {"on_behalf": "yes"}
    done = press(client, address, **answer)

    page = asked.content.decode()
    assert (SAID in page, BUTTON in page, "前回したこと" in page) == (True, True, True)
    assert not before
    assert messages_of(done) == ["① 書かない窓口を「前回から変更なし」として提出しました。"]
    assert done.redirect_chain == [("/", 302)]
    assert ProgressReport.objects.get(period=cast.period).unchanged is True


def test_a_head_who_also_works_in_the_section_is_asked_too(client, cast, last, address):
    AppointmentFactory(user=cast.head, section=cast.section)
    client.force_login(cast.head)

    asked = press(client, address)

    assert BUTTON in asked.content.decode()
    assert not handed_in(cast)


def test_the_section_is_not_asked(client, cast, last, address, member):
    seen = []

    for person in (cast.staff, member):
        client.force_login(person)
        seen.append(client.get(address).content.decode())
    press(client, address)

    assert [SAID in page for page in seen] == [False, False]
    assert handed_in(cast)


def test_nothing_to_repeat_is_said_without_a_question(client, cast, address):
    client.force_login(cast.head)

    response = press(client, address)

    assert messages_of(response) == [
        "前回の報告がないため、「変更なし」にできません。下の欄に書いて提出してください。"
    ]


@pytest.mark.parametrize(("who", "times"), [("staff", 0), ("head", 2), ("office", 2)])
def test_the_form_says_it_before_both_buttons(client, cast, last, address, who, times):
    client.force_login(getattr(cast, who))

    page = client.get(address).content.decode()

    assert page.count(SAID) == times
    assert page.count('name="on_behalf" value="yes"') == times // 2


@pytest.mark.parametrize(("who", "times"), [("staff", 0), ("head", 1)])
def test_the_sheet_says_it_in_each_row(client, cast, last, who, times):
    client.force_login(getattr(cast, who))

    page = client.get(reverse("report_sheet", args=[cast.period.key])).content.decode()

    assert page.count(SAID) == times


@pytest.mark.parametrize(("who", "times"), [("staff", 0), ("head", 1)])
def test_the_page_of_two_texts_says_it_too(client, cast, address, who, times):
    draft = actions.save_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.colleague,
    )
    client.force_login(getattr(cast, who))

    response = client.post(
        address, {"status": "in_progress", "done_text": "別の文", "version": "0", "action": "save"}
    )

    assert (response.status_code, draft.version) == (409, 1)
    assert response.content.decode().count(SAID) == times
