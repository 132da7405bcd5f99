"""What hangs on a system: contracts, busy months and standardisation, worked by hand."""

from datetime import date

import pytest

from inventory.systems.figures import Contract, peaks, standing

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("ends_on", "words", "ended"),
    [
        (None, "わからない", False),
        (date(2026, 11, 22), "1日前に終わりました", True),
        (date(2026, 11, 23), "今日が最後の日です", False),
        (date(2026, 11, 24), "あと1日", False),
        (date(2030, 3, 31), "あと1,224日", False),
    ],
)
def test_a_contract_says_how_long_it_runs(ends_on, words, ended):
    contract = Contract(ends_on, TODAY)

    assert (contract.words, contract.has_ended) == (words, ended)


def test_busy_months_are_counted_from_april_on():
    found = peaks([("3,4", 2), ("4", 1), ("", 5)])

    assert [(m.label, m.tasks) for m in found.months if m.tasks] == [("4月", 3), ("3月", 2)]
    assert found.months[0].label == "4月"
    assert (found.known, found.unknown, found.busiest) == (3, 5, "4月")


def test_without_a_busy_month_none_is_the_busiest():
    found = peaks([("", 2)])

    assert (found.busiest, found.known, found.unknown) == ("", 0, 2)


def test_standing_counts_what_is_subject_and_what_is_not_judged_yet():
    states = ["migrated", "migrating", "not_started", "not_subject", "", ""]

    found = standing(states)

    assert (found.subject, found.migrated, found.unknown) == (3, 1, 2)
