"""After a month is lived: its figures frozen and its circular drafted, reviewed, signed and published by the seats.

``months/NAME/circular.toml`` says which composition, whose seats, and when.
"""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from huisheng.circular import reads
from huisheng.circular.actions import draft, finalise, freeze, publish, review, sign
from huisheng.circular.composition import plan
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.clock import SHANGHAI
from huisheng.kernel.errors import Refusal

FILE = "circular.toml"


def circulate(month: Path) -> bool:
    """Make the month's circular as its file says; False where there is no file, or it is made already."""
    if not (month / FILE).is_file():
        return False
    told = tomllib.loads((month / FILE).read_text(encoding="utf-8"))
    name = str(told["composition"])
    window = plan.load(name).periods.now
    assessor = _seat(told, "assessor")
    if reads.newest(assessor.platform, window.first, window.last) is not None:
        return False
    at = _at(told, "frozen_at")
    days: dict[str, date] = {"first": window.first, "last": window.last}
    with clock.at(at):
        run = freeze.do(by=assessor, at=at, **days, compositions=[name])
    at = _at(told, "final_at")
    with clock.at(at):
        finalise.do(run.id, by=assessor, at=at)
        edition = draft.do(run.id, by=assessor, at=at, composition=name)
    at = _at(told, "signed_at")
    with clock.at(at):
        review.do(run.id, edition.no, by=_seat(told, "reviewer"), at=at)
        sign.do(run.id, edition.no, by=_seat(told, "leader"), at=at)
        publish.do(run.id, edition.no, by=assessor, at=at)
    return True


def _seat(told: dict[str, Any], role: str) -> Actor:
    actor = directory.actor_for_seat(str(told[role]))
    if actor is None:
        raise Refusal("no_seat", f"演示城市没有席位{told[role]}，请核对演练的 {FILE}。")
    return actor


def _at(told: dict[str, Any], name: str) -> datetime:
    at: datetime = told[name]
    return at.replace(tzinfo=SHANGHAI)
