"""A paper as PDF: what stands in it, how it looks, and what happens where it cannot be made."""

import builtins
import re
import shutil
import subprocess
import sys
import zlib

import pytest

from initiatives.paper import pdf
from initiatives.paper.shown import show
from tests.factories import paper as made

DIGEST = "ab12" * 16
needs_pdf = pytest.mark.skipif(
    not (pdf.available() and shutil.which("pdftotext")),
    reason="WeasyPrint's libraries or poppler-utils are not installed",
)


@pytest.fixture(autouse=True)
def _looked_for_anew():
    pdf.missing.cache_clear()
    yield
    pdf.missing.cache_clear()


def run(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    """A paper as large as the town's, in a file."""
    path = tmp_path_factory.mktemp("pdf") / "paper.pdf"
    path.write_bytes(pdf.render(show(made.big_paper(), digest=DIGEST)))
    return path


@needs_pdf
def test_the_paper_is_all_there(big):
    text = "".join(run("pdftotext", str(big), "-").split())

    headings = [
        *("判定別の件数", "前回からの変化", "判断を要する事項", "取組別一覧", "遅れと理由"),
        *("日程：予定と実際", "未報告", "前回までの決定事項の対応状況", "指標", "マイルストーン"),
        *("業務の棚卸し", "推移", "数字の決まり"),
    ]
    assert [heading for heading in headings if heading not in text] == []
    assert [title for title in made.TITLES if title not in text] == []
    assert "髙﨑花子" in text
    assert "渡邉" in text
    assert "邉男" in text


@needs_pdf
def test_every_page_is_a4_landscape_with_its_number_and_its_paper(big):
    info = dict(line.split(":", 1) for line in run("pdfinfo", str(big)).splitlines())
    pages = run("pdftotext", "-layout", str(big), "-").split("\f")[:-1]

    count = int(info["Pages"])
    assert info["Page size"].split() == ["841.89", "x", "595.276", "pts", "(A4)"]
    assert len(pages) == count > 10
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {count}" in page
        assert "照合番号 ab12 ab12 ab12 ab12" in page


@needs_pdf
def test_headings_of_a_table_stand_on_each_of_its_pages(big):
    pages = run("pdftotext", "-layout", str(big), "-").split("\f")

    milestones = [page for page in pages if "基幹業務" in page]
    assert len(milestones) > 1
    assert all("期限" in page and "完了" in page for page in milestones)


@needs_pdf
def test_the_pdf_is_tagged_titled_and_japanese(big):
    info = dict(line.split(":", 1) for line in run("pdfinfo", str(big)).splitlines())

    assert info["Tagged"].strip() == "yes"
    assert info["Title"].strip() == "第3回推進委員会 会議資料　令和8年度 第3四半期"
    assert b"/Lang (ja)" in unpacked(big)


def unpacked(path):
    """Everything that stands in a PDF's packed objects."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", path.read_bytes(), re.DOTALL)
    return b"".join(zlib.decompressobj().decompress(one) for one in packed if one.startswith(b"x"))


@needs_pdf
def test_every_letter_brings_its_font(big):
    fonts = run("pdffonts", str(big)).splitlines()[2:]

    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts)
    assert all("CJK" in line or "JP" in line for line in fonts)


@needs_pdf
def test_ink_stays_off_the_edges_of_every_page(big, tmp_path):
    run("pdftoppm", "-r", "20", "-gray", str(big), str(tmp_path / "page"))

    pictures = [read_gray(path) for path in sorted(tmp_path.glob("page-*.pgm"))]

    assert len(pictures) > 10
    for rows in pictures:
        edges = [*rows[:4], *rows[-4:], *(row[:4] + row[-4:] for row in rows)]
        assert min(min(row) for row in edges) == 255
        assert min(min(row) for row in rows) < 128


def read_gray(path):
    """The rows of a PGM picture, 255 being white."""
    _, width, height, _, pixels = path.read_bytes().split(maxsplit=4)
    wide = int(width)
    return [pixels[n * wide : (n + 1) * wide] for n in range(int(height))]


@needs_pdf
def test_the_same_paper_is_the_same_file():
    shown = show(made.paper(), digest=DIGEST)

    assert pdf.render(shown) == pdf.render(shown)


@needs_pdf
def test_a_paper_asks_for_no_file_and_no_host(tmp_path, caplog):
    secret = tmp_path / "secret.txt"
    secret.write_text("0123-secret")
    html = f"""<html lang="ja"><title>t</title><body>
        <img src="file://{secret}" alt="a"><img src="http://127.0.0.1:9/x.png" alt="b">
        <link rel="stylesheet" href="file://{secret}"><link rel="attachment" href="file://{secret}">
        <object data="file://{secret}"></object><p>本文</p>"""

    made_pdf = pdf.to_pdf(html, identifier="t")

    assert b"0123-secret" not in made_pdf
    assert b"EmbeddedFile" not in made_pdf
    assert "URI uses disallowed protocol: http://127.0.0.1:9/x.png" in caplog.text


def test_without_the_library_it_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    assert not pdf.available()
    assert pdf.missing() == "WeasyPrint is not installed: make pdf"


def test_without_the_systems_libraries_it_says_so(monkeypatch):
    import_as_ever = builtins.__import__

    def without_pango(name, *rest, **more):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return import_as_ever(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without_pango)

    assert not pdf.available()
    assert "cannot load library 'libpango-1.0-0'" in pdf.missing()


def test_without_them_nothing_is_rendered(monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)

    with pytest.raises(pdf.NoPdf):
        pdf.render(show(made.paper(), digest=DIGEST))
