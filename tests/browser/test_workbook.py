"""A workbook through a real browser: taken out, edited, looked at, applied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.test_every_page import faults

LogIn = Callable[[Page, str], None]


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
