"""The stories that bring an order to every state, and what each verb is given there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from huisheng.directory import load as directory_load
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.knowledge.tests.articles import published
from huisheng.lifecycle.sessions.actions import announce, hold
from tests.cast import World
from tests.cast_with_park import staffed_cast

SEATS = {
    "A": "agent",
    "D": "dispatcher",
    "V": "visitor",
    "S": "supervisor",
    "X": "assessor",
    "L": "leader",
    "Y": "system",
    "W": "h-water",
    "U": "h-urban",
    "d": "d-linhe",
    "h": "h-linhe",
    "t": "h-town",
    "s": "s-linhe",
    "x": "x-linhe",
    # these may do nothing to an order, nor may a unit that never had it, nor another platform's worker
    "P": "h-police",
    "m": "admin",
    "q": "quality",
    "k": "knowledge",
    "a": "a-linhe",
    "v": "v-linhe",
    "l": "l-linhe",
    "y": "system-linhe",
}

GIVEN: dict[str, dict[str, Any]] = {
    "answer": {"words": "已答复"},
    "supplement": {"channel": "sms", "words": "水还在漏"},
    "call_off": {"channel": "phone"},
    "ask_again": {"channel": "web", "words": "又漏水了"},
    "classify": {"kind": "consult", "category": "010101", "region": ""},
    "mark": {"mark": "no_visit", "on": True, "reason": "市民要求"},
    "note_police": {"number": "43030020191104000127"},
    "refuse": {"reason": "in_court", "words": "已在诉讼中"},
    "send": {"unit": "police", "co_units": ["linhe"], "note": ""},
    "resend": {"unit": "police", "reason": "派错"},
    "withdraw": {"reason": "派错"},
    "grant_return": {"words": "同意"},
    "refuse_return": {"words": "不同意"},
    "refuse_extension": {"words": "不同意"},
    "contact": {"outcome": "reached"},
    "pass_on": {"unit": "linhe-park", "note": ""},
    "ask_extension": {"days": 2, "reason": "需要协调"},
    "ask_return": {"ground": "not_my_duty", "clause": "三定方案第四条", "evidence": "现场照片"},
    "reply": {"words": "已处理", "solved": True},
    "send_back": {"words": "没有写处理结果"},
    "visit": {"outcome": "reached", "solved": True, "grade": "satisfied", "contacted": True, "via": "phone"},
    "redo": {"reason": "市民不满意"},
    "close": {"reason": "已解释"},
    "remind": {"words": "请抓紧"},
    "supervise": {"form": "written", "words": "请于三日内报告"},
    "answer_supervision": {"words": "已整改"},
    "instruct": {"words": "请认真办理"},
    "answer_instruction": {"words": "已办理"},
    "ask_exemption": {"ground": "force_majeure", "clause": "第五条", "evidence": "气象证明"},
    "grant_exemption": {"words": "同意"},
    "refuse_exemption": {"words": "不同意"},
    "miss": {"clock": "citizen", "subject": 0},
    "review_item": {"approved": True, "words": "同意"},
}


class Stage(World):
    """The cast with a second unit in the district, and an order told to each story's point."""

    settled = False

    def __init__(self) -> None:
        super().__init__()
        directory_load.load_city(staffed_cast())
        self.session = self.held()
        self.known = published(self, "knowledge").pk
        self.other, self.second = (self.matter(self.accept()).order.number for _ in range(2))

    def held(self) -> int:
        """A session of the water bureau's leader, held today and announced a week ago."""
        with clock.at(self.now - timedelta(days=7)):
            session = announce.do(
                by=self.seat("supervisor"), at=clock.now(), unit="water", post="局长", portfolio="全面工作",
                starts_at=self.now, topics="供水",
            )  # fmt: skip
        with self.hour() as at:
            hold.do(session, by=self.seat("supervisor"), at=at)
        return int(session.pk)

    def actor(self, letter: str) -> Actor:
        if SEATS[letter] != "system-linhe":
            return self.seat(SEATS[letter])
        linhe = directory.unit_by_code("linhe", self.platform)
        assert linhe is not None
        actor = directory.system_actor(linhe.id)
        assert actor is not None
        return actor

    def give(self, key: int, who: str, *verbs: str) -> None:
        for verb in verbs:
            self.do(key, verb, who, **GIVEN.get(verb, {}))

    def opened(self, key: int, *, instruct: bool = True) -> int:
        """Linked, and with an instruction that waits."""
        self.do(key, "link", "agent", to=self.other)
        if instruct:
            self.give(key, "leader", "instruct")
        return key

    def sent(self, unit: str = "water", co: tuple[str, ...] = ()) -> int:
        key = self.accept()
        self.do(key, "hand_on", "agent")
        self.do(key, "send", "dispatcher", unit=unit, co_units=co)
        return key

    # -- the stories --

    def accepted(self) -> int:
        return self.opened(self.accept())

    def waiting(self) -> int:
        key = self.accepted()
        self.give(key, "agent", "hand_on")
        return key

    def main_returned_co_at_work(self) -> int:
        key = self.sent(co=("urban",))
        self.give(key, "h-water", "ask_return")
        self.give(key, "h-urban", "sign_in", "ask_exemption", "ask_extension")
        self.give(key, "dispatcher", "grant_return")
        self.give(key, "h-urban", "ask_return")
        return self.opened(key, instruct=False)

    def told_sent(self) -> int:
        return self.opened(self.sent(co=("urban",)))

    def signed(self) -> int:
        key = self.sent()
        self.give(key, "h-water", "sign_in")
        return self.opened(key)

    def signed_all_asked_and_supervised(self) -> int:
        key = self.sent()
        self.give(key, "h-water", "sign_in", "ask_extension", "ask_return", "ask_exemption")
        self.give(key, "supervisor", "supervise")
        return self.opened(key, instruct=False)

    def replied_co_at_work(self) -> int:
        key = self.sent(co=("urban",))
        self.give(key, "h-urban", "sign_in")
        self.give(key, "h-water", "sign_in", "reply")
        return self.opened(key)

    def item_replied(self) -> int:
        key = self.sent()
        self.do(key, "take_up", "dispatcher", session=self.session)
        self.give(key, "h-water", "sign_in", "reply")
        return self.opened(key)

    def reviewed(self) -> int:
        key = self.signed()
        self.give(key, "h-water", "reply")
        self.give(key, "dispatcher", "accept_reply")
        return key

    def to_visit(self) -> int:
        key = self.reviewed()
        self.give(key, "dispatcher", "conclude")
        return key

    def declined(self) -> int:
        key = self.to_visit()
        self.do(key, "visit", "visitor", outcome="declined")
        return key

    def again(self, key: int) -> None:
        """Handled once more, up to the call back."""
        self.give(key, "h-water", "sign_in", "reply")
        self.give(key, "dispatcher", "accept_reply", "conclude")

    def unsatisfied_twice(self) -> int:
        key = self.to_visit()
        self.unsatisfied(key)
        self.give(key, "visitor", "redo")
        self.again(key)
        self.unsatisfied(key)
        return key

    def unsatisfied_and_supervised_before(self) -> int:
        key = self.signed_all_asked_and_supervised()
        self.give(key, "h-water", "reply")
        self.give(key, "dispatcher", "accept_reply", "conclude")
        self.unsatisfied(key)
        return key

    def supervised(self) -> int:
        key = self.unsatisfied_twice()
        self.give(key, "system", "supervise_by_rule")
        return key

    def satisfied(self) -> int:
        key = self.awaiting_visit()
        self.give(key, "visitor", "visit")
        return self.opened(key, instruct=False)

    def closed_with_all_open(self) -> int:
        key = self.signed_all_asked_and_supervised()
        self.give(key, "h-water", "reply")
        self.give(key, "dispatcher", "accept_reply", "conclude")
        self.give(key, "visitor", "visit")
        self.give(key, "leader", "instruct")
        return key

    def answered(self) -> int:
        key = self.accept()
        self.give(key, "agent", "answer")
        return self.opened(key, instruct=False)

    def answered_with_all_open(self, verb: str = "answer") -> int:
        key = self.signed_all_asked_and_supervised()
        self.give(key, "leader", "instruct")
        self.give(key, "dispatcher", "grant_return", verb)
        return key

    def refused(self, *_: Any, **__: Any) -> Any:  # the cast's own ``refused`` isn't needed here
        key = self.accept()
        self.give(key, "agent", "refuse")
        return key

    def refused_with_all_open(self) -> int:
        return self.answered_with_all_open("refuse")

    def archived(self) -> int:
        key = self.satisfied()
        self.give(key, "dispatcher", "archive")
        return key

    def called_off(self) -> int:
        key = self.signed()
        self.give(key, "agent", "call_off")
        return key

    def called_off_and_returned(self) -> int:
        key = self.called_off()
        self.give(key, "h-water", "ask_return")
        self.give(key, "dispatcher", "grant_return")
        return key

    def called_off_reviewed(self) -> int:
        key = self.reviewed()
        self.give(key, "system", "call_off")
        return key

    def called_off_at_once(self) -> int:
        key = self.opened(self.accept(), instruct=False)
        self.give(key, "system", "call_off")
        return key

    def dropped(self) -> int:
        key = self.opened(self.sent(co=("urban",)), instruct=False)
        self.give(key, "agent", "call_off")
        self.give(key, "dispatcher", "drop")
        return key

    def passed_on(self) -> int:
        key = self.sent("linhe")
        self.give(key, "d-linhe", "sign_in")
        self.do(key, "pass_on", "d-linhe", unit="linhe-town")
        self.give(key, "h-town", "sign_in")
        return self.opened(key)

    def town_asks(self) -> int:
        key = self.passed_on()
        self.give(key, "h-town", "ask_extension", "ask_return")
        return key

    def town_asks_and_is_supervised(self) -> int:
        key = self.passed_on()
        self.give(key, "h-town", "ask_exemption")
        self.give(key, "s-linhe", "supervise")
        return key

    def district_supervised(self) -> int:
        """By the city, after two visits; its town has handled the matter."""
        key = self.town_done()
        self.give(key, "h-linhe", "reply")
        self.give(key, "dispatcher", "accept_reply", "conclude")
        self.unsatisfied(key)
        self.give(key, "visitor", "redo")
        self.give(key, "h-linhe", "sign_in", "reply")
        self.give(key, "dispatcher", "accept_reply", "conclude")
        self.unsatisfied(key)
        self.give(key, "system", "supervise_by_rule")
        return key

    def town_supervised_in_turn(self) -> int:
        key = self.district_supervised()
        self.give(key, "s-linhe", "supervise")
        return key

    def town_replied(self) -> int:
        key = self.passed_on()
        self.give(key, "h-town", "reply")
        return key

    def town_done(self) -> int:
        key = self.town_replied()
        self.give(key, "d-linhe", "accept_reply")
        return key


def tell(stage: Stage, story: str) -> int:
    """An order told up to the story's point."""
    told: Callable[[], int] = stage.told_sent if story == "sent" else getattr(stage, story)
    key = told()
    stage.settled = stage.matter(key).order.state in ("closed", "answered", "refused")
    return key


def given_of(stage: Stage, verb: str) -> dict[str, Any]:
    """What the verb is given, in the story the stage is at."""
    if verb in ("link", "unlink"):
        return {"to": stage.other}
    if verb == "use_article":
        return {"article": stage.known}
    if verb == "take_up":
        return {"session": stage.session}
    if verb == "miss" and stage.settled:  # the citizen's clock has stopped, the supervision's runs on
        return {"clock": "supervision", "subject": 1}
    return GIVEN.get(verb, {})


@contextmanager
def hour_of(stage: Stage, verb: str) -> Iterator[datetime]:
    """The hour at which the verb is done."""
    # a deadline is missed only once it is over
    hour = stage.now + timedelta(days=60 if verb == "miss" else 0)
    with clock.at(hour):
        yield hour
