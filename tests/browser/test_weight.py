"""What a desk weighs on the wire: its first load with all that belongs to it, and what a swap brings."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import Page, Request, Response, expect

from tests.browser.conftest import Desk, Opens
from tests.browser.test_access import sits_down
from tests.cast import World

FIRST, SWAP = 250_000, 30_000  # bytes
ROWS = 30
CHARTS = "/trend/"
DESKS = {
    "agent": ("/agent/", "/orders/new/"),
    "dispatcher": ("/dispatch/", "/orders/"),
    "h-water": ("/unit/",),
    "visitor": ("/visits/",),
    "supervisor": ("/supervision/",),
    "assessor": ("/assess/",),
    "leader": ("/leader/", CHARTS),
    "quality": ("/quality/",),
    "knowledge": ("/knowledge/",),
    "admin": ("/admin/",),
}


def static(client: Client, path: str) -> int:
    """Bytes of one of our files, as the house sends it: the tests' own server doesn't press them."""
    answer: Any = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert answer.status_code == 200, path
    size = len(b"".join(answer.streaming_content))
    answer.close()
    return size


def first_load(desk: Desk, client: Client, path: str) -> Mapping[str, int]:
    """Bytes by address of all that the browser asks for until nothing is missing any more."""
    asked: list[Request] = []

    def heard(answer: Response) -> None:
        asked.append(answer.request)

    desk.page.on("response", heard)
    desk.open(path)
    if path == CHARTS:  # they are fetched where one is
        desk.page.wait_for_load_state("networkidle")
    desk.page.remove_listener("response", heard)
    found = {}
    for request in asked:
        there = urlsplit(request.url).path
        found[there] = static(client, there) if there.startswith("/static/") else request.sizes()["responseBodySize"]
    return found


def swapped(page: Page) -> int:
    """Bytes of the order that opens beside its list."""
    with page.expect_response(lambda answer: answer.request.headers.get("hx-target") == "detail") as came:
        page.locator("a[data-row]").first.click()
    expect(page.locator("#detail [data-focus]")).to_be_focused()
    came.value.finished()
    return came.value.request.sizes()["responseBodySize"]


def test_desks_are_light(city: World, opens: Opens) -> None:
    for n in range(ROWS):
        city.do(city.accept(title=f"第{n}件夜间施工"), "hand_on", "agent")
    city.replied("water")
    city.dispatched("water", urgent=True)
    desk, heavy = opens(), []
    assert static(Client(), "/static/huisheng.css") < 12_000, "it is pressed"
    for code, paths in DESKS.items():
        client = sits_down(desk, code)
        for path in paths:
            found = first_load(desk, client, path)
            if sum(found.values()) > FIRST:
                heavy.append(f"{path}: {sum(found.values())} bytes, {found}")
            if path in ("/dispatch/", "/orders/", "/unit/"):
                swap = swapped(desk.page)
                heavy += [f"{path}: a swap of {swap} bytes"] if swap > SWAP else []
    assert heavy == []
