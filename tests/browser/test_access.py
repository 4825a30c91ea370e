"""Every page, light and dark: axe finds nothing, the console is silent, nothing hangs over the edge of a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from huisheng.lifecycle.workorder.models import WorkOrder
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import Desk, Opens
from tests.cast import World

AXE = Axe()


def clean(desk: Desk, what: str) -> None:
    """No violation of any rule axe knows."""
    found = AXE.run(desk.page).response["violations"]
    told = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]
    assert told == [], what


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_are_accessible(city: World, opens: Opens, dark: bool) -> None:
    late = city.dispatched(urgent=True, enterprise=True)
    key = city.replied("urban")
    city.do(city.awaiting_visit(), "visit", "visitor", outcome="reached", solved=True, grade="satisfied")
    numbers = dict(WorkOrder.objects.values_list("pk", "number"))
    for seat, paths in {
        "dispatcher": ("/", "/orders/", f"/orders/{numbers[key]}/", f"/orders/{numbers[late]}/", "/orders/?state=x"),
        "agent": ("/orders/new/", "/figures/", "/rulebook/domain/art-3/"),
        "h-urban": (f"/orders/{numbers[key]}/",),
    }.items():
        for size in (DESK,) if dark else (DESK, PHONE):  # colours are the same on a phone
            desk = opens(size, dark=dark)
            clean_after_sign_in(desk, seat, paths, size)


def clean_after_sign_in(desk: Desk, seat: str, paths: tuple[str, ...], size: tuple[int, int]) -> None:
    """The door, then each path, whole and with its forms open."""
    desk.open("/signin/")
    clean(desk, "/signin/")
    desk.sign_in(seat)
    for path in paths:
        page = desk.open(path)
        clean(desk, f"{seat} {path} {size}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide at {size}"
        if page.locator("details.verb").evaluate_all("all => all.map(one => { one.open = true }).length"):
            clean(desk, f"{seat} {path} {size}, every form open")
    desk.quiet()


def test_error_pages_are_accessible(city: World, opens: Opens) -> None:
    desk = opens()
    desk.sign_in("dispatcher")
    for path in ("/nowhere/", "/orders/new/"):
        desk.open(path)
        clean(desk, path)
