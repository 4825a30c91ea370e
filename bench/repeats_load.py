"""Orders for ``bench/insight_repeats.py --orders``: the rehearsal's phrases at thousands of invented places.

Places are drawn as unevenly as a city's are: the n-th estate has 1/n of the matters of the first. The guards are off,
for nothing here is anybody's matter.
"""

import random
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from huisheng.rehearsal import words

_FIRST = "云龙金凤玉锦华翠碧海江湖山天福祥和安康泰盛丰瑞嘉佳景明阳春秋紫兰桂竹梅松柏荷莲枫柳星月东西南北中新长永"
_SECOND = "泉城湾岸庭园林苑府轩阁台岭峰溪河源川洲港桥门里坊巷村乡原野田塘堤波澜韵雅悦馨怡宁静逸达通兴隆昌茂荣鑫"
_ENDS = {
    "estate": ["花园", "小区", "家园", "新城", "苑", "国际城", "公馆", "佳苑", "名邸", "公寓"],
    "road": ["路", "街", "大道", "中路", "北路", "南街"],
    "vill": ["村", "新村"],
    "comm": ["社区"],
    "street": ["街道"],
    "site": ["工地", "项目部", "安置房工地"],
    "works": ["化工厂", "搅拌站", "砖厂", "家具厂", "养猪场"],
    "shop": ["超市", "健身房", "培训学校", "汽车行", "装饰公司"],
    "eatery": ["饭店", "烧烤店", "火锅店", "夜宵店"],
    "stop": ["公交站", "路口站"],
    "hosp": ["医院", "卫生院"],
    "market": ["市场", "菜市场"],
    "school": ["小学", "中学", "幼儿园"],
    "park": ["公园", "广场"],
    "who": ["公司", "物业公司"],
}
_COUNTS = {"estate": 6000, "road": 1500, "vill": 1200, "comm": 600, "street": 60, "shop": 3000, "eatery": 3000}
_SLOT = re.compile(r"\{(\w+)\}")
DAYS, REGIONS = 730, 12
GOAL_MS = 50.0


class Town:
    """Invented names, and what is said of them."""

    def __init__(self, seed: int = 2026) -> None:
        chance = random.Random(seed)
        self.names: dict[str, list[str]] = {}
        self._sums: dict[str, list[float]] = {}
        for slot, ends in _ENDS.items():
            wanted = _COUNTS.get(slot, 400)
            made: dict[str, None] = {}
            while len(made) < wanted:
                stem = chance.choice(_FIRST) + chance.choice(_SECOND)
                stem += chance.choice(_SECOND) if chance.random() < 0.4 else ""
                made[stem + chance.choice(ends)] = None
            self.names[slot] = list(made)
            total, sums = 0.0, []
            for n in range(wanted):
                total += 1 / (n + 30)
                sums.append(total)
            self._sums[slot] = sums
        self.names["road2"], self._sums["road2"] = self.names["road"], self._sums["road"]
        self.cases = [case for name in ("themes", "shandong") for theme in words.themes(name) for case in theme.cases]
        self.common = words._load("common")

    def matter(self, chance: random.Random) -> tuple[str, str, str, str, int]:
        """(title, words, place, category, region) of one."""
        case = chance.choice(self.cases)
        told: dict[str, str] = {}

        def fill(found: re.Match[str]) -> str:
            slot = found[1]
            if slot not in told:
                told[slot] = self._fill(slot, chance)
            return told[slot]

        def say(parts: str) -> str:
            return _SLOT.sub(fill, parts)

        kind = chance.choice(("complaint", "help", "consult"))
        title = say(chance.choice(self.common["title"][kind]).replace("{np}", case.np))
        said = say(
            chance.choice(self.common["openings"])
            + case.fact
            + "".join(chance.choice(self.common[part]) for part in ("tried", "people", "nearby"))
            + chance.choice(self.common["demand"][kind])
        )
        main = next(
            (told[slot] for slot in ("estate", "vill", "shop", "eatery", "works", "market") if slot in told), ""
        )
        road = told.get("road") or self._fill("road", chance)
        house = f"{chance.randrange(1, 40)}栋" if main == told.get("estate") else ""
        return title, said, f"{road}{main}{house}", case.category, sum(map(ord, main or road)) % REGIONS

    def _fill(self, slot: str, chance: random.Random) -> str:
        if slot in self.names:
            return chance.choices(self.names[slot], cum_weights=self._sums[slot])[0]
        if slot == "bld":
            return f"{chance.randrange(1, 40)}栋"
        if slot == "hour":
            return f"{chance.choice(('凌晨', '晚上', '夜里'))}{chance.randrange(1, 12)}点"
        if slot in ("n", "k"):
            return str(chance.randrange(2, 60))
        if slot == "line":
            return f"{chance.randrange(1, 90)}路公交车"
        return chance.choice(
            ("上个月", "上周", "去年冬天", "今年年初", "国庆节", "前几天", f"{chance.randrange(1, 12)}月份")
        )


def fill(owner: Any, orders: int, platform: int, units: list[int], now: datetime) -> None:
    """So many, the last accepted just before ``now``."""
    town, chance = Town(), random.Random(7)
    for table in ("workorder", "workorder_dispatch"):
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    step = timedelta(days=DAYS) / orders
    began = time.perf_counter()

    def copy(table: str, columns: str, rows: Iterator[tuple[object, ...]]) -> None:
        with owner.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as sink:
            for row in rows:
                sink.write_row(row)

    kept: list[tuple[str, str, str, str, int]] = [town.matter(chance) for _ in range(orders)]
    columns = "id, number, platform_id, state, version, last_at, channel, source, source_ref, call, kind, category"
    columns += ", category_version, region, urgent, confidential, enterprise, no_visit, main_unit_id, accepted_at"
    columns += ", returns, redos"

    def at(n: int) -> datetime:
        return now - step * (orders - n + 1)

    copy(
        "workorder",
        columns,
        (
            (
                n,
                f"YS-20260101-{n:07d}",
                platform,
                "in_hand" if orders - n < orders // 50 else "closed",
                3,
                at(n),
                "phone",
            )
            + ("bench", str(n), "", "complaint", one[3], "v", f"r{one[4]}", False, n % 200 == 0, False, False)
            + (units[one[4] * 7 % len(units)], at(n), 0, 0)
            for n, one in enumerate(kept, 1)
        ),
    )
    copy(
        "workorder_personal",
        "order_id, title, words, place, name_sealed, phone_sealed, phone_blind, salt",
        ((n, one[0], one[1], one[2], b"", b"", b"", b"") for n, one in enumerate(kept, 1)),
    )
    copy(
        "workorder_dispatch",
        "order_id, no, unit_id, part, cause, state, sent_at",
        ((n, 1, units[one[4] * 7 % len(units)], "main", "first", "signed", at(n)) for n, one in enumerate(kept, 1)),
    )
    owner.execute("SELECT setval('workorder_id_seq', %s)", [orders + 1])
    print(f"{orders} orders made in {time.perf_counter() - began:.0f} s", flush=True)


def write_down(owner: Any, orders: int) -> None:
    """The traces, by the follower's own function (the search's text has a bench of its own, ``search.py``)."""
    from huisheng.lifecycle.workorder import traces
    from huisheng.lifecycle.workorder.search.follow import TOGETHER

    began = time.perf_counter()
    for at in range(1, orders + 1, TOGETHER):
        traces._write(list(range(at, min(at + TOGETHER, orders + 1))), {})  # what goes wrong must be seen here
    spent = time.perf_counter() - began
    owner.execute("VACUUM ANALYZE")
    rows, size = owner.execute(
        "SELECT count(*), pg_total_relation_size('workorder_trace') FROM workorder_trace"
    ).fetchone()
    print(f"traced {orders / spent:.0f} orders/s; {rows / orders:.1f} traces and {size / orders:.0f} bytes an order")


def typed(count: int = 200) -> list[tuple[str, dict[str, str]]]:
    """What is typed of so many new matters, little by little: the title, the place too, all of it."""
    town, chance = Town(), random.Random(99)
    made = []
    for n in range(count):
        title, words, place, category, region = town.matter(chance)
        given = {"title": title}
        if n % 3 > 0:
            given |= {"place": place, "region": f"r{region}"}
        if n % 3 > 1:
            given |= {"words": words, "category": category}
        made.append((("title", "title, place", "all")[n % 3], given))
    return made


def speed(now: datetime) -> bool:
    """Milliseconds of a proposal, first ask and second; whether the goal is met."""
    from huisheng.directory import reads as directory
    from huisheng.lifecycle.workorder import repeats

    actor = directory.actor_for_seat("agent")
    assert actor is not None
    blind = b"nobody's number"
    began = time.perf_counter()
    repeats.common(actor.platform)
    print(f"learnt what is common in {(time.perf_counter() - began) * 1000:.0f} ms, once every 2,000 orders")
    took: dict[str, list[float]] = {}
    proposed = 0
    for name, given in typed():
        for turn in ("first", "again"):
            began = time.perf_counter()
            found = repeats.likely(actor, now=now, blind=blind, **given)
            took.setdefault(f"{name}, {turn}", []).append((time.perf_counter() - began) * 1000)
        proposed += bool(found)
    every = sorted(one for held in took.values() for one in held)
    for name, held in sorted(took.items()):
        print(f"{name:<22} p50 {_of(held, 0.5):6.1f}  p95 {_of(held, 0.95):6.1f} ms")
    met = _of(every, 0.95) <= GOAL_MS
    print(f"{'all':<22} p50 {_of(every, 0.5):6.1f}  p95 {_of(every, 0.95):6.1f} ms   goal {'met' if met else 'missed'}")
    print(f"of {len(typed())} typed, {proposed} were proposed something")
    return met


def _of(took: list[float], part: float) -> float:
    return sorted(took)[int((len(took) - 1) * part)]


def measure(orders: int) -> bool:
    """In a cluster of its own."""
    from bench.cluster import fresh
    from bench.search import city

    with fresh() as cluster:
        from huisheng.console.database import set_django_up
        from huisheng.console.postgres import APP, OWNER

        set_django_up(cluster.url(APP))
        import psycopg

        from huisheng.directory import load as directory_load
        from huisheng.directory import reads as directory

        platform = directory_load.load_city(city()).platform
        units = [card.id for card in directory.addressees(platform) if card.code.startswith("b")]
        now = datetime(2026, 11, 23, 2, tzinfo=UTC)
        with psycopg.connect(cluster.url(OWNER), autocommit=True) as owner:
            fill(owner, orders, platform, units, now)
            write_down(owner, orders)
        return speed(now)
