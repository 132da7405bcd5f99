"""Another town's plan, quite unlike the first, loads by the same rules and beside it."""

from datetime import date
from decimal import Decimal

from initiatives.models import (
    Indicator,
    IndicatorTarget,
    IndicatorValue,
    InitiativeTerms,
    Participation,
    Phase,
    Pillar,
    Plan,
    Rating,
    ScheduledPhase,
    YearlyTarget,
)
from initiatives.planfile import load_plan
from inventory.models import SurveyCount, Task
from organization.models import Section


def test_plan_has_its_own_years_periods_and_thresholds(loaded_miharashi):
    plan = loaded_miharashi.plan

    assert list(plan.fiscal_years) == [2025, 2026, 2027, 2028, 2029, 2030]
    assert (plan.periods_per_year, plan.due_days) == (2, 30)
    adopted = plan.revisions.get(number=0)
    assert (adopted.ahead_from, adopted.on_track_from, adopted.slightly_late_from) == (10, 0, -20)
    assert (adopted.carry_every, adopted.carry_half, adopted.carry_year) == (2, 1, 0)


def test_phases_and_ratings_are_its_own(loaded_miharashi):
    phases = list(Phase.objects.values_list("name", "bar_style"))
    letters = list(Rating.objects.values_list("letter", flat=True))

    assert phases == [
        ("調査", "dashed"),
        ("試行", "striped"),
        ("導入", "pale"),
        ("運用", "solid"),
    ]
    assert letters == ["◎", "○", "△", "×", "－"]


def test_pillars_nest_in_any_order_of_the_file(loaded_miharashi):
    parents = dict(Pillar.objects.values_list("code", "parent__code"))

    assert parents == {
        "52": None,
        "52-4": "52",
        "52-4-1": "52-4",
        "53": None,
        "53-1": "53",
    }


def test_codes_are_text_and_stand_in_for_missing_symbols(loaded_miharashi):
    codes = list(loaded_miharashi.plan.initiatives.values_list("code", "symbol", "pillar__code"))

    assert codes == [
        ("52-4-1-01", "52-4-1-01", "52-4-1"),
        ("52-4-1-02", "52-4-1-02", "52-4-1"),
        ("53-1-01", "水1", "53-1"),
    ]


def test_terms_carry_weights_targets_and_a_late_start(loaded_miharashi):
    terms = list(InitiativeTerms.objects.values_list("initiative__code", "weight", "target_on"))
    yearly = list(
        YearlyTarget.objects.values_list("terms__initiative__code", "fiscal_year", "percent")
    )
    late = list(
        ScheduledPhase.objects.filter(terms__initiative__code="52-4-1-02").values_list(
            "phase__name", "first_fiscal_year", "last_fiscal_year"
        )
    )

    assert terms == [
        ("52-4-1-01", Decimal(2), None),
        ("52-4-1-02", Decimal("0.5"), date(2029, 9, 30)),
        ("53-1-01", Decimal(1), None),
    ]
    assert yearly == [
        ("52-4-1-01", 2025, 10),
        ("52-4-1-01", 2026, 30),
        ("52-4-1-01", 2028, 90),
    ]
    assert late == [("調査", 2027, 2027), ("導入", 2028, None)]


def test_sections_take_part_by_name_by_all_and_by_core_tasks(loaded_miharashi):
    parts = {}
    for part in Participation.objects.with_names():
        parts.setdefault(part.initiative.code, []).append((part.role, part.section.label))

    assert parts == {
        "52-4-1-01": [
            ("lead", "くらし窓口課 窓口班"),
            ("support", "総合政策室"),
            ("support", "くらし窓口課 相談班"),
        ],
        "52-4-1-02": [
            ("lead", "くらし窓口課 相談班"),
            ("support", "総合政策室"),
            ("support", "くらし窓口課 窓口班"),
            ("support", "まち整備課 道路班"),
            ("support", "まち整備課 水道班"),
            ("support", "図書館"),
        ],
        "53-1-01": [
            ("lead", "まち整備課 水道班"),
            ("support", "くらし窓口課 窓口班"),
            ("support", "まち整備課 道路班"),
        ],
    }


def test_participations_start_when_the_file_says_or_with_the_plan(loaded_miharashi):
    days = dict(Participation.objects.values_list("initiative__code", "starts_on").distinct())

    assert days == {
        "52-4-1-01": date(2025, 5, 1),
        "52-4-1-02": date(2025, 4, 1),
        "53-1-01": date(2025, 4, 1),
    }


def test_indicators_come_in_every_kind(loaded_miharashi):
    indicators = list(Indicator.objects.values_list("name", "kind", "direction", "baseline"))
    targets = list(
        IndicatorTarget.objects.order_by("pk").values_list("fiscal_year", "value", "text")
    )

    assert indicators == [
        ("平均の待ち時間", "level", "down", Decimal("24.5")),
        ("予約を使った人", "cumulative", "up", None),
        ("相談のしやすさ", "words", "up", None),
        ("断水しなかった日の割合", "maintain", "up", Decimal(100)),
    ]
    assert targets == [
        (2026, Decimal(20), ""),
        (2028, Decimal("12.5"), ""),
        (2030, Decimal(10), ""),
        (2030, Decimal(12000), ""),
        (2028, None, "夜の相談日を設けている"),
        (2030, None, "画面ごしの相談がふつうになっている"),
        (2025, Decimal(100), ""),
        (2030, Decimal(100), ""),
    ]


def test_values_are_marked_provisional_and_belong_to_the_own_series_by_default(loaded_miharashi):
    values = list(
        IndicatorValue.objects.order_by("pk").values_list("series", "value", "is_provisional")
    )

    assert values == [
        ("町", Decimal(22), False),
        ("町", Decimal("19.5"), True),
        ("町", Decimal("99.7"), False),
        ("近隣の町の平均", Decimal("98.9"), False),
    ]


def test_section_without_counts_is_loaded_without_tasks(loaded_miharashi):
    library = Section.objects.get(department__name="図書館")

    assert library.label == "図書館"
    assert SurveyCount.objects.filter(section=library).count() == 0
    assert Task.objects.filter(section=library).count() == 0
    assert Task.objects.count() == 46


def test_two_plans_live_in_one_database(loaded_hirao, miharashi):
    result = load_plan(miharashi)

    assert (result.created, result.found) == (128, 0)
    assert set(Plan.objects.all()) == {result.plan, loaded_hirao.plan}
    assert Task.objects.count() == 1164 + 46
