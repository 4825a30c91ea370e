"""``huisheng search`` as a person types it, on the database that is already open."""

import argparse

import pytest

from huisheng.console.commands import search
from huisheng.ledger import cursor
from huisheng.lifecycle.workorder.models import Searched
from tests.cast import World


def typed(*words: str) -> int:
    parser = argparse.ArgumentParser()
    search.add_arguments(parser)
    return search.run(parser.parse_args(words))


def test_search_is_followed_and_rebuilt(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)  # the test's own transaction isn't over
    world.dispatched()
    assert typed("follow") == 0
    followed = capsys.readouterr()
    assert followed.out.startswith("检索已更新：4 条记录，")
    assert followed.err == "已处理 4 条记录\n"
    assert Searched.objects.count() == 1
    Searched.objects.update(text="")
    assert typed("rebuild") == 0
    assert capsys.readouterr().out.startswith("检索已更新：1 件工单，")
    assert "夜间施工" in Searched.objects.get().text
    assert typed("follow") == 0
    assert capsys.readouterr().err == ""
