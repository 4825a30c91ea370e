"""The frame of the room's verbs: who may, in which state, and the entry written with the row."""

from datetime import datetime
from hashlib import sha256

from huisheng.circular.models import Edition, Run
from huisheng.circular.states import EDGES, EditionState, RunState
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.ledger.vocabulary import Body


def check(verb: str, actor: Actor, platform: int, state: str = "") -> Refusal | None:
    """The verb's role, its own platform, and the state it starts from ("" for what begins something)."""
    edge = EDGES[verb]
    if actor.platform != platform:
        return Refusal("not_found", "没有这一期，请从通报列表里打开。", edge.cite)
    if actor.role not in edge.roles:
        who = "、".join(role.label for role in edge.roles)
        return Refusal("wrong_role", f"{edge.label}由{who}操作，您的席位是{actor.role.label}。", edge.cite)
    if edge.states and state not in edge.states:
        labels = {**RunState.labels(), **EditionState.labels()}
        wanted = "、".join(labels[one] for one in edge.states)
        return Refusal("wrong_state", f"现在是“{labels[state]}”，{edge.label}只能在“{wanted}”时做。", edge.cite)
    return None


def check_time(at: datetime) -> None:
    """Not in the future."""
    if at > clock.now() + clock.TOLERANCE:
        raise Refusal("in_future", "时间晚于当前时间，请检查时钟后再试。", field="at")


def write(run: Run, body: Body, *, by: Actor, at: datetime) -> None:
    """Append the entry and keep the run's row: every act of a run moves its version."""
    page = append.page()
    run.version = page.append(run.stream, body, by=by, at=at, unit=by.unit).no
    page.keep(run)


def digest(salt: bytes, words: str) -> str:
    """What the ledger keeps of free words."""
    return sha256(salt + words.encode()).hexdigest()


def same(edition: Edition, seen: str) -> None:
    """Refusal ``stale`` where the edition has moved since the page was opened. ``seen``: the run's version as shown."""
    if seen and seen != str(edition.run.version):
        raise Refusal("stale", "这一期刚被别人更新，请刷新后再试，您填写的内容仍在。")
