"""Every page, wide and then narrow: accessible, nothing sideways."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watch
from tests.clients import OF_A_PLAN

LogIn = Callable[[Page, str], None]
PAGES = [
    "/",
    "/dashboard/",
    "/initiatives/",
    "/initiatives/1/",
    "/initiatives/6/",
    "/initiatives/3/?section=1",
    "/initiatives/3/?year=2025",
    "/dashboard/explain/mean/plan/",
    "/dashboard/explain/mean/initiative-3/",
    "/dashboard/explain/planned/initiative-6/",
    "/dashboard/explain/judgement/initiative-6/",
    "/dashboard/explain/change/initiative-6/",
    "/dashboard/explain/count/slightly_late/",
    "/dashboard/explain/milestones/plan/",
    "/dashboard/explain/indicator/indicator-1/",
    "/dashboard/explain/hours/town/",
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
    "/meetings/",
    "/meetings/1/",
    "/meetings/new/",
    "/meetings/1/edit/",
    "/meetings/1/agenda/",
    "/meetings/1/attendance/",
    "/meetings/1/decisions/new/",
    "/meetings/decisions/",
    "/meetings/decisions/2/edit/",
    "/meetings/papers/",
    "/plans/",
    "/meetings/compare/?paper=1&paper=3&paper=4",
    "/meetings/4/paper/",
    "/meetings/4/paper/new/",
    "/meetings/4/paper/preview/",
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
    "/inventory/surveys/compare/?from=2",
    "/inventory/import/",
    "/inventory/quality/",
    "/inventory/quality/?kind=duplicate",
    "/inventory/quality/?kind=missing",
    "/inventory/quality/?kind=outlying",
    "/inventory/quality/?kind=category",
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
    "/inventory/sections/13/merge/?choose=1&pick=1&pick=2&page=2",
    "/inventory/tasks/220/",
    "/inventory/tasks/225/",
    "/inventory/tasks/225/edit/",
    "/inventory/tasks/225/split/?parts=3",
    "/inventory/tasks/225/end/",
    "/inventory/?on=2026-04-01",
    "/inventory/departments/6/",
    "/inventory/departments/6/?on=2026-04-01",
    "/inventory/sections/13/history/",
    "/inventory/history/",
    "/inventory/history/?kind=changed&who=%E8%A6%8B%E6%9C%AC",
    "/inventory/tasks/?q=%E5%8F%B0%E5%B8%B3",
    "/inventory/sections/13/?on=2026-04-01",
    "/inventory/tasks/225/?on=2026-04-01",
    "/plan/",
    "/plan/background/",
    "/plan/sdgs/",
    "/plan/glossary/",
    "/plan/rules/",
    "/plan/revisions/",
    "/plan/revisions/0/",
    "/plan/revisions/1/",
    "/plan/revisions/new/",
    "/gallery/",
    "/account/password/",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDE, NARROW = 1280, 320
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


def barriers(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, a line for each element."""
    options: dict[str, Any] = {
        "runOnly": {"type": "tag", "values": STANDARDS},
        "resultTypes": ["violations"],  # half the time goes into telling what is in order
        # It would ask for each style sheet again, where there is none: a 404 page each. None of
        # these rules reads what it fetched.
        "preload": {"assets": ["media"]},
    }
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [f"{v['id']}: {n['html'][:120]}" for v in found for n in v["nodes"]]


def faults(page: Page, watch: Watch) -> list[str]:
    """What the page itself did wrong, then its barriers, a line each."""
    own = list(watch.faults)
    found = barriers(page)
    watch.faults.clear()  # axe tries inline styles as it measures; the policy refuses them
    return own + found


def in_a_plan(path: str) -> str:
    """An address of the demo's plan in full; any other as it is."""
    return f"/plans/hirao-dx-2023{path}" if OF_A_PLAN.match(path) else path


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("innerWidth") == width


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_never_scrolls_sideways(
    tab: Page, come_in: LogIn, watch: Watch, path: str
) -> None:
    come_in(tab, "jimukyoku")

    answer = tab.goto(in_a_plan(path))

    assert answer is not None
    assert answer.status == 200
    assert answer.request.redirected_from is None, "not the page that was asked for"
    assert tab.locator(".messages").count() == 0, "a message that belongs to another page"
    for width in (WIDE, NARROW):
        resize(tab, width)
        assert tab.evaluate(SIDEWAYS) <= 0, f"scrolls sideways at {width} px"
    assert faults(tab, watch) == [], f"at {NARROW} px"
    resize(tab, WIDE)
    assert barriers(tab) == [], f"at {WIDE} px"
    watch.faults.clear()  # what axe tried


def test_the_log_in_page_is_accessible(page: Page, watch: Watch) -> None:
    page.goto("/account/login/")

    assert faults(page, watch) == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
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
    assert page.evaluate(SIDEWAYS) <= 0
    assert faults(page, watch) == []
