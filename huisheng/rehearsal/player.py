"""Lives a plan through the real verbs under a virtual clock.

One transaction holds one order's story with its call; the verbs, the sweep of deadlines and the reactions are those
that people and the worker use. Resumable: a story is lived whole or not at all, and is known by its source reference.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property

from huisheng.channels.telephony.actions import abandon, call_back, end, offer
from huisheng.channels.telephony.actions import answer as answer_call
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
from huisheng.lifecycle.workorder.reads import by_source
from huisheng.rehearsal import happen
from huisheng.rehearsal.models import Happened
from huisheng.rehearsal.story import Act, CallPlan, Happening, OrderPlan, Plan

# the worker looks at the clocks every few seconds; so does the rehearsal's
SWEEP_AFTER = timedelta(seconds=5)


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

    def live(self, story: Story) -> None:
        """Live one story, in one transaction."""
        with append.writing() as page:
            if isinstance(story, Happening):
                self._happen(story)
                return
            if isinstance(story, CallPlan):
                self._ring(story)
                return
            call = self._calls.get(story.call)
            row = self._pick_up(call) if call is not None else None
            matter = self._accept(story)
            answered = call is not None and call.abandoned_at is None
            hang_up = [_Hook(call.ended_at, lambda: self._hang_up(call, row))] if answered and call and row else []
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

    def _ring(self, call: CallPlan) -> None:
        row = self._pick_up(call)
        if call.abandoned_at is None:
            with clock.at(call.ended_at):
                self._hang_up(call, row)

    def _pick_up(self, call: CallPlan) -> Call:
        with clock.at(call.offered_at):
            row = offer.do(
                by=self._system,
                at=call.offered_at,
                source=self.source,
                call_id=call.ref,
                queue=call.queue,
                phone=call.phone,
            )
        self.verbs += 1
        if call.answered_at is not None and call.seat is not None:
            with clock.at(call.answered_at):
                answer_call.do(row, by=self._actor(call.seat), at=call.answered_at)
            self.verbs += 1
        if call.abandoned_at is not None:
            with clock.at(call.abandoned_at):
                abandon.do(row, by=self._system, at=call.abandoned_at)
            self.verbs += 1
        if call.back_at is not None and call.back_seat is not None:
            with clock.at(call.back_at):
                call_back.do(row, by=self._actor(call.back_seat), at=call.back_at, outcome="reached")
            self.verbs += 1
        return row

    def _hang_up(self, call: CallPlan, row: Call) -> None:
        by = self._actor(call.seat) if call.seat else self._system
        end.do(row, by=by, at=call.ended_at, effective=call.effective, disposition=call.disposition)
        self.verbs += 1

    # -- orders --

    def _accept(self, story: OrderPlan) -> Matter:
        act = story.accepted
        with clock.at(act.at):
            given = {**act.params, "source": self.source, "source_ref": story.ref, "call": story.call}
            taken = ACCEPT.do(by=self._actor(act.seat), at=act.at, **given)
        self.verbs += 1
        if not taken.new:
            raise Refusal("lived", f"演练中的工单{story.ref}已经存在，请重新启动演练。")
        matter: Matter = taken.matter
        return matter

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
