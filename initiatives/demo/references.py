"""Checks what demo.yaml refers to against what is loaded, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from initiatives.planfile import Fault
from initiatives.planfile.syntax__yaml_lines import Node
from organization.choices import Role
from organization.models import User

from . import references__references_inventory as references_inventory
from .people__town import Town
from .schema__known import known


def check(root: Node, town: Town) -> Iterator[Fault]:
    """Every reference that leads nowhere, and everything there is no room for."""
    yield from _check_people(root, town)
    for item in root.each("participations"):
        yield from known(item.get("initiative"), town.initiatives, "取組")
        for section in item.each("sections"):
            yield from known(section, town.sections, "班")
    for item in root.each("profiles"):
        yield from _check_profile(item, town)
    for item in root.each("initiatives"):
        yield from _check_texts(item, town)
    yield from references_inventory.check(root, town)
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
    if limits and None not in limits and (limits[-1] != 100 or sorted(set(limits)) != limits):  # type: ignore[type-var]
        yield item.get("stages").fault(
            "進捗率の上限（upto）が、小さい順に100まで並んでいません。",
            "小さい順に並べ、最後を100にしてください。",
        )
