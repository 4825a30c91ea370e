"""Pictures of the running house, as any of its seats sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.chromium import DESK

PAUSE = 400  # milliseconds
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "handbook" / "pictures"


@dataclass
class Album:
    """Takes pictures of the house at an address, as any of its seats; ``wrong``: what the console complained of."""

    browser: Browser
    base: str
    password: str
    wrong: list[str] = field(default_factory=list)

    @contextmanager
    def seat(self, code: str, size: tuple[int, int] = DESK, *, dark: bool = False) -> Iterator[Page]:
        """A new window with its own session, signed in through the door."""
        with self.window(size, dark=dark) as page:
            self.open(page, "/signin/?next=/")
            page.fill("#username", code)
            page.fill("#password", self.password)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda address: "/signin/" not in address)
            yield page

    @contextmanager
    def window(self, size: tuple[int, int] = DESK, *, dark: bool = False) -> Iterator[Page]:
        """A new window of somebody who isn't signed in."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        page = context.new_page()
        page.on(
            "console", lambda m: self.wrong.append(f"{page.url}: {m.text}") if m.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        yield page
        context.close()

    def open(self, page: Page, path: str) -> None:
        """Go to an address of the house."""
        page.goto(self.base + path)
        self.settle(page)

    def settle(self, page: Page) -> None:
        """Wait until nothing is asked for and nothing moves any more; a stream that stays open doesn't count."""
        page.wait_for_load_state("load")
        page.locator(".htmx-request").wait_for(state="detached")
        page.wait_for_timeout(PAUSE)

    def order(self, page: Page, number: str, state: str) -> None:
        """The order beside the queue it stands in, ready for letters."""
        self.open(page, f"/orders/{number}/?state={state}")
        page.locator("[data-focus]").focus()

    def do(self, page: Page, key: str, said: str, **fields: str) -> None:
        """A verb by its letter: its text fields filled, those given as "" ticked, sent, and what is said then."""
        page.keyboard.press(key)
        for name, value in fields.items():
            if value:
                page.fill(f"#v-{name}", value)
            else:
                page.check(f"#v-{name}")
        if fields:
            page.keyboard.press("Control+Enter")
        page.get_by_text(said).wait_for()

    def keep(self, page: Page, name: str, *, told: bool = False) -> None:
        """Once nothing moves any more, and without the words of success unless they are ``told``."""
        self.settle(page)
        if not told:
            page.evaluate("document.querySelectorAll('#messages button').forEach((one) => one.click())")
        page.wait_for_timeout(PAUSE)
        taken = Image.open(BytesIO(page.screenshot())).convert("RGB")
        taken.quantize(256, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)
