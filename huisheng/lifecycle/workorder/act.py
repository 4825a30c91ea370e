"""The frame of an act that is about no order: a leader's session, a check, a record. Who may, fields, time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from huisheng import rulebook
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.asks import Ask, read_all
from huisheng.kernel.errors import Refusal, insist
from huisheng.ledger.acts import check_time


@dataclass(frozen=True, slots=True)
class Act:
    """An act: its name in code, its label on the button, who does it, on which article, and the fields it asks for."""

    name: str
    label: str
    roles: tuple[Role, ...]
    cite: str
    asks: tuple[Ask, ...] = ()

    def check(self, actor: Actor) -> Refusal | None:
        """Whether the seat's role does this; what else is needed says the act's own ``can``."""
        if actor.role in self.roles:
            return None
        who = "、".join(role.label for role in self.roles)
        return Refusal("wrong_role", f"“{self.label}”由{who}办理，您的席位是{actor.role.label}。", self.cite)

    def check_own(self, platform: int, actor: Actor) -> Refusal | None:
        """The same, for something that belongs to a platform."""
        if platform != actor.platform:
            return Refusal("not_yours", f"这不是本平台的事项，不能“{self.label}”。", self.cite)
        return self.check(actor)

    def read(self, by: Actor, at: datetime, given: Mapping[str, object]) -> dict[str, Any]:
        """The fields asked for, once role and hour are right."""
        insist(self.check(by))
        check_time(at)
        return read_all(self.asks, given)


def check_day(day: date, at: datetime, field: str = "day") -> None:
    """What is noted has happened: its day isn't after today."""
    if day > clock.local_day(at):
        raise Refusal("in_future", "日期晚于今天，请改正。", field=field)


def check_span(first: date, last: date) -> None:
    """Two days in order."""
    if last < first:
        raise Refusal("span_backwards", "止日早于起日，请改正。", field="last")


def unit_of(code: str, by: Actor, at: datetime, *, own: bool = False) -> UnitCard | None:
    """The unit of a code at or below the seat's platform; None for no code. With ``own`` the platform itself counts."""
    if not code:
        return None
    card = directory.unit_by_code(code, by.platform, clock.local_day(at))
    if card is None or (card.id == by.platform and not own):
        raise Refusal("no_unit", "没有这个单位，或它不属于本平台，请重新选择。", field="unit")
    return card


def rules(by: Actor, at: datetime) -> rulebook.Rules:
    """The law in force that day on the seat's platform."""
    return law.at(clock.local_day(at), by.scope)
