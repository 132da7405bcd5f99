"""Checks what demo.yaml refers to against what is loaded, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from hirao_dx.shared import text
from hirao_dx.shared.text import half_width
from initiatives.planfile import Fault
from initiatives.planfile.syntax import Node
from inventory.choices import Category
from inventory.models import Survey, System, SystemAlias, Task
from organization.choices import Role
from organization.models import Section, User

from .people import Town
from .schema import known, marked


def check_inventory(root: Node, town: Town) -> Iterator[Fault]:
    """Every fault of the inventory: references that lead nowhere, contradictions, no room."""
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
    """A system is found by its name and by every alias, so each may occur once only."""
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
    """The value of a task today, or `then`, when the survey was taken."""
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
    """Faults where a task was added, changed and ended in an order that is impossible."""
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


def check(root: Node, town: Town) -> Iterator[Fault]:
    """Every reference that names nothing, and everything there is no room for."""
    yield from _check_people(root, town)
    for item in root.each("participations"):
        yield from known(item.get("initiative"), town.initiatives, "取組")
        for section in item.each("sections"):
            yield from known(section, town.sections, "班")
    for item in root.each("profiles"):
        yield from _check_profile(item, town)
    for item in root.each("initiatives"):
        yield from _check_texts(item, town)
    yield from check_inventory(root, town)
    for meeting in root.each("meetings"):
        yield from _check_meeting(meeting, town)
    for terms in root.each("revision", "initiatives"):
        yield from known(terms.get("initiative"), town.initiatives, "取組")
        for phase in terms.each("phases"):
            yield from known(phase.get("phase"), town.phases, "工程")


def _check_meeting(meeting: Node, town: Town) -> Iterator[Fault]:
    for decision in meeting.each("decisions"):
        yield from known(decision.get("owner"), town.sections, "班")
    for item in (*meeting.each("agenda"), *meeting.each("decisions")):
        for code in item.each("initiatives"):
            yield from known(code, town.initiatives, "取組")


def _check_people(root: Node, town: Town) -> Iterator[Fault]:
    people = list(root.each("people"))
    counts = Counter(person.get("username").text for person in people)
    taken = set(
        User.objects.filter(username__in=[c for c in counts if c]).values_list(
            "username", flat=True
        )
    )
    roles = set()
    for person in people:
        username = person.get("username")
        if counts[username.text] > 1:
            yield username.fault("同じ職員番号が2人以上にあります。", "別の番号にしてください。")
        if username.text in taken:
            yield username.fault(
                "この職員番号は、見本ではない利用者が使っています。", "別の番号にしてください。"
            )
        for appointment in person.each("appointments"):
            roles.add(appointment.get("role").text)
            yield from _check_appointment(appointment, town)
    if Role.OFFICE.value not in roles:
        yield root.get("people").fault(
            "役割が office（事務局）の人がいません。",
            "報告期間を締め切る人として、1人書いてください。",
        )


def _check_appointment(appointment: Node, town: Town) -> Iterator[Fault]:
    section, department = appointment.get("section"), appointment.get("department")
    yield from known(section, town.sections, "班")
    yield from known(department, town.departments, "課")
    if (section.value is None) == (department.value is None):
        yield appointment.fault(
            "所属する班か課が、1つに決まりません。",
            "section か department の、どちらか一方だけを書いてください。",
        )
    elif section.value is None and appointment.get("role").text == Role.STAFF:
        yield appointment.fault(
            "役割が staff（担当）の人に班がありません。", "section を書いてください。"
        )


def _check_profile(profile: Node, town: Town) -> Iterator[Fault]:
    initiative, section = profile.get("initiative"), profile.get("section")
    yield from known(initiative, town.initiatives, "取組")
    yield from known(section, town.sections, "班")
    if initiative.value is None and section.value is None:
        yield profile.fault(
            "何についての事情かが分かりません。", "initiative か section を書いてください。"
        )


def _check_texts(item: Node, town: Town) -> Iterator[Fault]:
    yield from known(item.get("initiative"), town.initiatives, "取組")
    stages = list(item.each("stages"))
    limits = [stage.get("upto").integer for stage in stages]
    for stage in stages:
        yield from known(stage.get("phase"), town.phases, "工程")
    known_limits = [limit for limit in limits if limit is not None]
    ordered = sorted(set(known_limits)) == limits and limits[-1:] == [100]
    if limits and len(known_limits) == len(limits) and not ordered:
        yield item.get("stages").fault(
            "進捗率の上限（upto）が、小さい順に100まで並んでいません。",
            "小さい順に並べ、最後を100にしてください。",
        )
