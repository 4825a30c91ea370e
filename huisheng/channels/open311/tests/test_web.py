"""An app at the door: what it files becomes a matter, once; what it sees is public; what won't do is said."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import OperationalError, connection
from django.test import Client
from lxml import etree

from huisheng.channels.inbox.actions import place, take
from huisheng.channels.inbox.contract import Outcome
from huisheng.channels.inbox.models import Incoming
from huisheng.channels.open311 import pace, reads
from huisheng.channels.open311.actions import file, issue_key, revoke_key, use_key
from huisheng.channels.open311.models import Key
from huisheng.directory import load as directory_load
from huisheng.directory.models import Unit
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder import published
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.taxonomy import atlas
from huisheng.taxonomy.changes import Done, Matter
from huisheng.taxonomy.models import CatalogueChange, CategoryVersion, Region
from tests.cast import World
from tests.cast_with_park import second_city

BASE = "/api/open311/v2"
FILED = {"service_code": "010101", "address_string": "幸福里小区", "description": "夜里施工，电话19900000001。"}


class App:
    """An app with a key of the cast's city, that writes to the door at the world's hour."""

    def __init__(self, world: World, code: str = "app-1", **given: Any) -> None:
        self.world, self.client = world, Client()
        asked = {"code": code, "label": "演示应用", "channel": "app", "may_write": True, **given}
        with world.hour() as at:
            self.token = issue_key.do(by=world.seat("admin"), at=at, **asked)

    def get(self, path: str, **given: Any) -> Any:
        with self.world.hour():
            return self.client.get(f"{BASE}/{path}", {"jurisdiction_id": "yunshan", **given})

    def seen(self, path: str, **given: Any) -> Any:
        answer = self.get(path, **given)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()

    def post(self, ending: str = "json", headers: Any = None, **given: Any) -> Any:
        with self.world.hour():
            fields = {"api_key": self.token, "jurisdiction_id": "yunshan", **FILED, **given}
            form = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields.items())
            kind = "application/x-www-form-urlencoded; charset=utf-8"
            return self.client.post(f"{BASE}/requests.{ending}", form, kind, headers=headers or {})

    def filed(self, **given: Any) -> WorkOrder:
        answer = self.post(**given)
        assert answer.status_code == 200, answer.content.decode()
        return WorkOrder.objects.get(number=answer.json()[0]["service_request_id"])


def _quoted(said: Any) -> str:
    return quote(str(said), safe="", errors="surrogatepass")


@pytest.fixture
def app(world: World) -> Iterator[App]:
    Region.objects.create(platform="yunshan", code="xf", name="幸福街道", path="/xf/", order=1)
    atlas.forget()
    pace.forget()
    yield App(world)
    atlas.forget()


def said(answer: Any) -> tuple[int, str, str]:
    """Status, code and sentence of an error, in either format."""
    if answer.headers["Content-Type"] == "text/xml; charset=utf-8":
        root = etree.fromstring(answer.content)
        assert root.tag == "errors" and [one.tag for one in root] == ["error"]
        return answer.status_code, root.findtext("error/code") or "", root.findtext("error/description") or ""
    (error,) = answer.json()
    return answer.status_code, error["code"], error["description"]


def test_what_is_filed_is_a_matter(app: App) -> None:
    answer = app.post(
        address_id="xf",
        lat="27.8",
        long="112.9",
        last_name="演示",
        first_name="甲",
        **{"phone": "19900000001", "attribute[kind]": "complaint", "media_url": "http://example.org/1.jpg"},
    )
    (told,) = answer.json()
    order = WorkOrder.objects.select_related("personal").get()
    assert told["service_request_id"] == order.number and "承诺2019年11月" in told["service_notice"]
    assert (order.channel, order.source, order.kind, order.category, order.region) == (
        *("app", "app-1", "complaint", "010101", "xf"),
    )
    assert order.personal.place == "幸福里小区" and "附件链接，未下载" in order.personal.words
    assert Incoming.objects.get().outcome == Outcome.NEW
    assert order.personal.phone_sealed and not Incoming.objects.filter(said_sealed=b"").exists()


def test_xml_is_answered_in_xml(app: App) -> None:
    root = etree.fromstring(app.post("xml", lat="27.8", long="112.9", address_string="").content)
    assert root.tag == "service_requests" and root[0].tag == "request"
    assert [one.tag for one in root[0]] == ["service_request_id", "service_notice", "account_id"]
    order = WorkOrder.objects.select_related("personal").get()
    assert root.findtext("request/service_request_id") == order.number
    assert order.personal.place == "纬度27.8，经度112.9（WGS84）"
    assert app.filed(address_string="", address_id="xf", description="另一件").region == "xf"


def test_a_retry_is_the_same_matter(app: App) -> None:
    first = app.filed()
    app.world.pass_(minutes=9)
    again = app.post()
    assert again.json()[0]["service_request_id"] == first.number and "此前已收到" in again.json()[0]["service_notice"]
    assert app.filed(description="另一件事") != first
    app.world.pass_(minutes=11)
    assert app.filed() != first
    assert Incoming.objects.count() == 3


def test_a_key_of_its_own_holds_for_ever(app: App) -> None:
    header = {"Idempotency-Key": "a-1"}
    first = app.filed(headers=header)
    app.world.pass_(days=3)
    assert app.filed(headers=header) == first
    assert app.filed(headers=header, description="用同一个键的另一件事") != first  # nothing is lost to a slip
    assert App(app.world, "app-2").filed(headers=header) != first


def test_files_come_along(app: App) -> None:
    """Not of the specification; some apps send the picture in the form."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    fields = {"api_key": app.token, "jurisdiction_id": "yunshan", **FILED}
    with app.world.hour():
        picture = SimpleUploadedFile("a.txt", b"no picture")
        answer = app.client.post(f"{BASE}/requests.json", {**fields, "media": picture})
        other = SimpleUploadedFile("a.txt", b"another")
        again = app.client.post(f"{BASE}/requests.json", {**fields, "media": other})
    assert answer.status_code == again.status_code == 200
    assert answer.json()[0]["service_request_id"] != again.json()[0]["service_request_id"]
    assert Incoming.objects.first().trouble  # type: ignore[union-attr]  # one was kept: such a file isn't taken, and it says so


def test_what_can_t_be_placed_has_a_token(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(place, "do", lambda key, at, said: Incoming.objects.get(pk=key))
        (told,) = app.post().json()
    assert "service_request_id" not in told
    waiting = app.seen(f"tokens/{told['token']}.json")
    assert waiting == [{"service_request_id": None, "token": told["token"]}]
    with app.world.hour() as at:
        order = place.do(Incoming.objects.get().pk, at=at).order
    assert order is not None
    root = etree.fromstring(app.get(f"tokens/{told['token']}.xml").content)
    assert (root.findtext("request/service_request_id"), root.findtext("request/token")) == (
        order.number,
        told["token"],
    )
    number = told["token"].partition("-")[0]
    for guess in (number, f"{number}-", f"{number}-{'0' * 32}", "一-1", "x"):
        assert said(app.get(f"tokens/{guess}.json"))[0] == 404, guess
    Incoming.objects.update(outcome=Outcome.ASIDE.value)
    assert said(app.get(f"tokens/{told['token']}.json"))[0] == 404


def test_the_list_of_services(app: App, vectors: Path) -> None:
    listed = app.seen("services.json")
    by_code = {one["service_code"]: one for one in listed}
    assert by_code["010101"] == {
        "service_code": "010101",
        "service_name": "建筑施工噪声",
        "description": "环境保护 / 噪声污染 / 建筑施工噪声",
        "metadata": True,
        "type": "realtime",
        "keywords": "建筑施工噪声,噪声污染,环境保护,jzsgzs",
        "group": "环境保护",
    }
    assert listed[0]["service_code"] == "01" and listed[2]["service_code"] == "010101"
    assert not [trouble for one in listed for trouble in wrong(one, vectors, "service")]
    root = etree.fromstring(app.get("services.xml").content)
    assert root.tag == "services" and {one.tag for one in root} == {"service"} and len(root) == len(listed)
    assert root[0].findtext("metadata") == "true" and {len(one) for one in root} == {7}
    CategoryVersion.objects.update(valid_to="2014-01-01")
    atlas.forget()
    assert app.seen("services.json") == []
    assert said(app.get("services/010101.json"))[0] == 404


def test_what_a_service_asks(app: App, vectors: Path) -> None:
    told = app.seen("services/010101.json")
    assert told["service_code"] == "010101" and [one["code"] for one in told["attributes"]] == ["kind", "confidential"]
    assert not wrong(told, vectors, "service-definition")
    root = etree.fromstring(app.get("services/010101.xml").content)
    assert root.tag == "service_definition"
    assert [one.tag for one in root[1]] == ["attribute", "attribute"]
    assert root.findtext("attributes/attribute/values/value/key") == "consult"
    assert said(app.get("services/no-such.xml")) == (404, "404", "没有这个service_code，请从服务列表中选。")


def test_where_it_all_is(app: App) -> None:
    app.client.get("/")  # nothing of it needs a session
    told = app.client.get("/api/open311/discovery.json").json()
    (endpoint,) = told["endpoints"]
    assert endpoint["url"] == f"http://testserver{BASE}" and endpoint["formats"] == ["text/xml", "application/json"]
    assert (endpoint["type"], endpoint["changeset"]) == ("test", "2013-01-01T00:00:00+08:00")
    CatalogueChange.objects.create(platform="yunshan", seat="admin", label="", matter=Matter.CATEGORY.value, key="01",
                                   done=Done.CHANGED.value, at=app.world.now)  # fmt: skip
    root = etree.fromstring(app.client.get(f"{BASE}/discovery.xml").content)
    assert root.findtext("endpoints/endpoint/specification") == "http://wiki.open311.org/GeoReport_v2"
    assert root.findtext("changeset") == reads.w3(app.world.now)
    assert [one.text for one in root.iter("format")] == ["text/xml", "application/json"]


def wrong(told: Any, vectors: Path, name: str) -> list[str]:
    """What the published schema of that name says against it: types, options and what must be there."""
    return _wrong(told, json.loads((vectors / "open311" / f"{name}.json").read_text(encoding="utf-8")), name)


_TYPES: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
    "array": list,
}


def _wrong(told: Any, schema: dict[str, Any], where: str) -> list[str]:
    kinds = [one["type"] for one in schema.get("anyOf", [schema]) if "type" in one]
    found = [f"{where}: {told!r}"] if kinds and not any(isinstance(told, _TYPES[kind]) for kind in kinds) else []
    if told not in schema.get("enum", [told]):
        found.append(f"{where}: {told!r}")
    if isinstance(told, dict):
        found += [f"{where} lacks {name}" for name in schema.get("required", ()) if name not in told]
        found += [f"{where} has {name}" for name in told if name not in schema["properties"]]
        for name, value in told.items():
            found += _wrong(value, schema["properties"].get(name, {}), f"{where}.{name}")
    elif isinstance(told, list):
        for value in told:
            found += _wrong(value, schema.get("items", {}), where)
    return found


def test_a_request_as_everybody_sees_it(app: App, vectors: Path) -> None:
    key = app.world.dispatched(words="绝不外传的话", place="绝不外传的地方", caller_name="绝密", region="xf")
    number = WorkOrder.objects.get(pk=key).number
    (told,) = app.seen(f"requests/{number}.json")
    assert told == {
        "service_request_id": number,
        "status": "open",
        "status_notes": "已转承办单位办理。",
        "service_name": "建筑施工噪声",
        "service_code": "010101",
        "description": "环境保护 / 噪声污染 / 建筑施工噪声（幸福街道）",
        "agency_responsible": "云山市水务局",
        "service_notice": None,
        "requested_datetime": "2019-11-04T09:02:00+08:00",
        "updated_datetime": "2019-11-04T09:06:00+08:00",
        "expected_datetime": told["expected_datetime"],
        "address": "幸福街道",
        "address_id": "xf",
        **dict.fromkeys(("zipcode", "lat", "long", "media_url")),
    }
    assert told["expected_datetime"].startswith("2019-11-") and not wrong(told, vectors, "request")
    root = etree.fromstring(app.get("requests.xml").content)
    assert root.tag == "service_requests" and [one.tag for one in root] == ["request"]
    assert {one.tag: one.text for one in root[0]} == told
    assert "绝" not in app.get("requests.json").content.decode()
    assert app.get("requests.json").headers["Access-Control-Allow-Origin"] == "*"


def test_a_closed_one_says_when(app: App) -> None:
    key = app.world.accept()
    app.world.do(key, "answer", "agent", words="已解释。")
    (told,) = app.seen("requests.json", status="closed")
    assert (told["status"], told["expected_datetime"]) == ("closed", None)
    assert told["updated_datetime"] == "2019-11-04T09:04:00+08:00"
    assert app.seen("requests.json", status="open") == []


def test_what_nobody_sees(app: App) -> None:
    directory_load.load_city(second_city())
    world = app.world
    seen = world.accept()
    hidden = [
        world.accept(confidential=True),
        world.accept(about="water"),
        world.accept(kind="report"),
        world.accept(by="mh-agent", category="010101"),
    ]
    numbers = dict(WorkOrder.objects.values_list("pk", "number"))
    listed = [one["service_request_id"] for one in app.seen("requests.json")]
    assert listed == [numbers[seen]]
    ids = ",".join(numbers.values())
    assert [one["service_request_id"] for one in app.seen("requests.json", service_request_id=ids)] == listed
    for key in hidden:
        assert said(app.get(f"requests/{numbers[key]}.json"))[0] == 404


def test_an_app_follows_what_it_filed(app: App) -> None:
    """A report isn't listed; who forwarded it may ask, but not once it is confidential."""
    report = app.filed(**{"attribute[kind]": "report"})
    quiet = app.filed(**{"attribute[confidential]": "yes"})
    other = App(app.world, "app-2")
    assert quiet.confidential and said(app.get(f"requests/{quiet.number}.json", api_key=app.token))[0] == 404
    assert app.seen(f"requests/{report.number}.json", api_key=app.token)[0]["status"] == "open"
    assert len(app.seen("requests.json", api_key=app.token)) == 1
    assert other.seen("requests.json", api_key=other.token) == [] == app.seen("requests.json")


def test_pages(app: App, django_assert_num_queries: Any) -> None:
    keys = [app.world.accept(category="010101" if no % 3 else "010102") for no in range(7)]
    with django_assert_num_queries(2):  # orders and their clocks, however many
        first = app.get("requests.json", page_size="3")
    pages, answer = [first.json()], first
    while "Link" in answer.headers:
        address = answer.headers["Link"].removeprefix("<").removesuffix('>; rel="next"')
        assert address.startswith("http://testserver") and "api_key" not in address
        with app.world.hour():
            answer = app.client.get(address)
        pages.append(answer.json())
    found = [one["service_request_id"] for page in pages for one in page]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert found == [WorkOrder.objects.get(pk=key).number for key in keys[::-1]]
    assert len(app.seen("requests.json", service_code="010102")) == 3
    assert len(app.seen("requests.json", service_code="010102,010101")) == 7
    app.world.pass_(days=91)
    assert app.seen("requests.json") == []
    assert len(app.seen("requests.json", start_date="2019-11-04T09:00:00+08:00")) == 7
    assert len(app.seen("requests.json", end_date="2019-11-04T01:03:00Z")) == 1


@pytest.mark.parametrize(
    ("path", "given", "status", "words"),
    [
        ("services.json", {"jurisdiction_id": ""}, 400, "请提供jurisdiction_id"),
        ("services.xml", {"jurisdiction_id": "sfgov.org"}, 404, "没有这个jurisdiction_id"),
        ("requests.xml", {"status": "done"}, 400, "status"),
        ("requests.json", {"service_code": "no-such"}, 404, "service_code"),
        ("requests/YS-20191104-0000001.xml", {}, 404, "service_request_id"),
        ("requests.csv", {}, 400, "没有这种格式"),
        ("services.json", {"api_key": "wrong"}, 403, "api_key"),
        ("tokens/1.json", {"jurisdiction_id": "\x00"}, 400, "jurisdiction_id"),
    ],
)
def test_what_is_asked_wrongly(app: App, path: str, given: dict[str, str], status: int, words: str) -> None:
    told = said(app.get(path, **given))
    assert told[:2] == (status, str(status)) and words in told[2]


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"api_key": ""}, 403, "请提供api_key"),
        ({"api_key": "wrong"}, 403, "错误或已停用"),
        ({"jurisdiction_id": "linhe"}, 403, "不属于"),
        ({"jurisdiction_id": "nowhere"}, 404, "jurisdiction_id"),
        ({"service_code": "999999"}, 404, "service_code"),
        ({"service_code": ""}, 400, "service_code"),
        ({"address_string": ""}, 400, "地点"),
        ({"address_string": "", "address_id": "nowhere"}, 400, "address_id"),
        ({"description": "啊" * 4001}, 400, "最多4000字"),
        ({"attribute[WHISPAWN]": "123456"}, 400, "属性"),
    ],
)
def test_what_is_filed_wrongly(app: App, given: dict[str, str], status: int, words: str) -> None:
    for ending in ("json", "xml"):
        told = said(app.post(ending, **given))
        assert told[:2] == (status, str(status)) and words in told[2]
    assert not Incoming.objects.exists()


def test_the_key_says_which_city(app: App) -> None:
    assert app.filed(jurisdiction_id="").platform_id == app.world.platform
    assert app.get("services.json", jurisdiction_id="", api_key=app.token).status_code == 200
    with app.world.hour():
        answer = app.client.post(f"{BASE}/requests.json?api_key={app.token}", {**FILED, "description": "地址里的键"})
    assert answer.status_code == 200


def test_keys_end_and_are_braked(app: App) -> None:
    reader, slow = App(app.world, "reader", may_write=False), App(app.world, "slow", per_minute=2)
    assert said(reader.post()) == (403, "403", "这个api_key只能查询，不能提交诉求。")
    assert [slow.post(description=str(no)).status_code for no in range(3)] == [200, 200, 429]
    answer = slow.get("services.json", api_key=slow.token)
    assert said(answer)[0] == 429 and answer.headers["Retry-After"] == "60"
    slow.world.pass_(minutes=1)
    assert slow.post(description="2").status_code == 200
    with app.world.hour() as at:
        revoke_key.do("app-1", by=app.world.seat("admin"), at=at)
        with pytest.raises(Refusal):
            revoke_key.do("app-1", by=app.world.seat("admin"), at=at)
    assert said(app.post())[0] == 403
    assert Key.objects.get(code="slow").used_at == slow.world.now


def test_without_a_key_one_is_braked_too(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "WITHOUT_KEY", 2)
    monkeypatch.setattr(pace, "_MANY", 1)
    assert [app.get("tokens/x.json").status_code for _ in range(3)] == [404, 404, 429]
    with app.world.hour() as at:
        assert not pace.too_fast("192.0.2.1", at)  # too many addresses to count
        assert not pace.too_fast("192.0.2.1", at + timedelta(minutes=1))


def test_who_issues_keys(app: App) -> None:
    given = {"code": "app-1", "label": "x", "channel": "api", "may_write": True}
    with app.world.hour() as at:
        for seat, code in (("agent", "wrong_role"), ("admin", "code_taken")):
            with pytest.raises(Refusal) as caught:
                issue_key.do(by=app.world.seat(seat), at=at, **given)
            assert caught.value.code in (code, "not_yours"), caught.value.code
        revoke_key.do("app-1", by=app.world.seat("admin"), at=at)
        again = issue_key.do(by=app.world.seat("admin"), at=at, **given)
        Key.objects.filter(code="app-1").update(revoked_at=at, platform=Unit.objects.get(code="linhe"))
        with pytest.raises(Refusal, match="别的平台"):
            issue_key.do(by=app.world.seat("admin"), at=at, **given)
    assert len(again) > 40


def test_big_and_broken_bodies(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = "application/x-www-form-urlencoded"
    at = f"{BASE}/requests.json"
    assert said(app.post(description="x" * 10_000_000))[:2] == (400, "413")
    assert said(app.client.post(at, b"\xff" * 9000, "multipart/form-data; boundary=x"))[0] in (400, 403)
    assert said(app.client.post(at, b"x", "multipart/form-data"))[0] == 400
    assert said(app.client.post(at, b"a=b", f"{kind}; charset=gbk"))[0] == 400
    assert said(app.client.post(at, "&".join(f"a{no}=1" for no in range(2000)), kind))[0] == 400
    assert said(app.client.post(at, b"a=b", kind, CONTENT_LENGTH="many"))[:2] == (400, "413")
    assert said(app.client.post(at, json.dumps(FILED), "application/json"))[0] == 403
    assert said(app.client.put(at))[0] == 405
    monkeypatch.setattr("django.conf.settings.DATA_UPLOAD_MAX_MEMORY_SIZE", 10)
    assert said(app.client.post(at, b"a=bbbbbbbbbbbbbbbbbbbb", kind))[:2] == (400, "413")
    assert not Incoming.objects.exists()


def test_naughty_strings_are_words_or_are_refused(app: App, vectors: Path) -> None:
    """Each alone is read by the rules (quick); all together go through the door, sixty at a time."""
    strings = json.loads((vectors / "strings" / "blns.json").read_text(encoding="utf-8"))
    Key.objects.update(per_minute=6000)
    for no in range(0, len(strings), 60):
        part = "\n".join(strings[no : no + 60])
        answer = app.post("xml", description=part[:4000], first_name=strings[no][:20], device_id=part[:100])
        etree.fromstring(answer.content)
        assert answer.status_code == 200, answer.content.decode()
    for one in strings[::20]:
        for field in (
            "service_code",
            "lat",
            "api_key",
            "jurisdiction_id",
            "attribute[kind]",
            "attribute[confidential]",
        ):
            answer = app.post("xml", **{field: one}) if one.strip() else None
            assert answer is None or answer.status_code in (200, 400, 403, 404), (field, one)
        if one.strip() and "/" not in one and "\n" not in one:
            answer = app.get(f"requests/{_quoted(one)}.xml", status=one, start_date=one, after=one)
            assert answer.status_code in (400, 404), one
            etree.fromstring(answer.content)


def test_the_database_goes_away(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(use_key, "do", away)
    answer = app.post()
    assert said(answer)[0] == 503 and answer.headers["Retry-After"] == "1"


def test_two_retries_at_once_are_one_matter(lasting_world: World) -> None:
    app = App(lasting_world)
    found: list[str] = []

    def post() -> None:
        try:
            other = App.__new__(App)
            other.world, other.client, other.token = app.world, Client(), app.token
            found.append(other.post().json()[0]["service_request_id"])
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1 and WorkOrder.objects.count() == 1


def test_the_walk_goes_by_an_index(app: App) -> None:
    """However many orders there are, a page is read from the index of days, backwards, without sorting them."""
    app.world.accept()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        now: datetime = app.world.now
        rows = published.listed(app.world.platform, ["report"])
        rows = rows.filter(accepted_at__gte=now - timedelta(days=90), accepted_at__lte=now)
        plan = rows.order_by("-accepted_at", "-pk")[:1001].explain()
    assert "Index Scan Backward using workorder_by_day" in plan and "Sort" not in plan, plan


def test_the_ref_looks_back_ten_minutes(app: App) -> None:
    key = Key.objects.get()
    at = clock.midnight(clock.local_day(app.world.now))  # tens of minutes begin here
    first = file.ref(key, {"a": ["1"], "api_key": ["x"]}, (), "", at)
    assert first == file.ref(key, {"a": ["1"], "api_key": ["y"]}, (), "", at + timedelta(seconds=599))
    assert first != file.ref(key, {"a": ["1"]}, (), "", at + timedelta(seconds=600))
    assert len(first) <= take.REF
