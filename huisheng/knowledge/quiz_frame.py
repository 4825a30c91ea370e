"""The frame of a quiz's acts: who, in which state, and the entry written with its rows."""

from datetime import datetime

from django.db import models

from huisheng.directory import law
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.knowledge.models import Quiz
from huisheng.knowledge.states import QuizState
from huisheng.ledger import append
from huisheng.ledger.vocabulary import Body

CITE = "domain#art-74"


def check(label: str, roles: tuple[Role, ...], actor: Actor, quiz: Quiz | None = None, *states: str) -> Refusal | None:
    """The act's roles, the quiz's platform, and the state it starts from."""
    if actor.role not in roles:
        who = "、".join(role.label for role in roles)
        return Refusal("wrong_role", f"“{label}”由{who}办理，您的席位是{actor.role.label}。", CITE)
    if quiz is not None and quiz.platform_id != actor.platform:
        return Refusal("not_yours", f"这不是本平台的竞赛，不能“{label}”。", CITE)
    if quiz is not None and quiz.state not in states:
        return Refusal("wrong_state", f"这场竞赛现在是“{QuizState(quiz.state).label}”，不能“{label}”。", CITE)
    return None


def write(
    quiz: Quiz, body: Body, *, by: Actor, at: datetime, new: bool = False, also: tuple[models.Model, ...] = ()
) -> None:
    """Append the entry and keep the rows. Refusal: a time in the future."""
    if at > clock.now() + clock.TOLERANCE:
        raise Refusal("in_future", "办理时间晚于当前时间，请检查时钟后再试。", field="at")
    page = append.page()
    if new:
        page.begin(quiz.stream)
    rule = law.at(clock.local_day(at), by.scope).version
    quiz.version = page.append(quiz.stream, body, by=by, at=at, unit=by.unit, rule=rule).no
    page.keep(quiz)
    for row in also:
        page.keep(row)
