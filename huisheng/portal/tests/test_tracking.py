"""查询进度: the key or the phone opens one's own matter, nothing else does; and one's own acts go through the verbs."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from huisheng.channels.outbox.models import Outgoing
from huisheng.channels.outbox.reads import parcel
from huisheng.lifecycle.attachments.models import Attachment
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.portal.models import Code
from huisheng.portal.tests.citizen import PHONE, Citizen, order_of, photo, sms_at
from tests.cast import World

WRONG = "工单号或者查询码不对"


def _filed(world: World, **more: str) -> tuple[Citizen, WorkOrder, str]:
    citizen = Citizen(world)
    number, key = citizen.files(**more)
    return citizen, order_of(number), key


def _handled(world: World, key: int) -> None:
    """To the water works and back: it waits for its citizen's judgement."""
    world.do(key, "hand_on", "agent")
    world.do(key, "send", "dispatcher", unit="water")
    world.do(key, "sign_in", "h-water")
    world.do(key, "contact", "h-water", outcome="reached")
    world.do(key, "reply", "h-water", words="已到现场处理，夜间不再施工。", solved=True)
    world.do(key, "accept_reply", "dispatcher")
    world.do(key, "conclude", "dispatcher")


def test_progress_is_told_like_a_parcel_s(world: World) -> None:
    _, order, key = _filed(world)
    _handled(world, order.pk)
    other = Citizen(world)
    answer = other.tracks(f" {order.number.lower()} ", key.replace(" ", "-"))
    assert answer["Location"] == f"/p/yunshan/matters/{order.number}/"
    page = other.get(f"matters/{order.number}/").content.decode()
    titles = [found.strip() for found in re.findall(r'<p class="what">(.*?)(?:<|\n\s*</p>)', page, re.DOTALL)]
    assert titles[0] == "已办结" and titles[-1] == "已受理" and "云山市水务局已答复" in titles
    assert "夜间不再施工" in page and "评价" in page and "撤回" not in page.partition("<main")[2]
    assert PHONE not in page, "the page of a matter shows no telephone"
    assert other.get("matters/").content.decode().count(order.number) >= 1


def test_a_wrong_key_and_a_wrong_number_are_answered_alike(world: World) -> None:
    citizen, order, key = _filed(world)
    stranger = Citizen(world)
    wrong = f"{(int(key.replace(' ', '')) + 1) % 10**8:08d}"
    said = [
        stranger.tracks(number, tried)
        for number, tried in ((order.number, wrong), ("YS-20191104-9999999", key), ("乱写\x00", ""), (order.number, ""))
    ]
    assert [answer.status_code for answer in said] == [422] * 4
    assert all(WRONG in answer.content.decode() for answer in said)
    for path in (f"matters/{order.number}/", f"matters/{order.number}/more/"):
        assert stranger.get(path)["Location"] == "/p/yunshan/track/"
        assert stranger.post(path, words="混进来")["Location"] == "/p/yunshan/track/"
    assert stranger.get("matters/YS-20191104-9999999/")["Location"] == "/p/yunshan/track/"


def test_guessing_ends_soon(world: World) -> None:
    _, order, key = _filed(world)
    said = []
    for n in range(11):
        answer = Citizen(world, address=f"198.51.100.{n}").tracks(order.number, "00000000")
        said.append(answer.status_code)
    assert said[:5] == [422] * 5 and said[-1] == 422, "a question stands before the sixth: nothing is compared"
    page = answer.content.decode()
    assert "riddle.png" in page and WRONG not in page


def test_a_stay_ends_and_is_of_one_browser_and_one_platform(world: World) -> None:
    citizen, order, key = _filed(world)
    assert citizen.get(f"matters/{order.number}/").status_code == 200
    assert Citizen(world, "/p/linhe/").tracks(order.number, key).status_code == 422, "another platform's site"
    thief = Citizen(world)
    thief.get("")
    thief.client.cookies["portal_stay"] = citizen.client.cookies["portal_stay"].value
    assert thief.get(f"matters/{order.number}/").status_code == 303
    citizen.client.cookies["portal_stay"] = "forged"
    assert citizen.get(f"matters/{order.number}/").status_code == 303
    citizen.tracks(order.number, key)
    assert citizen.post("leave/")["Location"] == "/p/yunshan/"
    assert citizen.get(f"matters/{order.number}/").status_code == 303
    citizen.tracks(order.number, key)
    world.pass_(minutes=31)
    assert citizen.get(f"matters/{order.number}/").status_code == 303


def test_the_citizen_judges_and_asks_again(world: World) -> None:
    citizen, order, _ = _filed(world)
    _handled(world, order.pk)
    here = f"matters/{order.number}"
    assert "满意吗" in citizen.get(f"{here}/rate/").content.decode()
    assert citizen.post(f"{here}/rate/", solved="yes").status_code == 422
    assert citizen.post(f"{here}/rate/", grade="satisfied").status_code == 422
    answer = citizen.post(f"{here}/rate/", grade="satisfied", solved="yes", words="谢谢")
    assert answer["Location"] == f"/p/yunshan/{here}/?done=rate"
    page = citizen.get(f"{here}/", done="rate").content.decode()
    assert "“评价”已经收到" in page and "您作了评价" in page
    assert order_of(order.number).state == "closed"
    assert "现在不能评价" in citizen.get(f"{here}/rate/").content.decode()
    assert citizen.post(f"{here}/rate/", grade="satisfied", solved="yes").status_code == 422
    assert citizen.post(f"{here}/again/", words="今晚又开工了").status_code == 303
    assert order_of(order.number).state == "awaiting_decision"
    assert "今晚又开工了" in citizen.get(f"{here}/").content.decode()


def test_the_citizen_adds_and_calls_off(world: World) -> None:
    citizen, order, _ = _filed(world)
    here = f"matters/{order.number}"
    assert citizen.post(f"{here}/more/", words="补充：昨晚到两点", files=[photo()]).status_code == 303
    assert Attachment.objects.filter(order=order).count() == 1
    assert citizen.post(f"{here}/more/", words="").status_code == 422
    assert "确定要撤回吗" in citizen.get(f"{here}/stop/").content.decode()
    assert order_of(order.number).state == "accepted", "looking calls nothing off"
    assert citizen.post(f"{here}/stop/").status_code == 303
    assert order_of(order.number).state == "closed"
    assert "您撤回了诉求" in citizen.get(f"{here}/").content.decode()
    assert citizen.get(f"{here}/nonsense/")["Location"] == "/p/yunshan/track/"


def test_acts_have_a_limit(world: World) -> None:
    citizen, order, _ = _filed(world)
    here = f"matters/{order.number}/more/"
    said = [citizen.post(here, words=f"补充{n}").status_code for n in range(21)]
    assert said == [303] * 20 + [429]


def test_a_phone_shows_its_matters_by_a_code(world: World) -> None:
    with sms_at(world.platform):
        _, order, _ = _filed(world)
        called = world.accept(phone=PHONE, title="电话里说的")
        citizen = Citizen(world)
        assert citizen.post("track/phone/", phone=PHONE)["Location"] == "/p/yunshan/track/code/"
        code = _code()
        assert citizen.post("track/code/", code="000000" if code != "000000" else "111111").status_code == 422
        assert Citizen(world).post("track/code/", code=code).status_code == 422, "another browser"
        assert citizen.post("track/code/", code=code)["Location"] == "/p/yunshan/matters/"
        page = citizen.get("matters/").content.decode()
        assert order.number in page and "电话里说的" in page
        assert citizen.post("track/code/", code=code).status_code == 422, "once only"
        assert citizen.get(f"matters/{world.matter(called).order.number}/").status_code == 200
    assert bytes(Code.objects.get().digest) != code.encode()


def test_a_code_is_over_after_minutes_and_after_tries(world: World) -> None:
    with sms_at(world.platform):
        citizen = Citizen(world)
        citizen.post("track/phone/", phone=PHONE)
        world.now += timedelta(minutes=5)
        assert "已经失效" in citizen.post("track/code/", code=_code()).content.decode()
        citizen.post("track/phone/", phone=PHONE)
        said = [citizen.post("track/code/", code="12").status_code for _ in range(5)]
        assert said == [422] * 5
        assert "已经失效" in citizen.post("track/code/", code=_code()).content.decode()


def test_codes_have_a_limit_and_go_to_mobiles_only(world: World) -> None:
    with sms_at(world.platform):
        assert Citizen(world).post("track/phone/", phone="0635-8123456").status_code == 422
        assert Citizen(world).post("track/phone/", phone="x").status_code == 422
        said = [Citizen(world).post("track/phone/", phone=PHONE).status_code for _ in range(4)]
        assert said == [303, 303, 303, 422], "a question first"
    assert Outgoing.objects.count() == 3


def test_without_a_gateway_it_says_so(world: World) -> None:
    citizen = Citizen(world)
    assert "还没有开通短信" in citizen.get("track/phone/").content.decode()
    assert citizen.post("track/phone/", phone=PHONE).status_code == 200 and not Code.objects.exists()
    assert citizen.get("track/code/").status_code == 200


@pytest.mark.parametrize("path", ["/p/nowhere/", "/p/yunshan/nowhere/", "/p/water/"])
def test_what_isn_t_there_isn_t(world: World, path: str) -> None:
    assert Client().get(path).status_code == 404


def _code() -> str:
    said = parcel(Outgoing.objects.order_by("-pk")[0]).text
    found = re.search(r"\d{6}", said)
    assert found
    return found[0]
