"""Kept texts: whose, how much, how long; through the log-in page; after a refused token."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hirao_dx.shared import kept
from hirao_dx.shared.kept import Marker, Parcel, TooMuch
from inventory.models import System
from organization.kept import texts
from organization.models import KeptText, Press
from tests.factories import UserFactory
from tests.posting import form_at, forms_in, log_in_with

TYPED = "窓口システム（書きかけ）"
BACK = "書きかけの内容を、下の欄に戻しました"


@pytest.fixture
def office(db):
    return UserFactory(office=True)


@pytest.fixture
def other(db):
    return UserFactory(office=True)


@pytest.fixture
def address(client, office):
    client.force_login(office)
    return reverse("system_add")


def marker(user, address):
    return Marker(user.pk, address, "", address)


def typing(client, address, text=TYPED):
    """What the script sends while somebody types into the form of a page."""
    form = form_at(client, address)
    sent = {"name": text, "kept_for": form.data["kept_form"], "kept_token": form.data["once_only"]}
    return client.post(reverse("keep_text"), sent)


def name_at(client, address):
    return form_at(client, address).data["name"]


# --- while it is typed -------------------------------------------------------------------------


def test_what_is_typed_is_found_on_another_machine(client, address, office):
    answer = typing(client, address)
    elsewhere = Client()
    elsewhere.force_login(office)

    page = elsewhere.get(address).content.decode()

    assert answer.json()["state"] == "kept"
    assert answer.json()["words"].startswith("入力の途中を預かりました（")
    assert TYPED in page
    assert BACK in page


def test_nobody_else_sees_it(client, address, other):
    typing(client, address)
    client.force_login(other)

    page = client.get(address).content.decode()

    assert TYPED not in page
    assert BACK not in page


def test_a_page_that_says_the_same_says_nothing_of_it(client, address):
    typing(client, address, "")

    assert BACK not in client.get(address).content.decode()


def test_one_press_drops_it(client, address):
    typing(client, address)
    page = client.get(address).content.decode()
    (banner,) = [f for f in forms_in(page, address) if "data-kept-banner" in f.attributes]

    answer = client.post(banner.address, banner.data)

    assert answer.url == address
    assert KeptText.objects.count() == 0
    assert name_at(client, address) == [""]


def test_nobody_drops_or_keeps_for_somebody_else(client, address, office, other):
    typing(client, address)
    sent = {"kept_for": marker(office, address).signed, "name": "別の文"}
    client.force_login(other)

    kept = client.post(reverse("keep_text"), sent).json()
    client.post(reverse("drop_kept"), sent)

    assert kept["state"] == "refused"
    assert KeptText.objects.get().fields["name"] == [TYPED]


def test_a_marker_of_ones_own_making_keeps_nothing(client, address):
    answer = client.post(reverse("keep_text"), {"kept_for": "x" * 50, "name": TYPED})

    assert answer.json()["state"] == "refused"
    assert KeptText.objects.count() == 0


def test_without_a_log_in_nothing_is_kept(client, address, office):
    sent = {"kept_for": marker(office, address).signed, "name": TYPED}

    answer = Client().post(reverse("keep_text"), sent)

    assert answer.json()["state"] == "logged_out"
    assert KeptText.objects.count() == 0


def test_handing_in_forgets_it(client, address):
    typing(client, address)
    form = form_at(client, address)

    client.post(address, form.data | {"category": "core"})

    assert System.objects.get().name == TYPED
    assert KeptText.objects.count() == 0


def test_a_text_that_arrives_after_its_form_was_sent_does_not_come_back(client, address):
    form = form_at(client, address)
    client.post(address, form.data | {"name": TYPED, "category": "core"})
    late = {
        "name": TYPED,
        "kept_for": form.data["kept_form"],
        "kept_token": form.data["once_only"],
    }

    answer = client.post(reverse("keep_text"), late)

    assert answer.json()["state"] == "handed_in"
    assert KeptText.objects.count() == 0


def test_a_text_that_was_on_its_way_while_its_form_was_sent_is_not_shown(client, address, office):
    token = form_at(client, address).data["once_only"][0]
    texts.keep(by=office, marker=marker(office, address), texts={"name": [TYPED]}, token=token)
    Press.objects.create(user=office, token=token, digest="d", location="/")

    assert BACK not in client.get(address).content.decode()


# --- refused -----------------------------------------------------------------------------------


def test_a_refused_form_is_found_again_without_a_script(client, address):
    form = form_at(client, address)

    refused = client.post(address, form.data | {"name": TYPED})  # without its category

    assert refused.status_code == 422
    assert BACK not in refused.content.decode()
    assert name_at(client, address) == [TYPED]


def test_a_form_given_to_somebody_else_leaves_nothing(client, address, office, other):
    client.force_login(other)

    client.post(address, {"name": TYPED, "kept_form": marker(office, address).signed})

    assert KeptText.objects.count() == 0


def test_a_password_is_never_kept(client, address, office):
    sent = {"name": TYPED, "new_password1": "geheim"}
    client.post(address, sent | {"kept_form": marker(office, address).signed})

    assert set(KeptText.objects.get().fields) == {"name"}


# --- through the log-in page -------------------------------------------------------------------


def sent_without_log_in(client, address):
    form = form_at(client, address)
    visitor = Client()
    return visitor, visitor.post(address, form.data | {"name": TYPED})


def test_a_text_travels_through_the_log_in_page(client, address, office):
    visitor, refused = sent_without_log_in(client, address)

    assert (Session.objects.count(), KeptText.objects.count()) == (1, 0)  # the writer's own
    assert "no-store" in refused["Cache-Control"]
    assert log_in_with(visitor, refused, office).url == address
    assert name_at(visitor, address) == [TYPED]


def test_a_wrong_password_does_not_lose_it(client, address, office):
    visitor, refused = sent_without_log_in(client, address)
    (form,) = [f for f in forms_in(refused.content.decode(), address) if f.asks_password]
    wrong = visitor.post(form.address, form.data | {"username": office.username, "password": "x"})

    log_in_with(visitor, wrong, office)

    assert name_at(visitor, address) == [TYPED]


def test_somebody_else_who_logs_in_gets_an_empty_form(client, address, other):
    visitor, refused = sent_without_log_in(client, address)

    answer = log_in_with(visitor, refused, other)
    page = visitor.get(answer.url).content.decode()

    assert answer.url == address
    assert TYPED not in page
    assert BACK not in page
    assert KeptText.objects.count() == 0


def test_a_parcel_that_was_changed_on_its_way_is_none(client, address, office):
    parcel = Parcel(marker(office, address), {"name": [TYPED]}, "").signed

    assert kept.read_parcel(parcel).texts == {"name": [TYPED]}
    assert kept.read_parcel(parcel[:-1] + ("A" if parcel[-1] != "A" else "B")) is None
    assert kept.read_parcel("") is None
    assert kept.read_marker(parcel) is None


def test_more_than_is_carried_is_said(client, address):
    form = form_at(client, address)
    visitor = Client()

    answer = visitor.post(address, form.data | {"name": "長" * 200_000})

    assert "書いた内容が多いため、預かれませんでした" in answer.content.decode()
    assert "長長" not in answer.content.decode()


def test_a_button_alone_leads_back_to_its_page(client, address, office):
    """Not to the address that it was sent to, which no page has."""
    at = Marker(office.pk, "/reviews/1/confirm/", "", "/reviews/", takes_text=False)

    visitor = Client()
    refused = visitor.post("/reviews/1/confirm/", {"kept_form": at.signed})

    assert log_in_with(visitor, refused, office).url == "/reviews/"
    assert KeptText.objects.count() == 0


# --- a token of before the log-in ---------------------------------------------------------------


def test_a_refused_token_leads_back_to_the_form_with_the_text(client, address, office):
    form = form_at(client, address)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(office)

    answer = strict.post(address, form.data | {"name": TYPED})
    page = strict.get(answer.url).content.decode()

    assert answer.url == address
    assert "ログインし直したため、送信を止めました" in page
    assert TYPED in page
    assert System.objects.count() == 0


def test_a_refused_token_of_somebody_else_s_page_tells_nothing(client, address, other):
    form = form_at(client, address)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(other)

    answer = strict.post(address, form.data | {"name": TYPED})

    assert answer.status_code == 403
    assert TYPED not in answer.content.decode()
    assert KeptText.objects.count() == 0


def test_a_refused_token_without_a_log_in_goes_through_the_log_in_page(client, address, office):
    form = form_at(client, address)
    visitor = Client(enforce_csrf_checks=True)

    refused = visitor.post(address, form.data | {"name": TYPED})

    assert "parcel" in refused.content.decode()
    assert "ログインの時間が切れました" in refused.content.decode()


# --- bounds and time ----------------------------------------------------------------------------


def test_more_than_a_person_may_keep_is_refused(client, address, office, monkeypatch):
    monkeypatch.setattr(texts, "MOST_KEPT", 2)
    for number in range(2):
        texts.keep(by=office, marker=marker(office, f"/{number}/"), texts={"a": ["x"]})

    with pytest.raises(TooMuch):
        texts.keep(by=office, marker=marker(office, "/3/"), texts={"a": ["x"]})
    texts.keep(by=office, marker=marker(office, "/1/"), texts={"a": ["y"]})

    assert sorted(row.address for row in KeptText.objects.all()) == ["/0/", "/1/"]


def test_a_form_that_is_too_large_is_said_while_it_is_typed(client, address):
    assert typing(client, address, "長" * 200_000).json()["state"] == "too_much"
    assert KeptText.objects.count() == 0


def test_after_thirty_days_it_is_forgotten(client, address, office, capsys):
    typing(client, address)
    KeptText.objects.update(kept_at=timezone.now() - timedelta(days=30, minutes=1))
    Press.objects.create(user=office, token="t", digest="d", location="/")
    Press.objects.update(at=timezone.now() - timedelta(days=30, minutes=1))

    call_command("forget_kept")

    assert "1件" in capsys.readouterr().out
    assert (KeptText.objects.count(), Press.objects.count()) == (0, 0)


def test_within_thirty_days_it_is_not(client, address):
    typing(client, address)
    KeptText.objects.update(kept_at=timezone.now() - timedelta(days=29, hours=23))

    call_command("forget_kept")

    assert name_at(client, address) == [TYPED]


def test_pages_are_never_stored_by_the_browser(client, address):
    answer = client.get(address)

    assert answer["Cache-Control"] == "private, no-store"
    assert 'autocomplete="off"' in answer.content.decode()


def test_a_person_with_nothing_kept_costs_no_query(client, address, django_assert_num_queries):
    client.get(address)
    with django_assert_num_queries(5):
        client.get(address)
    typing(client, address)

    with django_assert_num_queries(6):
        client.get(address)
