"""What a report says otherwise than the one before, in words."""

import pytest

from initiatives.reporting.reviews import changes
from tests.factories.plan import PhaseFactory, RatingFactory
from tests.factories.report import ProgressReportFactory, ReportingPeriodFactory

pytestmark = pytest.mark.django_db
SAME_WORDS = ("実施内容は前回と同じ文です", True)


def words(now, before):
    """The differences between two reports of a section, each with whether it is a setback."""
    last = ProgressReportFactory(period=ReportingPeriodFactory(number=2), submitted=True, **before)
    report = ProgressReportFactory(participation=last.participation, submitted=True, **now)
    return [(c.words, c.is_setback) for c in changes(report, last)]


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ({"progress": 55}, {"progress": 40}, [("進捗 40% → 55%", False), SAME_WORDS]),
        (
            {"progress": 40},
            {"progress": 55},
            [("進捗 55% → 40%（下がっています）", True), SAME_WORDS],
        ),
        (
            {"done": True},
            {"progress": 90},
            [("状況 取組中 → 完了", False), ("進捗 90% → 100%", False), SAME_WORDS],
        ),
        ({"done": True}, {"done": True}, [("前回（令和8年度 第2四半期）と同じ内容です", False)]),
        (
            {"cancelled": True},
            {"progress": 30},
            [
                ("状況 取組中 → 中止", True),
                ("進捗 30% → －", False),
                SAME_WORDS,
            ],
        ),
        (
            {"issues_text": "人手が足りた", "next_text": ""},
            {},
            [("課題・今後の予定の文が変わりました", False), SAME_WORDS],
        ),
        (
            {"done_text": "説明会を開いた\n"},
            {},
            [("前回（令和8年度 第2四半期）と同じ内容です", False)],
        ),
    ],
)
def test_differences_are_named(now, before, expected):
    run = PhaseFactory(name="実施")

    found = words({"phase": run} | now, {"phase": run} | before)

    assert found == expected


def test_phase_and_rating_go_by_their_names():
    study, run = PhaseFactory(name="検討"), PhaseFactory(name="実施")
    b = RatingFactory(letter="B", name="計画どおり")
    c = RatingFactory(letter="C", name="やや遅れ")

    found = words({"phase": run, "rating": c}, {"phase": study, "rating": b})

    assert found == [
        ("工程 検討 → 実施", False),
        (f"評価 {b} → {c}", False),
        SAME_WORDS,
    ]


def test_a_first_report_has_nothing_before_it():
    report = ProgressReportFactory(submitted=True)

    assert [c.words for c in changes(report, None)] == ["この取組のはじめての報告です"]
