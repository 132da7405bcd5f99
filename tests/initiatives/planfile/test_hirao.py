"""The town's plan as loaded equals the plan as published."""

from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Sum

from initiatives.choices import FigureKind, ParticipationRole
from initiatives.models import (
    BackgroundFigure,
    BasicPolicy,
    GlossaryTerm,
    IndicatorTarget,
    IndicatorValue,
    Initiative,
    InitiativeTerms,
    Milestone,
    Participation,
    Phase,
    Pillar,
    Plan,
    PlanRevision,
    PromotionBody,
    Rating,
    RelatedPlan,
    ScheduledPhase,
    SdgField,
    SdgGoal,
)
from initiatives.rollup.version import RULES
from inventory.models import SurveyCount, Task
from inventory.models.task import FIGURES
from organization.models import Department, Section

pytestmark = pytest.mark.usefixtures("loaded_hirao")

# Plan 第1章6, row by row: tasks, 基幹系, 基幹系以外, その他, 合計. None is an empty cell.
PUBLISHED = {
    "議会事務局": (20, None, None, 16, 16),
    "出納室 (会計管理者業務)": (5, None, 4, None, 4),
    "出納室 出納班": (8, None, 2, None, 2),
    "総務課 総務班": (28, None, 3, 3, 6),
    "総務課 人事班": (12, None, 4, 7, 11),
    "総務課 地域安全班": (11, None, 1, 1, 2),
    "総務課 財務班": (14, 5, 1, 3, 9),
    "総務課 管財班": (12, None, 1, 11, 12),
    "地域振興課 地方創生班": (66, None, 13, 40, 53),
    "地域振興課 まちづくり班": (32, None, 2, 29, 31),
    "デジタル推進課 デジタル推進班": (6, None, 2, 1, 3),
    "デジタル推進課 情報管理班": (5, None, None, None, 0),
    "町民福祉課 戸籍班": (83, 63, None, 11, 74),
    "町民福祉課 地域福祉班": (126, None, 19, 15, 34),
    "町民福祉課 こども班": (28, None, 6, 5, 11),
    "税務課 町民税班": (14, 14, None, None, 14),
    "税務課 資産税班": (12, 12, None, None, 12),
    "税務課 納税班": (8, 8, None, None, 8),
    "健康保険課 保険年金班": (78, 8, 26, 44, 78),
    "健康保険課 介護保険班": (89, 25, 1, 62, 88),
    "健康保険課 保健班": (71, None, 16, 54, 70),
    "産業課 商工観光班": (71, 1, 7, 63, 71),
    "産業課 農林水産班": (42, None, None, 26, 26),
    "建設課 管理班": (30, 2, 2, 23, 27),
    "建設課 住宅建築班": (30, None, 4, 23, 27),
    "建設課 土木班": (30, None, 17, 12, 29),
    "建設課 下水道班": (30, 1, 4, 24, 29),
    "環境政策室 環境政策班": (41, None, None, 4, 4),
    "学校教育課 庶務学校教育班": (97, None, None, 95, 95),
    "社会教育課 社会教育班": (39, None, None, 39, 39),
    "社会教育課 社会体育班": (14, None, None, 14, 14),
    "監査委員事務局": (1, None, None, 1, 1),
    "農業委員会事務局": (11, None, 1, None, 1),
}
EVERYWHERE = {"3", "5", "9"}


def test_published_table_is_verbatim():
    rows = SurveyCount.objects.select_related("section__department").order_by("order")

    table = {
        row.section.label: (row.tasks, row.core, row.non_core, row.other, row.total)
        for row in rows
    }

    assert list(table.items()) == list(PUBLISHED.items())


def test_published_totals():
    totals = SurveyCount.objects.aggregate(
        tasks=Sum("tasks"),
        core=Sum("core"),
        non_core=Sum("non_core"),
        other=Sum("other"),
        total=Sum("total"),
    )

    assert totals == {"tasks": 1164, "core": 139, "non_core": 136, "other": 626, "total": 901}


def test_tasks_give_the_published_table_again():
    labels = {section.pk: section.label for section in Section.objects.with_department()}

    counted = {
        labels[row["section_id"]]: (row["tasks"], row["core"], row["non_core"], row["other"])
        for row in Task.objects.order_by().values("section_id").annotate(**FIGURES)
    }

    assert counted == {
        label: (tasks, core or 0, non_core or 0, other or 0)
        for label, (tasks, core, non_core, other, _) in PUBLISHED.items()
    }


def test_tasks_are_numbered_within_their_section_and_unnamed():
    numbers = Task.objects.filter(section__name="戸籍班").order_by("number")

    assert list(numbers.values_list("number", flat=True)) == list(range(1, 84))
    assert Task.objects.named().count() == 0


def test_every_task_has_one_line_of_history_with_the_reason():
    history = Task.history.all()

    assert history.count() == 1164
    assert set(history.values_list("history_type", "history_change_reason")) == {
        ("+", "計画ファイルから読み込み")
    }


def test_departments_stand_in_the_tables_order():
    names = list(Department.objects.values_list("name", flat=True))

    assert names == list(dict.fromkeys(label.split()[0] for label in PUBLISHED))
    assert len(names) == 15


def test_counts_of_the_plan():
    counts = {
        model.__name__: model.objects.count()
        for model in (Pillar, BasicPolicy, Initiative, GlossaryTerm, SdgGoal, SdgField)
    }

    assert counts == {
        "Pillar": 3,
        "BasicPolicy": 4,
        "Initiative": 11,
        "GlossaryTerm": 16,
        "SdgGoal": 17,
        "SdgField": 10,
    }


def test_plan_is_current_and_states_its_years():
    plan = Plan.objects.current()

    assert str(plan) == "平生町DX推進計画"
    assert plan.years_label == "令和5年度〜令和9年度"
    assert (plan.adopted_on, plan.periods_per_year, plan.due_days) == (date(2023, 7, 1), 4, 15)


def test_plan_as_adopted_holds_what_it_is_judged_by():
    adopted = Plan.objects.current().revisions.get(number=0)

    assert (adopted.ahead_from, adopted.on_track_from, adopted.slightly_late_from) == (5, -5, -15)
    assert (adopted.carry_every, adopted.carry_half, adopted.carry_year) == (2, 1, 1)
    assert adopted.rules == RULES


def test_phases_and_ratings():
    phases = list(Phase.objects.values_list("name", "bar_style"))
    ratings = [str(rating) for rating in Rating.objects.all()]

    assert phases == [("検討", "dashed"), ("実施", "pale")]
    assert ratings == ["A 計画を上回る", "B 計画どおり", "C やや遅れ", "D 遅れ"]


def test_initiatives_stand_under_their_pillars():
    titles = [
        (initiative.pillar.name, str(initiative))
        for initiative in Initiative.objects.select_related("pillar")
    ]

    assert titles == [
        ("業務のデジタル化", "① 「書かない窓口」の導入"),
        ("業務のデジタル化", "② 電子申請やSNSによるサービス拡充"),
        ("業務のデジタル化", "③ AI・RPAの利用推進"),
        ("業務のデジタル化", "④ 行政手続のオンライン化"),
        ("業務のデジタル化", "⑤ 業務のペーパーレス化"),
        ("業務のデジタル化", "⑥ 自治体の情報システムの標準化・共通化"),
        ("業務のデジタル化", "⑦ マイナンバーカードの普及促進"),
        ("業務のデジタル化", "⑧ オープンデータの推進"),
        ("DX推進のための人材育成", "⑨ 基本的なデジタル技術等の習得"),
        ("DX推進のための人材育成", "⑩ 専門的な人材育成"),
        ("デジタルデバイド対策", "⑪ デジタルデバイド対策"),
    ]


def test_schedules_start_as_the_arrows_do_and_end_open():
    scheduled = ScheduledPhase.objects.select_related("terms__initiative", "phase")

    starts = {
        (row.terms.initiative.code, row.phase.name): (row.first_fiscal_year, row.last_fiscal_year)
        for row in scheduled
    }

    both = [code for code in map(str, range(1, 12)) if code not in {"6", "7"}]
    assert starts == {
        **{(code, phase): (2023, None) for code in both for phase in ("検討", "実施")},
        ("6", "検討"): (2023, None),
        ("6", "実施"): (2025, None),
        ("7", "実施"): (2023, None),
    }


def test_only_the_sixth_initiative_has_a_target_day():
    days = InitiativeTerms.objects.exclude(target_on=None).values_list(
        "initiative__code", "target_on"
    )

    assert list(days) == [("6", date(2026, 3, 31))]


def test_plan_as_adopted_is_sealed():
    revision = PlanRevision.objects.get()

    assert revision.number == 0
    assert revision.effective_on == date(2023, 4, 1)
    assert revision.sealed_at is not None


def test_one_section_leads_everything():
    leads = Participation.objects.filter(role=ParticipationRole.LEAD).order_by("pk")

    assert [(lead.initiative.code, lead.section.label) for lead in leads] == [
        (str(number), "デジタル推進課 デジタル推進班") for number in range(1, 12)
    ]


def test_all_sections_take_part_in_what_addresses_everyone():
    by_code = {
        initiative.code: {part.section.label for part in initiative.participations.all()}
        for initiative in Initiative.objects.all()
    }

    lead = {"デジタル推進課 デジタル推進班"}
    with_core = {label for label, row in PUBLISHED.items() if row[1]}
    assert len(with_core) == 10
    assert by_code == {
        code: set(PUBLISHED) if code in EVERYWHERE else lead | with_core if code == "6" else lead
        for code in by_code
    }


def test_indicator_values_are_the_published_ones_and_no_target_is_invented():
    values = IndicatorValue.objects.order_by("pk").values_list(
        "indicator__initiative__code", "series", "measured_on", "value"
    )

    assert IndicatorTarget.objects.count() == 0
    assert list(values) == [
        ("4", "本町", date(2023, 3, 31), Decimal(27)),
        ("7", "本町", date(2023, 3, 31), Decimal("74.9")),
        ("7", "全国", date(2023, 3, 31), Decimal("67.0")),
        ("7", "山口県", date(2023, 3, 31), Decimal("72.6")),
        ("8", "本町", date(2023, 7, 31), Decimal(7)),
        ("8", "本町", date(2023, 7, 31), Decimal(13)),
        ("11", "本町", date(2020, 12, 31), Decimal("43.2")),
        ("11", "全国", date(2020, 12, 31), Decimal("28.6")),
        ("11", "県内市町平均", date(2020, 12, 31), Decimal("34.6")),
    ]


def test_milestones_are_the_twenty_businesses_and_the_twenty_seven_procedures():
    groups = {}
    for item in Milestone.objects.select_related("initiative"):
        key = (item.initiative.code, item.group, item.due_on, item.done_on)
        groups[key] = groups.get(key, 0) + 1

    done = date(2023, 3, 31)
    assert groups == {
        ("4", "子育て関係", done, done): 15,
        ("4", "介護関係", done, done): 11,
        ("4", "被災者支援関係", done, done): 1,
        ("6", "基幹系20業務の標準準拠システムへの移行", date(2026, 3, 31), None): 20,
    }


def test_background_figures():
    figures = BackgroundFigure.objects.order_by("order").values_list(
        "topic", "series", "year", "value", "kind"
    )

    assert list(figures) == [
        ("総人口", "本町", 1990, 14801, FigureKind.DERIVED),
        ("総人口", "本町", 2020, 11914, FigureKind.ACTUAL),
        ("総人口", "本町", 2045, 8460, FigureKind.PROJECTION),
        ("総人口の減少数（1990年から）", "本町", 2020, 2887, FigureKind.ACTUAL),
        ("総人口の減少率（1990年から）", "本町", 2020, Decimal("19.5"), FigureKind.ACTUAL),
        ("65歳以上の割合", "本町", 2020, Decimal("43.2"), FigureKind.ACTUAL),
        ("65歳以上の割合", "全国", 2020, Decimal("28.6"), FigureKind.ACTUAL),
        ("65歳以上の割合", "県内市町平均", 2020, Decimal("34.6"), FigureKind.ACTUAL),
    ]


def test_related_plans_and_bodies():
    related = list(
        RelatedPlan.objects.values_list("name", "first_fiscal_year", "last_fiscal_year")
    )
    bodies = list(PromotionBody.objects.values_list("name", "members"))

    assert related == [
        ("第五次平生町総合計画", None, None),
        ("平生町行政改革推進計画", 2021, 2025),
    ]
    assert bodies == [
        ("平生町DX推進委員会", "全課の代表"),
        ("課長会議", "特別職を含む"),
        ("デジタル推進課", ""),
    ]


def test_glossary_terms_stand_in_the_plans_order():
    terms = list(GlossaryTerm.objects.values_list("number", "term"))

    assert terms == list(
        enumerate(
            [
                "ICT",
                "SNS",
                "クラウドコンピューティング",
                "ビッグデータ",
                "オープンデータ",
                "デジタルデバイド",
                "Society5.0",
                "SDGsの達成",
                "AI",
                "RPA",
                "特に国民の利便性向上に資する手続",
                "ペーパーレス化",
                "基幹系20業務",
                "ガバメントクラウド",
                "J-LIS",
                "テレワーク",
            ],
            start=1,
        )
    )


def test_fields_serve_the_goals_of_the_plans_table():
    fields = {
        field.name: sorted(goal.number for goal in field.goals.all())
        for field in SdgField.objects.prefetch_related("goals")
    }

    assert fields == {
        "インフラ": [9, 11],
        "生活基盤": [1, 10, 16, 17],
        "医療介護": [1, 3],
        "教育": [1, 4, 8],
        "農業食糧": [2, 6, 12],
        "都市地域": [7, 9, 11],
        "防災環境": [13, 14, 15],
        "観光人的交流": [8, 16],
        "金融": [1, 8, 10],
        "バリアフリージェンダー": [5, 8],
    }
