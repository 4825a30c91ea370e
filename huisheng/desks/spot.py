"""The position of an order on the small map of its page, where its citizen gave one."""

from typing import Any

from huisheng.directory.book import UnitCard
from huisheng.lifecycle.workorder import caller
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.taxonomy import maps, outlines


def shown(matter: Matter, platform: UnitCard | None) -> dict[str, Any] | None:
    """``words`` in degrees, and ``map`` with ``pin`` where the platform has outlines; None without a position.

    Whoever may open the order sees its place in words, and so this.
    """
    said = caller.spot(matter)
    point = outlines.spot_of(said)
    if point is None:
        return None
    sheet = maps.sheet(platform.code) if platform is not None else None
    pin = sheet.on(*point) if sheet is not None else None
    north, _, east = said.partition(",")
    return {"words": f"北纬 {north}°，东经 {east}°", "map": sheet if pin is not None else None, "pin": pin}
