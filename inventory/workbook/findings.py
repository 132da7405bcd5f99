"""The findings of a check, row by row, as they are stored and shown. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

ADDED, CHANGED, CONFLICT, FAULTY, UNCHANGED = "added", "changed", "conflict", "faulty", "unchanged"
TAKE, KEEP = "take", "keep"


@dataclass(frozen=True)
class CellChange:
    """A cell before and after, in words; `value` is what would be written, as JSON.

    `clash`: the live value was changed too since the workbook was downloaded.
    """

    at: str
    key: str
    header: str
    old: str
    new: str
    value: Any
    clash: bool = False


@dataclass(frozen=True)
class Fault:
    """One thing to mend in the file: the cell (C12), its column and value, and how."""

    at: str
    header: str
    value: str
    message: str


@dataclass
class Finding:
    """What a row of the workbook does. `version` is that of the task at the time of the check.

    `choice` is the decision about a conflict: TAKE the values of the sheet, or KEEP those stored.
    """

    line: int
    kind: str
    label: str = ""
    task: int | None = None
    version: int = 0
    section: int | None = None
    number: int | None = None
    cells: list[CellChange] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    why: str = ""
    choice: str = ""

    @property
    def writes(self) -> bool:
        """Whether applying it changes anything."""
        return self.kind in (ADDED, CHANGED) or (self.kind == CONFLICT and self.choice == TAKE)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self.kind == CONFLICT and not self.choice

    def pack(self) -> dict[str, Any]:
        """The finding as JSON, for `ImportJob.findings`."""
        return asdict(self)

    @classmethod
    def unpack(cls, stored: dict[str, Any]) -> Finding:
        """The finding that `pack` made."""
        cells = [CellChange(**cell) for cell in stored["cells"]]
        faults = [Fault(**fault) for fault in stored["faults"]]
        return cls(**{**stored, "cells": cells, "faults": faults})


def unpack_all(stored: Iterable[dict[str, Any]]) -> list[Finding]:
    """The findings of an import."""
    return [Finding.unpack(one) for one in stored]
