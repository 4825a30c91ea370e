"""Lessons: when one is due, and the process of its own in which it is learned (``learn.py``).

Learning takes minutes of a core; in a process of its own, as nice as can be, it holds nothing else up.
"""

import socket
import subprocess
import sys
from datetime import timedelta

from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.insight.actions import ask_lesson
from huisheng.insight.learned import guard, lessons
from huisheng.insight.states import OPEN, LessonState, Part
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder import decided
from huisheng.rulebook import Rules, implements


class Learning:
    """The worker's long work, one thing at a time, in a process of its own: lessons, topics, looking back."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._wanted: list[str] = []

    def step(self) -> bool:
        """See whether what is in hand is over, and begin the next. Never busy: it is looked at again soon."""
        if self._child is not None:
            if self._child.poll() is None:
                return False
            lessons.let_go(owner(self._child.pid), clock.now(), again=False)
            self._child = None
        if guard.off():
            return False
        lessons.give_up_lost(clock.now())
        if self._wanted or lessons.waiting():
            words = [self._wanted.pop(0)] if self._wanted else []
            self._child = subprocess.Popen([sys.executable, "-m", "huisheng.workers.learn", *words])  # our own
        return False

    def find_topics(self) -> bool:
        """What is hot is to be looked for, as soon as nothing else is in hand."""
        self._want("topics")
        return False

    def look_back(self) -> None:
        """The models are to be held against the day that is over."""
        self._want("back")

    def _want(self, what: str) -> None:
        if what not in self._wanted:
            self._wanted.append(what)

    def end(self) -> None:
        """The worker goes: so does what it has in hand, and the next worker begins it again."""
        if self._child is not None:
            self._child.terminate()
            self._child.wait()
            lessons.let_go(owner(self._child.pid), clock.now(), again=True)


def owner(pid: int) -> str:
    """How a process is named on the lesson that it learns."""
    return f"{socket.gethostname()}:{pid}"


@implements("domain#art-78")
def ask_due() -> bool:
    """Ask for the lessons whose time has come on every platform; never busy."""
    now, upto = clock.now(), decided.newest_key()
    for platform in [] if guard.off() else directory.platforms():
        actor = directory.system_actor(platform.id)
        if actor is None:
            continue
        rules = law.at(clock.local_day(now), actor.scope)
        for part in Part:
            if _due(part, actor, rules):
                try:
                    ask_lesson.do(part, upto=upto, by=actor, at=now)
                except Refusal:
                    continue  # somebody was faster
    return False


def _due(part: Part, actor: Actor, rules: Rules) -> bool:
    """Enough is new since the last lesson, and that is some days ago; or more is new than the model knows."""
    last = lessons.last(actor.platform, part)
    if last is None:
        return _decided_after(part, actor, 0) >= rules.get("insight.least").count
    if last.state in OPEN:
        return False
    if last.state == LessonState.FAILED and clock.now() - last.moved_at < lessons.AGAIN:
        return False  # what failed for a reason that stays fails again
    if last.note == lessons.LOST:
        return True
    fresh = _decided_after(part, actor, last.upto)
    if fresh < rules.get("insight.fresh").count:
        return False
    rested = clock.now() - last.asked_at >= timedelta(days=rules.get("insight.every_days").count)
    return rested or last.model is None or fresh >= last.model.examples


def _decided_after(part: Part, actor: Actor, key: int) -> int:
    """What there is to learn from since the matter of that key; a district's units are sent what others accepted."""
    if part is Part.UNIT:
        return decided.ended_after([card.id for card in directory.addressees(actor.platform)], key)
    return decided.count_after(actor.platform, key)
