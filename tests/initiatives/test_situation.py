"""Where a plan stands with its periods: each situation, for each role, on each page."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from django.urls import reverse

from initiatives.models import Plan, ReportingPeriod
from initiatives.situation import (
    FOR_THE_OFFICE,
    OPEN_KINDS,
    WORDS,
    Kind,
    office_notice,
    reader_of,
    situation,
    words,
)
from organization.choices import Role
from organization.models import Appointment
from tests.clients import in_full
from tests.factories.report import CLOSED_AT, month_start

READERS = (Role.STAFF, Role.HEAD, Role.COMMITTEE, Role.OFFICE)
PLAN = Plan(slug="p", name="計画", first_fiscal_year=2023, last_fiscal_year=2027)


def period(year, number, state):
    starts_on = month_start(year, 3 * (number - 1))
    ends_on = date.fromordinal(month_start(year, 3 * number).toordinal() - 1)
    return ReportingPeriod(
        plan=PLAN,
        fiscal_year=year,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        due_on=date.fromordinal(ends_on.toordinal() + 15),
        state=state,
    )


def year_of(year, states):
    """A fiscal year's quarters: o open, c closed, p planned, - not made."""
    by_letter = {"o": "open", "c": "closed", "p": "planned"}
    return [
        period(year, number, by_letter[letter])
        for number, letter in enumerate(states, start=1)
        if letter != "-"
    ]


# What is made, the day, what is so and of which period (year, number).
CASES = [
    ({2026: "ccop"}, date(2026, 12, 1), Kind.OPEN, (2026, 3)),
    ({2026: "ccop"}, date(2027, 1, 20), Kind.OPEN, (2026, 3)),
    ({2026: "ccoo"}, date(2027, 1, 1), Kind.OPEN, (2026, 3)),
    ({2026: "ccoo"}, date(2026, 12, 31), Kind.OPEN_EARLY, (2026, 4)),
    ({2026: "ccpo"}, date(2026, 12, 31), Kind.OPEN_EARLY, (2026, 4)),
    ({2027: "ccco"}, date(2028, 1, 1), Kind.OPEN_LAST, (2027, 4)),
    ({2027: "ccco"}, date(2028, 2, 29), Kind.OPEN_LAST, (2027, 4)),
    ({2027: "ccco"}, date(2028, 3, 31), Kind.OPEN_LAST, (2027, 4)),
    ({2027: "ccco"}, date(2028, 4, 1), Kind.OPEN_AFTER_END, (2027, 4)),
    ({2027: "ccco"}, date(2027, 12, 31), Kind.OPEN_EARLY, (2027, 4)),
    ({2023: "oppp"}, date(2023, 3, 31), Kind.OPEN_EARLY, (2023, 1)),
    ({}, date(2023, 3, 31), Kind.BEFORE_PLAN, None),
    ({2023: "pppp"}, date(2023, 3, 31), Kind.BEFORE_PLAN, (2023, 1)),
    ({2023: "pppp"}, date(2023, 4, 1), Kind.NOT_OPENED, (2023, 1)),
    ({}, date(2023, 4, 1), Kind.UNPLANNED, None),
    ({}, date(2028, 3, 31), Kind.UNPLANNED, None),
    ({2026: "cccp"}, date(2026, 12, 31), Kind.WAITING, (2026, 4)),
    ({2026: "cccp"}, date(2027, 1, 1), Kind.NOT_OPENED, (2026, 4)),
    ({2026: "pccp"}, date(2026, 10, 5), Kind.WAITING, (2026, 4)),
    ({2026: "cccc", 2027: "p---"}, date(2027, 3, 31), Kind.WAITING, (2027, 1)),
    ({2026: "cccc", 2027: "p---"}, date(2027, 4, 1), Kind.NOT_OPENED, (2027, 1)),
    ({2026: "ccc-"}, date(2026, 12, 1), Kind.NONE_PLANNED, None),
    ({2026: "pcc-"}, date(2026, 12, 1), Kind.NONE_PLANNED, None),
    ({2026: "cccc"}, date(2026, 12, 31), Kind.CLOSED_EARLY, (2026, 4)),
    ({2026: "cccc"}, date(2027, 1, 1), Kind.NONE_PLANNED, None),
    ({2027: "cccc"}, date(2028, 2, 29), Kind.LAST_CLOSED, (2027, 4)),
    ({2027: "cccc"}, date(2028, 3, 31), Kind.LAST_CLOSED, (2027, 4)),
    ({2027: "cccc"}, date(2028, 4, 1), Kind.OVER, None),
    ({}, date(2028, 4, 1), Kind.OVER, None),
    ({2027: "cccp"}, date(2028, 4, 1), Kind.NOT_OPENED, (2027, 4)),
]


def found_in(made, today):
    periods = [p for year, states in made.items() for p in year_of(year, states)]
    return situation(PLAN, reversed(periods), today)


@pytest.mark.parametrize(("made", "today", "kind", "about"), CASES)
def test_what_is_so(made, today, kind, about):
    found = found_in(made, today)

    named = found.period and (found.period.fiscal_year, found.period.number)
    assert (found.kind, named) == (kind, about)
    assert found.is_open == (kind in OPEN_KINDS)


def test_every_situation_has_a_case():
    assert {kind for _, _, kind, _ in CASES} == set(Kind)


def test_every_situation_has_a_sentence_of_its_own_for_each_role():
    assert set(WORDS) == set(Kind)
    for reader in READERS:
        said = [words(found_in(made, today), reader) for made, today in one_of_each().values()]
        assert all(said)
        assert len(set(said)) == len(Kind)
        assert not any("{" in s or "None" in s for s in said)


def test_every_role_reads_a_sentence_of_its_own():
    for made, today in one_of_each().values():
        found = found_in(made, today)
        assert len({words(found, reader) for reader in READERS}) == len(READERS)


def one_of_each():
    return {kind: (made, today) for made, today, kind, _ in CASES}


@pytest.mark.parametrize(
    ("made", "today", "reader", "said"),
    [
        (
            {2026: "ccoo"},
            date(2026, 12, 31),
            Role.OFFICE,
            "令和8年度 第4四半期は令和9年1月1日に始まりますが、もう受け付けています。"
            "報告がまだ1件もなければ、「予定に戻す」で取り消せます。"
            "令和8年度 第3四半期も、受け付けたままです。",
        ),
        (
            {2027: "ccco"},
            date(2028, 4, 1),
            Role.STAFF,
            "計画の期間は令和10年3月31日に終わりました。"
            "最後の期間（令和9年度 第4四半期）の報告を受け付けています。"
            "提出期限は令和10年4月15日（あと14日）です。",
        ),
        (
            {2026: "cccp"},
            date(2027, 1, 1),
            Role.OFFICE,
            "次の報告期間（令和8年度 第4四半期）は、令和9年1月1日に始まる予定でしたが、"
            "まだ受付が始まっていません。「報告期間」で受付を始めてください。",
        ),
    ],
)
def test_a_sentence_in_full(made, today, reader, said):
    assert words(found_in(made, today), reader) == said


def test_the_office_alone_is_told_on_every_page_what_it_can_mend():
    told = {kind: office_notice(found_in(*case)) for kind, case in one_of_each().items()}

    assert {kind for kind, text in told.items() if text} == set(FOR_THE_OFFICE)


@pytest.fixture
def clock(monkeypatch):
    def set_to(day):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)

    return set_to


def make(cast, kind):
    """The plan of the cast in a situation; the day on which it is so."""
    made, today = one_of_each()[kind]
    Appointment.objects.update(starts_on=date(2020, 4, 1))  # also before the plan begins
    ReportingPeriod.objects.all().delete()
    for year, states in made.items():
        for row in year_of(year, states):
            row.plan = cast.plan
            if row.is_closed:
                row.closed_at, row.closed_by = CLOSED_AT, cast.office
            row.save()
    return today


@pytest.mark.parametrize(
    ("who", "reader"),
    [
        ("staff", Role.STAFF),
        ("head", Role.HEAD),
        ("committee", Role.COMMITTEE),
        ("office", Role.OFFICE),
    ],
)
@pytest.mark.parametrize("kind", Kind)
def test_every_page_says_what_is_so(client, cast, clock, kind, who, reader):
    today = make(cast, kind)
    clock(today)
    user = getattr(cast, who)
    client.force_login(user)
    said = words(situation(cast.plan, cast.plan.periods.all(), today), reader)
    pages = [reverse("my_page"), reverse("dashboard")]
    pages += [reverse("reviews")] if user.access.reviews else []
    newest = cast.plan.periods.order_by("starts_on").last()
    pages += [reverse("submissions", args=[newest.key])] if newest else []

    silent = [url for url in pages if said not in client.get(url, follow=True).content.decode()]

    assert reader_of(user.access) == reader
    assert silent == []


@pytest.mark.parametrize("kind", [k for k in Kind if k not in OPEN_KINDS and k != Kind.UNPLANNED])
def test_the_sheet_of_a_period_that_takes_nothing_says_why(client, cast, clock, kind):
    today = make(cast, kind)
    newest = cast.plan.periods.order_by("starts_on").last()
    if newest is None:
        newest = ReportingPeriod.objects.create(
            plan=cast.plan,
            fiscal_year=2026,
            number=1,
            starts_on=date(2026, 4, 1),
            ends_on=date(2026, 6, 30),
            due_on=date(2026, 7, 15),
            state="planned",
        )
    clock(today)
    client.force_login(cast.staff)
    now = situation(cast.plan, cast.plan.periods.all(), today)

    page = client.get(reverse("report_sheet", args=[newest.key]), follow=True).content.decode()

    assert f"{newest}は受付中ではないため、報告を書けません。{words(now, Role.STAFF)}" in page


@pytest.mark.parametrize(
    ("kind", "who"), list(product(Kind, ("staff", "head", "committee", "office")))
)
def test_the_strip_tells_the_office_alone(client, cast, clock, kind, who):
    today = make(cast, kind)
    clock(today)
    client.force_login(getattr(cast, who))
    now = situation(cast.plan, cast.plan.periods.all(), today)

    items = client.get(reverse("meetings")).context["reminder_items"]

    notices = [i.text for i in items if i.url == in_full(reverse("periods"))]
    told = office_notice(now) if who == "office" else ""
    assert notices == ([told] if told else [])


def test_a_period_opened_early_and_closed_is_nobodys_default(client, cast, clock):
    clock(date(2026, 12, 1))
    ReportingPeriod.objects.create(
        plan=cast.plan,
        fiscal_year=2026,
        number=4,
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 3, 31),
        due_on=date(2027, 4, 15),
        state="closed",
        closed_at=CLOSED_AT,
        closed_by=cast.office,
    )
    client.force_login(cast.office)

    shown = [
        client.get(reverse("dashboard")).context["period"].key,
        client.get(reverse("initiatives")).context["period"].key,
        client.get(reverse("meeting_new")).context["form"]["period"].value(),
    ]

    assert "2026-4" not in shown
    assert shown[2] == cast.period.pk
