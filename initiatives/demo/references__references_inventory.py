"""Checks demo.yaml's systems, tasks and survey against each other and what is loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from hirao_dx.shared import text
from hirao_dx.shared.text import half_width
from initiatives.planfile import Fault
from initiatives.planfile.syntax__yaml_lines import Node
from inventory.choices import Category
from inventory.models import Survey, System, SystemAlias, Task
from organization.models import Section

from .people__town import Town
from .schema__known import known
from .schema__labels import marked


def check(root: Node, town: Town) -> Iterator[Fault]:
    """Everything there is no room for, that leads nowhere or speaks against itself."""
    yield from _check_names(root)
    for system in root.each("systems"):
        for milestone in system.each("milestones"):
            yield from known(milestone, town.milestones, "マイルストーン")
    systems = {s.get("name").text: s.get("category").text for s in root.each("systems")}
    survey = root.get("survey")
    yield from _check_survey(survey)
    for task in root.each("tasks"):
        yield from known(task.get("section"), town.sections, "班")
        for code in _listed(task.get("initiatives")):
            yield from known(code, town.initiatives, "取組")
        for then in (False, True):
            yield from _check_system(task, systems, then=then)
        yield from _check_course(task, survey)
    yield from _check_room(root, town)


def _check_names(root: Node) -> Iterator[Fault]:
    """A system is found by its name and by every alias, so each stands once."""
    taken = {*System.objects.values_list("name", flat=True)}
    taken |= {*SystemAlias.objects.values_list("name", flat=True)}
    for system in root.each("systems"):
        for name, noun in (
            (system.get("name"), "名称のシステム"),
            *((alias, "書き方のシステム") for alias in system.each("aliases")),
        ):
            written = marked(name.text or "")
            if written in taken:
                yield name.fault(f"同じ{noun}がすでにあります。", "別の名称にしてください。")
            taken.add(written)


def _check_survey(survey: Node) -> Iterator[Fault]:
    name = survey.get("name")
    if name.text and Survey.objects.filter(name=marked(name.text)).exists():
        yield name.fault("同じ名称の調査がすでにあります。", "別の名称にしてください。")


def _listed(node: Node) -> list[Node]:
    """The items of a list that may also be written as a single value."""
    return [node] if isinstance(node.value, str) else [node.get(i) for i in _places(node)]


def _places(node: Node) -> range:
    return range(len(node.value) if isinstance(node.value, list) else 0)


def _written(task: Node, key: str, *, then: bool) -> Node:
    """What a task says today, or `then`, when the survey was taken."""
    earlier = task.get("earlier")
    if then and isinstance(earlier.value, dict) and key in earlier.value:
        return earlier.get(key)
    return task.get(key)


def _check_system(
    task: Node, systems: Mapping[str | None, str | None], *, then: bool
) -> Iterator[Fault]:
    system, category = (_written(task, key, then=then) for key in ("system", "category"))
    if system.value is None or (then and not isinstance(task.get("earlier").value, dict)):
        return
    if system.text not in systems:
        yield system.fault(
            f"「{system.text}」というシステムはありません。",
            "systems に書いた名称のどれかにしてください。",
        )
        return
    on_purpose = text.yes_no(task.get("differs").text or "") and category.text != Category.NONE
    if systems[system.text] != category.text and not on_purpose:
        yield system.fault(
            "システムの区分が、事務の区分と違います。",
            "どちらかの category を直すか、わざとであれば differs: yes を書いてください。",
        )


def _check_course(task: Node, survey: Node) -> Iterator[Fault]:
    """How a task came, changed and went must be one story."""
    earlier, added, ended, split = (
        task.get(key) for key in ("earlier", "added", "ended", "split")
    )
    if earlier.value is not None and survey.value is None:
        yield earlier.fault(
            "調査（survey）がないため、調査のときの内容が使われません。",
            "survey を書くか、この項目を消してください。",
        )
    if earlier.value is not None and added.value is not None:
        yield earlier.fault(
            "調査の後に加わった事務に、調査のときの内容があります。",
            "earlier か added の、どちらか一方だけを書いてください。",
        )
    if ended.value is not None and split.value is not None:
        yield split.fault(
            "廃止した事務は分割できません。",
            "ended か split の、どちらか一方だけを書いてください。",
        )
    yield from _check_parts(split)
    for event in (ended, split):
        yield from _check_day(event.get("days_ago"), survey.get("days_ago"))


def _check_parts(split: Node) -> Iterator[Fault]:
    parts = list(split.each("parts"))
    names = [part.get("name").text for part in parts]
    if len(parts) == 1 or len(set(names)) < len(names):
        yield split.get("parts").fault(
            "分割した後の事務が、別々の名称で2つ以上ありません。",
            "それぞれ別の名称で、2つ以上書いてください。",
        )


def _check_day(day: Node, taken: Node) -> Iterator[Fault]:
    if day.integer is not None and taken.integer is not None and day.integer >= taken.integer:
        yield day.fault(
            f"{taken.integer}日前の調査より、前の日か同じ日です。",
            f"{taken.integer}より小さい数にしてください。",
        )


def _check_room(root: Node, town: Town) -> Iterator[Fault]:
    """Each task takes the place of one that the section has not named yet. One query."""
    free = Counter(Task.objects.live().unnamed().values_list("section_id", "category"))
    for task in root.each("tasks"):
        section = town.sections.get(half_width(task.get("section").text or ""))
        category = _written(task, "category", then=True).text or ""
        if section is None or task.get("added").value is not None:
            continue
        if category in Category.values and not _take(free, section, category):
            yield task.fault(
                "名称のない事務が、この班のこの区分にはもうありません。",
                "区分を直すか、この事務を消してください。",
            )


def _take(free: Counter[tuple[int, str]], section: Section, category: str) -> bool:
    free[section.pk, category] -= 1
    return free[section.pk, category] >= 0
