"""What the committee is asked to look at, and in which order."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from initiatives.choices import ReportStatus
from initiatives.rollup.attention import (
    DIFFERS,
    FALLEN,
    RULES,
    Entry,
    OpenDecision,
    Returned,
    attention,
)
from initiatives.rollup.comparison import Earlier, Since
from initiatives.rollup.version import RULES as RULES_NOW
from tests.initiatives.made_figures import (
    Q1,
    Q2,
    Q3,
    figures,
    history,
    initiative,
    milestone,
    report,
    taking_part,
)


def summary(entries):
    return [(entry.kind, entry.what) for entry in entries]


def everybody_told(part, *progress):
    """Reports of one participation for the quarters from the first on."""
    return [report(part, q, p) for q, p in zip((Q1, Q2, Q3), progress, strict=False)]


def test_nothing_to_look_at_gives_an_empty_list():
    told = everybody_told(1, 65, 70, 75)

    assert attention(history([initiative(1, taking_part(1))], told)) == []


def test_a_late_initiative_says_how_far_since_when_and_whose():
    # Planned 65, 70, 75: 60 is −5 (順調), then 50 is −20 and 54 is −21 (遅れ).
    told = everybody_told(1, 60, 50, 54)

    entries = attention(history([initiative(1, taking_part(1, lead=True))], told))

    assert entries == [
        Entry(
            kind="late",
            what="① 取組1",
            detail="進捗率54.0％、予定75.0％（21.0ポイント下）",
            who="第1班",
            since="令和8年度 第2四半期から（2期続けて）",
            measure="judgement",
            of="initiative-1",
        )
    ]


def test_an_initiative_late_for_the_first_time_names_this_period_only():
    told = everybody_told(1, 65, 70, 50)

    (entry,) = attention(history([initiative(1, taking_part(1))], told))

    assert (entry.since, entry.who) == ("令和8年度 第3四半期から", "")


def test_the_latest_initiative_comes_first():
    initiatives = [initiative(n, taking_part(n)) for n in (1, 2)]
    told = [*everybody_told(1, 65, 70, 50), *everybody_told(2, 65, 70, 10)]

    assert summary(attention(history(initiatives, told))) == [
        ("late", "② 取組2"),
        ("late", "① 取組1"),
    ]


def test_overdue_milestones_of_an_initiative_stand_together():
    items = tuple(milestone(n, date(2026, 3, 31 - n)) for n in (1, 2, 3, 4, 5))
    done = milestone(6, date(2026, 1, 1), done_on=date(2026, 1, 1))
    behind = initiative(1, taking_part(1, lead=True), milestones=(*items, done))

    (entry,) = attention(history([behind], everybody_told(1, 65, 70, 75)))

    assert (entry.kind, entry.detail) == (
        "overdue",
        "期限を過ぎたマイルストーン5件：業務1、業務2、業務3、ほか2件",
    )
    assert entry.since == "令和8年3月26日の期限から"
    assert (entry.measure, entry.of, entry.who) == ("milestones", "initiative-1", "第1班")


def test_sections_silent_for_several_periods_stand_longest_first():
    told = [
        *everybody_told(1, 65, 70, 75),  # reported
        *everybody_told(2, 65),  # silent for two periods
        *everybody_told(4, 65, 70),  # silent only in the period shown
    ]
    everyone = initiative(1, *(taking_part(n) for n in (1, 2, 3, 4)))

    entries = attention(history([everyone], told))

    assert [(e.what, e.since, e.of) for e in entries if e.kind == "unreported"] == [
        ("第3班", "令和8年度 第1四半期から（3期続けて）", "section-3"),
        ("第2班", "令和8年度 第2四半期から（2期続けて）", "section-2"),
    ]


def test_of_silent_sections_those_that_lead_come_first():
    """However long the others; a lead's silence is named beside a longer one of its own."""
    initiatives = [
        initiative(1, taking_part(1, section=8, lead=True), taking_part(2, section=9)),
        initiative(2, taking_part(3, section=8), taking_part(4, section=7, lead=True)),
    ]
    told = [*everybody_told(1, 65), *everybody_told(4, 65, 70)]

    entries = attention(history(initiatives, told))

    assert [(e.what, e.detail) for e in entries if e.kind == "unreported"] == [
        ("第8班", "報告がない取組：①（主管） ②"),
        ("第9班", "報告がない取組：①"),
    ]


def test_a_lead_rating_two_steps_from_the_judgement_is_named_since_when():
    # Planned 65, 70, 75: 順調 each time; D from the second quarter on.
    told = [
        report(1, Q1, 65, rating="B 計画どおり", rating_as="on_track"),
        report(1, Q2, 70, rating="D 遅れ", rating_as="late"),
        report(1, Q3, 75, rating="D 遅れ", rating_as="late"),
        *everybody_told(2, 65, 70, 75),
    ]
    parts = taking_part(1, lead=True), taking_part(2)

    (entry,) = attention(history([initiative(1, *parts)], told))

    assert (entry.label, entry.rule, entry.who) == (DIFFERS, RULES[DIFFERS], "第1班")
    assert entry.detail.startswith("主管の班の評価は「D 遅れ」、判定は「順調」です。")
    assert entry.since == "令和8年度 第2四半期から（2期続けて）"


def test_other_rules_before_lower_no_judgement():
    told = everybody_told(1, 65, 70, 65)
    before = Since("第3回", "2026-2", Earlier(None), {"1": Earlier(None, "ahead", "前倒し")})
    past = history([initiative(1, taking_part(1))], told)

    same, other = (
        attention(past, since=replace(before, rules_version=version)) for version in (RULES_NOW, 1)
    )

    assert [e.label for e in same] == [FALLEN]
    assert other == []


def test_a_silent_section_names_the_initiatives_it_has_been_silent_on_longest():
    initiatives = [initiative(n, taking_part(n, 1)) for n in (1, 2, 3)]

    (entry,) = attention(history(initiatives, everybody_told(2, 65)))

    assert (entry.kind, entry.detail) == ("unreported", "報告がない取組：① ③")


def test_a_returned_report_leads_to_its_section_of_the_initiative():
    returned = [
        Returned(7, "① 取組1", "第1班", date(2027, 1, 12), "/1"),
        Returned(5, "② 取組2", "第2班", date(2027, 1, 10), "/2"),
    ]
    told = everybody_told(1, 65, 70, 75)

    entries = attention(history([initiative(1, taking_part(1))], told), returned=returned)

    assert [(e.kind, e.url, e.who, e.since) for e in entries] == [
        ("returned", "/2", "第2班", "令和9年1月10日から"),
        ("returned", "/1", "第1班", "令和9年1月12日から"),
    ]


def test_a_judgement_that_fell_since_it_was_shown_says_from_what():
    told = [*everybody_told(1, 65, 70, 65), *everybody_told(2, 65, 70, 80)]
    past = history([initiative(n, taking_part(n)) for n in (1, 2)], told)
    before = {"1": Earlier(Fraction(70), "on_track", "順調"), "2": Earlier(None, "unreported", "")}

    (entry,) = attention(
        past, since=Since("第3回推進委員会の資料", "2026-2", Earlier(None), before)
    )

    assert (entry.rule, entry.what) == ("前に示した判定より下がった取組", "① 取組1")
    assert entry.sentence == "「順調」から「やや遅れ」になりました。第3回推進委員会の資料のあと。"


@pytest.mark.parametrize(
    ("before", "now"),
    [("on_track", 75), ("slightly_late", 75), ("on_track", 10), ("unreported", 65)],
)
def test_what_is_late_or_no_worse_or_was_never_judged_has_not_fallen(before, now):
    past = history([initiative(1, taking_part(1))], everybody_told(1, 65, 70, now))
    since = Since("前の期", "2026-2", Earlier(None), {"1": Earlier(None, before, "")})

    assert [e for e in attention(past, since=since) if e.label == FALLEN] == []


def test_sections_that_gave_up_are_named_with_the_period_of_the_first():
    told = [
        *everybody_told(1, 65, 70, 75),
        report(2, Q1, 65),
        report(2, Q2, 0, ReportStatus.CANCELLED),
        report(2, Q3, 0, ReportStatus.CANCELLED),
        *everybody_told(3, 65, 70),
        report(3, Q3, 0, ReportStatus.CANCELLED),
    ]

    (entry,) = attention(history([initiative(1, *(taking_part(n) for n in (1, 2, 3)))], told))

    assert (entry.rule, entry.who) == ("「中止」の報告がある取組", "第2班、第3班")
    assert entry.since == "令和8年度 第2四半期から（2期続けて）"


def test_a_decision_past_its_date_comes_last():
    decision = OpenDecision(
        "第3回推進委員会 決定1", "進め方を見直す", "第1班", date(2026, 12, 1), "/meetings/3/"
    )

    entries = attention(
        history([initiative(1, taking_part(1))], everybody_told(1, 65, 70, 50)),
        decisions=[decision],
    )

    assert [(e.kind, e.label, e.what, e.since, e.url) for e in entries] == [
        ("late", "", "① 取組1", "令和8年度 第3四半期から", ""),
        (
            "overdue",
            "決定の期限超過",
            "第3回推進委員会 決定1",
            "令和8年12月1日の期限から",
            "/meetings/3/",
        ),
    ]


def test_the_kinds_stand_in_their_order():
    late = initiative(
        1, taking_part(1, lead=True), taking_part(2), milestones=(milestone(1, date(2026, 3, 31)),)
    )
    told = everybody_told(1, 65, 70, 50)
    decision = OpenDecision("決定1", "", "", date(2026, 1, 1), "/meetings/3/")
    returned = Returned(5, "① 取組1", "第1班", None, "/1")

    entries = attention(history([late], told), returned=[returned], decisions=[decision])

    assert [(e.kind, e.label) for e in entries] == [
        ("late", ""),
        ("overdue", ""),
        ("returned", ""),
        ("unreported", ""),
        ("overdue", "決定の期限超過"),
    ]


def test_the_first_period_of_all_has_no_earlier_one_to_name():
    first = figures(Q1, [initiative(1, taking_part(1))], [report(1, Q1, 10)])

    (entry,) = attention([first])

    assert (entry.kind, entry.since) == ("late", "令和8年度 第1四半期から")
