"""The frame of a quiz's acts: who, and in which state."""

from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel.errors import Refusal
from huisheng.knowledge.models import Quiz
from huisheng.knowledge.states import QuizState

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
