"""A paper taken in the browser, and how it lies on A4."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

LogIn = Callable[[Page, str], None]
MEETING = "/meetings/4/"
TITLES = [
    "1 判定別の件数と、計画・柱の進み具合",
    "2 前回からの変化",
    "3 判断を要する事項",
    "4 取組別一覧",
    "5 遅れと理由",
    "6 日程：予定と実際",
    "7 未報告",
    "8 前回までの決定事項の対応状況",
    "9 指標",
    "10 マイルストーン",
    "11 業務の棚卸し",
    "12 推移",
    "13 数字の決まり",
]
LANDSCAPE = "841.92 x 594.96 pts (A4)"


def printed(page: Page, folder: Path) -> Path:
    """The page as Chromium prints it."""
    paper = folder / "paper.pdf"
    page.pdf(path=paper, prefer_css_page_size=True, print_background=True)
    return paper


def said_by(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def sheets(paper: Path) -> list[str]:
    """The text of each sheet."""
    return said_by("pdftotext", "-layout", paper, "-").removesuffix("\f").split("\f")


def squeezed(text: str) -> str:
    """Without the spaces, which depend on the layout."""
    return re.sub(r"\s", "", text)


def test_the_office_takes_a_paper_and_a_member_reads_it(
    page: Page, log_in: LogIn, fresh_site: object, tmp_path: Path
) -> None:
    log_in(page, "jimukyoku")
    page.goto(f"{MEETING}attendance/")
    page.get_by_label("氏名").fill("髙﨑 邉子")
    page.get_by_role("button", name="加える").click()
    page.goto(MEETING)

    page.get_by_role("link", name="会議資料を作り直す").click()
    page.get_by_role("link", name="下見をする").click()
    expect(page.get_by_text("下見（まだ控えではありません）").first).to_be_visible()
    page.get_by_role("link", name="会議資料を作る画面へ").click()
    page.get_by_label("作り直す理由").fill("出席者の名簿の誤り")
    page.get_by_role("button", name="会議資料を作る").click()

    expect(page.get_by_text("会議資料を作りました。")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("第3回推進委員会 会議資料（第2版）")
    page.get_by_role("button", name="ログアウト").click()
    log_in(page, "iin")
    page.goto("/meetings/")
    page.get_by_role("link", name=re.compile("資料.*第2版")).click()
    expect(page.get_by_text("出席者の名簿の誤り")).to_be_visible()
    paper = printed(page, tmp_path)
    assert "髙﨑邉子" in squeezed("".join(sheets(paper)))
    fonts = [line.split() for line in said_by("pdffonts", paper).splitlines()[2:]]
    assert {font[-5] for font in fonts} == {"yes"}, "every font is embedded"


def test_a_paper_lies_on_a4_landscape(page: Page, come_in: LogIn, tmp_path: Path) -> None:
    come_in(page, "iin")
    page.goto(f"{MEETING}paper/")
    digest = page.locator(".paper__digest").first.inner_text()

    paper = printed(page, tmp_path)

    pages = sheets(paper)
    text = " ".join(" ".join(pages).replace("\u3000", " ").split())
    assert 10 <= len(pages) <= 24
    assert f"Page size:       {LANDSCAPE}" in said_by("pdfinfo", paper)
    assert [title for title in TITLES if title not in text] == []
    assert "ログアウト" not in text
    assert "印刷する" not in text
    for number, sheet in enumerate(pages, start=1):
        *body, last = sheet.rstrip().splitlines()
        assert squeezed(last) == squeezed(
            f"第3回推進委員会 会議資料 照合番号 {digest} {number}/{len(pages)}"
        )
        assert squeezed("".join(body)), f"sheet {number} is blank"


def test_a_long_table_repeats_its_header_and_keeps_its_rows_whole(
    page: Page, come_in: LogIn, tmp_path: Path
) -> None:
    come_in(page, "iin")
    page.goto(f"{MEETING}paper/")
    rows = page.locator(".paper__voices tbody tr").all_inner_texts()

    pages = [squeezed(sheet) for sheet in sheets(printed(page, tmp_path))]

    first = next(n for n, sheet in enumerate(pages) if "5遅れと理由" in sheet)
    last = next(n for n, sheet in enumerate(pages) if "6日程：予定と実際" in sheet)
    assert last - first >= 3
    assert all("班と報告課題今後の予定" in sheet for sheet in pages[first:last])
    assert len(rows) > 50
    sections = [squeezed(row.splitlines()[0]) for row in rows]
    assert all(any(name in sheet for sheet in pages[first:last]) for name in sections)
    cut = re.compile("班と報告課題今後の予定(今期の報告|前の報告を引継ぎ)")
    assert not any(cut.search(sheet) for sheet in pages), "the second line of a row, without it"


def test_papers_are_chosen_and_stand_side_by_side(page: Page, come_in: LogIn) -> None:
    come_in(page, "iin")
    page.goto("/meetings/")
    page.get_by_role("link", name="会議資料の一覧").click()

    page.get_by_role("checkbox").first.check()
    page.get_by_role("checkbox").last.check()
    page.get_by_role("button", name="選んだ資料を比べる").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("会議資料を比べる")
    expect(
        page.get_by_role("table", name="取組ごとの判定と進捗率").get_by_role("row")
    ).to_have_count(12)
