"""The office revises the plan: by keyboard, and on pages that are accessible with their faults."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.test_every_page import faults
from tests.browser.test_keyboard import tab_to

LogIn = Callable[[Page, str], None]
STEPS = ["edit", "head", "add", "targets/1", "seal", "delete"]


def begin(page: Page) -> str:
    """Begin a revision by keyboard and come to its editor; returns the draft's address."""
    page.goto("/plan/revisions/new/")
    tab_to(page, "reason")
    page.keyboard.type("【見本】終わりの年度を定めるため。")
    tab_to(page, "下書きを作る")
    page.keyboard.press("Enter")
    expect(page.get_by_text("作成中")).to_be_visible()
    return page.url.removesuffix("edit/")


def test_a_revision_is_made_by_keyboard_alone(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "jimukyoku")
    begin(page)

    tab_to(page, "t-1-last1")
    page.keyboard.type("R8")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("1件の取組の予定を保存しました。")
    tab_to(page, "この取組を終える（② ", limit=120)
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("をこの見直しで終えます。")
    tab_to(page, "確かめて確定へ進む")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="変わるところ")).to_be_visible()
    tab_to(page, "確定する")
    page.keyboard.press("Enter")

    expect(page.locator(".messages")).to_contain_text("を確定しました。")
    expect(page.locator(".revision-changes")).to_contain_text("計画から外して終える。")


@pytest.mark.parametrize("width", [1280, 320])
def test_every_step_of_a_revision_is_accessible(
    page: Page, log_in: LogIn, watch: Watch, fresh_site: object, width: int
) -> None:
    log_in(page, "jimukyoku")
    draft = begin(page)
    page.set_viewport_size({"width": width, "height": 900})

    for step in STEPS:
        page.goto(f"{draft}{step}/")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, step
        assert watch.faults == [], step
    for step in STEPS:
        page.goto(f"{draft}{step}/")
        watch.faults.clear()  # what axe tried on the page before
        assert faults(page, watch) == [], step

    page.goto(f"{draft}edit/")
    watch.faults.clear()
    page.locator("[name=t-1-last1]").fill("来年")
    page.locator("[name=t-6-weight]").fill("")
    page.get_by_role("button", name="保存する").first.click()

    expect(page.get_by_role("heading", name="入力に直すところがあります")).to_be_visible()
    watch.faults[:] = [f for f in watch.faults if "status of 422" not in f]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert faults(page, watch) == []
