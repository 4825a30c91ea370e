"""``huisheng score`` as a person types it: no database, no Django."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from huisheng.console.commands import score as score_command
from huisheng.console.tests.test_figures import typed
from huisheng.kernel.errors import Refusal

SCHEME = """title = "试行方案"
cite = "domain#art-45"
valid_from = 2026-01-01
presentation = "ranks"
score = "得分"
place = "名次"
columns = ["按时率", "得分", "名次"]
[[rate]]
name = "按时率"
[[total]]
name = "得分"
is = "100 × 按时率"
round = "half_up_2"
[[rank]]
name = "名次"
of = "得分"
[[exempt]]
unit = "丙局"
reason = "机构改革"
cite = "council-2025-66#art-6"
"""
TABLE = "单位,按时率,得分\n甲局,99.57%,99.57\n乙局,15/23,65.21\n丙局,1/2,50\n"


@pytest.fixture
def tried(tmp_path: Path) -> tuple[str, str]:
    scheme, table = tmp_path / "try.toml", tmp_path / "table.csv"
    scheme.write_text(SCHEME, encoding="utf-8")
    table.write_text(TABLE, encoding="utf-8")
    return str(scheme), str(table)


def said(capfdbinary: pytest.CaptureFixture[bytes], *words: str) -> str:
    assert typed(score_command, *words) == 0
    return capfdbinary.readouterr().out.decode()


def test_a_table_is_scored(tried: tuple[str, str], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    text = said(capfdbinary, *tried)
    assert "乙局  65.22%  65.22     2\n" in text
    assert "不片面追求排名" in text
    assert text.endswith("与表中原有各列核对：得分 1/2\n  乙局 得分：表中65.21，算得65.22\n")
    assert said(capfdbinary, *tried, "--csv") == (
        "单位,按时率,得分,名次\r\n甲局,99.57%,99.57,1\r\n乙局,65.22%,65.22,2\r\n"
    )


def test_nothing_to_compare_is_not_talked_about(
    tried: tuple[str, str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    Path(tried[1]).write_text("单位,按时率\n甲局,1/2\n", encoding="utf-8")
    assert "核对" not in said(capfdbinary, *tried)


def test_a_unit_is_traced(tried: tuple[str, str], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    text = said(capfdbinary, *tried, "--trace", "乙局")
    assert "得分 = 100 × (15/23) = 65.22（65.217391…四舍五入到0.01" in text
    assert said(capfdbinary, *tried, "--trace", "丙局") == (
        "丙局：未列入考核，机构改革（《国办函〔2025〕66号（2025年6月）》第6条）。\n"
    )
    for also in (["--csv"], ["--against", tried[0]]):
        with pytest.raises(Refusal, match="--trace 只列一个单位的计算过程，不与 --csv、--against 同用"):
            typed(score_command, *tried, "--trace", "乙局", *also)
    with pytest.raises(Refusal, match="不认识“乙”，是不是“乙局”？"):
        typed(score_command, *tried, "--trace", "乙")


def test_two_schemes_side_by_side(tried: tuple[str, str], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    other = Path(tried[0]).with_name("other.toml")
    other.write_text(SCHEME.replace("100 ×", "90 ×"), encoding="utf-8")
    text = said(capfdbinary, *tried, "--against", str(other))
    assert "受损2个" in text
    assert said(capfdbinary, *tried, "--against", str(other), "--csv").startswith(
        "单位,try,名次或档次,other,名次或档次,差,结果,位次变化\r\n甲局,99.57,1,89.61,1,-9.96,受损,0\r\n"
    )


def test_a_mistake_is_said_with_its_line(tried: tuple[str, str]) -> None:
    Path(tried[0]).write_text(SCHEME.replace("× 按时率", "× 按期率"), encoding="utf-8")
    with pytest.raises(
        Refusal, match="方案或表格有误，请改正后重试：\ntry.toml 第12行：is 的算式：不认识“按期率”，是不是"
    ):
        typed(score_command, *tried)


def test_neither_database_nor_django_is_touched(tried: tuple[str, str], tmp_path: Path) -> None:
    program = (
        "import sys; from huisheng.console.main import main; code = main(sys.argv[1:]);"
        "assert not [m for m in sys.modules if m.split('.')[0] in ('django', 'pyarrow')]; sys.exit(code)"
    )
    free = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    done = subprocess.run(
        [sys.executable, "-c", program, "score", *tried, "--csv"],
        capture_output=True,
        env=free,
        cwd=tmp_path,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    assert done.stdout.startswith("单位,按时率".encode())
