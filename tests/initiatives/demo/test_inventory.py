"""The demo of the inventory: something to see on each of its pages, and nothing unlabelled."""

from collections import Counter
from datetime import timedelta

import pytest

from hirao_dx.shared.versions import versions_of, with_version
from inventory.choices import Method, QualityKind, Stage, Standardisation
from inventory.digitise import queries_candidates
from inventory.models import (
    Survey,
    SurveyCount,
    SurveyEntry,
    System,
    SystemAlias,
    Task,
    TaskSuccession,
)
from inventory.models.task import FIGURES
from inventory.quality import findings
from inventory.surveys import queries
from inventory.surveys.changes import Kind

from .conftest import TODAY

MARK = "【見本】"
COLUMNS = ("tasks", "core", "non_core", "other")
# Where today differs from the published table on purpose: see `added`, `ended`, `split` and
# `earlier` in demo.yaml.
DIFFERENCES = {
    "地方創生班": (0, 0, 1, -1),
    "デジタル推進班": (1, 0, 0, 1),
    "戸籍班": (-1, 0, 0, 0),
    "介護保険班": (1, 0, 0, 1),
    "庶務学校教育班": (-1, 0, 0, 0),
}


@pytest.fixture
def survey(demo, db):
    """The one taken in the demo, two months ago."""
    return Survey.objects.get(taken_on__isnull=False)


def changes_since(survey):
    return queries.comparison(survey, None, on=TODAY).changes


def test_every_text_of_the_inventory_is_labelled(demo, db):
    remarks = Task.objects.named().values_list("remarks", flat=True)
    texts = {
        Task: ("name", "description", "problem", "legal_basis", "ended_reason"),
        System: ("name", "vendor", "remarks"),
        SystemAlias: ("name",),
        SurveyEntry: ("name", "system_name"),
        TaskSuccession: ("reason",),
    }

    unlabelled = [
        value
        for model, names in texts.items()
        for row in model.objects.values_list(*names)
        for value in row
        if value and MARK not in value
    ]

    assert unlabelled == []
    assert set(remarks) == {"見本"}
    assert not Survey.objects.filter(taken_on__isnull=False).exclude(name__startswith=MARK)


def test_today_is_as_published_but_where_something_changed(demo, db):
    counted = Task.objects.live().order_by().values("section_id").annotate(**FIGURES)
    live = {row["section_id"]: row for row in counted}
    nothing = dict.fromkeys(COLUMNS, 0)

    different = {}
    for published in SurveyCount.objects.filter(survey__taken_on=None).select_related("section"):
        row = live.get(published.section_id, nothing)
        found = tuple(row[name] - (getattr(published, name) or 0) for name in COLUMNS)
        if any(found):
            different[published.section.name] = found

    assert different == DIFFERENCES
    assert Task.objects.live().count() == 1164


def test_tasks_are_named_in_many_sections_with_every_stage_and_method(demo, db):
    named = Task.objects.live().named()

    assert named.count() == 78
    assert named.values("section").distinct().count() == 15
    assert set(named.values_list("stage", flat=True)) == set(Stage.values)
    assert set(named.exclude(method="").values_list("method", flat=True)) == set(Method.values)
    assert named.exclude(initiatives=None).values("initiatives").distinct().count() == 10


def test_hours_are_entered_worked_out_or_unknown(demo, db):
    live = Task.objects.live()

    known = queries_candidates.ranked(live)
    unknown = queries_candidates.unranked(live).named()
    worked_out = known.filter(annual_hours_before=None)
    totals = live.totals()
    assert (totals["saved_known"], totals["expected_known"]) == (12, 19)
    assert worked_out.count() == 3
    assert unknown.count() == 2
    assert {task.rank for task in known[:3]} == {1, 2, 3}


def test_first_tasks_of_the_registry_stay_without_a_name(demo, db):
    numbers = Task.objects.live().unnamed().filter(section__name="戸籍班", category="core")

    assert list(numbers.order_by("number").values_list("number", flat=True)[:3]) == [6, 7, 8]


def test_contracts_are_over_ending_soon_later_and_unknown(demo, db):
    ends = System.objects.values_list("contract_ends_on", flat=True)
    days = [(end - TODAY).days for end in ends if end]

    assert System.objects.count() == 10
    assert [d for d in days if d < 0] == [-25]
    assert [d for d in days if 0 <= d < 90] == [55]
    assert max(days) > 1000
    assert None in ends
    assert {*Standardisation.values, ""} == set(
        System.objects.values_list("standardisation", flat=True)
    )


def test_core_systems_lead_to_their_milestones(demo, db):
    linked = System.objects.exclude(milestones=None)
    codes = set(linked.values_list("milestones__initiative__code", flat=True))

    assert codes == {"6"}
    assert set(linked.values_list("category", flat=True)) == {"core"}
    assert System.objects.get(name=f"{MARK}町税システム").milestones.count() == 4
    assert SystemAlias.objects.filter(name=f"{MARK}住基システム").exists()


def test_desk_finds_each_kind_and_nothing_unintended(demo, db):
    found = findings.counts(Task.objects.live(), on=TODAY)

    assert found[QualityKind.DUPLICATE] == 2
    assert found[QualityKind.OUTLYING] == 3
    assert found[QualityKind.CATEGORY] == 1
    assert found[QualityKind.SPELLING] == 1
    assert found[QualityKind.LOAD] == 2
    assert found[QualityKind.UNNAMED] == 1164 - 78
    assert found[QualityKind.MISSING] > found[QualityKind.UNNAMED]


def test_survey_taken_two_months_ago_counts_what_it_found(survey):
    assert survey.taken_on == TODAY - timedelta(days=60)
    assert survey.entries.count() == 1164
    assert sum(count.tasks for count in survey.counts.all()) == 1164


def test_comparison_with_today_shows_what_changed(survey):
    kinds = Counter(kind for change in changes_since(survey) for kind in change.kinds)

    assert kinds == {
        Kind.STAGE: 10,
        Kind.HOURS: 10,
        Kind.ADDED: 3,
        Kind.ENDED: 3,
        Kind.RENAMED: 2,
        Kind.CATEGORY: 2,
        Kind.SYSTEM: 1,
    }
    assert queries.comparison(survey, None, on=TODAY).unexplained == []


def test_task_that_was_split_leads_to_its_parts(demo, db):
    old = Task.objects.get(name=f"{MARK}介護予防の教室の受付と記録")
    parts = [link.after for link in old.successors.select_related("after")]

    assert old.ended_on == TODAY - timedelta(days=20)
    assert [part.ended_on for part in parts] == [None, None]
    assert {i.code for part in parts for i in part.initiatives.all()} == {"2", "11"}


def test_task_added_since_stands_last_in_its_section(demo, db):
    added = Task.objects.get(name=f"{MARK}生成AIの利用の相談の受付")

    assert added.number == 7
    assert (
        added.history.get().history_change_reason == f"追加：{MARK}相談が増え、担当を決めたため。"
    )


def test_versions_by_date_and_by_number_agree(demo, db):
    tasks = list(with_version(Task.objects.all()))

    assert {task.pk: task.version for task in tasks} == versions_of(tasks)
    assert Task.history.filter(history_user__username="jimukyoku").exists()


def test_named_task_keeps_the_plans_line_and_every_step(demo, db):
    task = Task.objects.get(name=f"{MARK}印鑑登録証明書の交付")
    names = task.history.order_by("history_id").values_list("name", flat=True)

    assert list(names) == ["", f"{MARK}印鑑証明の発行", f"{MARK}印鑑登録証明書の交付"]
