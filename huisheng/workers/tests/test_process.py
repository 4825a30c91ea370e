"""The process: it works beside the web, bears failing steps, and stops between two of them."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date

import pytest
from django.db import OperationalError, connection

from huisheng.config.settings import DATABASES
from huisheng.console import processes
from huisheng.insight.actions import ask_lesson
from huisheng.insight.models import Lesson
from huisheng.insight.states import LessonState
from huisheng.ledger import nudge
from huisheng.ledger.seal import Sealed
from huisheng.lifecycle.listing import making
from huisheng.measures import store
from huisheng.workers import __main__ as process
from huisheng.workers import learning, loops, nightly
from tests.cast import World


class Hours:
    """A clock that stands until somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def hours(monkeypatch: pytest.MonkeyPatch) -> Hours:
    """The process's own clock, stopped; its connection is the test's, and stays open."""
    stopped = Hours()
    monkeypatch.setattr(process, "time", stopped)
    monkeypatch.setattr(process, "close_old_connections", lambda: None)
    return stopped


def _once(steps: dict[str, int], name: str, busy: int = 0) -> Callable[[], bool]:
    """A step that counts its calls, and is busy for the first few."""

    def step() -> bool:
        steps[name] = steps.get(name, 0) + 1
        return steps[name] <= busy

    step.__name__ = name
    return step


def test_every_step_in_its_turn_until_a_signal_comes(hours: Hours, monkeypatch: pytest.MonkeyPatch) -> None:
    worker, steps = process.Worker(), dict[str, int]()
    monkeypatch.setattr(loops, "react", _once(steps, "react", busy=3))
    monkeypatch.setattr(loops, "fold_facts", _once(steps, "fold"))
    monkeypatch.setattr(loops, "write_search", _once(steps, "write"))
    monkeypatch.setattr(loops, "judge_replies", _once(steps, "judge"))
    monkeypatch.setattr(loops, "sweep_deadlines", _once(steps, "sweep", busy=1))
    monkeypatch.setattr(loops, "tell", _once(steps, "tell"))
    monkeypatch.setattr(loops, "tell_what_runs_out", _once(steps, "ahead"))
    monkeypatch.setattr(loops, "carry_files", _once(steps, "carry"))
    monkeypatch.setattr(worker._making, "step", _once(steps, "make"), raising=False)
    monkeypatch.setattr(making, "clean", _once(steps, "clean"))
    monkeypatch.setattr(loops, "note_knowledge", _once(steps, "note"))
    monkeypatch.setattr(worker._learning, "find_topics", _once(steps, "topics"), raising=False)
    monkeypatch.setattr(learning, "ask_due", _once(steps, "due"))
    monkeypatch.setattr(worker._learning, "step", _once(steps, "learn"), raising=False)
    monkeypatch.setattr(nudge, "on", lambda: steps.update(nudge=1))
    monkeypatch.setattr(nightly, "seal_yesterday", lambda: steps.update(seal=steps.get("seal", 0) + 1))
    monkeypatch.setattr(signal, "signal", lambda number, handler: steps.update({f"signal {number:d}": 1}))
    sleep = hours.sleep

    def until_enough(seconds: float) -> None:
        sleep(seconds)
        if hours.now > 1061:
            worker._stop(signal.SIGTERM, None)

    monkeypatch.setattr(hours, "sleep", until_enough)
    worker.run()
    assert {"signal 15", "signal 2"} <= set(steps)
    assert set(hours.slept) == {process.IDLE}
    rounds = len(hours.slept) + 3  # where something was done, the next round follows at once
    assert steps["react"] == steps["fold"] == steps["tell"] == rounds
    assert (steps["ahead"], steps["nudge"]) == (2, 1)
    assert steps["sweep"] == 1 + 13  # busy once, then every five seconds of sixty-one
    assert steps["carry"] == 13
    assert steps["seal"] == steps["due"] == 2
    assert (steps["note"], steps["topics"]) == (13, 1)
    assert steps["learn"] == 31  # every two seconds of sixty-one


@pytest.mark.parametrize("failure", [OperationalError("the server has gone"), KeyError("a mistake of ours")])
def test_a_failing_step_is_logged_and_tried_again(
    hours: Hours, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    closed: list[bool] = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))
    worker, calls = process.Worker(), list[int]()

    def step() -> bool:
        calls.append(1)
        if len(calls) == 1:
            raise failure
        return True

    with caplog.at_level(logging.ERROR, "huisheng.workers"):
        assert worker._try(step) is False
    assert "step" in caplog.text and type(failure).__name__ in caplog.text
    assert closed == [True] * isinstance(failure, OperationalError)
    assert hours.slept == [1.0], "not in a tight circle"
    assert worker._try(step) is True


def test_a_step_with_its_own_pace_comes_again_at_once_while_busy(hours: Hours) -> None:
    worker, steps = process.Worker(), dict[str, int]()
    step = _once(steps, "step", busy=2)
    assert [worker._every("step", 5.0, step) for _ in range(4)] == [True, True, False, False]
    assert steps["step"] == 3
    hours.now += 5.0
    worker._every("step", 5.0, step)
    assert steps["step"] == 4


def test_the_night_is_compared_once(
    hours: Hours, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sealed = iter([Sealed(date(2019, 11, 4), 3, "ab"), Sealed(date(2019, 11, 5), 0, "cd"), None])
    compared: list[int] = []

    def compare() -> nightly.Compared:
        compared.append(1)
        return nightly.Compared(faults=["工单 workorder:1的order.state不一致。"])

    monkeypatch.setattr(nightly, "seal_yesterday", lambda: next(sealed))
    monkeypatch.setattr(nightly, "compare", compare)
    monkeypatch.setattr(nightly, "expire", lambda: 1 // 0)  # it keeps none of the others from their night
    monkeypatch.setattr(nightly, "chase", lambda: None)
    worker, looked_back = process.Worker(), list[bool]()
    monkeypatch.setattr(worker._learning, "look_back", lambda: looked_back.append(True), raising=False)
    with caplog.at_level(logging.WARNING, "huisheng.workers"):
        assert [worker._night() for _ in range(3)] == [False] * 3
    assert (compared, looked_back) == ([1], [True])
    assert "sealed 2019-11-04: 3 entries, root ab" in caplog.text
    assert "replay: 工单 workorder:1的order.state不一致。" in caplog.text


def test_the_process_works_and_stops_at_a_signal(lasting_world: World) -> None:
    lasting_world.dispatched()
    with lasting_world.hour() as at:
        ask_lesson.do("unit", upto=0, by=lasting_world.seat("admin"), at=at)
    assert store.count()["order"] == 0
    said = connection.settings_dict
    host, port, name = said["HOST"], said["PORT"], said["NAME"]
    assert DATABASES["default"]["HOST"] == host
    url = f"postgresql://{said['USER']}:{said['PASSWORD']}@/{name}?host={host}&port={port}"
    environment = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, "-m", "huisheng.workers"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as worker:
        try:
            # its deadlines ran out years ago: facts and sweep both have something to do
            # and a lesson is learned in a process of its own, which finds too little to learn from
            assert processes.wait_until(lambda: store.count()["order"] == 1 and not _running() and _learned(), 60)
        finally:
            worker.send_signal(signal.SIGTERM)
            _, errors = worker.communicate(timeout=20)
    assert worker.returncode == 0
    assert "Traceback" not in errors.decode(), errors.decode()


def _learned() -> bool:
    return Lesson.objects.get().state == LessonState.FAILED


def _running() -> int:
    with connection.cursor() as asked:
        asked.execute("SELECT count(*) FROM workorder_clock WHERE stopped_at IS NULL AND missed_at IS NULL")
        return int(asked.fetchone()[0])
