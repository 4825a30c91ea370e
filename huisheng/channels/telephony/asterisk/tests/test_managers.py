"""An Asterisk registered, told what to do, its recordings fetched and heard; without a real one."""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from huisheng.channels import loops
from huisheng.channels.telephony import adapters, hall, tapes, whom
from huisheng.channels.telephony.actions import (
    bind_number,
    dial_back,
    hang_up,
    hear,
    issue_switch,
    pause,
    revoke_switch,
    three_way,
    transfer,
)
from huisheng.channels.telephony.asterisk import commands, reads, recordings, serve
from huisheng.channels.telephony.asterisk.actions import issue_manager
from huisheng.channels.telephony.asterisk.tests.ami import CALL, speaking
from huisheng.channels.telephony.contract import Command, Phase, Said, Told
from huisheng.channels.telephony.models import Call, Dialling, Manager, Recording, SeatPhone
from huisheng.channels.telephony.tests.telephone import Telephone
from huisheng.channels.telephony.whom import Whom
from huisheng.directory.models import Seat
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import read
from tests.cast import World

WAV = (
    b"RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data"
)
GIVEN: dict[str, Any] = {
    "code": "ast", "label": "测试", "host": "127.0.0.1", "username": "huisheng", "secret": "s3cret",
    "contexts": "from-trunk", "outward": "from-agents", "transfers": "transfers",
    "conferences": "three-way",
}  # fmt: skip


def issue(world: World, **changed: Any) -> Manager:
    with world.hour() as at:
        return issue_manager.do(by=world.seat("admin"), at=at, **{**GIVEN, **changed})


@pytest.fixture
def line(world: World) -> Telephone:
    return Telephone(world)


def say(line: Telephone, row: Manager, event: Told, key: str = "k", **given: Any) -> str:
    with line.world.hour() as at:
        return hear.do(row.switch, Said(event, key, 0, at, **given))


def missed(line: Telephone, row: Manager) -> Call:
    say(line, row, Told.OFFERED, caller="13800138000")
    say(line, row, Told.ABANDONED)
    return line.call("k", "ast")


def talking(line: Telephone, row: Manager, key: str = "k") -> Call:
    say(line, row, Told.OFFERED, key, caller="13800138000")
    say(line, row, Told.RINGING, key, agent="801")
    say(line, row, Told.ANSWERED, key, agent="801")
    return line.call(key, "ast")


def test_issued_and_revoked(world: World) -> None:
    row = issue(world)
    assert b"s3cret" not in bytes(row.secret_sealed) and reads.secret(row) == "s3cret"
    assert (row.port, row.technology, str(row)) == (5038, "PJSIP", "huisheng@127.0.0.1:5038")
    assert serve.accounts() == [row.pk]
    with world.hour() as at:
        revoke_switch.do("ast", by=world.seat("admin"), at=at)
    assert serve.accounts() == [] and reads.manager(row.pk) is None
    assert adapters.able(world.platform, Command.CALL) is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"host": "a b"}, "not_a_host"),
        ({"port": 70000}, "not_a_count"),
        ({"contexts": "from-trunk a/b"}, "not_a_context"),
        ({"recordings": "spool"}, "not_a_path"),
        ({"secret": ""}, "missing"),
    ],
)
def test_not_issued(world: World, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        issue(world, **changed)
    assert refused.value.code == code and not Manager.objects.exists()


def test_a_code_is_one_switch_s_and_a_key_is_for_those_who_speak_to_us(world: World) -> None:
    issue(world)
    with pytest.raises(Refusal, match="已登记"):
        issue(world)
    with world.hour() as at, pytest.raises(Refusal) as refused:
        issue_switch.do(by=world.seat("admin"), at=at, code="x", label="x", profile="asterisk")
    assert refused.value.code == "not_an_option"
    with pytest.raises(Refusal), world.hour() as at:
        issue_manager.do(by=world.seat("agent"), at=at, **{**GIVEN, "code": "y"})


def test_what_it_can(world: World) -> None:
    row = issue(world, outward="", transfers="")
    assert commands.Asterisk(row.switch).can() == {Command.HANG_UP, Command.PAUSE}
    assert adapters.able(world.platform, Command.TRANSFER) is None
    assert [commands.dialled(raw) for raw in ("+8613800138000", "0635-123 4567", "110")] == [
        "13800138000", "06351234567", "110",
    ]  # fmt: skip
    for raw in ("", "12", "1234;5", "1\r\n2", "９９９", "1" * 21):
        with pytest.raises(Refusal):
            commands.dialled(raw)


def test_nobody_there(line: Telephone) -> None:
    """A switch that doesn't answer: a sentence, nothing half done, and the call may be tried again at once."""
    row = issue(line.world, port=1)
    call = missed(line, row)
    with line.world.hour() as at:
        for _ in range(2):
            with pytest.raises(Refusal, match="没有应答"):
                dial_back.do(call, by=line.agent, at=at)
        with pytest.raises(Refusal, match="没有应答"):
            pause.do(Phase.REST, by=line.agent)
        assert not pause.do(Phase.WRAP, by=line.agent)
        assert set(Dialling.objects.values_list("outcome", flat=True)) == {"untaken"}
        assert hall.missed(line.agent, at)[0][0].dialling == "untaken"


def test_dialled_and_what_came_of_it(line: Telephone) -> None:
    row = issue(line.world, port=1)
    call = missed(line, row)
    with line.world.hour() as at:
        begun = dial_back._begun(call, row.switch, line.agent, at)
        assert hall.missed(line.agent, at)[0][0].dialling == "under_way"
        with pytest.raises(Refusal, match="正在回拨"):
            dial_back.do(call, by=line.agent, at=at)
    line.world.pass_(minutes=4)
    with line.world.hour() as at, pytest.raises(Refusal, match="没有应答"):
        dial_back.do(call, by=line.agent, at=at)
    assert say(line, row, Told.ANSWERED, begun, outward=True) == "void", "nobody waits for that one any more"
    with line.world.hour() as at:
        key = dial_back._begun(call, row.switch, line.agent, at)
    assert say(line, row, Told.RECORDING, key, outward=True, recording_ref="/x.wav") == "done"
    assert say(line, row, Told.QUEUED, key, outward=True) == "void"
    assert say(line, row, Told.ABANDONED, key, outward=True) == "done"
    call.refresh_from_db()
    assert call.returned_at is None and Recording.objects.get().outward
    with line.world.hour() as at:
        key = dial_back._begun(call, row.switch, line.agent, at)
    assert say(line, row, Told.ANSWERED, key, outward=True) == "done"
    call.refresh_from_db()
    assert call.returned_at is not None
    with line.world.hour() as at, pytest.raises(Refusal):
        dial_back.do(call, by=line.agent, at=at)


def test_who_can_t_dial(line: Telephone) -> None:
    row = issue(line.world, outward="")
    call = missed(line, row)
    refusal = dial_back.can(call, line.agent)
    assert refusal is not None and refusal.code == "cannot" and not dial_back.offered(line.agent)
    refusal = dial_back.can(call, line.world.seat("dispatcher"))
    assert refusal is not None and refusal.code == "wrong_role"
    Manager.objects.update(outward="from-agents")
    assert dial_back.offered(line.agent)
    say(line, row, Told.OFFERED, "w")
    say(line, row, Told.ABANDONED, "w")
    with line.world.hour() as at, pytest.raises(Refusal, match="没有显示号码"):
        dial_back.do(line.call("w", "ast"), by=line.agent, at=at)


def test_told_to_a_manager(line: Telephone) -> None:
    with speaking() as port:
        row = issue(line.world, port=port)
        call = talking(line, row)
        with line.world.hour() as at:
            assert pause.do(Phase.REST, by=line.agent)
            with pytest.raises(Refusal, match="已没有这通电话"):
                hang_up.do(call, by=line.agent)
            with pytest.raises(Refusal) as refused:
                transfer.do(call, by=line.agent, at=at, whom="")
            assert refused.value.field == "whom"
            for verb in (transfer, three_way):
                with pytest.raises(Refusal, match="已没有这通电话"):
                    verb.do(call, by=line.agent, at=at, whom="0635-1234567")
            with pytest.raises(Refusal) as refused:
                transfer.do(call, by=line.world.seat("dispatcher"), at=at, whom="110")
            assert refused.value.code == "wrong_role"
            assert whom.police(line.agent, at) == "", "no rule of that day says it"
        say(line, row, Told.ENDED)
        with line.world.hour() as at, pytest.raises(Refusal, match="不在本席位通话中"):
            transfer.do(call, by=line.agent, at=at, whom="110")
        lost = line.call("k", "ast")
        assert adapters.commands(lost) == frozenset(Command)
        with pytest.raises(Refusal, match="没有照办"):
            adapters.of_call(lost, Command.CALL).call("801", "13800138000", "huisheng-1")
        with pytest.raises(Refusal):
            adapters.of_call(lost, Command.PAUSE).pause("8;1", Phase.REST)
    line.say("call.offered")
    assert adapters.commands(line.call()) == frozenset()
    with pytest.raises(Refusal, match="做不了"):
        adapters.of_call(line.call(), Command.HANG_UP)


def test_one_more_joins_the_seat_leaves_and_the_caller_is_handed_on(line: Telephone) -> None:
    """By the pages of the desk: what the switch is told, and what the ledger keeps."""
    heard: list[dict[str, str]] = []
    with speaking(dialled=True, heard=heard) as port:
        call = talking(line, issue(line.world, port=port), CALL)
        client = Client()
        with line.world.hour():
            client.force_login(Seat.objects.get(code="agent").user)  # type: ignore[arg-type]  # the cast's have one
            for done in ("three_way_police", "hang_up", "transfer"):
                assert client.post(f"/agent/line/{call.pk}/", {"done": done, "whom": "8001"}).status_code == 303
            wrong = client.post(
                f"/agent/line/{call.pk}/", {"done": "transfer", "whom": "王局长"}, HTTP_HX_REQUEST="true"
            )
            assert wrong.status_code == 422 and "没有叫" in wrong.content.decode()
            assert "坐席" not in client.get("/agent/whom/?whom=x").content.decode()
    told = [one for one in heard if one["Action"] in ("Redirect", "Originate", "Hangup")]
    assert [one["Action"] for one in told] == ["Redirect", "Originate", "Hangup", "Redirect"]
    both, third, leaves, handed = told
    assert (both["Channel"], both["Priority"], both["Exten"]) == ("PJSIP/trunk-1", "citizen", "171")
    assert (both["ExtraChannel"], both["ExtraPriority"], both["ExtraExten"]) == ("PJSIP/801-2", "1", "171")
    assert (third["Channel"], third["Context"], third["Exten"]) == ("Local/110@transfers/n", "three-way", "171")
    assert leaves["Channel"] == "PJSIP/801-2" and (handed["Channel"], handed["Exten"]) == ("PJSIP/trunk-1", "8001")
    kinds = [entry.kind for entry in read.stream(call.stream)]
    assert kinds == ["call_offered", "call_answered", "call_joined", "call_transferred"]


def test_whom_a_caller_is_connected_with(line: Telephone) -> None:
    """110 by its number in force, a colleague, a unit that has a number, a number; nobody else."""
    world, admin = line.world, line.world.seat("admin")
    other = Seat.objects.create(
        code="agent-2", label="坐席乙", role="agent", unit_id=world.platform, valid_from=world.now.date()
    )
    SeatPhone.objects.create(seat=other, platform_id=world.platform, extension="802")
    bind_number.do(by=admin, unit="water", number="0535-5550101")
    now = datetime(2024, 2, 1, tzinfo=UTC)
    named = [(one.to, one.number, one.name) for one in whom.named(line.agent, now)]
    outside = ("outside", "0535-5550101", "市水务局")
    assert named == [("police", "110", "110"), ("seat", "802", "坐席乙"), outside]
    assert [one.name for one in whom.named(line.agent, now, "水")] == ["市水务局"]
    for words in ("坐席乙", "802", "８０２", "agent-2"):
        assert whom.find(line.agent, words, now) == Whom("seat", "802", "坐席乙")
    assert whom.find(line.agent, "云山市水务局", now) == Whom(*outside)
    assert whom.find(line.agent, "110", world.now).number == "110", (
        "before there was a rule it is dialled as it is said"
    )
    assert whom.find(line.agent, "0535-123 4567", now).to == "outside"
    for words, code in (
        ("", "missing"),
        ("801", ""),
        ("市城管局", "no_number"),
        ("王局长", "nobody"),
        ("x" * 65, "too_long"),
    ):
        if not code:
            assert whom.find(line.agent, words, now).to == "outside", "the own extension is no colleague's"
            continue
        with pytest.raises(Refusal) as refused:
            whom.find(line.agent, words, now)
        assert (refused.value.code, refused.value.field) == (code, "whom")
    for given, code in (
        ({"unit": "nowhere", "number": "1"}, "unknown_unit"),
        ({"unit": "water", "number": "x"}, "bad_number"),
    ):
        with pytest.raises(Refusal) as refused:
            bind_number.do(by=admin, **given)
        assert refused.value.code == code
    with pytest.raises(Refusal):
        bind_number.do(by=line.agent, unit="water", number="0535-5550101")
    bind_number.do(by=admin, unit="water", number="")
    assert len(whom.named(line.agent, now)) == 2


def test_a_manager_that_says_little(lasting_world: World) -> None:
    """It answers, and has neither queues nor channels; then it is revoked, and nobody listens any more."""
    with speaking() as port:
        row = issue(lasting_world, port=port, queue_log="/nowhere/queue_log")
        stop = threading.Event()
        thread = threading.Thread(target=loops.hold, args=(serve, row.pk, stop))
        thread.start()
        until = time.monotonic() + 10
        while Manager.objects.get().connected_at is None and time.monotonic() < until:
            time.sleep(0.02)
        assert "queue_log" in Manager.objects.get().trouble
        stop.set()
        thread.join(10)
        assert not thread.is_alive()
        with lasting_world.hour() as at:
            revoke_switch.do("ast", by=lasting_world.seat("admin"), at=at)
        thread = threading.Thread(target=loops.hold, args=(serve, row.pk, threading.Event()))
        thread.start()
        thread.join(10)
        assert not thread.is_alive(), "there is nothing to listen to"


def test_found_below_the_folder_only(tmp_path: Path) -> None:
    folder, other = tmp_path / "monitor", tmp_path / "secret.wav"
    (folder / "2019/11").mkdir(parents=True)
    (folder / "2019/11/a.wav").write_bytes(b"1")
    (folder / "a.wav").write_bytes(b"2")
    other.write_bytes(b"3")
    (folder / "link.wav").symlink_to(other)
    assert recordings.found(folder, "/var/spool/asterisk/monitor/2019/11/a.wav") == folder / "2019/11/a.wav"
    assert recordings.found(folder, "a.wav") == folder / "a.wav"
    for ref in ("", "/", "../secret.wav", "/x/../secret.wav", "link.wav", "b.wav", "a\0.wav", str(other)):
        assert recordings.found(folder, ref) is None, ref


def test_what_a_file_is() -> None:
    assert recordings.sort_of(WAV + b"\0" * 32, 44 + 16000 * 7) == ("audio/wav", 7)
    assert recordings.sort_of(b"OggS...", 10) == ("audio/ogg", None)
    assert recordings.sort_of(b"?", 10) == ("application/octet-stream", None)


def test_fetched_once_the_call_is_over(line: Telephone, tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path / "var"
    folder = tmp_path / "monitor"
    folder.mkdir()
    row = issue(line.world, recordings=str(folder))
    talking(line, row)
    say(line, row, Told.RECORDING, recording_ref="/there/k.wav")
    fetching, now = recordings.Fetching(row), line.world.now

    def step(*living: str, **later: int) -> Recording:
        nonlocal now
        now += timedelta(**later)
        with clock.at(now):
            fetching.step(living)
        return Recording.objects.get()

    assert step("k").next_at is not None and step("k").trouble == ""
    assert "还没有出现" in step(seconds=10).trouble
    (folder / "k.wav").write_bytes(WAV[:40])
    now = clock.now()  # the file's time is the machine's
    Recording.objects.update(found_at=now, next_at=now)
    assert step(seconds=10).trouble == "录音文件是空的。"
    content = WAV + bytes(range(256)) * 1000
    (folder / "k.wav").write_bytes(content)
    kept = step(minutes=9)
    assert (kept.size, kept.media, kept.trouble, kept.next_at) == (len(content), "audio/wav", "", None)
    assert b"".join(tapes.read(kept.content, 0, kept.size - 1)) == content
    for first, last in ((0, 0), (65_530, 65_545), (len(content) - 1, len(content) - 1), (70_000, 200_000)):
        assert b"".join(tapes.read(kept.content, first, last)) == content[first : last + 1]
    sealed = next((tmp_path / "var" / "recordings").rglob(kept.content))
    assert WAV[:30] not in sealed.read_bytes() and sealed.stat().st_mode & 0o077 == 0
    sealed.unlink()
    with pytest.raises(Refusal, match="备份"):
        tapes.read(kept.content, 0, 1)
    recordings.Fetching(issue(line.world, code="none")).step([])


def test_given_up_after_days(line: Telephone, tmp_path: Path) -> None:
    row = issue(line.world, recordings=str(tmp_path))
    talking(line, row)
    say(line, row, Told.RECORDING, recording_ref="gone.wav")
    with clock.at(line.world.now + timedelta(days=4)):
        recordings.Fetching(row).step([])
    assert Recording.objects.get().next_at is None and Recording.objects.get().trouble
