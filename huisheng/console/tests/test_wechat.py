"""Official accounts from the command line, against a WeChat of our own."""

import io
from pathlib import Path

import pytest

from huisheng.channels.wechat.models import Account
from huisheng.channels.wechat.tests.peer import open_peer
from huisheng.console import asking, main
from huisheng.kernel.errors import Refusal
from tests.cast import World


def call(*words: str) -> int:
    args = main.build(words).parse_args(words)
    return int(args.module.run(args))


@pytest.mark.usefixtures("world")
def test_accounts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("演示密钥\n另一个\n"))
    with open_peer() as peer:
        assert call("wechat", "issue", "yunshan", "wx", "云山12345", "wx0123", "--api-base", peer.base) == 0
        told = capsys.readouterr().out.splitlines()
        assert told[1] == "URL：https://本站域名/api/wechat/wx" and len(told[2]) == len("Token：") + 32
        assert len(told[3]) == len("EncodingAESKey：") + 43 and told[4] == "方式：安全模式"
        assert call("wechat", "menu", "wx") == 0
        assert peer.asked[-1][1]["button"][1]["name"] == "查进度"
        menu = tmp_path / "menu.json"
        menu.write_text(
            '{"button": [{"type": "view", "name": "网站", "url": "https://example.org"}]}', encoding="utf-8"
        )
        assert call("wechat", "menu", "wx", str(menu)) == 0
        assert Account.objects.get().menu[0]["name"] == "网站"
    menu.write_text("[", encoding="utf-8")
    with pytest.raises(Refusal, match="应为JSON文件"):
        call("wechat", "menu", "wx", str(menu))
    assert call("wechat", "issue", "yunshan", "old", "旧号", "wx0124", "--plain") == 0
    assert capsys.readouterr().out.endswith("方式：明文模式\n")
    assert call("wechat", "revoke", "old") == 0
    capsys.readouterr()
    assert call("wechat", "list") == 0
    listed = capsys.readouterr().out.splitlines()
    assert "停用" in listed[0] and listed[1] == "yunshan\twx\t云山12345\twx0123\t安全模式\t还没有来信\t有效\t"


def test_the_secret_is_asked_for_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda prompt: f"<{prompt}>")
    assert asking.secret("AppSecret（输入时不显示）：") == "<AppSecret（输入时不显示）：>"


@pytest.mark.parametrize("act", ["revoke", "menu"])
def test_what_isn_t_there(world: World, act: str) -> None:
    with pytest.raises(Refusal) as caught:
        call("wechat", act, "nobody")
    assert caught.value.code == "unknown_account"
