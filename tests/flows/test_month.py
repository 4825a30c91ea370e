"""湘潭's November 2019 lived once, whole, through the real verbs: interrupted, killed, and still the printed month."""

import csv
import io
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import huisheng
from huisheng.console import processes
from huisheng.rehearsal import reckon
from huisheng.rehearsal.month import Month, folder, read
from huisheng.rehearsal.plan import build
from huisheng.rehearsal.rehearse import SEED
from huisheng.rehearsal.story import Plan
from tests.flows.home import Home, home

NAME = "xiangtan-2019-11"
GOLDEN = Path(huisheng.__file__).parents[2] / "shared" / "golden" / f"{NAME}.csv"

# one month for all of these: with --dist loadfile one worker lives it (loadgroup asks for the mark, but xdist 3.8
# under pytest 9 no longer heeds it)
pytestmark = pytest.mark.xdist_group("month")


@dataclass
class Lived:
    """The month when it is over; how its living was broken off twice, and how it ended."""

    home: Home
    interrupted: subprocess.CompletedProcess[bytes]
    killed: int
    ended: subprocess.CompletedProcess[bytes]
    done_at_breaks: tuple[int, int]


@pytest.fixture(scope="session")
def lived() -> Iterator[Lived]:
    """About a minute: begun, interrupted by Ctrl-C, killed hard, and lived to its end."""
    with home() as own:
        process = own.start("rehearse", NAME)
        first = _wait_for(own, process, 1500)
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=30)
        interrupted = subprocess.CompletedProcess((), process.returncode, out, errors)

        process = own.start("rehearse", NAME)
        second = _wait_for(own, process, first + 1500)
        process.kill()
        process.communicate(timeout=30)

        ended = own.huisheng("rehearse", NAME)
        yield Lived(own, interrupted, process.returncode, ended, (first, second))


def _wait_for(own: Home, process: subprocess.Popen[bytes], stories: int) -> int:
    def there() -> bool:
        assert process.poll() is None, process.communicate()
        return _done(own) > stories

    assert processes.wait_until(there, 300)
    return _done(own)


def _done(own: Home) -> int:
    return int(own.one("SELECT coalesce(max(stories_done), 0) FROM rehearsal_run"))


def _printed(own: Home) -> bytes:
    done = own.huisheng("table", NAME, "--csv")
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def _ledger(own: Home) -> Any:
    return own.rows("SELECT count(*), max(id), md5(string_agg(hash::text, '' ORDER BY id)) FROM ledger_entry")


@cache
def _month() -> Month:
    return read(folder(NAME))


@cache
def _plan() -> Plan:
    return build(folder(NAME), SEED)


@cache
def _figures() -> reckon.Figures:
    said = _month()
    return reckon.reckon(_plan(), said.first_day, said.last_day, said.visits_from, said.reply_limit)


def test_breaking_off_is_said_and_nothing_is_lived_twice(lived: Lived) -> None:
    assert lived.interrupted.returncode == 130
    assert lived.interrupted.stderr.decode().strip().endswith("已中断。")
    assert b"Traceback" not in lived.interrupted.stderr + lived.ended.stderr
    assert lived.killed == -signal.SIGKILL
    assert lived.ended.returncode == 0, lived.ended.stderr.decode()
    assert "演练完成：xiangtan-2019-11，10,635 个故事" in lived.ended.stdout.decode()
    first, second = lived.done_at_breaks
    assert 0 < first < second < 10_627
    assert lived.home.rows("SELECT count(*), count(DISTINCT source_ref) FROM workorder") == [(7518, 7518)]
    assert lived.home.rows("SELECT count(*), count(DISTINCT call_id) FROM telephony_call") == [(10627, 10627)]


def test_the_table_is_the_printed_one_byte_for_byte(lived: Lived) -> None:
    if not GOLDEN.is_file():
        pytest.skip("the golden tables lie beside the checkout, and are not there")
    assert _printed(lived.home) == GOLDEN.read_bytes()


def test_the_table_is_the_reckoning_of_the_plan(lived: Lived) -> None:
    """The same without the golden file: what was planned, counted by a program that knows no ledger."""
    names = {unit.code: unit.name for unit in _month().units.values()}
    printed = csv.reader(io.StringIO(_printed(lived.home).decode(), newline=""))
    assert list(printed) == reckon.printed(_figures(), names)


def test_the_ledger_verifies_and_replays(lived: Lived) -> None:
    entries = lived.home.one("SELECT count(*) FROM ledger_entry")
    verified = lived.home.huisheng("ledger", "verify")
    assert verified.returncode == 0, verified.stdout.decode()
    assert f"账本完好：{entries:,}条记录、18,154条链" in verified.stdout.decode()
    replayed = lived.home.huisheng("ledger", "replay")
    assert replayed.returncode == 0, replayed.stdout.decode()
    assert "重放一致：7,518件工单、10,627通来电、9条记事与现行表相符。" in replayed.stdout.decode()


def test_facts_rebuilt_are_the_facts_followed(lived: Lived) -> None:
    assert lived.home.huisheng("facts", "follow").returncode == 0
    followed = lived.home.facts()
    assert lived.home.huisheng("facts", "rebuild").returncode == 0
    assert lived.home.facts() == followed
    assert len(followed["fact_order"]) == 7518
    assert len(followed["fact_call"]) == 10_627


# the month's own days in Shanghai; visits count from the day on which the desk began to call everybody
NOVEMBER = "{} >= '2019-11-01 00:00+08' AND {} < '2019-12-01 00:00+08'"
VISITS = "at >= '2019-10-31 00:00+08' AND at < '2019-12-01 00:00+08'"


def _november(column: str) -> str:
    return NOVEMBER.format(column, column)


def test_the_published_counts_stand_in_the_live_tables(lived: Lived) -> None:
    """Counted by hand in SQL from what the verbs left: neither facts nor definitions are asked."""
    rows, one = lived.home.rows, lived.home.one
    calls = f"FROM telephony_call WHERE {_november('offered_at')}"
    assert rows(f"SELECT count(*), count(answered_at), count(*) FILTER (WHERE effective) {calls}") == [
        (9744, 9521, 6635)
    ]
    orders = f"FROM workorder WHERE {_november('accepted_at')}"
    assert one(f"SELECT count(*) {orders}") == 3338 + 3297
    handed = f"{orders} AND EXISTS (SELECT FROM workorder_dispatch d WHERE d.order_id = workorder.id)"
    assert dict(rows(f"SELECT kind, count(*) {handed} GROUP BY kind")) == {
        "complaint": 2183, "help": 835, "suggestion": 140, "consult": 137, "other": 2,
    }  # fmt: skip
    times = dict(rows(f"SELECT returns, count(*) {handed} AND returns > 0 GROUP BY returns"))
    assert times == {5: 2, 4: 6, 3: 13, 2: 43, 1: 237}
    assert (sum(times.values()), sum(n * matters for n, matters in times.items())) == (301, 396)
    assert rows("SELECT form, count(*), count(answered_at) FROM workorder_supervision GROUP BY form ORDER BY form") == [
        ("phone", 199, 199), ("written", 43, 43),
    ]  # fmt: skip
    assert one(f"SELECT count(DISTINCT order_id) FROM workorder_visit WHERE round = 'regular' AND {VISITS}") == 3044


def test_every_call_was_heard_from_a_switch_once(lived: Lived) -> None:
    """Killed in mid-living, too: what the switch said is there once, and the calls are what it said of them."""
    rows, calls = lived.home.rows, _plan().calls
    answered = [call for call in calls if call.answered_at is not None]
    waited = sum((call.answered_at - call.offered_at).seconds > 5 for call in answered if call.answered_at is not None)
    lost, source = len(calls) - len(answered), f"rehearsal-{NAME}"
    said = dict(rows("SELECT event, count(*) FROM telephony_heard WHERE source = %s GROUP BY 1", source))
    assert said.pop("agent.state") >= len(_month().seats_of("agent"))
    assert said == {
        "call.offered": len(calls), "call.queued": waited + lost, "agent.ringing": len(answered),
        "call.answered": len(answered), "call.ended": len(answered), "call.abandoned": lost,
    }  # fmt: skip
    of_a_call = "FROM telephony_heard h JOIN telephony_call c USING (source, call_id) WHERE h.event = %s"
    for event in ("offered", "answered", "ended", "abandoned"):
        same = f"count(*) FILTER (WHERE h.occurred_at = c.{event}_at AND h.outcome = 'done')"
        assert rows(f"SELECT {same} {of_a_call}", f"call.{event}") == [(said[f"call.{event}"],)], event
    assert rows("SELECT count(*), count(*) FILTER (WHERE done) FROM telephony_leg") == [(len(answered),) * 2]
    assert lived.home.one("SELECT count(*) FROM telephony_callorder") == 7518


def test_supervision_helped_as_often_as_printed(lived: Lived) -> None:
    assert lived.home.huisheng("facts", "follow").returncode == 0
    happy = "SELECT form, count(*) FROM fact_supervision WHERE grade_after IN ('satisfied', 'partly') GROUP BY form"
    assert dict(lived.home.rows(happy)) == {"phone": 133, "written": 17}


def test_nobody_of_the_broken_link_was_called_back(lived: Lived) -> None:
    """湘乡: 19 orders handed on, 16 of them replied within the month, and not one visit."""
    unit = lived.home.one("SELECT id FROM directory_unit WHERE code = %s", _month().unvisited_unit)
    mine = f"FROM workorder o WHERE {_november('o.accepted_at')} AND o.main_unit_id = %s"
    assert lived.home.one(f"SELECT count(*) {mine}", unit) == 19
    visited = "EXISTS (SELECT FROM workorder_visit v WHERE v.order_id = o.id)"
    assert lived.home.one(f"SELECT count(*) {mine} AND {visited}", unit) == 0
    concluded = (
        "SELECT count(DISTINCT o.id) FROM workorder o JOIN ledger_entry e ON e.stream = 'workorder:' || o.id "
        f"WHERE o.main_unit_id = %s AND e.kind = 'concluded' AND {_november('e.occurred_at')}"
    )
    assert lived.home.one(concluded, unit) == 16


# as the circular of November has them; 66.21, 4.25 and 4.16 %, and 301 matters of 396 returns, as they must be
SENTENCES = (
    "共接到群众来电9744件，有效电话6635件，其中咨询建议类电话3338件，交办各成员单位处理3297件，办结工单3265件，"
    "逾期工单32件。接通率97.71%，",
    "按时办结率99.03%，有效回访工单2251件，回访未应答793件，回访满意率54.11%。",
    "投诉类2183件，占66.21%；求助类835件，占25.33%；建议类140件，占4.25%；咨询类137件，占4.16%；其他类2件，占0.06%。",
    "环境保护12.95%、住建房管8.83%、交通管理7.86%、城市管理6.49%、供水电气4.22%。",
    "共回访办结工单3044件，其中有效回访2251件，市民未接、拒接或不愿评价的793件。有效回访中，满意1218件、不满意1033件，",
    "工单375件，其中雨湖区人民政府119件、湘潭经开区管委会55件、岳塘区人民政府43件、湘潭高新区管委会27件、市公安局25件。",
    "退单301件，占交办工单数的9.13%，按次计共退单396次，其中退单5次的工单2件、退单4次的工单6件、退单3次的工单13件、"
    "退单2次的工单43件、退单1次的工单237件。",
    "共电话督办199件，督办后满意133件；书面督办43件，督办后满意17件。其中雨湖区人民政府76件次、岳塘区人民政府48件次、"
    "湘潭经开区管委会22件次、湘潭高新区管委会21件次。",
    "随机抽取16件工单进行回访，有2件未回访，6件回访不满意。未回访的为湘潭县人民政府2件；"
    "回访不满意的为岳塘区人民政府2件、湘潭县人民政府2件、湘潭经开区管委会1件、市住建局1件。",
    "出现2次数据上传不准确",
    "有14个成员单位的回访满意率低于50%",
)


def test_what_the_circular_said_is_said_and_the_checker_finds_nothing(lived: Lived) -> None:
    assert lived.home.rows("SELECT state FROM circular_edition") == [("published",)]
    done = lived.home.huisheng("circular", NAME)
    said = done.stdout.decode()
    assert done.returncode == 0, said[-2000:]
    assert [sentence for sentence in SENTENCES if sentence not in said] == []


def test_living_it_again_changes_nothing(lived: Lived) -> None:
    before = _ledger(lived.home), lived.home.rows("SELECT * FROM rehearsal_run")
    again = lived.home.huisheng("rehearse", NAME)
    assert again.returncode == 0, again.stderr.decode()
    assert "演练完成" in again.stdout.decode()
    assert (_ledger(lived.home), lived.home.rows("SELECT * FROM rehearsal_run")) == before


@pytest.mark.whole  # the same is asked of a hundredth of a quarter in every run: test_quarter
def test_the_worker_behind_the_pages_leaves_the_month_as_it_is(lived: Lived) -> None:
    """It reads the whole ledger for reactions, follows it for facts and sweeps: the printed table stays."""
    before, last = _printed(lived.home), lived.home.one("SELECT max(id) FROM ledger_entry")
    lived.home.worked()
    assert _printed(lived.home) == before
    # every reaction had been lived within the month: the worker found nothing to add
    late = lived.home.rows("SELECT DISTINCT kind FROM ledger_entry WHERE id > %s", last)
    assert late in ([], [("deadline_missed",)])
    assert lived.home.huisheng("ledger", "replay").returncode == 0


def test_a_real_city_is_never_rehearsed_in(lived: Lived) -> None:
    before = _ledger(lived.home)
    lived.home.rows("UPDATE directory_unit SET rehearsal = false WHERE is_platform")
    try:
        done = lived.home.huisheng("rehearse", NAME)
    finally:
        lived.home.rows("UPDATE directory_unit SET rehearsal = true WHERE is_platform")
    assert done.returncode == 2
    assert "正式数据库，不能在其中演练" in done.stderr.decode() and b"Traceback" not in done.stderr
    assert _ledger(lived.home) == before


def test_an_unknown_month_is_said(lived: Lived) -> None:
    name = "../../../etc"  # others: test_plan
    done = lived.home.huisheng("rehearse", name)
    assert done.returncode == 2
    assert f"没有名为“{name}”的演练月份，可用的有：" in done.stderr.decode()
    assert NAME in done.stderr.decode()
    assert os.listdir(lived.home.folder / "log") == ["postgres.log"]  # nothing went wrong beyond that
