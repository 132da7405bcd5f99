"""A second load adds what is new and touches nothing else."""

import shutil

import pytest
from django.apps import apps

from initiatives.models import (
    GlossaryTerm,
    Initiative,
    Milestone,
    Participation,
    Plan,
    PlanLoad,
    PlanRevision,
    SdgField,
)
from initiatives.planfile import PlanFileError, load_plan
from inventory.models import Task
from organization.models import Department, Section

from .small import Folder


def row_counts():
    """Rows of every table, histories included."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.fixture
def loaded(db, folder):
    """The small plan, loaded."""
    load_plan(folder.path)
    return folder


def test_second_load_writes_nothing(loaded_hirao, hirao):
    before = row_counts()
    loaded_at = PlanLoad.objects.get().loaded_at

    result = load_plan(hirao)

    assert row_counts() == before
    assert PlanLoad.objects.get().loaded_at == loaded_at
    assert (result.created, result.found) == (0, loaded_hirao.created)
    assert (result.different, result.removed, result.refused) == ((), (), ())


def test_second_load_keeps_what_people_wrote(loaded):
    initiative = Initiative.objects.get()
    initiative.outline_summary = "町の言葉"
    initiative.save()

    result = load_plan(loaded.path)

    assert Initiative.objects.get().outline_summary == "町の言葉"
    assert result.different == ("取組①「取組その1」：取組の概要（要旨）",)


def test_second_load_does_not_take_over_what_the_file_changed(loaded):
    loaded.edit("summary: 説明", "summary: 新しい説明")
    loaded.edit("name: 小さな計画", "name: 大きな計画")

    result = load_plan(loaded.path)

    assert GlossaryTerm.objects.get().summary == "説明"
    assert Plan.objects.get().name == "小さな計画"
    assert result.different == ("計画：計画の名称", "用語「用語その1」：説明（要旨）")


def test_second_load_leaves_deleted_things_deleted(loaded):
    GlossaryTerm.objects.get().delete()
    Participation.objects.filter(role="support").delete()

    result = load_plan(loaded.path)

    assert GlossaryTerm.objects.count() == 0
    assert Participation.objects.count() == 1
    assert result.removed == ("用語「用語その1」", "取組① 担当「住民課」")


def test_second_load_leaves_a_renamed_section_alone(loaded):
    Section.objects.filter(name="統計班").update(name="データ班")

    result = load_plan(loaded.path)

    assert Section.objects.filter(department__name="企画課").count() == 2
    assert result.removed == (
        "班「企画課 統計班」",
        "公表値「企画課 統計班」",
        "事務「企画課 統計班」",
    )


def test_second_load_leaves_an_ended_participation_ended(loaded):
    part = Participation.objects.get(role="support")
    part.ends_on = "2026-03-31"
    part.save()

    result = load_plan(loaded.path)

    assert Participation.objects.filter(ends_on=None).count() == 1
    assert result.created == 0


def test_second_load_does_not_add_tasks_to_a_section_that_has_deleted_some(loaded):
    Task.objects.filter(section__name="企画班", number=5).delete()

    load_plan(loaded.path)

    assert Task.objects.filter(section__name="企画班").count() == 4


def test_second_load_keeps_changed_goals(loaded):
    SdgField.objects.get().goals.clear()

    load_plan(loaded.path)

    assert SdgField.objects.get().goals.count() == 0


def test_second_load_adds_what_is_new(loaded):
    loaded.edit(
        "glossary:\n", "glossary:\n  - {number: 2, term: 新語, summary: 説, reference: 巻末}\n"
    )
    loaded.edit("合計,,,1007", "班,防災課,-,,,,,\n合計,,,1007")

    result = load_plan(loaded.path)

    assert result.created == 3  # the term, the department and its section
    assert GlossaryTerm.objects.get(number=2).term == "新語"
    assert Department.objects.filter(name="防災課").count() == 1
    assert "glossary:新語" in PlanLoad.objects.get().keys


def test_new_initiative_cannot_enter_the_sealed_plan(loaded):
    loaded.edit(
        "survey:\n",
        """\
  - code: "02"
    title: 取組その2
    pillar: "1"
    reference: 1章
    issue_summary: 課題
    outline_summary: 概要
    schedule: [{phase: 検討, from: 2026}]
    sections: {lead: 住民課}
survey:
""",
    )

    with pytest.raises(PlanFileError) as error:
        load_plan(loaded.path)

    assert str(error.value) == (
        "plan.yaml 49行目（取組02 › 番号／initiatives[1].code）："
        "「02」の取組は、策定時の計画には追加できません。"
        "策定時の計画はすでに確定しています。見直しで追加し、ファイルからはこの取組を消してください。"
    )


def test_initiative_added_by_a_revision_may_stand_in_the_file(loaded):
    plan = Plan.objects.get()
    Initiative.objects.create(
        plan=plan,
        pillar=plan.pillars.first(),
        code="02",
        symbol="02",
        title="取組その2",
        order=2,
        issue_summary="課題",
        outline_summary="概要",
        reference="1章",
    )
    loaded.edit(
        "survey:\n",
        """\
  - code: "02"
    title: 取組その2
    pillar: "1"
    reference: 1章
    issue_summary: 課題
    outline_summary: 概要
    schedule: [{phase: 検討, from: 2026}]
    sections: {lead: 住民課}
    milestones: [{group: 準備, items: [始める]}]
survey:
""",
    )

    result = load_plan(loaded.path)

    assert result.refused == (
        "取組02 予定：策定時の計画は確定しているため、追加できません。見直しで追加してください。",
    )
    assert PlanRevision.objects.get().terms.count() == 1
    assert Milestone.objects.get().name == "始める"


def test_new_schedule_cannot_enter_the_sealed_plan(loaded):
    loaded.edit(
        "    yearly_targets:\n",
        "    yearly_targets:\n      - {year: 2026, percent: 60}\n",
    )
    loaded.edit("percent: 20", "percent: 25")

    result = load_plan(loaded.path)

    assert result.refused == (
        "取組① 2026年度の予定：策定時の計画は確定しているため、追加できません。"
        "見直しで追加してください。",
    )
    assert result.different == ("取組① 2025年度の予定：年度末の予定（％）",)


def test_second_lead_is_refused_while_the_first_holds_office(loaded):
    loaded.edit("lead: 企画課/企画班", "lead: 企画課/統計班")

    result = load_plan(loaded.path)

    assert result.refused == (
        "取組① 担当「企画課/統計班」："
        "主管の班は1つだけです。先に今の主管の終了日を入力してください。",
    )


def test_late_failure_leaves_nothing_behind(db, folder, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the last step fails")

    monkeypatch.setattr("initiatives.planfile.load.apply_initiatives", fail)
    before = row_counts()

    with pytest.raises(RuntimeError):
        load_plan(folder.path)

    assert row_counts() == before


def test_fault_at_the_end_of_the_survey_leaves_nothing_behind(db, hirao, tmp_path):
    shutil.copy(hirao / "plan.yaml", tmp_path)
    survey = (hirao / "survey.csv").read_text(encoding="utf-8")
    (tmp_path / "survey.csv").write_text(survey.replace("136,626,901", "136,626,902"), "utf-8")
    before = row_counts()

    with pytest.raises(PlanFileError) as error:
        load_plan(tmp_path)

    assert str(error.value) == (
        "survey.csv 45行目（合計／合計）：合計の合計は902ですが、班の行を足すと901です。"
        "公表された表と見比べて、誤っている数を直してください。"
    )
    assert row_counts() == before


def test_successor_plan_shares_the_town_hall(loaded, tmp_path):
    (tmp_path / "next").mkdir()
    successor = Folder(tmp_path / "next")
    successor.edit("slug: small", "slug: small-2")

    result = load_plan(successor.path)

    assert Department.objects.count() == 2
    assert Task.objects.count() == 1007
    assert result.removed == ()
    assert Plan.objects.current().slug == "small"
