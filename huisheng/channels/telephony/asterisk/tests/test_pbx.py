"""Real calls through a real Asterisk: each is taken once, and nothing is lost when the switch or the line goes."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from huisheng.channels import loops
from huisheng.channels.telephony import reads
from huisheng.channels.telephony.actions import bind_phone, dial_back
from huisheng.channels.telephony.asterisk import serve
from huisheng.channels.telephony.asterisk.actions import issue_manager
from huisheng.channels.telephony.asterisk.tests.pbx import SECRET, USER, Pbx, running
from huisheng.channels.telephony.asterisk.wire import Line
from huisheng.channels.telephony.models import Call, Dialling, Heard, Leg, Manager, Recording
from huisheng.kernel import clock, secrets
from huisheng.ledger import read, replay
from tests.cast import World

pytestmark = pytest.mark.xdist_group("pbx")


@pytest.fixture(scope="module")
def pbx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pbx]:
    with running(tmp_path_factory.mktemp("pbx") / "run") as found:
        yield found


class Ear:
    """The world's Asterisk ``pbx`` with extension 1001 at the agent, and the thread that listens to it."""

    def __init__(self, world: World, pbx: Pbx) -> None:
        self.world, self.pbx = world, pbx
        self.agent, admin = world.seat("agent"), world.seat("admin")
        self.row = issue_manager.do(
            by=admin, at=clock.now(), code="pbx", label="测试", host="127.0.0.1", port=pbx.ami, username=USER,
            secret=SECRET, contexts="from-trunk", outward="from-agents", transfers="transfers",
            queue_log=str(pbx.queue_log), recordings=str(pbx.monitor),
        )  # fmt: skip
        bind_phone.do(by=admin, seat="agent", extension="1001")
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def listen(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=loops.hold, args=(serve, self.row.pk, self._stop))
        self._thread.start()
        before = self.row.connected_at
        until(lambda: Manager.objects.get().connected_at != before)
        self.row.refresh_from_db()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(10)
            assert not self._thread.is_alive()
            self._thread = None


@pytest.fixture
def ear(pbx: Pbx, lasting_world: World) -> Iterator[Ear]:
    found = Ear(lasting_world, pbx)
    found.listen()
    yield found
    pbx.quiet()
    found.stop()


def until(said: Callable[[], object], seconds: float = 12.0) -> None:
    end = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < end, list(Heard.objects.values_list("event", "call_id", "agent", "cause", "outcome"))
        time.sleep(0.03)


def events(key: str = "") -> list[str]:
    rows = Heard.objects.filter(call_id=key) if key else Heard.objects.all()
    return list(rows.order_by("pk").values_list("event", flat=True))


def call_of(number: str) -> Call | None:
    """The call from that number, if it was heard of."""
    return Call.objects.filter(phone_blind=secrets.blind(number)).first()


def abandoned(number: str) -> bool:
    found = call_of(number)
    return found is not None and found.abandoned_at is not None


def whole() -> None:
    """Every call's stream gives its row again."""
    for call in Call.objects.all():
        assert replay.call(read.stream(call.stream)) == reads.live(call), events(call.call_id)


def test_one_refuses_and_the_next_answers(ear: Ear) -> None:
    """486 from one agent: its ring is over, and the call is the other's."""
    ear.pbx.agent("1001", reject=486)
    ear.pbx.citizen("13800138002")
    until(lambda: "agent.no_answer" in events())
    ear.pbx.agent("1002", after=0.2, talk=0.5)
    until(lambda: "call.ended" in events())
    call = Call.objects.get()
    assert call.answered_at is not None and call.abandoned_at is None
    assert not Leg.objects.filter(done=False).exists() and Leg.objects.count() >= 1, "the seat's rings are over"
    whole()


def test_the_switch_is_killed_in_mid_call_and_comes_back(ear: Ear) -> None:
    agent = ear.pbx.agent(after=0.1)
    ear.pbx.citizen("13800138006")
    until(lambda: "call.answered" in events())
    ear.pbx.citizen("13800138007")
    until(lambda: call_of("13800138007") is not None)
    ear.pbx.kill()
    agent.put_down()
    ear.pbx.quiet()
    until(lambda: Manager.objects.get().trouble != "")
    ear.pbx.start()
    until(lambda: "call.ended" in events() and "call.abandoned" in events())
    talked, lost = call_of("13800138006"), call_of("13800138007")
    assert talked is not None and lost is not None
    assert talked.answered_at is not None and talked.abandoned_at is None
    assert lost.answered_at is None and lost.abandoned_at is not None
    assert Leg.objects.get(answered_at__isnull=False).ended_at is not None
    until(lambda: Manager.objects.get().trouble == "")
    ear.pbx.citizen("13800138008", give_up=0.5)
    until(lambda: abandoned("13800138008"))
    assert Call.objects.count() == 3
    whole()


def test_what_happened_while_nobody_listened(ear: Ear) -> None:
    """Its beginning, its answer and its end come from queue_log, also out of a rotated one, and nothing comes twice."""
    agent = ear.pbx.agent(after=0.1, talk=0.8)
    ear.pbx.citizen("13800138009")
    until(lambda: "call.answered" in events())
    ear.stop()
    until(lambda: "COMPLETEAGENT" in ear.pbx.queue_log.read_text().splitlines()[-1])
    agent.put_down()
    with Line("127.0.0.1", ear.pbx.ami) as line:
        line.login(USER, SECRET, events=False)
        line.ask("LoggerRotate")
    ear.pbx.citizen("13800138010", give_up=0.8)
    until(lambda: ear.pbx.queue_log.exists() and "ABANDON" in ear.pbx.queue_log.read_text())
    ear.pbx.agent("1002", after=0.1)
    ear.pbx.citizen("13800138011")
    until(lambda: "CONNECT" in ear.pbx.queue_log.read_text())
    before = Call.objects.count()
    ear.listen()
    first, missed, now = (call_of(f"138001380{n:02}") for n in (9, 10, 11))
    assert before == 1 and first is not None and missed is not None and now is not None
    assert Leg.objects.get(call=first).ended_at is not None
    assert missed.abandoned_at is not None and reads.number(missed) == "13800138010"
    assert now.answered_at is not None and now.abandoned_at is None
    ear.pbx.quiet()
    until(lambda: "call.ended" in events(now.call_id))
    counted = len(events())
    ear.stop()
    Manager.objects.update(queue_log_offset=0)
    ear.listen()
    assert len(events()) == counted, "said again, it is known"
    whole()


def test_nobody_answers_and_one_is_called_back(ear: Ear) -> None:
    """Given up, out of time, and turned away by a queue that takes nobody: three missed calls, each once.

    Called back first nobody picks up at the seat, then nobody at the citizen's, then he is reached.
    """
    ear.pbx.citizen("13800138003", give_up=0.5)
    ear.pbx.citizen("13800138004", dial="12347")
    ear.pbx.citizen("13800138005", dial="12346")
    until(lambda: all(abandoned(f"1380013800{n}") for n in (3, 4, 5)))
    call = call_of("13800138003")
    assert call is not None

    def dial() -> Dialling:
        dial_back.do(call, by=ear.agent, at=clock.now())
        until(lambda: not Dialling.objects.filter(over_at__isnull=True).exists())
        return Dialling.objects.latest("pk")

    assert dial().outcome == "untaken", "there is no telephone at the extension"
    ear.pbx.agent(after=0.1)
    carrier = ear.pbx.carrier(reject=486, after=0.1)
    assert dial().outcome == "unanswered"
    carrier.put_down()
    ear.pbx.carrier(after=0.1, talk=0.5)
    until(lambda: ear.pbx.talking_in("AppDial") == 0)
    assert dial().outcome == "reached"
    call.refresh_from_db()
    assert call.returned_at is not None
    kinds = [entry.kind for entry in read.stream(call.stream)]
    assert kinds == ["call_offered", "call_abandoned", "call_returned", "call_returned"]
    assert Call.objects.count() == 3, "what we let it make is no call that came"
    assert (events().count("call.abandoned"), events().count("call.queued")) == (4, 2), "a hang-up is no second end"
    until(lambda: Recording.objects.filter(kept_at__isnull=False, outward=True, call=call).exists())
    whole()
