"""What a revision changed, on plans small enough to compare by eye."""

from datetime import date
from decimal import Decimal

import pytest

from initiatives.revisions.changes import Kind, PhaseYears, Terms, changes

STUDY = PhaseYears("検討", 2023, None)
RUN = PhaseYears("実施", 2025, 2027)


def terms(code="1", order=1, **kwargs):
    said = {"phases": (STUDY, RUN)} | kwargs
    return Terms(code=code, symbol=f"({code})", title=f"取組{code}", order=order, **said)


def words(found):
    return [(change.kind, change.terms.code, [str(i) for i in change.items]) for change in found]


def test_the_same_plan_changes_nothing():
    assert changes([terms()], [terms()]) == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"phases": (PhaseYears("検討", 2023, 2024), RUN)},
            "検討：R5〜（終わりは未定） → R5〜R6",
        ),
        ({"phases": (STUDY,)}, "実施：R7〜R9 → （なし）"),
        ({"phases": (STUDY, RUN, PhaseYears("運用", 2027, 2027))}, "運用：（なし） → R9〜R9"),
        ({"target_on": date(2026, 3, 31)}, "目標日：（なし） → 令和8年3月31日"),
        ({"weight": Decimal("1.50")}, "重み：1 → 1.5"),
        (
            {"targets": ((2024, 20), (2025, 45))},
            "年度末の予定：（なし） → R6末 20％、R7末 45％",
        ),
    ],
)
def test_each_thing_that_changed_is_one_sentence(change, sentence):
    [found] = changes([terms()], [terms(**change)])

    assert (found.kind, found.sentence) == (Kind.CHANGED, sentence)


def test_several_things_of_one_initiative_stay_together():
    [found] = changes(
        [terms(target_on=date(2026, 3, 31))], [terms(phases=(STUDY,), weight=Decimal(2))]
    )

    assert [item.name for item in found.items] == ["実施", "目標日", "重み"]
    assert found.items[1].after == "（なし）"


def test_added_and_ended_initiatives_stand_in_the_plans_order():
    before = [terms("1", 1), terms("3", 3)]
    after = [terms("2", 2), terms("3", 3, weight=Decimal(2))]

    found = changes(before, after)

    assert words(found) == [
        (
            Kind.ENDED,
            "1",
            [
                "検討：R5〜（終わりは未定） → （なし）",
                "実施：R7〜R9 → （なし）",
                "重み：1 → （なし）",
            ],
        ),
        (
            Kind.ADDED,
            "2",
            [
                "検討：（なし） → R5〜（終わりは未定）",
                "実施：（なし） → R7〜R9",
                "重み：（なし） → 1",
            ],
        ),
        (Kind.CHANGED, "3", ["重み：1 → 2"]),
    ]
    assert [change.kind.label for change in found] == ["終了", "追加", "変更"]
    assert found[0].sentence == "計画から外して終える。"
    assert found[1].sentence == (
        "計画に加える（検討 R5〜（終わりは未定）、実施 R7〜R9、重み 1）。"
    )


def test_another_title_is_no_change_of_the_plan():
    renamed = Terms("1", "(1)", "別の名称", 1, (STUDY, RUN))

    assert changes([terms()], [renamed]) == ()


def test_a_weight_is_the_same_however_many_zeros_it_is_stored_with():
    assert changes([terms(weight=Decimal("1.00"))], [terms(weight=Decimal(1))]) == ()
    assert terms(weight=Decimal("1.00")).fingerprint == terms(weight=Decimal(1)).fingerprint


@pytest.mark.parametrize(
    "change",
    [
        {"phases": (STUDY,)},
        {"phases": (STUDY, PhaseYears("実施", 2025, None))},
        {"target_on": date(2026, 3, 31)},
        {"weight": Decimal(2)},
    ],
)
def test_a_fingerprint_notices_whatever_the_editor_can_change(change):
    assert terms(**change).fingerprint != terms().fingerprint


def test_yearly_targets_have_a_fingerprint_of_their_own():
    bent = terms(targets=((2025, 40),))

    assert bent.fingerprint == terms().fingerprint
    assert bent.targets_fingerprint != terms().targets_fingerprint
