"""Which of demo.yaml's wordings a report uses."""

from __future__ import annotations

from hirao_dx.shared.text import half_width
from initiatives.choices import ReportStatus

from . import schema
from .course import Entry


class Wordings:
    """The texts of demo.yaml, by initiative (its code) and status."""

    def __init__(self, document: schema.Document) -> None:
        self._stages = {half_width(i.initiative): i.stages for i in document.initiatives}
        self._statuses = {
            ReportStatus.NOT_STARTED.value: document.statuses.not_started,
            ReportStatus.CANCELLED.value: document.statuses.cancelled,
            ReportStatus.DONE.value: document.statuses.done,
        }

    def knows(self, initiative: str) -> bool:
        """Whether there are texts for an initiative; without them nobody reports on it."""
        return initiative in self._stages

    def wording(self, initiative: str, entry: Entry, seed: int) -> schema.Wording:
        """The text of a report; another one each period while a stage lasts."""
        if entry.status in self._statuses:
            return self._statuses[entry.status]
        choices = self._stage(initiative, entry).wordings
        return choices[(seed + entry.index) % len(choices)]

    def phase(self, initiative: str, entry: Entry) -> str | None:
        """The name of the phase a report is in; none before work begins or after it stops."""
        if entry.status in (ReportStatus.NOT_STARTED, ReportStatus.CANCELLED):
            return None
        return self._stage(initiative, entry).phase

    def _stage(self, initiative: str, entry: Entry) -> schema.TextStage:
        progress = entry.progress or 0
        return next(s for s in self._stages[initiative] if progress <= s.upto)
