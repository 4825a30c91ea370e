"""What apps write into their fields, read or refused in a sentence."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.channels.open311 import rules
from huisheng.channels.open311.contract import MOST, SPAN, Format, Status
from huisheng.channels.open311.written import written
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.states import LIVE, OrderState

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
PLACE = {"service_code": ["010101"], "address_string": ["幸福里小区"]}


def refused(**given: str) -> str:
    fields = {**PLACE, **{name.replace("__", "["): [value] for name, value in given.items()}}
    with pytest.raises(Refusal) as caught:
        rules.filed(fields)
    return f"{caught.value.code} {caught.value.field}"


def test_all_that_an_app_may_say() -> None:
    filed = rules.filed(
        {
            **PLACE,
            "lat": ["27.8283"],
            "long": ["-112.9"],
            "address_id": ["xf"],
            "description": ["第一行\r\n第二行\x00"],
            "first_name": ["甲"],
            "last_name": ["演示"],
            "phone": ["19900000001"],
            "email": ["a@example.org"],
            "media_url": ["http://example.org/1.jpg"],
            "attribute[kind]": ["complaint"],
            "attribute[confidential][]": ["no", "yes"],
            "device_id": ["tt222111"],
            "api_key": ["x"],
        }
    )
    assert (filed.name, filed.kind, filed.confidential, filed.description) == (
        "演示甲",
        "complaint",
        True,
        "第一行\n第二行",
    )
    said = rules.words(filed, "环境保护 / 噪声污染")
    assert said == (
        "第一行\n第二行\n（位置：纬度27.8283，经度-112.9（WGS84））\n（附件链接，未下载：http://example.org/1.jpg）"
    )


def test_what_is_left_out_is_no_error() -> None:
    """Empty is the same as not sent; the words say where they come from."""
    filed = rules.filed({**PLACE, "description": [" "], "lat": [""], "attribute[kind]": [""], "attribute[x": ["1"]})
    assert (filed.kind, filed.confidential, filed.lat) == ("", False, "")
    assert rules.words(filed, "环境保护") == "（没有填写描述，所选类别：环境保护）"
    assert "联系邮箱：a@b.c" in rules.words(rules.filed({**PLACE, "email": ["a@b.c"]}), "")
    assert "位置" not in rules.words(rules.filed({"service_code": ["1"], "lat": ["1"], "long": ["2"]}), "")


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("missing service_code", {"service_code": ""}),
        ("no_place address_string", {"address_string": "　"}),
        ("half_a_place long", {"lat": "27"}),
        ("half_a_place lat", {"long": "112"}),
        ("not_degrees lat", {"lat": "90.1", "long": "1"}),
        ("not_degrees long", {"lat": "1", "long": "١٢"}),
        ("not_degrees lat", {"lat": "1e1", "long": "NaN"}),
        ("too_long description", {"description": "啊" * 4001}),
        ("too_long address_string", {"address_string": "x" * 10_000_000}),
        ("too_long phone", {"phone": "1" * 33}),
        ("too_long last_name", {"last_name": "张" * 30, "first_name": "三" * 30}),
        ("unknown_field attribute", {"attribute[WHISPAWN]": "123456"}),
        ("not_an_option attribute", {"attribute[kind]": "invalid"}),
    ],
)
def test_what_won_t_do(said: str, given: dict[str, str]) -> None:
    assert refused(**given) == said


def wanted(**given: str) -> rules.Wanted:
    return rules.wanted({name: [value] for name, value in given.items()}, NOW)


def test_ninety_days_by_default() -> None:
    plain = wanted(start_date="", status="", page_size="")
    assert (plain.until, plain.until - plain.since, plain.size, plain.states) == (NOW, SPAN, MOST, ())
    assert wanted(end_date="2026-01-31T00:00:00+08:00").until == datetime(2026, 1, 30, 16, tzinfo=UTC)
    from_long_ago = wanted(start_date="2026-01-01T00:00:00Z")
    assert from_long_ago.until - from_long_ago.since == SPAN
    assert wanted(start_date="2026-11-01T00:00:00.5 08:00").until == NOW  # a + that wasn't escaped
    assert wanted(start_date="2027-01-01T00:00Z").until == datetime(2027, 1, 1, tzinfo=UTC)
    both = wanted(start_date="2026-01-01T00:00:00Z", end_date="2026-04-01T00:00:00Z")
    assert both.until - both.since == timedelta(days=90)


def test_several_at_once() -> None:
    asked = rules.wanted({"service_request_id": ["A, B,,A", "C"], "service_code": ["01,02"]}, NOW)
    assert (asked.ids, asked.codes) == (("A", "B", "C"), ("01", "02"))
    assert wanted(status="open,closed").states == ()
    assert set(wanted(status="open").states) == set(LIVE)
    assert OrderState.ARCHIVED in wanted(status="closed").states


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("not_a_time", {"start_date": "2026-01-01"}),
        ("not_a_time", {"start_date": "2026-01-01T00:00:00"}),
        ("not_a_time", {"end_date": "2026-02-30T00:00:00Z"}),
        ("not_a_time", {"end_date": "9999-12-31T23:59:59-23:59"}),
        ("bad_span", {"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}),
        ("bad_span", {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-01T00:00:01Z"}),
        ("not_an_option", {"status": "open,done"}),
        ("not_a_count", {"page_size": "1001"}),
        ("bad_after", {"after": "1"}),
        ("bad_after", {"after": "2026-13-01T00:00:00Z~1"}),
        ("too_many", {"service_request_id": ",".join(map(str, range(1002)))}),
    ],
)
def test_filters_that_make_no_sense(code: str, given: dict[str, str]) -> None:
    with pytest.raises(Refusal) as caught:
        wanted(**given)
    assert caught.value.code == code


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 1, 1)), st.integers(1, 10**17))
def test_a_page_goes_on_where_it_ended(at: datetime, key: int) -> None:
    at = at.replace(tzinfo=UTC)
    assert wanted(after=rules.after(at, key)).after == (at, key)


def test_every_state_has_its_words() -> None:
    assert set(rules.NOTES) == set(OrderState)
    assert {state for state in OrderState if rules.status(state) is Status.OPEN} == set(LIVE)


def test_xml_takes_what_json_takes() -> None:
    tree = {"a": None, "b": True, "c": False, "values": [{"key": "<&\x08>", "name": "一"}]}
    assert written("r", tree, Format.XML).decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<r><a /><b>true</b><c>false</c><values><value><key>&lt;&amp;&gt;</key><name>一</name></value></values></r>"
    )
