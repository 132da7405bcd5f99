"""Systems are entered and changed by the office alone, each time with a line in the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from hirao_dx.shared.text import folded
from hirao_dx.shared.trace import Trace
from hirao_dx.shared.versions import require_version
from hirao_dx.shared.words import number
from inventory.models import System, SystemAlias
from inventory.permissions import can_edit_systems
from organization.models import User

from .names import SystemNames, alias_trace

FIELDS = ("name", "category", "vendor", "contract_ends_on", "standardisation", "remarks")


@dataclass(frozen=True)
class SystemContent:
    """The fields of a system. `aliases` are all the other ways in which its name is written."""

    name: str
    category: str
    vendor: str = ""
    contract_ends_on: date | None = None
    standardisation: str = ""
    remarks: str = ""
    aliases: frozenset[str] = frozenset()

    @classmethod
    def of(cls, system: System) -> SystemContent:
        """The fields of a stored system. One query."""
        said = {name: getattr(system, name) for name in FIELDS}
        return cls(**said, aliases=aliases_of(system))


def aliases_of(system: System) -> frozenset[str]:
    """The other ways in which a system's name is written. One query."""
    return frozenset(system.aliases.values_list("name", flat=True))


@transaction.atomic
def create_system(*, content: SystemContent, by: User) -> System:
    """Enter a system, and return it.

    Raises PermissionDenied unless `by` is in the office, ValidationError where a name or a
    spelling is taken or a field is wrong.
    """
    _refuse_others(by)
    _hold_names()
    return _write(System(), SystemContent(name="", category=""), content, by)


@transaction.atomic
def change_system(*, system: System, content: SystemContent, version: int, by: User) -> System:
    """Change a system, and return it. The same content again writes nothing.

    Raises PermissionDenied unless `by` is in the office; Stale if somebody saved since `version`;
    ValidationError where the system is gone, a name or a spelling is taken, a field is wrong, or
    tasks would be left in another category. Aliases have no history of their own: a change of them
    is a line in the system's, which moves its version too.
    """
    _refuse_others(by)
    _hold_names()
    held = System.objects.filter(pk=system.pk).first()
    if held is None:
        raise ValidationError(
            "このシステムは、ほかの人が先に別のシステムとまとめたか、削除しました。"
            "システムの一覧を見直してください。"
        )
    require_version(held, version)
    before = SystemContent.of(held)
    return held if before == content else _write(held, before, content, by)


def _refuse_others(by: User) -> None:
    """Raises PermissionDenied unless `by` is in the office."""
    if not can_edit_systems(by):
        raise PermissionDenied


def _hold_names() -> None:
    """Lock every system, so that two people never give one spelling to two systems."""
    list(System.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _write(system: System, before: SystemContent, content: SystemContent, by: User) -> System:
    """Fill, check and save a system. Raises ValidationError as `change_system` does."""
    for name in FIELDS:
        setattr(system, name, getattr(content, name))
    _check(system, before, content)
    try:
        with transaction.atomic():
            Trace(by, alias_trace(before.aliases, content.aliases) or None).save(system)
            _write_aliases(system, before.aliases, content.aliases)
    except IntegrityError:  # taken at the same moment: now the check finds it
        _check(system, before, content)
        raise
    return system


def _write_aliases(system: System, before: frozenset[str], after: frozenset[str]) -> None:
    system.aliases.filter(name__in=before - after).delete()
    SystemAlias.objects.bulk_create(
        SystemAlias(system=system, name=name) for name in sorted(after - before)
    )


def _check(system: System, before: SystemContent, content: SystemContent) -> None:
    if content.name != before.name:
        check_name(system, content.name)
    if added := content.aliases - before.aliases:
        _check_aliases(system, added)
    if content.category != before.category:
        check_category(system, content.category)
    system.full_clean()


def check_name(system: System, name: str) -> None:
    """Raises ValidationError where the name is another system's alias. One query."""
    others = SystemAlias.objects.exclude(system=system.pk).select_related("system")
    taken = next((alias for alias in others if folded(alias.name) == folded(name)), None)
    if taken:
        raise ValidationError(
            {"name": f"「{name}」は、「{taken.system.name}」の別の書き方として登録されています。"}
        )


def _check_aliases(system: System, added: frozenset[str]) -> None:
    names = SystemNames.load()
    faults = [fault for name in sorted(added) if (fault := names.fault(name, system))]
    if faults:
        raise ValidationError({"aliases": faults})


def check_category(system: System, category: str) -> None:
    """Raises ValidationError where live tasks of a system have another category than the one
    given.

    A task and its system are of one category.
    """
    if not system.pk:
        return
    others = system.tasks.live().exclude(category=category).count()
    if others:
        raise ValidationError(
            {
                "category": (
                    f"このシステムを使う事務が、元の区分で{number(others)}件あります。"
                    "先に、その事務の使用システムを外すか、別のシステムに替えてください。"
                )
            }
        )
