"""The forms of a finished page, completed: hidden fields of ours, and the texts kept for them."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from hirao_dx.shared.kept import MARKER, ONCE, Marker, read_marker
from hirao_dx.shared.post_forms import Filling, PostForm, post_forms, unfolded
from organization.models import User

from . import texts
from .presses import new_token

# What forms say of themselves in the templates.
NAME = "data-form"  # tells apart forms that are sent to one address
IN_ROWS = "data-form-rows"  # its rows are saved one by one, and kept so
CHOICE = "choose-"  # between two texts of a conflict: no text


def completed(page: str, request: HttpRequest, user: User) -> str:
    """A page whose forms carry their marker and their token, and hold what was kept for them.

    No query where nothing is kept for the person, else one for a page with forms.
    """
    posted = read_marker(request.POST.get(MARKER, "")) if request.method == "POST" else None
    filled_in_at = posted.page if posted else request.get_full_path()
    markers = [
        (form, _marker(form, page, request, user, filled_in_at)) for form in post_forms(page)
    ]
    wanted = {marker.address for _, marker in markers if marker.takes_text}
    waiting = texts.waiting(user, wanted) if wanted else {}
    parts, done = [], 0
    for form, marker in markers:
        key = (marker.address, marker.name)
        is_posted = posted is not None and key == (posted.address, posted.name)
        kept = waiting.get(key) if marker.takes_text and not is_posted else None
        banner, pieces = _form(page, form, marker, kept, request)
        before = page[done : form.start]
        parts += [unfolded(before) if banner else before, banner, *pieces]
        done = form.end
    return "".join([*parts, page[done:]])


def _marker(
    form: PostForm, page: str, request: HttpRequest, user: User, filled_in_at: str
) -> Marker:
    address = urlsplit(urljoin(request.path, form.attributes.get("action", ""))).path
    return Marker(
        user.pk,
        address,
        form.attributes.get(NAME, ""),
        filled_in_at,
        IN_ROWS in form.attributes,
        form.takes_text(page),
    )


def _form(
    page: str,
    form: PostForm,
    marker: Marker,
    kept: texts.Waiting | None,
    request: HttpRequest,
) -> tuple[str, list[str]]:
    """What to say before a form, and its pieces: its tag, our fields, its content."""
    tag, content, banner = page[form.start : form.inside], page[form.inside : form.end], ""
    said = "" if "autocomplete" in form.attributes else ' autocomplete="off"'
    if marker.takes_text:
        said += format_html(' data-kept="{}"', reverse("keep_text"))
    if kept:
        filling = Filling(kept.texts)
        content = filling.fill(content)
        banner = _banner(filling, marker, kept, request)
    hidden = format_html(
        '<input type="hidden" name="{}" value="{}"><input type="hidden" name="{}" value="{}">',
        MARKER,
        marker.signed,
        ONCE,
        new_token(),
    )
    return banner, [tag[:-1], said, ">", hidden, content]


def _banner(filling: Filling, marker: Marker, kept: texts.Waiting, request: HttpRequest) -> str:
    """Says what was put back, from when it is, and how to drop it; blank where the page says the
    same already."""
    left = [] if marker.in_rows else _without_place(filling)
    if not filling.changed and not left:
        return ""
    context = {
        "kept_at": kept.kept_at,
        "left": left,
        "is_behind": filling.is_behind,
        "marker": marker.signed,
        "csrf": get_token(request),
    }
    return render_to_string("organization/kept/banner.html", context)


def _without_place(filling: Filling) -> list[str]:
    """The texts that the page has no control for."""
    return [
        text
        for name, values in filling.left.items()
        if not name.startswith(CHOICE)
        for text in values
        if text.strip()
    ]
