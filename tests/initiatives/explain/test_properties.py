"""For every plan, the working of an explanation gives the very figure it explains."""

from datetime import date

from hypothesis import given

from hirao_dx.shared.words import points
from initiatives.choices import Freshness
from initiatives.explain import groups, initiatives, judgements, model, schedule
from initiatives.explain.model import PLAN, Setting
from initiatives.rollup.figures import roll_up
from initiatives.rollup.words import percent
from tests.initiatives.rollup.test_properties import deterministic, plans
from tests.initiatives.rollup.test_properties import groups as every_group


def setting(facts):
    return Setting(facts, "策定時", date(2023, 4, 1))


def result(explanation):
    return explanation.working.value if explanation.working else None


@deterministic
@given(plans)
def test_an_initiative_s_workings_give_its_figures(facts):
    at = setting(facts)

    for f in roll_up(facts).initiatives:
        assert result(initiatives.mean(f, at)) == f.mean
        assert result(initiatives.floor(f, at)) == f.floor
        assert result(schedule.planned(f, at)) == f.planned
        assert result(model.initiative_gap(f, at)) == f.gap
        assert result(initiatives.coverage(f, at)) == len(f.due)
        judged = judgements.judgement(f, at)
        assert judged.value == f.word
        assert f.remark in judged.steps[0]


@deterministic
@given(plans)
def test_a_group_s_workings_give_its_figures(facts):
    for g in every_group(roll_up(facts)):
        assert result(groups.mean(g, PLAN)) == g.mean
        assert result(groups.floor(g, PLAN)) == g.floor
        assert result(groups.planned(g, PLAN)) == g.planned
        assert result(groups.coverage(g, PLAN)) == g.due


@deterministic
@given(plans)
def test_every_section_is_in_one_table_or_another(facts):
    at = setting(facts)

    for f in roll_up(facts).initiatives:
        mean = initiatives.mean(f, at)
        sections = {p.section_id for p in f.initiative.participations}
        in_charge = {s.participation.section_id for s in f.standings}
        gone = [p for p in f.initiative.participations if p.section_id not in in_charge]
        assert {p.section_id for p in gone} | in_charge == sections
        rows = (*mean.counted, *mean.carried, *mean.not_counted)

        assert len(mean.counted) == f.fresh
        assert len(mean.carried) == f.carried
        assert len(rows) == len(f.standings) + len(gone)
        assert len(f.counted) == sum(1 for s in f.due if s.freshness != Freshness.NONE)


@deterministic
@given(plans)
def test_an_explanation_shows_what_every_page_shows(facts):
    at = setting(facts)

    for f in roll_up(facts).initiatives:
        assert initiatives.mean(f, at).value == percent(f.mean)
        assert schedule.planned(f, at).value == percent(f.planned)
        assert model.initiative_gap(f, at).value == points(f.gap)


@deterministic
@given(plans)
def test_one_step_of_the_rule_applies(facts):
    at = setting(facts)

    for f in roll_up(facts).initiatives:
        applied = [b.judgement for b in judgements.judgement(f, at).bands if b.applies]

        assert applied == [f.judgement_by_progress]
