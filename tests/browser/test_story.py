"""The town's story: a section reports, its head confirms, the committee sees it rolled up."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

LogIn = Callable[[Page, str], None]
INITIATIVE = "「書かない窓口」の導入"


def log_out(page: Page) -> None:
    page.get_by_role("button", name="ログアウト").click()
    expect(page.get_by_role("heading", name="ログイン", level=1)).to_be_visible()


def open_dashboard_of_the_open_period(page: Page) -> None:
    """It opens on the period that is due; the open one is one press away."""
    page.get_by_role("link", name="ダッシュボード").first.click()
    page.get_by_role("link", name=re.compile("^受付中の.*を速報で見る$")).click()
    expect(page.get_by_text(re.compile(r"^速報（求めた\d+件のうち\d+件）$"))).to_be_visible()


def coverage_of(page: Page) -> tuple[float, str]:
    """The mean of ① on the dashboard and how many reports stand behind it."""
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=INITIATIVE)).first
    cells = row.get_by_role("cell").all_inner_texts()
    mean = re.search(r"(\d+\.\d)%", cells[1])
    assert mean is not None
    return float(mean[1]), re.sub(r"\s", "", cells[-1])


def counts(coverage: str) -> tuple[int, int, int]:
    """Fresh, carried and missing out of 「今期1・引継ぎ2・未報告3」."""
    fresh, carried, missing = re.findall(r"\d+", coverage)
    return int(fresh), int(carried), int(missing)


def test_a_report_reaches_the_committees_dashboard(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "iin")
    open_dashboard_of_the_open_period(page)
    mean_before, coverage_before = coverage_of(page)
    log_out(page)

    log_in(page, "koseki")
    page.get_by_role("listitem").filter(has_text=INITIATIVE).get_by_role(
        "link", name=re.compile("^報告する")
    ).click()
    expect(page.get_by_role("heading", name=INITIATIVE)).to_be_visible()
    expect(page.get_by_label("進捗率")).to_have_value("40")
    page.get_by_label("進捗率").fill("９５％")
    page.get_by_label("実施内容").fill("窓口での記入を2枚減らしました。")
    page.get_by_role("button", name="提出する", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("報告を提出しました")
    log_out(page)

    log_in(page, "koseki-kacho")
    mine = page.get_by_role("listitem").filter(has_text=INITIATIVE).filter(has_text="戸籍班")
    mine.filter(has_text="第3四半期").get_by_role(
        "link", name=re.compile("読んで確認する")
    ).click()
    expect(page.get_by_text("窓口での記入を2枚減らしました。")).to_be_visible()
    page.get_by_role("button", name="確認する", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("確認しました")
    log_out(page)

    log_in(page, "iin")
    open_dashboard_of_the_open_period(page)
    mean_after, coverage_after = coverage_of(page)

    before, after = counts(coverage_before), counts(coverage_after)
    due = sum(before)
    reporting = before[0] + before[1]
    assert after == (before[0] + 1, before[1] - 1, before[2])
    assert sum(after) == due
    assert mean_after == pytest.approx(mean_before + (95 - 40) / reporting, abs=0.1)
    page.get_by_role("link", name=INITIATIVE).first.click()
    entry = page.get_by_role("article").filter(has_text="戸籍班").first
    expect(entry).to_contain_text("進捗率：95%")
    expect(entry).to_contain_text("窓口での記入を2枚減らしました。")


def test_the_story_works_without_javascript(
    new_context: Callable, log_in: LogIn, fresh_site: Site
) -> None:
    context = new_context(base_url=fresh_site.url, java_script_enabled=False, locale="ja-JP")
    page = context.new_page()
    log_in(page, "koseki")

    page.get_by_role("listitem").filter(has_text=INITIATIVE).get_by_role(
        "button", name=re.compile("変更なしで提出")
    ).click()

    expect(page.locator(".messages")).to_contain_text("「前回から変更なし」として提出しました")


def test_the_office_names_a_task_in_the_admin(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "jimukyoku")
    page.get_by_role("link", name="管理", exact=True).first.click()
    page.get_by_role("link", name="事務", exact=True).first.click()
    expect(page.get_by_text(re.compile(r"1,?167"))).not_to_have_count(0)
    page.get_by_role("link", name=re.compile("^[0-9]+$|名称未登録")).first.click()

    page.get_by_label("事務の名称").fill("戸籍の届出の受付")
    page.get_by_role("button", name="保存", exact=True).click()

    expect(page.get_by_text("戸籍の届出の受付").first).to_be_visible()


def test_someone_whose_appointment_ended_is_told_whom_to_ask(
    page: Page, log_in: LogIn, expected_faults: list[str]
) -> None:
    expected_faults.append("status of 403")

    log_in(page, "ido")

    expect(page.get_by_role("heading", name="所属の登録がありません")).to_be_visible()


@pytest.mark.parametrize("username", ["koseki", "koseki-kacho", "iin", "jimukyoku"])
def test_what_a_person_may_do_is_what_the_menu_offers(
    page: Page, log_in: LogIn, username: str
) -> None:
    log_in(page, username)

    offered = page.get_by_role("navigation", name="メインメニュー").first.get_by_role("link")

    common = ["マイページ", "ダッシュボード", "取組", "報告期間", "会議", "担当表"]
    middle = [] if username in ("koseki", "iin") else ["確認待ち"]
    office = ["職員", "管理"] if username == "jimukyoku" else []
    assert offered.all_inner_texts() == [*common, *middle, "事務の棚卸し", "計画", *office]
