"""A hundredth of 聊城's second quarter of 2020, lived by two processes: its counts, and what its notice says."""

from collections.abc import Iterator

import pytest

from tests.flows.home import Home, home

QUARTER = "liaocheng-2020-q2"
# the document's figures in the hundredth: each part by largest remainders, worked out by hand from the printed counts
QUARTERS = (
    "共受理群众诉求3883件。其中，在线答复2196件，占比56.55%；转交部门办理1687件，占比43.45%。",
    "电话接通率99.57%",
    "综合满意率97.71%。回访外呼电话1885个。",
    "求助类2008件、咨询类1451件、无效类251件、投诉举报类157件、建议类12件、其它类4件。",
    "工商消费维权、市容环境、疫情防控、物业管理、耕地灌溉等方面是群众反映较为集中的领域",
    *("1．工商消费维权问题205件。", "2．市容环境问题172件。", "3．疫情防控问题143件。"),
    *("4．物业管理问题142件。", "5．耕地灌溉问题128件。"),
    "各县（市、区）及市属开发区共承办工单1251件",
    "承办数量较多的是东昌府区、莘县",
    "承办数量较多的是市交巡警支队、市城市管理局",
    "共有9件承办事项未按时办结。其中，莘县4件。",
    "市市场监管局、市人力资源和社会保障局、临清知识库更新及时",
)


@pytest.fixture(scope="module")
def lived() -> Iterator[Home]:
    """Half a minute."""
    with home() as own:
        done = own.huisheng("rehearse", QUARTER, "--scale", "1/100", "--jobs", "2")
        assert done.returncode == 0, done.stderr.decode()
        yield own


def _says_what_it_must(lived: Home) -> None:
    made = lived.huisheng("circular", QUARTER)
    said = made.stdout.decode()
    assert made.returncode == 0, said[-2000:]
    assert [sentence for sentence in QUARTERS if sentence not in said] == []


def _came_by_their_channels(lived: Home) -> None:
    """What wasn't said by telephone came by the inbox, once; every call was heard from the switch."""
    taken = (
        "FROM inbox_incoming i JOIN workorder o ON o.id = i.order_id AND o.channel = i.channel AND o.source_ref = i.ref"
    )
    came = dict(lived.rows(f"SELECT i.channel, count(*) {taken} WHERE i.outcome = 'new' GROUP BY 1"))
    mine = f"FROM workorder WHERE source = 'rehearsal-{QUARTER}'"
    made = dict(lived.rows(f"SELECT channel, count(*) {mine} GROUP BY 1"))
    assert made.pop("phone") == 3702
    assert came == made == {"province": 101, "app": 45, "wechat": 20, "web": 13, "sms": 1, "enterprise": 1}
    assert lived.one("SELECT count(*) FROM inbox_incoming") == sum(came.values())
    offered = lived.one("SELECT count(*) FROM telephony_heard WHERE event = 'call.offered' AND outcome = 'done'")
    assert offered == lived.one("SELECT count(*) FROM telephony_call") == 3718


def test_its_counts_and_sentences(lived: Home) -> None:
    """The counts are those of ``test_liaocheng``."""
    mine = f"FROM workorder WHERE source = 'rehearsal-{QUARTER}'"
    assert lived.one(f"SELECT count(*) {mine}") == 3883
    assert lived.one(f"SELECT count(*) {mine} AND state = 'answered'") == 2196
    assert dict(lived.rows(f"SELECT kind, count(*) {mine} GROUP BY kind"))["complaint_report"] == 157
    _says_what_it_must(lived)
    _came_by_their_channels(lived)
    again = lived.huisheng("rehearse", QUARTER, "--scale", "1/100", "--jobs", "2")
    assert again.returncode == 0 and lived.one(f"SELECT count(*) {mine}") == 3883
    _came_by_their_channels(lived)


def test_the_worker_behind_the_pages_leaves_it_as_it_is(lived: Home) -> None:
    """It reads the whole ledger for reactions, follows it for facts and sweeps: what is printed stays."""
    assert lived.huisheng("facts", "follow").returncode == 0
    before, last = lived.facts(), lived.one("SELECT max(id) FROM ledger_entry")
    lived.worked()
    after = lived.facts()
    moved = [fact for fact in before if after[fact] != before[fact]]
    assert set(moved) <= {"fact_order", "fact_record"}  # limits long run out; articles signed today
    _says_what_it_must(lived)
    # every reaction had been lived within the quarter: the worker found nothing to add
    late = lived.rows("SELECT DISTINCT kind FROM ledger_entry WHERE id > %s", last)
    assert {kind for (kind,) in late} <= {"deadline_missed", "knowledge_updated"}
    assert lived.huisheng("ledger", "replay").returncode == 0


def test_a_wrong_scale_is_said(lived: Home) -> None:
    done = lived.huisheng("rehearse", QUARTER, "--scale", "0.01")
    assert done.returncode == 2 and "1/100" in done.stderr.decode()
