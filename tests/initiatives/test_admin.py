"""Every page of the admin: it renders for the office, in Japanese, under the strict CSP."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from tests import factories
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
# Latin words that are Japanese in a town hall.
JAPANESE_ENOUGH = {"Excel", "ICT", "OCR", "RPA", "SDGs"}
INLINE = re.compile(r"<style|<script(?![^>]*\ssrc=)|\sstyle=\"|\son[a-z]+=\"")
LATIN = re.compile(r"[A-Za-z]{3,}")


def make_one_of_each():
    for name in factories.__all__:
        if name.endswith("Factory"):
            getattr(factories, name)()


def seen(html):
    """What a person reads or hears: the text and the attributes that carry words."""
    html = re.sub(r"(?s)<(script|style|svg|title).*?</\1>", "", html)
    spoken = re.findall(r'(?:title|placeholder|aria-label|alt)="([^"]*)"', html)
    buttons = re.findall(r'<input type="submit"[^>]*value="([^"]*)"', html)
    text = re.sub(r"&[a-z]+;", " ", re.sub(r"<[^>]+>", " ", html))
    return " ".join([text, *spoken, *buttons])


def english(html, own_words):
    """Latin words that came neither from the row itself nor from the town hall's Japanese."""
    return {word for word in LATIN.findall(seen(html)) if word not in own_words}


def pages(model, row):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield reverse(f"{name}_changelist")
    yield reverse(f"{name}_change", args=[row.pk])
    yield reverse(f"{name}_history", args=[row.pk])
    model_admin = admin.site._registry[model]
    if hasattr(model_admin, "history_form_view"):
        version = row.history.first().history_id
        yield reverse(f"{name}_simple_history", args=[row.pk, version])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_every_page_renders_in_japanese_without_inline_code(client, rf, model):
    office = UserFactory(office=True)
    client.force_login(office)
    make_one_of_each()
    row = model._default_manager.order_by("pk").first()
    own_words = JAPANESE_ENOUGH | {"current", "passage"}  # keys the factories give
    urls = list(pages(model, row))
    request = rf.get("/")
    request.user = office
    model_admin = admin.site._registry[model]
    if model_admin.has_add_permission(request):
        urls.append(urls[0] + "add/")
    if model_admin.has_delete_permission(request, row):
        urls.append(urls[1].replace("/change/", "/delete/"))

    for url in urls:
        response = client.get(url)
        html = response.content.decode()

        assert response.status_code == 200, url
        assert str(model._meta.verbose_name) in html, url
        assert not INLINE.search(html), url
        assert english(html, own_words) == set(), url


def test_stylesheets_and_scripts_come_from_the_site(client):
    client.force_login(UserFactory(office=True))

    response = client.get("/admin/inventory/task/")

    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r'(?:src|href)="(?:https?:)?//', response.content.decode())


@pytest.mark.parametrize("role", ["staff", "head", "committee"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_every_list_is_closed_to_others(client, model, role):
    client.force_login(UserFactory(**{role: True}))

    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"

    assert client.get(reverse(name)).status_code == 403
