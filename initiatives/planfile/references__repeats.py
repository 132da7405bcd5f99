"""Finds things told twice in plan.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hirao_dx.shared.text import half_width

from .faults import Fault
from .syntax__yaml_lines import Node

# The lists of the file, and the keys that together name an item. Each key stands alone unless
# several are joined by "+".
_TOP = {
    ("phases",): ("name",),
    ("ratings",): ("letter",),
    ("pillars",): ("code",),
    ("basic_policies",): ("number",),
    ("initiatives",): ("code",),
    ("passages",): ("key",),
    ("related_plans",): ("name",),
    ("promotion_bodies",): ("name",),
    ("background_figures",): ("topic+series+year",),
    ("glossary",): ("number", "term"),
    ("sdgs", "goals"): ("number",),
    ("sdgs", "fields"): ("name",),
}
_OF_INITIATIVE = {"schedule": "phase", "yearly_targets": "year", "indicators": "name"}


def check(root: Node) -> Iterator[Fault]:
    """Every item whose name an earlier item of its list has already."""
    for steps, keys in _TOP.items():
        for key in keys:
            yield from _repeated(root.each(*steps), key)
    for initiative in root.each("initiatives"):
        for name, key in _OF_INITIATIVE.items():
            yield from _repeated(initiative.each(name), key)
        for indicator in initiative.each("indicators"):
            yield from _repeated(indicator.each("targets"), "year")
            own = indicator.get("own_series").text or ""
            yield from _repeated(indicator.each("values"), "series+measured_on", own)
        yield from _repeated_milestones(initiative)


def _repeated(items: Iterable[Node], key: str, blank: str = "") -> Iterator[Fault]:
    first: dict[tuple[str, ...], Node] = {}
    steps = key.split("+")
    for item in items:
        texts = [item.get(step).text for step in steps]
        if key == "series+measured_on":
            texts[0] = texts[0] or blank
        if any(text is None for text in texts):
            continue
        name = tuple(half_width(text or "") for text in texts)
        yield from _said_before(first, name, item.get(steps[-1]))


def _repeated_milestones(initiative: Node) -> Iterator[Fault]:
    first: dict[tuple[str, ...], Node] = {}
    for group in initiative.each("milestones"):
        for item in group.each("items"):
            if item.text is not None:
                name = (half_width(group.get("group").text or ""), half_width(item.text))
                yield from _said_before(first, name, item)


def _said_before(
    first: dict[tuple[str, ...], Node], name: tuple[str, ...], node: Node
) -> Iterator[Fault]:
    earlier = first.setdefault(name, node)
    if earlier is not node:
        said = "・".join(part for part in name if part)
        yield node.fault(
            f"「{said}」が{earlier.line}行目と重なっています。",
            "どちらか1つを消すか、別の名前や番号にしてください。",
        )
