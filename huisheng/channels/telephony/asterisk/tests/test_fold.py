"""What Asterisk's messages and the lines of its queue_log mean."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from huisheng.channels.telephony.asterisk import fold, queue_log
from huisheng.channels.telephony.asterisk.fold import Folder, Line
from huisheng.channels.telephony.asterisk.queue_log import Mark
from huisheng.channels.telephony.contract import HANDED, Said, Told

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
KEY = "pbx-1795368886.0"
LOG = f"""\
1795368885|NONE|NONE|NONE|QUEUESTART|
1795368886|{KEY}|hotline|NONE|ENTERQUEUE||13800138000|1
1795368887|{KEY}|hotline|PJSIP/1002|RINGNOANSWER|0
1795368888|{KEY}|hotline|1001|CONNECT|2|pbx-1795368886.1|2
1795368893|{KEY}|hotline|1001|COMPLETEAGENT|2|5|1
1795368896|pbx-1795368896.4|hotline|NONE|ENTERQUEUE||anonymous|1
1795368899|pbx-1795368896.4|hotline|NONE|ABANDON|1|1|3
"""


def tell(folder: Folder, event: str, key: str = KEY, /, **fields: str) -> list[Said]:
    at = fields.pop("at", "1795368886.77")
    return folder.tell({"Event": event, "Uniqueid": key, "Timestamp": at, **fields}, NOW)


def begun() -> Folder:
    folder = Folder(frozenset({"from-trunk"}))
    (offered,) = tell(folder, "Newchannel", Context="from-trunk", Linkedid=KEY, CallerIDNum="13800138000")
    assert (offered.event, offered.caller, offered.seq) == (Told.OFFERED, "13800138000", 0)
    return folder


def kinds(told: list[Said]) -> list[str]:
    return [said.event.value for said in told]


def identities(told: list[Said]) -> set[tuple[str, str, int]]:
    return {(said.call_id, said.event.value, said.seq) for said in told}


def test_the_same_live_and_from_the_log() -> None:
    folder = begun()
    live = tell(folder, "QueueCallerJoin", Queue="hotline")
    live += tell(folder, "AgentRingNoAnswer", at="1795368887.4", Interface="PJSIP/1002")
    live += tell(folder, "AgentConnect", at="1795368888.9", Interface="PJSIP/1001", HoldTime="2", RingTime="2")
    live += tell(folder, "AgentComplete", at="1795368893.9", Interface="PJSIP/1001", TalkTime="5", Reason="agent")
    logged = [said for said in queue_log.told(LOG.splitlines(), {}) if said.call_id == KEY]
    assert identities(logged) == identities(live) | {(KEY, "call.offered", 0)}
    answered, ended = logged[3], logged[4]
    assert (answered.agent, answered.queue_s, answered.ring_s, answered.queue) == ("1001", 2, 2, "hotline")
    assert (ended.talk_s, ended.cause, ended.at) == (5, "agent", datetime.fromtimestamp(1795368893, UTC))


def test_lines_that_are_none() -> None:
    bad = ["", "x|y", "|" * 9, "९|a|b|c|ENTERQUEUE", "9" * 40 + "|a|b|c|ENTERQUEUE", "1|a|b|c|PAUSE|", "\0|\0|\0|\0|\0"]
    assert list(queue_log.told(bad, {})) == []
    (given_up,) = queue_log.told(["1795368899|k|q|NONE|EXITWITHTIMEOUT|1"], {"k": "13800138000"})
    assert (given_up.event, given_up.caller, given_up.queue_s) == (Told.ABANDONED, "13800138000", None)
    (handed,) = queue_log.told(["1795368899|k|q|1001|BLINDTRANSFER|x"], {})
    assert (handed.event, handed.cause) == (Told.ENDED, "transfer")


def test_an_end_is_told_once() -> None:
    folder = begun()
    assert kinds(tell(folder, "QueueCallerAbandon", HoldTime="3")) == ["call.abandoned"]
    assert tell(folder, "QueueCallerAbandon", HoldTime="3") == [] == tell(folder, "Hangup")
    folder = begun()
    (over,) = tell(folder, "Hangup", **{"Cause-txt": "Normal Clearing"})
    assert (over.event, over.cause) == (Told.ABANDONED, "Normal Clearing")
    folder = begun()
    tell(folder, "AgentConnect", MemberName="1001")
    assert kinds(tell(folder, "Hangup")) == ["call.ended"] and folder.lines == {}
    assert tell(folder, "AgentConnect") == [], "of a call that isn't there"


def test_the_seat_leaves_and_the_caller_goes_on() -> None:
    """Its telephone was put down by the manager: to the caller's own end the queue says nothing of it."""
    folder = begun()
    tell(folder, "AgentConnect", Interface="PJSIP/1001", DestUniqueid="seat")
    assert tell(folder, "Hangup", "another") == []
    (over,) = tell(folder, "Hangup", "seat")
    assert (over.event, over.call_id, over.cause) == (Told.ENDED, KEY, "agent")
    assert tell(folder, "Hangup", "seat") == []
    assert kinds(tell(folder, "UserEvent", UserEvent="HotlineRating", Score="4")) == ["call.rated"]
    assert tell(folder, "AgentComplete", TalkTime="9") == [] == tell(folder, "Hangup")


def test_rated_and_recorded() -> None:
    folder = begun()
    (recorded,) = tell(folder, "VarSet", Variable="MIXMONITOR_FILENAME", Value="/x/y.wav")
    (rated,) = tell(folder, "UserEvent", UserEvent="HotlineRating", Score="5")
    assert (recorded.recording_ref, rated.rating) == ("/x/y.wav", 5)
    assert tell(folder, "UserEvent", UserEvent="HotlineRating", Score="") == []
    assert tell(folder, "VarSet", Variable="MIXMONITOR_FILENAME", Value="") == []
    assert tell(folder, "AgentCalled") == [] == tell(folder, "Newexten")


def test_what_isn_t_a_citizen_s_call() -> None:
    folder = Folder(frozenset({"from-trunk"}))
    assert tell(folder, "Newchannel", Context="from-agents", Linkedid=KEY) == []
    assert tell(folder, "Newchannel", Context="from-trunk", Linkedid="other") == []
    assert folder.lines == {}


def test_two_agents_in_one_second_are_two() -> None:
    folder = begun()
    one = tell(folder, "AgentCalled", Interface="PJSIP/1001") + tell(folder, "AgentCalled", Interface="PJSIP/1002")
    assert len(identities(one)) == 2
    paused = [tell(folder, "QueueMemberPause", Interface=f"PJSIP/{n}", Paused="1")[0] for n in (1001, 1002)]
    assert len(identities(paused)) == 2


@pytest.mark.parametrize(
    ("fields", "phase"),
    [
        ({"Paused": "1"}, "rest"),
        ({"Paused": "1", "PausedReason": "away"}, "away"),
        ({"Paused": "1", "PausedReason": "吃饭"}, "rest"),
        ({"Paused": "1", "PausedReason": "talk"}, "rest"),
        ({"Paused": "0", "PausedReason": "away"}, "idle"),
        ({"Paused": "x"}, ""),
    ],
)
def test_paused(fields: dict[str, str], phase: str) -> None:
    told = tell(Folder(frozenset()), "QueueMemberPause", Interface="PJSIP/1001", **fields)
    assert [said.phase for said in told] == ([phase] if phase else [])


def test_a_call_that_we_let_it_make() -> None:
    key = "huisheng-1"
    for status, event in (("ANSWER", Told.ANSWERED), ("BUSY", Told.ABANDONED)):
        folder = Folder(frozenset({"from-trunk"}))
        assert tell(folder, "Newchannel", key, Context="from-agents", Linkedid=key) == []
        (recorded,) = tell(folder, "VarSet", key, Variable="MIXMONITOR_FILENAME", Value="/x.wav")
        assert recorded.outward
        (told,) = tell(folder, "DialEnd", key, DialStatus=status)
        assert (told.event, told.outward) == (event, True)
        assert tell(folder, "DialEnd", key, DialStatus=status) == []
        assert kinds(tell(folder, "Hangup", key)) == (["call.ended"] if event is Told.ANSWERED else [])
    (untaken,) = tell(folder, "OriginateResponse", "<null>", Response="Failure", ActionID=key, Reason="0")
    assert (untaken.event, untaken.call_id, untaken.outward) == (Told.ENDED, key, True)
    assert tell(folder, "OriginateResponse", key, Response="Success", ActionID=key) == []
    assert tell(folder, "OriginateResponse", key, Response="Failure", ActionID="ask-1") == []


def test_after_a_lost_line() -> None:
    folder = Folder(frozenset({"from-trunk"}), {"a": Line(answered=True), "b": Line(), "c": Line(outward=True)})
    folder.lines["d"] = Line(over=True)
    gone = folder.gone(["e"], NOW)
    assert [(said.call_id, said.event) for said in gone] == [
        ("a", Told.ENDED), ("b", Told.ABANDONED), ("c", Told.ENDED),
    ]  # fmt: skip
    caller = {"Context": "from-trunk", "CallerIDNum": "13800138000", "ChannelStateDesc": "Up"}
    agent = {"Linkedid": "n", "Uniqueid": "n.1", "Channel": "PJSIP/1001-0000002a"}
    channels = [
        {**caller, "Uniqueid": "n", "Linkedid": "n", "Channel": "PJSIP/trunk-1", "Duration": "00:01:05"},
        {**caller, "Uniqueid": "m", "Linkedid": "m", "Channel": "PJSIP/trunk-2", "Duration": "?"},
        {**agent, "ChannelStateDesc": "Up", "BridgeId": "x"},
        {**agent, "Linkedid": "m", "ChannelStateDesc": "Ringing"},
        {**agent, "Linkedid": "m", "ChannelStateDesc": "Down"},
        {**agent, "Linkedid": "nobody"},
    ]
    found = folder.found(channels, {"PJSIP/1001": "1001"}, NOW)
    told = [(said.call_id, said.event, said.agent, said.at) for said in found]
    assert told == [
        ("n", Told.OFFERED, "", NOW - timedelta(seconds=65)),
        ("m", Told.OFFERED, "", NOW),
        ("n", Told.ANSWERED, "1001", NOW),
        ("m", Told.RINGING, "1001", NOW),
    ]
    assert kinds(folder.found(channels, {}, NOW)) == []


def test_small_readings() -> None:
    assert fold.moment({"Timestamp": "x"}, NOW) == NOW == fold.moment({}, NOW) == fold.moment({"Timestamp": "inf"}, NOW)
    names = ["PJSIP/1001", "Local/1001@agents/n", "1001", "SIP/1001/x", ""]
    assert [fold.extension(name) for name in names] == ["1001", "1001", "1001", "1001", ""]
    assert fold.interface("PJSIP/1001-0000002a") == "PJSIP/1001" and fold.interface("x") == "x"
    assert [fold.count(raw) for raw in ("7", "", None, "-1", "९", "9999999")] == [7, None, None, None, None, None]


def test_the_log_across_rotations(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    assert queue_log.end(path) == Mark()
    path.write_text("1|a|b|c|D|\n2|half")
    lines, mark = queue_log.read(path, Mark())
    assert (lines, mark) == ([], queue_log.end(path)), "what was said before isn't taken"
    start = Mark(mark.inode, 0)
    lines, mark = queue_log.read(path, start)
    assert lines == ["1|a|b|c|D|"], "a line that isn't whole waits"
    with path.open("a") as file:
        file.write("|b|c|D|\n")
    path.rename(tmp_path / "queue_log.1")
    path.write_text("3|a|b|c|D|\n")
    lines, after = queue_log.read(path, mark)
    assert lines == ["2|half|b|c|D|", "3|a|b|c|D|"] and after == queue_log.end(path)
    assert queue_log.read(path, after) == ([], after)
    path.write_text("")  # cut short where it lies
    assert queue_log.read(path, after)[1].offset == 0
    path.write_text("4|a|b|c|D|\n")
    assert queue_log.read(path, Mark("1", 7))[0] == ["4|a|b|c|D|"], "the file that was read has gone"
    path.unlink()
    with pytest.raises(OSError):
        queue_log.read(path, after)
    with pytest.raises(OSError):
        queue_log.read(path, Mark())


def test_a_call_handed_on_is_at_each_telephone_in_turn() -> None:
    """From the first to the second, who isn't there, and to the third, until the caller hangs up."""
    folder = begun()
    tell(folder, "AgentConnect", Interface="PJSIP/1001", DestUniqueid="a")
    assert tell(folder, "DialEnd", DestUniqueid="a", DialStatus="ANSWER") == [], "the queue's own"
    told = tell(folder, "DialBegin", DestUniqueid="b", DestChannel="PJSIP/1002-0000002a", at="1795368890.1")
    assert [(said.event, said.agent, said.cause) for said in told] == [
        (Told.ENDED, "", HANDED),
        (Told.RINGING, "1002", HANDED),
    ]
    assert tell(folder, "AgentComplete", TalkTime="5") == [] == tell(folder, "Hangup", "a"), "it was told"
    assert kinds(tell(folder, "DialEnd", DestUniqueid="b", DialStatus="BUSY")) == ["agent.no_answer"]
    tell(folder, "DialBegin", DestUniqueid="c", DestChannel="PJSIP/1003-0000002b", at="1795368892.1")
    told += tell(folder, "DialEnd", DestUniqueid="c", DialStatus="ANSWER", at="1795368893.1")
    told += tell(folder, "Hangup", "c", at="1795368895.1")
    assert [(said.event, said.agent) for said in told[2:]] == [(Told.ANSWERED, "1003"), (Told.ENDED, "")]
    assert told[0].seq == 0 != told[3].seq, "each telephone has an end of its own"
    assert tell(folder, "Hangup") == []
