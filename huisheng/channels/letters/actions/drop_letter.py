"""放弃录入: a letter's file is thrown away untyped, by the seat that brought it."""

from huisheng.channels.letters import reads
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist


def can(by: Actor) -> Refusal | None:
    """Who types letters."""
    return reads.may(by)


def do(key: int, *, by: Actor) -> None:
    """Throw it away."""
    insist(can(by))
    reads.letter(key, by).delete()
