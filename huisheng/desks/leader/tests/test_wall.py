"""The wall: the same for everybody who may open it, nobody's words, nothing confidential; the charts' figures open."""

import re
import tomllib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from huisheng.desks.leader import memory, wall
from huisheng.desks.leader.tests.conftest import As
from huisheng.desks.leader.tests.test_leader import fold
from huisheng.desks.tests.addresses import order, said
from huisheng.desks.tests.conftest import NOW
from huisheng.kernel import clock
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.measures import reckon
from huisheng.measures.daily import daily
from huisheng.measures.definition import shipped
from huisheng.measures.figure import Scope, Window
from huisheng.taxonomy import load as taxonomy_load
from tests.cast import World

REGIONS = """
[platform]
code = "yunshan"
name = "云山市12345市民热线"
scope = "湖南/湘潭"
prefix = "YS"
[[region]]
code = "east"
name = "东区"
[[region]]
code = "east-1"
name = "东一街"
parent = "east"
[[region]]
code = "west"
name = "西区"
"""


@pytest.fixture
def regions(world: World) -> World:
    """The cast's city with three regions."""
    taxonomy_load.load_city(tomllib.loads(REGIONS))
    return world


def test_the_wall_counts_and_maps(regions: World, as_: As) -> None:
    for region in ("east", "east-1", "west", "east-1", ""):
        regions.dispatched("water", region=region)
    page = said(as_("agent").get("/wall/"))
    assert "近 7 天，各地受理" in page and 'data-wall="/wall/now/"' in page
    made = wall.tiles(wall.hall(regions.seat("agent")), NOW)
    assert [(tile.name, tile.count, tile.shade) for tile in made] == [
        ("东区", 3, 4),
        ("西区", 1, 2),
        ("未填地区", 1, 0),
    ]


def test_nothing_of_anybody_and_nothing_confidential(regions: World, as_: As) -> None:
    key = regions.dispatched("water", region="east", title="绝不上墙的标题", confidential=True)
    shown = regions.dispatched("urban", region="west", title="另一个标题", words="市民的原话")
    for code in ("leader", "supervisor", "dispatcher", "agent"):
        for path in ("/wall/", "/wall/now/"):
            page = said(as_(code).get(path))
            assert "还剩" in page and "市城管局" in page and "市水务局" not in page, code
            for hidden in (
                "绝不上墙的标题",
                "另一个标题",
                "市民的原话",
                "演示甲",
                order(key).number,
                order(shown).number,
            ):
                assert hidden not in page, (code, hidden)
    assert len({said(as_(code).get("/wall/now/")) for code in ("leader", "supervisor", "agent")}) == 1


def test_who_may_open_it(world: World, as_: As) -> None:
    for code in ("visitor", "assessor", "h-water", "admin", "quality"):
        assert as_(code).get("/wall/").status_code == as_(code).get("/wall/now/").status_code == 403, code


def test_what_is_about_the_centre_is_not_on_its_wall(world: World) -> None:
    world.accept(about="yunshan")
    eyes = wall.hall(world.seat("leader"))
    assert sum(tile.count for tile in wall.tiles(eyes, NOW)) == 0
    assert eyes == replace(wall.hall(world.seat("agent")), label=eyes.label)


@given(most=st.integers(0, 10**6), part=st.integers(0, 100))
def test_shades(most: int, part: int) -> None:
    count = most * part // 100
    found = wall.shade(count, most)
    assert 0 <= found <= 4
    assert (found == 0) == (count == 0 or most == 0)
    assert wall.shade(most, most) == (4 if most else 0)


def test_the_wall_costs_the_same_however_much_there_is(regions: World, as_: As) -> None:
    client = as_("agent")

    def asked() -> int:
        memory.forget()
        with CaptureQueriesContext(connection) as taken:
            assert client.get("/wall/now/").status_code == 200
        return len(taken)

    regions.dispatched("water", region="east")
    asked()  # names of units and categories are read once a minute
    few = asked()
    for unit in ("urban", "police", "water"):
        regions.dispatched(unit, region="west", category="020101")
    assert asked() == few <= 30


# charts


def test_a_day_of_a_series_is_the_figure_of_that_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for hours in (0, 1, 20, 30):
        world.pass_(hours=hours)
        key = world.dispatched("water")
        if hours:
            world.do(key, "sign_in", "h-water")
    world.do(world.accept(), "answer", "agent", words="已答复。")
    fold(monkeypatch)
    first = NOW.date() - timedelta(days=2)
    window = Window(first, first + timedelta(days=6))
    names = ("accepted", "answered_on_the_spot", "on_time_rate", "accepted_answered_share", "on_time_rate_assessed")
    usable = [name for name in names if (base := shipped()[name].base) is not None and not base.keep]
    assert len(usable) == 5
    for name, series in zip(usable, daily(usable, world.platform, window), strict=True):
        assert len(series) == 7
        for figure in series:
            alone = reckon.figures([name], Scope(world.platform, figure.scope.window))[name][None]
            assert figure == alone, (name, figure.scope.window)
    assert sum(one.numerator for one in daily(["accepted"], world.platform, window)[0]) == 5


@pytest.mark.parametrize("name", ["satisfaction_rate", "direct_rate"])
def test_what_cannot_be_cut_into_days(name: str) -> None:
    with pytest.raises(ValueError, match="day by day"):
        daily([name], 1, Window(NOW.date(), NOW.date()))


def test_every_point_opens(world: World, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    world.dispatched("water")
    world.dispatched("urban")
    fold(monkeypatch)
    client = as_("leader")
    with clock.at(NOW + timedelta(days=1)):
        page = said(client.get("/trend/"))
        assert "每天受理多少" in page and "各单位按期办结率" in page and "反映什么" in page
        urls = re.findall(r'href="(/figures/number/[^"]+)"', page)
        assert len(set(urls)) == 90 + 4 + 1
        for url in (urls[0], urls[59], urls[-1], urls[-3]):
            assert client.get(url).status_code == 200
        assert client.get("/trend/?days=7").status_code == 404
        assert len(re.findall("<tr", said(client.get("/trend/?days=90")))) > 90


def test_a_new_category_version_is_a_seam(world: World, as_: As) -> None:
    tree = """
[version]
code = "later-2019"
title = "二〇一九年底分类"
scope = "湖南/湘潭"
valid_from = 2019-11-03
[categories]
01 = "全部"
"""
    taxonomy_load.load_tree(tomllib.loads(tree))
    page = said(as_("leader").get("/trend/"))
    assert "口径变化：2019-11-03 起用分类“二〇一九年底分类”" in page and "data-seam=" in page


def test_orders_seen_by_the_district_count_in_its_day(world: World, as_: As) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="linhe")
    WorkOrder.objects.filter(pk=key).update(accepted_at=NOW)
    page = said(as_("d-linhe").get("/wall/"))
    assert page.count("<dd>") >= 5
