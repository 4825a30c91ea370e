"""Fields as forms and JSON give them: a clean value, or a refusal in Chinese. Never anything else."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.kernel.asks import Ask, Choice, Code, Codes, Count, Flag, Text, read_all
from huisheng.kernel.errors import Refusal

ANY_TEXT = st.text(st.characters(), max_size=80)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)
OPTIONS = {"reached": "已接通", "declined": "拒绝评价"}
ASKS: tuple[Ask, ...] = (
    Text("words", "内容", limit=30),
    Text("note", "说明", required=False, limit=30, lines=False),
    Choice("outcome", "结果", options=OPTIONS),
    Choice("grade", "满意度", required=False, options=OPTIONS),
    Flag("urgent", "紧急"),
    Flag("solved", "已解决", required=True),
    Flag("contacted", "已联系", tri=True),
    Count("days", "天数", high=60),
    Count("dispatch", "派单序号", required=False),
    Code("unit", "单位"),
    Code("region", "区域", required=False),
    Codes("units", "单位", most=3),
    Codes("co_units", "协办单位", required=False, most=3),
)
HUGE = 10**5000  # more digits than Python writes out
HOSTILE = [
    HUGE,
    -HUGE,
    float("nan"),
    float("inf"),
    1.0,
    [],
    {},
    [[]],
    [None],
    {"$ne": 1},
    b"bytes",
    "\x00",
    "\ud800",
    "'; DROP TABLE workorder; --",
    "<script>",
    "９" * 12,
    "x" * 1_000_000,
    "," * 1_000_000,
]


def refused(ask: Ask, raw: object) -> str:
    with pytest.raises(Refusal) as caught:
        ask.read(raw)
    assert caught.value.field == ask.name
    assert ask.label in caught.value.sentence
    return caught.value.code


def said_in_chinese(refusal: Refusal) -> bool:
    refusal.field.encode()
    refusal.sentence.encode()
    return bool(re.search("[\u4e00-\u9fff]", refusal.sentence)) and refusal.sentence.endswith("。")


def test_a_field_says_how_it_reads() -> None:
    with pytest.raises(TypeError, match="Ask"):
        Ask("x", "某").read("1")


def test_text() -> None:
    ask = Text("words", "内容", limit=5)
    assert ask.read(" 水管\r\n爆裂 ") == "水管\n爆裂"
    assert Text("title", "标题", lines=False).read("一\n二") == "一 二"
    assert Text("note", "说明", required=False).read(None) == ""
    assert refused(ask, "") == "missing"
    assert refused(ask, "水" * 6) == "too_long"
    assert refused(ask, 5) == "not_text"


def test_choice() -> None:
    ask = Choice("outcome", "结果", options=OPTIONS)
    assert ask.read("reached") == "reached"
    assert Choice("grade", "满意度", required=False, options=OPTIONS).read("") is None
    for empty in (None, ""):
        assert refused(ask, empty) == "missing"
    for wrong in ("Reached", "已接通", 1, True, ["reached"], {"reached": 1}, *HOSTILE):
        assert refused(ask, wrong) == "not_an_option"


@pytest.mark.parametrize("raw", [True, "on", "TRUE", " 1 ", "yes", "是", 1])
def test_yes(raw: object) -> None:
    assert Flag("urgent", "紧急").read(raw) is True


@pytest.mark.parametrize("raw", [False, "off", "False", "0", "no", "否", 0])
def test_no(raw: object) -> None:
    assert Flag("urgent", "紧急", required=True).read(raw) is False


def test_a_flag_not_given() -> None:
    for empty in (None, "", "  "):
        assert Flag("urgent", "紧急").read(empty) is False
        assert Flag("urgent", "紧急", tri=True).read(empty) is None
        assert refused(Flag("urgent", "紧急", required=True), empty) == "missing"
    for wrong in (2, -1, "perhaps", *HOSTILE):
        assert refused(Flag("urgent", "紧急"), wrong) == "not_a_flag"


@pytest.mark.parametrize(("raw", "number"), [(5, 5), ("5", 5), (" 5 ", 5), ("０５", 5), (1, 1), (60, 60)])
def test_count(raw: object, number: int) -> None:
    assert Count("days", "天数", high=60).read(raw) == number


def test_no_count() -> None:
    ask = Count("days", "天数", high=60)
    for wrong in (0, 61, -1, True, 1.5, 5.0, "5.0", "-5", "+5", "1e1", "五", "٥", "²", "0x5", "5 0", *HOSTILE):
        assert refused(ask, wrong) == "not_a_count"
    for empty in (None, ""):
        assert refused(ask, empty) == "missing"
        assert Count("dispatch", "派单序号", required=False).read(empty) is None


def test_code() -> None:
    ask = Code("unit", "单位")
    for good in ("water", "010101", "linhe-town", "a.b_c-1", "x" * 64):
        assert ask.read(good) == good
    for wrong in ("x" * 65, "市水务局", "a b", "-a", "a\n", " a", "a/b", 7, True, *HOSTILE):
        assert refused(ask, wrong) == "not_a_code"
    for empty in (None, ""):
        assert refused(ask, empty) == "missing"
        assert Code("region", "区域", required=False).read(empty) == ""


def test_codes() -> None:
    ask = Codes("units", "单位", most=3)
    assert ask.read("water, urban，police") == ("water", "urban", "police")
    assert ask.read(["water"]) == ask.read(("water",)) == ask.read("water") == ("water",)
    assert Codes("co_units", "协办单位", required=False).read(None) == ()
    nothing: tuple[object, ...] = (None, "", [], ())
    for empty in nothing:
        assert refused(ask, empty) == "missing"
    assert refused(ask, "a,b,c,d") == "not_codes"
    assert refused(ask, ["a"] * 4) == "not_codes"
    assert refused(ask, "a,a") == "twice"
    assert refused(ask, "a,,b") == "missing"
    assert refused(ask, ["a", 1]) == "not_a_code"
    for wrong in (1, True, {"a": 1}, b"a", "," * 1_000_000):
        assert refused(ask, wrong) == "not_codes"


def test_read_all() -> None:
    given_ = {"words": "水管爆裂", "outcome": "reached", "solved": "是", "days": "3", "unit": "water", "units": "a,b"}
    assert read_all(ASKS, given_) == {
        "words": "水管爆裂",
        "note": "",
        "outcome": "reached",
        "grade": None,
        "urgent": False,
        "solved": True,
        "contacted": None,
        "days": 3,
        "dispatch": None,
        "unit": "water",
        "region": "",
        "units": ("a", "b"),
        "co_units": (),
    }
    with pytest.raises(Refusal) as caught:
        read_all(ASKS, {**given_, "days": 61})
    assert caught.value.field == "days"


@pytest.mark.parametrize("name", ["who", "\ud800\x00", "x" * 10_000_000, "水" * 100])
def test_a_field_nobody_asked_for(name: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_all(ASKS, {name: "1"})
    assert caught.value.code == "unknown_field"
    assert said_in_chinese(caught.value)
    assert len(caught.value.sentence) < 60
    assert len(caught.value.field) <= 40


def _clean(ask: Ask, value: object) -> bool:
    """Whether ``value`` is what a verb may count on."""
    known: dict[type[Ask], Callable[[], bool]] = {
        Text: lambda: isinstance(value, str) and len(value) <= 30,
        Choice: lambda: value in OPTIONS or value is None and not ask.required,
        Flag: lambda: isinstance(value, bool) or value is None and not ask.required,
        Count: lambda: type(value) is int and value >= 1 or value is None and not ask.required,
        Code: lambda: isinstance(value, str) and (bool(value) or not ask.required),
        Codes: lambda: isinstance(value, tuple) and len(value) <= 3,
    }
    return known[type(ask)]()


@given(st.sampled_from(ASKS), JSON)
def test_any_json_gives_a_clean_value_or_a_refusal(ask: Ask, raw: object) -> None:
    try:
        value = ask.read(raw)
    except Refusal as refusal:
        assert said_in_chinese(refusal)
        assert refusal.field == ask.name
    else:
        assert _clean(ask, value)


@given(st.dictionaries(st.sampled_from([ask.name for ask in ASKS]) | ANY_TEXT, JSON, max_size=15))
def test_any_json_object_gives_fields_or_a_refusal(raw: dict[str, object]) -> None:
    try:
        read_all(ASKS, raw)
    except Refusal as refusal:
        assert said_in_chinese(refusal)
    else:
        assert set(raw) <= {ask.name for ask in ASKS}


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.name)
def test_hostile_values_never_break_anything(ask: Ask) -> None:
    for raw in HOSTILE:
        try:
            assert _clean(ask, ask.read(raw))
        except Refusal as refusal:
            assert said_in_chinese(refusal)
