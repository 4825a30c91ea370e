"""The frame of a verb: one file has ``VERB``, ``can`` and ``do``; this says who may, and guards the door of ``do``."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.asks import Ask, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.workorder.matter import Matter, unit
from huisheng.lifecycle.workorder.models import Dispatch, Request
from huisheng.lifecycle.workorder.states import EDGES, DispatchState, Edges, Part

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: its name in code and tables, its label on the button, and the fields it asks for."""

    name: str
    label: str
    asks: tuple[Ask, ...] = ()

    @property
    def edges(self) -> Edges:
        """Its row in the table of states."""
        return EDGES[self.name]

    def is_for(self, actor: Actor) -> bool:
        """Whether seats of this role and unit do it at all; on which matters, ``check`` says."""
        return actor.role in self.edges.roles and not self._needs_a_platform(actor)

    def _needs_a_platform(self, actor: Actor) -> bool:
        return self.edges.for_platforms and actor.role == Role.HANDLER and actor.unit != actor.platform

    def check(self, matter: Matter, actor: Actor, dispatch: int | None = None) -> Refusal | None:
        """Role, level, state of the order and of the dispatch it is about; None when all allow it."""
        try:
            self._may(matter, actor)
            if self.edges.dispatch is not None or self.edges.unit_side:
                self.dispatch_for(matter, actor, dispatch)
        except Refusal as refusal:
            return refusal
        return None

    def _may(self, matter: Matter, actor: Actor) -> None:
        edges = self.edges
        if actor.role not in edges.roles:
            who = "、".join(role.label for role in edges.roles)
            raise Refusal("wrong_role", f"“{self.label}”由{who}办理，您的席位是{actor.role.label}。", edges.cite)
        if self._needs_a_platform(actor):
            raise Refusal("no_units", f"本单位没有下属单位，不能“{self.label}”。", edges.cite)
        if edges.dispatch is None and not edges.unit_side and not self._is_its_platform(matter, actor):
            raise Refusal("not_yours", f"这件工单不归本平台管理，不能“{self.label}”。", edges.cite)
        if matter.state not in edges.order:
            allowed = "、".join(state.label for state in edges.order)
            raise Refusal(
                "wrong_state",
                f"工单现为“{matter.state.label}”，只有“{allowed}”的工单才能“{self.label}”，请刷新后再看。",
                edges.cite,
            )

    def _is_its_platform(self, matter: Matter, actor: Actor) -> bool:
        if actor.platform == matter.order.platform_id:
            return True
        if self.edges.each_level and any(matter.authority(d) == actor.platform for d in matter.dispatches):
            return True
        return self.edges.main_too and actor.platform == matter.order.main_unit_id

    def dispatch_for(self, matter: Matter, actor: Actor, no: int | None = None) -> Dispatch:
        """The dispatch this verb is about: the numbered one, or the actor's own latest that allows it.

        Refusal ``not_yours`` if none is the actor's to act on, ``wrong_state`` if its state doesn't allow the verb.
        """
        edges = self.edges
        mine = [d for d in matter.dispatches if self._is_mine(matter, actor, d)]
        if no is not None:
            mine = [d for d in mine if d.no == matter.dispatch(no).no]
        if not mine:
            holder = "本单位" if edges.unit_side else "本平台"
            raise Refusal("not_yours", f"这件工单没有由{holder}办理的派单，不能“{self.label}”。", edges.cite)
        if edges.dispatch is None:
            return mine[-1]
        fit = [d for d in mine if DispatchState(d.state) in edges.dispatch]
        if not fit:
            raise Refusal(
                "wrong_state",
                f"该派单现为“{DispatchState(mine[-1].state).label}”，不能“{self.label}”，请刷新后再看。",
                edges.cite,
            )
        mains = [d for d in fit if d.part == Part.MAIN]
        return (mains or fit)[-1]

    def _is_mine(self, matter: Matter, actor: Actor, dispatch: Dispatch) -> bool:
        if not self.edges.unit_side:
            return actor.platform == matter.authority(dispatch)
        if actor.role == Role.HANDLER:
            return actor.unit == dispatch.unit_id
        return actor.platform == dispatch.unit_id

    def request_for(self, matter: Matter, actor: Actor, kind: str, no: int | None = None) -> Request:
        """The undecided request of that kind which the actor decides on; Refusal if there is none."""
        waiting = [
            r
            for r in matter.pending(kind)
            if (no is None or r.no == no) and actor.platform == matter.authority(matter.dispatch(r.dispatch))
        ]
        if not waiting:
            raise Refusal("no_request", f"没有等待“{self.label}”的申请，可能已经处理，请刷新后再看。", self.edges.cite)
        return waiting[-1]

    def check_request(self, matter: Matter, actor: Actor, kind: str, no: int | None = None) -> Refusal | None:
        """``check`` for a verb that decides on a request."""
        try:
            self._may(matter, actor)
            request = self.request_for(matter, actor, kind, no)
            if self.edges.dispatch is not None:
                self.dispatch_for(matter, actor, request.dispatch)
        except Refusal as refusal:
            return refusal
        return None

    def door(self, do: Callable[P, R]) -> Callable[P, R]:
        """Guard a ``do(matter, *, by, at, **asked)``: fields are read, time is sane, ``can`` agrees; then it runs.

        ``can`` is the function of that name beside it; it gets those of the fields it names.
        """
        module_globals = do.__globals__

        @functools.wraps(do)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            (matter,) = args
            assert isinstance(matter, Matter)
            given: dict[str, Any] = dict(kwargs)
            by, at = given.pop("by"), given.pop("at")
            asked = read_all(self.asks, given)
            _sane(matter, by, at)
            can = module_globals["can"]
            insist(can(matter, by, **{k: v for k, v in asked.items() if k in (can.__kwdefaults__ or ())}))
            return do(matter, by=by, at=at, **asked)  # type: ignore[arg-type]  # the asks are its signature

        return guarded


def _sane(matter: Matter, by: Actor, at: Any) -> None:
    """Nobody acts in the future, nor before what has happened; only the sweep dates a missed deadline back."""
    if at > clock.now() + clock.TOLERANCE:
        raise Refusal("in_future", "办理时间晚于当前时间，请检查时钟后再试。", field="at")
    if by.role != Role.SYSTEM and at < matter.order.last_at:
        raise Refusal("before_last", "办理时间早于该工单的上一条记录，请检查时间后再试。", field="at")


def unit_to_send(code: str, matter: Matter, platform: int, at: datetime, *, field: str = "unit") -> UnitCard:
    """A unit to which that platform may send this matter; Refusal if there is none or it mustn't."""
    card = directory.addressee(code, platform, clock.local_day(at))
    if card is None:
        raise Refusal("no_unit", "没有这个承办单位，或它不由本平台直接派单，请重新选择。", field=field)
    about = matter.order.about_unit_id
    if about is not None:
        about_path = unit(about).path
        if card.path.startswith(about_path) or about_path.startswith(card.path):
            raise Refusal(
                "about_itself", f"市民反映的正是{card.name}，不能交其自行办理，请另派单位。", "domain#art-27", field
            )
    return card
