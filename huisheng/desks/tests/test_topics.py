"""The page of hot topics: three ways to rank, one opened, one judged; nothing typed is lost, nobody else sees it."""

from datetime import date

import pytest

from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.conftest import As
from huisheng.desks.topics.figures import days
from huisheng.lifecycle.topics.models import Coming, Topic, Verdict
from huisheng.lifecycle.topics.tests.test_topics import find
from huisheng.lifecycle.topics.tests.test_topics import said as told
from tests.cast import World


@pytest.fixture
def topic(world: World) -> Topic:
    """Five people about a mixing plant, one of them twice."""
    told(world)
    return find(world)[0]


@pytest.mark.parametrize("by", ["people", "matters", "growth", "nonsense"])
def test_ranked(as_: As, topic: Topic, by: str) -> None:
    page = said(as_("supervisor").get(f"/topics/?span=week&by={by}"))
    assert 'max="5" value="5"' in page, "the bar is of people, whatever it is ranked by"
    assert "翠湖新城" in page and "一个人反映多次只算一人" in page
    assert "几分钟以后再看" in said(as_("supervisor").get(f"/topics/?span=month&by={by}"))


def test_days_of_another_year_say_so(topic: Topic) -> None:
    assert days(topic).startswith(f"{topic.first:%m-%d}")
    topic.seen_at = topic.seen_at.replace(year=topic.first.year + 1)
    assert days(topic).startswith(f"{topic.first:%Y-%m-%d}")


def test_opened_with_the_matters_that_a_seat_sees(as_: As, topic: Topic) -> None:
    page = said(as_("leader").get(f"/topics/{topic.pk}/"))
    assert "5 人" in page and "其中一人 2 件" in page and "共 6 件" in page and "确是热点" in page
    only_read = said(as_("assessor").get(f"/topics/{topic.pk}/"))
    assert "共 6 件" in only_read and "确是热点" not in only_read


def test_judged(as_: As, topic: Topic) -> None:
    client = as_("supervisor")
    wrong = client.post(f"/topics/{topic.pk}/judge/", {"true": "yes", "why": "很" * 201})
    assert wrong.status_code == 422 and "很" * 200 in said(wrong)
    assert client.post(f"/topics/{topic.pk}/judge/", {"true": "", "why": "一个人发动的"}).status_code == 302
    assert not Verdict.objects.get().true
    assert "判定不是热点（当时 5 人）：一个人发动的" in said(client.get(f"/topics/{topic.pk}/"))
    assert client.get(f"/topics/{topic.pk}/judge/").status_code == 405


def test_what_was_a_topic_still_opens_and_says_so(as_: As, topic: Topic) -> None:
    Topic.objects.update(gone=True, before=3, year=0, usual=0, warning="比平常多。")
    page = said(as_("leader").get(f"/topics/{topic.pk}/"))
    assert "已经不在热点里" in page and "+67 %" in page and "新出现" in page and "比平常多。" in page


def test_a_stranger_finds_nothing(as_: As, topic: Topic) -> None:
    for seat in ("h-water", "agent", "visitor"):
        client = as_(seat)
        assert client.get("/topics/").status_code == 403
        assert client.get(f"/topics/{topic.pk}/").status_code == 403
        assert client.post(f"/topics/{topic.pk}/judge/", {"true": "yes"}).status_code == 403
    assert as_("d-linhe").get(f"/topics/{topic.pk}/").status_code == 404
    assert as_("leader").get(f"/topics/{topic.pk + 1}/").status_code == 404
    assert as_("leader").get(f"/topics/{topic.pk}/?after=nonsense").status_code == 404


def test_what_earlier_years_let_expect(as_: As, world: World) -> None:
    assert "要有去年同期的工单" in said(as_("leader").get("/topics/coming/"))
    day = {"day": date(2019, 11, 4), "peak": date(2019, 11, 11)}
    Coming.objects.create(
        platform_id=world.platform, rank=1, category="供暖", sentence="供暖：去年同期多。", last_year=9, usual=25, **day
    )
    page = said(as_("leader").get("/topics/coming/"))
    assert "供暖：去年同期多。" in page and "9 件" in page and "2.5 件" in page and "11-11 起" in page
    assert as_("h-water").get("/topics/coming/").status_code == 403
