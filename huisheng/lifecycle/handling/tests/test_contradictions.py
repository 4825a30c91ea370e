"""Replies that say other than the record: kept beside the acts, as the reviewer is told; thrown away and made again."""

import argparse
from datetime import timedelta

import pytest

from huisheng.console.commands import replies
from huisheng.kernel import clock
from huisheng.ledger import cursor, read
from huisheng.lifecycle.handling import contradictions
from huisheng.lifecycle.supervision import reads
from huisheng.lifecycle.workorder.models import Contradiction
from huisheng.lifecycle.workorder.press import LATELY, Press
from tests.cast import World

SAID = "已安排水务局抢修队到幸福里小区现场更换阀门，11月4日上午恢复供水，已与您电话联系。"


@pytest.fixture(autouse=True)
def all_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test's entries are all of one transaction, which isn't over yet."""
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)


def follow(world: World) -> None:
    with world.hour():
        while contradictions.step(batch=7):
            pass


def kept(world: World) -> dict[int, list[str]]:
    follow(world)
    return dict(Contradiction.objects.values_list("order_id", "said"))


def uncontacted(world: World, words: str = SAID, solved: bool = False, unit: str = "water") -> int:
    key = world.dispatched(unit)
    world.do(key, "sign_in", f"h-{unit}")
    world.do(key, "reply", f"h-{unit}", words=words, solved=solved)
    return key


def test_what_the_words_claim_and_the_record_lacks(world: World) -> None:
    honest, claimed, solved = world.replied(), uncontacted(world), uncontacted(world, "已处理。", solved=True)
    found = kept(world)
    assert "写了已联系市民，但没有联系上的记录。" in found[claimed]
    assert found[solved] == ["选了“已解决”，但还没有联系上市民的记录。"]
    assert honest not in found
    row = Contradiction.objects.get(order_id=claimed)
    assert (row.platform_id, row.unit_id) == (world.platform, world.seat("h-water").unit)
    world.do(claimed, "send_back", "dispatcher", words="请补充")
    assert claimed not in kept(world), "the reply stands no longer"
    world.do(claimed, "contact", "h-water", outcome="reached")
    world.do(claimed, "reply", "h-water", words=SAID, solved=False)
    assert not any("联系" in said for said in kept(world).get(claimed, []))


def test_a_copy_of_another_reply(world: World) -> None:
    first = uncontacted(world, SAID)
    copied = uncontacted(world, SAID.replace("上午", "下午"))
    found = kept(world)
    assert any("相同" in said for said in found[copied]) and not any("相同" in said for said in found[first])


@pytest.mark.parametrize(("hours", "again"), [(70, True), (80, False)])
def test_told_anew_soon_after_it_was_solved(world: World, hours: int, again: bool) -> None:
    key = world.awaiting_visit()
    assert kept(world) == {}
    world.pass_(hours=hours)
    other = world.accept(phone="19900000002")
    world.do(other, "link", "agent", to=world.matter(key).order.number)
    found = kept(world)
    assert (key in found) == again
    if again:
        assert found[key] == ["选了“已解决”，但上次办结后72小时内市民又反映了同一件事。"]
        world.do(other, "unlink", "agent", to=world.matter(key).order.number)
        assert kept(world) == {}


def test_each_platform_is_told_of_what_it_was_given(world: World) -> None:
    key = world.dispatched("linhe")
    world.do(key, "sign_in", "d-linhe")
    world.do(key, "pass_on", "d-linhe", unit="linhe-town")
    world.do(key, "sign_in", "h-town")
    world.do(key, "reply", "h-town", words=SAID, solved=False)
    follow(world)
    below = Contradiction.objects.get()
    assert below.platform_id == world.seat("d-linhe").platform != world.platform
    with world.hour() as now:
        assert reads.page(world.seat("supervisor"), now, why="contradicts").rows == []


def test_thrown_away_and_made_again_the_same(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    made = [uncontacted(world), uncontacted(world, solved=True), world.awaiting_visit()]
    before = kept(world)
    assert set(before) == set(made[:2])
    Contradiction.objects.filter(order_id=made[0]).delete()
    Contradiction.objects.filter(order_id=made[1]).update(order_id=made[2])
    with world.hour():
        assert replies.run(argparse.Namespace(what="rebuild")) == 0
    assert "与记录矛盾的答复 2 件" in capsys.readouterr().out
    assert kept(world) == before
    entries = read.of_streams([f"workorder:{key}" for key in made], contradictions.KINDS)
    with world.hour():
        contradictions.take(list(entries))
        contradictions.take([])
    assert kept(world) == before
    with clock.at(world.now + LATELY + timedelta(days=1)):
        contradictions.expire()
    assert not Contradiction.objects.exists()


def test_the_supervisor_s_list_the_newest_first(world: World) -> None:
    made = [uncontacted(world, unit=unit) for unit in ("water", "urban", "police")]
    secret = uncontacted(world)
    world.do(secret, "mark", "agent", mark="confidential", on=True, reason="来电人要求")
    follow(world)
    seat = world.seat("supervisor")
    with world.hour() as now:
        seen, after = [], ""
        while True:
            page = reads.page(seat, now, why="contradicts", after=after, size=2)
            seen += [row.order.pk for row in page.rows]
            after = page.next
            if not after:
                break
        assert [key for key in seen if key in made] == made[::-1] and (secret in seen) == seat.confidential
        (row,) = reads.page(seat, now, why="contradicts", unit="urban").rows
        assert row.reasons[-1].said and row.reasons[-1].unit == world.seat("h-urban").unit
        assert reads.following(seat, row, now, why="contradicts").pk == made[0]  # type: ignore[union-attr]  # there is one
        assert sum(reads.counts(seat, now)[Press.CONTRADICTS].values()) == len(seen)
        assert reads.page(world.seat("d-linhe"), now, why="contradicts").rows == []
