"""A reply as its reviewer reads it: what the unit was told, where in the words, and like which other reply."""

from typing import Any

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from huisheng.desks import reviews
from huisheng.desks.tests.addresses import address, order, said
from huisheng.desks.tests.conftest import As
from huisheng.insight.learned import guard
from huisheng.lifecycle.handling import reads as handling
from huisheng.lifecycle.handling import rules
from tests.cast import World

REPLY = "11月4日上午已到云山市幸福里小区旁工地责令停工，施工单位承诺夜间不再施工，并已电话告知来电人。"


def replied(world: World, words: str = REPLY, *, contacted: bool = True, solved: bool = True, **changed: Any) -> int:
    key = world.dispatched("water", **changed)
    world.do(key, "sign_in", "h-water")
    if contacted:
        world.do(key, "contact", "h-water", outcome="reached", words="约定下午到场")
    world.do(key, "reply", "h-water", words=words, solved=solved)
    return key


def shown(as_: As, seat: str, key: int) -> list[Any]:
    page: Any = as_(seat).get(address(key))
    return list(page.context["reviews"]) if page.status_code == 200 else []


def test_the_reviewer_sees_the_words_marked_and_why(world: World, as_: As) -> None:
    key = replied(world, contacted=False, solved=False)
    (review,) = shown(as_, "dispatcher", key)
    assert review.unit and not review.solved
    assert "".join(piece.text for piece in review.pieces) == REPLY
    assert [piece.text for piece in review.pieces if piece.marks] == ["并已电话告知来电人"] or any(
        "告知来电人" in piece.text for piece in review.pieces if piece.marks
    )
    assert any("没有联系上的记录" in line.sentence and line.mark == 1 and line.grave for line in review.lines)
    page = said(as_("dispatcher").get(address(key)))
    assert "<mark>" in page and "待审核的答复" in page and "文中标注" in page
    assert "待审核的答复" in said(as_("dispatcher").get(f"/dispatch/{order(key).number}/"))


def test_a_good_reply_has_nothing_to_look_at(world: World, as_: As) -> None:
    key = replied(world)
    (review,) = shown(as_, "dispatcher", key)
    assert review.solved and [line.sentence for line in review.lines] == []
    assert "没有要提醒的" in said(as_("dispatcher").get(address(key)))


def test_only_while_it_waits_and_only_for_who_decides(world: World, as_: As) -> None:
    key = replied(world)
    for seat in ("h-water", "agent", "visitor", "h-urban"):
        assert shown(as_, seat, key) == [], seat
    world.do(key, "accept_reply", "dispatcher")
    assert shown(as_, "dispatcher", key) == []


def test_a_copy_is_named_and_linked_where_it_may_be_seen(world: World, as_: As) -> None:
    first = replied(world)
    key = replied(world, f"{REPLY}谢谢")
    (review,) = shown(as_, "dispatcher", key)
    (line,) = [one for one in review.lines if one.number]
    assert line.number == order(first).number and "相同" in line.sentence
    (earlier,) = shown(as_, "dispatcher", first)
    assert not [one for one in earlier.lines if one.number], "the first of two is no copy of the second"


def test_the_same_again_after_it_was_sent_back(world: World, as_: As) -> None:
    key = replied(world)
    world.do(key, "send_back", "dispatcher", words="请写明整改期限")
    world.pass_(hours=1)
    world.do(key, "reply", "h-water", words=REPLY, solved=True)
    (review,) = shown(as_, "dispatcher", key)
    (said,) = [line.sentence for line in review.lines if "本件上一次" in line.sentence]
    assert said.endswith("上次没有通过。")


def test_the_same_again_after_it_was_accepted(world: World) -> None:
    key = replied(world)
    world.do(key, "accept_reply", "dispatcher")
    world.pass_(hours=1)
    (held,) = world.matter(key).dispatches
    hints = handling.hints(world.matter(key), held, world.seat("h-water"), words=REPLY, solved=True, at=world.now)
    (said,) = [hint.sentence for hint in hints if hint.code == "copied"]
    assert "本件上一次" in said and "没有通过" not in said


def test_what_came_again_after_it_was_concluded(world: World, as_: As) -> None:
    before = replied(world)
    world.do(before, "accept_reply", "dispatcher")
    world.do(before, "conclude", "dispatcher")
    key = world.dispatched("water")
    world.do(key, "link", "dispatcher", to=order(before).number)
    world.do(key, "sign_in", "h-water")
    world.do(key, "contact", "h-water", outcome="reached", words="")
    check = f"/unit/{order(key).number}/check/"
    assert "72小时内市民又反映" in said(as_("h-water").post(check, {"words": REPLY, "solved": "1"}))
    assert "72小时内" not in said(as_("h-water").post(check, {"words": REPLY, "solved": ""}))


def test_what_came_again_much_later_is_another_matter(world: World, as_: As) -> None:
    before = replied(world)
    world.do(before, "accept_reply", "dispatcher")
    world.do(before, "conclude", "dispatcher")
    world.pass_(hours=80)
    key = world.dispatched("water")
    world.do(key, "link", "dispatcher", to=order(before).number)
    world.do(key, "sign_in", "h-water")
    check = f"/unit/{order(key).number}/check/"
    assert "小时内市民又反映" not in said(as_("h-water").post(check, {"words": REPLY, "solved": "1"}))


def test_erased_words_are_not_reviewed(world: World, as_: As) -> None:
    from huisheng.lifecycle.workorder.models import Note

    key = replied(world)
    Note.objects.filter(order_id=key, text=REPLY).update(erased_at=order(key).accepted_at)
    assert shown(as_, "dispatcher", key) == []


def test_insight_off_or_broken_leaves_the_page(
    world: World, as_: As, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = replied(world, contacted=False)
    settings.INSIGHT = False
    (review,) = shown(as_, "dispatcher", key)
    assert len(review.lines) == 1 and "还没有联系上市民的记录" in review.lines[0].sentence, "what the record says stays"
    settings.INSIGHT = True

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(rules, "told", broken)
    (review,) = shown(as_, "dispatcher", key)
    assert len(review.lines) == 1
    guard.heal()


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(1, 3)), max_size=4))
def test_pieces_are_the_text_and_nothing_else(text: str, spans: list[tuple[int, int, int]]) -> None:
    cut = reviews.pieces(text, [(min(a, b), max(a, b), mark) for a, b, mark in spans])
    assert "".join(piece.text for piece in cut) == text
