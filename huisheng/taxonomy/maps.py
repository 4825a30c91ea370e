"""The map of a platform: its outlines as drawn, and in which region a point lies. Empty where a city gave none."""

from huisheng.taxonomy import outlines, reads
from huisheng.taxonomy.models import Outline
from huisheng.taxonomy.outlines import Shapes, Sheet


def has_map(platform: str) -> bool:
    """Whether there are outlines."""
    return Outline.objects.filter(platform=platform).exists()


def sheet(platform: str) -> Sheet | None:
    """The map as it is drawn; None without outlines."""
    held = Outline.objects.filter(platform=platform).first()
    if held is None:
        return None
    names = {card.code: card.name for card in reads.regions(platform)}
    shapes = {code: rings for code, rings in _shapes(held).items() if code in names}
    return outlines.drawn(shapes, names, held.approval, schematic=held.schematic)


def region_at(platform: str, spot: str) -> str:
    """The code of the innermost region in which a position lies ("27.8295,112.9446"); "" for none."""
    point = outlines.spot_of(spot)
    held = Outline.objects.filter(platform=platform).first() if point is not None else None
    if point is None or held is None:
        return ""
    cards = [card for code in outlines.found(_shapes(held), *point) if (card := reads.region(platform, code))]
    return max(cards, key=lambda card: card.path.count("/")).code if cards else ""


def _shapes(held: Outline) -> Shapes:
    return {
        code: [list(zip(ring[::2], ring[1::2], strict=True)) for ring in rings] for code, rings in held.shapes.items()
    }
