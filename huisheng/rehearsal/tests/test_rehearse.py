"""Starting, going on and refusing; the demo city."""

import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from huisheng.channels.inbox.models import Incoming
from huisheng.channels.telephony.models import AgentState, Call, Heard
from huisheng.directory import reads as directory
from huisheng.directory.models import Seat, Unit
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.rehearsal import demo, reads, rehearse
from huisheng.rehearsal.models import Run
from huisheng.rehearsal.player import Player
from huisheng.rehearsal.rehearse import Progress
from huisheng.rehearsal.story import Plan
from huisheng.rehearsal.tests.test_player import HANDLED, abandoned, answered, order
from huisheng.taxonomy import catalogue
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.models import DutyRule
from tests.cast import World

NAME = "liaocheng-2015-01"  # one that doesn't end with a published circular
STORIES = (order("o1", HANDLED, call="c1"), order("o2", at=2, channel="web"), order("o3", at=3, channel="sms"))
CALLS = (answered("c1", effective=True), abandoned("c2"))


@pytest.fixture
def small(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The month is a small one, and its city the standing cast's."""
    monkeypatch.setattr(demo, "ensure", lambda say, name: world.platform)
    monkeypatch.setattr(rehearse, "build", lambda path, seed, scale=1: Plan("small", seed, CALLS, STORIES))
    return world


def test_it_is_lived_told_and_done_once(small: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Progress] = []
    monkeypatch.setattr(rehearse, "_TELL_EVERY", 0.0)
    assert reads.current() is None
    done = rehearse.rehearse(NAME, told.append, seed=7)
    assert [progress.done for progress in told] == [1, 2, 3, 4]
    assert (done.done, done.stories) == (4, 4) and done.verbs == told[-1].verbs == 2 + 3 + 8 + 2
    run = reads.current()
    assert run is not None and run.finished_at is not None
    assert (run.name, run.seed, run.stories_done, run.verbs_done) == (NAME, 7, 4, done.verbs)

    again = rehearse.rehearse(NAME, told.append)
    assert (again.done, again.verbs, again.seconds, len(told)) == (4, done.verbs, 0.0, 4)


def test_it_goes_on_where_it_stopped_with_its_own_seed(small: World, monkeypatch: pytest.MonkeyPatch) -> None:
    live, seeds = Player.live, list[int]()

    def interrupted(player: Player, story: object) -> None:
        seeds.append(player.plan.seed)
        if WorkOrder.objects.count() == 2:
            raise KeyboardInterrupt
        live(player, story)  # type: ignore[arg-type]  # either of two shapes

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(Player, "live", interrupted)
        patched.setattr(rehearse, "_TELL_EVERY", 0.0)
        rehearse.rehearse(NAME, lambda _: None, seed=7)
    assert Run.objects.get().stories_done == 3 and Run.objects.get().finished_at is None

    told: list[Progress] = []
    rehearse.rehearse(NAME, told.append, seed=8)
    assert [progress.done for progress in told] == [4]
    assert set(seeds) == {7} and Run.objects.get().seed == 7
    assert WorkOrder.objects.count() == 3
    assert sorted(Incoming.objects.values_list("ref", "outcome")) == [("o2", "new"), ("o3", "new")]
    said = Heard.objects.filter(source="rehearsal-small").exclude(event="agent.state")
    assert (said.count(), Call.objects.count()) == (5 + 3, 2), "nothing said twice, nothing lost"
    assert set(AgentState.objects.filter(until__isnull=True).values_list("phase", flat=True)) == {"away"}


def test_two_processes_never_live_one_month(small: World) -> None:
    said = connection.settings_dict
    with psycopg.connect(
        host=said["HOST"], port=said["PORT"], dbname=said["NAME"], user=said["USER"], password=said["PASSWORD"]
    ) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended(%s, 1))", [f"rehearsal {NAME}"])
        with pytest.raises(Refusal, match="正在另一个进程中演练"):
            rehearse.rehearse(NAME, lambda _: None)
        # Given back by hand: a connection closed is let go by the server a moment later.
        other.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 1))", [f"rehearsal {NAME}"])
    assert not Run.objects.exists()
    assert rehearse.rehearse(NAME, lambda _: None).done == 4


def test_the_lock_is_given_back(small: World) -> None:
    before = _locks()
    rehearse.rehearse(NAME, lambda _: None)
    assert _locks() == before


def _locks() -> list[tuple[int, int]]:
    """Those of one key: those of two are calls' and seats', and last as long as the transaction that the test is in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT classid, objid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1"
            " AND pid = pg_backend_pid() ORDER BY 1, 2"
        )
        return list(cursor.fetchall())


def test_an_unknown_month_is_refused_before_anything_is_made(db: None) -> None:
    with pytest.raises(Refusal, match=f"可用的有：.*{NAME}"):
        rehearse.rehearse("nowhere-1900-01", lambda _: None)
    assert not Unit.objects.exists()


@pytest.mark.parametrize("left", ["platform", "order"])
def test_a_real_city_is_never_mixed_with(world: World, left: str) -> None:
    Unit.objects.filter(is_platform=True).update(rehearsal=False)
    if left == "order":
        world.accept()
    with pytest.raises(Refusal) as caught:
        rehearse.rehearse(NAME, lambda _: None)
    assert caught.value.code == "real_data" and "HUISHENG_VAR" in caught.value.sentence
    assert not Seat.objects.filter(code="a01").exists() and not Run.objects.exists()


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own."""
    monkeypatch.setattr(settings, "VAR", tmp_path / "var")
    return tmp_path / "var"


def test_one_password_for_all_demo_seats(var: Path) -> None:
    first = demo.password()
    assert first.startswith("yanshi-") and len(first) == 15
    assert demo.password() == first
    assert stat.S_IMODE((var / "demo-password").stat().st_mode) == 0o600


def test_a_password_that_another_start_has_made_stands(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two first starts at once: between the look and the making the other one was quicker."""
    var.mkdir()
    (var / "demo-password").write_text("yanshi-theirs\n")
    exists: Callable[[Path], bool] = Path.exists
    monkeypatch.setattr(Path, "exists", lambda path: path.name != "demo-password" and exists(path))
    assert demo.password() == "yanshi-theirs"


def test_the_demo_city_is_made_once_and_its_seats_are_shown(db: None, var: Path) -> None:
    said: list[str] = []
    platform = demo.ensure(said.append)
    seats = Seat.objects.count()
    text = "\n".join(said)
    assert demo.password() in said[0] and "huisheng seats" in said[-1]
    for role in ("坐席", "派单员", "承办人", "回访员", "督办员", "考核员", "领导", "管理员"):
        assert role in text
    assert Unit.objects.get(pk=platform).rehearsal
    _whose_duty_it_is()
    DutyRule.objects.filter(platform="liaocheng", category="11").update(unit_code="lc-chengguanju")
    assert demo.ensure(said.append) == platform
    assert Seat.objects.count() == seats
    assert DutyRule.objects.get(platform="liaocheng", category="11").unit_code == "lc-chengguanju", "his own line stays"


def _whose_duty_it_is() -> None:
    """The catalogue names a unit for nearly every category of the demo's year, and none that isn't there."""

    def main(platform: str, category: str, region: str = "") -> str:
        lines = taxonomy.duties(platform, "liaocheng-2024", category, region, date(2024, 2, 1))
        return lines[0].unit if lines else ""

    assert main("liaocheng", "110101") == main("liaocheng", "110101", "dcf-liuyuan") == "lc-shizhenggongyongju"
    assert main("liaocheng", "030203", "lc-chiping-01") == "lc-zhujianwei"
    assert main("liaocheng", "030203", "dcf-liuyuan") == "dongchangfu" == main("liaocheng", "060103", "dongchangfu")
    assert (main("dongchangfu", "030203"), main("dongchangfu", "060103")) == ("dcf-zhujian", "dcf-gonganfen")
    for platform in ("liaocheng", "dongchangfu"):
        card = Unit.objects.get(code=platform)
        sent = {one.code for one in directory.addressees(card.pk, date(2024, 2, 1))}
        lines = catalogue.duties(platform)
        assert {unit for line in lines for unit in (line.unit, *line.co_units)} <= sent
    tree = catalogue.tree("liaocheng-2024")
    leaves = [code for code in tree if len(code) == 6]
    without = {code[:2] for code in leaves if not main("liaocheng", code, "dcf-liuyuan")}
    assert {tree[code].name for code in without} == {"通信邮政"}, "whoever carries parcels is no unit of the city"
