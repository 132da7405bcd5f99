"""Systems are entered and changed by the office alone, each time with a line in the history."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from organization.models import User

from .models import System, SystemAlias
from .permissions import can_edit_systems


class StaleSystemError(Exception):
    """Somebody changed the system since the text at hand was read. Carries it as it is."""

    def __init__(self, current: System) -> None:
        super().__init__(f"system {current.pk} was changed meanwhile")
        self.current = current


@dataclass(frozen=True)
class SystemContent:
    """What the office says of a system."""

    name: str
    category: str
    vendor: str = ""
    contract_ends_on: date | None = None
    standardisation: str = ""
    remarks: str = ""

    @classmethod
    def of(cls, system: System) -> SystemContent:
        return cls(**{name: getattr(system, name) for name in cls.__dataclass_fields__})


def system_version(system: System) -> int:
    """The number of the latest line in the system's history, 0 without one. One query."""
    return system.history.aggregate(latest=Max("history_id"))["latest"] or 0


@transaction.atomic
def create_system(*, content: SystemContent, by: User) -> System:
    """Enter a system. Raises ValidationError where a name is taken, PermissionDenied for
    anybody but the office."""
    _refuse_others(by)
    return _write(System(), content, by)


@transaction.atomic
def change_system(*, system: System, content: SystemContent, version: int, by: User) -> System:
    """Change a system. Saying the same again leaves no trace.

    Raises StaleSystemError if somebody saved since `version`, ValidationError where a name is
    taken or tasks would be left in another category, PermissionDenied as `create_system` does.
    """
    _refuse_others(by)
    held = System.objects.select_for_update().get(pk=system.pk)
    if system_version(held) != version:
        raise StaleSystemError(held)
    if SystemContent.of(held) == content:
        return held
    return _write(held, content, by)


def _refuse_others(by: User) -> None:
    if not can_edit_systems(by):
        raise PermissionDenied


def _write(system: System, content: SystemContent, by: User) -> System:
    _check_name(system, content.name)
    _check_category(system, content.category)
    for name, value in asdict(content).items():
        setattr(system, name, value)
    system.full_clean()
    system._history_user = by  # type: ignore[attr-defined]
    system.save()
    return system


def _check_name(system: System, name: str) -> None:
    taken = SystemAlias.objects.filter(name=name).exclude(system=system.pk).first()
    if taken:
        raise ValidationError(
            {"name": f"「{name}」は、「{taken.system.name}」の別の書き方として登録されています。"}
        )


def _check_category(system: System, category: str) -> None:
    """A task and its system are of one category; changing the system's would part them."""
    if not system.pk:
        return
    others = system.tasks.live().exclude(category=category).count()
    if others:
        raise ValidationError(
            {
                "category": (
                    f"このシステムを使う事務が、元の区分で{others:,}件あります。"
                    "先に、その事務の使用システムを外すか、別のシステムに替えてください。"
                )
            }
        )
