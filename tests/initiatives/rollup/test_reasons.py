"""The words under a judgement are made from the very figures that were judged."""

from datetime import date
from fractions import Fraction

from initiatives.choices import ReportStatus
from initiatives.rollup import figures as rollup
from initiatives.rollup.reasons import judgement_reasons
from initiatives.rollup.silence import silent_sections

Q2 = rollup.Period(
    2, "2026-2", "令和8年度 第2四半期", date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 15)
)
Q3 = rollup.Period(
    3, "2026-3", "令和8年度 第3四半期", date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 15)
)
START = date(2023, 4, 1)
THRESHOLDS = rollup.Thresholds()


def section(number):
    return rollup.Participation(number, number, f"第{number}班", START, is_lead=number == 1)


def report(number, progress, period=Q3, status=ReportStatus.IN_PROGRESS):
    return rollup.Report(number, number, period, status, progress, "実施", is_confirmed=True)


def facts(sections=2, reports=(), milestones=(), first=2023):
    initiative = rollup.Initiative(
        id=1,
        code="1",
        symbol="①",
        title="窓口",
        pillar_id=1,
        schedule=rollup.Schedule(first, None, 2027),
        participations=tuple(section(n + 1) for n in range(sections)),
        milestones=tuple(milestones),
    )
    return rollup.Facts(
        period=Q3,
        periods=(Q2, Q3),
        thresholds=THRESHOLDS,
        pillars=(rollup.Pillar(1, "柱"),),
        initiatives=(initiative,),
        reports=tuple(reports),
        today=date(2027, 1, 5),
    )


def reasons(**given):
    figures = rollup.roll_up(facts(**given)).initiatives[0]
    return judgement_reasons(figures, THRESHOLDS)


def test_progress_is_set_against_the_plan():
    assert reasons(reports=[report(1, 80), report(2, 70)]) == [
        "進捗率75.0％ − 予定75.0％ ＝ ±0.0ポイント（−5以上＋5未満は「順調」）。"
    ]


def test_a_lowered_judgement_says_what_lowered_it():
    milestone = rollup.Milestone(1, "戸籍", date(2026, 3, 31))

    told = reasons(reports=[report(1, 80), report(2, 70)], milestones=[milestone])

    assert told[1] == (
        "期限超過のマイルストーン1件（完了の入力なし1件）があるため、"
        "「順調」を「やや遅れ」に下げました。"
    )


def test_an_overdue_milestone_that_lowers_nothing_is_still_named():
    milestone = rollup.Milestone(1, "戸籍", date(2026, 3, 31))

    told = reasons(reports=[report(1, 10), report(2, 10)], milestones=[milestone])

    assert told[1] == "期限超過のマイルストーン1件（完了の入力なし1件）があります。"


def test_nobody_said_and_said_not_done_are_two_things():
    silent = rollup.Milestone(1, "戸籍", date(2026, 3, 31))
    said = rollup.Milestone(2, "税", date(2026, 3, 31), not_done_on=date(2026, 12, 10))
    later = rollup.Milestone(3, "国保", date(2026, 3, 31), not_done_on=date(2027, 1, 4))

    told = reasons(reports=[report(1, 10), report(2, 10)], milestones=[silent, said, later])

    # What the lead said after the period's day does not belong to it.
    assert told[1] == "期限超過のマイルストーン3件（完了の入力なし2件、未完了1件）があります。"


def test_silence_beside_reports_is_counted_out_loud():
    assert reasons(reports=[report(1, 75)])[1] == (
        "担当2件のうち1件は数えられる報告がなく、平均に入っていません。"
    )


def test_silence_alone_is_not_zero():
    assert reasons() == [
        "担当する班のどこにも、数えられる報告がありません（0％という意味ではありません）。"
    ]


def test_an_initiative_without_sections_says_so():
    assert reasons(sections=0) == ["担当する班が決まっていないため、報告がありません。"]


def test_an_initiative_before_its_time_says_so():
    assert reasons(first=2027) == ["まだ計画の期間に入っておらず、報告もありません。"]


def test_everything_done_and_everything_cancelled():
    done = [report(n, 100, status=ReportStatus.DONE) for n in (1, 2)]
    cancelled = [report(n, 0, status=ReportStatus.CANCELLED) for n in (1, 2)]

    assert reasons(reports=done) == ["担当する2班のすべてが「完了」と報告しています。"]
    assert reasons(reports=cancelled) == ["担当するすべての班の「中止」が確認されています。"]


def test_the_longest_silence_comes_first():
    figures = rollup.roll_up(facts(sections=3, reports=[report(1, 50), report(2, 50, period=Q2)]))

    silent = silent_sections(figures)

    assert [(s.section, s.longest, s.never_reported) for s in silent] == [
        ("第3班", 2, 1),
        ("第2班", 1, 0),
    ]


def test_the_mean_beside_the_floor():
    figures = rollup.roll_up(facts(reports=[report(1, 75)])).initiatives[0]

    assert (figures.mean, figures.floor) == (Fraction(75), Fraction(75, 2))
