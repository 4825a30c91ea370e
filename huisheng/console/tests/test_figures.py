"""``huisheng table`` and ``huisheng facts`` as a person types them, on the database that is already open."""

import argparse
from types import SimpleNamespace

import pytest

from huisheng.console.commands import facts as facts_command
from huisheng.console.commands import table as table_command
from huisheng.kernel.errors import Refusal
from huisheng.ledger import cursor
from huisheng.measures import sheet, store
from huisheng.measures.source import Mistakes
from huisheng.measures.tests.conftest import write_down
from huisheng.measures.tests.stories import random_ledger


def typed(command: object, *words: str) -> int:
    """Run a command with these words behind its name."""
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)  # type: ignore[attr-defined]  # a module
    return int(command.run(parser.parse_args(words)))  # type: ignore[attr-defined]  # a module


def test_facts_are_followed_and_rebuilt(
    db: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cursor, "horizon", lambda: 2**62)  # the test's own transaction isn't over
    write_down(random_ledger(1, orders=10, calls=5))
    assert typed(facts_command, "follow") == 0
    followed = capsys.readouterr()
    assert followed.out.startswith("账本 ")
    assert "工单 10，" in followed.out
    assert followed.err.startswith("已读 ")
    held = store.count()
    assert typed(facts_command, "rebuild") == 0
    assert "来电 5。" in capsys.readouterr().out
    assert store.count() == held
    assert typed(facts_command, "follow") == 0
    assert capsys.readouterr().err == ""


def test_a_table_is_printed_or_written_as_csv(
    db: None, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huisheng.directory.reads.platform_by_code", lambda code, on: SimpleNamespace(id=1))
    assert typed(table_command, "xiangtan-2019-11", "--csv") == 0
    out = capfdbinary.readouterr().out
    assert out.startswith("单位,交办数,按期办结数,".encode())
    assert out.endswith("总计,0,0,0,0,-,0,0,-,0,-,0,0,0,0,0\r\n".encode())
    assert typed(table_command, "xiangtan-2019-11") == 0
    assert "2019年11月市长热线办理情况统计表\n".encode() in capfdbinary.readouterr().out


def test_a_scored_table_is_printed_or_written_as_csv(
    db: None, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huisheng.directory.reads.platform_by_code", lambda code, on: SimpleNamespace(id=1))
    assert typed(table_command, "liaocheng-2015-01", "--csv") == 0
    assert capfdbinary.readouterr().out.decode() == (
        "单位,承办量,办结率,满意率,督办量,督办比,领导接听,省长信箱,综合得分\r\n"
    )
    assert typed(table_command, "liaocheng-2015-01") == 0
    assert "各平台办理情况表\n".encode() in capfdbinary.readouterr().out


def test_an_unknown_table_is_refused(db: None) -> None:
    with pytest.raises(
        Refusal, match="没有名为“nowhere”的统计表，可用的有：xiangtan-2019-11、dongchangfu-2024-02-depart"
    ):
        typed(table_command, "nowhere")


def test_a_wrong_definition_is_a_sentence(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise Mistakes(["x.toml 第3行：缺少 unit（应是文字）。"])

    monkeypatch.setattr(sheet, "load", broken)
    with pytest.raises(Refusal, match="定义文件有误，请改正后重试：\nx.toml 第3行"):
        typed(table_command, "xiangtan-2019-11")
