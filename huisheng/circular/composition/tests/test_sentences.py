"""Sentences as officials write them, from figures told by hand."""

from pathlib import Path

import pytest

from huisheng.circular.composition.ports import Key, Unit
from huisheng.circular.composition.tests.told import HEAD, Told, document, said
from huisheng.circular.document import Number, Paragraph
from huisheng.kernel.errors import Refusal
from huisheng.measures.source import Mistakes

UNITS = [
    Unit(1, "a", "莘县", "county"),
    Unit(2, "b", "东昌府区", "county"),
    Unit(3, "c", "茌平", "county"),
    Unit(4, "d", "市水务局", "department"),
    Unit(5, "e", "市城管局", "department"),
]
LABELS: dict[Key, str] = {"phone": "电话", "wechat": "微信", "sms": "短信", "help": "求助", "consult": "咨询"}
TOLD = Told(
    {
        ("accepted", "", "now"): {None: 11198},
        ("accepted", "", "year"): {None: 9647},
        ("accepted", "", "previous"): {None: 15391},
        ("accepted", "channel", "now"): {"phone": 10787, "wechat": 209, "sms": 202},
        ("accepted", "kind", "now"): {"help": 9191, "consult": 1713},
        ("accepted", "topic", "now"): {"01": 2159, "02": 1484, "03": 30},
        ("accepted", "topic", "year"): {"01": 1037, "02": 1646},
        ("accepted", "subtopic", "now"): {"0101": 1446, "0102": 713},
        ("handled", "", "now"): {None: 2600},
        ("handled", "unit", "now"): {1: 914, 2: 796, 3: 785, 4: 60, 5: 45},
        ("dispatched", "", "now"): {None: 2500},
        ("dispatched", "unit", "now"): {1: 900, 2: 700, 3: 700, 4: 100, 5: 100},
        ("satisfaction_rate", "", "now"): {None: (50, 100)},
        ("satisfaction_rate", "", "previous"): {None: (40, 100)},
        ("satisfaction_rate", "unit", "now"): {1: (9, 10), 2: (4, 5), 3: (1, 4), 4: (0, 0), 5: (4, 5)},
        ("satisfaction_rate", "unit", "previous"): {1: (8, 10), 2: (5, 5), 3: (1, 4), 5: (2, 5)},
        ("overdue", "", "now"): {None: 0},
        ("visited", "", "now"): {None: 30},
        ("visited", "", "year"): {None: 30},
        ("visited", "", "previous"): {None: 0},
        ("visit_rate", "", "now"): {None: (0, 0)},
        ("visit_rate", "", "previous"): {None: (1, 2)},
        ("called_on", "unit", "now"): {1: 5, 2: 5, 3: 5, 4: 5},
        ("overdue", "unit", "now"): {},
        ("returned_by_times", "times", "now"): {1: 237, 2: 43, 5: 2},
        ("returned_by_times", "", "now"): {None: 282},
        ("calls_offered", "", "now"): {None: 20000},
    },
    own=UNITS,
    labels=LABELS,
    limits={"lists.satisfaction_high": 80, "lists.satisfaction_low": 50},
)
BOUNDS = """
[[bound]]
name = "high"
rule = "lists.satisfaction_high"
[[bound]]
name = "low"
rule = "lists.satisfaction_low"
[[group]]
name = "counties"
label = "各县"
kinds = ["county"]
[[hot]]
name = "欠薪"
label = "拖欠工资问题"
by = "topic"
keys = ["01"]
[[hot]]
name = "农民工"
label = "农民工欠薪问题"
by = "subtopic"
keys = ["0101"]
under = "欠薪"
[[hot]]
name = "企业"
label = "企业欠薪问题"
by = "subtopic"
keys = ["0102"]
under = "欠薪"
[[hot]]
name = "维权"
label = "消费者维权问题"
by = "topic"
keys = ["02"]
"""


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        (
            "共受理各类承办事项{accepted}件，{同比 accepted}，{环比 accepted}，日均受理量{日均 accepted}件。",
            "共受理各类承办事项11198件，同比增长16.08%，环比下降27.24%，日均受理量373件。",
        ),
        ("转办{handled}件，{同比 handled}，{环比 handled}。", "转办2600件。"),
        ("{同比差 accepted}，{同比幅 accepted}。", "同比增加1551件，增长16.08%。"),
        (
            "{环比差 accepted}，{环比幅 accepted}，上月为{环比值 accepted}件。",
            "环比减少4193件，下降27.24%，上月为15391件。",
        ),
        ("满意率{satisfaction_rate}，{环比 satisfaction_rate}。", "满意率50.00%，环比提高10.00个百分点。"),
        ("求助{accepted[kind=help]}件，占{占比 accepted[kind=help]}。", "求助9191件，占82.08%。"),
        (
            "两类{accepted[kind=help+consult]}件，占{占比 accepted[kind=help] of calls_offered}。",
            "两类10904件，占45.96%。",
        ),
        (
            "县区{dispatched[group=counties]}件，占{占比 dispatched[group=counties] of dispatched}。",
            "县区2300件，占92.00%。",
        ),
        ("欠薪{accepted[hot=欠薪]}件，{同比 accepted[hot=欠薪]}。", "欠薪2159件，同比增长108.20%。"),
        ("共{accepted[hot=欠薪+维权]}件，{环比 accepted[hot=欠薪]}。", "共3643件。"),
        (
            "承办量前{汉数 前三 handled of unit}位为：{前三 handled of unit 附数}。",
            "承办量前三位为：莘县914件、东昌府区796件、茌平785件。",
        ),
        ("{前二 dispatched of unit}较多。", "莘县、东昌府区、茌平较多。"),  # a tie for the second place
        ("{后二 satisfaction_rate of unit}较低。", "东昌府区、市城管局、茌平较低。"),
        ("{前一 overdue of unit}逾期。没有逾期。", "没有逾期。"),
        (
            "{提高前一 satisfaction_rate of unit}提高，{下降前三 satisfaction_rate of unit}下降。",
            "市城管局提高，东昌府区下降。",
        ),
        ("高于{界 high}的：{高于 high satisfaction_rate of unit}。", "高于80%的：莘县。"),
        ("不低于{界 high}的：{不低于 high satisfaction_rate of unit@counties}。", "不低于80%的：莘县、东昌府区。"),
        ("有{个数 低于 low satisfaction_rate of unit}个单位低于{界 low}。", "有1个单位低于50%。"),
        ("{不高于 low satisfaction_rate of unit}不高。", "茌平不高。"),
        ("[{?overdue}逾期{overdue}件|{本期}没有逾期]。", "本月没有逾期。"),
        ("[{!overdue}全部按期|逾期{overdue}件]。", "全部按期。"),
        ("{各 accepted of channel 附占比}。", "电话96.33%、微信1.87%、短信1.80%。"),
        (
            "{各 accepted of hot}较集中，{各 dispatched of group 附数}。",
            "拖欠工资问题、消费者维权问题较集中，各县2300件。",
        ),
        (
            "{首日}至{末日}，{年}年{季}季度{月}月{期}，{上期}，{首日期}。",
            "11月1日至11月30日，2019年四季度11月十一月份，上月，2019年11月1日。",
        ),
        ("拨打12345热线。", "拨打12345热线。"),
        ("共\n    {accepted}件。", "共11198件。"),
        ("{前三 overdue of unit}，{个数 前三 overdue of unit}。", ""),
        ("{同比 overdue}。", ""),
        ("{占比 overdue of overdue}。", ""),
        ("{占比 overdue[kind=help] of accepted}。", "0.00%。"),
        ("回访{visited}件，{同比 visited}，{环比 visited}。", "回访30件，同比持平。"),
        ("率{visit_rate}，{环比 visit_rate}，{环比值 visit_rate}。", "50.00%。"),
        ("{前三 called_on of unit}。", ""),  # all tie: none is first
        ("{前五 called_on of unit}。", "莘县、东昌府区、茌平、市水务局。"),
        ("{提高前一 called_on of unit}提高，{下降前二 accepted of channel}下降。", ""),
        ("{占比 satisfaction_rate}。", "100.00%。"),
        ("{dispatched[unit=1]}件、{dispatched[unit=9]}件，{同比 dispatched[group=counties]}。", "900件、0件。"),
    ],
)
def test_what_is_said(tmp_path: Path, template: str, sentence: str) -> None:
    """Every form, with real figures of the published circulars where there are any."""
    assert said(tmp_path, template, TOLD, BOUNDS) == sentence


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (
            'of = "各 accepted of channel"\nitem = "{名}{数}件"\nlimit = 1\nother = "其他"\njoin = "，"',
            "电话10787件，其他411件。",
        ),
        ('of = "各 accepted of channel"\nitem = "{名}{数}件"\nlimit = 2', "电话10787件、微信209件。"),
        (
            'of = "各 accepted of channel"\nnames = { sms = "其他", wechat = "其他" }\nitem = "{名}{数}件"',
            "电话10787件、其他411件。",
        ),
        (
            'of = "各 accepted of kind"\nitem = "{名}类{数}件，占{占比}"\njoin = "；"\nbase = "calls_offered"',
            "求助类9191件，占45.96%；咨询类1713件，占8.57%。",
        ),
        ('of = "各 accepted of kind"\norder = "names"\nnames = { consult = "咨询", help = "求助" }', "咨询、求助。"),
        (
            'of = "各 returned_by_times of times"\norder = "key"\nitem = "退单{键}次的{数}件"',
            "退单5次的2件、退单2次的43件、退单1次的237件。",
        ),
        ('of = "前三 satisfaction_rate of unit"\nleast = "low"\nitem = "{名}"', ""),
        (
            'of = "各 accepted of topic"\nitem = "{名}{数}件[，{同比}]"\njoin = "；"',
            "01 2159件，同比增长108.20%；02 1484件，同比下降9.84%；03 30件。",
        ),
        ('of = "各 overdue of unit"\nzero = true', ""),
        (
            'of = "各 accepted of hot"\nitem = "{名}{同比}"',
            "拖欠工资问题同比增长108.20%、消费者维权问题同比下降9.84%。",
        ),
        ('of = "各 dispatched of group"\nitem = "{名}{环比}{数}件"', ""),
    ],
)
def test_lists_of_the_composition(tmp_path: Path, plan: str, sentence: str) -> None:
    """Names, order, limits and what is put together."""
    more = f'{BOUNDS}\n[[list]]\nname = "表"\n{plan}\n'
    labels: dict[Key, str] = {**LABELS, "01": "01 ", "02": "02 ", "03": "03 "}
    source = Told(TOLD.figures, UNITS, labels, TOLD.limits)
    assert said(tmp_path, "{列 表}。", source, more) == sentence


def test_every_number_says_where_it_comes_from(tmp_path: Path) -> None:
    """Figure and given, with counts and working; the ref is the same each time."""
    text = "{accepted}件，{同比 accepted}，{同比值 accepted}，{日均 accepted}，{占比 accepted[kind=help]}。"
    body = f'[[block]]\nname = "one"\ntext = "{text}"\n'
    made = document(tmp_path, body, TOLD)
    (paragraph,) = made.blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.key == "s.one"
    numbers = [run for run in paragraph.runs if isinstance(run, Number)]
    sources = [made.sources[number.ref] for number in numbers]
    assert [source.kind for source in sources] == ["figure", "given", "given", "figure", "figure"]
    assert sources[0].working == "受理数 = 11198件"
    assert sources[1].working == "(11198 - 9647) ÷ 9647 = 16.08%"
    assert ("去年同期数出处", "上一期通报") in sources[1].parameters
    assert (sources[3].numerator, sources[3].denominator) == (11198, 30)
    assert sources[4].working == "9191 ÷ 11198 = 82.08%"
    again = document(tmp_path, body, TOLD)
    assert again.sources.keys() == made.sources.keys()
    assert again == made


def test_whole_percentages_and_wording(tmp_path: Path) -> None:
    """An office may drop .00 and say 较去年同期; it may not call one comparison by the other's name."""
    more = '[style]\nwhole_percent = true\n[wording]\nyear = "较去年同期"\nprevious = "较上月"\n'
    assert said(tmp_path, "{satisfaction_rate}，{同比 accepted}，{环比 satisfaction_rate}。", TOLD, more) == (
        "50%，较去年同期增长16.08%，较上月提高10个百分点。"
    ).replace("10个", "10.00个")
    with pytest.raises(Mistakes, match="year 是与上年同期相比，不能叫“环比”"):
        document(tmp_path, '[wording]\nyear = "环比"\n', TOLD)


def test_topics_with_their_parts(tmp_path: Path) -> None:
    """The largest first, parts after 其中, the office's words behind them."""
    body = f"""{BOUNDS}
[[block]]
heading = "热点"
[[block]]
topics = "热点"
numbering = "heading"
measure = "accepted"
limit = 5
text = "{{名}}{{数}}件，{{同比}}，{{环比}}。"
sub = "{{名}}{{数}}件，{{同比}}"
"""
    made = document(tmp_path, body, TOLD, {"w.t.欠薪": "临近春节，欠薪类诉求有所增长。"})
    first, second = (block for block in made.blocks if isinstance(block, Paragraph))
    assert "".join(run if isinstance(run, str) else run.text for run in first.runs) == (
        "（一）拖欠工资问题2159件，同比增长108.20%。其中，农民工欠薪问题1446件，企业欠薪问题713件。临近春节，欠薪类诉求有所增长。"
    )
    assert first.key == "t.欠薪"
    assert second.key == "t.维权"
    with pytest.raises(Refusal, match="手工填写"):
        document(tmp_path, body, TOLD, {"w.t.欠薪": "本月新增35件。"})


def test_head_is_the_first_thing_read() -> None:
    """The head of these tests is a composition of its own."""
    assert "masthead" in HEAD
