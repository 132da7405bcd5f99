"""What became of tasks between two surveys, worked out by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from inventory.surveys.changes import Change, Found, Kind, changes, families, net_by_section

WAS = Found(1, 10, 1, "住民票の交付", "core", "住基システム", "considering", Decimal("120.0"))


@pytest.mark.parametrize(
    ("now", "kinds"),
    [
        ({"section": 20}, (Kind.MOVED,)),
        ({"name": "住民票の写しの交付"}, (Kind.RENAMED,)),
        ({"category": "other"}, (Kind.CATEGORY,)),
        ({"system": "新住基システム"}, (Kind.SYSTEM,)),
        ({"stage": "digitised"}, (Kind.STAGE,)),
        ({"hours_before": Decimal("100.0")}, (Kind.HOURS,)),
        ({"hours_after": Decimal("80.0")}, (Kind.HOURS,)),
        ({"section": 20, "stage": "digitised"}, (Kind.MOVED, Kind.STAGE)),
    ],
)
def test_every_field_that_differs_is_named(now, kinds):
    new = replace(WAS, **now)

    assert changes([WAS], [new]) == [Change(kinds, WAS, new)]


def test_same_task_with_another_number_or_scale_is_no_change():
    new = replace(WAS, number=9, hours_before=Decimal(120))

    assert changes([WAS], [new]) == []


def test_tasks_that_came_and_went_are_told_apart():
    new = replace(WAS, task=2)

    found = changes([WAS], [new])

    assert found == [Change((Kind.ADDED,), None, new), Change((Kind.ENDED,), WAS, None)]
    assert [change.latest for change in found] == [new, WAS]


def test_move_within_a_reorganisation_is_carried_over():
    new = replace(WAS, section=20)

    [found] = changes([WAS], [new], families={10: 10, 20: 10, 30: 30})

    assert found.kinds == (Kind.CARRIED,)
    assert found.sections == {10, 20}


def test_move_out_of_a_reorganised_family_is_a_move():
    new = replace(WAS, section=30)

    [found] = changes([WAS], [new], families={10: 10, 20: 10})

    assert found.kinds == (Kind.MOVED,)


def test_bare_counts_compare_place_and_category_only():
    new = replace(WAS, name="別の名称", stage="digitised", system="", category="other")

    [found] = changes([WAS], [new], counted_only=True)

    assert found.kinds == (Kind.CATEGORY,)


def test_net_growth_is_summed_by_section():
    moved = Change((Kind.MOVED,), WAS, replace(WAS, section=20))
    came = Change((Kind.ADDED,), None, replace(WAS, task=2))
    also_came = Change((Kind.ADDED,), None, replace(WAS, task=3))

    net = net_by_section([moved, came, also_came])

    assert net == {10: 1, 20: 1}


def test_families_join_what_any_number_of_reorganisations_joined():
    assert families([(1, 2), (5, 6), (3, 4), (2, 4)]) == {1: 1, 2: 1, 3: 1, 4: 1, 5: 5, 6: 5}
