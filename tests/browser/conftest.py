"""Debian's chromium against the real server, on the cast's second day. Without chromium these tests are skipped."""

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from huisheng.kernel import clock
from tests.browser.chromium import CHROMIUM, DESK, QUIET
from tests.cast import PASSWORD, START, World

expect.set_options(timeout=20_000)  # a server, a database, an exchange and windows share two cores


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """No chromium, no browser tests: said, not hidden. What fails is tried once more, and listed as RERUN.

    A page, a server and a database share two cores: keys pressed within milliseconds of each other, as nobody presses
    them, may meet a page between two states.
    """
    once_more = pytest.mark.flaky(reruns=1)
    skip = pytest.mark.skip(reason="没有 chromium，浏览器测试已跳过：请先执行 make browser。")
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(once_more if CHROMIUM else skip)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium for all."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright keeps a loop in this thread, Django's ORM minds
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=QUIET)
        yield chromium
        chromium.close()


@dataclass
class Desk:
    """A browser window at the house's address; ``wrong`` collects what the console complained of."""

    context: BrowserContext
    page: Page
    base: str
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to an address of the house."""
        self.page.goto(self.base + path)
        return self.page

    def sign_in(self, code: str, then: str = "/") -> Page:
        """Through the door, by keyboard."""
        page = self.open(f"/signin/?next={then}")
        expect(page.locator("#username")).to_be_focused()
        page.keyboard.type(code)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(self.base + then)
        return page

    def quiet(self) -> None:
        """The console has been silent: no script error, nothing stopped by the policy."""
        assert self.wrong == []


Opens = Callable[..., Desk]


def _matters(message: ConsoleMessage) -> bool:
    """Chromium itself notes every 4xx it is answered; refusals are such, and meant."""
    refused = re.match(r"Failed to load resource: .* status of (403|404|409|422)", message.text)
    return message.type in ("error", "warning") and not refused


@pytest.fixture
def present(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The server lives on the cast's second day, in all its threads; time passes as it does."""
    began = time.monotonic()
    start = START + timedelta(days=1)

    def now() -> datetime:
        passed = start + timedelta(seconds=time.monotonic() - began)
        return clock._virtual.get() or passed.astimezone(UTC)

    monkeypatch.setattr(clock, "now", now)
    return start


@pytest.fixture
def city(lasting_world: World, present: datetime) -> World:
    """The cast, written for good, so that the server's threads see it."""
    return lasting_world


@pytest.fixture
def opens(browser: Browser, city: World, live_server: object) -> Iterator[Opens]:
    """``opens(size, dark=…)``: a new window, with its own session."""
    contexts: list[BrowserContext] = []

    def window(size: tuple[int, int] = DESK, *, dark: bool = False, script: bool = True) -> Desk:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        desk = Desk(context, context.new_page(), str(live_server))
        desk.page.on("console", lambda m: desk.wrong.append(m.text) if _matters(m) else None)
        desk.page.on("pageerror", lambda error: desk.wrong.append(str(error)))
        return desk

    yield window
    for context in contexts:
        context.close()
