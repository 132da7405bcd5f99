"""A chart of a page as a drawing of its own, for a document or a slide. Pure.

On a page the style sheet sets the type and the legend is HTML; here both become part of the
drawing, as attributes that every program reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from xml.etree import ElementTree as ET

from hirao_dx.shared.spreadsheet_text import ILLEGAL, width

SVG = "http://www.w3.org/2000/svg"
FONT = "Noto Sans JP, Noto Sans CJK JP, BIZ UDPGothic, Yu Gothic UI, Meiryo, sans-serif"
DRAWING = re.compile(r'<svg\b[^>]*\brole="img".*?</svg>', re.DOTALL)
LEGEND_ITEM = re.compile(r'<li class="legend__item">\s*(<svg\b.*?</svg>)?([^<]*)</li>', re.DOTALL)

# What static/css/charts.css says of each class, later ones winning.
CLASSES = {
    "chart-title": {"fill": "#1a1a1a", "font-size": "16", "font-weight": "700"},
    "chart-strong": {"fill": "#1a1a1a", "font-weight": "700"},
    "chart-value": {"fill": "#1a1a1a", "font-weight": "700"},
    "chart-axis": {"fill": "#4d4d4d"},
    "chart-on-dark": {"fill": "#ffffff"},
    "chart-end": {"text-anchor": "end"},
    "chart-middle": {"text-anchor": "middle"},
}
LETTERS = "#333333"

MARGIN = 16
TITLE_Y, NOTE_Y, HEAD_HEIGHT = 24, 46, 60
LEGEND_HEIGHT, SWATCH_WIDTH, LEGEND_GAP = 26, 36, 20
LETTER_WIDTH = 7.2  # of a half-width letter at 14 units


def standalone(html: str, *, title: str, note: str) -> bytes:
    """The chart in a page's HTML as an SVG file, under a title, with its legend.

    Raises ValueError if the HTML holds no chart.
    """
    clean = ILLEGAL.sub("\ufffd", html)
    found = DRAWING.search(clean)
    if found is None:
        raise ValueError("no chart in the page")
    drawing = _parse(found[0])
    _, _, across, down = map(float, drawing.attrib["viewBox"].split())
    legend, legend_height = _legend(clean, across)
    top = HEAD_HEIGHT + legend_height
    root = _root(across + 2 * MARGIN, top + down + MARGIN)
    ET.SubElement(root, "title").text = title
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    _text(root, MARGIN, TITLE_Y, title, {"font-size": "18", "font-weight": "700"})
    _text(root, MARGIN, NOTE_Y, note, {})
    root.append(legend)
    frame = ET.SubElement(root, "g", {"transform": f"translate({MARGIN} {top})"})
    frame.extend(drawing)
    for element in root.iter():
        _set_letters(element)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _parse(svg: str) -> ET.Element:
    """A drawing from our own templates.

    Its elements carry no name space; the root of the file does.
    """
    return ET.fromstring(svg)  # noqa: S314


def _root(across: float, down: float) -> ET.Element:
    size = {"width": f"{across:g}", "height": f"{down:g}", "viewBox": f"0 0 {across:g} {down:g}"}
    return ET.Element("svg", {"xmlns": SVG, "font-family": FONT, "font-size": "14"} | size)


def _text(parent: ET.Element, x: float, y: float, words: str, style: dict[str, str]) -> None:
    ET.SubElement(parent, "text", {"x": f"{x:g}", "y": f"{y:g}"} | style).text = words


def _legend(html: str, across: float) -> tuple[ET.Element, float]:
    """The entries of a page's legend in lines below the title, and how much room they take."""
    group = ET.Element("g")
    x, y = float(MARGIN), float(HEAD_HEIGHT)
    for swatch, words in _entries(html):
        wide = width(words) * LETTER_WIDTH + (SWATCH_WIDTH if swatch is not None else 0)
        if x > MARGIN and x + wide > across + MARGIN:
            x, y = float(MARGIN), y + LEGEND_HEIGHT
        if swatch is not None:
            place = ET.SubElement(group, "g", {"transform": f"translate({x:g} {y:g})"})
            place.extend(swatch)
        _text(group, x + (SWATCH_WIDTH if swatch is not None else 0), y + 13, words, {})
        x += wide + LEGEND_GAP
    return group, y + LEGEND_HEIGHT - HEAD_HEIGHT if len(group) else 0


def _entries(html: str) -> Iterator[tuple[ET.Element | None, str]]:
    for svg, words in LEGEND_ITEM.findall(html):
        yield (_parse(svg) if svg else None), unescape(words).strip()


def _set_letters(element: ET.Element) -> None:
    """What the style sheet would have said, as attributes."""
    names = element.attrib.pop("class", "").split()
    if element.tag == "text":
        element.attrib.setdefault("fill", LETTERS)
    for name, style in CLASSES.items():
        if name in names:
            element.attrib.update(style)
