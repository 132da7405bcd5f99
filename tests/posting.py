"""Pages as a browser fills them in: their forms, what each would send, and where to.

Read with Python's own parser, not with the code that completes the forms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from django.test import Client

from hirao_dx.shared.kept import Marker
from tests.clients import in_full
from tests.factories.organization import PASSWORD

NO_TEXT = {"hidden", "submit", "button", "reset", "image", "file", "password", "checkbox", "radio"}


@dataclass
class Form:
    """A form of a page. `data` is what it would send without a button, `texts` the names of the
    controls that people write in."""

    address: str
    attributes: dict[str, str]
    data: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    asks_password: bool = False

    @property
    def posts(self) -> bool:
        return self.attributes.get("method", "get").lower() == "post"


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select: tuple[str, list[str], bool] | None = None
        self.area: str | None = None

    def handle_starttag(self, tag, attrs):
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            assert self.form is None, "a form within a form"
            self.form = Form(urljoin(self.page, said.get("action", "")).split("#")[0], said)
        elif self.form is not None:
            getattr(self, f"_{tag}", lambda said: None)(said)

    def _input(self, said):
        kind, name = said.get("type", "text"), said.get("name", "")
        self.form.asks_password |= kind == "password"
        if not name or kind in {"submit", "button", "reset", "image", "file"}:
            return
        if kind in {"checkbox", "radio"} and "checked" not in said:
            return
        self.form.data.setdefault(name, []).append(said.get("value", ""))
        if kind not in NO_TEXT:
            self.form.texts.append(name)

    def _textarea(self, said):
        self.area = said["name"]
        self.form.data.setdefault(self.area, []).append("")
        self.form.texts.append(self.area)

    def _select(self, said):
        self.select = (said.get("name", ""), [], "multiple" in said)

    def _option(self, said):
        if self.select is not None:
            _, values, several = self.select
            if "selected" in said or not (values or several):
                if not several:
                    values.clear()
                values.append(said.get("value", ""))

    def handle_data(self, data):
        if self.area is not None:
            self.form.data[self.area][-1] += data

    def handle_endtag(self, tag):
        if tag == "form" and self.form is not None:
            self.forms.append(self.form)
            self.form = None
        elif tag == "textarea" and self.area is not None:
            texts = self.form.data[self.area]
            texts[-1] = texts[-1].removeprefix("\n")
            self.area = None
        elif tag == "select" and self.select is not None:
            name, values, _ = self.select
            if name and values and self.form is not None:
                self.form.data.setdefault(name, []).extend(values)
            self.select = None


def forms_in(text: str, address: str) -> list[Form]:
    """The forms of a page that was read at an address, in their order."""
    reader = _Reader(address)
    reader.feed(text)
    reader.close()
    assert reader.form is None
    return reader.forms


def form_at(client: Client, address: str, name: str = "", sent_to: str = "") -> Form:
    """The form of a page that posts to the page itself, or to `sent_to`."""
    address = in_full(address)
    sent_to = in_full(sent_to)
    text = client.get(address).content.decode()
    (form,) = [
        form
        for form in forms_in(text, address)
        if form.posts
        and form.attributes.get("data-form", "") == name
        and form.address.split("?")[0] == (sent_to or address.split("?")[0])
        and "data-kept-banner" not in form.attributes
    ]
    return form


def marked(user, address: str, **more) -> dict[str, str]:
    """What the form at an address carries for a person, for a test that posts a text by itself."""
    address = in_full(address)
    return {"kept_form": Marker(user.pk, address, more.pop("name", ""), address, **more).signed}


def log_in_with(client: Client, refused, user):
    """Log in on the page that answered a form sent without a log-in; the answer to that."""
    (form,) = [
        form
        for form in forms_in(refused.content.decode(), refused.request["PATH_INFO"])
        if form.asks_password
    ]
    known = {"username": user.username, "password": PASSWORD}
    return client.post(form.address, form.data | known)
