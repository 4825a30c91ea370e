"""我要反映, page by page: nothing typed is lost, a double tap is one matter, machines are asked and never dropped."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from huisheng.channels.inbox.contract import Medium, Outcome
from huisheng.channels.inbox.models import Contact, Incoming
from huisheng.kernel import clock, secrets
from huisheng.lifecycle.attachments.models import Attachment
from huisheng.lifecycle.attachments.tests import made
from huisheng.lifecycle.workorder import caller
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.portal import riddles, visitor
from huisheng.portal.models import Draft, DraftFile, Hit, Key, Riddle
from huisheng.portal.tests.citizen import PHONE, WORDS, Citizen, draft, mapped, order_of, photo, sms_at
from huisheng.taxonomy.models import Outline
from tests.cast import World


def test_a_matter_is_filed_and_its_receipt_says_by_when(world: World) -> None:
    citizen = Citizen(world)
    assert 'href="tel:12345"' in citizen.get("").content.decode()
    number, key = citizen.files(name="演示甲", place="幸福里小区南门")
    order = order_of(number)
    assert (order.channel, order.source, order.kind) == ("web", "portal-yunshan", "help")
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
    assert [citizen.sends()["Location"] for _ in range(2)] == ["/p/yunshan/new/done/"] * 2
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
                return browser.post("/p/yunshan/new/send/", citizen.typed)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(tap, range(4))) == {"/p/yunshan/new/done/"}
    assert WorkOrder.objects.count() == Key.objects.count() == Incoming.objects.count() == 1
    number, key = citizen.receipt()
    assert citizen.tracks(number, key).status_code == 303


def test_what_was_typed_stays_when_one_goes_back_or_away(world: World) -> None:
    citizen = Citizen(world)
    citizen.post("new/", words=WORDS[:9], keep="1")
    assert WORDS[:9] in citizen.get("new/").content.decode(), "left without a button"
    citizen.writes(confidential="1", name="演示甲", kind="consult", public="1")
    assert "接着写" in citizen.get("").content.decode()
    assert WORDS in citizen.get("new/").content.decode()
    said = citizen.get("new/send/").content.decode()
    assert PHONE in said and "演示甲" in said and 'value="consult" selected' in said and said.count("checked") == 2
    answer = citizen.post("new/send/", phone="12", place="远" * 151, region="nowhere")
    said = answer.content.decode()
    assert answer.status_code == 422 and said.count('class="wrong"') == 2 and 'value="12"' in said, "all at once"
    assert 'value="12"' in citizen.get("new/send/").content.decode(), "and what is wrong stays too"
    assert "checked" not in citizen.get("new/send/").content.decode(), "a tick taken away is away"
    assert WORDS.encode() not in bytes(draft().said_sealed), "sealed"
    assert citizen.post("new/drop/")["Location"] == "/p/yunshan/" and not Draft.objects.exists()
    assert citizen.get("new/send/")["Location"] == "/p/yunshan/new/"
    citizen.files()
    assert citizen.sends(keep="1")["Location"].endswith("new/done/")
    assert not Draft.objects.filter(sent_at=None).exists(), "what is kept too late begins nothing"


@pytest.mark.parametrize(
    ("path", "typed", "sentence"),
    [
        ("new/", {"words": "  "}, "请填写要反映的事"),
        ("new/", {"words": "1"}, "请多写几句"),
        ("new/", {"words": "长" * 5001}, "最多5000字"),
        ("new/", {"words": "\x00\u202e"}, "请填写要反映的事"),
        ("new/send/", {"phone": PHONE, "region": "nowhere"}, "没有这个地区"),
        ("new/send/", {"phone": PHONE, "place": "远" * 151}, "最多150字"),
        ("new/send/", {"phone": PHONE, "name": "甲" * 51}, "最多50字"),
        ("new/send/", {"phone": ""}, "请填写联系电话"),
        ("new/send/", {"phone": "123"}, "这个电话号码不对"),
    ],
)
def test_what_wont_do_is_said_beside_it_and_kept(world: World, path: str, typed: dict[str, str], sentence: str) -> None:
    citizen = Citizen(world)
    if path != "new/":
        citizen.post("new/", words=WORDS)
    answer = citizen.post(path, **typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode().partition("<main")[2]
    assert not WorkOrder.objects.exists()


def test_pages_out_of_turn_lead_to_what_is_missing(world: World) -> None:
    citizen = Citizen(world)
    assert citizen.get("new/send/")["Location"] == "/p/yunshan/new/"
    citizen.post("new/", words="", keep="1")
    assert citizen.post("new/send/", phone=PHONE)["Location"] == "/p/yunshan/new/"
    assert not WorkOrder.objects.exists()


def test_photos_are_cleaned_shown_taken_out_and_hung_on_the_order(world: World) -> None:
    citizen = Citizen(world)
    answer = citizen.post("new/", words="路灯", files=[photo(), photo((20, 20))], more="1")
    assert answer["Location"] == "/p/yunshan/new/#files"
    assert "路灯" in citizen.get("new/").content.decode(), "what was half written stays"
    assert citizen.get("new/photos/1/")["Content-Type"] == "image/jpeg"
    assert citizen.get("new/photos/7/").status_code == 404
    assert citizen.post("new/", words="路灯", remove="2").status_code == 303
    answer = citizen.post("new/", words=WORDS, files=[_named("a.exe", b"MZ"), photo()])
    assert answer.status_code == 422 and "“a.exe”不是照片" in answer.content.decode()
    assert DraftFile.objects.count() == 2, "the good one stays"
    assert Citizen(world).get("new/photos/1/").status_code == 404, "another's draft"
    citizen.files()
    assert Attachment.objects.filter(order=order_of(citizen.receipt()[0])).count() == 2
    assert not DraftFile.objects.exists()


def test_no_more_photos_than_are_taken(world: World) -> None:
    citizen = Citizen(world)
    answer = citizen.post("new/", words=WORDS, files=[photo((8, 8)) for _ in range(10)])
    assert answer.status_code == 422 and "最多交9个" in answer.content.decode()
    assert DraftFile.objects.count() == 9


def test_who_has_spoken_neednt_write(world: World) -> None:
    citizen = Citizen(world)
    assert citizen.post("new/", words="", files=[photo()]).status_code == 422, "a photo alone says too little"
    assert citizen.post("new/", words="", files=[_named("录音.wav", made.wav(2))]).status_code == 303
    citizen.typed = {"phone": PHONE}
    assert citizen.sends().status_code == 303
    assert order_of(citizen.receipt()[0]).personal.words == "（语音反映，请听附件里的录音。）"


def test_a_position_is_sealed_and_names_its_region(world: World) -> None:
    mapped(world)
    citizen = Citizen(world)
    assert "云东区" in citizen.get("map/").content.decode()
    number, _ = citizen.files(spot="36.999,115.00100001")
    order = order_of(number)
    assert caller.spot(Matter(order)) == "36.999000,115.001000" and order.region == "east-1"
    assert b"36.999" not in bytes(order.personal.spot_sealed)
    for seat, sees in (("dispatcher", True), ("d-linhe", False)):
        user = User.objects.get(username=seat)
        citizen.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        with clock.at(world.now):
            page = citizen.client.get(f"/orders/{number}/").content.decode()
        assert ("北纬 36.999000°，东经 115.001000°" in page, 'class="pin"' in page) == (sees, sees)
    other = Citizen(world)
    assert caller.spot(Matter(order_of(other.files(spot="<script>")[0]))) == ""
    Outline.objects.all().delete()
    assert Citizen(world).get("map/").status_code == 404
    number, _ = Citizen(world).files(spot="36.999,115.001")
    assert order_of(number).region == "", "without a map a position names nothing"


def test_confidential_is_confidential(world: World) -> None:
    citizen = Citizen(world)
    citizen.writes(confidential="1", public="1")
    citizen.sends()
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
    assert citizen.sends().status_code == 303
    said = citizen.get("new/done/").content.decode()
    assert "正由工作人员登记" in said and "12345" in said
    assert Incoming.objects.get().outcome == Outcome.HELD


def test_who_is_too_quick_answers_a_question_and_is_never_dropped(world: World) -> None:
    citizen = Citizen(world)
    citizen.writes()
    Draft.objects.update(began_at=world.now)
    world.now -= timedelta(seconds=5)
    answer = citizen.sends()
    assert answer.status_code == 422 and "riddle.png" in answer.content.decode()
    assert citizen.get("riddle.png")["Content-Type"] == "image/png"
    assert citizen.sends(answer="1").status_code == 422
    answer = citizen.sends(riddle="words")
    assert answer.status_code == 422 and "riddle.png" not in answer.content.decode()
    assert citizen.get("riddle.png").status_code == 404
    assert citizen.sends(riddle="picture", public="1").status_code == 422
    assert "checked" in citizen.get("new/send/").content.decode(), "what was ticked stays"
    assert citizen.sends(answer=_solution(citizen)).status_code == 303
    assert WorkOrder.objects.count() == 1 and not Riddle.objects.exists()


def test_a_trap_that_is_filled_in_asks_too(world: World) -> None:
    citizen = Citizen(world)
    citizen.writes()
    assert citizen.sends(website="http://x").status_code == 422
    assert citizen.sends(website="http://x", answer=_solution(citizen)).status_code == 303


def test_near_the_limit_a_question_at_the_limit_the_telephone(world: World) -> None:
    answers = []
    for _ in range(6):
        citizen = Citizen(world)
        citizen.writes()
        answer = citizen.sends()
        answers.append(answer.status_code)
        if answer.status_code == 422:
            answer = citizen.sends(answer=_solution(citizen))
            assert answer.status_code == 303
    assert answers == [303, 303, 303, 422, 422, 429]
    said = answer.content.decode()
    assert "12345" in said and "没有丢" in said
    assert WORDS[:20] in citizen.get("new/send/").content.decode(), "and what was typed is still there"
    world.pass_(hours=25)
    assert citizen.sends().status_code == 303


def test_what_is_old_is_swept_away(world: World) -> None:
    Citizen(world).writes()
    Citizen(world).files()
    world.pass_(hours=49)
    Citizen(world).post("new/", words=WORDS)
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
    answer = citizen.post("new/", words=WORDS)
    said = answer.content.decode()
    assert answer.status_code == 403 and WORDS in said and "12345" in said and "再提交一次" in said
    stranger = citizen.client.post("/p/yunshan/new/", {"words": "恶意"}, headers={"Origin": "https://evil.example"})
    assert stranger.status_code == 403 and "恶意" not in stranger.content.decode(), "not what another site wrote"
    page = citizen.get("new/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken"\s+value="(\w+)"', page)
    assert token and citizen.post("new/", words=WORDS, csrfmiddlewaretoken=token[1]).status_code == 303


def _solution(citizen: Citizen) -> str:
    device = visitor.device(citizen.client.cookies[visitor.DEVICE].value)
    row = riddles.waiting(device)
    assert row is not None
    asked = riddles.asked(row)
    found = re.findall(r"\d+", asked)
    return str(sum(map(int, found)))


def _named(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
