"""Many writers at the same moment against the real server: one wins, nobody's text is mixed in."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tests.browser.conftest import PASSWORD, Site

WRITERS = 6
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Writer:
    """Somebody logged in, with the report's form open."""

    def __init__(self, site: Site, username: str, path: str = "") -> None:
        self.site = site
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.page = ""
        self.open("/account/login/")
        self.send("/account/login/", {"username": username, "password": PASSWORD})
        if path:
            self.open(path)

    def open(self, path: str) -> None:
        with self.opener.open(self.site.url + path) as answer:
            self.page = answer.read().decode()

    def send(self, path: str, fields: dict[str, str]) -> int:
        """Post a form of the page that is open; the status of the answer, redirects followed."""
        token = TOKEN.search(self.page)
        assert token is not None
        data = urlencode(fields | {"csrfmiddlewaretoken": token[1]}).encode()
        try:
            with self.opener.open(self.site.url + path, data) as answer:
                self.page = answer.read().decode()
                return int(answer.status)
        except HTTPError as error:
            self.page = error.read().decode()
            return error.code


@pytest.fixture
def path(fresh_site: Site) -> str:
    """Where 戸籍班 writes its report on ①, which nobody has begun."""
    home = Writer(fresh_site, "koseki")
    home.open("/")
    found = re.search(r'href="([a-z0-9/-]+/reports/write/\d+/[\d-]+/)">① ', home.page)
    assert found is not None
    return found[1]


def report(number: int, action: str) -> dict[str, str]:
    return {
        "status": "not_started",
        "progress": "0",
        "done_text": f"{number}人目の文",
        "version": "0",
        "action": action,
    }


def at_once(writers: list[Writer], path: str, action: str) -> list[int]:
    with ThreadPoolExecutor(len(writers)) as pool:
        answers = [
            pool.submit(writer.send, path, report(number, action))
            for number, writer in enumerate(writers)
        ]
        return [answer.result() for answer in answers]


@pytest.mark.parametrize("action", ["save", "submit"])
def test_of_many_first_saves_one_is_stored_and_the_rest_are_shown_both_texts(
    fresh_site: Site, path: str, action: str
) -> None:
    writers = [Writer(fresh_site, "koseki", path) for _ in range(WRITERS)]

    answers = at_once(writers, path, action)

    assert Counter(answers) == {200: 1, 409: WRITERS - 1}
    winner = f"{answers.index(200)}人目の文"
    for number, writer in enumerate(writers):
        assert f"{number}人目の文" in writer.page
        assert winner in writer.page


def test_many_presses_of_one_person_hand_in_once(fresh_site: Site, path: str) -> None:
    writers = [Writer(fresh_site, "koseki", path) for _ in range(WRITERS)]

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = list(pool.map(lambda w: w.send(path, report(1, "submit")), writers))

    assert answers == [200] * WRITERS
    trail = re.findall(r"<b>(作成|提出)</b>", writers[0].page)
    assert trail == ["作成", "提出"]
