"""On which day which step is current, and who is asked at it."""

import pytest

from hirao_dx.shared.words import days_words, urgency
from initiatives.choices import ReminderTo
from initiatives.reminders.rules import addressees, audience, current_step

STAFF, HEAD, OFFICE = ReminderTo


@pytest.mark.parametrize(
    ("days_from_due", "step"),
    [
        (-30, None),
        (-15, None),
        (-14, -14),
        (-13, -14),
        (-8, -14),
        (-7, -7),
        (-2, -7),
        (-1, -1),
        (0, -1),
        (1, 1),
        (7, 1),
        (8, 8),
        (14, 8),
        (15, 15),
        (22, 22),
        (23, 22),
        (366, 365),
    ],
)
def test_step_is_the_latest_that_has_come(days_from_due, step):
    assert current_step(days_from_due) == step


def test_every_step_after_the_due_date_is_a_week_apart():
    steps = {current_step(day) for day in range(1, 31)}

    assert steps == {1, 8, 15, 22, 29}


@pytest.mark.parametrize(
    ("step", "roles"),
    [
        (-14, (STAFF,)),
        (-7, (STAFF,)),
        (-1, (STAFF, HEAD)),
        (1, (STAFF, HEAD)),
        (8, (STAFF, HEAD, OFFICE)),
        (15, (STAFF, HEAD, OFFICE)),
        (365, (STAFF, HEAD, OFFICE)),
    ],
)
def test_audience_widens_from_step_to_step(step, roles):
    assert audience(step) == roles


@pytest.mark.parametrize(
    ("step", "people", "expected"),
    [
        (-7, {STAFF: "ab", HEAD: "h", OFFICE: "o"}, ["担当a", "担当b"]),
        (-1, {STAFF: "a", HEAD: "h", OFFICE: "o"}, ["担当a", "課長h"]),
        (8, {STAFF: "a", HEAD: "h", OFFICE: "op"}, ["担当a", "課長h", "事務局o", "事務局p"]),
        (-7, {STAFF: "", HEAD: "h", OFFICE: "o"}, ["課長h"]),
        (-7, {STAFF: "", HEAD: "", OFFICE: "o"}, ["事務局o"]),
        (-1, {STAFF: "a", HEAD: "", OFFICE: "o"}, ["担当a", "事務局o"]),
        (8, {STAFF: "a", HEAD: "a", OFFICE: "a"}, ["担当a"]),
        (8, {}, []),
    ],
)
def test_a_role_nobody_holds_passes_its_part_on(step, people, expected):
    assert [f"{role.label}{person}" for role, person in addressees(step, people)] == expected


@pytest.mark.parametrize(
    ("days_left", "words", "tone"),
    [
        (8, "あと8日", "info"),
        (7, "あと7日", "warning"),
        (1, "あと1日", "warning"),
        (0, "今日が期限です", "warning"),
        (-1, "期限を1日過ぎています", "error"),
        (-30, "期限を30日過ぎています", "error"),
    ],
)
def test_days_are_told_in_words_and_tone(days_left, words, tone):
    assert (days_words(days_left), urgency(days_left)) == (words, tone)
