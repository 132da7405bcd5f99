"""Confirming many reports at once, and the request to hand in on paper."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

LogIn = Callable[[Page, str], None]


def test_a_head_reads_in_place_and_confirms_all_at_once(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "hoken-kacho")
    page.goto("/reviews/")
    boxes = page.get_by_role("checkbox")
    waiting = boxes.count()

    page.locator("summary", has_text="報告の内容を読む").first.click()
    expect(page.get_by_text("取組の状況").first).to_be_visible()
    page.get_by_role("link", name="すべて選ぶ").click()
    expect(page.get_by_role("status")).to_have_text(f"{waiting}件を選んでいます")
    boxes.first.uncheck()
    expect(page.get_by_role("status")).to_have_text(f"{waiting - 1}件を選んでいます")
    page.get_by_role("button", name="選んだ報告をまとめて確認する").click()

    expect(page.get_by_text(f"{waiting - 1}件を確認しました。")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(1)


def test_the_request_to_hand_in_is_a_sheet_for_each_department(
    page: Page, come_in: LogIn, tmp_path: Path
) -> None:
    come_in(page, "jimukyoku")
    page.goto("/periods/2026-3/submissions/?show=owed")
    departments = page.locator(".submissions__sheet").count()

    paper = tmp_path / "request.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    text = subprocess.run(
        ["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True
    ).stdout
    sheets = text.removesuffix("\f").split("\f")

    assert len(sheets) == departments
    assert all("進捗報告の提出について（お願い）" in sheet for sheet in sheets)
    assert "印刷する" not in text
    assert "ダッシュボード" not in text


def test_opening_early_asks_first_and_is_taken_back(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "jimukyoku")
    page.goto("/periods/2026-4/")
    page.get_by_role("link", name="受付を始める").click()
    expect(page.get_by_text("令和8年度 第3四半期の報告（")).to_contain_text("開いたままです")
    expect(page.get_by_text("令和8年度 第4四半期は令和9年1月1日に始まります")).to_be_visible()

    page.get_by_role("button", name="受付を始める").click()
    expect(page.locator(".messages")).to_contain_text("の受付を始めました")
    page.goto("/")
    expect(page.get_by_text("もう受け付けています").first).to_be_visible()
    page.goto("/periods/2026-4/")
    page.get_by_role("link", name="予定に戻す").click()
    page.get_by_role("button", name="予定に戻す").click()

    expect(page.locator(".messages")).to_contain_text("を予定に戻しました")
    expect(page.get_by_text("まだ受付を始めていません")).to_be_visible()


def test_closing_says_whom_it_strands(page: Page, log_in: LogIn, fresh_site: object) -> None:
    log_in(page, "jimukyoku")
    page.goto("/periods/2026-3/close/")
    expect(page.get_by_text("のまま締め切ることになります。")).to_be_visible()

    page.get_by_role("button", name="締め切る").click()
    page.goto("/reviews/")

    expect(page.get_by_role("checkbox").first).to_be_visible()
    waiting = page.get_by_role("checkbox").count()
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="まとめて代理で確認する").click()
    expect(page.locator(".messages")).to_contain_text("1件を確認しました")
    expect(page.get_by_role("checkbox")).to_have_count(waiting - 1)
