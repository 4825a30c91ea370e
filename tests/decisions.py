"""Matters of two sorts, told in many words, for what is learned from decisions."""

from tests.cast import World

STREETS = ("和平路", "建设街", "学府路", "滨河路", "文昌街", "东风路", "新华街", "人民路")
BIKES = ("{}口共享单车乱停", "{}人行道上堆满共享单车", "{}的共享单车没人收", "{}盲道被共享单车占了")
PIPES = ("{}水管爆裂", "{}自来水管漏水三天了", "{}停水没有通知", "{}水压太低，自来水上不来")
BESIDE = (
    "住在附近的老人出门要绕很远，腿脚不便，意见很大。",
    "早上送孩子上学赶时间，差一点就绊倒了，心里窝火。",
    "打过社区的电话，让等通知，一等就是半个月。",
    "沿街商铺的生意都受影响，几家店主一起托我反映。",
    "晚上没有灯，骑电动车的人看不清，已经摔过两回。",
    "上个月来过一次人，拍完照片就走了，再没有下文。",
    "网上看到别的小区两天就弄好了，希望这里也快一点。",
)


def told(titles: tuple[str, ...], at: int) -> dict[str, str]:
    """The ``at``-th matter of a sort: title, words, place, and a phone of its own."""
    street = STREETS[at % len(STREETS)]
    title = titles[at % len(titles)].format(street)
    words = f"{title}。{BESIDE[at % 7]}{BESIDE[(at * 3 + 1) % 7]}{'请尽快。' * (at % 3)}"
    return {"title": title, "words": words, "place": f"云山市{street}", "phone": f"199{at:08}"}


def ended(world: World, titles: tuple[str, ...], unit: str, at: int) -> None:
    """A matter of which this unit made an end."""
    world.do(world.replied(unit, **told(titles, at)), "accept_reply", "dispatcher")
