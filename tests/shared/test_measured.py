"""A time of measuring is said as exactly as its source says it."""

from __future__ import annotations

from datetime import date

import pytest

from hirao_dx.shared import measured
from hirao_dx.shared.measured import Precision

TIMES = [
    ("2026-09-30", date(2026, 9, 30), Precision.DAY, "令和8年9月30日"),
    ("2023-07", date(2023, 7, 31), Precision.MONTH, "令和5年7月"),
    ("2024-02", date(2024, 2, 29), Precision.MONTH, "令和6年2月"),
    ("2022年度", date(2023, 3, 31), Precision.FISCAL_YEAR, "令和4年度末"),
    ("2018年度", date(2019, 3, 31), Precision.FISCAL_YEAR, "平成30年度末"),
    ("2020", date(2020, 12, 31), Precision.YEAR, "2020年"),
]


@pytest.mark.parametrize(("text", "day", "precision", "words"), TIMES)
def test_a_time_is_read_written_and_said(text, day, precision, words):
    assert measured.read(text) == (day, precision)
    assert measured.written(day, precision) == text
    assert measured.in_words(day, precision) == words


@pytest.mark.parametrize(
    ("text", "written"),
    [("２０２０年", "2020"), ("2022年度末", "2022年度"), ("2023年7月", "2023-07")],
)
def test_a_time_is_read_as_people_write_it(text, written):
    assert measured.written(*measured.read(text)) == written


@pytest.mark.parametrize("text", ["", "令和4年度", "2023-13", "2023-02-30", "0000", "9999", "年"])
def test_what_is_no_time_is_none(text):
    assert measured.read(text) is None


@pytest.mark.parametrize(
    ("day", "label", "precision"),
    [
        (date(2023, 3, 31), "令和4年度末", Precision.FISCAL_YEAR),
        (date(2023, 3, 31), "令和4年度", Precision.FISCAL_YEAR),
        (date(2023, 3, 31), "令和5年度", Precision.MONTH),
        (date(2020, 12, 31), "令和2年", Precision.YEAR),
        (date(2023, 7, 1), "計画の策定時", Precision.MONTH),
        (date(2023, 7, 14), "計画の策定時", Precision.DAY),
        (date(2026, 9, 30), "9月30日", Precision.DAY),
        (date(2026, 9, 30), "", Precision.DAY),
    ],
)
def test_words_beside_a_day_say_how_exact_it_is(day, label, precision):
    assert measured.said_by(day, label) == precision


@pytest.mark.parametrize(
    ("precision", "last"),
    [
        (Precision.DAY, date(2024, 2, 10)),
        (Precision.MONTH, date(2024, 2, 29)),
        (Precision.FISCAL_YEAR, date(2024, 3, 31)),
        (Precision.YEAR, date(2024, 12, 31)),
    ],
)
def test_the_last_day_of_a_time(precision, last):
    assert measured.last_day_of(date(2024, 2, 10), precision) == last
