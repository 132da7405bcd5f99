"""What a cell says, however people write it."""

from datetime import date
from decimal import Decimal

import pytest

from inventory.workbook.columns import BY_KEY, meant_by
from inventory.workbook.values import UnreadableValue, read, shown

SYSTEMS = {"住民情報しすてむ": 3}


def said(key, text):
    return read(BY_KEY[key], text, SYSTEMS)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("volume", "１，２００件", 1200),
        ("volume", "1,200", 1200),
        ("volume", " 12 ", 12),
        ("volume", "-", None),
        ("volume", "−", None),
        ("annual_hours_before", "１２０．５時間", Decimal("120.5")),
        ("annual_hours_before", "300", Decimal("300.0")),
        ("minutes_per_case", "15分", Decimal("15.0")),
        ("ended_on", "令和元年5月1日", date(2019, 5, 1)),
        ("ended_on", "H31.4.1", date(2019, 4, 1)),
        ("ended_on", "2027/3/31", date(2027, 3, 31)),
        ("ended_on", "Ｒ９．３．３１", date(2027, 3, 31)),
        ("ended_on", "46477", date(2027, 3, 31)),
        ("uses_paper", "○", True),
        ("uses_paper", "有", True),
        ("uses_paper", "はい", True),
        ("uses_seal", "×", False),
        ("uses_seal", "なし", False),
        ("uses_seal", "", None),
        ("peak_months", "３、４月", "3,4"),
        ("peak_months", "11〜2月", "1,2,11,12"),
        ("peak_months", "通年", "1,2,3,4,5,6,7,8,9,10,11,12"),
        ("category", "基幹系", "core"),
        ("category", "その他(ｴｸｾﾙ等)", "other"),
        ("stage", "検討中", "considering"),
        ("system", "住民情報ｼｽﾃﾑ", 3),
        ("system", "", None),
        ("name", "転入届の\n受付 ", "転入届の 受付"),
        ("description", "一行目 \r\n二行目\r\n", "一行目\n二行目"),
    ],
)
def test_cell_is_read_as_people_write_it(key, text, value):
    assert said(key, text) == value


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("volume", "たくさん", "数で書いてください（例：1,200）。"),
        ("volume", "1.5", "小数点のない数にしてください（例：1,200）。"),
        ("volume", "-3", "0以上の数にしてください。"),
        ("volume", "1,2", "数で書いてください（例：1,200）。"),
        ("volume", "9" * 30, "大きすぎます。9けたまでの数にしてください。"),
        ("annual_hours_before", f"1.{'9' * 30}", "小数第1位までにしてください（例：300）。"),
        ("volume", "9" * 5000, "数で書いてください（例：1,200）。"),
        ("annual_hours_before", "1.25", "小数第1位までにしてください（例：300）。"),
        ("annual_hours_before", "9" * 12, "大きすぎます。8けたまでの数にしてください。"),
        (
            "uses_paper",
            "たぶん",
            "「はい」か「いいえ」にするか、",
        ),
        ("peak_months", "13", "1から12までの月を「,」で区切って書いてください（例：3,4）。"),
        (
            "stage",
            "完了",
            "次のどれかにしてください：未検討、検討中、",
        ),
    ],
)
def test_what_cannot_be_read_says_how_to_mend_it(key, text, words):
    with pytest.raises(UnreadableValue) as refused:
        said(key, text)

    assert str(refused.value).startswith(words)


@pytest.mark.parametrize(
    "text", ["令和9年2月30日", "来年", "R99.1.1", "1899-01-01", "R0.3.31", "昭和99年4月1日"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(UnreadableValue, match="日付として読めません"):
        said("ended_on", text)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("volume", 1200),
        ("minutes_per_case", Decimal("12.5")),
        ("ended_on", date(2027, 3, 31)),
        ("uses_paper", False),
        ("staff", "mixed"),
        ("peak_months", "3,4"),
    ],
)
def test_value_is_read_back_from_its_own_words(key, value):
    assert said(key, shown(BY_KEY[key], value)) == value


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("事務の名称", "name"),
        ("事務（じむ）の名称（めいしょう）", "name"),
        ("ジム　メイショウ\n事務の名称", "name"),
        ("業務\n名称 ※", "name"),
        ("年間の時間（見直し後）", "annual_hours_after"),
        ("年間件数（件）", "volume"),
        ("ＮＯ．", "number"),
        ("課・室・局", "department"),
        ("予算額", None),
    ],
)
def test_heading_is_known_under_its_other_names(heading, key):
    column = meant_by(heading)

    assert (column.name if column else None) == key
