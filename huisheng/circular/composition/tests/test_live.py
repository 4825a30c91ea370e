"""A small city's real orders, through the real verbs, into a circular."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from huisheng.circular.composition import plan
from huisheng.circular.composition.compose import compose
from huisheng.circular.composition.live import Live
from huisheng.circular.composition.periods import around
from huisheng.circular.composition.ports import Ask
from huisheng.circular.document import Chart, Document, Number, Paragraph, Table, text_of
from huisheng.kernel.errors import Refusal
from huisheng.ledger import cursor
from huisheng.measures.figure import Window
from huisheng.measures.happening_models import GivenFact, RecordFact
from huisheng.measures.reckon import figures, members
from huisheng.measures.token import unpack
from tests.cast import World

HEAD = """
title = "{年}年{月}月通报"
masthead = "云山市市民热线"
issuer = "云山市市民热线受理中心"
platform = "yunshan"
kind = "month"
window = [2019-11-01, 2019-11-30]
issue = "第1期"
cite = "xiangtan-2019-11#art-1"
[[bound]]
name = "low"
rule = "lists.satisfaction_low"
[[list]]
name = "渠道"
of = "各 accepted of channel"
item = "{名}{数}件"
[[block]]
name = "one"
text = "共受理{accepted}件，{同比 accepted}，{环比 accepted}，其中{列 渠道}。"
[[block]]
name = "two"
text = "{各 accepted of kind 附数}；{各 accepted of topic}；{前一 dispatched of unit}最多；回访{visited}件。"
[[block]]
name = "three"
text = "低于{界 low}的有{低于 low satisfaction_rate of unit}。"
[[block]]
chart = "渠道"
caption = "渠道"
[[block]]
columns = [{ measure = "dispatched" }, { measure = "satisfaction_rate" }]
total = "总计"
"""
NOVEMBER = Window(date(2019, 11, 1), date(2019, 11, 30))


def composed(folder: Path, world: World, **given: object) -> Document:
    """The circular as of the world's hour."""
    (folder / "one.toml").write_text(HEAD, encoding="utf-8")
    world.pass_(hours=1)
    with world.hour():
        return compose("one", folder=folder, **given)  # type: ignore[arg-type]  # keywords of compose


@pytest.fixture
def lived(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Two matters of one unit, one of another; one visit, unsatisfied. The reader sees what isn't committed yet."""
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)
    key = world.awaiting_visit("water")
    world.unsatisfied(key)
    world.dispatched("water", channel="wechat")
    world.dispatched("urban", kind="consult")
    for first, last, count in (("2018-11-01", "2018-11-30", 2), ("2019-10-01", "2019-10-31", 4)):
        GivenFact.objects.create(
            given_id=count,
            last_no=1,
            platform=world.platform,
            measure="accepted",
            first=first,
            last=last,
            part="",
            key="",
            numerator=count,
            source="上年通报",
        )
    return world


def test_real_orders_make_a_circular(lived: World, tmp_path: Path) -> None:
    """Counted, compared with what was published before, named as in the directory; every figure opens to its orders."""
    made = composed(tmp_path, lived)
    said = [text_of(block.runs) for block in made.blocks if isinstance(block, Paragraph)]
    assert said[0] == "共受理3件，同比增长50.00%，环比下降25.00%，其中电话2件、微信1件。"
    assert said[1].startswith("投诉2件、咨询1件；")
    assert said[1].endswith("云山市水务局最多；回访1件。")
    assert said[2] == "低于50%的有云山市水务局。"
    chart, table = made.blocks[-2:]
    assert isinstance(chart, Chart) and isinstance(table, Table)
    assert [text_of(row) for row in table.rows] == ["云山市水务局20.00%", "云山市城管局1-", "总计30.00%"]
    assert (made.issue, made.dated) == ("第1期", date(2019, 11, 4))
    for block in made.blocks:
        for run in block.runs if isinstance(block, Paragraph) else ():
            assert not isinstance(run, Number) or run.ref in made.sources
    token = next(
        source.token for source in made.sources.values() if source.definition == "dispatched@1" and source.token
    )
    name, scope, by, key = unpack(token)
    assert len(members(figures([name], scope, by=by)[name][key])) == 2


def test_other_days_and_a_snapshot(lived: World, tmp_path: Path) -> None:
    """Another period has another number and day; without catching up only what was folded is there."""
    begun = datetime(2019, 11, 1, tzinfo=UTC)
    RecordFact.objects.create(record_id=1, last_no=1, platform=lived.platform, kind="start", at=begun, count=0)
    december = around("month", Window(date(2019, 12, 1), date(2019, 12, 31)))
    made = composed(tmp_path, lived, periods=december, issue="第2期", dated=date(2020, 1, 5))
    assert (made.title, made.issue, made.dated) == ("2019年12月通报", "第2期", date(2020, 1, 5))
    # from November on the books are whole: what was counted then stands as 环比
    assert "共受理0件，环比下降100.00%" in text_of(made.blocks[0].runs)  # type: ignore[union-attr]  # a paragraph
    lived.dispatched("urban")
    late = composed(tmp_path, lived, catch_up=False)
    assert text_of(late.blocks[0].runs).startswith("共受理3件")  # type: ignore[union-attr]  # a paragraph


def test_a_platform_that_is_not_here(world: World) -> None:
    """The refusal says what to do."""
    with world.hour(), pytest.raises(Refusal, match="没有“jining”这个平台"):
        compose("jining-month")


def test_schemes_over_the_live_figures(lived: World, tmp_path: Path) -> None:
    """A scheme by its name, for each unit and for all together; and what a part is called."""
    (tmp_path / "one.toml").write_text(HEAD, encoding="utf-8")
    made = plan.load("one", tmp_path)
    with lived.hour():
        live = Live(made, made.periods)
        scored = live.scored("jining-2013-week")
        assert {row.name for row in scored.rows} == {"云山市水务局", "云山市城管局"}
        row = live.overall("jining-2013-week")
        assert row is not None
        assert row["承办量"].text == "3"
        with pytest.raises(Refusal, match="没有名为“none”的考核表或方案"):
            live.scored("none")
    assert live.name("channel", "phone") == "电话"
    assert live.name("channel", "pigeon") == "pigeon"
    assert live.name("kind", "help") == "求助"
    assert live.name("kind", "odd") == "odd"
    assert live.name("topic", "99") == "（未分类）"
    assert live.name("unit", "x") == "x"
    assert live.name("ground", None) == "（未填）"
    assert live.name("times", 2) == "2"
    assert live.limit("lists.satisfaction_high", {}).text == "80%"
    assert not live.definitions_changed("accepted")
    with pytest.raises(Refusal):
        live.limit("groups.large_from", {})
    told = live.tell([Ask("accepted", "channel", "previous"), Ask("dispatched", "unit", "previous")])
    assert not any(part.counted or part.amounts for part in told.values())
