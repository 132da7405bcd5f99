"""Nothing typed is lost, and a press counts once: in a real browser, with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, FilePayload, Locator, Page, expect

from tests.browser.conftest import PASSWORD, Site

LogIn = Callable[[Page, str], None]
ADD = "/inventory/systems/add/"
TYPED = "窓口システム（書きかけ）"
BACK = "書きかけの内容を、下の欄に戻しました"


def name_of(page: Page) -> Locator:
    return page.locator('input[name="name"]')


def log_in_again(page: Page, username: str) -> None:
    page.get_by_label("職員番号").fill(username)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()


def accept_into(asked: list[str]) -> Callable[[Dialog], None]:
    """Accepts what a page asks before it is left, and notes that it did."""

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    return accept


def save(page: Page) -> None:
    page.get_by_role("button", name="保存する").click()


def test_a_text_outlives_its_page_its_session_and_its_machine(
    page: Page, log_in: LogIn, browser: Browser, fresh_site: Site
) -> None:
    log_in(page, "jimukyoku")
    page.goto(ADD)

    name_of(page).fill(TYPED)
    expect(page.get_by_text("入力の途中を預かりました")).to_be_visible(timeout=5000)
    page.reload()
    expect(name_of(page)).to_have_value(TYPED)
    expect(page.get_by_text(BACK)).to_be_visible()
    stored = "localStorage.length + sessionStorage.length"
    assert page.evaluate(stored) == 0
    assert page.evaluate("indexedDB.databases()") == []

    elsewhere = browser.new_context(base_url=fresh_site.url, locale="ja-JP")
    other = elsewhere.new_page()
    log_in(other, "jimukyoku")
    other.goto(ADD)
    expect(name_of(other)).to_have_value(TYPED)
    elsewhere.close()

    page.context.clear_cookies(name="sessionid")
    name_of(page).fill(f"{TYPED}の続き")
    page.get_by_role("radio", name="基幹系", exact=True).check()
    save(page)
    expect(page.get_by_role("heading", name="ログインの時間が切れました")).to_be_hidden()
    expect(page.get_by_text("書いた内容は、この画面が預かっています")).to_be_visible()
    log_in_again(page, "jimukyoku")
    expect(name_of(page)).to_have_value(f"{TYPED}の続き")
    save(page)
    expect(page.get_by_role("heading", name=f"{TYPED}の続き", level=1)).to_be_visible()
    page.goto(ADD)
    expect(name_of(page)).to_have_value("")
    expect(page.get_by_text(BACK)).to_be_hidden()


def test_leaving_within_a_second_of_typing_loses_nothing(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    asked: list[str] = []
    log_in(page, "jimukyoku")
    page.goto(ADD)
    page.on("dialog", accept_into(asked))

    name_of(page).press_sequentially("書いてすぐ")
    page.goto("/inventory/systems/")
    page.goto(ADD)

    expect(name_of(page)).to_have_value("書いてすぐ")
    assert asked == []


def test_logging_in_again_in_a_second_tab_loses_nothing(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "jimukyoku")
    page.goto(ADD)
    second = page.context.new_page()
    second.goto("/")
    second.get_by_role("button", name="ログアウト").click()
    log_in(second, "jimukyoku")

    name_of(page).fill(TYPED)
    save(page)

    expect(page.locator(".messages")).to_contain_text("ログインし直したため、送信を止めました")
    assert urlsplit(page.url).path == ADD
    expect(name_of(page)).to_have_value(TYPED)


def test_nothing_is_left_for_the_next_person_at_the_machine(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "jimukyoku")
    page.goto(ADD)
    name_of(page).fill(TYPED)
    expect(page.get_by_text("入力の途中を預かりました")).to_be_visible()

    page.get_by_role("button", name="ログアウト").click()
    expect(page.get_by_role("heading", name="ログイン", level=1)).to_be_visible()
    page.go_back()

    expect(page.get_by_role("heading", name="ログイン", level=1)).to_be_visible()
    assert TYPED not in page.content()


def test_without_scripts_the_refused_form_is_what_is_kept(
    browser: Browser, log_in: LogIn, fresh_site: Site
) -> None:
    context = browser.new_context(
        base_url=fresh_site.url, locale="ja-JP", java_script_enabled=False
    )
    page = context.new_page()
    log_in(page, "jimukyoku")
    page.goto(ADD)
    context.clear_cookies(name="sessionid")

    name_of(page).fill(TYPED)
    save(page)
    log_in_again(page, "jimukyoku")
    expect(name_of(page)).to_have_value(TYPED)
    page.get_by_role("button", name="書きかけを捨てる").click()

    expect(page.locator(".messages")).to_contain_text("書きかけの内容を捨てました")
    expect(name_of(page)).to_have_value("")
    context.close()


@pytest.mark.parametrize("script", [True, False])
def test_a_double_press_makes_one_row(
    browser: Browser, log_in: LogIn, fresh_site: Site, script: bool
) -> None:
    context = browser.new_context(
        base_url=fresh_site.url, locale="ja-JP", java_script_enabled=script
    )
    page = context.new_page()
    log_in(page, "jimukyoku")
    page.goto("/meetings/4/agenda/")

    page.locator('input[name="title"]').fill("二度押しの議題")
    page.get_by_role("button", name=re.compile("追加")).last.dblclick(no_wait_after=True)
    page.wait_for_timeout(1500)
    page.goto("/meetings/4/agenda/")

    expect(page.get_by_role("link", name=re.compile("^直す.*二度押しの議題"))).to_have_count(1)
    context.close()


def test_the_sheet_keeps_each_card(page: Page, log_in: LogIn, fresh_site: object) -> None:
    log_in(page, "koseki")
    page.goto("/reports/sheet/2026-3/")
    texts = page.locator('textarea[name$="-done_text"]')

    texts.nth(0).fill("一枚目の文")
    texts.nth(1).fill("二枚目の文")
    expect(page.get_by_text("入力の途中を預かりました")).to_be_visible()
    page.reload()
    expect(texts.nth(0)).to_have_value("一枚目の文")
    expect(texts.nth(1)).to_have_value("二枚目の文")

    page.context.clear_cookies(name="sessionid")
    texts.nth(1).fill("二枚目の続き")
    page.get_by_role("button", name="直した行をすべて提出する").click()
    log_in_again(page, "koseki")

    expect(page.get_by_text(BACK)).to_be_visible()
    expect(texts.nth(0)).to_have_value("一枚目の文")
    expect(texts.nth(1)).to_have_value("二枚目の続き")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_file_is_attached_before_the_first_save_and_told_in_view(
    page: Page, log_in: LogIn, fresh_site: object, width: int
) -> None:
    asked: list[str] = []
    page.set_viewport_size({"width": width, "height": 800})
    page.on("dialog", accept_into(asked))
    log_in(page, "koseki")
    page.goto("/reports/sheet/2026-3/")
    page.get_by_role("link", name=re.compile("^1件ずつ書く")).first.click()

    page.get_by_label("実施内容").fill("添付の前に書いた文")
    content = "班,件数\n戸籍班,3\n".encode()
    note = FilePayload(name="現場.csv", mimeType="text/csv", buffer=content)
    page.get_by_label(re.compile("^ファイルを選ぶ")).set_input_files(files=[note])
    page.get_by_role("button", name="添付する").click()

    result = page.locator("[data-result]")
    expect(result).to_contain_text("「現場.csv」を添付しました")
    expect(result).to_be_in_viewport()
    expect(page.locator("#evidence")).to_be_focused()
    expect(page.get_by_label("実施内容")).to_have_value("添付の前に書いた文")
    assert asked == []
