"""Checks what plan.yaml refers to: pillars, phases, sections, goals, and the plan's years.

It reads the file's tree, not its parsed values, so that one bad value does not hide another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hirao_dx.shared.calendar import first_day, last_day
from hirao_dx.shared.text import half_width

from .faults import Fault
from .fields import FIRST_YEAR, LAST_YEAR
from .schema import WORDS
from .survey import Table
from .syntax import Node


def check(root: Node, table: Table) -> Iterator[Fault]:
    """Every reference that names nothing and every year or date outside the plan."""
    yield from _check_plan(root.get("plan"))
    yield from _check_pillars(root)
    years = Years(root.get("plan"))
    pillars = _names(root, "pillars", "code")
    for initiative in root.each("initiatives"):
        yield from _known(initiative.get("pillar"), pillars, "柱", "pillars")
        yield from _check_schedule(initiative, root, years)
        yield from _check_sections(initiative.get("sections"), table)
        for indicator in initiative.each("indicators"):
            yield from _check_indicator(indicator, years)
    for related in root.each("related_plans"):
        yield from _in_order(related, "first_fiscal_year", "last_fiscal_year")
    goals = _names(root.get("sdgs"), "goals", "number")
    for field in root.each("sdgs", "fields"):
        for goal in field.each("goals"):
            yield from _known(goal, goals, "SDGsの目標", "sdgs の goals")
    if not root.get("survey").value:
        yield from _counts_without_survey(root, table)


class Years:
    """The plan's fiscal years, where the file states them readably."""

    def __init__(self, plan: Node) -> None:
        self.first = _year(plan.get("first_fiscal_year"))
        self.last = _year(plan.get("last_fiscal_year"))

    def check(self, node: Node) -> Iterator[Fault]:
        """A fault when a year lies outside the plan."""
        year = _year(node)
        if year is None or self.first is None or self.last is None or self.first > self.last:
            return
        if not self.first <= year <= self.last:
            yield node.fault(
                f"「{node.text}」年度は計画の期間の外です。",
                f"{self.first}から{self.last}までの年度にしてください。",
            )

    def check_day(self, node: Node) -> Iterator[Fault]:
        """A fault when a day lies outside the plan."""
        day = node.day
        if day is None or self.first is None or self.last is None or self.first > self.last:
            return
        if not first_day(self.first) <= day <= last_day(self.last):
            yield node.fault(
                f"「{node.text}」は計画の期間の外です。",
                f"{first_day(self.first)}から{last_day(self.last)}までの日にしてください。",
            )


def _year(node: Node) -> int | None:
    """A year worth comparing; the shape of the file refuses the others."""
    year = node.integer
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else None


def _names(node: Node, list_key: str, key: str) -> list[str]:
    texts = (item.get(key).text for item in node.each(list_key))
    return list(dict.fromkeys(half_width(text) for text in texts if text))


def _known(node: Node, names: list[str], noun: str, where: str) -> Iterator[Fault]:
    if node.text and half_width(node.text) not in names:
        yield node.fault(
            f"「{node.text}」という{noun}はありません。",
            f"{where} に書いた名前（{'、'.join(names)}）のどれかにしてください。",
        )


def _in_order(node: Node, first_key: str, last_key: str) -> Iterator[Fault]:
    first, last = node.get(first_key), node.get(last_key)
    first_year, last_year = _year(first), _year(last)
    if first_year is not None and last_year is not None and last_year < first_year:
        yield last.fault(
            f"最後の年度「{last.text}」が、最初の年度「{first.text}」より前です。",
            "最後の年度を最初の年度以後にしてください。",
        )


def _check_plan(plan: Node) -> Iterator[Fault]:
    yield from _in_order(plan, "first_fiscal_year", "last_fiscal_year")
    thresholds = plan.get("thresholds")
    keys = {"ahead_from": 5, "on_track_from": -5, "slightly_late_from": -15}
    values = [
        default if (value := thresholds.get(key)).value is None else value.integer
        for key, default in keys.items()
    ]
    ahead, on_track, late = values
    if ahead is None or on_track is None or late is None:
        return
    if not ahead > on_track > late:
        yield thresholds.fault(
            f"判定の差が、前倒し{ahead}、順調{on_track}、やや遅れ{late}の順になっています。",
            "前倒し、順調、やや遅れの順に小さくなるように直してください。",
        )


def _check_pillars(root: Node) -> Iterator[Fault]:
    pillars = list(root.each("pillars"))
    codes = _names(root, "pillars", "code")
    parents = {
        half_width(pillar.get("code").text or ""): half_width(pillar.get("parent").text or "")
        for pillar in pillars
    }
    for pillar in pillars:
        parent = pillar.get("parent")
        yield from _known(parent, codes, "柱", "pillars")
        code = half_width(pillar.get("code").text or "")
        chain, step = [code], parents.get(code, "")
        while step and step not in chain:
            chain.append(step)
            step = parents.get(step, "")
        if step == code and code:
            yield parent.fault(
                f"上位の柱をたどると、自分に戻ります（{' → '.join([*chain, code])}）。",
                "いちばん上の柱では parent の行を消してください。",
            )


def _check_schedule(initiative: Node, root: Node, years: Years) -> Iterator[Fault]:
    phases = _names(root, "phases", "name")
    for scheduled in initiative.each("schedule"):
        yield from _known(scheduled.get("phase"), phases, "工程", "phases")
        yield from years.check(scheduled.get("from"))
        yield from years.check(scheduled.get("to"))
        yield from _in_order(scheduled, "from", "to")
    for target in initiative.each("yearly_targets"):
        yield from years.check(target.get("year"))
    yield from years.check_day(initiative.get("target_on"))


def _check_sections(sections: Node, table: Table) -> Iterator[Fault]:
    refs = {half_width(row.ref): row.ref for row in table.sections}
    lead, support = sections.get("lead"), sections.get("support")
    seen: set[str] = set()
    for node in (*_several(lead), *_several(support)):
        if node.text in (None, "", *WORDS):
            continue
        yield from _section_known(node, refs)
        name = half_width(node.text or "")
        if name in seen:
            yield node.fault(
                f"「{node.text}」がこの取組の担当に2回書かれています。",
                "どちらか1つにしてください。主管の班は support に書きません。",
            )
        seen.add(name)
    yield from _check_cadences(sections, refs, seen)


def _check_cadences(
    sections: Node, refs: dict[str, str], taking_part: set[str]
) -> Iterator[Fault]:
    """Who reports each half year or once a year: sections that take part, each once."""
    words = {node.text for node in _several(sections.get("support"))} & set(WORDS)
    named: set[str] = set()
    for key in ("half", "year_end"):
        for node in _several(sections.get(key)):
            if not node.text:
                continue
            name = half_width(node.text)
            if node.text not in WORDS:
                yield from _section_known(node, refs)
                if name in refs and name not in taking_part and not words:
                    yield node.fault(
                        f"「{node.text}」は、この取組の担当に書かれていません。",
                        "lead か support に書くか、ここから消してください。",
                    )
            if name in named:
                yield node.fault(
                    f"「{node.text}」の報告の回数が2回書かれています。",
                    "half と year_end のどちらか1つにしてください。",
                )
            named.add(name)


def _several(node: Node) -> list[Node]:
    """The items of a list, or the one that stands in its place."""
    return list(node.each()) or [node]


def _section_known(node: Node, refs: dict[str, str]) -> Iterator[Fault]:
    if not node.text or half_width(node.text) in refs or not refs:
        return
    department = half_width(node.text).split("/")[0]
    near = [ref for name, ref in refs.items() if name.split("/")[0] == department]
    mend = "survey.csv の課と班のとおりに「課の名称/班の名称」の形で書いてください。"
    if near:
        mend = f"この課にあるのは {'、'.join(near)} です。どれかにしてください。"
    yield node.fault(f"「{node.text}」という班は survey.csv にありません。", mend)


def _check_indicator(indicator: Node, years: Years) -> Iterator[Fault]:
    in_words = indicator.get("kind").text == "words"
    targets = list(indicator.each("targets"))
    for target in targets:
        yield from years.check(target.get("year"))
        value, text = target.get("value"), target.get("text")
        if in_words and value.value is not None:
            yield value.fault(
                "ことばで表す指標（words）に、数の目標が書かれています。",
                "text に書くか、kind を直してください。",
            )
        elif value.value is None and not text.text:
            yield target.fault(
                "目標値がありません。", "value か text のどちらかを書いてください。"
            )
    if in_words and not targets and not indicator.get("words_target").text:
        yield indicator.fault(
            "ことばで表す指標（words）に、目標のことばがありません。",
            "words_target に目標を書いてください。",
        )


def _counts_without_survey(root: Node, table: Table) -> Iterator[Fault]:
    if any(row.figures["事務数"] is not None for row in table.sections):
        yield root.get("survey").fault(
            f"{table.file} に事務数がありますが、調査の名称がありません。",
            "plan.yaml に survey（name、published_label、source）を書き加えてください。",
        )


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


def check_repeats(root: Node) -> Iterator[Fault]:
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
