"""The handbook's pictures of the desks, as they stand in a running demo city whose rehearsal is over."""

import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.album import Album
from tests.browser.chromium import PHONE

WALL = (1920, 1080)
# picture -> seat, address: those that are opened and kept
_OPENED = {
    "dispatch-queue": ("lc-d01", "/dispatch/"),
    "supervision": ("lc-s01", "/supervision/"),
    "unit": ("h-dcf-liuyuan", "/unit/"),
    "unit-score": ("h-dcf-liuyuan", "/unit-score/"),
    "leader": ("dcf-l01", "/leader/"),
    "sessions": ("lc-l01", "/sessions/"),
    "quality": ("lc-k01", "/quality/"),
    "assess": ("dcf-k01", "/assess/"),
    "list": ("lc-d01", "/orders/"),
    "knowledge": ("lc-a01", "/knowledge/"),
    "units": ("dcf-m01", "/admin/units/"),
    "rules": ("dcf-m01", "/admin/rules/"),
}


def desks(album: Album, var: Path) -> None:
    """Each desk's first page, a call that rings, a phone in the dark, the wall."""
    for name, (seat, path) in _OPENED.items():
        with album.seat(seat) as page:
            album.open(page, path)
            album.keep(page, name)
    with album.seat("h-dcf-liuyuan", PHONE, dark=True) as page:
        album.open(page, "/unit/")
        album.keep(page, "unit-phone")
    with album.seat("lc-l01", WALL) as page:
        album.open(page, "/wall/")
        album.keep(page, "wall")
    with album.seat("lc-a01") as page:
        album.open(page, "/agent/")
        _ring(page, var)
        album.keep(page, "ringing")


def _ring(page: Page, var: Path) -> None:
    """As an exchange rings at the seat: signed messages to the running house."""
    given = {**os.environ, "HUISHENG_VAR": str(var.resolve())}
    ringing = [sys.executable, "-m", "huisheng.console", "ring", "lc-a01", "--ring", "15", "--talk", "5"]
    subprocess.Popen(ringing, env=given)
    page.locator(".callbar-in[data-phase=ringing]").wait_for()
