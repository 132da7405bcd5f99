"""The shape of demo.yaml. What refers to what is checked apart (`references`)."""

from __future__ import annotations

from typing import Annotated

from django.db.models import TextChoices
from pydantic import Field

from initiatives.choices import AgendaKind, DecisionOutcome, MeetingBody
from initiatives.planfile.fields import (
    Blank,
    Count,
    OptionalText,
    Percent,
    Text,
    YesNo,
    column,
    one_of,
    optional_column,
)
from initiatives.planfile.schema import Shape
from organization.choices import Role
from organization.models import User

from .schema__schema_inventory import Survey, System, Task


class OpenState(TextChoices):
    """Where a report of the open period stands; `none` is not begun yet."""

    NONE = "none", "未作成"
    DRAFT = "draft", "下書き"
    SUBMITTED = "submitted", "提出済"
    RETURNED = "returned", "差戻し"
    CONFIRMED = "confirmed", "確認済"


class Appointment(Shape):
    """In a section or a department. `ended`: until the end of last fiscal year."""

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
    """Sections that take part in an initiative beside those of the plan."""

    initiative: Text
    sections: Annotated[list[Text], Field(min_length=1)]


class Profile(Shape):
    """What is particular to an initiative, a section, or the two together.

    Later ones win. `silent_for` and `cancelled_for` count periods back from the open one.
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
    """What a report says: 実施内容, 課題, 今後の予定."""

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
    """Both `…_after` count days from the meeting; without `settled_after` it stays open."""

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
