"""A paper as PDF, where WeasyPrint and its libraries are installed (`make pdf`)."""

from __future__ import annotations

import logging
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from .content import read_paper
from .shown import ShownPaper, show

STYLES = ("css/tokens.css", "css/chips.css", "css/paper-pdf.css")
ACCESSIBLE = "pdf/ua-1"
KEPT = 4  # PDFs in memory, well under a megabyte each


class NoPdf(Exception):
    """This machine makes no PDF. Says what is missing, for whoever runs the server."""


def available() -> bool:
    """Whether this machine makes PDFs."""
    return not missing()


@cache
def missing() -> str:
    """What a PDF needs and this machine lacks, empty where nothing is. Looked for once."""
    try:
        _library()
    except NoPdf as lacking:
        return str(lacking)
    return ""


@lru_cache(maxsize=KEPT)
def of_snapshot(text: str, digest: str) -> bytes:
    """The PDF of a snapshot's content. Raises NoPdf.

    Making it takes seconds, so the last few are kept in memory.
    """
    return render(show(read_paper(text), digest=digest))


def render(shown: ShownPaper) -> bytes:
    """The paper as a tagged PDF. The same paper gives the same bytes. Raises NoPdf."""
    html = render_to_string("initiatives/paper/pdf.html", {"paper": shown})
    return to_pdf(html, identifier=shown.digest)


def to_pdf(html: str, *, identifier: str) -> bytes:
    """A page on A4 with our own styles. Raises NoPdf.

    Everything a paper shows is in the page itself: no file and no host is ever asked.
    """
    library = _library()
    nothing = library.urls.URLFetcher(allowed_protocols=())
    styles = [library.CSS(string=_style(name), url_fetcher=nothing) for name in STYLES]
    page = library.HTML(string=html, url_fetcher=nothing)
    made: bytes = page.write_pdf(
        stylesheets=styles, pdf_variant=ACCESSIBLE, pdf_identifier=identifier.encode()
    )
    return made


def _style(name: str) -> str:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    return Path(found).read_text(encoding="utf-8")


def _library() -> ModuleType:
    """WeasyPrint, imported here because it may be missing. Raises NoPdf."""
    try:
        import weasyprint
    except ImportError as error:
        raise NoPdf("WeasyPrint is not installed: make pdf") from error
    except OSError as error:
        raise NoPdf(f"WeasyPrint lacks a library of the system: {error}") from error
    # It warns of every rule that is for browsers alone.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    library: ModuleType = weasyprint
    return library


def foot_rule(text: str) -> str:
    """The CSS rule that writes a text at the lower left of every sheet of a paper."""
    return (
        f'@page paper {{ @bottom-left {{ content: "{_escaped(text)}"; '
        'color: #333333; font-family: "Noto Sans JP", "Noto Sans CJK JP", '
        '"BIZ UDPGothic", Meiryo, sans-serif; font-size: 9pt; } }\n'
    )


def _escaped(text: str) -> str:
    """A text within a CSS string: whatever is no letter or digit becomes its code."""
    return "".join(c if c.isalnum() else f"\\{ord(c):x} " for c in text)
