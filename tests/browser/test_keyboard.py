"""Reporting by keyboard alone, and what the keyboard shows on its way."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

LogIn = Callable[[Page, str], None]
NAME_OF_FOCUS = """() => {
  const control = document.activeElement;
  const typed = ["INPUT", "TEXTAREA", "SELECT"].includes(control.tagName);
  return typed ? control.name : control.textContent.trim();
}"""


def tab_to(page: Page, words: str, limit: int = 80) -> None:
    """Press Tab until the focus stands on a control of this name or with these words."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        said = page.evaluate(NAME_OF_FOCUS)
        if said.startswith(words):
            return
    raise AssertionError(f"Tab never reached {words!r}")


def test_a_report_is_written_by_keyboard_alone(
    page: Page, log_in: LogIn, fresh_site: object
) -> None:
    log_in(page, "koseki")
    tab_to(page, "報告する（①")
    page.keyboard.press("Enter")
    expect(page.get_by_label("実施内容")).to_be_visible()

    tab_to(page, "progress")
    page.keyboard.press("Control+A")
    page.keyboard.type("55")
    tab_to(page, "done_text")
    page.keyboard.press("Control+A")
    page.keyboard.type("様式を減らしました。")
    tab_to(page, "提出する")
    page.keyboard.press("Enter")

    expect(page.locator(".messages")).to_contain_text("報告を提出しました")


def test_the_first_tab_leads_past_the_menu(page: Page, come_in: LogIn) -> None:
    come_in(page, "koseki")
    page.goto("/dashboard/")

    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.innerText")
    page.keyboard.press("Enter")

    assert skip == "本文へ移動"
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_focus_is_always_outlined(page: Page, come_in: LogIn) -> None:
    come_in(page, "koseki")
    page.goto("/")

    outlines = []
    for _ in range(12):
        page.keyboard.press("Tab")
        outlines.append(page.evaluate("getComputedStyle(document.activeElement).outlineWidth"))

    assert set(outlines) == {"4px"}
