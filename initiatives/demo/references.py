"""Checks what demo.yaml refers to against what is loaded, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from initiatives.planfile import Fault
from initiatives.planfile.scalars import half_width
from initiatives.planfile.yaml_lines import Node
from inventory.choices import Category
from inventory.models import System, Task
from organization.choices import Role
from organization.models import User

from .labels import marked
from .town import Town


def check(root: Node, town: Town) -> Iterator[Fault]:
    """Every reference that leads nowhere, and everything there is no room for."""
    yield from _check_people(root, town)
    for item in root.each("participations"):
        yield from _known(item.get("initiative"), town.initiatives, "取組")
        for section in item.each("sections"):
            yield from _known(section, town.sections, "班")
    for item in root.each("profiles"):
        yield from _check_profile(item, town)
    for item in root.each("initiatives"):
        yield from _check_texts(item, town)
    yield from _check_inventory(root, town)
    for meeting in root.each("meetings"):
        yield from _check_meeting(meeting, town)
    for terms in root.each("revision", "initiatives"):
        yield from _known(terms.get("initiative"), town.initiatives, "取組")
        for phase in terms.each("phases"):
            yield from _known(phase.get("phase"), town.phases, "工程")


def _check_meeting(meeting: Node, town: Town) -> Iterator[Fault]:
    for decision in meeting.each("decisions"):
        yield from _known(decision.get("owner"), town.sections, "班")
    for item in (*meeting.each("agenda"), *meeting.each("decisions")):
        for code in item.each("initiatives"):
            yield from _known(code, town.initiatives, "取組")


def _known(node: Node, names: Mapping[str, object], noun: str) -> Iterator[Fault]:
    if not node.text or half_width(node.text) in names:
        return
    near = [name for name in names if name.split("/")[0] == half_width(node.text).split("/")[0]]
    yield node.fault(
        f"「{node.text}」という{noun}は、読み込まれている計画にありません。",
        f"{'、'.join(near or names)} のどれかにしてください。",
    )


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
    yield from _known(section, town.sections, "班")
    yield from _known(department, town.departments, "課")
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
    yield from _known(initiative, town.initiatives, "取組")
    yield from _known(section, town.sections, "班")
    if initiative.value is None and section.value is None:
        yield profile.fault(
            "何についての事情かが分かりません。", "initiative か section を書いてください。"
        )


def _check_texts(item: Node, town: Town) -> Iterator[Fault]:
    yield from _known(item.get("initiative"), town.initiatives, "取組")
    stages = list(item.each("stages"))
    limits = [stage.get("upto").integer for stage in stages]
    for stage in stages:
        yield from _known(stage.get("phase"), town.phases, "工程")
    if limits and None not in limits and (limits[-1] != 100 or sorted(set(limits)) != limits):  # type: ignore[type-var]
        yield item.get("stages").fault(
            "進捗率の上限（upto）が、小さい順に100まで並んでいません。",
            "小さい順に並べ、最後を100にしてください。",
        )


def _check_inventory(root: Node, town: Town) -> Iterator[Fault]:
    systems = {}
    for system in root.each("systems"):
        name = system.get("name")
        if name.text in systems or System.objects.filter(name=marked(name.text or "")).exists():
            yield name.fault("同じ名称のシステムがすでにあります。", "別の名称にしてください。")
        systems[name.text] = system.get("category").text
    wanted: Counter[tuple[str, str]] = Counter()
    for task in root.each("tasks"):
        section, category = task.get("section"), task.get("category")
        yield from _known(section, town.sections, "班")
        yield from _known(task.get("initiative"), town.initiatives, "取組")
        yield from _check_system(task, systems)
        place = (half_width(section.text or ""), category.text or "")
        wanted[place] += 1
        if place[0] in town.sections and wanted[place] > _unnamed(town, *place):
            yield task.fault(
                "名称のない事務が、この班のこの区分にはもうありません。",
                "区分を直すか、この事務を消してください。",
            )


def _check_system(task: Node, systems: Mapping[str | None, str | None]) -> Iterator[Fault]:
    system = task.get("system")
    if system.value is None:
        return
    if system.text not in systems:
        yield system.fault(
            f"「{system.text}」というシステムはありません。",
            "systems に書いた名称のどれかにしてください。",
        )
    elif systems[system.text] != task.get("category").text:
        yield system.fault(
            "システムの区分が、事務の区分と違います。", "どちらかの category を直してください。"
        )


def _unnamed(town: Town, ref: str, category: str) -> int:
    if category not in Category.values:
        return 0
    return (
        Task.objects.live().unnamed().filter(section=town.section(ref), category=category).count()
    )
