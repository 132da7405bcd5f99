"""Which files may be evidence, by what is in them, and under which name they are kept."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError

from hirao_dx.shared import uploads
from initiatives.reporting.evidence import check, kinds
from initiatives.reporting.evidence.kinds import clean_name

from . import files
from .files import upload

OFFICE = "application/vnd.openxmlformats-officedocument."


def refused(name, content):
    with pytest.raises(ValidationError) as caught:
        check.check(upload(name, content))
    return caught.value.messages[0]


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("報告.pdf", files.PDF, "application/pdf"),
        ("報告.PDF", files.PDF, "application/pdf"),
        ("集計.xlsx", files.xlsx(), f"{OFFICE}spreadsheetml.sheet"),
        ("議事録.docx", files.docx(), f"{OFFICE}wordprocessingml.document"),
        ("説明.pptx", files.pptx(), f"{OFFICE}presentationml.presentation"),
        ("議事録.doc", files.compound("WordDocument"), "application/msword"),
        ("集計.xls", files.compound("Workbook"), "application/vnd.ms-excel"),
        ("説明.ppt", files.compound("PowerPoint Document"), "application/vnd.ms-powerpoint"),
        ("写真.png", files.PNG, "image/png"),
        ("写真.jpg", files.JPG, "image/jpeg"),
        ("写真.jpeg", files.JPG, "image/jpeg"),
        ("図.gif", files.GIF, "image/gif"),
        ("図.webp", files.WEBP, "image/webp"),
        ("記録.txt", "窓口の様式を減らした。\r\n".encode("cp932"), "text/plain"),
        ("記録.csv", "班,件数\n窓口班,3\n".encode("utf-8-sig"), "text/csv"),
        ("秘密.xlsx", files.compound("EncryptedPackage"), f"{OFFICE}spreadsheetml.sheet"),
        ("秘密.pdf", files.PDF + b"/Encrypt", "application/pdf"),
    ],
)
def test_office_files_images_and_text_pass(name, content, content_type):
    checked = check.check(upload(name, content))

    assert (checked.name, checked.content_type, checked.size) == (name, content_type, len(content))


def test_the_sum_is_that_of_the_whole_file():
    checked = check.check(upload("a.txt", b"abc"))

    assert checked.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


OTHER = "中身が、名前の拡張子（.{}）と合いません。"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("請求書.pdf", files.EXE),
        ("請求書.pdf", files.HTML),
        ("請求書.pdf", b"junk" + files.PDF),
        ("写真.png", files.HTML),
        ("写真.png", files.SVG),
        ("写真.png", files.JPG),
        ("写真.jpg", files.PNG),
        ("集計.xlsx", files.docx()),
        ("議事録.docx", files.xlsx()),
        ("集計.xlsx", files.plain_zip()),
        ("集計.xlsx", files.PDF),
        ("集計.xls", files.compound("WordDocument")),
        ("議事録.doc", files.docx()),
        ("集計.xlsx", files.compound("Workbook")),
        ("設定.doc", files.compound("Installer")),
        ("記録.txt", files.HTML),
        ("記録.txt", b"\xef\xbb\xbf  <svg onload=alert(1)>"),
        ("記録.txt", files.EXE),
        ("記録.csv", b"\x01\x02\x03"),
        ("記録.csv", b"\x81\x00\xff\xfe"),
        ("記録.txt", b"\xff\xfd\xfc"),
    ],
)
def test_content_that_is_not_what_the_name_says_is_refused(name, content):
    extension = name.rpartition(".")[2]

    said = refused(name, content)

    assert said.startswith(f"「{name}」は添付できません。{OTHER.format(extension)}")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("集計.xlsm", files.xlsm()),
        ("集計.xlsx", files.xlsm()),
        (
            "議事録.docx",
            files.package("wordprocessingml.document", **{"WORD/VBAPROJECT.BIN": b""}),
        ),
        ("集計.xlsx", files.package("spreadsheetml.sheet.macroEnabled")),
        ("集計.xls", files.compound("Workbook", "_VBA_PROJECT")),
    ],
)
def test_macros_are_refused(name, content):
    said = refused(name, content)

    assert said == (
        f"「{name}」は添付できません。マクロが入っています。"
        "マクロなしの形式（docx、xlsx、pptx、PDFなど）で保存し直してください。"
    )


@pytest.mark.parametrize(
    "name", ["道具.exe", "頁.html", "図.svg", "まとめ.zip", "名なし", "a.pdf.js"]
)
def test_other_kinds_are_refused(name):
    said = refused(name, files.PDF)

    assert said == (
        f"「{name}」は添付できません。添付できるのは、PDF、Word、Excel、PowerPoint、"
        "画像（png、jpg、gif、webp）、テキスト（txt、csv）です。"
        "PDFなどに保存し直してください。"
    )


def test_an_empty_file_is_refused():
    said = refused("空.pdf", b"")

    assert said == (
        "「空.pdf」は添付できません。中身が空（0バイト）です。"
        "正しいファイルか確かめて選び直してください。"
    )


def test_a_file_that_is_too_large_is_refused(settings):
    settings.EVIDENCE_MAX_BYTES = 100

    said = refused("大きい.pdf", files.PDF)

    assert said == (
        f"「大きい.pdf」は添付できません。大きさが{len(files.PDF)}\xa0バイトあります。"
        "100\xa0バイトまでにしてください（画像を小さくする、分けるなど）。"
    )


def test_the_limit_itself_is_allowed(settings):
    settings.EVIDENCE_MAX_BYTES = len(files.PDF)

    assert check.check(upload("a.pdf", files.PDF)).size == len(files.PDF)


def test_a_package_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(kinds, "MOST_UNPACKED", 1_000_000)
    bomb = files.package("spreadsheetml.sheet", **{"xl/big.xml": b"0" * 2_000_000})

    said = refused("爆弾.xlsx", bomb)

    assert len(bomb) < 10_000
    assert "開くと非常に大きくなるファイルのため、受け取れません。" in said


def test_a_package_with_too_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_MEMBERS", 3)
    many = files.package("spreadsheetml.sheet", **{f"{n}.xml": b"" for n in range(4)})

    assert "開くと非常に大きくなるファイル" in refused("多い.xlsx", many)


def test_a_list_of_parts_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(kinds, "MOST_CONTENT_TYPES", 10)

    assert "壊れているため読み取れません" in refused("長い.xlsx", files.xlsx())


@pytest.mark.parametrize("cut", [30, 200, 1000])
def test_a_broken_package_is_refused(cut):
    said = refused("壊れた.xlsx", files.xlsx()[:cut])

    assert said == (
        "「壊れた.xlsx」は添付できません。壊れているため読み取れません。"
        "元のアプリで開いて保存し直してください。"
    )


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("報告書.pdf", "報告書.pdf"),
        ("髙﨑さんの報告.pdf", "髙﨑さんの報告.pdf"),
        (unicodedata.normalize("NFD", "パンフレット.pdf"), "パンフレット.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\taro\\報告.pdf", "報告.pdf"),
        ("報告\x00\x07\r\nX-Evil: 1.pdf", "報告 X-Evil_ 1.pdf"),
        ("報告\u202efdp.exe.pdf", "報告fdp.exe.pdf"),
        ("  報告  書 .pdf ", "報告 書.pdf"),
        ("...pdf", "添付ファイル.pdf"),
        (".pdf", "添付ファイル.pdf"),
        ("", "添付ファイル"),
        ("/", "添付ファイル"),
        ("con.pdf", "_con.pdf"),
        ("LPT1.txt", "_LPT1.txt"),
        ('a"b<c>|d?.pdf', "a_b_c__d_.pdf"),
        ("長" * 300 + ".xlsx", "長" * 115 + ".xlsx"),
        ("名前." + "x" * 300, "名前." + "x" * 117),
    ],
)
def test_names_are_made_harmless(raw, kept):
    assert clean_name(raw) == kept
