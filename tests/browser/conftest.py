"""A real server on a copy of a prepared database, and a browser that forgives nothing.

`served_site` is shared by tests that only read; a test that writes asks for `fresh_site` and gets
a copy of its own. `page` opens on whichever the test uses, in a window that remembers nothing;
`tab` opens in one window for all that only look at pages. Where logging in is no part of what a
test is about, `come_in` brings a person who has logged in before.

A failed test leaves a picture of each of its pages in `var/browser`.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    WebError,
)
from playwright.sync_api import Error as PlaywrightError

from tests.once import once, shared_folder
from tests.postgres import create_database, url_of

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PICTURES = ROOT / "var" / "browser"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "kurashi-wo-yoku-suru-2026"
SET_PASSWORD = (
    "from django.contrib.auth.hashers import make_password;"
    "from organization.models import User;"
    f"User.objects.update(password=make_password({PASSWORD!r}))"
)
START_WITHIN = 20  # seconds
WINDOW: dict[str, Any] = {
    "viewport": {"width": 1280, "height": 900},
    "locale": "ja-JP",
    "timezone_id": "Asia/Tokyo",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="chromium is not installed"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    asked: dict[str, Any] = getattr(item, "funcargs", {})
    if report.when == "call" and report.failed and "browser" in asked:
        take_pictures(asked["browser"], item.name)
    return report


def take_pictures(browser: Browser, name: str) -> None:
    """Keep what every open page shows, for a test that failed; taking them costs too much to do
    for each test in case it fails.
    """
    PICTURES.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"\W+", "-", name).strip("-")[:100]
    pages = [page for context in browser.contexts for page in context.pages]
    for number, page in enumerate(pages, start=1):
        with suppress(PlaywrightError):  # it may show no more; what failed is told all the same
            page.screenshot(path=PICTURES / f"{stem}-{number}.png", timeout=5000)


# --- the site ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Prepared:
    """A database that holds the plan and the demo, and what it takes to serve it."""

    folder: Path
    database_url: str
    environment: dict[str, str]

    @property
    def is_a_file(self) -> bool:
        """Whether the database is a file, which can change under a server that runs."""
        return self.database_url.startswith("sqlite")

    def copy_for(self, folder: Path) -> str:
        """Copy what a server in this folder works on, and give the URL of its database.

        It finds it under `now`. Called again, a new copy takes that place; what the server still
        does of before goes on with the former copy.
        """
        copy = folder / f"copy-{len(list(folder.glob('copy-*')))}"
        shutil.copytree(self.folder / "var", copy / "var")
        if self.is_a_file:
            shutil.copy(self.folder / "site.sqlite3", copy / "site.sqlite3")
        link = folder / "next"
        link.symlink_to(copy)
        link.rename(folder / "now")
        if self.is_a_file:
            return f"sqlite:///{folder}/now/site.sqlite3"
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        name = f"copy_{worker}_{folder.name}"
        return create_database(self.database_url, name, like="prepared")


@dataclass(frozen=True)
class Site:
    """A running server. `log` is what it wrote to standard error."""

    url: str
    database_url: str
    log: Path


def _manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.fail(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}", pytrace=False)


@pytest.fixture(scope="session")
def prepared_site(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Migrate, load the plan and the demo, and collect the static files: once per run.

    The first worker to ask does it, and the others wait for it.
    """
    folder = shared_folder(tmp_path_factory) / "prepared"
    server_url = os.environ.get("TEST_DATABASE_URL", "")
    on_postgres = server_url.startswith("postgres")
    database_url = (
        url_of(server_url, database="prepared")
        if on_postgres
        else f"sqlite:///{folder}/site.sqlite3"
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "hirao_dx.settings.dev",
        "SECRET_KEY": "for-the-browser-tests-only",
        "DATABASE_URL": database_url,
        "STATIC_ROOT": str(folder / "static"),
        "VAR_DIR": str(folder / "var"),
    }
    with once(folder) as first:
        if first:
            shutil.rmtree(PICTURES, ignore_errors=True)
            if on_postgres:
                create_database(server_url, "prepared")
            collecting = ThreadPoolExecutor().submit(
                _manage, environment, "collectstatic", "--no-input", "--verbosity=0"
            )
            _manage(environment, "migrate", "--verbosity=0")
            _manage(environment, "load_plan", "fixtures/hirao")
            _manage(environment, "load_demo", "fixtures/hirao")
            _manage(environment, "shell", "--no-imports", f"--command={SET_PASSWORD}")
            collecting.result()
    return Prepared(folder, database_url, environment)


@contextmanager
def _serving(prepared: Prepared, folder: Path) -> Iterator[Site]:
    """Serve a copy as `make run` does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = Site(f"http://127.0.0.1:{port}", prepared.copy_for(folder), folder / "server.log")
    environment = prepared.environment | {
        "DATABASE_URL": site.database_url,
        "PORT": str(port),
        "VAR_DIR": str(folder / "now" / "var"),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "python:hirao_dx.gunicorn_conf"]
    command.append("--preload")  # once for both of its processes: half the time to start
    with (
        site.log.open("wb") as log,
        subprocess.Popen(
            [*command, "hirao_dx.wsgi"], cwd=ROOT, env=environment, stdout=log, stderr=log
        ) as server,
    ):
        try:
            _wait_until_up(site, server)
            yield site
        finally:
            server.send_signal(signal.SIGINT)  # at once, without waiting for idle connections


@contextmanager
def _without_traceback(site: Site) -> Iterator[None]:
    """Fail if the server logs a traceback meanwhile."""
    before = len(site.log.read_text())
    yield
    assert "Traceback" not in site.log.read_text()[before:]


def _wait_until_up(site: Site, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(f"{site.url}/healthz") as answer:
                assert answer.status == 200
                return
        except URLError:
            time.sleep(0.05)
    pytest.fail(f"The server did not start:\n{site.log.read_text()}", pytrace=False)


@pytest.fixture(scope="session")
def served_site(
    prepared_site: Prepared, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """One server for all tests that leave its data as they found it."""
    folder = tmp_path_factory.mktemp("shared")
    with _serving(prepared_site, folder) as site, _without_traceback(site):
        yield site


@pytest.fixture(scope="session")
def changing_site(
    prepared_site: Prepared, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """One server for all tests that write, where the database is a file; see `fresh_site`."""
    with _serving(prepared_site, tmp_path_factory.mktemp("fresh")) as site:
        yield site


@pytest.fixture
def fresh_site(
    prepared_site: Prepared,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Site]:
    """A server on a copy that this test alone may change.

    It opens its database anew for each request, so where that is a file, one server gets copy
    after copy.
    """
    with ExitStack() as stack:
        if prepared_site.is_a_file:
            site: Site = request.getfixturevalue("changing_site")
            prepared_site.copy_for(site.log.parent)
        else:
            site = stack.enter_context(_serving(prepared_site, tmp_path_factory.mktemp("fresh")))
        stack.enter_context(_without_traceback(site))
        yield site


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Site:
    """The site this test looks at."""
    fresh = "fresh_site" in request.fixturenames
    chosen: Site = request.getfixturevalue("fresh_site" if fresh else "served_site")
    return chosen


# --- the browser ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def base_url() -> None:
    """No address holds for the whole run; each test opens on its own site."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": CHROMIUM_FLAGS}


class Watch:
    """Notes every request to another host, console error and script error of a browser.

    A breach of the Content-Security-Policy is a console error, too.
    """

    def __init__(self, home: str) -> None:
        self.host = urlsplit(home).netloc
        self.faults: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", self._script_error)

    def leave(self, context: BrowserContext) -> None:
        context.remove_listener("request", self._request)
        context.remove_listener("console", self._console)
        context.remove_listener("weberror", self._script_error)

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.netloc != self.host:
            self.faults.append(f"request to another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console error: {message.text}")

    def _script_error(self, fault: WebError) -> None:
        self.faults.append(f"script error: {fault.error}")


@pytest.fixture
def expected_faults() -> list[str]:
    """Words of console errors that a test provokes, such as "status of 403"; add to it."""
    return []


@pytest.fixture
def watch(
    site: Site, browser: Browser, expected_faults: list[str], request: pytest.FixtureRequest
) -> Iterator[Watch]:
    """Fails the test for any fault it did not announce."""
    watch = Watch(site.url)

    yield watch

    unexpected = [
        fault for fault in watch.faults if not any(words in fault for words in expected_faults)
    ]
    if unexpected:
        take_pictures(browser, request.node.name)
    assert unexpected == []


@pytest.fixture
def context(
    new_context: Callable[..., BrowserContext], site: Site, watch: Watch
) -> BrowserContext:
    """A browser at 1280 pixels, in Japanese, under watch."""
    context = new_context(base_url=site.url, **WINDOW)
    watch.follow(context)
    return context


@pytest.fixture(scope="session")
def shared_window(browser: Browser, served_site: Site) -> Iterator[BrowserContext]:
    """One window for all tests that only look at pages: what every page loads, it loads once."""
    with browser.new_context(base_url=served_site.url, **WINDOW) as window:
        yield window


@pytest.fixture
def new_tab(shared_window: BrowserContext) -> Iterator[Page]:
    with shared_window.new_page() as tab:
        yield tab


@pytest.fixture
def tab(new_tab: Page, watch: Watch) -> Iterator[Page]:
    """A new tab of the shared window, under watch."""
    watch.follow(new_tab.context)
    yield new_tab
    watch.leave(new_tab.context)


@pytest.fixture
def log_in() -> Callable[[Page, str], None]:
    """`log_in(page, username)`: through the form, as a person does, ending on the home page."""

    def log_in(page: Page, username: str) -> None:
        page.goto("/")
        page.get_by_label("職員番号").fill(username)
        page.get_by_label("パスワード").fill(PASSWORD)
        page.get_by_role("button", name="ログイン").click()
        page.wait_for_url(lambda url: urlsplit(url).path == "/")

    return log_in


@pytest.fixture(scope="session")
def kept_log_ins() -> dict[tuple[str, str], Any]:
    """The cookies of a person who has logged in, by site and person."""
    return {}


@pytest.fixture
def come_in(
    browser: Browser,
    site: Site,
    log_in: Callable[[Page, str], None],
    kept_log_ins: dict[tuple[str, str], Any],
) -> Callable[[Page, str], None]:
    """`come_in(page, username)`: for tests that only read; a person logs in once per run.

    The log-in happens in a browser context of its own. The test's page gets its cookies and
    nothing else: no message, no history, no cache.
    """

    def come_in(page: Page, username: str) -> None:
        who = (site.url, username)
        if who not in kept_log_ins:
            with browser.new_context(base_url=site.url, locale="ja-JP") as context:
                log_in(context.new_page(), username)
                kept_log_ins[who] = context.cookies()
        page.context.add_cookies(kept_log_ins[who])

    return come_in
