"""How one participation progresses over the periods, computed from a profile. Pure.

The same profile always gives the same reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hirao_dx.shared.calendar import months_between
from hirao_dx.shared.text import half_width
from initiatives.choices import ReportState, ReportStatus
from initiatives.rollup.figures import Schedule

from . import schema
from .schema import OpenState

# Sections differ: points by which their pace differs from the initiative's.
SPREAD = (-9, -6, -3, 0, 3, 6, 9)


class Profile(schema.Profile):
    """A profile with pace and state filled in.

    `seed` makes sections differ, in the same way each time.
    """

    seed: int
    pace: int
    state: str


def profile_of(
    document: schema.Document,
    *,
    initiative: str,
    section: str,
    place: tuple[int, int],
) -> Profile:
    """The profile of a section (`section` its ref) on an initiative (`initiative` its code).

    `place` is where the initiative and the section stand in their lists.
    """
    initiative_no, section_no = place
    seed = section_no * 5 + initiative_no * 3
    turn = (section_no + initiative_no * 7) % len(document.open_states)
    pace = next(
        (i.pace for i in document.initiatives if half_width(i.initiative) == initiative), 100
    )
    values: dict[str, Any] = {"pace": pace + SPREAD[seed % len(SPREAD)]}
    values["state"] = document.open_states[turn]
    for item in document.profiles:
        if _fits(item.initiative, initiative) and _fits(item.section, section):
            values |= item.model_dump(exclude_unset=True, exclude={"initiative", "section"})
    return Profile(seed=seed, **values)


def _fits(wanted: str | None, name: str) -> bool:
    return wanted is None or half_width(wanted) == name


STEP = 5  # people report in steps of five
HIGHEST = 95  # 100 is for those who report 完了


@dataclass(frozen=True)
class Entry:
    """One report to be made: the index of its period, its content, and its state."""

    index: int
    status: str
    progress: int | None
    state: str
    unchanged: bool = False


def course(profile: Profile, ends: Sequence[date], schedule: Schedule) -> list[Entry]:
    """The reports of a participation for the periods that end on `ends`, the open one last."""
    told = told_periods(profile, len(ends) - 1)
    entries: list[Entry] = []
    for index in told:
        share = _share(schedule, ends[index])
        whole = _share(schedule, ends[told[-1]])
        previous = entries[-1] if entries else None
        entries.append(_entry(profile, index, share, whole, previous, last=len(ends) - 1))
    if profile.cancelled_for is not None and entries:
        final = entries[-1]
        entries[-1] = Entry(final.index, ReportStatus.CANCELLED.value, None, final.state)
    return entries


def told_periods(profile: Profile, last: int) -> list[int]:
    """Indexes of the periods with a report; now and then one is missing, but not lately."""
    if profile.never or last < 0:
        return []
    final = last - profile.silent_for
    if profile.cancelled_for is not None:
        final = max(last - profile.cancelled_for, 0)
    told = [i for i in range(final + 1) if i >= min(final, last - 1) or _speaks(profile, i)]
    if profile.state == OpenState.NONE and last in told:
        told.remove(last)
    return told


def _speaks(profile: Profile, index: int) -> bool:
    return (profile.seed + 5 * index) % 13 != 0


def _share(schedule: Schedule, on: date) -> Fraction:
    """The share of the schedule that is over at the end of a day; above 1 once it is past."""
    end = schedule.reaches_100_on + timedelta(days=1)
    total = max(months_between(schedule.starts_on, end), 1)
    return Fraction(max(months_between(schedule.starts_on, on + timedelta(days=1)), 0), total)


def _entry(
    profile: Profile,
    index: int,
    share: Fraction,
    whole: Fraction,
    previous: Entry | None,
    *,
    last: int,
) -> Entry:
    state = _state(profile, index, last)
    percent = share * profile.pace
    if profile.reaches is not None:
        percent = share / whole * profile.reaches if whole else Fraction(0)
    if profile.not_started or percent <= 0:
        return Entry(index, ReportStatus.NOT_STARTED.value, 0, state)
    if profile.finishes and percent >= 100:
        again = previous is not None and previous.status == ReportStatus.DONE
        return Entry(index, ReportStatus.DONE.value, 100, state, unchanged=again)
    before = (previous.progress or 0) if previous else 0
    progress = max(before, min(HIGHEST, max(STEP, _stepped(percent))))
    if _repeats(profile, index, last, previous, state):
        return Entry(index, ReportStatus.IN_PROGRESS.value, before, state, unchanged=True)
    return Entry(index, ReportStatus.IN_PROGRESS.value, progress, state)


def _stepped(percent: Fraction) -> int:
    return int(percent / STEP + Fraction(1, 2)) * STEP


def _state(profile: Profile, index: int, last: int) -> str:
    """The state of a report: past ones are confirmed, except a few that no head looked at."""
    if index == last:
        return profile.state
    if (profile.seed + index) % 17 == 0:
        return ReportState.SUBMITTED.value
    return ReportState.CONFIRMED.value


def _repeats(profile: Profile, index: int, last: int, previous: Entry | None, state: str) -> bool:
    """Whether this report is 「前回から変更なし」."""
    if previous is None or previous.status != ReportStatus.IN_PROGRESS:
        return False
    if index == last:
        return profile.unchanged and state in (ReportState.SUBMITTED, ReportState.CONFIRMED)
    return profile.reaches is None and (profile.seed + 2 * index) % 9 == 0


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
