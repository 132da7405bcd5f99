"""A paper as PDF, where WeasyPrint and its libraries are installed (`make pdf`)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from .shown import ShownPaper

STYLES = ("css/tokens.css", "css/chips.css", "css/paper-pdf.css")
ACCESSIBLE = "pdf/ua-1"


class NoPdf(Exception):
    """This machine makes no PDF. Says what is missing, for whoever looks after it."""


class Refused(ValueError):
    """A page asked for something from outside."""


def available() -> bool:
    """Whether this machine makes PDFs."""
    return not missing()


def missing() -> str:
    """What a PDF would need and this machine lacks; empty where nothing is."""
    try:
        _library()
    except NoPdf as lacking:
        return str(lacking)
    return ""


def render(shown: ShownPaper) -> bytes:
    """The paper as a tagged PDF. The same paper gives the same bytes. Raises NoPdf."""
    html = render_to_string("initiatives/paper/pdf.html", {"paper": shown})
    return to_pdf(html, identifier=shown.digest)


def to_pdf(html: str, *, identifier: str) -> bytes:
    """A page on A4 with our own styles and nothing from anywhere else. Raises NoPdf."""
    make_html, make_css = _library()
    styles = [make_css(string=_style(name), url_fetcher=refuse) for name in STYLES]
    page = make_html(string=html, url_fetcher=refuse)
    made: bytes = page.write_pdf(
        stylesheets=styles, pdf_variant=ACCESSIBLE, pdf_identifier=identifier.encode()
    )
    return made


def refuse(url: str, *_: object, **__: object) -> NoReturn:
    """Everything a paper shows is in the page itself: no file, no host is ever asked."""
    raise Refused(f"a paper asks for nothing: {url}")


def _style(name: str) -> str:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")


def _library() -> tuple[Callable[..., object], Callable[..., object]]:
    """WeasyPrint's page and style sheet. Imported here, for it may be missing."""
    try:
        from weasyprint import CSS, HTML
    except ImportError as error:
        raise NoPdf("WeasyPrint is not installed: make pdf") from error
    except OSError as error:
        raise NoPdf(f"WeasyPrint lacks a library of the system: {error}") from error
    # It warns of every rule that is for browsers alone.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    return HTML, CSS
