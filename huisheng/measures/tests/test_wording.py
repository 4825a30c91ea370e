"""Measures in words: every column has a label, every predicate is said whole."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huisheng.lifecycle.quality.states import By, CheckKind
from huisheng.lifecycle.records.states import RecordKind
from huisheng.lifecycle.workorder import states
from huisheng.measures import predicate
from huisheng.measures.definition import ALL, Base, Exclusion, shipped
from huisheng.measures.labels import TERMS
from huisheng.measures.rows import FACTS
from huisheng.measures.wording import formula, words
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind


def test_every_column_of_every_fact_has_a_label() -> None:
    assert set(TERMS) == set(FACTS)
    for fact in FACTS.values():
        assert set(TERMS[fact.name]) == set(fact.columns)
        for column in fields(fact.row):
            term = TERMS[fact.name][column.name]
            assert term.label
            assert term.label.isascii() is False
            if column.type in (bool, bool | None):  # a yes-or-no column says both
                assert term.yes
                assert term.no
                assert term.yes != term.no


@pytest.mark.parametrize(
    ("fact", "column", "labels"),
    [
        ("order", "channel", Channel.labels()),
        ("dispatch", "kind", Kind.labels()),
        ("order", "part", states.Part.labels()),
        ("order", "refused_reason", states.RefusalReason.labels()),
        ("order", "solved", states.Solution.labels()),
        ("visit", "grade", states.Grade.labels()),
        ("visit", "outcome", states.Outcome.labels()),
        ("visit", "round", states.Round.labels()),
        ("dispatch", "meeting", states.Meeting.labels()),
        ("supervision", "form", states.Form.labels()),
        ("return", "ground", states.Ground.labels()),
        ("return", "fault", states.Fault.labels()),
        ("check", "kind", CheckKind.labels()),
        ("check", "source", By.labels()),
        ("record", "kind", RecordKind.labels()),
    ],
)
def test_words_in_columns_are_called_as_on_the_screens(fact: str, column: str, labels: dict[str, str]) -> None:
    """The measures may not import the lifecycle, so its words are written again; here they are compared."""
    assert TERMS[fact][column].values == labels


@pytest.mark.parametrize(
    ("fact", "said", "expected"),
    [
        ("order", "true", "全部"),
        ("order", "false", "无"),
        ("order", "on_time", "按期答复"),
        ("order", "not on_time", "未按期答复"),
        ("order", "not not on_time", "非（未按期答复）"),
        ("order", "answered_at is not null", "已直接答复"),
        ("order", "answered_at is null and (overdue or urgent)", "未直接答复且（逾期或紧急）"),
        ("order", "not (overdue or urgent)", "非（逾期或紧急）"),
        ("order", "not solved = 'yes'", "非（解决情况为“已解决”）"),
        ("return", "state = 'granted'", "退单结果为“同意”"),
        ("return", "fault <> ''", "有中心过错"),
        ("return", "fault = ''", "没有中心过错"),
        ("return", "fault > ''", "中心过错大于“空”"),
        ("order", "grade in ('satisfied', 'partly')", "办理结果评价为“满意”或“基本满意”"),
        ("order", "grade not in ('satisfied', 'nobody')", "办理结果评价不为“满意”、“nobody”中的任何一个"),
        ("order", "grade not in ('satisfied')", "办理结果评价不为“满意”"),
        ("order", "'satisfied' = grade", "“满意”为办理结果评价"),
        ("order", "1 in (returns, 2)", "1为退单次数或2"),
        ("order", "redos_above > 0", "被上级重办过"),
        ("order", "redos_above > 1", "上级重办次数大于1次"),
        ("order", "level > 0", "平台层级大于0"),
        ("order", "returns between 1 and 3", "退单次数在1次至3次之间"),
        ("order", "returns not between 1 and 3", "退单次数不在1次至3次之间"),
        ("call", "wait_s <= 15", "等待时长不超过15秒"),
        ("dispatch", "contacted_at <= contact_due_at", "联系市民时间不晚于联系时限"),
        ("visit", "contacted is not null", "有“承办单位是否联系市民”的记录"),
        ("visit", "contacted is null", "没有“承办单位是否联系市民”的记录"),
        ("visit", "contacted is true", "市民说承办单位联系过"),
        ("visit", "contacted is false", "市民说承办单位没有联系过"),
        ("visit", "contacted is not true", "“承办单位是否联系市民”不为“是”"),
        ("visit", "contacted = true", "“承办单位是否联系市民”为“是”"),
        ("visit", "unit is null", "没有主办单位"),
        ("visit", "unit is not null", "有主办单位"),
        ("visit", "true is not null", "“是”不为“空”"),
        ("visit", "1 = 1", "1为1"),
        ("visit", "unit", "有主办单位"),
    ],
)
def test_predicates_are_said_as_an_official_would(fact: str, said: str, expected: str) -> None:
    assert words(said, FACTS[fact]) == expected


def test_what_is_no_predicate_is_not_said() -> None:
    with pytest.raises(predicate.Unreadable):
        words("drop table", FACTS["order"])


COLUMN = st.sampled_from(sorted(FACTS["order"].columns))
ATOM = st.one_of(
    COLUMN.map("{} is not null".format),
    st.tuples(COLUMN, st.sampled_from(["=", "<>", "<", ">="]), st.sampled_from(["'x y'", "7", "null"])).map(" ".join),
)


@given(st.recursive(ATOM, lambda inner: st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
    lambda parts: "({}) {} ({})".format(*parts)), max_leaves=6))  # fmt: skip
def test_nothing_is_dropped(text: str) -> None:
    """Every column, every literal and every joint of a predicate is in the sentence."""
    said = words(text, FACTS["order"])
    assert said.count("“x y”") == text.count("'x y'")
    assert said.count("且") >= text.count(") and (")
    assert said.count("或") >= text.count(") or (")
    assert said.count("（") == said.count("）")
    assert "_" not in said


def test_no_shipped_definition_speaks_sql() -> None:
    library = shipped()
    for measure in library.values():
        said = library.formula(measure)
        for word in (*predicate.WORDS, "_at", "[", "<", "'"):
            assert word not in said, (measure.name, said)


def test_formulas_of_shipped_measures() -> None:
    library = shipped()
    assert library.formula(library["accepted"]) == "全部工单"
    assert library.formula(library["answered_15s_rate"]) == "全部来电中，已接听且等待时长不超过15秒的 ÷ 已接听的来电"
    assert library.formula(library["response_rate"]) == "非重办且未退单且未撤回的派单中，按期签收的 ÷ 上述全部派单"
    assert library.formula(library["enterprise_response_rate"]).endswith("÷ 上述属企业诉求的派单")
    assert library.formula(library["handling_hours"]).endswith(
        "有办理时长的，其办理时长（分钟）之和 ÷ 上述有办理时长的派单数 ÷ 60"
    )
    assert library.formula(library["above_redo_times"]).endswith("的派单的上级重办次数（次）之和")
    assert library.formula(library["returned"]) == "退单结果为“同意”的退单（每件工单只计一次，取最早一次退单）"
    assert library.formula(library["satisfaction_rate_assessed"]).endswith(
        "÷ 上述有效的回访（每件工单只计一次，取最后一次回访，有效的优先，不计考核的不计入）"
    )
    assert library.formula(library["dispatched_assessed"]).endswith(
        "（按首次派单时间统计，不计考核申请为“已同意”的不计入：不计考核）"
    )
    assert library.formula(library["direct_rate"]) == "在线直接答复数 ÷ (在线直接答复数 + 转办数)"


def test_each_call_is_counted_once_without_naming_it_twice() -> None:
    measure = shipped()["calls_offered"]
    base = Base("call", "offered_at", ALL, "first", "", (Exclusion("not effective", "骚扰", ""),))
    said = formula(measure, base)
    assert said == "全部来电（每件来电只计一次，取最早一次，属无效电话的不计入：骚扰）"
