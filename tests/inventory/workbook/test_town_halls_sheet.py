"""A sheet as town halls keep them, written by hand as Flat ODS and saved as Excel by LibreOffice.

Its lines: 1–2 a title, 3–4 the header, from 5 on the rows a test puts in.
"""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from inventory.models import Task
from inventory.workbook import actions, read, rows
from tests.factories import SectionFactory

from .conftest import XLSX
from .sheets import counts, faults, take_in

FODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document office:version="1.3"
  office:mimetype="application/vnd.oasis.opendocument.spreadsheet"
  xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
  xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
  xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
  xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
  xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2">
<office:automatic-styles>
  <number:date-style style:name="era" number:language="ja" number:country="JP">
    <number:era number:style="long" number:calendar="gengou"/>
    <number:year number:calendar="gengou"/><number:text>年</number:text>
    <number:month/><number:text>月</number:text>
    <number:day/><number:text>日</number:text>
  </number:date-style>
  <number:percentage-style style:name="share">
    <number:number number:min-integer-digits="1"/><number:text>%</number:text>
  </number:percentage-style>
  <number:currency-style style:name="yen">
    <number:currency-symbol number:language="ja" number:country="JP">￥</number:currency-symbol>
    <number:number number:min-integer-digits="1" number:grouping="true"/>
  </number:currency-style>
  <style:style style:name="day" style:family="table-cell" style:data-style-name="era"/>
  <style:style style:name="percent" style:family="table-cell" style:data-style-name="share"/>
  <style:style style:name="money" style:family="table-cell" style:data-style-name="yen"/>
  <style:style style:name="box" style:family="table-cell">
    <style:table-cell-properties fo:border="0.5pt solid #000000"/>
  </style:style>
  <style:style style:name="off" style:family="table">
    <style:table-properties table:display="false"/>
  </style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="事務分掌">
  <table:table-row><c><p>見本の町　事務一覧（令和８年度）</p></c></table:table-row>
  <table:table-row><c/><c/><c><p>※ 着色部分に記入</p></c></table:table-row>
  <table:table-row>
    <c down="2"><p>課（か）</p></c>
    <c down="2"><p>班　名</p></c>
    <c down="2"><p>№</p></c>
    <c down="2"><p>事務（じむ）の</p><p>名称（めいしょう）</p></c>
    <c down="2"><p>年間の件数</p><p>ねんかんのけんすう</p></c>
    <c across="2"><p>年間の時間</p></c><under/>
    <c down="2"><p>紙の</p><p>使用</p></c>
    <c down="2"><p>押印</p></c>
    <c down="2"><p>廃止日</p></c>
    <c down="2"><p>備考※</p></c>
  </table:table-row>
  <table:table-row>
    <under/><under/><under/><under/><under/>
    <c><p>（見直し前）</p></c><c><p>（見直し後）</p></c>
  </table:table-row>
{rows}
  <table:table-row table:number-rows-repeated="300">
    <c style="box"/><c style="box"/><c style="box"/><c style="box"/>
  </table:table-row>
</table:table>
<table:table table:name="旧年度" table:style-name="off">
  <table:table-row><c><p>課</p></c><c><p>班</p></c><c><p>事務名</p></c></table:table-row>
  <table:table-row><c><p>町民福祉課</p></c><c><p>戸籍班</p></c><c><p>昔の事務</p></c></table:table-row>
</table:table>
</office:spreadsheet></office:body></office:document>
"""

# 5, 6: places merged downwards, spaces, full-width digits, units, marks, line breaks.
# 7: a hidden row. 8: nothing but a format. 9: a real date, shown by era.
SOUND = """
  <table:table-row>
    <c down="3"><p>町民福祉課</p></c><c down="2"><p>戸籍班</p></c><c value="1"/>
    <c><p>　転入届の受付　</p></c><c><p>１，２００件</p></c><c value="120"/><c value="60.5"/>
    <c><p>○</p></c><c><p>×</p></c><c/><c><p>窓口で受ける</p><p>　</p><p>電話でも受ける</p></c>
  </table:table-row>
  <table:table-row>
    <under/><under/><c value="2"/>
    <c><p>戸籍の</p><p>届出</p></c><c value="1200"/><c/><c/>
    <c><p>有</p></c><c><p>無</p></c><c><p>令和9年3月31日</p></c><c/>
  </table:table-row>
  <table:table-row table:visibility="collapse">
    <under/><c><p>年金班</p></c><c><p>１</p></c>
    <c><p>年金の相談</p></c><c/><c/><c/><c/><c/><c><p>R9.3.31</p></c><c/>
  </table:table-row>
  <table:table-row><c style="box"/><c style="box"/><c style="box"/></table:table-row>
  <table:table-row>
    <c><p>町民福祉課</p></c><c><p>年金班</p></c><c/>
    <c><p>免除の申請</p></c><c/><c/><c/><c/><c/><c style="day" date="2027-03-31"/><c/>
  </table:table-row>
"""

FAULTY = """
  <table:table-row>
    <c><p>町民福祉課</p></c><c><p>戸籍班</p></c><c/><c><p>証明の発行</p></c>
    <c formula="of:=600+600" value="1200"/><c style="percent" value="0.5"/>
    <c><p>約３０時間</p></c><c><p>△</p></c><c/><c><p>令和9年3月末</p></c><c/>
  </table:table-row>
  <table:table-row>
    <c><p>町民福祉課</p></c><c><p>戸籍班</p></c><c/><c><p>台帳の管理</p></c>
    <c><p>#N/A</p></c><c formula="of:=NA()" value="0"/><c style="money" value="1200"/>
  </table:table-row>
  <table:table-row>
    <c down="4"><p>町民福祉課</p></c><c><p>戸籍班</p></c><c/><c down="2"><p>二つの事務</p></c>
  </table:table-row>
  <table:table-row><under/><c><p>戸籍班</p></c><c value="8"/><under/></table:table-row>
  <table:table-row>
    <under/><c><p>戸籍班</p></c><c value="9"/><c><p>同じ事務</p></c>
  </table:table-row>
  <table:table-row>
    <under/><c><p>戸籍班</p></c><c value="9"/><c><p>同じ事務</p></c>
  </table:table-row>
  <table:table-row>
    <c><p>町民福祉課</p></c><c><p>戸籍班</p></c><c/><c><p>小　計</p></c><c value="2400"/>
  </table:table-row>
  <table:table-row>
    <c across="4"><p>合　　計</p></c><under/><under/><under/>
    <c formula="of:=SUM([.E5:.E10])" value="2400"/>
  </table:table-row>
"""

SHORT = [
    ("<under/>", "<table:covered-table-cell/>"),
    ("<c", "<table:table-cell"),
    ("</c>", "</table:table-cell>"),
    ("<p>", "<text:p>"),
    ("</p>", "</text:p>"),
    (' down="', ' table:number-rows-spanned="'),
    (' across="', ' table:number-columns-spanned="'),
    (' style="', ' table:style-name="'),
    (' formula="', ' table:formula="'),
    (' value="', ' office:value-type="float" office:value="'),
    (' date="', ' office:value-type="date" office:date-value="'),
]


def flat_ods(rows):
    """The file, its short marks (c, under, p) written out."""
    text = FODS.replace("{rows}", rows)
    for short, full in SHORT:
        text = text.replace(short, full)
    return text.encode()


@pytest.fixture
def sheet(convert):
    """`sheet(rows)`: the Excel file LibreOffice makes of them."""
    return lambda rows: convert(XLSX, flat_ods(rows), "sheet.fods")


@pytest.fixture
def pensions(section):
    return SectionFactory(name="年金班", department=section.department)


def told(task):
    """What a task took from the sheet, but for its number, name and place."""
    return (
        task.volume,
        task.annual_hours_before,
        task.annual_hours_after,
        task.uses_paper,
        task.uses_seal,
        task.ended_on,
        task.remarks,
    )


def test_sound_rows_are_understood_as_they_are_meant(sheet, section, pensions, office):
    job = take_in(sheet(SOUND), office)
    actions.apply_import(job=job, by=office)

    tasks = Task.objects.select_related("section").order_by("pk")
    assert [(task.section.name, task.number, task.name) for task in tasks] == [
        ("戸籍班", 1, "転入届の受付"),
        ("戸籍班", 2, "戸籍の 届出"),
        ("年金班", 1, "年金の相談"),
        ("年金班", 2, "免除の申請"),
    ]
    ended = date(2027, 3, 31)
    assert [told(task) for task in tasks] == [
        (1200, 120, Decimal("60.5"), True, False, None, "窓口で受ける\n\n電話でも受ける"),
        (1200, None, None, True, False, ended, ""),
        (None, None, None, None, None, ended, ""),
        (None, None, None, None, None, ended, ""),
    ]
    assert job.columns["notes"] == [
        "非表示の行も読みました（1行：7行目）。",
        "非表示のシートは読んでいません（旧年度）。",
    ]


def test_each_fault_is_named_by_its_cell(sheet, section, pensions, office):
    job = take_in(sheet(FAULTY), office)

    said = {fault["at"]: fault["message"] for row in job.findings for fault in row["faults"]}
    assert [(at, value) for at, _, value in faults(job)] == [
        ("E5", "=600+600"),
        ("F5", "50%"),
        ("G5", "約３０時間"),
        ("H5", "△"),
        ("J5", "令和9年3月末"),
        ("E6", "#N/A"),
        ("F6", "=NA()"),
        ("G6", "1200円"),
        ("D7", "二つの事務"),
        ("D8", ""),
        ("C10", "9"),
        ("D11", "小　計"),
        ("A12", "合　　計"),
    ]
    assert [said[at] for at in ("E5", "E6", "F6", "D7", "D8")] == [
        read.FORMULA,
        read.BROKEN_VALUE,
        read.FORMULA,
        read.MERGED,
        read.MERGED,
    ]
    assert said["C10"] == "同じ班に同じ番号の行がもう1つあります（9行目）。"
    assert said["D11"] == said["A12"] == rows.MESSAGE


def test_nothing_is_written_while_a_fault_stands(sheet, section, pensions, office):
    job = take_in(sheet(SOUND + FAULTY), office)

    with pytest.raises(ValidationError, match="誤りのある行"):
        actions.apply_import(job=job, by=office)
    assert counts(job) == {"added": 5, "faulty": 7}
    assert not Task.objects.exists()


PLAIN = "<t>免除の申請</t>"
WITH_READING = (
    "<r><t>免除</t></r><r><t>の申請</t></r>"
    '<rPh sb="0" eb="2"><t>メンジョ</t></rPh><rPh sb="3" eb="5"><t>シンセイ</t></rPh>'
    '<phoneticPr fontId="1" type="Hiragana"/>'
)


def with_reading(content):
    """The file with a phonetic guide, as Excel keeps what was typed; LibreOffice has none."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/sharedStrings.xml":
                text = part.decode().replace('<t xml:space="preserve">', "<t>")
                assert text.count(PLAIN) == 1
                part = text.replace(PLAIN, WITH_READING).encode()
            target.writestr(name, part)
    return file.getvalue()


def test_phonetic_guide_does_not_leak_into_the_name(sheet, section, pensions, office):
    job = take_in(with_reading(sheet(SOUND)), office)
    actions.apply_import(job=job, by=office)

    assert Task.objects.order_by("pk").last().name == "免除の申請"
