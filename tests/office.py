"""The circular office of the cast's city: a composition of its own, and the verbs of circulars as its seats."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from huisheng.circular.actions import (
    decide,
    draft,
    finalise,
    freeze,
    publish,
    raise_objection,
    review,
    reword,
    send_back,
    sign,
)
from huisheng.circular.models import Edition, Run
from huisheng.kernel.errors import Refusal
from huisheng.ledger import cursor
from tests.cast import World

VERBS = {
    "freeze": freeze,
    "raise_objection": raise_objection,
    "decide": decide,
    "finalise": finalise,
    "draft": draft,
    "reword": reword,
    "review": review,
    "send_back": send_back,
    "sign": sign,
    "publish": publish,
}
FIRST, LAST = date(2019, 11, 1), date(2019, 11, 4)
OPEN_FOR = timedelta(days=14)  # longer than any time for objections
MONTH = """
title = "云山市{年}年{月}月通报"
masthead = "云山市市民热线通报"
issuer = "云山市市民热线受理中心"
addressee = "各承办单位"
platform = "yunshan"
kind = "month"
window = [2019-11-01, 2019-11-04]
issue = "第1期"
cite = "xiangtan-2019-11#art-1"
[[list]]
name = "类别"
of = "各 accepted of kind"
item = "{名}类{数}件，占{占比}"
join = "；"
[[block]]
heading = "受理情况"
[[block]]
name = "accepted"
text = "共受理{accepted}件，其中{列 类别}。"
[[block]]
name = "rates"
text = "回访{visited}件，满意率{satisfaction_rate}。"
[[block]]
heading = "办理情况"
[[block]]
caption = "各单位办理情况"
columns = [{ measure = "dispatched" }, { measure = "satisfaction_rate" }]
total = "总计"
[[block]]
chart = "类别"
caption = "诉求类别"
picture = "column"
[[block]]
heading = "工作动态"
[[block]]
words = "notes"
[[copy]]
label = "报"
words = "市政府"
"""
WEEK = """
title = "云山市一周通报"
masthead = "云山市市民热线通报"
issuer = "云山市市民热线受理中心"
platform = "yunshan"
kind = "week"
window = [2019-11-01, 2019-11-04]
cite = "xiangtan-2019-11#art-1"
[[block]]
name = "week"
text = "共受理{accepted}件。"
[[block]]
scores = "jining-2013-week"
caption = "考核情况"
"""


class Office:
    """Runs the verbs at the world's hour; a minute passes before each."""

    def __init__(self, world: World, own: Path) -> None:
        self.world, self.own = world, own
        folder = own / "compositions"
        folder.mkdir(parents=True)
        (folder / "yunshan-month.toml").write_text(MONTH, encoding="utf-8")
        (folder / "yunshan-week.toml").write_text(WEEK, encoding="utf-8")

    def do(self, verb: str, *keys: int, by: str = "assessor", **given: Any) -> Any:
        """What the verb gives back."""
        self.world.pass_(minutes=1)
        with self.world.hour() as at:
            return VERBS[verb].do(*keys, by=self.world.seat(by), at=at, **given)

    def refused(self, verb: str, *keys: int, by: str = "assessor", **given: Any) -> Refusal:
        """The refusal with which the verb meets that seat."""
        with pytest.raises(Refusal) as caught:
            self.do(verb, *keys, by=by, **given)
        assert caught.value.sentence.endswith("。") or caught.value.sentence[-1] in "）、", caught.value.sentence
        return caught.value

    def frozen(self, **given: Any) -> Run:
        """The cast's first days, frozen."""
        made: Run = self.do("freeze", **{"first": FIRST, "last": LAST, **given})
        return made

    def final(self) -> Run:
        """Frozen, the time for objections over, final."""
        run = self.frozen()
        self.world.now = run.objections_until
        made: Run = self.do("finalise", run.id)
        return made

    def drafted(self, run: Run, composition: str = "yunshan-month") -> Edition:
        """An edition of the run, by the assessor."""
        made: Edition = self.do("draft", run.id, composition=composition)
        return made

    def reviewed(self, run: Run) -> Edition:
        """One that the supervisor has passed."""
        edition = self.drafted(run)
        made: Edition = self.do("review", run.id, edition.no, by="supervisor")
        return made

    def signed(self, run: Run) -> Edition:
        """One that the leader has signed."""
        edition = self.reviewed(run)
        made: Edition = self.do("sign", run.id, edition.no, by="leader")
        return made

    def published(self, run: Run | None = None) -> Edition:
        """One that is out."""
        edition = self.signed(run or self.final())
        made: Edition = self.do("publish", edition.run_id, edition.no)
        return made


def lived(world: World) -> None:
    """A day of orders: water has three, one of them visited and unsatisfied; urban one; then it is the next day."""
    world.unsatisfied(world.awaiting_visit("water"))
    world.dispatched("water", channel="wechat")
    world.dispatched("water", title="水务局的保密件", confidential=True)
    world.dispatched("urban", kind="consult")
    world.pass_(days=1)


def opened(world: World, var: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose files and dossiers lie in ``var``, after a day of orders.

    The reader of the ledger waits for no other database's transactions, and sees what isn't committed yet.
    """
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)
    settings.VAR = var
    monkeypatch.setenv("HUISHENG_OWN", str(var / "own"))
    lived(world)
    return Office(world, var / "own")


@pytest.fixture
def office(world: World, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Inside a test's transaction."""
    return opened(world, tmp_path, settings, monkeypatch)
