"""The watch over the browser must see what it is there to see."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import conftest
from tests.browser.test_every_page import faults


def test_page_is_served_in_japanese_at_1280(page):
    page.goto("/account/login/")

    assert page.evaluate("[navigator.language, window.innerWidth]") == ["ja-JP", 1280]


@pytest.mark.parametrize(
    ("script", "fault"),
    [
        ("console.error('oh')", "console error: oh"),
        ("setTimeout(() => { throw new Error('oh') })", "script error: oh"),
        (
            "document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">')",
            "Content Security Policy",
        ),
        ("fetch('/account/login/nowhere').then(() => 1)", "status of 404"),
    ],
)
def test_fault_of_a_page_is_noted(page, watch, script, fault):
    page.goto("/account/login/")

    page.evaluate(script)
    page.wait_for_timeout(100)

    assert watch.faults != []
    assert [noted for noted in watch.faults if fault not in noted] == []
    watch.faults.clear()


def test_request_to_another_host_is_noted(page, watch):
    page.route("http://other.example/*", lambda route: route.fulfill(body="", status=200))

    page.goto("http://other.example/page")

    assert watch.faults == ["request to another host: http://other.example/page"]
    watch.faults.clear()


@pytest.mark.parametrize("time", ["first", "second"])
def test_the_faults_of_a_tab_are_noted_once(tab, watch, time):
    tab.goto("/account/login/")

    tab.evaluate("console.error('oh')")
    tab.wait_for_timeout(100)

    assert watch.faults == ["console error: oh"]
    watch.faults.clear()


def test_every_open_page_is_pictured(page, browser, tmp_path, monkeypatch):
    monkeypatch.setattr(conftest, "PICTURES", tmp_path / "pictures")
    page.goto("/account/login/")

    conftest.take_pictures(browser, "test_of/this[1]")

    assert (tmp_path / "pictures" / "test_of-this-1-1.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_writes_the_next_does_not_find(page, log_in, fresh_site, turn):
    log_in(page, "koseki")
    page.get_by_role("link", name=re.compile(r"^報告する\s?（①")).click()
    page.get_by_label("実施内容").fill("次のテストには見えない文")

    page.get_by_role("button", name="下書きを保存").click()

    expect(page.locator(".messages")).to_contain_text("下書きを保存しました")


def test_who_comes_in_brings_a_log_in_and_nothing_else(page, come_in):
    come_in(page, "koseki")
    brought = {cookie["name"] for cookie in page.context.cookies()}

    page.goto("/")

    assert brought == {"sessionid", "csrftoken"}
    assert page.get_by_role("button", name="ログアウト").count() == 1
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_every_barrier_of_a_page_is_named(page, watch):
    page.goto("/account/login/")
    page.evaluate("document.body.append(new Image(), new Image())")

    assert faults(page, watch) == ["image-alt: <img>"] * 2
