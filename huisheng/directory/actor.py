"""Who is doing it: the seat, as verbs, lists and the ledger need it."""

from dataclasses import dataclass

from huisheng.directory.roles import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A seat at one moment.

    ``platform`` is the nearest platform at or above the seat's unit and ``scope`` its place in the rulebook
    ("湖南/湘潭"). ``unit_path`` is the line of unit ids from the root: "/1/5/12/". The worker acts through the
    platform's own system seat (``reads.system_actor``), so that foreign keys and names hold for it too.
    """

    seat: int
    role: Role
    unit: int
    unit_path: str
    platform: int
    scope: str
    label: str
    confidential: bool

    @property
    def platform_path(self) -> str:
        """The path of the actor's platform: the head of the unit's own path."""
        mark = f"/{self.platform}/"
        return self.unit_path[: self.unit_path.index(mark) + len(mark)]
