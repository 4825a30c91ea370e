"""After a month is lived: its figures frozen and its circular drafted, reviewed, signed and published by the seats.

``months/NAME/circular.toml`` says which composition, whose seats, and when.
"""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from huisheng.circular import reads
from huisheng.circular.actions import draft, finalise, freeze, publish, review, sign
from huisheng.circular.composition import plan
from huisheng.circular.models import Edition, Run
from huisheng.circular.states import EditionState, RunState
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.clock import SHANGHAI
from huisheng.kernel.errors import Refusal
from huisheng.rehearsal.month import CIRCULAR


def circulate(month: Path) -> bool:
    """Make the month's circular as its file says, going on where an earlier start stopped.

    False where there is no file, or it is published already.
    """
    if not (month / CIRCULAR).is_file():
        return False
    told = tomllib.loads((month / CIRCULAR).read_text(encoding="utf-8"))
    name = str(told["composition"])
    window = plan.load(name).periods.now
    assessor = _seat(told, "assessor")
    run = reads.newest(assessor.platform, window.first, window.last)
    if run is None:
        at = _at(told, "frozen_at")
        with clock.at(at):
            run = freeze.do(by=assessor, at=at, first=window.first, last=window.last, compositions=[name])
    edition = run.editions.first()
    if edition is not None and edition.state == EditionState.PUBLISHED:
        return False
    _publish(told, name, assessor, run, edition)
    return True


def _publish(told: dict[str, Any], name: str, assessor: Actor, run: Run, edition: Edition | None) -> None:
    at = _at(told, "final_at")
    with clock.at(at):
        if run.state == RunState.FROZEN:
            finalise.do(run.id, by=assessor, at=at)
        edition = edition or draft.do(run.id, by=assessor, at=at, composition=name)
    at = _at(told, "signed_at")
    with clock.at(at):
        if edition.state == EditionState.DRAFT:
            edition = review.do(run.id, edition.no, by=_seat(told, "reviewer"), at=at)
        if edition.state == EditionState.REVIEWED:
            sign.do(run.id, edition.no, by=_seat(told, "leader"), at=at)
        publish.do(run.id, edition.no, by=assessor, at=at)


def _seat(told: dict[str, Any], role: str) -> Actor:
    actor = directory.actor_for_seat(str(told[role]))
    if actor is None:
        raise Refusal("no_seat", f"演示城市没有席位{told[role]}，请核对演练的 {CIRCULAR}。")
    return actor


def _at(told: dict[str, Any], name: str) -> datetime:
    at: datetime = told[name]
    return at.replace(tzinfo=SHANGHAI)
