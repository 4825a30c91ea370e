"""A small state walker: follows an order's acts as the verbs' table says, and objects to the first that may not be."""

from collections.abc import Mapping
from datetime import datetime

from huisheng.rehearsal.story import Act, OrderPlan
from huisheng.workdays import due

# verb -> (roles that may, order states it may start from)
ANY = ("awaiting_dispatch", "in_hand", "replied", "awaiting_visit", "awaiting_decision", "under_supervision")
RULES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "hand_on": (("agent",), ("accepted",)),
    "answer": (("agent", "dispatcher"), ("accepted", "awaiting_dispatch")),
    "link": (("agent", "dispatcher"), ("accepted", *ANY)),
    "classify": (("agent", "dispatcher"), ("accepted", *ANY)),
    "send": (("dispatcher",), ("awaiting_dispatch",)),
    "sign_in": (("handler",), ("in_hand",)),
    "contact": (("handler",), ("in_hand",)),
    "arrive": (("handler",), ("in_hand",)),
    "ask_extension": (("handler",), ("in_hand",)),
    "grant_extension": (("dispatcher", "supervisor"), ("in_hand",)),
    "refuse_extension": (("dispatcher", "supervisor"), ("in_hand",)),
    "ask_return": (("handler",), ("in_hand",)),
    "grant_return": (("dispatcher",), ("in_hand",)),
    "refuse_return": (("dispatcher",), ("in_hand",)),
    "reply": (("handler",), ("in_hand",)),
    "accept_reply": (("dispatcher",), ("replied",)),
    "send_back": (("dispatcher",), ("replied",)),
    "conclude": (("dispatcher",), ("replied",)),
    "visit": (("visitor",), ("awaiting_visit",)),
    "redo": (("visitor", "dispatcher", "supervisor"), ("awaiting_decision", "closed")),
    "close": (("visitor", "supervisor"), ("awaiting_decision", "awaiting_visit")),
    "supervise": (("supervisor",), ("awaiting_decision", "in_hand")),
    "answer_supervision": (("handler",), ("under_supervision",)),
    "instruct": (("leader",), ANY),
    "answer_instruction": (("handler", "supervisor"), ANY),
    "ask_exemption": (("handler",), ("replied", "awaiting_visit", "closed")),
    "grant_exemption": (("assessor",), ("replied", "awaiting_visit", "closed")),
    "refuse_exemption": (("assessor",), ("replied", "awaiting_visit", "closed")),
    "archive": (("dispatcher",), ("closed", "answered", "refused")),
}


class Walker:
    """Walks one order. ``seats``: seat code -> (role, unit)."""

    def __init__(self, order: OrderPlan, seats: Mapping[str, tuple[str, str]], limit: int) -> None:
        self.order, self.seats, self.limit = order, seats, limit
        self.state = "accepted"
        self.units: dict[int, str] = {}
        self.states: dict[int, str] = {}
        self.dues: dict[int, datetime] = {}
        self.main = 0
        self.requests: list[tuple[str, int, bool]] = []
        self.unhappy = self.attempts = self.supervisions = 0
        self.answered: set[int] = set()
        self.declined = self.round_two = False
        self.late = 0

    def walk(self) -> str:
        """The final state; an AssertionError names the order and the act that may not be."""
        at = self.order.accepted.at
        for act in self.order.acts:
            where = f"{self.order.ref} {act.verb} in {self.state}"
            assert (act.at - at).total_seconds() >= 60, where
            at = act.at
            roles, states = RULES[act.verb]
            role, unit = self.seats[act.seat]
            assert role in roles and self.state in states, where
            getattr(self, act.verb, self.nothing)(act, unit)
        return self.state

    def nothing(self, act: Act, unit: str) -> None:
        """Link, classify, instruct …: no state changes."""

    def _own(self, act: Act, unit: str, *states: str) -> int:
        d = act.params["dispatch"]
        assert isinstance(d, int) and self.units[d] == unit, self.order.ref
        assert self.states[d] in states, f"{self.order.ref} {act.verb} {d} {self.states[d]}"
        return d

    def _open(self, unit: str, at: datetime) -> int:
        d = len(self.units) + 1
        self.units[d], self.states[d] = unit, "sent"
        self.dues[d] = due.workdays_after(at, self.limit, cite="walker").at
        return d

    def hand_on(self, act: Act, unit: str) -> None:
        self.state = "awaiting_dispatch"

    def answer(self, act: Act, unit: str) -> None:
        self.state = "answered"

    def send(self, act: Act, unit: str) -> None:
        self.main = self._open(str(act.params["unit"]), act.at)
        for co in act.params["co_units"]:  # type: ignore[union-attr]
            assert co != act.params["unit"]
            self._open(str(co), act.at)
        self.state = "in_hand"

    def sign_in(self, act: Act, unit: str) -> None:
        self.states[self._own(act, unit, "sent")] = "signed"

    def contact(self, act: Act, unit: str) -> None:
        self._own(act, unit, "signed")

    arrive = contact

    def _ask(self, act: Act, unit: str, *states: str) -> None:
        self.requests.append((act.verb, self._own(act, unit, *states), False))

    def ask_extension(self, act: Act, unit: str) -> None:
        self._ask(act, unit, "signed")

    ask_return = ask_extension

    def ask_exemption(self, act: Act, unit: str) -> None:
        self._ask(act, unit, "accepted")

    def _decide(self, act: Act, unit: str = "") -> int:
        r = act.params["request"]
        assert isinstance(r, int)
        verb, d, decided = self.requests[r - 1]
        assert not decided and verb.split("_")[1] == act.verb.split("_")[1], self.order.ref
        self.requests[r - 1] = (verb, d, True)
        return d

    def refuse_extension(self, act: Act, unit: str) -> None:
        self._decide(act)

    refuse_return = grant_exemption = refuse_exemption = refuse_extension

    def grant_extension(self, act: Act, unit: str) -> None:
        d, days = self._decide(act), act.params["days"]
        assert isinstance(days, int) and act.at < self.dues[d]
        self.dues[d] = due.workdays_after(self.dues[d].replace(minute=0), days, cite="walker").at

    def grant_return(self, act: Act, unit: str) -> None:
        d = self._decide(act)
        assert d == self.main
        self.states[d], self.state = "returned", "awaiting_dispatch"

    def reply(self, act: Act, unit: str) -> None:
        d = self._own(act, unit, "signed")
        self.states[d] = "replied"
        self.late += act.at >= self.dues[d]
        if d == self.main:
            self.state = "replied"

    def accept_reply(self, act: Act, unit: str) -> None:
        d = act.params["dispatch"]
        assert isinstance(d, int) and self.states[d] == "replied", self.order.ref
        self.states[d] = "accepted"

    def send_back(self, act: Act, unit: str) -> None:
        assert self.states[self.main] == "replied"
        self.states[self.main], self.state = "signed", "in_hand"

    def conclude(self, act: Act, unit: str) -> None:
        assert set(self.states.values()) <= {"accepted", "returned"}, self.order.ref
        self.state = "closed" if self.order.accepted.params["no_visit"] else "awaiting_visit"
        self.attempts, self.declined = 0, False

    def visit(self, act: Act, unit: str) -> None:
        said = act.params
        if said["outcome"] != "reached":
            assert said["solved"] is said["grade"] is said["contacted"] is None
            self.attempts += 1
            self.declined = said["outcome"] == "declined"
            return
        happy = said["solved"] and said["grade"] != "unsatisfied"
        self.state = "closed" if happy else "awaiting_decision"
        if said["grade"] == "unsatisfied" and not self.round_two:
            self.unhappy += 1
            if self.unhappy == 2:
                self.supervisions += 1
                self.state = "under_supervision"

    def redo(self, act: Act, unit: str) -> None:
        self.main = self._open(self.units[self.main], act.at)
        self.state = "in_hand"

    def close(self, act: Act, unit: str) -> None:
        assert self.state == "awaiting_decision" or self.declined or self.attempts >= 3, self.order.ref
        self.state = "closed"

    def supervise(self, act: Act, unit: str) -> None:
        self.supervisions += 1
        self.state = "under_supervision"

    def answer_supervision(self, act: Act, unit: str) -> None:
        s = act.params["supervision"]
        assert s == self.supervisions and s not in self.answered and unit == self.units[self.main], self.order.ref
        self.answered.add(s)
        self.round_two = True
        self.state = "awaiting_visit"

    def archive(self, act: Act, unit: str) -> None:
        self.state = "archived"
