"""The shape of demo.yaml. What refers to what is checked apart (`references`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from django.db.models import TextChoices
from pydantic import Field, StringConstraints

from hirao_dx.shared.text import half_width
from initiatives.choices import AgendaKind, Cadence, DecisionOutcome, MeetingBody
from initiatives.planfile import Fault
from initiatives.planfile.fields import (
    SMALL_INTEGER,
    Amount,
    Blank,
    Count,
    Integer,
    OneOrMany,
    OptionalText,
    Percent,
    Text,
    YesNo,
    column,
    one_of,
    optional_column,
)
from initiatives.planfile.schema import Shape
from initiatives.planfile.syntax import Node
from inventory.choices import Category, Method, Staff, Stage, Standardisation, SystemCategory
from inventory.lineage.actions import LONGEST_REASON
from inventory.models import Survey as SurveyModel
from inventory.models import System as SystemModel
from inventory.models import SystemAlias
from inventory.models import Task as TaskModel
from organization.choices import Role
from organization.models import User

WORD = "見本"
MARK = "【見本】"
REASON = "見本のデータの読み込み"
SECTION_SLOT = "{班}"


def marked(text: str, *, section: str = "") -> str:
    """Text that begins with the mark, with the section's name in its slot. Empty stays empty."""
    return f"{MARK}{text.replace(SECTION_SLOT, section)}" if text else ""


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
    """A system. Its contract ends that many days after today; below 0 it has ended."""

    name: Annotated[str, column(SystemModel, "name")]
    category: Annotated[str, one_of(SystemCategory)]
    vendor: Annotated[str, optional_column(SystemModel, "vendor"), Blank] = ""
    contract_ends_in: Days | None = None
    standardisation: Annotated[str, one_of(Standardisation)] = ""
    aliases: list[Annotated[str, column(SystemAlias, "name")]] = []
    milestones: list[Text] = []
    remarks: OptionalText = ""


class Earlier(Shape):
    """What differed of a task when the survey was taken."""

    name: Name = ""
    category: Annotated[str, one_of(Category)] = ""
    system: Text | None = None
    stage: Annotated[str, one_of(Stage)] = ""
    hours_before: Hours | None = None
    hours_after: Hours | None = None


class Ended(Shape):
    """A task that is no longer done, since that many days."""

    days_ago: Count
    reason: Reason


class Part(Shape):
    """One of the tasks another was split into."""

    name: Name
    volume: Volume | None = None
    minutes: Minutes | None = None
    hours_before: Hours | None = None


class Split(Shape):
    """What a task was split into, that many days ago."""

    days_ago: Count
    reason: Reason
    parts: Annotated[list[Part], Field(min_length=1)]


class Task(Shape):
    """The content of one of the section's unnamed tasks of that category, or of a further task.

    `added` holds the reason for a further one. `differs` says that its system is of another
    category on purpose.
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
    """A survey taken that many days ago, before what tasks call `earlier` changed."""

    name: Annotated[str, column(SurveyModel, "name")]
    days_ago: Annotated[Count, Field(ge=1)]


class OpenState(TextChoices):
    """The state of a report of the open period; `none` is not begun yet."""

    NONE = "none", "未作成"
    DRAFT = "draft", "下書き"
    SUBMITTED = "submitted", "提出済"
    RETURNED = "returned", "差戻し"
    CONFIRMED = "confirmed", "確認済"


class Appointment(Shape):
    """An appointment in a section or a department. `ended`: until the end of last fiscal year."""

    role: Annotated[str, one_of(Role)]
    section: Text | None = None
    department: Text | None = None
    ended: YesNo = False


class Person(Shape):
    """`tries` says what this account is good for; it is printed, not stored."""

    username: Annotated[str, column(User, "username")]
    name: Annotated[str, column(User, "name")]
    kana: Annotated[str, optional_column(User, "name_kana"), Blank] = ""
    tries: OptionalText = ""
    appointments: Annotated[list[Appointment], Field(min_length=1)]


class Participations(Shape):
    """Sections that take part in an initiative beside those of the plan, all at one cadence."""

    initiative: Text
    sections: Annotated[list[Text], Field(min_length=1)]
    cadence: Annotated[str, one_of(Cadence)] = Cadence.EVERY.value


class Profile(Shape):
    """What differs for an initiative, a section, or the two together; later entries win.

    `silent_for` and `cancelled_for` count periods back from the open one.
    """

    initiative: Text | None = None
    section: Text | None = None
    pace: Count | None = None
    reaches: Percent | None = None
    finishes: YesNo = False
    not_started: YesNo = False
    silent_for: Count = 0
    cancelled_for: Count | None = None
    never: YesNo = False
    unchanged: YesNo = False
    state: Annotated[str, one_of(OpenState)] | None = None
    comment: OptionalText = ""


class Wording(Shape):
    """The texts of a report: 実施内容, 課題, 今後の予定."""

    done: Text
    issues: Text
    next: Text


class TextStage(Shape):
    """The wordings in use up to a progress."""

    upto: Percent
    phase: Text
    wordings: Annotated[list[Wording], Field(min_length=1)]


class Initiative(Shape):
    """An initiative's texts, and its pace in percent of the plan's."""

    initiative: Text
    pace: Count = 100
    stages: Annotated[list[TextStage], Field(min_length=1)]


class Statuses(Shape):
    """The wordings of reports that are not 取組中."""

    not_started: Wording
    cancelled: Wording
    done: Wording


class AgendaItem(Shape):
    """An item of the agenda; `kind` says what the meeting is asked to do."""

    kind: Annotated[str, one_of(AgendaKind)]
    title: Text
    text: OptionalText = ""
    initiatives: list[Text] = []


class Decision(Shape):
    """A decision. `…_after` count days from the meeting; without `settled_after` it is open."""

    text: Text
    owner: Text
    due_after: Count
    settled_after: Count | None = None
    outcome: Annotated[str, one_of(DecisionOutcome)] = DecisionOutcome.DONE.value
    outcome_text: OptionalText = ""
    initiatives: list[Text] = []


class Meeting(Shape):
    """A meeting on a closed period, the latest being 1 period ago; `days_later` after the others.

    Its paper is frozen three days before it is held.
    """

    body: Annotated[str, one_of(MeetingBody)]
    number: Count
    periods_ago: Annotated[Count, Field(ge=1)]
    days_later: Count = 0
    place: OptionalText = ""
    remarks: Text
    agenda: list[AgendaItem] = []
    decisions: list[Decision] = []


class RevisedPhase(Shape):
    """A phase's years, counted from the plan's first (1); no last one is open."""

    phase: Text
    first: Annotated[Count, Field(ge=1)]
    last: Count | None = None


class RevisedTerms(Shape):
    """An initiative's phases as the revision has them."""

    initiative: Text
    phases: Annotated[list[RevisedPhase], Field(min_length=1)]


class Revision(Shape):
    """A revision in the open period, in force from the day of the last meeting in it."""

    reason: Text
    initiatives: Annotated[list[RevisedTerms], Field(min_length=1)]


class Document(Shape):
    """All of demo.yaml. `plan` is the slug of the plan it belongs to."""

    plan: Text
    people: Annotated[list[Person], Field(min_length=1)]
    participations: list[Participations] = []
    open_states: Annotated[list[Annotated[str, one_of(OpenState)]], Field(min_length=1)]
    profiles: list[Profile] = []
    return_comments: Annotated[list[Text], Field(min_length=1)]
    statuses: Statuses
    initiatives: Annotated[list[Initiative], Field(min_length=1)]
    systems: list[System] = []
    tasks: list[Task] = []
    survey: Survey | None = None
    meetings: list[Meeting] = []
    revision: Revision | None = None


def known(node: Node, names: Mapping[str, object], noun: str) -> Iterator[Fault]:
    """A fault that lists the names there are, the nearest alone where some are near."""
    if not node.text or half_width(node.text) in names:
        return
    near = [name for name in names if name.split("/")[0] == half_width(node.text).split("/")[0]]
    yield node.fault(
        f"「{node.text}」という{noun}は、読み込まれている計画にありません。",
        f"{'、'.join(near or names)} のどれかにしてください。",
    )
