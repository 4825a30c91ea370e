"""The demo city's knowledge base."""

from huisheng.directory.models import Seat
from huisheng.knowledge.models import Article
from huisheng.rehearsal import articles
from huisheng.workers import nightly
from tests.cast import World


def test_they_are_written_and_signed_once(world: World) -> None:
    count = articles.write_down(world.platform)
    assert count > 30
    assert Article.objects.filter(state="published", public=True).count() == count
    assert not any("{" in one.title + one.folded or "已告知" in one.folded for one in Article.objects.all())
    assert articles.write_down(world.platform) == 0
    assert nightly.compare().faults == []


def test_nobody_signs_where_nobody_is_there_to(world: World) -> None:
    Seat.objects.filter(code="supervisor").update(user=None)
    assert articles.write_down(world.platform) == 0
