"""``huisheng check``: exit codes and the three forms of the answer."""

import csv
import io
import json
from pathlib import Path

import pytest

from huisheng.circular.checker.tests import synthetic
from huisheng.console.main import main


@pytest.fixture
def broken(tmp_path: Path) -> str:
    path = tmp_path / "通报.txt"
    path.write_bytes(synthetic.as_tabs([("其他156件", "其他176件")]))
    return str(path)


def test_nothing_found_is_zero(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = tmp_path / "通报.txt"
    path.write_bytes(synthetic.as_tabs())
    assert main(["check", str(path)]) == 0
    assert capsysbinary.readouterr().out.decode() == "通报.txt：没有发现矛盾。\n"


def test_something_found_is_one(broken: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["check", broken]) == 1
    out = capsysbinary.readouterr().out.decode()
    assert out.startswith("通报.txt：矛盾")
    assert "1. 【矛盾】第7行" in out
    assert "计算：176÷3120" in out


def test_json_and_csv_hold_the_same(broken: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["check", broken, "--json"]) == 1
    said = json.loads(capsysbinary.readouterr().out)
    assert said["form"] == "txt"
    assert {"place", "rule", "severity", "printed", "computed", "working", "explanation", "quote"} == set(
        said["findings"][0]
    )
    assert main(["check", broken, "--csv"]) == 1
    rows = list(csv.reader(io.StringIO(capsysbinary.readouterr().out.decode())))
    assert rows[0][:3] == ["位置", "规则", "程度"]
    assert [row[5] for row in rows[1:]] == [one["working"] for one in said["findings"]]


def test_what_cant_be_read_is_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "空.txt").write_bytes(b"")
    assert main(["check", str(tmp_path / "空.txt")]) == 2
    assert "空文件" in capsys.readouterr().err
    assert main(["check", str(tmp_path / "没有.txt")]) == 2
    assert "没有文件" in capsys.readouterr().err
