"""Where counted matters lie: a region's first level on the map, and how categories and regions are called here."""

from collections.abc import Sequence
from datetime import datetime

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.atlas import RegionCard

NOWHERE = ""


class Places:
    """The regions of a seat's platform, and of those above it, whose matters it also handles."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        steps = [int(step) for step in reversed(actor.platform_path.strip("/").split("/"))]
        cards = [card for step in steps if (card := directory.unit_by_id(step)) is not None and card.is_platform]
        self._own: Sequence[RegionCard] = taxonomy.regions(cards[0].code) if cards else ()
        self._known = {place.code: place for card in reversed(cards) for place in taxonomy.regions(card.code)}
        version = taxonomy.version_at(clock.local_day(now), cards[0].scope if cards else "")
        self._version = version.code if version else ""

    def first_level(self) -> list[RegionCard]:
        """The platform's own regions that lie in no other, in order of display: the tiles of its map."""
        return [place for place in self._own if place.path.strip("/").count("/") == 0]

    def top(self, code: str) -> str:
        """The first-level region around a region; "" where none is known."""
        place = self._known.get(code)
        return place.path.strip("/").split("/")[0] if place is not None else NOWHERE

    def within(self, top: str) -> list[str]:
        """All regions that are counted with a first-level one, itself among them."""
        return [code for code in self._known if self.top(code) == top]

    def name(self, code: str) -> str:
        """A region's name; （未填地区） for none."""
        place = self._known.get(code)
        return place.name if place is not None else "未填地区"

    def category(self, code: str) -> str:
        """A category's own name: 噪声污染."""
        card = taxonomy.category(self._version, code)
        return card.name if card is not None else "未分类"

    def category_full(self, code: str) -> str:
        """A category with what it belongs to: 环境污染 / 噪声污染."""
        card = taxonomy.category(self._version, code)
        return card.full_name if card is not None else "未分类"
