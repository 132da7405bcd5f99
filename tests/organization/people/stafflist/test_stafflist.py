"""Reading staff lists: what is tolerated, and what is named with row, column and remedy."""

import io
import zipfile
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hirao_dx.shared.text import cell_line
from hirao_dx.shared.uploads import LARGEST_UNPACKED, UnreadableFile
from organization.people.posts import Post, PostBook
from organization.people.stafflist import sheets, template
from organization.people.stafflist.entries import Reader, in_order
from tests.organization.people.conftest import APRIL, BEFORE
from tests.organization.people.files import HEADER, csv_file, excel_file

EXCEL_DATE = datetime(2027, 5, 1)  # noqa: DTZ001 - a workbook knows no time zones


def read(file):
    return Reader(PostBook(), APRIL).read(sheets.read_rows(file))


def faults_of(file):
    return [(f.line, f.column, f.value, f.message) for f in in_order(read(file).faults)]


def posts_of(reading, number):
    book = PostBook()
    return book.labels(frozenset(reading.entries[number].posts))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_csv_is_read_in_the_encodings_windows_writes(registry, encoding):
    file = csv_file(
        ["10001", "髙橋 花子" if encoding != "cp932" else "高橋 花子", "", "町民福祉課", "戸籍班"],
        encoding=encoding,
    )

    reading = read(file)

    assert reading.faults == []
    assert posts_of(reading, "10001") == ["町民福祉課 戸籍班 担当"]


def test_excel_is_read_with_titles_blank_rows_and_real_dates(registry, council):
    file = excel_file(
        ["令和9年4月 人事異動名簿"],
        [],
        ["職員\u3000番号", "氏 名", "課・室・局", "班", "役割", "兼務（○）", "異動日"],
        [10001, "見本 花子", "町民福祉課", "戸籍班", None, None, EXCEL_DATE],
        [],
        ["１０００１", "見本\u3000花子", "議会事務局", "-", "担当", "○", date(2027, 5, 1)],
    )

    reading = read(file)

    assert reading.faults == []
    assert reading.entries["10001"].on == date(2027, 5, 1)
    assert reading.entries["10001"].lines == [4, 6]
    assert posts_of(reading, "10001") == ["町民福祉課 戸籍班 担当", "議会事務局 担当"]


def test_a_formula_is_not_calculated(registry):
    file = excel_file(HEADER, ["10001", '="偽"&"名"', "", "町民福祉課", "戸籍班"])

    reading = read(file)

    assert reading.entries["10001"].name == ""


def test_every_fault_names_row_column_value_and_remedy(registry, welfare):
    file = csv_file(
        ["", "番号なし", "", "町民福祉課", "戸籍班", "", "", "", ""],
        ["10001", "花子", "", "町民課", "戸籍班", "", "", "", ""],
        ["10002", "太郎", "", "町民福祉課", "住民班", "", "", "", ""],
        ["10003", "次郎", "", "町民福祉課", "", "", "", "", ""],
        ["10004", "三郎", "", "町民福祉課", "戸籍班", "主査", "", "", ""],
        ["10005", "四郎", "", "町民福祉課", "戸籍班", "", "△", "来春", "？"],
    )

    assert faults_of(file) == [
        (2, "職員番号", "", "職員番号を半角の英数字で入れてください。"),
        (3, "課", "町民課", "この名前の課・室・局がありません。正しい名前に直してください。"),
        (
            4,
            "班",
            "住民班",
            "町民福祉課に、この名前の班はありません。町民福祉課の班：戸籍班、福祉班",
        ),
        (5, "班", "", "班を入れてください。町民福祉課の班：戸籍班、福祉班"),
        (
            6,
            "役割",
            "主査",
            "担当・課長・委員・事務局 のどれかにしてください。空欄は担当になります。",
        ),
        (7, "兼務", "△", "○ を入れるか、空欄にしてください。"),
        (
            7,
            "異動日",
            "来春",
            "日付として読めません。2027-04-01、令和9年4月1日、R9.4.1 のように入れてください。",
        ),
        (7, "退職", "?", "○ を入れるか、空欄にしてください。"),
    ]


def test_rows_of_one_person_must_fit_together(registry, welfare):
    file = csv_file(
        ["10001", "花子", "", "町民福祉課", "戸籍班", "", "", "", ""],
        ["10001", "花子", "", "町民福祉課", "福祉班", "", "", "", ""],
        ["10001", "別人", "", "町民福祉課", "福祉班", "", "○", "", ""],
        ["10001", "花子", "", "町民福祉課", "福祉班", "", "○", "R9.5.1", ""],
        ["10001", "花子", "", "町民福祉課", "戸籍班", "", "○", "", ""],
    )

    assert [(line, column) for line, column, _, _ in faults_of(file)] == [
        (3, "兼務"),
        (4, "氏名"),
        (5, "異動日"),
        (6, "職員番号"),
    ]


def test_a_mark_on_any_row_lets_a_person_leave(registry, welfare):
    file = csv_file(
        ["10001", "花子", "", "町民福祉課", "戸籍班", "", "", "", ""],
        ["10001", "花子", "", "町民福祉課", "福祉班", "", "○", "", "○"],
    )

    reading = read(file)

    assert reading.faults == []
    assert reading.entries["10001"].leaves


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("a.csv", b""), "ファイルが空です"),
        (SimpleUploadedFile("a.csv", b"x" * (sheets.LARGEST_FILE + 1)), "ファイルが大きすぎます"),
        (SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0rest"), "古い形式"),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04broken"), "Excelファイルとして読めません"),
        (SimpleUploadedFile("a.csv", b"\x81 \x81"), "文字コードがわかりません"),
        (SimpleUploadedFile("a.pdf", b"%PDF-1.7\0\0"), "これはPDFのファイルです"),
        (SimpleUploadedFile("a.csv", "あ,い\n1,2".encode()), "見出しの行が見つかりません"),
        (csv_file(["1", "花子"], header=["職員番号", "氏名"]), "「課」の列がありません"),
        (
            csv_file(["1"], header=["職員番号", "氏名", "課", "課名"]),
            "同じ意味の列が2つあります（課名）",
        ),
        (csv_file(*[["1"]] * (sheets.MOST_ROWS + 1)), "行が多すぎます"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(db, file, sentence):
    with pytest.raises(UnreadableFile, match=sentence):
        read(file)


def test_an_excel_file_that_unpacks_to_too_much_is_refused(db):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (LARGEST_UNPACKED + 1))

    with pytest.raises(UnreadableFile, match="中身が大きすぎます"):
        read(SimpleUploadedFile("a.xlsx", packed.getvalue()))


@pytest.mark.parametrize("write", [template.as_csv, template.as_excel])
def test_the_template_read_back_says_what_is_so(hanako, taro, office, council, citizens, write):
    hanako.appointments.create(department=citizens, role="committee", starts_on=date(2026, 4, 1))
    taro.appointments.create(section=council, role="staff", starts_on=date(2026, 4, 1))

    reading = read(SimpleUploadedFile("list", write(BEFORE)))

    assert reading.faults == []
    for user in (hanako, taro, office):
        assert reading.entries[user.username].posts == {
            Post.of(row) for row in user.appointments.all()
        }


def test_the_template_holds_no_formula(hanako):
    hanako.name = "=1+1"
    hanako.save()

    assert b'"\'=1+1"' in template.as_csv(BEFORE) or b"'=1+1" in template.as_csv(BEFORE)
    assert read(SimpleUploadedFile("a", template.as_excel(BEFORE))).entries["10001"].name == "=1+1"


@pytest.mark.parametrize("write", [template.as_csv, template.as_excel])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_name_that_begins_with_a_sign_comes_back_unchanged(hanako, write, sign):
    hanako.name, hanako.name_kana = f"{sign}1+1", f"{sign}あ_x0041_"
    hanako.save()

    entry = read(SimpleUploadedFile("a", write(BEFORE))).entries["10001"]

    assert (entry.name, entry.kana) == (hanako.name, hanako.name_kana)


@pytest.mark.parametrize(
    "name", ["見本 健太（広報）", "\ufa19 太郎", "髙﨑 花子", "神\U000e0101 次郎"]
)
def test_a_name_is_read_letter_by_letter(name):
    assert cell_line(f"  {name} ") == name
