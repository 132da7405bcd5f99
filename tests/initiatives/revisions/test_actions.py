"""The office edits a draft of the plan; what is sealed or settled stays as it is."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hirao_dx.shared.versions import Stale
from initiatives.models import Initiative, PlanRevision
from initiatives.revisions import actions
from initiatives.revisions import actions_rows as rows
from initiatives.revisions.actions_rows import Edit
from initiatives.revisions.changes import PhaseYears
from initiatives.revisions.queries import (
    changes_to,
    head_fingerprint,
    revision_fingerprint,
    terms_by_revision,
)
from initiatives.revisions.rules import date_problems, draft_problems, seal_problems
from initiatives.rollup import record
from tests.factories import (
    DecisionFactory,
    InitiativeFactory,
    ReportingPeriodFactory,
    SnapshotFactory,
)
from tests.factories.meeting import MeetingFactory

TODAY = date(2027, 4, 10)
BEGIN = date(2027, 4, 1)
BOTH = [("検討", 2023, None), ("実施", 2023, None)]


@pytest.fixture
def draft(cast):
    return begin(cast)


def begin(cast, effective_on=BEGIN):
    return actions.draft_revision(
        plan=cast.plan, effective_on=effective_on, reason="見直す", by=cast.office
    )


def said(revision):
    return {terms.code: terms for terms in terms_by_revision([revision])[revision.pk]}


def typed(revision, code="1", **change):
    """What the editor sends for one initiative that was opened just now."""
    now = said(revision)[code]
    values = vars(now) | change
    return Edit(type(now)(**values), now.fingerprint)


def years(terms):
    return [(phase.name, phase.first, phase.last) for phase in terms.phases]


def new_initiative(cast):
    return InitiativeFactory.build(
        plan=cast.plan, pillar=cast.initiative.pillar, code="2", symbol="②", title="案内"
    )


# When it may take effect


def test_a_revision_may_begin_the_day_after_a_closed_period(cast):
    ReportingPeriodFactory(plan=cast.plan, fiscal_year=2025, number=4, closed=True)

    refused = draft_problems(plan=cast.plan, effective_on=date(2026, 3, 31))
    allowed = draft_problems(plan=cast.plan, effective_on=date(2026, 4, 1))

    assert refused == [
        "適用日は、令和8年4月1日以後にしてください。"
        "この日では、締め切った期間（令和7年度 第4四半期）の集計が変わってしまいます。"
    ]
    assert allowed == []


def test_the_earliest_day_is_possible_in_every_respect(cast, draft):
    actions.seal_revision(revision=draft, by=cast.office)
    ReportingPeriodFactory(plan=cast.plan, fiscal_year=2025, number=4, closed=True)

    [long_ago] = draft_problems(plan=cast.plan, effective_on=date(2026, 3, 31))
    [before_the_last] = draft_problems(plan=cast.plan, effective_on=date(2026, 4, 1))

    assert "令和9年4月1日以後" in long_ago
    assert before_the_last == "適用日は、前の見直しの適用日（令和9年4月1日）以後にしてください。"
    assert draft_problems(plan=cast.plan, effective_on=BEGIN) == []


def test_a_period_shown_to_a_meeting_is_settled_though_open(cast):
    SnapshotFactory(meeting=MeetingFactory(plan=cast.plan), period=cast.period)

    [refused] = draft_problems(plan=cast.plan, effective_on=date(2026, 12, 31))

    assert "令和9年1月1日以後" in refused
    assert "会議の控えを作った期間（令和8年度 第3四半期）" in refused


def test_another_plans_periods_settle_nothing_here(cast):
    ReportingPeriodFactory(plan__slug="other", closed=True)

    assert draft_problems(plan=cast.plan, effective_on=date(2023, 7, 1)) == []


def test_the_plan_as_adopted_may_begin_any_day(cast):
    ReportingPeriodFactory(plan=cast.plan, fiscal_year=2025, number=4, closed=True)

    assert date_problems(plan=cast.plan, number=0, effective_on=date(2023, 7, 1)) == []


def test_a_draft_that_became_too_old_is_not_sealed(cast):
    draft = begin(cast, date(2026, 12, 31))
    assert seal_problems(draft) == []
    ReportingPeriodFactory(plan=cast.plan, fiscal_year=2026, number=4, closed=True)

    with pytest.raises(ValidationError, match="令和9年4月1日以後"):
        actions.seal_revision(revision=draft, by=cast.office)

    draft.refresh_from_db()
    assert draft.sealed_at is None


def test_a_period_keeps_its_numbers_when_the_plan_is_revised_later(cast, draft):
    before = record.figures(cast.plan, cast.period, today=TODAY)
    rows.save_rows(
        revision=draft,
        edits=[typed(draft, target_on=date(2027, 3, 31), weight=Decimal(3))],
        by=cast.office,
    )
    actions.seal_revision(revision=draft, by=cast.office)
    later = ReportingPeriodFactory(plan=cast.plan, fiscal_year=2027, number=1)

    after = record.figures(cast.plan, cast.period, today=TODAY)
    revised = record.figures(cast.plan, later, today=TODAY)

    assert after == before
    assert [(f.planned, f.initiative.weight) for f in before.initiatives] == [(75, 1)]
    assert [(f.planned, f.initiative.weight) for f in revised.initiatives] == [(100, 3)]


# Rows of a draft


def test_rows_are_written_with_who_did_it(cast, draft):
    edit = typed(
        draft,
        phases=(PhaseYears("検討", 2023, 2025), PhaseYears("実施", 2026, None)),
        target_on=date(2028, 3, 31),
        weight=Decimal("1.5"),
    )

    count = rows.save_rows(revision=draft, edits=[edit], by=cast.office)

    now = said(draft)["1"]
    assert (count, years(now)) == (1, [("検討", 2023, 2025), ("実施", 2026, None)])
    assert (now.target_on, now.weight) == (date(2028, 3, 31), Decimal("1.5"))
    trace = draft.history.first()
    assert (trace.history_user, trace.history_change_reason) == (cast.office, "予定を直した：①")


def test_untouched_rows_write_nothing(cast, draft):
    count = rows.save_rows(revision=draft, edits=[typed(draft)], by=cast.office)

    assert (count, draft.history.count()) == (0, 1)


def test_two_people_at_one_row_never_overwrite_each_other(cast, draft):
    mine = typed(draft, weight=Decimal(2))
    theirs = typed(draft, weight=Decimal(3))
    rows.save_rows(revision=draft, edits=[theirs], by=cast.office)

    with pytest.raises(Stale) as moved:
        rows.save_rows(revision=draft, edits=[mine], by=cast.office)

    assert said(draft)["1"].weight == 3
    assert moved.value.current == {"1": said(draft)["1"]}


def test_a_row_i_left_alone_keeps_what_somebody_else_wrote(cast, draft):
    mine = typed(draft)
    rows.save_rows(revision=draft, edits=[typed(draft, weight=Decimal(3))], by=cast.office)

    count = rows.save_rows(revision=draft, edits=[mine], by=cast.office)

    assert (count, said(draft)["1"].weight) == (0, 3)


def test_the_same_change_twice_is_no_conflict(cast, draft):
    edit = typed(draft, weight=Decimal(2))
    rows.save_rows(revision=draft, edits=[edit], by=cast.office)

    assert rows.save_rows(revision=draft, edits=[edit], by=cast.office) == 0


def test_a_touched_row_that_was_taken_out_is_named(cast, draft):
    mine = typed(draft, weight=Decimal(2))
    rows.end_initiative(revision=draft, initiative=cast.initiative, by=cast.office)

    with pytest.raises(Stale) as moved:
        rows.save_rows(revision=draft, edits=[mine], by=cast.office)

    assert moved.value.current == {"1": None}


def test_yearly_targets_are_set_as_a_whole(cast, draft):
    start = said(draft)["1"].targets_fingerprint
    rows.save_targets(
        revision=draft,
        initiative=cast.initiative,
        targets=[(2026, 60), (2025, 40)],
        started_from=start,
        by=cast.office,
    )

    with pytest.raises(Stale):
        rows.save_targets(
            revision=draft,
            initiative=cast.initiative,
            targets=[],
            started_from=start,
            by=cast.office,
        )

    assert said(draft)["1"].targets == ((2025, 40), (2026, 60))


# Initiatives that join or end


def test_an_initiative_ends_and_comes_back_with_its_last_terms(cast, draft):
    rows.end_initiative(revision=draft, initiative=cast.initiative, by=cast.office)
    assert said(draft) == {}

    rows.restore_initiative(revision=draft, initiative=cast.initiative, by=cast.office)

    assert years(said(draft)["1"]) == BOTH


def test_ending_and_restoring_twice_changes_nothing(cast, draft):
    for _ in range(2):
        rows.end_initiative(revision=draft, initiative=cast.initiative, by=cast.office)
    for _ in range(2):
        rows.restore_initiative(revision=draft, initiative=cast.initiative, by=cast.office)

    assert years(said(draft)["1"]) == BOTH
    assert draft.history.count() == 3


def test_a_new_initiative_counts_only_once_its_revision_is_in_force(cast, draft):
    rows.add_initiative(revision=draft, initiative=new_initiative(cast), by=cast.office)
    edit = typed(draft, "2", phases=(PhaseYears("実施", 2027, 2027),))
    rows.save_rows(revision=draft, edits=[edit], by=cast.office)
    later = ReportingPeriodFactory(plan=cast.plan, fiscal_year=2027, number=1)

    def codes(period):
        found = record.figures(cast.plan, period, today=TODAY)
        return [f.initiative.code for f in found.initiatives]

    assert codes(later) == ["1"]
    actions.seal_revision(revision=draft, by=cast.office)
    assert (codes(cast.period), codes(later)) == (["1"], ["1", "2"])


def test_a_new_initiative_stands_last_in_its_pillar(cast, draft):
    InitiativeFactory(plan=cast.plan, code="9", order=9)

    made = rows.add_initiative(revision=draft, initiative=new_initiative(cast), by=cast.office)

    assert [i.code for i in Initiative.objects.of(cast.plan)] == ["1", "2", "9"]
    assert made.history.get().history_user == cast.office


def test_a_new_initiative_in_an_empty_pillar_stands_last(cast, draft):
    made = new_initiative(cast)
    made.pillar = InitiativeFactory(plan=cast.plan, code="9", order=9).pillar
    Initiative.objects.filter(code="9").delete()

    rows.add_initiative(revision=draft, initiative=made, by=cast.office)

    assert made.order == 2


def test_an_initiative_without_years_is_not_sealed(cast, draft):
    rows.add_initiative(revision=draft, initiative=new_initiative(cast), by=cast.office)

    with pytest.raises(ValidationError, match="「② 案内」に予定工程がありません"):
        actions.seal_revision(revision=draft, by=cast.office)


def test_dropping_a_draft_drops_what_was_made_for_it(cast, draft):
    rows.add_initiative(revision=draft, initiative=new_initiative(cast), by=cast.office)

    actions.drop_revision(revision=draft, by=cast.office)

    assert [str(r) for r in PlanRevision.objects.all()] == ["策定時"]
    assert [i.code for i in Initiative.objects.all()] == ["1"]
    assert Initiative.history.filter(code="2", history_type="-").get().history_user == cast.office


def test_an_initiative_somebody_works_on_is_not_dropped(cast, draft):
    made = rows.add_initiative(revision=draft, initiative=new_initiative(cast), by=cast.office)
    made.participations.create(section=cast.section, starts_on=BEGIN)

    actions.drop_revision(revision=draft, by=cast.office)

    assert Initiative.objects.filter(code="2").exists()
    with pytest.raises(ValidationError, match="記録があるので消せません"):
        actions.forget_initiative(initiative=made, by=cast.office)


# Head and seal


def test_the_head_of_a_draft_is_changed_over_what_one_saw(cast, draft):
    seen = head_fingerprint(draft)
    decision = DecisionFactory(meeting__plan=cast.plan)
    new = {"effective_on": date(2027, 5, 1), "reason": "遅らせる", "decision": decision}

    actions.change_revision(revision=draft, fingerprint=seen, by=cast.office, **new)
    with pytest.raises(Stale):
        actions.change_revision(
            revision=draft, fingerprint=seen, by=cast.office, **new | {"reason": "また"}
        )

    draft.refresh_from_db()
    assert (draft.effective_on, draft.reason, draft.decision) == tuple(new.values())


def test_a_head_may_not_move_into_a_settled_period(cast, draft):
    ReportingPeriodFactory(plan=cast.plan, fiscal_year=2025, number=4, closed=True)

    with pytest.raises(ValidationError) as refused:
        actions.change_revision(
            revision=draft,
            effective_on=date(2026, 3, 31),
            reason="早める",
            decision=None,
            fingerprint=head_fingerprint(draft),
            by=cast.office,
        )

    assert list(refused.value.message_dict) == ["effective_on"]


def test_nobody_seals_what_they_have_not_seen(cast, draft):
    seen = revision_fingerprint(draft)
    rows.save_rows(revision=draft, edits=[typed(draft, weight=Decimal(2))], by=cast.office)

    with pytest.raises(Stale):
        actions.seal_revision(revision=draft, by=cast.office, fingerprint=seen)

    seen = revision_fingerprint(draft)
    sealed = actions.seal_revision(revision=draft, by=cast.office, fingerprint=seen)
    assert sealed.sealed_at is not None


def calls(cast, revision):
    """Every write, as a closed one and a stranger would try it."""
    edit = Edit(said(revision)["1"], "typed over something else")
    one = {"revision": revision, "initiative": cast.initiative}
    head = {"effective_on": BEGIN, "reason": "x", "decision": None, "fingerprint": ""}
    return [
        (rows.save_rows, {"revision": revision, "edits": [edit]}),
        (rows.save_targets, one | {"targets": [], "started_from": ""}),
        (rows.end_initiative, one),
        (rows.restore_initiative, one),
        (rows.add_initiative, one),
        (actions.change_revision, {"revision": revision} | head),
        (actions.seal_revision, {"revision": revision}),
        (actions.drop_revision, {"revision": revision}),
    ]


@pytest.mark.parametrize("at", range(8))
@pytest.mark.parametrize("who", ["staff", "head", "committee"])
def test_only_the_office_writes(cast, draft, at, who):
    call, words = calls(cast, draft)[at]

    with pytest.raises(PermissionDenied):
        call(by=getattr(cast, who), **words)


@pytest.mark.parametrize("at", range(8))
def test_the_plan_as_adopted_never_changes(cast, at):
    adopted = PlanRevision.objects.get(number=0)
    call, words = calls(cast, adopted)[at]

    with pytest.raises(ValidationError, match="すでに確定しています"):
        call(by=cast.office, **words)

    assert years(said(adopted)["1"]) == BOTH


def test_each_revision_says_what_it_changed_in_one_initiative(cast, draft):
    other = InitiativeFactory(plan=cast.plan, code="9", order=9)
    rows.save_rows(revision=draft, edits=[typed(draft, weight=Decimal(2))], by=cast.office)
    sealed = actions.seal_revision(revision=draft, by=cast.office)
    begin(cast, date(2027, 5, 1))

    [(revision, change)] = changes_to(cast.plan, cast.initiative)

    assert (revision, change.sentence) == (sealed, "重み：1 → 2")
    assert changes_to(cast.plan, other) == []
