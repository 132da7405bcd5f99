"""Three texts of one row: what was read, what is stored, what was typed."""

import pytest

from hirao_dx.shared.conflicts import EMPTY, Clash, clashes

READ = {"a": "古い", "b": "古い"}


def by_pairs(name):
    return ("a", "b")


@pytest.mark.parametrize(
    ("theirs", "mine", "taken", "clash"),
    [
        ("古い", "古い", "古い", None),
        ("古い", "私の", "私の", None),
        ("彼の", "古い", "彼の", ("彼の", "")),
        ("同じ", "同じ", "同じ", None),
        ("彼の", "私の", "私の", ("彼の", "私の")),
        ("", "私の", "私の", (EMPTY, "私の")),
        ("彼の", "", "", ("彼の", EMPTY)),
    ],
)
def test_one_field_three_ways(theirs, mine, taken, clash):
    took, found = clashes({"a": "古い"}, {"a": theirs}, {"a": mine})

    assert took == {"a": taken}
    assert found == ([Clash("a", "a", *clash)] if clash else [])


@pytest.mark.parametrize(
    ("theirs", "found"), [("私の", []), ("彼の", [Clash("a", "a", "彼の", "私の")])]
)
def test_without_what_was_read_everything_that_differs_clashes(theirs, found):
    assert clashes(None, {"a": theirs}, {"a": "私の"}) == ({"a": "私の"}, found)


def test_fields_not_typed_stay_as_stored():
    taken, found = clashes(READ, {"a": "古い", "b": "彼の"}, {"a": "私の"})

    assert (taken, found) == ({"a": "私の", "b": "彼の"}, [])


def test_fields_that_go_together_are_taken_and_clash_as_one():
    theirs, mine = {"a": "古い", "b": "彼の"}, {"a": "私の", "b": "古い"}

    taken, found = clashes(READ, theirs, mine, together=by_pairs)

    assert taken == mine
    assert found == [Clash("a", "aとb", "古い・彼の", "私の・古い")]


def test_clashes_come_in_the_order_typed_and_in_words():
    theirs, mine = {"a": 1, "b": 2, "c": None}, {"c": 3, "a": 4}

    taken, found = clashes(
        None, theirs, mine, label=str.upper, words=lambda name, value: f"{name}={value}"
    )

    assert taken == {"a": 4, "b": 2, "c": 3}
    assert found == [Clash("c", "C", EMPTY, "c=3"), Clash("a", "A", "a=1", "a=4")]
    assert [clash.choice for clash in found] == ["choose-c", "choose-a"]
