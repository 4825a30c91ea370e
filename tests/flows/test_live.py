"""A real push process: what one does, those who may know see within a second, and nobody else."""

import time
from collections.abc import Iterator

import pytest

from huisheng.channels.telephony.tests.telephone import Telephone
from huisheng.directory.actions import log_in
from huisheng.directory.deeds import Ending
from huisheng.directory.models import Login
from huisheng.kernel import clock
from huisheng.ledger import cursor, news, nudge
from huisheng.lifecycle.notices import follow
from tests.cast import World
from tests.flows import pushed
from tests.flows.pushed import Push


@pytest.fixture
def city(lasting_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The cast today: the push lives at the real hour. Its acts nudge, as those of the web do."""
    lasting_world.now = clock.now()
    monkeypatch.setattr(nudge, "_wanted", True)
    monkeypatch.setattr(lasting_world, "pass_", lambda **span: setattr(lasting_world, "now", clock.now()))
    return lasting_world


@pytest.fixture
def push(city: World) -> Iterator[Push]:
    """The process."""
    with pushed.pushing() as process:
        yield process


def test_what_one_does_the_others_see(city: World, push: Push, monkeypatch: pytest.MonkeyPatch) -> None:
    key = city.dispatched("water")
    number = city.matter(key).order.number
    since = news.here()
    water, urban = push.page(pushed.cookie("h-water"), since=since), push.page(pushed.cookie("h-urban"), since=since)
    centre = push.page(pushed.cookie("dispatcher"), since=since)

    # an act is seen elsewhere within a second, by those who may see the order, and by nobody else
    began = time.monotonic()
    city.do(key, "sign_in", "h-water")
    said = centre.wait("order", number=number)
    assert time.monotonic() - began < 1.0
    assert said == {
        "number": number, "version": said["version"], "state": "in_hand", "word": "办理中", "did": "签收",
        "by": "水务承办甲", "mine": False,
    }  # fmt: skip
    assert water.wait("order", number=number)["mine"] is True
    assert centre.wait("rail")["states"]["in_hand"] == 1
    assert urban.all("order") == urban.all("rail") == []

    # who looks at the order sees who else does; a stranger may not even say that he looks
    assert push.here(centre, number) == 204
    assert push.here(water, number, "reply") == 204
    assert centre.wait(
        "presence", seats=[{"name": "水务承办甲", "role": "承办人", "unit": "市水务局", "doing": "答复"}]
    )
    assert water.wait("presence", seats=[{"name": "派单员甲", "role": "派单员", "unit": "云山", "doing": ""}])
    assert push.here(urban, number) == push.here(urban, "YS-20191104-9999999") == 404
    assert (push.here(water, number, token="no-such"), push.here(water, number, origin=None)) == (410, 405)
    assert push.here(water, number, origin="http://127.0.0.1:1") == 403
    assert urban.all("presence") == []
    before = len(centre.all("presence"))
    water.close()
    centre.wait("presence", after=before, seats=[])

    # a notice comes to whom it is meant for
    city.do(key, "remind", "dispatcher", words="请尽快")
    back = push.page(pushed.cookie("h-water"), since=since)
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)  # other databases of this cluster have transactions too
    assert follow.step() > 0
    said = back.wait("notice", text="催办：请尽快办理")
    assert (said["number"], said["urgent"], said["silent"]) == (number, True, False)
    assert urban.all("notice") == centre.all("notice") == []

    # who was away hears what he missed, from his page's place or from where his browser says it was
    assert [one["did"] for one in back.all("order")][:1] == ["催办"]
    again = push.page(pushed.cookie("dispatcher"), since="1:1:", last=centre.place)
    assert again.all("resync") == [] and again.all("order") == []
    assert push.page(pushed.cookie("dispatcher"), since="nonsense").wait("resync") == {}
    _a_call_is_heard_of_at_its_own_seat(city, push)


def _a_call_is_heard_of_at_its_own_seat(city: World, push: Push) -> None:
    line = Telephone(city)
    mine, stranger = push.page(pushed.cookie("agent")), push.page(pushed.cookie("dispatcher"))
    mine.wait("calls", own=True)
    for event in ("call.offered", "agent.ringing"):
        before, began = len(mine.all("calls")), time.monotonic()
        line.say(event)
        mine.wait("calls", after=before)
        assert time.monotonic() - began < 1.0, event
    assert mine.all("calls")[-1] == {"own": True}
    assert stranger.all("calls") == []


def test_no_stream_for_whom_no_page_opens(city: World, push: Push) -> None:
    assert push.page("").status == push.page("sessionid=nonsense").status == 401
    assert push.page('a=b; ;=;"x').status == 401
    mine = pushed.cookie("dispatcher")
    assert push.page(mine, origin="http://evil.example").status == 403
    assert push.page(mine, origin=None).status == 200
    other = pushed.cookie("agent")
    page, stays = push.page(mine), push.page(other)
    login = Login.objects.filter(seat__code="dispatcher").latest("pk")
    seen = login.seen_at
    log_in.end(login.user_id, Ending.ADMIN, clock.now(), only=(login.pk,))
    assert page.ends() and page.all("ended") == [{}]
    assert push.page(mine).status == 401
    login.refresh_from_db()
    assert login.seen_at == seen  # a stream is no act of its seat
    assert not stays.over
    # left alone for too long
    Login.objects.filter(seat__code="agent").update(seen_at=seen - clock.now().resolution * 10**6 * 3600 * 2)
    assert stays.ends() and stays.all("ended") == [{}]

    # asked to stop, it lets its pages go, which come again when there is somebody to come to
    page = push.page(pushed.cookie("dispatcher"))
    began = time.monotonic()
    push.process.terminate()
    assert push.process.wait(5) == 0
    assert time.monotonic() - began < 2.5
    assert page.ends(1.0) and page.all("ended") == []
