"""装入轮廓: the outlines of a platform's regions, from a file or as plain boxes; the last ones count."""

from datetime import datetime

from huisheng.kernel.errors import Refusal
from huisheng.taxonomy import outlines, reads
from huisheng.taxonomy.models import Outline

# 地图管理条例: a map for the public is examined, and says by which number
_UNEXAMINED = Refusal(
    "unexamined",
    "公开的地图要有审图号，请用--approval写明；不是真实边界的，用schematic画示意图。",
    field="approval",
)


def do(platform: str, data: bytes, *, approval: str, at: datetime) -> int:
    """Keep the outlines of a GeoJSON file (degrees of WGS 84 or CGCS2000); how many regions have one now."""
    if not approval.strip():
        raise _UNEXAMINED
    names = {card.code: card.name for card in reads.regions(platform)}
    return _keep(platform, outlines.read(data, names), at, approval=approval.strip()[:50])


def schematic(platform: str, *, box: tuple[int, int, int, int], at: datetime) -> int:
    """Boxes instead of borders, and the map says so. ``box``: west, south, east, north in millionths of a degree."""
    tree = [(card.code, card.path.split("/")[-3]) for card in reads.regions(platform)]
    if not tree:
        raise Refusal("no_regions", "这个平台没有地区，请先导入区划。", field="platform")
    return _keep(platform, outlines.schematic(tree, box), at, schematic=True)


def _keep(platform: str, shapes: outlines.Shapes, at: datetime, *, approval: str = "", schematic: bool = False) -> int:
    flat = {code: [[n for point in ring for n in point] for ring in rings] for code, rings in shapes.items()}
    said = {"shapes": flat, "approval": approval, "schematic": schematic, "loaded_at": at}
    Outline.objects.update_or_create(platform=platform, defaults=said)
    return len(flat)
