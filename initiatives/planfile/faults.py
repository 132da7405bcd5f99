"""A fault in a plan's files: where it is, what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault, told to the people who write the files.

    `label` names the place in Japanese, `path` as the file's keys name it; `value` is what the
    file has there. `problem` and `mend` are whole sentences.
    """

    file: str
    problem: str
    mend: str
    line: int | None = None
    label: str = ""
    path: str = ""
    value: str = ""

    def __str__(self) -> str:
        line = f" {self.line}行目" if self.line else ""
        names = "／".join(name for name in (self.label, self.path) if name)
        place = f"（{names}）" if names else ""
        return f"{self.file}{line}{place}：{self.problem}{self.mend}"


class PlanFileError(Exception):
    """The files cannot be loaded. Holds every fault found, in the files' order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line or 0)))
        super().__init__("\n".join(str(fault) for fault in self.faults))
