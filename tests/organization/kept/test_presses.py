"""A press that counts once: the same form sent again makes nothing anew."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from hirao_dx.shared.kept import ONCE
from inventory.models import System
from organization.models import Press
from tests.factories import AppointmentFactory, UserFactory

TOKEN = re.compile(rf'<input type="hidden" name="{ONCE}" value="([\w-]+)">')
SYSTEM = {"name": "窓口システム", "category": "core", "standardisation": ""}


@pytest.fixture
def office(db):
    user = UserFactory()
    AppointmentFactory(user=user, office=True)
    return user


@pytest.fixture
def address(client, office):
    client.force_login(office)
    return reverse("system_add")


def token_on(client, address):
    """The token of the one form on a page that carries it."""
    (token,) = TOKEN.findall(client.get(address).content.decode())
    return token


def test_the_same_press_makes_one_row_and_is_answered_alike(client, address):
    sent = SYSTEM | {ONCE: token_on(client, address)}

    first = client.post(address, sent)
    said = [str(message) for message in client.get(first.url).context["messages"]]
    again = client.post(address, sent)

    assert (first.status_code, again.status_code) == (302, 302)
    assert again.url == first.url
    assert System.objects.count() == 1
    assert said
    assert [str(message) for message in client.get(again.url).context["messages"]] == said


def test_other_content_under_the_same_token_is_another_row(client, address):
    token = token_on(client, address)

    client.post(address, SYSTEM | {ONCE: token})
    client.post(address, SYSTEM | {ONCE: token, "name": "別のシステム"})

    assert System.objects.count() == 2


def test_a_refused_press_may_act_once_it_fits(client, address):
    """The second would be the same press, had the first not been shown again."""
    sent = SYSTEM | {ONCE: token_on(client, address)}
    System.objects.create(name="窓口システム", category="core")

    refused = client.post(address, sent)
    System.objects.all().delete()
    taken = client.post(address, sent)

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert (System.objects.count(), Press.objects.count()) == (1, 1)


def test_a_press_of_somebody_else_is_another_press(client, address, office):
    other = UserFactory()
    AppointmentFactory(user=other, office=True)
    token = token_on(client, address)

    client.post(address, SYSTEM | {ONCE: token})
    client.force_login(other)
    answer = client.post(address, SYSTEM | {ONCE: token, "name": "窓口システム"})

    assert answer.status_code == 422  # the name is taken: asked anew, not answered again
    assert Press.objects.get().user == office


def test_what_fails_leaves_neither_row_nor_press(client, address, monkeypatch):
    def broken(**_):
        System.objects.create(name="半分", category="core")
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("inventory.systems.views.actions.create_system", broken)
    client.raise_request_exception = False
    answer = client.post(address, SYSTEM | {ONCE: token_on(client, address)})

    assert answer.status_code == 500
    assert (System.objects.count(), Press.objects.count()) == (0, 0)


def test_an_old_press_is_forgotten(client, address, office):
    old = Press.objects.create(user=office, token="t" * 22, digest="d" * 64, location="/")
    Press.objects.update(at=timezone.now() - timedelta(days=31))

    client.post(address, SYSTEM | {ONCE: token_on(client, address)})

    assert not Press.objects.filter(pk=old.pk).exists()
    assert Press.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "あ" * 22, "a" * 23, "\0" * 22])
def test_a_token_that_is_none_of_ours_is_taken_for_none(client, address, token):
    answer = client.post(address, SYSTEM | {ONCE: token})

    assert answer.status_code == 302
    assert (System.objects.count(), Press.objects.count()) == (1, 0)


def test_every_form_of_a_page_has_a_token_of_its_own(client, office):
    client.force_login(office)
    answer = client.get(reverse("gallery"))
    page = answer.content.decode()

    tokens = TOKEN.findall(page)

    assertContains(answer, "data-plain")  # the log-out button
    assert len(tokens) == len(set(tokens)) == len(re.findall(r'<form[^>]*method="post"', page)) - 1


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_row(address, client, office):
    """Six threads send the same form in the same moment, each through a connection of its own."""
    sent = SYSTEM | {ONCE: token_on(client, address)}
    session = client.cookies["sessionid"].value
    start, answers = threading.Barrier(6), []

    def press():
        own = Client()
        own.cookies["sessionid"] = session
        try:
            start.wait(timeout=20)
            answers.append(own.post(address, sent))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    system = System.objects.get()
    assert [answer.status_code for answer in answers] == [302] * 6
    assert {answer.url for answer in answers} == {answers[0].url}
    assert answers[0].url.endswith(f"/{system.pk}/")
    assert Press.objects.count() == 1
