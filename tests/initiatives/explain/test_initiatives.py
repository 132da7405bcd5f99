"""An initiative's numbers explained, against the worked example."""

from dataclasses import replace
from datetime import date

from initiatives.choices import ReportStatus
from initiatives.explain import initiatives, judgements, milestones, model, schedule
from initiatives.explain.model import Link
from initiatives.explain.working import SHOWN_TERMS
from initiatives.rollup import figures as rollup

from .facts import SCHEDULE, initiative, report, section, worked


def explained(explain, *made, **given):
    figures, setting = worked(*made, **given)
    return explain(figures.initiatives[0], setting)


def labels(rows):
    return [row.label for row in rows]


def test_mean_counts_reports_carries_one_and_leaves_silence_out():
    mean = explained(initiatives.mean)

    assert (mean.value, mean.about) == ("70.0%", "⑥ 標準化")
    assert mean.working.text == "(80＋60＋70) ÷ 3 ＝ 70.0％"
    assert [(r.label, r.figure, r.link) for r in mean.counted] == [
        ("第1班（主管）", "80%", Link("report", (13,))),
        ("第2班", "60%", Link("report", (23,))),
    ]
    assert [(r.label, r.figure, r.note) for r in mean.carried] == [
        ("第3班", "70%", "令和8年度 第2四半期の報告（取組中・実施）")
    ]
    assert [(r.label, r.chip) for r in mean.not_counted] == [
        ("第4班", "unreported"),
        ("第5班", "cancelled"),
    ]
    assert "2期続いています" in mean.not_counted[0].note


def test_floor_puts_silence_in_as_nothing_but_never_as_a_report():
    floor = explained(initiatives.floor)

    assert floor.value == "52.5%"
    assert floor.working.text == "(80＋60＋70＋0) ÷ 4 ＝ 52.5％"
    assert [(r.label, r.figure, r.chip) for r in floor.counted][-1] == (
        "第4班",
        "0として",
        "unreported",
    )
    assert labels(floor.not_counted) == ["第5班"]


def test_silence_alone_has_no_working():
    mean = explained(initiatives.mean, reports=())

    assert (mean.value, mean.missing, mean.working) == ("未報告", True, None)
    assert mean.steps == ("報告が1件もないため、計算できません。",)


def test_without_any_section_there_is_no_floor():
    floor = explained(initiatives.floor, initiative(participations=()))

    assert (floor.value, floor.missing, floor.working) == ("－", True, None)


def test_sections_out_of_charge_are_named_with_their_dates():
    gone = section(6, ends_on=date(2025, 3, 31))
    coming = section(7, starts_on=date(2027, 4, 1))
    again = section(11, section_id=1, ends_on=date(2024, 3, 31))
    made = initiative(participations=(section(1), gone, coming, again))

    mean = explained(initiatives.mean, made)

    assert [(r.label, r.note) for r in mean.not_counted] == [
        ("第6班", "令和7年3月31日に担当が終わっています。"),
        ("第7班", "令和9年4月1日から担当します。"),
    ]


def test_coverage_adds_up():
    coverage = explained(initiatives.coverage)

    assert coverage.value == "今期2・引継ぎ1・未報告1"
    assert coverage.working.text == "今期2＋引継ぎ1＋未報告1 ＝ 4件"


def test_gap_is_mean_less_planned():
    gap = explained(model.initiative_gap)

    assert (gap.value, gap.unit) == ("−5.0", "ポイント")
    assert gap.working.text == "70.0％ − 75.0％ ＝ −5.0ポイント"
    assert [r.link for r in gap.counted] == [
        Link("explain", ("mean", "initiative-6-a")),
        Link("explain", ("planned", "initiative-6-a")),
    ]


def test_gap_of_silence_is_not_computed():
    gap = explained(model.initiative_gap, reports=())

    assert (gap.value, gap.missing, gap.working) == ("－", True, None)


def test_planned_says_which_schedule_and_how_many_months():
    planned = explained(schedule.planned)

    assert planned.value == "75.0%"
    assert planned.working.text == "60か月のうち45か月：45 ÷ 60 ＝ 75.0％"
    assert planned.steps == (
        "令和5年4月1日から令和10年3月31日までの60か月のうち、"
        "令和8年12月31日までに45か月が過ぎました。",
    )
    assert (planned.counted[0].figure, planned.counted[0].note) == (
        "策定時",
        "適用日：令和5年7月1日",
    )
    assert "決まっていない" in planned.counted[-1].note


def test_planned_bends_at_yearly_targets_and_names_the_unused():
    bent = replace(SCHEDULE, yearly_targets=((2025, 80), (2030, 90)))

    planned = explained(schedule.planned, initiative(schedule=bent))

    assert planned.value == "87.5%"
    assert planned.working.text == "24か月のうち9か月：80％ ＋ (100％ − 80％) × 9 ÷ 24 ＝ 87.5％"
    assert labels(planned.counted)[2] == "令和7年度末の予定"
    assert labels(planned.not_counted) == ["令和12年度末の予定"]


def test_planned_before_the_start_after_the_end_and_without_a_schedule():
    early = explained(
        schedule.planned, initiative(schedule=replace(SCHEDULE, first_fiscal_year=2027))
    )
    over = explained(
        schedule.planned, initiative(schedule=replace(SCHEDULE, target_on=date(2026, 3, 31)))
    )
    never = explained(schedule.planned, initiative(schedule=None))

    assert (early.value, early.steps) == ("0.0%", ("令和8年12月31日は、予定工程が始まる前です。",))
    assert (over.value, over.counted[-1].note) == ("100.0%", "目標日です。")
    assert (never.value, never.working) == ("0.0%", None)


def test_judgement_marks_the_step_that_applies():
    judged = explained(judgements.judgement)

    assert (judged.value, judged.chip) == ("順調", "on_track")
    assert [(b.judgement.label, b.condition) for b in judged.bands if b.applies] == [
        ("順調", "予定との差（ポイント）が−5以上＋5未満")
    ]
    assert len(judged.bands) == 9


def test_a_late_milestone_lowers_the_word_and_is_named():
    late = rollup.Milestone(1, "戸籍", date(2026, 3, 31), group="基幹業務")

    judged = explained(judgements.judgement, initiative(milestones=(late,)))

    assert judged.value == "やや遅れ"
    assert [b.judgement.label for b in judged.bands if b.applies] == ["順調"]
    assert "下げました" in judged.steps[1]
    assert judged.counted[-1].label == "戸籍"


def test_finished_beside_silent_is_judged_by_the_gap_and_says_how_many():
    done = [report(n, 100, status=ReportStatus.DONE) for n in (1, 2, 3)]

    judged = explained(judgements.judgement, reports=done)

    assert judged.value == "前倒し"
    assert "5班中3班が完了です。" in judged.steps[0]
    assert judged.working.text == "100.0％ − 75.0％ ＝ ＋25.0ポイント"
    assert "担当5件のうち2件は数えられる報告がなく、平均に入っていません。" in judged.steps


def test_a_target_that_has_passed_is_a_step_of_its_own():
    past = rollup.Schedule(2023, None, 2027, target_on=date(2026, 3, 31))

    judged = explained(judgements.judgement, initiative(schedule=past))

    assert (judged.value, judged.working) == ("遅れ", None)
    assert "「遅れ（期限後、4班中0班が完了）」です。" in judged.steps[0]
    assert [(b.judgement.label, b.condition) for b in judged.bands if b.applies] == [
        ("遅れ", "100％とする日を過ぎていて、「完了」でない")
    ]


def test_milestones_stand_as_of_the_period_s_end():
    items = (
        rollup.Milestone(1, "戸籍", date(2026, 3, 31), date(2026, 4, 1)),
        rollup.Milestone(2, "税", date(2026, 3, 31), date(2027, 1, 10)),
        rollup.Milestone(3, "介護", date(2027, 3, 31)),
    )

    shown = explained(milestones.initiative, initiative(milestones=items))

    assert shown.value == "3件中1件完了・期限超過1件"
    assert shown.working.text == "完了1＋期限超過1＋これから1 ＝ 3件"
    assert labels(shown.counted) == ["⑥ 戸籍"]
    assert [(r.label, r.chip) for r in shown.not_counted] == [
        ("⑥ 税", "overdue"),
        ("⑥ 介護", "planned"),
    ]


def test_a_long_sum_is_broken_off_and_its_table_is_not():
    many = initiative(participations=tuple(section(n) for n in range(1, 34)))

    mean = explained(initiatives.mean, many, reports=[report(n, 50) for n in range(1, 34)])

    assert mean.working.text == f"({'＋'.join(['50'] * SHOWN_TERMS)}＋…ほか21件) ÷ 33 ＝ 50.0％"
    assert len(mean.counted) == 33
