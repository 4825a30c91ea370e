"""我要反映, page by page: nothing typed is lost, a double tap is one matter, machines are asked and never dropped."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from huisheng.channels.inbox.contract import Medium, Outcome
from huisheng.channels.inbox.models import Contact, Incoming
from huisheng.kernel import clock, secrets
from huisheng.lifecycle.attachments.models import Attachment
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.portal import riddles, visitor
from huisheng.portal.models import Draft, DraftFile, Hit, Key, Riddle
from huisheng.portal.tests.citizen import PHONE, WORDS, Citizen, draft, order_of, photo, sms_at
from tests.cast import World


def test_a_matter_is_filed_and_its_receipt_says_by_when(world: World) -> None:
    citizen = Citizen(world)
    assert 'href="tel:12345"' in citizen.get("").content.decode()
    number, key = citizen.files(name="演示甲", place="幸福里小区南门")
    order = order_of(number)
    assert (order.channel, order.source, order.kind) == ("web", "portal-yunshan", "complaint")
    assert order.personal.words == WORDS and order.personal.title.startswith("幸福里小区旁边的工地")
    assert secrets.unseal(bytes(order.personal.phone_sealed), f"{order.stream}:phone") == PHONE
    said = citizen.get("new/done/").content.decode()
    assert re.findall("<b>(.*?)</b>", said) == ["11月18日（星期一）24:00"]
    assert key.replace(" ", "").encode() not in bytes(Key.objects.get().digest), "only a digest is kept"
    assert not draft().said_sealed and draft().order_id == order.pk
    citizen.world.pass_(minutes=31)
    assert citizen.get("new/done/")["Location"] == "/p/yunshan/track/", "the receipt isn't there for the next one"


def test_the_receipt_goes_when_one_says_so(world: World) -> None:
    citizen = Citizen(world)
    number, _ = citizen.files()
    citizen.post("leave/")
    assert citizen.get("new/done/")["Location"] == "/p/yunshan/track/"
    assert citizen.get(f"matters/{number}/")["Location"] == "/p/yunshan/track/"


def test_a_double_tap_is_one_matter(world: World) -> None:
    citizen = Citizen(world)
    citizen.writes()
    assert [citizen.post("new/check/")["Location"] for _ in range(2)] == ["/p/yunshan/new/done/"] * 2
    assert WorkOrder.objects.count() == Incoming.objects.count() == 1
    assert Hit.objects.filter(deed="filings", whose="phone").count() == 1
    number, key = citizen.receipt()
    assert citizen.tracks(number, key).status_code == 303


def test_two_taps_at_one_moment_are_one_matter(lasting_world: World) -> None:
    citizen = Citizen(lasting_world)
    citizen.writes()
    cookies = {name: one.value for name, one in citizen.client.cookies.items()}

    def tap(_: int) -> str:
        browser = Client(REMOTE_ADDR="203.0.113.7")
        browser.cookies.load(cookies)
        try:
            with clock.at(lasting_world.now):
                return browser.post("/p/yunshan/new/check/")["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(tap, range(4))) == {"/p/yunshan/new/done/"}
    assert WorkOrder.objects.count() == Key.objects.count() == Incoming.objects.count() == 1
    number, key = citizen.receipt()
    assert citizen.tracks(number, key).status_code == 303


def test_what_was_typed_stays_when_one_goes_back(world: World) -> None:
    citizen = Citizen(world)
    citizen.writes()
    assert WORDS in citizen.get("new/words/").content.decode()
    assert PHONE in citizen.get("new/who/").content.decode()
    assert "接着写" in citizen.get("").content.decode()
    assert b"then" in citizen.get("new/words/", then="check").content
    assert citizen.post("new/words/", words=f"{WORDS}补一句", then="check")["Location"] == "/p/yunshan/new/check/"
    assert "补一句" in citizen.get("new/check/").content.decode()
    assert WORDS.encode() not in bytes(draft().said_sealed), "sealed"
    assert citizen.post("new/drop/")["Location"] == "/p/yunshan/" and not Draft.objects.exists()
    assert citizen.get("new/check/")["Location"] == "/p/yunshan/new/"


@pytest.mark.parametrize(
    ("path", "typed", "sentence"),
    [
        ("new/", {"kind": "nonsense"}, "请点一下"),
        ("new/words/", {"words": "  "}, "请填写要反映的事"),
        ("new/words/", {"words": "1"}, "请多写几句"),
        ("new/words/", {"words": "长" * 5001}, "最多5000字"),
        ("new/words/", {"words": "\x00\u202e"}, "请填写要反映的事"),
        ("new/where/", {"region": "nowhere"}, "没有这个地区"),
        ("new/where/", {"place": "远" * 151}, "最多150字"),
        ("new/who/", {"phone": "", "confidential": "0"}, "请填写联系电话"),
        ("new/who/", {"phone": "123", "confidential": "0"}, "这个电话号码不对"),
        ("new/who/", {"phone": PHONE}, "要不要保密"),
    ],
)
def test_what_wont_do_is_said_beside_it_and_kept(world: World, path: str, typed: dict[str, str], sentence: str) -> None:
    answer = Citizen(world).post(path, **typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode().partition("<main")[2]


def test_pages_out_of_turn_lead_to_what_is_missing(world: World) -> None:
    citizen = Citizen(world)
    citizen.post("new/", kind="help")
    assert citizen.get("new/check/")["Location"] == "/p/yunshan/new/words/"
    citizen.post("new/words/", words=WORDS)
    assert citizen.post("new/check/")["Location"] == "/p/yunshan/new/who/"
    assert citizen.get("new/found/")["Location"] == "/p/yunshan/new/where/"
    assert not WorkOrder.objects.exists()


def test_photos_are_cleaned_shown_taken_out_and_hung_on_the_order(world: World) -> None:
    citizen = Citizen(world)
    citizen.post("new/", kind="help")
    assert citizen.post("new/photos/", files=[photo(), photo((20, 20))], more="1").status_code == 303
    assert citizen.get("new/photos/1/")["Content-Type"] == "image/jpeg"
    assert citizen.get("new/photos/7/").status_code == 404
    assert citizen.post("new/photos/", remove="2").status_code == 303
    answer = citizen.post("new/photos/", files=[_named("a.exe", b"MZ"), photo()])
    assert answer.status_code == 422 and "“a.exe”不是照片" in answer.content.decode()
    assert DraftFile.objects.count() == 2, "the good one stays"
    assert Citizen(world).get("new/photos/1/").status_code == 404, "another's draft"
    citizen.writes()
    citizen.post("new/check/")
    assert Attachment.objects.filter(order=order_of(citizen.receipt()[0])).count() == 2
    assert not DraftFile.objects.exists()


def test_no_more_photos_than_are_taken(world: World) -> None:
    citizen = Citizen(world)
    answer = citizen.post("new/photos/", files=[photo((8, 8)) for _ in range(10)])
    assert answer.status_code == 422 and "最多交9个" in answer.content.decode()
    assert DraftFile.objects.count() == 9


def test_the_position_comes_only_by_its_button(world: World) -> None:
    citizen = Citizen(world)
    citizen.writes()
    citizen.post("new/where/", place="南门", spot="36.456001,115.98")
    citizen.post("new/check/")
    assert order_of(citizen.receipt()[0]).personal.place == "南门（手机定位：36.456001,115.98）"
    other = Citizen(world)
    other.writes()
    other.post("new/where/", place="南门", spot="<script>")
    assert "script" not in other.get("new/check/").content.decode().partition("<main")[2]


def test_confidential_is_confidential(world: World) -> None:
    citizen = Citizen(world)
    citizen.writes(confidential="1")
    citizen.post("new/check/", public="1")
    assert order_of(citizen.receipt()[0]).confidential and not Key.objects.get().public


def test_a_gateway_tells_the_telephone_too(world: World) -> None:
    with sms_at(world.platform):
        number, _ = Citizen(world).files()
        other, _ = Citizen(world).files(phone="0635-8123456")
    assert Contact.objects.get(order=order_of(number)).medium == Medium.SMS
    assert not Contact.objects.filter(order=order_of(other)).exists(), "a landline reads nothing"


def test_what_a_person_must_register_first_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    citizen = Citizen(world)
    citizen.writes()
    monkeypatch.setattr("huisheng.taxonomy.reads.version_at", lambda *given: None)
    assert citizen.post("new/check/").status_code == 303
    said = citizen.get("new/done/").content.decode()
    assert "正由工作人员登记" in said and "12345" in said
    assert Incoming.objects.get().outcome == Outcome.HELD


def test_who_is_too_quick_answers_a_question_and_is_never_dropped(world: World) -> None:
    citizen = Citizen(world)
    citizen.writes()
    Draft.objects.update(began_at=world.now)
    world.now -= timedelta(seconds=5)
    answer = citizen.post("new/check/")
    assert answer.status_code == 422 and "riddle.png" in answer.content.decode()
    assert citizen.get("riddle.png")["Content-Type"] == "image/png"
    assert citizen.post("new/check/", answer="1").status_code == 422
    answer = citizen.post("new/check/", riddle="words")
    assert answer.status_code == 422 and "riddle.png" not in answer.content.decode()
    assert citizen.get("riddle.png").status_code == 404
    assert citizen.post("new/check/", riddle="picture", public="1").status_code == 422
    assert "checked" in citizen.get("new/check/").content.decode(), "what was ticked stays"
    assert citizen.post("new/check/", answer=_solution(citizen)).status_code == 303
    assert WorkOrder.objects.count() == 1 and not Riddle.objects.exists()


def test_a_trap_that_is_filled_in_asks_too(world: World) -> None:
    citizen = Citizen(world)
    citizen.writes()
    assert citizen.post("new/check/", website="http://x").status_code == 422
    assert citizen.post("new/check/", website="http://x", answer=_solution(citizen)).status_code == 303


def test_near_the_limit_a_question_at_the_limit_the_telephone(world: World) -> None:
    answers = []
    for _ in range(6):
        citizen = Citizen(world)
        citizen.writes()
        answer = citizen.post("new/check/")
        answers.append(answer.status_code)
        if answer.status_code == 422:
            answer = citizen.post("new/check/", answer=_solution(citizen))
            assert answer.status_code == 303
    assert answers == [303, 303, 303, 422, 422, 429]
    said = answer.content.decode()
    assert "12345" in said and "没有丢" in said
    assert WORDS in citizen.get("new/check/").content.decode(), "and what was typed is still there"
    world.pass_(hours=25)
    assert citizen.post("new/check/").status_code == 303


def test_what_is_old_is_swept_away(world: World) -> None:
    Citizen(world).writes()
    Citizen(world).files()
    world.pass_(hours=49)
    Citizen(world).post("new/", kind="help")
    assert Draft.objects.count() == 1 and not Hit.objects.exists()


def test_nothing_personal_stands_in_an_address_or_a_cookie(world: World) -> None:
    citizen = Citizen(world)
    citizen.files()
    cookies = {name: one.value for name, one in citizen.client.cookies.items()}
    assert cookies.keys() <= {visitor.DEVICE, visitor.STAY, "csrftoken"}
    assert not any(PHONE in value or "幸福" in value for value in cookies.values())
    assert all(citizen.client.cookies[name]["httponly"] for name in (visitor.DEVICE, visitor.STAY))
    assert citizen.get("new/done/")["Cache-Control"] == "no-store"


def test_a_form_without_its_token_is_refused(world: World) -> None:
    citizen = Citizen(world)
    citizen.client.handler.enforce_csrf_checks = True
    assert citizen.post("new/", kind="help").status_code == 403
    page = citizen.get("new/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken"\s+value="(\w+)"', page)
    assert token and citizen.post("new/", kind="help", csrfmiddlewaretoken=token[1]).status_code == 303


def _solution(citizen: Citizen) -> str:
    device = visitor.device(citizen.client.cookies[visitor.DEVICE].value)
    row = riddles.waiting(device)
    assert row is not None
    asked = riddles.asked(row)
    found = re.findall(r"\d+", asked)
    return str(sum(map(int, found)))


def _named(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
