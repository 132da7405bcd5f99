"""The office changes who does what, on a phone and by keyboard; the section's text goes along."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site

LogIn = Callable[[Page, str], None]
PHONE = {"width": 390, "height": 844}


def log_out(page: Page) -> None:
    page.get_by_role("button", name="ログアウト").click()


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


def test_a_draft_goes_on_when_its_section_becomes_the_lead(
    page: Page, log_in: LogIn, fresh_site: Site
) -> None:
    """W10: the text was unreachable from the moment the office changed the role."""
    log_in(page, "koseki")
    row = page.get_by_role("listitem").filter(has_text="⑨").first
    row.get_by_role("link", name="⑨").first.click()
    address = page.url
    page.get_by_label("実施内容").fill("窓口の人に聞き取りをした")
    page.get_by_role("button", name="下書きを保存").click()
    expect(page.locator(".messages")).to_contain_text("下書きを保存しました")
    log_out(page)
    log_in(page, "jimukyoku")
    open_cell(page, "⑨", "戸籍班")
    card = form(page, "この班に移す")
    card.get_by_label("理由").fill("担当の見直し")
    card.get_by_role("button", name="主管を移す").click()
    expect(page.locator(".messages")).to_contain_text("戸籍班に移しました")
    log_out(page)

    log_in(page, "koseki")

    row = page.get_by_role("listitem").filter(has_text="⑨").first
    expect(row).to_contain_text("主管")
    row.get_by_role("link", name="続きを書く").click()
    expect(page.get_by_label("実施内容")).to_have_value("窓口の人に聞き取りをした")
    page.goto(address)
    expect(page.get_by_label("実施内容")).to_have_value("窓口の人に聞き取りをした")
