"""Lives a plan through the real verbs under a virtual clock.

One transaction holds one order's story with its call; the verbs, the sweep of deadlines and the reactions are those
that people and the worker use. Calls are heard from a switch, and what is written comes by the inbox, as from any
channel. Resumable: a story is lived whole or not at all, and is known by its source reference.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property

from huisheng.channels.inbox.actions import take
from huisheng.channels.inbox.contract import Outcome
from huisheng.channels.telephony.actions import bind_order, call_back, wrap_up
from huisheng.channels.telephony.contract import Phase, Told
from huisheng.channels.telephony.held import Held
from huisheng.channels.telephony.models import Call
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle import reactions
from huisheng.lifecycle.deadlines.sweep import sweep_matter
from huisheng.lifecycle.sessions.models import Session
from huisheng.lifecycle.verbs import ACCEPT, verb
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import by_source, take_by_id
from huisheng.rehearsal import happen, switchboard, written
from huisheng.rehearsal.models import Happened
from huisheng.rehearsal.story import Act, CallPlan, Happening, OrderPlan, Plan

# the worker looks at the clocks every few seconds; so does the rehearsal's
SWEEP_AFTER = timedelta(seconds=5)
WRAP_UP = timedelta(seconds=8)  # what an agent takes to say what the call was
_COUNTED = (Told.OFFERED, Told.ANSWERED, Told.ABANDONED)  # what makes an entry

Story = Happening | OrderPlan | CallPlan


class Player:
    """Lives the stories of one plan. ``verbs`` counts the verbs done, those of sweep and reactions included."""

    def __init__(self, plan: Plan, platform: int) -> None:
        self.plan = plan
        self.source = f"rehearsal-{plan.name}"
        self.verbs = 0
        self._platform = platform
        self._actors: dict[str, Actor] = {}
        self._calls = {call.ref: call for call in plan.calls}

    @cached_property
    def horizon(self) -> datetime:
        """When the plan's last act has been done: clocks are swept up to here."""
        ends = [(order.acts or (order.accepted,))[-1].at for order in self.plan.orders]
        return max(ends) + timedelta(minutes=1)

    @cached_property
    def stories(self) -> int:
        """How many stories the plan has: orders with their calls, and calls without an order."""
        return len(self.plan.happenings) + len(self.plan.orders) + len(self._lone_calls())

    def left(self) -> list[tuple[str, Story]]:
        """The stories not lived yet, in order of time; what isn't one order's first, since orders may name it."""
        happened = set(Happened.objects.filter(run=self.plan.name).values_list("ref", flat=True))
        first: list[tuple[str, Story]] = [(h.ref, h) for h in self.plan.happenings if h.ref not in happened]
        lived = set(WorkOrder.objects.filter(source=self.source).values_list("source_ref", flat=True))
        rung = set(Call.objects.filter(source=self.source).values_list("call_id", flat=True))
        todo: list[tuple[datetime, str, OrderPlan | CallPlan]] = []
        todo += [(o.accepted.at, o.ref, o) for o in self.plan.orders if o.ref not in lived]
        todo += [(c.offered_at, c.ref, c) for c in self._lone_calls() if c.ref not in rung]
        todo.sort(key=lambda item: item[:2])
        return [*first, *((ref, story) for _, ref, story in todo)]

    def open(self) -> None:
        """Have the switch and the extensions ready: before several processes live one plan."""
        _ = self._board

    def leave(self) -> None:
        """When all is lived: nobody sits at a telephone any more."""
        self._board.leave()

    def live(self, story: Story) -> None:
        """Live one story, in one transaction."""
        with append.writing() as page:
            if isinstance(story, Happening):
                self._happen(story)
                return
            if isinstance(story, CallPlan):
                self._ring(story)
                for hook in self._hang_up(story, None):
                    with clock.at(hook.at):
                        hook.do()
                return
            call = self._calls.get(story.call)
            if call is not None:
                self._ring(call)
            matter = self._begin(story)
            hang_up = self._hang_up(call, matter) if call is not None else []
            for act in _merged(story.acts, hang_up):
                self._sweep(matter, act.at)
                told = len(page.lines)  # the sweep has reacted to its own
                with clock.at(act.at):
                    act.do() if isinstance(act, _Hook) else self._act(matter, act)
                    self._react(matter, page, told)
            self._sweep(matter, self.horizon)

    def _happen(self, happening: Happening) -> None:
        session: Session | None = None
        for act in happening.acts:
            session = happen.do(act, self._actor(act.seat), session)
            self.verbs += 1
        Happened.objects.create(run=self.plan.name, ref=happening.ref, key=session.pk if session else None)

    # -- calls --

    def _lone_calls(self) -> list[CallPlan]:
        with_order = {order.call for order in self.plan.orders}
        return [call for call in self.plan.calls if call.ref not in with_order]

    @cached_property
    def _board(self) -> switchboard.Switchboard:
        return switchboard.ready(self.source, self._platform)

    def _ring(self, call: CallPlan) -> None:
        """Until somebody talks; or gave up, and was called back."""
        for said in self._board.says(call):
            with clock.at(said.at):
                self._board.hear(said)
            self.verbs += said.event in _COUNTED
        if call.back_at is not None and call.back_seat is not None:
            with clock.at(call.back_at):
                call_back.do(self._row(call), by=self._actor(call.back_seat), at=call.back_at, outcome="reached")
            self.verbs += 1

    def _hang_up(self, call: CallPlan, matter: Matter | None) -> list["_Hook"]:
        """The end of a call that was answered: the switch tells of it, then the agent says what it was."""
        if call.seat is None or call.answered_at is None:
            return []
        agent, is_order = self._actor(call.seat), call.disposition == "order"
        if matter is not None and is_order:
            bind_order.do(self._row(call), matter.order.pk, by=agent)

        def over() -> None:
            self._board.hear(self._board.over(call))

        def wrap() -> None:
            said = "" if matter is not None and is_order else call.disposition
            wrap_up.do(by=agent, at=call.ended_at + WRAP_UP, state=Phase.IDLE.value, disposition=said)
            if matter is not None and not is_order:
                bind_order.do(self._row(call), matter.order.pk, by=agent)
            self.verbs += 1

        return [_Hook(call.ended_at, over), _Hook(call.ended_at + WRAP_UP, wrap)]

    def _row(self, call: CallPlan) -> Call:
        """The call as this page holds it."""
        row = append.page().known(Held).call(self.source, call.ref)
        assert row is not None  # it was heard of in this page
        return row

    # -- orders --

    def _begin(self, story: OrderPlan) -> Matter:
        act = story.accepted
        with clock.at(act.at):
            matter = self._accept(story) if written.is_spoken(story) else self._take(story)
        self.verbs += 1
        if matter is None:
            raise Refusal("lived", f"演练中的工单{story.ref}已经存在，请重新启动演练。")
        return matter

    def _accept(self, story: OrderPlan) -> Matter | None:
        """By the agent who hears it; None where it is there already."""
        act = story.accepted
        given = {**act.params, "source": self.source, "source_ref": story.ref, "call": story.call}
        taken = ACCEPT.do(by=self._actor(act.seat), at=act.at, **given)
        return taken.matter if taken.new else None

    def _take(self, story: OrderPlan) -> Matter | None:
        """By the inbox."""
        taken = take.do(written.came(story, self.source), platform=self._platform, at=story.accepted.at)
        if taken.new and taken.outcome is not Outcome.NEW:
            raise Refusal("not_taken", f"演练中的来件{story.ref}没有立单：{taken.message.trouble}")
        return take_by_id(taken.order.pk) if taken.new and taken.order is not None else None

    def _act(self, matter: Matter, act: Act) -> None:
        given = dict(act.params)
        if act.verb in ("link", "unlink"):
            other = by_source(self.source, str(given["to"]))
            if other is None:
                return  # its story isn't lived yet: a later run can't be linked to either
            given["to"] = other.number
        if act.verb == "take_up":
            given["session"] = Happened.objects.get(run=self.plan.name, ref=given["session"]).key
        verb(act.verb).do(matter, by=self._actor(act.seat), at=act.at, **given)
        self.verbs += 1

    def _sweep(self, matter: Matter, until: datetime) -> None:
        """Note what ran out before ``until``, each a few seconds after it fell, as the worker would."""
        while (due := _next_due(matter)) is not None and due + SWEEP_AFTER < until:
            page = append.page()
            told = len(page.lines)
            with clock.at(due + SWEEP_AFTER):
                self.verbs += sweep_matter(matter, clock.now())
                self._react(matter, page, told)

    def _react(self, matter: Matter, page: append.Page, told: int) -> None:
        """What the worker does after reading the entries after the ``told``-th."""
        for line in page.lines[told:]:
            if line.kind in reactions.KINDS:
                before = len(page.lines)
                reactions.react(line.kind, matter)
                self.verbs += len(page.lines) - before

    # -- seats --

    @cached_property
    def _system(self) -> Actor:
        actor = directory.system_actor(self._platform)
        if actor is None:
            raise Refusal("no_system_seat", "演示平台没有系统席位，请删除数据目录后重新建立。")
        return actor

    def _actor(self, code: str) -> Actor:
        if code not in self._actors:
            actor = directory.actor_for_seat(code)
            if actor is None:
                raise Refusal("no_seat", f"演示城市没有席位{code}，请核对演练的 city.toml。")
            self._actors[code] = actor
        return self._actors[code]


class _Hook:
    """Something of the call that happens between the acts of its order."""

    def __init__(self, at: datetime, do: Callable[[], None]) -> None:
        self.at = at
        self.do = do


def _merged(acts: Iterable[Act], hooks: list[_Hook]) -> list[Act | _Hook]:
    """Acts and hooks by time; an act comes before a hook of the same instant."""
    both: list[tuple[datetime, int, Act | _Hook]] = [(act.at, 0, act) for act in acts]
    both += [(hook.at, 1, hook) for hook in hooks]
    both.sort(key=lambda item: item[:2])
    return [item for _, _, item in both]


def _next_due(matter: Matter) -> datetime | None:
    return min((c.due_at for c in matter.clocks if c.stopped_at is None and c.missed_at is None), default=None)
