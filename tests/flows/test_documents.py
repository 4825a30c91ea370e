"""聊城's January 2015 and 济宁's quarter of 2013, lived whole: what the documents print, printed again.

``make documents``: two minutes on two cores, not in every run. The other documents' sentences stand with the tests of
their months: ``test_district``, ``test_month``, ``test_quarter``.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

import huisheng
from tests.flows.home import Home, home

GOLDEN = Path(huisheng.__file__).parents[2] / "shared" / "golden"
JANUARY, QUARTER = "liaocheng-2015-01", "jining-2013-q4"

pytestmark = pytest.mark.whole

# as the documents have them; what can't be so (docs/documents.md) stands as it must be: shares have the base 36,987
SENTENCES = {
    JANUARY: (
        "1月份，市长公开电话共接听群众来电36350个，一次接通率93.02%；漏话回拨2201个，总接通率99.08%；"
        "直办28029件，直办率77.11%，转办8321件；督办36件次（其中对各平台22件次），现场督办15次；"
        "在媒体发表宣传报道35件；办理省长信箱2件（其中各平台承办1件），办结率为100%。",
        "咨询类11242件，占30.39%；求助类9733件，占26.31%；投诉类2870件，占7.76%；建议类402件，占1.09%；",
        "共接到感谢电话25个。",
        "来电前三类为：城市综合类5838件，占15.78%；社会事业类4939件，占13.35%；三农问题类4435件，占11.99%。",
        "承办量前三位为：莘县914件、东昌府区796件、茌平785件。",
        "拖欠农民工工资、工程款问题。本月共形成此类工单1319个，较之上月增长78.48%，上月为739个。",
        "社会治安问题。本月共形成此类工单1114个，较之上月增长32.62%",
        "涉及打架斗殴的520个，涉及盗窃的213个，涉及诈骗的87个，涉及赌博的55个。",
        "城乡低保问题。本月共形成此类工单641个。",
        "供暖问题。本月共形成此类工单550个。",
        "从知识库1975条信息中随机选取50个问题进行抢答",
        *(f"{unit}1次" for unit in ("东阿", "茌平", "经济开发区", "江北水城旅游度假区")),
    ),
    "jining-quarter": (
        "市长公开电话联系点共有17家承办诉求，承办各类事项765件，办结率100%。",
        "现场接听公开电话57人次，受理群众来话755件（次），列为领导接听件488件。",  # 11 人次 and 46 units; 267 and 488
        "市政府领导班子（演示）11次",
        "共督办落实领导批示件292件。",
        "按时办结率100%",
    ),
    "jining-month": ("承办各类事项215件，办结率100%。", "共督办落实领导批示件79件。"),
    "jining-week": ("（12月23日至12月29日）", "共督办落实领导批示件10件。"),
}


@pytest.fixture(scope="session")
def lived() -> Iterator[Home]:
    """Both in one installation, by two processes each."""
    with home() as own:
        for name in (JANUARY, QUARTER):
            done = own.huisheng("rehearse", name, "--jobs", "2")
            assert done.returncode == 0, done.stderr.decode()
        assert own.huisheng("facts", "follow").returncode == 0
        yield own


def test_the_table_of_platforms_is_the_printed_one_byte_for_byte(lived: Home) -> None:
    golden = GOLDEN / f"{JANUARY}.csv"
    if not golden.is_file():
        pytest.skip("the golden tables lie beside the checkout, and are not there")
    done = lived.huisheng("table", JANUARY, "--csv")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == golden.read_bytes()


@pytest.mark.parametrize("name", SENTENCES)
def test_what_the_document_says_is_said_and_the_checker_finds_nothing(lived: Home, name: str) -> None:
    done = lived.huisheng("circular", name)
    said = done.stdout.decode()
    assert done.returncode == 0, said[-2000:]
    assert [sentence for sentence in SENTENCES[name] if sentence not in said] == []
