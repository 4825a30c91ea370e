"""不计考核: asked by the unit with ground, clause and evidence, decided by the assessor."""

import pytest

from tests.cast import World
from tests.telling import note, replayed

ASK = {"ground": "beyond_power", "clause": "考核办法第十条", "evidence": "省厅批复"}


@pytest.mark.parametrize("field", ["ground", "clause", "evidence"])
def test_what_doesn_t_count_must_say_why(world: World, field: str) -> None:
    refusal = world.refused(
        world.dispatched(), "ask_exemption", "h-water", **{**ASK, field: " " if field != "ground" else ""}
    )
    assert (refusal.code, refusal.field) == ("missing", field)


def test_ask_and_grant(world: World) -> None:
    key = world.replied()
    world.do(key, "ask_exemption", "h-water", **ASK)
    assert note(key) == "依据：考核办法第十条\n证据：省厅批复"
    assert world.refused(key, "ask_exemption", "h-water", **ASK).code == "pending"
    assert world.refused(key, "grant_exemption", "dispatcher", words="不归我定").code == "wrong_role"
    world.do(key, "grant_exemption", "assessor", words="属实")
    asked = replayed(world, key).requests[0]
    assert (asked.kind, asked.state, asked.ground, asked.dispatch) == ("exemption", "granted", "beyond_power", 1)
    assert (asked.decided_at, note(key)) == (world.now, "属实")
    assert world.refused(key, "ask_exemption", "h-water", **ASK).code == "no_change"
    assert world.refused(key, "refuse_exemption", "assessor", words="反悔").code == "no_request"


def test_refused_may_be_asked_again(world: World) -> None:
    key = world.replied()
    world.do(key, "ask_exemption", "h-water", **ASK)
    world.do(key, "refuse_exemption", "assessor", request=1, words="证据不足")
    assert (replayed(world, key).requests[0].state, note(key)) == ("refused", "证据不足")
    world.do(key, "ask_exemption", "h-water", **ASK)
    assert replayed(world, key).requests[1].state == "pending"


def test_each_dispatch_asks_for_itself(world: World) -> None:
    key = world.accept()
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="water", co_units=["urban"])
    world.do(key, "sign_in", "h-water")
    world.do(key, "ask_extension", "h-water", days=1, reason="论证")
    world.do(key, "ask_exemption", "h-water", **ASK)
    world.do(key, "ask_exemption", "h-urban", **ASK)
    assert world.refused(key, "ask_exemption", "h-urban", dispatch=1, **ASK).code == "not_yours"
    world.do(key, "grant_exemption", "assessor", request=2, words="同意")
    assert [r.state for r in replayed(world, key).requests] == ["pending", "granted", "pending"]


def test_a_reply_lets_no_exemption_lapse(world: World) -> None:
    key = world.dispatched()
    world.do(key, "sign_in", "h-water")
    world.do(key, "ask_exemption", "h-water", **ASK)
    world.do(key, "reply", "h-water", words="已办", solved=True)
    assert replayed(world, key).requests[0].state == "pending"
