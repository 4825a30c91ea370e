"""临河区 and its sister below the cast's city, with an order at every point that their desks tell apart."""

from typing import Any

from huisheng.directory import load as directory_load
from tests.cast import PASSWORD, World
from tests.cast_with_park import two_districts

RETURN = {"ground": "not_my_area", "clause": "属地管理办法第二条", "evidence": "地图"}


def passed_on(world: World, **changed: Any) -> int:
    """An order of the city that 临河区 has passed on to its town, which has signed."""
    key = world.dispatched("linhe", **changed)
    world.do(key, "sign_in", "d-linhe")
    world.do(key, "pass_on", "d-linhe", unit="linhe-town")
    world.do(key, "sign_in", "h-town")
    return key


def town_done(world: World, **changed: Any) -> int:
    """The same, once the town has spoken to the citizen and replied."""
    key = passed_on(world, **changed)
    world.do(key, "contact", "h-town", outcome="reached")
    world.do(key, "reply", "h-town", words="已处理", solved=True)
    return key


def handed_up(world: World, **changed: Any) -> int:
    """The same, once the district has accepted that and replied to the city."""
    key = town_done(world, **changed)
    world.do(key, "accept_reply", "d-linhe")
    world.do(key, "reply", "d-linhe", words="已处理", solved=True)
    return key


def unsatisfied(world: World, **changed: Any) -> int:
    """The same, once the city has called the citizen, who isn't satisfied."""
    key = handed_up(world, **changed)
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "conclude", "dispatcher")
    world.unsatisfied(key)
    return key


def in_both(world: World, **changed: Any) -> int:
    """An order that the sister has as the main unit and 临河区 as a co-handler; both have passed it on."""
    key = world.accept(**changed)
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="dongshan", co_units=["linhe"])
    for district, town in (("linhe", "linhe-town"), ("dongshan", "dongshan-town")):
        world.do(key, "sign_in", f"d-{district}")
        world.do(key, "pass_on", f"d-{district}", unit=town)
    return key


def given_back(world: World, **changed: Any) -> int:
    """An order that 临河区 has given back to the city."""
    key = world.dispatched("linhe", **changed)
    world.do(key, "ask_return", "d-linhe", **RETURN)
    world.do(key, "grant_return", "dispatcher", words="同意")
    return key


def own(world: World, **changed: Any) -> int:
    """An order that 临河区 has accepted itself and handed on to its dispatcher."""
    key = world.accept(by="a-linhe", **changed)
    world.do(key, "hand_on", "a-linhe")
    return key


def lived(world: World) -> dict[str, int]:
    """Both districts, and an order of each sort by its name, which is its title too."""
    directory_load.load_city(two_districts(), password=PASSWORD)
    told = {
        "fresh": world.dispatched("linhe", title="fresh"),
        "passed": passed_on(world, title="passed"),
        "asks": passed_on(world, title="asks"),
        "replied": town_done(world, title="replied"),
        "handed": handed_up(world, title="handed"),
        "unhappy": unsatisfied(world, title="unhappy"),
        "pressed": unsatisfied(world, title="pressed"),
        "both": in_both(world, title="both"),
        "back": given_back(world, title="back"),
        "sister": given_back(world, title="sister"),
        "waits": own(world, title="waits"),
        "own": own(world, title="own"),
        "bounced": passed_on(world, title="bounced"),
    }
    world.do(told["asks"], "ask_return", "h-town", **RETURN)
    world.do(told["asks"], "ask_extension", "h-town", days=2, reason="等材料")
    world.do(told["asks"], "ask_exemption", "h-town", ground="other", clause="第五条", evidence="说明")
    world.do(told["pressed"], "supervise", "supervisor", form="phone", words="请抓紧")
    world.do(told["sister"], "send", "dispatcher", unit="dongshan")
    world.do(told["own"], "send", "d-linhe", unit="linhe-town")
    world.do(told["passed"], "instruct", "leader", words="请认真办理")
    for town in ("linhe-town", "linhe-park"):
        if town == "linhe-park":
            world.do(told["bounced"], "pass_on", "d-linhe", unit=town)
        handler = "h-town" if town == "linhe-town" else "h-park"
        world.do(told["bounced"], "ask_return", handler, **RETURN)
        world.do(told["bounced"], "grant_return", "d-linhe", words="同意")
    return told
