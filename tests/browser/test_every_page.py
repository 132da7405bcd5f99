"""Every page at both widths: accessible, nothing sideways, readable on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch

LogIn = Callable[[Page, str], None]
PAGES = [
    "/",
    "/dashboard/",
    "/initiatives/",
    "/initiatives/1/",
    "/initiatives/6/",
    "/matrix/",
    "/matrix/6/",
    "/reports/sheet/2026-3/",
    "/reviews/",
    "/reviews/?select=all",
    "/periods/",
    "/periods/2026-2/",
    "/periods/2026-2/reopen/",
    "/periods/2026-3/close/",
    "/periods/2026-3/extend/",
    "/periods/2026-2/submissions/",
    "/periods/2026-3/submissions/?show=owed",
    "/inventory/",
    "/inventory/tasks/",
    "/inventory/systems/",
    "/inventory/systems/1/",
    "/inventory/systems/1/edit/",
    "/inventory/systems/add/",
    "/inventory/digitise/",
    "/inventory/digitise/?by=initiative",
    "/inventory/digitise/candidates/",
    "/inventory/digitise/candidates/?hours=unknown",
    "/initiatives/1/tasks/",
    "/initiatives/1/tasks/?linked=all",
    "/inventory/surveys/",
    "/inventory/surveys/1/",
    "/inventory/surveys/new/",
    "/inventory/surveys/compare/",
    "/inventory/import/",
    "/inventory/quality/",
    "/inventory/quality/?kind=missing",
    "/inventory/quality/?kind=outlying",
    "/inventory/quality/?kind=spelling",
    "/inventory/quality/?kind=load",
    "/inventory/sections/13/",
    "/inventory/sections/13/work/",
    "/inventory/sections/13/work/?columns=work&order=number",
    "/inventory/sections/13/work/?columns=means",
    "/inventory/sections/13/work/?columns=plan",
    "/inventory/sections/13/add/",
    "/inventory/sections/13/merge/",
    "/inventory/sections/13/merge/?numbers=1,2",
    "/inventory/tasks/225/",
    "/inventory/tasks/225/edit/",
    "/inventory/tasks/225/split/?parts=3",
    "/inventory/tasks/225/end/",
    "/inventory/?on=2026-04-01",
    "/inventory/sections/13/?on=2026-04-01",
    "/inventory/tasks/225/?on=2026-04-01",
    "/plan/",
    "/plan/background/",
    "/plan/sdgs/",
    "/plan/glossary/",
    "/gallery/",
    "/account/password/",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def faults(page: Page, watch: Watch) -> list[str]:
    """What the page itself did wrong, then what axe finds against WCAG 2.2 AA, a line each."""
    own = list(watch.faults)
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": STANDARDS}}
    found = Axe().run(page, options=options).response["violations"]
    watch.faults.clear()  # axe tries inline styles as it measures; the policy refuses them
    return own + [f"{v['id']}: {n['html'][:120]}" for v in found for n in v["nodes"]]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [1280, 320])
def test_a_page_is_accessible_and_never_scrolls_sideways(
    page: Page, log_in: LogIn, watch: Watch, path: str, width: int
) -> None:
    log_in(page, "jimukyoku")
    page.set_viewport_size({"width": width, "height": 900})

    answer = page.goto(path)

    assert answer is not None
    assert answer.status == 200
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert faults(page, watch) == []


def test_the_log_in_page_is_accessible(page: Page, watch: Watch) -> None:
    page.goto("/account/login/")

    assert faults(page, watch) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_the_report_form_is_accessible_with_its_faults(
    page: Page, log_in: LogIn, watch: Watch, fresh_site: object, width: int
) -> None:
    log_in(page, "koseki")
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("link", name=re.compile(r"^報告する\s?（①")).click()
    page.get_by_label("進捗率").fill("120")
    page.get_by_label("実施内容").fill("")

    page.get_by_role("button", name="提出する", exact=True).click()

    expect(page.get_by_role("heading", name="入力に直すところがあります")).to_be_visible()
    watch.faults[:] = [f for f in watch.faults if "status of 422" not in f]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert faults(page, watch) == []
