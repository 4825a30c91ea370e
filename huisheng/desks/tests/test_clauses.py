"""Topics stand beside the paragraph about their categories, in words without numbers, the figures beside."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huisheng.circular.models import Edition
from huisheng.desks.clauses import Beside, beside
from huisheng.desks.tests.addresses import said
from huisheng.desks.tests.conftest import As
from huisheng.lifecycle.topics.actions import judge_topic
from huisheng.lifecycle.topics.models import Topic
from huisheng.lifecycle.topics.states import Span
from huisheng.lifecycle.topics.tests.test_topics import OTHERS, PLANT, find
from huisheng.lifecycle.workorder.models import WorkOrder
from tests.office import FIRST, Office, office

__all__ = ["office"]
LAST = date(2019, 11, 5)
CUT = (
    ("金桂花园3号楼停水", "金桂花园3号楼从昨天起一直停水，没有通知。"),
    ("金桂花园停水没人管", "家住金桂花园，停水两天了，老人没法做饭。"),
    ("金桂花园小区停水", "金桂花园整个小区停水，物业说不清楚什么时候来水。"),
    ("金桂花园天天停水", "金桂花园每天傍晚停水，请供水公司查一查。"),
)
HOTS = """
title = "云山市热点通报"
masthead = "云山市市民热线通报"
issuer = "云山市市民热线受理中心"
platform = "yunshan"
kind = "month"
window = [2019-11-01, 2019-11-05]
cite = "dongchangfu-2024-02#art-11"
[[hot]]
name = "环境"
label = "环境保护"
by = "topic"
keys = ["01"]
[[hot]]
name = "用水"
label = "用水"
by = "subtopic"
keys = ["0601"]
[[block]]
heading = "热点问题"
[[block]]
topics = "热点问题"
measure = "accepted"
text = "{名}问题{数}件。"
"""


def hot(office: Office) -> Edition:
    """A draft of days with two topics in two groups of categories; they are a month's of 30 days."""
    world, folder = office.world, office.own / "compositions"
    (folder / "yunshan-hot.toml").write_text(HOTS, encoding="utf-8")
    for at, (title, words) in enumerate((*PLANT, *OTHERS)):
        world.accept(title=title, words=words, place="", phone=f"1990000{at:04}")
    for at, (title, words) in enumerate(CUT):
        world.accept(title=title, words=words, place="", phone=f"1992000{at:04}", category="060101")
    world.pass_(days=1)
    find(world, Span.MONTH)
    edition = office.drafted(office.frozen(first=FIRST, last=LAST), "yunshan-hot")
    assert Topic.objects.count() == 2
    return edition


def stands(office: Office, edition: Edition) -> dict[str, Beside]:
    return beside(office.world.seat("assessor"), edition, {"t.环境", "t.用水"})[1]


def test_the_clause_stands_beside_the_paragraph_of_its_categories(office: Office, as_: As) -> None:
    edition = hot(office)
    each = stands(office, edition)
    plant, cut = each["t.环境"], each["t.用水"]
    assert plant.said.startswith("问题主要集中在") and "搅拌站" in plant.said
    assert plant.said.endswith("等方面，主要涉及翠湖新城等。")
    assert cut.said == "问题主要集中在停水等方面，主要涉及金桂花园等。"
    assert [line.figures.partition("，")[0] for line in (*plant.lines, *cut.lines)] == ["5 人 5 件", "4 人 4 件"]
    client, here = as_("assessor"), f"/circulars/{edition.run_id}/1/"
    with office.world.hour(), CaptureQueriesContext(connection) as caught:
        page = said(client.get(here))
    assert len(caught) <= 25, "however many topics there are"
    form = page[page.index('value="t.用水"') :].partition("</form>")[0]
    assert cut.said in form and plant.said not in form and 'data-insert="said-t.用水"' in form
    words = f"用水问题［4］件。{cut.said}"
    with office.world.hour():
        answer = client.post(f"{here}do/reword/", {"paragraph": "t.用水", "words": words})
        assert answer.status_code == 302, "the words hold no number"
        assert cut.said in said(as_("leader").get(here))
        for seat in ("assessor", "leader"):
            listed = said(as_(seat).get("/topics/?span=month"))
            assert "翠湖新城" in listed and "金桂花园" in listed


def test_what_was_judged_to_be_none_is_not_offered(office: Office) -> None:
    """Whatever the span in which it was judged: there it is another row."""
    edition, world = hot(office), office.world
    (week,) = [one for one in find(world, Span.WEEK) if one.place == "金桂花园"]
    with world.hour() as at:
        judge_topic.do(week.pk, by=world.seat("supervisor"), at=at, true="", why="同一个人。")
    each = stands(office, edition)
    assert each["t.用水"] == Beside([], "") and each["t.环境"].lines
    (month,) = Topic.objects.filter(span=Span.MONTH, place="金桂花园")
    with world.hour() as at:
        judge_topic.do(month.pk, by=world.seat("leader"), at=at, true="yes", why="")
    assert stands(office, edition)["t.用水"].lines, "said of the topic itself"


def test_confidential_matters_and_other_days_offer_nothing(office: Office) -> None:
    edition = hot(office)
    WorkOrder.objects.filter(category="060101").update(confidential=True)
    each = stands(office, edition)
    assert each["t.用水"] == Beside([], "") and each["t.环境"].lines
    edition.run.last = FIRST
    assert stands(office, edition)["t.环境"] == Beside([], "")
    (office.own / "compositions" / "yunshan-hot.toml").unlink()
    assert stands(office, edition) == {}, "the groups have gone with the composition's file"


@pytest.mark.parametrize("place", ["和平路5号院", "地铁2号线", "金桂花园３栋502室"])
def test_a_place_is_named_without_its_house_or_not_at_all(office: Office, place: str) -> None:
    edition = hot(office)
    Topic.objects.filter(place="金桂花园").update(place=place, what="停水12小时")
    told = {"和平路5号院": "主要涉及和平路等。", "地铁2号线": "", "金桂花园３栋502室": "主要涉及金桂花园等。"}[place]
    assert stands(office, edition)["t.用水"].said == told


def test_without_groups_one_sentence_is_offered_to_every_paragraph(office: Office, as_: As) -> None:
    hot(office)
    edition = office.drafted(office.frozen(last=LAST))
    client = as_("assessor")
    with office.world.hour():
        page = said(client.get(f"/circulars/{edition.run_id}/{edition.no}/"))
    assert "群众反映较为集中的有翠湖新城" in page and "金桂花园停水等。" in page
    assert page.count('data-insert="said-general"') == page.count("保存这一段") > 1
