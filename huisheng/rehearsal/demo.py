"""The demo city: its units, seats and category tree, made once; a real city's data is never mixed with it."""

import os
import secrets
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from huisheng.directory import load as directory_load
from huisheng.directory.models import Seat, Unit
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.rehearsal import articles
from huisheng.rehearsal.month import city_of, folder
from huisheng.taxonomy import catalogue, maps
from huisheng.taxonomy import load as taxonomy_load
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.actions import put_outlines

NAME = "dongchangfu-2024-02"
_BOX = (115_400_000, 35_800_000, 116_500_000, 36_900_000)  # where its boxes are drawn, in millionths of a degree
TREES = Path(__file__).parent / "trees"
_SHOWN = (
    Role.AGENT,
    Role.DISPATCHER,
    Role.HANDLER,
    Role.VISITOR,
    Role.SUPERVISOR,
    Role.ASSESSOR,
    Role.LEADER,
    Role.ADMIN,
)


def insist_no_real_data() -> None:
    """Refusal where this database serves a real city: a rehearsal is never lived beside real matters."""
    real = Unit.objects.filter(is_platform=True, rehearsal=False)
    if real.exists() or WorkOrder.objects.filter(~Q(platform__rehearsal=True)).exists():
        name = real.values_list("name", flat=True).first() or "正式平台"
        raise Refusal(
            "real_data", f"本库已是“{name}”的正式数据库，不能在其中演练；请另设 HUISHENG_VAR 或 DATABASE_URL。"
        )


def password() -> str:
    """The one password of all demo seats: made at random once, kept in var/demo-password (0600)."""
    path = Path(settings.VAR) / "demo-password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write("yanshi-" + secrets.token_hex(4))
        except FileExistsError:
            pass
    return path.read_text().strip()


def ensure(say: Callable[[str], object], name: str = NAME) -> int:
    """Make the demo city of that month where it is missing, print its seats; the platform's id.

    A city that several months share is made whole: its platforms below, and the category trees of all its years.
    """
    insist_no_real_data()
    parsed = tomllib.loads((city_of(folder(name)) / "city.toml").read_text(encoding="utf-8"))
    taxonomy_load.load_shipped()
    _own_trees(parsed["platform"]["scope"])
    loaded = directory_load.load_city(parsed, password=password())
    # which unit answers for a region is the rehearsal's own knowledge
    regions = [{key: value for key, value in region.items() if key != "unit"} for region in parsed.get("region", ())]
    # whoever plays with the catalogue finds it as he left it
    kept = {"duty"} if catalogue.duties(parsed["platform"]["code"]) else set[str]()
    taxonomy_load.load_city({key: value for key, value in {**parsed, "region": regions}.items() if key not in kept})
    articles.write_down(loaded.platform)
    platforms = Unit.objects.filter(Q(id=loaded.platform) | Q(path__contains=f"/{loaded.platform}/", is_platform=True))
    _draw_maps(platforms.values_list("code", flat=True))
    say(f"演示席位（密码都是 {password()}）：")
    for platform in platforms.order_by("path"):
        say(f"{platform.name}：")
        for role in _SHOWN:
            seats = Seat.objects.filter(unit__platform_id=platform.id, role=role.value).order_by("unit__order", "code")
            seat = seats.select_related("unit").first()
            if seat is not None:
                say(f"  {seat.code:<12} {role.label}　{seat.unit.name}")
    say("  全部席位：huisheng seats")
    return loaded.platform


def _draw_maps(platforms: Iterable[str]) -> None:
    """Boxes for regions, most of which are invented: nobody takes them for a map."""
    for code in platforms:
        if taxonomy.regions(code) and not maps.has_map(code):
            put_outlines.schematic(code, box=_BOX, at=clock.now())


def _own_trees(scope: str) -> None:
    """Category trees made for this demo city: no real city of that name is given them."""
    for path in sorted(TREES.glob("*.toml")):
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
        if tree["version"]["scope"] == scope:
            taxonomy_load.load_tree(tree)
