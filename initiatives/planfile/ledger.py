"""Records a load: what is created, what existed already, what stays as people left it.

An item is known by a natural key. Once a key has been loaded it is never created again, even when
somebody has deleted or renamed the item since; and an item that exists is never changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model

from hirao_dx.shared.trace import Trace

REASON = "計画ファイルから読み込み"

# The place in a list is not compared: people reorder lists on the screens. Nor is the version of
# the rules, which is the program's and not the file's.
_NOT_COMPARED = {"order", "rules"}

M = TypeVar("M", bound=Model)


class Ledger:
    """The record of one load. `known` holds the keys of every load so far."""

    def __init__(self, known: list[str]) -> None:
        self._before = set(known)
        self._keys = dict.fromkeys(known)
        self.created = 0
        self.found = 0
        self.different: list[str] = []
        self.removed: list[str] = []
        self.refused: list[str] = []

    @property
    def keys(self) -> list[str]:
        """The keys of every load, this one included."""
        return list(self._keys)

    @property
    def has_new_keys(self) -> bool:
        """Whether this load added a key."""
        return len(self._keys) > len(self._before)

    def knows(self, key: str) -> bool:
        """Whether an earlier load has created this item."""
        return key in self._before

    def remember(self, key: str, *, created: int = 0, found: int = 0) -> None:
        """Count items that were created or found under a key."""
        self._keys[key] = None
        self.created += created
        self.found += found

    def refuse(self, label: str, reason: str) -> None:
        """Note an item that the load leaves out, and why."""
        self.refused.append(f"{label}：{reason}")

    def without_parent(self, key: str, label: str, parent: str) -> None:
        """Note an item that cannot be created because people removed its parent."""
        if self.knows(key):
            self.removed.append(label)
        else:
            self.refuse(label, f"{parent}がないため追加できません。")

    def put(
        self,
        model: type[M],
        *,
        key: str,
        label: str,
        natural: Mapping[str, object],
        values: Mapping[str, object],
        without: str = "",
    ) -> M | None:
        """Find the item by its natural fields, or create it where it is new.

        `without` names a parent that people removed, where it has none. Returns None there, where
        people removed the item itself, and where the database has no room for it.
        """
        if without:
            self.without_parent(key, label, without)
            return None
        item = model._default_manager.filter(**natural).order_by("pk").last()
        if item is not None:
            self.remember(key, found=1)
            self.compare(item, label=label, values=values)
            return item
        if self.knows(key):
            self.removed.append(label)
            return None
        item = model(**natural, **values)
        try:
            item.validate_constraints()
        except ValidationError as error:
            self.refuse(label, "".join(error.messages))
            return None
        save(item)
        self.remember(key, created=1)
        return item

    def compare(self, item: Model, *, label: str, values: Mapping[str, object]) -> None:
        """Note where an item differs from the file. It is not changed."""
        names = [
            str(getattr(item._meta.get_field(name), "verbose_name", name))
            for name, value in values.items()
            if name not in _NOT_COMPARED and getattr(item, name) != value
        ]
        if names:
            self.different.append(f"{label}：{'、'.join(names)}")


def save(item: Model) -> None:
    """Save with the load named as the reason in the item's history, where it has one."""
    Trace(None, REASON).save(item)
