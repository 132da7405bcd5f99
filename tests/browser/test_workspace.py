"""A section's table of tasks in a real browser: by keyboard, two at once, on and off line."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, Route, expect

from tests.browser.conftest import PASSWORD, Site

LogIn = Callable[[Page, str], None]


def open_table(page: Page, columns: str = "basic") -> str:
    """The table of 戸籍班, by number; its address."""
    page.goto("/inventory/")
    page.get_by_role("link", name=re.compile("戸籍班$")).first.click()
    page.get_by_role("link", name="表で編集する").click()
    page.goto(f"{page.url}?columns={columns}&order=number")
    return page.url


def row(page: Page, at: int) -> Locator:
    return page.locator("[data-row]").nth(at)


def cell(page: Page, at: int, name: str) -> Locator:
    return row(page, at).locator(f'[data-cell] [name$="-{name}"]')


def state(page: Page, at: int) -> Locator:
    return row(page, at).locator("[data-row-state]")


def other_window(browser: Browser, site: Site, *, script: bool = True) -> BrowserContext:
    return browser.new_context(base_url=site.url, locale="ja-JP", java_script_enabled=script)


def test_a_row_saves_itself_when_the_focus_leaves_it(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "koseki")
    open_table(page)

    cell(page, 5, "name").fill("住民票の写しの交付")
    cell(page, 5, "volume").fill("１，２００件")
    expect(state(page, 5)).to_contain_text("まだ保存していません")
    cell(page, 6, "name").focus()

    expect(state(page, 5)).to_contain_text("保存しました")
    expect(cell(page, 5, "volume")).to_have_value("1200")
    page.reload()
    expect(cell(page, 5, "name")).to_have_value("住民票の写しの交付")


def test_keys_move_through_the_table_and_save(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "koseki")
    open_table(page)
    cell(page, 5, "name").focus()

    page.keyboard.type("一つ目")
    page.keyboard.press("Enter")
    expect(cell(page, 6, "name")).to_be_focused()
    page.keyboard.type("二つ目")
    page.keyboard.press("ArrowDown")
    expect(cell(page, 7, "name")).to_be_focused()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Tab")
    expect(cell(page, 6, "category")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("二つ目の名称")
    page.keyboard.press("Control+Enter")

    expect(state(page, 5)).to_contain_text("保存しました")
    expect(state(page, 6)).to_contain_text("保存しました")
    expect(cell(page, 6, "name")).to_be_focused()
    page.reload()
    expect(cell(page, 5, "name")).to_have_value("一つ目")
    expect(cell(page, 6, "name")).to_have_value("二つ目の名称")


def test_a_save_asked_for_during_another_is_not_forgotten(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "koseki")
    open_table(page)
    held: list[Route] = []
    page.route(re.compile("/row/"), lambda route: held.append(route), times=1)
    cell(page, 5, "name").focus()

    page.keyboard.type("前半")
    with page.expect_request(re.compile("/row/")):
        page.keyboard.press("Control+Enter")
    page.keyboard.type("と後半")
    page.keyboard.press("Control+Enter")
    held[0].continue_()

    expect(state(page, 5)).to_contain_text("保存しました")
    page.reload()
    expect(cell(page, 5, "name")).to_have_value("前半と後半")


def test_a_system_brings_its_category(page: Page, log_in: LogIn, fresh_site: object) -> None:
    log_in(page, "koseki")
    open_table(page)
    cell(page, 5, "category").select_option("none")
    system = page.locator("#systems option").first.get_attribute("value")
    category = page.locator("#systems option").first.get_attribute("data-category")
    assert system
    assert category

    cell(page, 5, "system").fill(system)
    cell(page, 6, "name").focus()

    expect(cell(page, 5, "category")).to_have_value(category)
    expect(state(page, 5)).to_contain_text("保存しました")


def test_computed_hours_are_used_only_when_asked(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "koseki")
    open_table(page)
    cell(page, 5, "volume").fill("１２００")
    cell(page, 5, "minutes_per_case").fill("7.5分")
    offer = row(page, 5).get_by_role("button", name="この時間を使う")
    expect(row(page, 5).locator("[data-computed-hours]")).to_have_text("150.0")
    expect(cell(page, 5, "annual_hours_before")).to_have_value("")

    offer.click()
    cell(page, 6, "name").focus()

    expect(state(page, 5)).to_contain_text("保存しました")
    expect(cell(page, 5, "annual_hours_before")).to_have_value("150.0")
    expect(offer).to_be_hidden()


def test_a_fault_stands_at_its_field_and_goes_when_mended(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "koseki")
    open_table(page)

    cell(page, 5, "minutes_per_case").fill("たくさん")
    cell(page, 6, "name").focus()

    expect(state(page, 5)).to_contain_text("直すところがあります")
    expect(cell(page, 5, "minutes_per_case")).to_have_attribute("aria-invalid", "true")
    expect(row(page, 5)).to_contain_text("数で入力してください")
    cell(page, 5, "minutes_per_case").fill("10")
    cell(page, 6, "name").focus()
    expect(state(page, 5)).to_contain_text("保存しました")
    expect(row(page, 5)).not_to_contain_text("数で入力してください")


def test_two_people_on_one_row_lose_nothing(
    page: Page, log_in: LogIn, browser: Browser, fresh_site: Site
) -> None:
    other = other_window(browser, fresh_site, script=False).new_page()
    log_in(page, "koseki")
    log_in(other, "koseki-kacho")
    other.goto(open_table(page))

    cell(other, 5, "name").fill("課長が先に書いた名称")
    other.get_by_role("button", name="直した行をすべて保存する").last.click()
    expect(other.locator(".messages")).to_contain_text("1件の事務を保存しました")
    cell(page, 5, "name").fill("担当があとから書いた名称")
    cell(page, 6, "name").focus()

    expect(state(page, 5)).to_contain_text("ほかの人が先に保存しました")
    expect(row(page, 5)).to_contain_text("課長が先に書いた名称")
    expect(cell(page, 5, "name")).to_have_value("担当があとから書いた名称")
    row(page, 5).get_by_role("radio", name=re.compile("先に保存された内容")).check()
    row(page, 5).get_by_role("button", name="選んだ内容で保存する").click()
    expect(cell(page, 5, "name")).to_have_value("課長が先に書いた名称")
    expect(row(page, 5).locator("[data-conflict]")).to_have_count(0)
    other.context.close()


def test_a_lost_connection_loses_nothing(
    page: Page, log_in: LogIn, fresh_site: object, expected_faults: list[str]
) -> None:
    expected_faults.append("ERR_INTERNET_DISCONNECTED")
    log_in(page, "koseki")
    open_table(page)

    page.context.set_offline(True)
    cell(page, 5, "name").fill("切れた間に書いた名称")
    cell(page, 6, "name").focus()
    expect(state(page, 5)).to_contain_text("接続できません")
    page.context.set_offline(False)

    expect(state(page, 5)).to_contain_text("保存しました")


def test_an_expired_session_loses_nothing(page: Page, log_in: LogIn, fresh_site: object) -> None:
    log_in(page, "koseki")
    open_table(page)

    page.context.clear_cookies(name="sessionid")
    cell(page, 5, "name").fill("切れた後に書いた名称")
    cell(page, 6, "name").focus()
    expect(state(page, 5)).to_contain_text("ログインの時間が切れました")
    page.get_by_role("button", name="直した行をすべて保存する").last.click()
    page.get_by_label("職員番号").fill("koseki")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()

    expect(cell(page, 5, "name")).to_have_value("切れた後に書いた名称")
    expect(state(page, 5)).to_contain_text("保存していなかった入力を戻しました")
    cell(page, 5, "name").focus()
    cell(page, 6, "name").focus()
    expect(state(page, 5)).to_contain_text("保存しました")


def test_a_row_that_is_left_before_it_is_saved_is_found_again(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "koseki")
    open_table(page)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)

    cell(page, 5, "name").click()
    page.keyboard.type("書きかけ")
    page.goto("/inventory/")
    open_table(page)

    expect(cell(page, 5, "name")).to_have_value("書きかけ")
    assert asked == []


def test_months_and_choices_save_by_themselves(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "koseki")
    open_table(page, "work")

    row(page, 5).get_by_label("4月", exact=True).check()
    row(page, 5).get_by_label("3月", exact=True).check()
    cell(page, 5, "staff").select_option("regular")
    cell(page, 6, "staff").focus()

    expect(state(page, 5)).to_contain_text("保存しました")
    page.reload()
    expect(row(page, 5).get_by_label("3月", exact=True)).to_be_checked()
    expect(row(page, 5).get_by_label("5月", exact=True)).not_to_be_checked()


def test_the_table_works_without_javascript(
    browser: Browser, log_in: LogIn, fresh_site: Site
) -> None:
    page = other_window(browser, fresh_site, script=False).new_page()
    log_in(page, "koseki")
    open_table(page)

    cell(page, 5, "name").fill("一つ目")
    cell(page, 6, "name").fill("二つ目")
    row(page, 5).get_by_role("button", name="この行を保存する").click()

    expect(page.locator(".messages")).to_contain_text("2件の事務を保存しました")
    expect(cell(page, 5, "name")).to_have_value("一つ目")
    expect(cell(page, 6, "name")).to_have_value("二つ目")
    page.context.close()
