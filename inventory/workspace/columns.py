"""The groups of columns of a section's table, and how much of it a page shows. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from inventory.tasks.content import FIELDS

PER_PAGE = (25, 50)
ORDERS = ("unnamed", "number")


@dataclass(frozen=True)
class ColumnGroup:
    """Columns that are edited together on one page."""

    key: str
    label: str
    fields: tuple[str, ...]


LABELS = {
    "basic": "基本",
    "work": "内容と職員",
    "means": "根拠と使うもの",
    "plan": "課題と手法",
}


def _group(key: str, label: str) -> ColumnGroup:
    fields = sorted((f for f in FIELDS if f.group == key), key=lambda field: field.ends_group)
    return ColumnGroup(key, label, tuple(field.name for field in fields))


GROUPS = tuple(_group(key, label) for key, label in LABELS.items())
# A system and its category are chosen together, for they have to agree.
UNITS = (("category", "system"),)


def unit_of(name: str) -> tuple[str, ...]:
    """The fields that are saved or left together with a field, itself among them."""
    return next((unit for unit in UNITS if name in unit), (name,))


@dataclass(frozen=True)
class Layout:
    """What the address asks of the table. Words that are not known count as not given."""

    group: ColumnGroup
    order: str
    per_page: int

    @classmethod
    def read(cls, address: Mapping[str, str]) -> Layout:
        """The layout of an address."""
        groups = {group.key: group for group in GROUPS}
        order, per = address.get("order", ""), address.get("per", "")
        return cls(
            groups.get(address.get("columns", ""), GROUPS[0]),
            order if order in ORDERS else ORDERS[0],
            int(per) if per in map(str, PER_PAGE) else PER_PAGE[0],
        )

    def address(self, **changes: str | int) -> str:
        """The query for the first page of this table, or of one that differs in `changes`."""
        asked = {"columns": self.group.key, "order": self.order, "per": self.per_page}
        return f"?{urlencode(asked | changes)}"
