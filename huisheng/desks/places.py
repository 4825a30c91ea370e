"""Places beyond a seat's queues: what stands in the rail and on the home page, and for whom."""

from dataclasses import dataclass

from huisheng.directory.roles import Role


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the rail. ``name``: of its address; ``letter`` follows ``g``; ``words`` says what it is for.

    ``first``: before the seat's queues: the page its day begins on. ``roles``: who has it.
    """

    label: str
    icon: str
    name: str
    letter: str
    words: str
    roles: frozenset[Role]
    first: bool = False


PLACES: tuple[Place, ...] = ()
