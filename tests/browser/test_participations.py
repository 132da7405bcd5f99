"""The office changes how often a section reports, on a phone and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site

LogIn = Callable[[Page, str], None]
PHONE = {"width": 390, "height": 844}


def form(page: Page, heading: str) -> Locator:
    return page.locator("section.card").filter(has=page.get_by_role("heading", name=heading))


def open_cell(page: Page, code: str, section: str) -> None:
    page.goto("/matrix/")
    page.get_by_role("link", name=f"（{code} {section}を変える）").click()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_the_cadence_is_set_by_keyboard_on_a_phone_without_javascript(
    new_context: Callable, log_in: LogIn, fresh_site: Site
) -> None:
    context = new_context(
        base_url=fresh_site.url, java_script_enabled=False, locale="ja-JP", viewport=PHONE
    )
    page = context.new_page()
    log_in(page, "jimukyoku")
    open_cell(page, "⑨", "戸籍班")
    card = form(page, "報告の回数を変える")

    card.get_by_role("radio", name="毎期").focus()
    page.keyboard.press("ArrowDown")
    card.get_by_label("理由").focus()
    page.keyboard.type("半期で足りるため")
    card.get_by_role("button", name="報告の回数を変える").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".messages")).to_contain_text("戸籍班の報告の回数を変えました")
    assert fits(page)
    open_cell(page, "⑨", "戸籍班")
    expect(page.get_by_text("（報告は半期）")).to_be_visible()
    assert fits(page)
