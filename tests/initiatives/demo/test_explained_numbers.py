"""Every number of the demo's pages that leads to an explanation is found there again."""

import re
from html.parser import HTMLParser

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from initiatives.rollup import record
from organization.models import User

EXPLAINED = "/dashboard/explain/"
# A link to one of these shows the number itself, never a part of it.
ALWAYS_THE_VALUE = {"planned", "gap", "count", "tasks"}
# What a number of two parts, or one told in another unit, is made of.
NUMBER = re.compile(r"[＋−±]?\d[\d,]*(?:\.\d+)?")


class Links(HTMLParser):
    """Every link to an explanation with the words a sighted person sees in it."""

    def __init__(self, page):
        super().__init__()
        self.found = set()
        self.address = None
        self.hidden = 0
        self.words = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "a" and attributes.get("href", "").partition("?")[0].find(EXPLAINED) > 0:
            self.address, self.words = attributes["href"], []
        elif tag == "span" and self.address:
            classes = attributes.get("class", "")
            if self.hidden or "visually-hidden" in classes or attributes.get("aria-hidden"):
                self.hidden += 1

    def handle_endtag(self, tag):
        if tag == "a" and self.address:
            self.found.add((self.address, "".join(self.words).strip()))
            self.address = None
        elif tag == "span" and self.hidden:
            self.hidden -= 1

    def handle_data(self, data):
        if self.address and not self.hidden:
            self.words.append(data)


@pytest.fixture(scope="module")
def known():
    """What these tests have read of the demo, which none of them changes: hundreds of explanations
    ask for the same facts, and several numbers lead to the same explanation.
    """
    return {}


def remember(monkeypatch, known, module, name):
    """Read the same facts once."""
    read = getattr(module, name)

    def once(*args, **kwargs):
        key = (name, *args, *kwargs.items())
        if key not in known:
            known[key] = read(*args, **kwargs)
        return known[key]

    monkeypatch.setattr(module, name, once)


@pytest.fixture
def committee(client, demo, monkeypatch, known):
    """Somebody of the committee on the demo's day."""
    remember(monkeypatch, known, record, "record_for")
    remember(monkeypatch, known, record, "record")
    monkeypatch.setattr(timezone, "localdate", lambda at=None: localdate(at or demo.now))
    client.force_login(User.objects.get(username="iin"))
    return client


@pytest.fixture
def explanation_at(committee, known):
    """`explanation_at(address)`: what its page explains, fetched once."""

    def fetch(address):
        if address not in known:
            known[address] = committee.get(address).context["explanation"]
        return known[address]

    return fetch


def measure_of(address):
    return address.partition(EXPLAINED)[2].partition("/")[0]


def said(explanation):
    """What an explanation's page says of its number."""
    working = explanation.working.text if explanation.working else ""
    figures = (row.figure for row in (*explanation.counted, *explanation.not_counted))
    return " ".join([explanation.about, explanation.value, working, *explanation.steps, *figures])


def is_found(address, words, explanation):
    """Whether an explanation's number is the shown one, or at least says every part of it."""
    if measure_of(address) in ALWAYS_THE_VALUE:
        return words == explanation.value
    numbers, there = NUMBER.findall(words), said(explanation)
    if not numbers:
        return explanation.value in words or words in there
    return words == explanation.value or set(numbers) <= set(NUMBER.findall(there))


@pytest.mark.parametrize(
    "path", ["/dashboard/", "/initiatives/6/", "/initiatives/4/", "/initiatives/10/"]
)
def test_every_explained_number_is_on_its_explanation(committee, explanation_at, path):
    links = Links(committee.get(path).content.decode()).found

    unexplained = {
        (address, words)
        for address, words in sorted(links)
        if not is_found(address, words, explanation_at(address))
    }

    assert len(links) > 50
    assert unexplained == set()
