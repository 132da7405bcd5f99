"""The rules of the data-quality desk, worked by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from inventory.models import System, Task
from inventory.quality import queries, spellings
from inventory.quality.rules import RULE, load_percent, missing, outlying
from tests.factories import SectionFactory, TaskFactory

D = Decimal


def figures(volume=None, minutes=None, before=None, after=None, section_limit=None):
    # A task of which only this is known, and its section's limit.
    task = Task(
        volume=volume,
        minutes_per_case=minutes,
        annual_hours_before=before,
        annual_hours_after=after,
    )
    return task, section_limit


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([D(5)], D(5)),
        ([D(4), D(1), D(3), D(2)], D(3)),  # the third of four
        ([D(n) for n in range(1, 11)], D(8)),  # ⌈7.5⌉ = the eighth of ten
    ],
)
def test_third_quartile_is_a_value_that_occurs(db, monkeypatch, values, expected):
    monkeypatch.setattr(queries, "RULE", replace(RULE, enough=1, times=1))
    section = SectionFactory()
    for hours in values:
        TaskFactory(section=section, annual_hours_before=hours)

    assert queries.section_limits().get(section.pk) == expected


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (figures(), []),
        (figures(minutes=D(480)), []),
        (figures(minutes=D("480.1")), ["480.1分"]),
        (figures(before=D(10), after=D(10)), []),
        (figures(before=D(10), after=D("10.1")), ["見直し後（10.1時間）"]),
        (figures(before=D(90), section_limit=D(90)), []),
        (figures(before=D("90.1"), section_limit=D(90)), ["年間90.1時間"]),
        # 600 × 15 ÷ 60 = 150; 20 % of it is 30.
        (figures(volume=600, minutes=D(15), before=D(180)), []),
        (figures(volume=600, minutes=D(15), before=D(120)), []),
        (figures(volume=600, minutes=D(15), before=D("180.1")), ["計算した150.0時間"]),
        (figures(volume=600, minutes=D(15), before=D("119.9")), ["計算した150.0時間"]),
        (figures(volume=0, minutes=D(15), before=D(0)), []),
        (figures(volume=0, minutes=D(15), before=D(1)), ["計算した0.0時間"]),
    ],
)
def test_figures_stand_out_only_past_a_limit(known, words):
    found = outlying(*known)

    assert len(found) == len(words)
    assert all(word in sentence for word, sentence in zip(words, found, strict=True))


def test_each_missing_figure_is_named_and_nothing_else():
    assert missing(figures(before=D(0))[0]) == ["年間の件数", "1件あたりの時間（分）"]
    assert missing(figures(volume=0, minutes=D(0), before=D(0))[0]) == []


def test_load_is_a_share_of_what_the_people_can_work():
    # 4,500 of 2 × 1,800 = 3,600 hours
    assert load_percent(D(4500), 2, 1800) == D("125.0")
    assert load_percent(D(4500), 0, 1800) is None


@pytest.mark.parametrize(
    ("one", "other", "most", "expected"),
    [
        ("abcd", "abcd", 1, 0),
        ("abcd", "abxd", 1, 1),
        ("abcd", "abcde", 1, 1),
        ("abcd", "axxd", 1, 2),
        ("abcdefgh", "xbcdefgx", 2, 2),
        ("ab", "abcdef", 2, 3),
    ],
)
def test_distance_counts_letters_and_stops_past_the_most(one, other, most, expected):
    assert spellings.distance(one, other, most) == expected


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ("ＬＧＷＡＮ", "lgwan", "そろえると同じ"),
        ("住民記録", "住民記録システム", "含まれています"),
        ("ふるさと納税", "ふるさど納税", "1文字以内"),
        ("財務会計システムＡ版", "財務会計ｼｽﾃﾑB板", "2文字以内"),
        ("税務", "税務A", ""),  # too short to say
        ("システム", "財務会計システム", ""),  # a word many share
        ("住民記録", "健康管理", ""),
    ],
)
def test_names_are_alike_when_folded_near_or_within(one, other, word):
    pairs = spellings.alike([System(name=one), System(name=other)])

    assert [word in pair.why for pair in pairs] == ([True] if word else [])
