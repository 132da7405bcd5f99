"""A workbook through a real browser: taken out, edited, looked at, applied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Site, Watch
from tests.browser.test_every_page import faults

LogIn = Callable[[Page, str], None]
IMPORT = "**/inventory/import/*/"
ROWS = 3200  # more than two slices of a check
HALF = "3,200行のうち1,500行を確かめました。"
MOST = "3,200行のうち3,000行を確かめました。"


def download(page: Page, folder: Path) -> Path:
    page.goto("/inventory/tasks/?q=&named=no")
    with page.expect_download() as started:
        page.get_by_role("link", name="Excelで取り出す").click()
    path = folder / "tasks.xlsx"
    started.value.save_as(path)
    return path


def edit(path: Path, cells: dict[str, str]) -> None:
    book = openpyxl.load_workbook(path)
    for at, value in cells.items():
        book["事務一覧"][at] = value
    book.save(path)


def upload(page: Page, path: Path) -> None:
    page.goto("/inventory/import/")
    page.get_by_label("ファイル").set_input_files(path)
    page.get_by_role("button", name="確かめる（まだ反映しません）").click()


def test_edited_workbook_is_seen_and_then_applied(
    page: Page, log_in: LogIn, fresh_site: object, tmp_path: Path
) -> None:
    log_in(page, "jimukyoku")
    path = download(page, tmp_path)
    edit(path, {"E2": "転入届の受付", "J3": "１，２００件"})

    upload(page, path)
    expect(page.get_by_role("heading", name="反映する前の確認")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("転入届の受付")
    page.get_by_role("button", name="反映する", exact=True).click()

    expect(page.locator(".messages")).to_contain_text("反映しました。追加 0件、変更 2件です。")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize(
    ("cells", "heading"),
    [({"J2": "=1+1", "I3": "完了"}, "誤り"), ({"E2": "転入届", "F2": "窓口"}, "変更")],
)
def test_preview_is_accessible_and_never_scrolls_sideways(
    page: Page,
    log_in: LogIn,
    watch: Watch,
    fresh_site: object,
    tmp_path: Path,
    width: int,
    cells: dict[str, str],
    heading: str,
) -> None:
    log_in(page, "jimukyoku")
    path = download(page, tmp_path)
    edit(path, cells)
    page.set_viewport_size({"width": width, "height": 900})

    upload(page, path)

    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert faults(page, watch) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_mapping_is_accessible_and_never_scrolls_sideways(
    page: Page, log_in: LogIn, watch: Watch, fresh_site: object, tmp_path: Path, width: int
) -> None:
    log_in(page, "jimukyoku")
    page.set_viewport_size({"width": width, "height": 900})
    path = tmp_path / "foreign.csv"
    path.write_text("ナンバー,やること\n1,証明の発行\n", encoding="utf-8")

    upload(page, path)

    expect(page.get_by_role("heading", name="どの列に何が書いてありますか")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert faults(page, watch) == []


def long_workbook(folder: Path) -> Path:
    """A workbook that is checked in three slices."""
    book = openpyxl.Workbook()
    book.active.append(["課", "班", "事務の名称"])
    for number in range(1, ROWS + 1):
        book.active.append(["町民福祉課", "戸籍班", f"見本の事務{number}"])
    path = folder / "long.xlsx"
    book.save(path)
    return path


def is_poll(route: Route) -> bool:
    return "hx-request" in route.request.headers


def hold_still(page: Page) -> None:
    """Answer the page's own asking with "nothing new", and it stays as it was loaded."""

    def answer(route: Route) -> None:
        if is_poll(route):
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route(IMPORT, answer)


class Polls:
    """Holds back what the page asks by itself, until the test lets it go."""

    def __init__(self, page: Page) -> None:
        self.held: list[Route] = []
        self.page = page
        page.route(IMPORT, self._meet)

    def _meet(self, route: Route) -> None:
        if is_poll(route):
            self.held.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        while not self.held:
            self.page.wait_for_timeout(20)
        self.held.pop().continue_()


def test_long_check_goes_on_by_itself_and_keeps_the_focus(
    page: Page, log_in: LogIn, fresh_site: object, tmp_path: Path
) -> None:
    log_in(page, "jimukyoku")
    polls = Polls(page)

    upload(page, long_workbook(tmp_path))
    expect(page.get_by_text(HALF)).to_be_visible()
    expect(page.get_by_role("progressbar", name="確かめた行")).to_have_attribute(
        "aria-valuetext", "46%"
    )
    page.get_by_role("button", name="取りやめる").focus()
    polls.let_go()
    expect(page.get_by_text(MOST)).to_be_visible()
    expect(page.get_by_role("button", name="取りやめる")).to_be_focused()
    polls.let_go()

    expect(page.get_by_role("heading", name="反映する前の確認")).to_be_visible()
    expect(page.get_by_role("link", name="追加（3,200行）")).to_be_visible()


def test_long_check_can_be_left_and_come_back_to(
    page: Page, log_in: LogIn, fresh_site: object, tmp_path: Path
) -> None:
    log_in(page, "jimukyoku")
    hold_still(page)

    upload(page, long_workbook(tmp_path))
    expect(page.get_by_text(HALF)).to_be_visible()
    page.goto("/inventory/import/")
    page.get_by_role("link", name="long.xlsx").click()

    expect(page.get_by_text(MOST)).to_be_visible()


def test_long_check_goes_on_by_its_button_without_javascript(
    new_context: Callable[..., BrowserContext], log_in: LogIn, fresh_site: Site, tmp_path: Path
) -> None:
    context = new_context(base_url=fresh_site.url, java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    log_in(page, "jimukyoku")

    upload(page, long_workbook(tmp_path))
    expect(page.get_by_text(HALF)).to_be_visible()
    page.get_by_role("link", name="続きを確かめる").click()
    expect(page.get_by_text(MOST)).to_be_visible()
    page.get_by_role("link", name="続きを確かめる").click()

    expect(page.get_by_role("heading", name="反映する前の確認")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_progress_is_accessible_and_never_scrolls_sideways(
    page: Page, log_in: LogIn, watch: Watch, fresh_site: object, tmp_path: Path, width: int
) -> None:
    log_in(page, "jimukyoku")
    page.set_viewport_size({"width": width, "height": 900})
    hold_still(page)

    upload(page, long_workbook(tmp_path))

    expect(page.get_by_text(HALF)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert faults(page, watch) == []
