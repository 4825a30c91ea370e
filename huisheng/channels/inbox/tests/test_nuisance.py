"""Who harasses is marked by a person, with a ground and an end; he is told to whom he meets, and never dropped."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from huisheng.channels.inbox import nuisance
from huisheng.channels.inbox.actions import lift_nuisance, mark_nuisance, take
from huisheng.channels.inbox.contract import Came, Medium, Outcome
from huisheng.channels.inbox.models import Nuisance
from huisheng.desks.agent.beside import beside
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import read
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.portal.tests.citizen import PHONE, Citizen
from tests.cast import World

WHY = "连续三天每天拨打几十次，接通后辱骂坐席。"
BACKEND = "django.contrib.auth.backends.ModelBackend"
MAIL = "troll@example.com"


def mark(world: World, **given: Any) -> Nuisance:
    """By the supervisor, for a week."""
    until = (clock.local_day(world.now) + timedelta(days=7)).isoformat()
    asked = {"ground": "insult", "why": WHY, "until": until, **given}
    with world.hour() as at:
        return mark_nuisance.do(by=world.seat("supervisor"), at=at, **asked)


def came(world: World, ref: str, **said: Any) -> Any:
    """A letter of his."""
    letter = Came("mail-a", ref, "mail", Medium.MAIL, world.now, "路灯又坏了，请来修。", **said)
    with world.hour() as at:
        return take.do(letter, platform=world.platform, at=at)


def test_he_is_held_for_a_person_told_to_who_meets_him_and_free_again_at_the_end(world: World) -> None:
    first = came(world, "1", address=MAIL, phone=PHONE)
    assert first.outcome == Outcome.NEW
    mark(world, number=first.order.number)
    for ref, said in (("2", {"address": MAIL.upper()}), ("3", {"phone": "199 0000-0042"})):
        held = came(world, ref, **said)
        assert held.outcome == Outcome.HELD and "骚扰登记（辱骂、威胁工作人员）" in held.message.trouble
    assert came(world, "4", address="other@example.com").outcome == Outcome.NEW
    citizen = Citizen(world)
    citizen.writes()
    assert citizen.sends()["Location"].endswith("new/done/")
    page = citizen.get("new/done/").content.decode()
    assert "正由工作人员登记" in page and "骚扰" not in page and "不用再提交一次" in page
    sees = beside(world.seat("agent"), world.now, {"phone": PHONE}, None, ())["nuisance"]
    assert sees.startswith("骚扰登记（辱骂、威胁工作人员），至2019年11月")
    assert nuisance.told(world.seat("h-water"), first.order, world.now) == "", "no unit"
    assert nuisance.told(world.seat("d-linhe"), bytes.fromhex(nuisance.of_phone(PHONE)[0]), world.now) == ""
    assert nuisance.told(world.seat("d-linhe"), first.order, world.now) == "", "no other platform"
    world.pass_(days=8)
    assert came(world, "5", address=MAIL).outcome == Outcome.NEW, "it ends by itself"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "nobody"),
        ({"number": "YS-20191104-9999999"}, "not_found"),
        ({"phone": PHONE, "ground": "rude"}, "not_an_option"),
        ({"phone": PHONE, "why": " "}, "missing"),
        ({"phone": PHONE, "until": ""}, "missing"),
        ({"phone": PHONE, "until": "soon"}, "not_a_day"),
        ({"phone": PHONE, "until": "2019-11-01"}, "bad_end"),
        ({"phone": PHONE, "until": "2029-11-01"}, "bad_end"),
    ],
)
def test_no_mark_without_ground_and_end(world: World, given: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        mark(world, **given)
    assert refused.value.code == code
    assert not Nuisance.objects.exists()


def test_the_page_lists_marks_and_lifts(world: World) -> None:
    client = Client()
    client.force_login(User.objects.get(username="supervisor"), backend=BACKEND)
    with clock.at(world.now):
        until = (clock.local_day(world.now) + timedelta(days=7)).isoformat()
        form = {"phone": PHONE, "ground": "fake", "why": WHY, "until": until}
        assert client.post("/nuisances/", {**form, "until": ""}).status_code == 422
        assert client.post("/nuisances/", form).status_code == 302
        again = client.post("/nuisances/", form)
        assert again.status_code == 422 and "要改请先撤销" in again.content.decode()
        page = client.get("/nuisances/").content.decode()
        assert "199****0042" in page and PHONE not in page and WHY in page and "编造虚假诉求" in page
        row = Nuisance.objects.get()
        said = {entry.kind for entry in read.stream(row.stream)}
        client.post(f"/nuisances/{row.pk}/lift/", {"why": "核实是误会。"})
        page = client.get("/nuisances/").content.decode()
        assert "已撤销" in page and "核实是误会。" in page
        assert "已经撤销" in client.post(f"/nuisances/{row.pk}/lift/", {"why": "再来"}, follow=True).content.decode()
        assert client.post("/nuisances/9999/lift/", {"why": "没有"}).status_code == 404
        client.force_login(User.objects.get(username="agent"), backend=BACKEND)
        assert client.get("/nuisances/").status_code == 403
    assert said == {"nuisance_marked"}
    assert not any(PHONE in str(entry.body) or WHY in str(entry.body) for entry in read.stream(row.stream))
    with pytest.raises(Refusal, match="督办员"), world.hour() as at:
        lift_nuisance.do(row.pk, by=world.seat("agent"), at=at, why="不归我")
    assert WorkOrder.objects.count() == 0
