"""Taking a matter, looking at it, doing verbs on it."""

import pytest

from huisheng.api.tests.conftest import Caller
from huisheng.ledger import read
from huisheng.lifecycle.verbs import VERBS
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.cast import MATTER

SYSTEM_VERBS = ("miss", "supervise_by_rule", "remind_overdue")


def test_a_matter_is_taken_once(caller: Caller) -> None:
    first = caller.accept("r1")
    assert (first.status, first.said["new"], first.said["state"], first.said["version"]) == (201, True, "accepted", 2)
    again = caller.accept("r1", title="同一来源编号的另一份")
    assert (again.status, again.said) == (200, {**first.said, "new": False})
    other = caller.accept("r1", source="another")
    assert other.status == 201 and other.said["number"] != first.said["number"]
    assert WorkOrder.objects.count() == 2


def test_the_same_reference_of_another_platform_is_not_shown(caller: Caller) -> None:
    caller.accept("r1")
    order = WorkOrder.objects.get()
    stranger = caller.world.seat("d-linhe").platform
    WorkOrder.objects.filter(pk=order.pk).update(platform_id=stranger)
    caller.accept("r1").refusal(403, "not_yours")


def test_only_agents_take_matters(caller: Caller) -> None:
    answer = caller.post("/orders", {**MATTER, "source_ref": "r1"}, as_="visitor")
    assert "由坐席、系统办理" in answer.refusal(403, "wrong_role")


def test_an_order_in_full_with_its_caller_masked(caller: Caller) -> None:
    key = caller.world.awaiting_visit(urgent=True, confidential=False)
    said = caller.get(f"/orders/{caller.number(key)}", as_="h-water").said
    assert (said["caller_name"], said["phone"]) == ("演某", "199****0001")
    assert (said["number"], said["state"], said["kind"]) == (caller.number(key), "awaiting_visit", "complaint")
    assert said["version"] == WorkOrder.objects.get().version == len(said["timeline"])
    assert [entry["kind"] for entry in said["timeline"]] == [e.kind for e in read.stream(f"workorder:{key}")]
    assert said["marks"] == ["urgent"]
    assert said["dispatches"] == [{"no": 1, "unit": "云山市水务局", "part": "main", "state": "accepted"}]
    clocks = {clock["name"]: clock for clock in said["clocks"]}
    assert {"citizen", "sign_in", "reply"} <= set(clocks)
    assert clocks["reply"]["stopped_at"] is not None and clocks["reply"]["missed_at"] is None
    assert clocks["reply"]["cite"] and clocks["reply"]["limit"]
    offered = {verb["name"]: verb["refusal"] for verb in said["verbs"]}
    assert "visit" not in offered and str(offered["sign_in"]).endswith("。")


def test_verbs_are_done_and_their_refusals_said(caller: Caller) -> None:
    number = caller.accept("r1").said["number"]

    def do(verb: str, as_: str, **given: object) -> tuple[int, str]:
        answer = caller.post(f"/orders/{number}/{verb}", given, as_=as_)
        assert set(answer.said) == {"number", "state", "version"}, answer.said
        return answer.status, answer.said["state"]

    assert do("hand_on", "agent") == (200, "awaiting_dispatch")
    assert "派单员" in caller.post(f"/orders/{number}/send", {"unit": "water"}).refusal(403, "wrong_role")
    refused = caller.post(f"/orders/{number}/send", {"unit": "nobody"}, as_="dispatcher")
    assert refused.refusal(422, "no_unit") and refused.said["field"] == "unit"
    assert do("send", "dispatcher", unit="water", co_units=["urban"]) == (200, "in_hand")
    caller.post(f"/orders/{number}/send", {"unit": "urban"}, as_="dispatcher").refusal(409, "wrong_state")
    assert do("sign_in", "h-water") == (200, "in_hand")
    caller.post(f"/orders/{number}/sign_in", as_="h-water").refusal(409, "wrong_state")
    assert do("contact", "h-water", outcome="reached")[0] == 200
    caller.post(f"/orders/{number}/reply", {"solved": True}, as_="h-water").refusal(422, "missing")
    assert do("reply", "h-water", words="已处理。", solved=True) == (200, "replied")
    assert do("accept_reply", "dispatcher", dispatch=1) == (200, "replied")


def test_a_screen_that_is_behind_is_told(caller: Caller) -> None:
    number, version = (caller.accept("r1").said[name] for name in ("number", "version"))
    path = f"/orders/{number}/hand_on"
    answer = caller.post(path, {"seen": version - 1})
    assert "刚被别人更新" in answer.refusal(409, "stale") and answer.said["field"] == "seen"
    rubbish: tuple[object, ...] = ("2", 2.0, True, [], {})
    for wrong in rubbish:
        assert caller.post(path, {"seen": wrong}).refusal(422, "not_a_count")
    assert caller.post(path, {"seen": version}).status == 200
    caller.post(path, {"seen": version}).refusal(409, "stale")


def test_what_one_may_not_see_is_not_found(caller: Caller) -> None:
    number = caller.number(caller.world.dispatched("water"))
    for seat in ("h-urban", "h-town", "d-linhe"):
        caller.get(f"/orders/{number}", as_=seat).refusal(404, "not_found")
        caller.post(f"/orders/{number}/sign_in", as_=seat).refusal(404, "not_found")
    assert caller.get(f"/orders/{number}", as_="h-water").status == 200
    secret = caller.number(caller.world.dispatched("water", confidential=True))
    caller.get(f"/orders/{secret}", as_="h-water").refusal(404, "not_found")
    assert caller.get(f"/orders/{secret}", as_="dispatcher").status == 200
    about = caller.number(caller.world.accept(about="water"))
    caller.get(f"/orders/{about}", as_="h-water").refusal(404, "not_found")


def test_an_unknown_verb_is_refused_like_everything_else(caller: Caller) -> None:
    number = caller.accept("r1").said["number"]
    for name in ("nonsense", "accept", "__class__", "HAND_ON"):
        caller.post(f"/orders/{number}/{name}").refusal(404, "no_verb")


@pytest.mark.parametrize("verb", SYSTEM_VERBS)
def test_the_worker_s_own_verbs_are_nobody_else_s(caller: Caller, verb: str) -> None:
    number = caller.number(caller.world.dispatched("water"))
    given = {"clock": "reply", "subject": 1} if verb == "miss" else {}
    before = len(read.stream(f"workorder:{WorkOrder.objects.get().pk}"))
    seats = ("agent", "dispatcher", "visitor", "supervisor", "assessor", "leader", "quality", "knowledge", "h-water")
    for seat in seats:
        answer = caller.post(f"/orders/{number}/{verb}", given, as_=seat)
        assert "由系统办理" in answer.refusal(403, "wrong_role")
    assert len(read.stream(f"workorder:{WorkOrder.objects.get().pk}")) == before


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_answers_rubbish_with_a_refusal(caller: Caller, verb: str) -> None:
    """Whoever calls, with whatever: a sentence, and no entry more."""
    key = caller.world.dispatched("water")
    number = caller.number(key)
    before = len(read.stream(f"workorder:{key}"))
    rubbish: tuple[dict[str, object], ...] = (
        {"unknown": 1},
        {name.name: {"a": [1]} for name in VERBS[verb].VERB.asks} | {"unknown": 1},
        {name.name: "\0" * 50_000 for name in VERBS[verb].VERB.asks} | {"by": 1},
        {"seen": 10**30},
    )
    for given in rubbish:
        for seat in ("agent", "dispatcher", "h-water", "supervisor"):
            answer = caller.post(f"/orders/{number}/{verb}", given, as_=seat)
            assert answer.status in (403, 409, 422)
            answer.refusal(answer.status, answer.said["code"])
    assert len(read.stream(f"workorder:{key}")) == before
