"""What no page can take: a NUL, another encoding, too much, half a body. Never a bare error."""

from __future__ import annotations

import pytest
from django.db import DataError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from hirao_dx.edge import EdgeMiddleware
from hirao_dx.views import bad_request
from organization.models import User
from tests.factories import UserFactory

FORM = "application/x-www-form-urlencoded"
LOGIN = "/account/login/"


@pytest.fixture
def visitor(db) -> Client:
    """Asks as a browser does: with the errors' own pages, and a real token check."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def multipart(*parts: str, boundary: str = "b") -> dict[str, str]:
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts) + f"--{boundary}--\r\n"
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


FILE = 'Content-Disposition: form-data; name="f{}"; filename="a.txt"\r\n\r\na'

REFUSED = {
    "fields": (
        {"data": "&".join(f"f{n}=1" for n in range(1500)), "content_type": FORM},
        (413, "送る項目が多すぎます", "1,000"),
    ),
    "files": (
        multipart(*(FILE.format(n) for n in range(150))),
        (413, "送るファイルが多すぎます", "100"),
    ),
    "body": (
        {"data": f"a={'x' * 3_000_000}", "content_type": FORM},
        (413, "送る内容が大きすぎます", "2.5MB"),
    ),
    "part": (
        multipart(f'Content-Disposition: form-data; name="a"\r\n\r\n{"x" * 3_000_000}'),
        (413, "送る内容が大きすぎます", "2.5MB"),
    ),
    "boundary": (
        {"data": "a=1", "content_type": "multipart/form-data"},
        (400, "送った内容を読み取れませんでした", "もう一度送ってください"),
    ),
    "utf-7": (
        {"data": "username=a", "content_type": f"{FORM}; charset=utf-7"},
        (400, "送った内容を読み取れませんでした", "もう一度送ってください"),
    ),
    "no text's encoding": (
        multipart('Content-Disposition: form-data; name="a"\r\n\r\n1')
        | {"content_type": "multipart/form-data; boundary=b; charset=zip"},
        (400, "送った内容を読み取れませんでした", "もう一度送ってください"),
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_answered_in_words(visitor, kind):
    sent, (status, title, hint) = REFUSED[kind]
    visitor.get(LOGIN)  # for the token's cookie

    answer = visitor.generic("POST", LOGIN, **sent)

    html = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in html
    assert hint in html
    assert "何も保存していません" in html
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_wrong_host_is_answered_in_words(visitor):
    answer = visitor.get(LOGIN, headers={"host": "elsewhere.example"})

    assert answer.status_code == 400
    assert "このアドレスでは開けません" in answer.content.decode()


def test_too_long_a_query_is_answered_in_words(visitor):
    answer = visitor.get(LOGIN, query_params={f"f{n}": "1" for n in range(1500)})

    assert answer.status_code == 413
    assert "送る項目が多すぎます" in answer.content.decode()


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "x-unknown"])
def test_utf_8_and_what_nobody_knows_are_read_as_utf_8(visitor, charset):
    answer = visitor.get(LOGIN, {"next": "/長/"}, content_type=f"text/plain; charset={charset}")

    assert answer.status_code == 200


def test_a_cookie_with_a_nul_asks_no_session(visitor):
    visitor.cookies["sessionid"] = "\0" * 32
    answer = visitor.get(reverse("my_page"))

    assert answer.status_code == 400


def test_a_path_with_a_nul_is_not_found_before_anybody_logs_in(visitor):
    answer = visitor.get("/initiatives/%00/")

    assert answer.status_code == 404
    assert "ページが見つかりません" in answer.content.decode()


@pytest.mark.parametrize("name", ["username", "password"])
def test_a_log_in_with_a_nul_is_an_error_at_the_form(client, db, name):
    client.raise_request_exception = False

    answer = client.post(LOGIN, {"username": "a", "password": "b"} | {name: "a\0b"})

    assert answer.status_code == 200
    assert name in answer.context["form"].errors


def test_a_nul_in_a_form_of_the_admin_is_an_error_at_its_field(client, db):
    client.raise_request_exception = False
    client.force_login(UserFactory(is_superuser=True))
    person = UserFactory(name="見本")
    page = reverse("admin:organization_user_change", args=[person.pk])

    form = client.get(page).context["adminform"].form
    sent = {n: "" if (v := form[n].value()) is None else v for n in form.fields}
    rows = {f"appointments-{n}": "0" for n in ("TOTAL_FORMS", "INITIAL_FORMS")}
    answer = client.post(page, sent | rows | {"name": "見\0本"})
    odd_id = {f"appointments-{n}": "1" for n in ("TOTAL_FORMS", "INITIAL_FORMS")}
    rows = client.post(page, sent | odd_id | {"appointments-0-id": "\0"})

    assert (answer.status_code, rows.status_code) == (200, 200)
    assert "name" in answer.context["adminform"].form.errors
    assert User.objects.get(pk=person.pk).name == "見本"


def middleware(fault: Exception | None = None) -> EdgeMiddleware:
    return EdgeMiddleware(lambda request: HttpResponse(str(dict(request.GET.lists()))))


def test_a_query_keeps_all_but_its_nul():
    request = RequestFactory().get("/?a=%001%00&a=2&%00=3&b=%25+%E9%95%B7")

    answer = middleware()(request)

    assert answer.content.decode() == str({"a": ["1", "2"], "": ["3"], "b": ["% 長"]})
    with pytest.raises(AttributeError, match="immutable"):
        request.GET["a"] = "x"


def test_only_what_a_nul_led_to_is_the_senders_fault():
    """Past the forms; any other error stays one of the site, and is recorded as such."""
    with_nul, without = (RequestFactory().post("/", {"a": text}) for text in ("\0", "b"))

    assert middleware().process_exception(without, DataError()) is None
    assert middleware().process_exception(with_nul, KeyError()) is None
    with pytest.raises(Exception, match="NUL") as fault:
        middleware().process_exception(with_nul, DataError())
    assert bad_request(with_nul, fault.value).status_code == 400
