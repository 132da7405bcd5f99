"""The shape of demo.yaml's systems, tasks and survey."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from initiatives.planfile.fields import (
    SMALL_INTEGER,
    Amount,
    Blank,
    Count,
    Integer,
    OneOrMany,
    OptionalText,
    Text,
    YesNo,
    column,
    one_of,
    optional_column,
)
from initiatives.planfile.schema import Shape
from inventory.choices import Category, Method, Staff, Stage, Standardisation, SystemCategory
from inventory.lineage.actions import LONGEST_REASON
from inventory.models import Survey as SurveyModel
from inventory.models import System as SystemModel
from inventory.models import SystemAlias
from inventory.models import Task as TaskModel

from .schema__labels import MARK

LARGEST = 2_147_483_647  # what a column of whole numbers holds

Hours = Annotated[Amount, Field(ge=0, max_digits=9, decimal_places=1)]
Minutes = Annotated[Amount, Field(ge=0, max_digits=7, decimal_places=1)]
Volume = Annotated[Integer, Field(ge=0, le=LARGEST)]
Month = Annotated[Integer, Field(ge=1, le=12)]
Days = Annotated[Integer, Field(ge=-SMALL_INTEGER, le=SMALL_INTEGER)]
Name = Annotated[str, column(TaskModel, "name")]
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_REASON - len(MARK)),
]


class System(Shape):
    """A system. Its contract ends so many days after today; below 0 it is over."""

    name: Annotated[str, column(SystemModel, "name")]
    category: Annotated[str, one_of(SystemCategory)]
    vendor: Annotated[str, optional_column(SystemModel, "vendor"), Blank] = ""
    contract_ends_in: Days | None = None
    standardisation: Annotated[str, one_of(Standardisation)] = ""
    aliases: list[Annotated[str, column(SystemAlias, "name")]] = []
    milestones: list[Text] = []
    remarks: OptionalText = ""


class Earlier(Shape):
    """What a task was when the survey was taken, as far as it was otherwise."""

    name: Name = ""
    category: Annotated[str, one_of(Category)] = ""
    system: Text | None = None
    stage: Annotated[str, one_of(Stage)] = ""
    hours_before: Hours | None = None
    hours_after: Hours | None = None


class Ended(Shape):
    """That a task is no longer done, since so many days."""

    days_ago: Count
    reason: Reason


class Part(Shape):
    """One of the tasks another was split into."""

    name: Name
    volume: Volume | None = None
    minutes: Minutes | None = None
    hours_before: Hours | None = None


class Split(Shape):
    """What a task was split into, so many days ago."""

    days_ago: Count
    reason: Reason
    parts: Annotated[list[Part], Field(min_length=1)]


class Task(Shape):
    """What one of the section's unnamed tasks of that category is; with `added` a further one.

    `added` holds the reason. `differs` says that its system is of another category on purpose.
    """

    section: Text
    name: Name
    category: Annotated[str, one_of(Category)]
    system: Text | None = None
    differs: YesNo = False
    stage: Annotated[str, one_of(Stage)]
    description: OptionalText = ""
    volume: Volume | None = None
    minutes: Minutes | None = None
    hours_before: Hours | None = None
    hours_after: Hours | None = None
    staff: Annotated[str, one_of(Staff)] = ""
    months: list[Month] = []
    legal_basis: Annotated[str, optional_column(TaskModel, "legal_basis"), Blank] = ""
    paper: YesNo | None = None
    seal: YesNo | None = None
    counter: YesNo | None = None
    problem: OptionalText = ""
    method: Annotated[str, one_of(Method)] = ""
    initiatives: Annotated[list[Text], OneOrMany] = []
    earlier: Earlier | None = None
    added: Reason | None = None
    ended: Ended | None = None
    split: Split | None = None

    @property
    def at_survey(self) -> Task:
        """The task as the survey found it."""
        changed = self.earlier.model_dump(exclude_unset=True) if self.earlier else {}
        return self.model_copy(update=changed)


class Survey(Shape):
    """A survey taken so many days ago, before anything that tasks call `earlier` changed."""

    name: Annotated[str, column(SurveyModel, "name")]
    days_ago: Annotated[Count, Field(ge=1)]
