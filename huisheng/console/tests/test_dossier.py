"""``huisheng dossier`` as a person types it, on the database that is already open; the files need none."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from huisheng.console.commands import dossier as dossier_command
from huisheng.console.tests.test_figures import typed
from huisheng.directory.load import load_city
from huisheng.kernel.errors import Refusal
from huisheng.measures.dossier.archive import canonical
from huisheng.measures.tests.conftest import tell, tell_stories, units  # the fixtures
from huisheng.measures.tests.stories import Story, at
from huisheng.measures.tests.test_dossier import remade

__all__ = ["tell", "tell_stories", "units"]
Stories = Callable[..., None]
DAYS = ["2019-11-01", "2019-11-30"]


@pytest.fixture
def handled(units: dict[str, int], tell_stories: Stories) -> Callable[[int], None]:
    """Tell of one more matter."""

    def do(number: int) -> None:
        tell_stories(Story(number).accept(at(2), platform=units["tan"]).send(units["east"], at(3), due=at(9)))

    return do


def test_a_month_is_exported_recomputed_and_compared(
    handled: Callable[[int], None], tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    handled(1)
    old, new = tmp_path / "old.zip", tmp_path / "new.zip"
    assert dossier_command._write(["tan", *DAYS], old) == 0
    told = capsysbinary.readouterr()
    assert "已导出" in told.out.decode() and "指纹" in told.out.decode() and "0 张考核表" in told.out.decode()
    assert "工单 1 行" in told.err.decode()
    handled(2)
    dossier_command._write(["tan", *DAYS], new)
    capsysbinary.readouterr()
    assert typed(dossier_command, "recompute", str(new)) == 0
    assert "一致：" in capsysbinary.readouterr().out.decode()
    assert typed(dossier_command, "diff", str(old), str(new)) == 1
    assert "受理数（全部）：1件 → 2件" in capsysbinary.readouterr().out.decode()
    assert typed(dossier_command, "diff", "--csv", str(old), str(new)) == 1
    assert capsysbinary.readouterr().out.decode().startswith("指标,定义")
    shutil.copy(old, tmp_path / "same.zip")
    assert typed(dossier_command, "diff", str(old), str(tmp_path / "same.zip")) == 0
    assert capsysbinary.readouterr().out.decode().splitlines()[-1] == "两份档案相同。"
    broken = bytearray(old.read_bytes())
    broken[200] ^= 1
    old.write_bytes(broken)
    with pytest.raises(Refusal, match="figures.json 被改动"):
        typed(dossier_command, "recompute", str(old))


def test_the_scored_tables_of_the_period_are_kept_and_scored_again(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = {"code": "liaocheng", "name": "演示热线办", "scope": "演示省/演示市", "prefix": "YS"}
    load_city({"platform": head, "unit": [{"code": "a", "name": "演示局", "kind": "department"}]})
    file = tmp_path / "a.zip"
    assert dossier_command._write(["liaocheng-2015-01"], file) == 0
    assert "1 张考核表" in capsys.readouterr().out
    assert typed(dossier_command, "recompute", str(file)) == 0
    assert "一致：1 张考核表由数字重新评分" in capsys.readouterr().out

    def lie(members: dict[str, bytes]) -> None:
        import json

        told = json.loads(members["results/liaocheng-2015-01.json"])
        told["scored"]["title"] = "另一张表"
        members["results/liaocheng-2015-01.json"] = canonical(told)

    assert typed(dossier_command, "recompute", str(remade(file, lie))) == 1
    assert "liaocheng-2015-01" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (["tan", "2019-11-01"], "请写“平台 起日 止日 文件”"),
        (["tan", "某日", "2019-11-30"], "“某日”不是日期"),
        (["tan", "2019-11-30", "2019-11-01"], "请对调"),
        (["nan", *DAYS], "没有“nan”这个平台，有：tan"),
    ],
)
def test_what_cannot_be_exported_is_said(units: dict[str, int], tmp_path: Path, what: list[str], expected: str) -> None:
    with pytest.raises(Refusal, match=expected):
        dossier_command._write(what, tmp_path / "x.zip")
    with pytest.raises(Refusal, match="没有 .* 这个目录"):
        dossier_command._write(what, tmp_path / "none" / "x.zip")
    assert list(tmp_path.iterdir()) == []
