"""Keys of Open311 from the command line."""

import pytest

from huisheng.channels.open311.models import Key
from huisheng.console import main
from huisheng.kernel.errors import Refusal
from tests.cast import World


def call(*words: str) -> int:
    args = main.build(words).parse_args(words)
    return int(args.module.run(args))


@pytest.mark.usefixtures("world")
def test_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("open311", "issue", "yunshan", "city-app", "市民应用") == 0
    key, where = capsys.readouterr().out.splitlines()
    assert len(key) > 40 and where == "地址：/api/open311/discovery.json，jurisdiction_id=yunshan"
    assert (
        call("open311", "issue", "yunshan", "board", "大屏", "--read-only", "--channel", "api", "--per-minute", "5")
        == 0
    )
    assert call("open311", "revoke", "board") == 0
    capsys.readouterr()
    assert call("open311", "list") == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[0].startswith("yunshan\tboard\t接口\t只查询\t每分钟5次\t大屏\t") and listed[0].endswith("停用")
    assert listed[1] == "yunshan\tcity-app\t手机APP\t可提交\t每分钟60次\t市民应用\t有效"
    assert not Key.objects.filter(digest=key.encode()).exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("issue", "nowhere", "x", "y"), "no_platform"),
        (("issue", "linhe", "x", "y"), "no_admin"),
        (("issue", "yunshan", "x", "y", "--channel", "fax"), "not_an_option"),
        (("revoke", "nobody"), "unknown_key"),
    ],
)
def test_what_isn_t_there(world: World, words: tuple[str, ...], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        call("open311", *words)
    assert caught.value.code == code
