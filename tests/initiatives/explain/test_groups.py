"""The numbers of the plan and its pillars, explained from initiatives."""

from fractions import Fraction

from initiatives.choices import Judgement, ReportStatus
from initiatives.explain import groups, judgements, silence
from initiatives.explain.model import PLAN

from .facts import initiative, report, section, silent, worked


def heavy(number, progress):
    """An initiative of weight 2 with one report of a progress, and that report."""
    made = silent(number, weight=2)
    return made, report(number * 100, progress)


def test_mean_weighs_initiatives_and_names_those_left_out():
    second, told = heavy(2, 40)
    figures, _ = worked(initiative(), second, silent(3), reports=[*worked_reports(), told])

    mean = groups.mean(figures.plan, PLAN)

    assert mean.value == "50.0%"
    assert mean.working.text == "(70×1＋40×2) ÷ 3 ＝ 50.0％"
    assert [(r.figure, r.note) for r in mean.counted] == [("70.0%", ""), ("40.0%", "重み2")]
    assert [r.chip for r in mean.not_counted] == ["unreported"]
    assert mean.steps == ("3取組中2取組が平均に入りました。",)


def worked_reports():
    return [report(1, 80), report(2, 60), report(3, 70)]


def test_floor_counts_a_silent_initiative_as_nothing():
    figures, _ = worked(initiative(), silent(3), reports=worked_reports())

    floor = groups.floor(figures.plan, PLAN)

    assert floor.working.text == "(42＋0) ÷ 2 ＝ 21.0％"
    assert (floor.value, floor.not_counted) == ("21.0%", ())


def test_weight_0_and_cancelled_initiatives_are_left_out_with_the_reason():
    gone = initiative(id=2, code="2", participations=(section(200),))
    given_up = report(200, 0, status=ReportStatus.CANCELLED)
    light = silent(3, weight=0)
    figures, _ = worked(
        initiative(), gone, light, reports=[*worked_reports(), given_up, report(300, 10)]
    )

    mean, planned = groups.mean(figures.plan, PLAN), groups.planned(figures.plan, PLAN)

    assert mean.working.value == Fraction(70)
    assert [r.note for r in mean.not_counted] == [
        "担当するすべての班の「中止」が確認されたため、計算から外しています。",
        "重みが0のため、計算に入りません。",
    ]
    assert [r.note for r in planned.not_counted] == [r.note for r in mean.not_counted]


def test_coverage_adds_the_reports_of_all_initiatives():
    figures, _ = worked(initiative(), silent(3))

    coverage = groups.coverage(figures.plan, PLAN)

    assert coverage.value == "今期2・引継ぎ1・未報告2"
    assert [r.figure for r in coverage.counted] == [
        "今期2・引継ぎ1・未報告1",
        "今期0・引継ぎ0・未報告1",
    ]


def test_count_names_those_who_carry_the_word_and_the_others():
    figures, setting = worked(initiative(), silent(3))

    count = judgements.count(Judgement.ON_TRACK, figures.plan, setting)

    assert (count.value, count.unit) == ("1", "取組")
    assert [r.label for r in count.counted] == ["⑥ 標準化"]
    assert "進捗率70.0％" in count.counted[0].note
    assert [(r.label, r.chip) for r in count.not_counted] == [("3 静かな取組", "unreported")]


def test_a_section_s_silence_is_its_longest():
    third = initiative(id=3, code="3", participations=(section(31, section_id=4),))
    figures, _ = worked(initiative(), third)

    told = silence.section(figures, 4)
    reported = silence.section(figures, 1)

    assert (told.value, told.about, len(told.counted)) == ("2期", "第4班", 2)
    assert (reported.value, reported.counted) == ("0期", ())
    assert silence.section(figures, 99) is None
