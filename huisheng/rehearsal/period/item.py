"""A matter as the deal makes it: whose it is, what befalls it; times come later."""

from dataclasses import dataclass, field
from datetime import datetime

from huisheng.rehearsal.calls import Ring
from huisheng.rehearsal.story import LONG_AGO


@dataclass(slots=True, eq=False)
class Item:
    """One matter in the making. Answers are "yes", "partly", "no" or "" where the citizen didn't say.

    ``unit`` is "" for what is answered on the spot or refused: ``fate`` says which ("answer", "refuse"). ``missed``:
    the call was missed and the citizen called back. ``earlier``: accepted before the window, called back in it.
    ``detour``: the unit that had it first and the form in which it was supervised. ``tries``: calls back in vain
    before the one that reached the citizen. ``session``: the leader's session whose item it is. ``category`` is a
    code of the city's tree.
    """

    ref: str
    number: int
    unit: str = ""
    co: str = ""
    kind: str = ""
    channel: str = "phone"
    category: str = ""
    enterprise: bool = False
    late: bool = False
    late_signed: bool = False
    redo: bool = False
    sent_back: int = 0
    supervise: str = ""
    open: bool = False
    solved: str = ""
    process: str = ""
    result: str = ""
    on_site: str = ""
    fate: str = ""
    detour: tuple[str, str] | None = None
    missed: bool = False
    earlier: bool = False
    session: str = ""
    tries: int = 0
    instructed: bool = False
    marks: tuple[str, ...] = ()
    ring: Ring | None = None
    accepted: datetime = LONG_AGO
    handed_on: datetime = LONG_AGO
    sent: datetime = LONG_AGO
    passed: datetime = LONG_AGO
    signed: datetime = LONG_AGO
    replied: datetime = LONG_AGO
    concluded: datetime = LONG_AGO
    visited: datetime = LONG_AGO
    seat: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def called_back(self) -> bool:
        """Whether the citizen was reached and said anything."""
        return bool(self.solved or self.process or self.result)

    @property
    def unhappy(self) -> bool:
        """Whether the matter can't simply be closed after the visit."""
        return self.result == "no" or self.solved in ("partly", "no")
