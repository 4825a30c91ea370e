"""A citizen with a browser: goes through the public site as people do, without a script."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from huisheng.channels import posting
from huisheng.channels.inbox.contract import Medium
from huisheng.kernel import clock
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.portal.models import Draft
from huisheng.taxonomy import load as taxonomy_load
from huisheng.taxonomy.actions import put_outlines
from tests.cast import World

HOME = "/p/yunshan/"
WORDS = "幸福里小区旁边的工地连续三晚施工到凌晨，希望管一管。"
PHONE = "19900000042"


def photo(size: tuple[int, int] = (640, 480)) -> SimpleUploadedFile:
    """A picture from a telephone."""
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG")
    return SimpleUploadedFile("工地.jpg", out.getvalue(), content_type="image/jpeg")


class Citizen:
    """One browser; ``home`` is the platform's site."""

    def __init__(self, world: World, home: str = HOME, address: str = "203.0.113.7") -> None:
        self.world, self.home = world, home
        self.typed: dict[str, str] = {}
        self.client = Client(REMOTE_ADDR=address, enforce_csrf_checks=False)

    def get(self, path: str, **given: Any) -> Any:
        """A page, at the world's hour."""
        with clock.at(self.world.now):
            return self.client.get(self.home + path, given)

    def post(self, path: str, **given: Any) -> Any:
        """A form, at the world's hour; some seconds pass, as they do for people."""
        self.world.pass_(seconds=5)
        with clock.at(self.world.now):
            return self.client.post(self.home + path, given)

    def writes(self, **changed: str) -> None:
        """Both pages, but for the last tap: the second is left as it stands."""
        said = {"words": WORDS, "place": "幸福里小区", "phone": PHONE, **changed}
        answer = self.post("new/", words=said.pop("words"))
        assert answer.status_code == 303, answer.content.decode()
        self.typed = said
        assert self.post("new/send/", **said, keep="1").status_code == 204

    def sends(self, **more: str) -> Any:
        """The last tap, on the second page as it stands."""
        return self.post("new/send/", **{**self.typed, **more})

    def files(self, **changed: str) -> tuple[str, str]:
        """A matter, filed; its number and key."""
        self.writes(**changed)
        answer = self.sends()
        assert answer.status_code == 303 and answer["Location"].endswith("new/done/"), answer.content.decode()
        return self.receipt()

    def receipt(self) -> tuple[str, str]:
        """Number and key, as the receipt shows them."""
        said = self.get("new/done/").content.decode()
        number = re.search(r"[A-Z]{2}-\d{8}-\d{7}", said)
        key = re.search(r"\d{4} \d{4}", said)
        assert number and key, said
        return number[0], key[0]

    def tracks(self, number: str, key: str) -> Any:
        """Asks by number and key."""
        return self.post("track/", number=number, key=key)


REGIONS = (("east", "云东区", ""), ("east-1", "东山街道", "east"), ("west", "云西区", ""))


def mapped(world: World) -> None:
    """Regions of the cast's city, and boxes of them for a map, a degree wide: 东山街道 fills the west of it."""
    platform = {"code": "yunshan", "scope": "湖南/湘潭"}
    regions = [{"code": code, "name": name, "parent": parent} for code, name, parent in REGIONS]
    taxonomy_load.load_city({"platform": platform, "region": regions})
    put_outlines.schematic("yunshan", box=(115_000_000, 36_000_000, 116_000_000, 37_000_000), at=world.now)


def order_of(number: str) -> WorkOrder:
    """The order of a number."""
    return WorkOrder.objects.get(number=number)


def draft() -> Draft:
    """The only draft there is."""
    return Draft.objects.get()


@contextmanager
def sms_at(*platforms: int) -> Iterator[None]:
    """Platforms that have an account to send short messages by."""
    held = dict(posting.REACHES)
    posting.REACHES[Medium.SMS] = lambda platform: platform in platforms
    try:
        yield
    finally:
        posting.REACHES.clear()
        posting.REACHES.update(held)
