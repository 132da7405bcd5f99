"""How short the way to a report is, and that nothing typed is lost on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PASSWORD, Site
from tests.browser.test_keyboard import tab_to

LogIn = Callable[[Page, str], None]
OPEN_COUNTER = "「書かない窓口」の導入"


class Way:
    """Counts the pages a person has to wait for and the clicks they make."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pages = 0
        self.clicks = 0
        page.on("framenavigated", self._arrived)

    def _arrived(self, frame: object) -> None:
        if frame == self.page.main_frame:
            self.pages += 1

    def click(self, role: str, name: str | re.Pattern[str], within: str = "") -> None:
        place = self.page.get_by_role("listitem").filter(has_text=within) if within else self.page
        place.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        self.clicks += 1


def arrive(page: Page, username: str) -> Way:
    """Stand at the log-in page with the name and the password typed."""
    page.goto("/")
    way = Way(page)
    page.get_by_label("職員番号").fill(username)
    page.get_by_label("パスワード").fill(PASSWORD)
    return way


def form_of(page: Page) -> None:
    page.get_by_role("listitem").filter(has_text=OPEN_COUNTER).get_by_role(
        "link", name=re.compile("^報告する")
    ).click()
    expect(page.get_by_label("実施内容")).to_be_visible()


def test_no_change_takes_two_clicks_and_two_further_pages(page: Page, fresh_site: object) -> None:
    way = arrive(page, "koseki")

    way.click("button", "ログイン")
    way.click("button", re.compile("変更なしで提出"), within=OPEN_COUNTER)

    expect(page.locator(".messages")).to_contain_text("「前回から変更なし」として提出しました")
    assert (way.clicks, way.pages) == (2, 2)


def test_a_report_with_changes_takes_three_pages(page: Page, fresh_site: object) -> None:
    way = arrive(page, "koseki")

    way.click("button", "ログイン")
    way.click("link", re.compile("^報告する"), within=OPEN_COUNTER)
    page.get_by_label("進捗率").fill("45")
    page.get_by_label("実施内容").fill("窓口での記入を2枚減らした。")
    way.click("button", re.compile("^提出する$"))

    expect(page.locator(".messages")).to_contain_text("報告を提出しました")
    assert way.pages == 3


def test_without_javascript_the_way_is_as_short(browser: Browser, fresh_site: Site) -> None:
    page = second_window(browser, fresh_site).new_page()
    way = arrive(page, "koseki")

    way.click("button", "ログイン")
    way.click("button", re.compile("変更なしで提出"), within=OPEN_COUNTER)

    expect(page.locator(".messages")).to_contain_text("「前回から変更なし」として提出しました")
    assert (way.clicks, way.pages) == (2, 2)
    page.context.close()


def test_by_keyboard_alone_the_way_is_as_short(page: Page, fresh_site: object) -> None:
    way = arrive(page, "koseki")

    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="マイページ")).to_be_visible()
    tab_to(page, "変更なしで提出（①")
    page.keyboard.press("Enter")

    expect(page.locator(".messages")).to_contain_text("「前回から変更なし」として提出しました")
    assert (way.clicks, way.pages) == (0, 2)


def test_a_draft_keeps_itself_and_survives_the_log_out(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "koseki")
    form_of(page)

    page.get_by_label("実施内容").fill("途中まで書いた文")
    expect(page.locator("#autosave-state")).to_contain_text("自動保存しました")
    page.get_by_role("button", name="ログアウト").click()
    expect(page.get_by_role("heading", name="ログイン", level=1)).to_be_visible()
    log_in(page, "koseki")
    page.get_by_role("link", name=re.compile(r"^続きを書く\s?（①")).click()

    expect(page.get_by_label("実施内容")).to_have_value("途中まで書いた文")


def test_the_offer_of_no_change_goes_at_the_first_key(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "koseki")
    form_of(page)
    offer = page.get_by_role("button", name="前回から変更なしで提出")
    expect(offer).to_be_visible()

    page.get_by_label("実施内容").press("End")
    page.keyboard.type("あ")

    expect(offer).to_be_hidden(timeout=1000)
    expect(page.get_by_label("実施内容")).to_be_focused()


def test_a_lost_connection_loses_nothing(
    page: Page, log_in: LogIn, fresh_site: object, expected_faults: list[str]
) -> None:
    expected_faults += ["ERR_INTERNET_DISCONNECTED", "htmx:"]
    log_in(page, "koseki")
    form_of(page)

    page.context.set_offline(True)
    page.get_by_label("実施内容").fill("電波のない所で書いた文")
    expect(page.locator("#autosave-state")).to_contain_text("まだ保存していません")
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(page.locator("#autosave-state")).to_contain_text("自動保存しました")
    page.reload()
    expect(page.get_by_label("実施内容")).to_have_value("電波のない所で書いた文")


def test_an_expired_session_loses_nothing(page: Page, log_in: LogIn, fresh_site: object) -> None:
    log_in(page, "koseki")
    form_of(page)
    address = urlsplit(page.url).path

    page.context.clear_cookies(name="sessionid")
    page.get_by_label("実施内容").fill("時間が切れてから書いた文")
    page.get_by_role("button", name="提出する", exact=True).click()
    page.get_by_label("職員番号").fill("koseki")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="ログイン").click()

    assert urlsplit(page.url).path == address
    expect(page.get_by_label("実施内容")).to_have_value("時間が切れてから書いた文")
    page.get_by_role("button", name="提出する", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("報告を提出しました")


def second_window(browser: Browser, site: Site) -> BrowserContext:
    return browser.new_context(base_url=site.url, locale="ja-JP", java_script_enabled=False)


def test_two_people_on_one_report_lose_nothing(
    page: Page,
    log_in: LogIn,
    browser: Browser,
    fresh_site: Site,
    expected_faults: list[str],
) -> None:
    expected_faults.append("status of 409")
    other = second_window(browser, fresh_site).new_page()
    log_in(page, "koseki")
    form_of(page)
    log_in(other, "koseki-kacho")
    other.goto(urlsplit(page.url).path)

    other.get_by_label("実施内容").fill("課長が先に書いた文")
    other.get_by_role("button", name="下書きを保存").click()
    expect(other.locator(".messages")).to_contain_text("下書きを保存しました")
    page.get_by_label("実施内容").fill("担当があとから書いた文")
    expect(page.locator("#autosave-state")).to_contain_text("ほかの人が先に保存しました")
    page.get_by_role("button", name="下書きを保存").click()

    expect(page.get_by_role("heading", name="ほかの人が先に保存しました")).to_be_visible()
    expect(page.get_by_text("課長が先に書いた文")).to_be_visible()
    expect(page.get_by_text("担当があとから書いた文")).to_be_visible()
    page.get_by_role("radio", name=re.compile("今、保存されている内容")).first.check()
    page.get_by_role("button", name="選んだ内容で下書きを保存").click()
    expect(page.get_by_label("実施内容")).to_have_value("課長が先に書いた文")
    other.context.close()


def test_the_sheet_hands_in_several_reports_without_javascript(
    browser: Browser, log_in: LogIn, fresh_site: Site
) -> None:
    page = second_window(browser, fresh_site).new_page()
    log_in(page, "koseki")
    page.get_by_role("link", name=re.compile("報告をまとめて書く")).click()
    rows = page.get_by_role("region").filter(has=page.get_by_role("heading", level=2))
    before = rows.count()

    rows.filter(has_text=OPEN_COUNTER).get_by_label("進捗率").fill("50")
    rows.filter(has_text=OPEN_COUNTER).get_by_label("実施内容").fill("記入を2枚減らした。")
    page.get_by_role("button", name="直した行をすべて提出する").click()

    expect(page.locator(".messages")).to_contain_text("1件の報告を提出しました")
    assert rows.count() == before - 1
    page.context.close()


def test_the_last_text_is_one_press_away(page: Page, log_in: LogIn, fresh_site: object) -> None:
    log_in(page, "koseki")
    form_of(page)
    last = page.locator("#last-id_done_text").inner_text()
    expect(page.get_by_label("実施内容")).to_have_value("")

    page.get_by_label("実施内容").fill("今期の文")
    page.get_by_role("button", name="前回の実施内容を写す").click()

    expect(page.get_by_label("実施内容")).to_have_value(f"今期の文\n{last}")
    expect(page.get_by_label("実施内容")).to_be_focused()
    expect(page.locator("#autosave-state")).to_contain_text("自動保存しました")


def test_the_last_text_is_one_press_away_without_javascript(
    browser: Browser, log_in: LogIn, fresh_site: Site
) -> None:
    page = second_window(browser, fresh_site).new_page()
    log_in(page, "koseki")
    form_of(page)
    last = page.locator("#last-id_done_text").inner_text()

    page.get_by_label("進捗率").fill("55")
    page.get_by_role("button", name="前回の実施内容を写す").click()

    expect(page.get_by_label("実施内容")).to_have_value(last)
    expect(page.get_by_label("進捗率")).to_have_value("55")
    page.context.close()


def test_enter_hands_in_and_copies_nothing(page: Page, log_in: LogIn, fresh_site: object) -> None:
    log_in(page, "koseki")
    form_of(page)
    page.get_by_label("実施内容").fill("今期の文")

    page.get_by_label("進捗率").press("Enter")

    expect(page.locator(".messages")).to_contain_text("報告を提出しました")
    expect(page.get_by_text("今期の文")).to_be_visible()


def test_a_correction_is_read_and_confirmed_anew(
    page: Page, log_in: LogIn, browser: Browser, fresh_site: Site
) -> None:
    log_in(page, "koseki")
    form_of(page)
    page.get_by_label("進捗率").fill("60")
    page.get_by_label("実施内容").fill("今期の文")
    page.get_by_role("button", name="提出する", exact=True).click()
    address = urlsplit(page.url).path
    head = second_window(browser, fresh_site).new_page()
    log_in(head, "koseki-kacho")
    head.goto(address)
    head.get_by_role("button", name="確認する", exact=True).click()

    page.goto(address)
    page.get_by_role("link", name=re.compile("^訂正する")).click()
    page.get_by_label("進捗率").fill("45")
    page.get_by_label("訂正の理由").fill("数え間違い")
    page.get_by_role("button", name="訂正して提出する").click()

    expect(page.locator(".messages")).to_contain_text("報告を訂正しました")
    expect(page.get_by_role("table", name="訂正の前と後")).to_contain_text("60%45%")
    head.goto("/reviews/")
    row = head.get_by_role("listitem").filter(has_text="数え間違い").first
    expect(row).to_contain_text("もう一度確認が要ります")
    head.goto(address)
    expect(head.get_by_text("数え間違い").first).to_be_visible()
    head.get_by_role("button", name="確認する", exact=True).click()
    expect(head.locator(".messages")).to_contain_text("確認しました")
    head.context.close()
