"""Clients that nobody here wrote, unchanged, over real sockets: civicbot (reads and files, JSON), georeport (XML)."""

from typing import Any

import pytest

from huisheng.channels.open311 import pace
from huisheng.channels.open311.actions import issue_key
from huisheng.kernel import clock
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.cast import World

WHAT = {"address_string": "幸福里小区", "description": "夜里施工", "first_name": "甲", "last_name": "演示"}


@pytest.fixture
def token(lasting_world: World) -> str:
    pace.forget()
    given = {"code": "civic", "label": "别人的应用", "channel": "app", "may_write": True}
    return issue_key.do(by=lasting_world.seat("admin"), at=clock.now(), **given)


def test_civicbot_finds_files_and_follows(token: str, live_server: Any) -> None:
    civicbot = pytest.importorskip("civicbot", reason="the Open311 client civicbot is not installed")
    endpoint = civicbot.Endpoint("yunshan", "云山", f"{live_server}/api/open311/v2", write=True)
    transport = civicbot.HttpTransport(rate_limiter=civicbot.http.RateLimiter(0.0))
    client = civicbot.Open311Client(endpoint, transport, jurisdiction_id="yunshan")
    sent = client.create_request(
        *("010101",),
        dry_run=False,
        confirm="SEND",
        api_key=token,
        validate_remote=True,
        **{"lat": 27.8283, "lng": 112.9311, "attributes": {"kind": "complaint"}, **WHAT},
    )
    number = sent.response[0]["service_request_id"]
    order = WorkOrder.objects.select_related("personal").get()
    assert (order.number, order.kind, order.personal.place) == (number, "complaint", "幸福里小区")
    assert client.get_request(number)["status"] == "open"
    assert [one["service_request_id"] for one in client.list_requests(status="open", page_size=10)] == [number]
    assert client.list_requests(status="closed") == []
    with pytest.raises(civicbot.HttpError) as caught:
        client.get_token("1-1")
    assert caught.value.status == 404
    with pytest.raises(civicbot.HttpError) as caught:
        client.create_request("010101", dry_run=False, confirm="SEND", api_key="wrong", **WHAT)
    assert caught.value.status == 403 and "api_key" in caught.value.body


@pytest.mark.parametrize("form", ["json", "xml"])
def test_georeport_reads(token: str, lasting_world: World, live_server: Any, form: str) -> None:
    georeport = pytest.importorskip("georeport", reason="the Open311 client georeport is not installed")
    for _ in range(2):
        lasting_world.accept()
    lasting_world.now = clock.now()
    number = WorkOrder.objects.get(pk=lasting_world.accept(confidential=False)).number
    client = georeport.GeoReport(f"{live_server}/api/open311/v2", jurisdiction="yunshan", output_format=form)
    listed = client.get_service_list()
    assert {"service_code", "service_name", "group", "metadata"} <= set(listed[0])
    assert client.get_service_definition("010101")["service_code"] == "010101"
    assert client.get_service_request(number)["service_name"] == "建筑施工噪声"
    old = client.get_service_requests(start_date="2019-11-01T00:00:00Z", end_date="2019-11-30T00:00:00Z", status="open")
    assert len(old) == 2 and old[0]["agency_responsible"] is None
    assert client.get_service_requests(service_request_id=f"{number},{old[0]['service_request_id']}")[0] != old[0]
