"""``huisheng insight train`` and ``classify`` on files as they come."""

import csv
import io
import multiprocessing
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest

from huisheng.console.main import main
from huisheng.insight.classify import command, sheets
from huisheng.insight.classify.tests import invented

TITLE, WORDS, LABEL = "留言主题", "留言详情", "一级标签"
TEXT = f"{TITLE},{WORDS}"


def _file(path: Path, head: Sequence[str], rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "known.model"
    path.write_bytes(invented.model().write())
    return path


def _classified(capsys: pytest.CaptureFixture[str], *given: object) -> list[list[str]]:
    assert main(["insight", "classify", *map(str, given), "--text", TEXT]) == 0
    told = capsys.readouterr()
    assert "每秒" in told.err
    return list(csv.reader(io.StringIO(told.out)))


def test_files_with_one_text_column_each_are_learned_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    matters, labels = invented.matters()
    both = [(m.title, m.words, label) for m, label in zip(matters, labels, strict=True)]
    files = [
        _file(tmp_path / "a.csv", [TITLE, WORDS, LABEL], [*both, ("", "", "市政"), ("路灯", "坏", "")]),
        _file(tmp_path / "b.csv", [LABEL, TITLE], [(row[2], row[0]) for row in both], "utf-8-sig"),
        _file(tmp_path / "c.csv", [WORDS, LABEL], [(row[1], row[2]) for row in both], "gb18030"),
    ]
    out = tmp_path / "made.model"
    given = ["insight", "train", *map(str, files), "--text", TEXT, "--label", LABEL, "--out", str(out)]
    assert main(given) == 0
    told = capsys.readouterr().out
    assert "共读入 362 行" in told and "没有分类 1 行" in told and "宏平均F1" in told and str(out) in told
    rows = _classified(capsys, files[2], "--model", out)
    assert rows[0] == ["行号", "类别", "概率"] and len(rows) == 121
    assert not list(tmp_path.glob("*.part"))


def test_every_row_gets_one_line_in_order(tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        ("路灯损坏", "井盖破损"),
        ("", ""),
        ("\0工\0资", "拖欠\r\n工资"),
        ("🚧𠮷", "x" * 300_000),
        ("补课", ""),
    ] * 130
    source = _file(tmp_path / "many.csv", [TITLE, "别的", WORDS], [(a, "z", b) for a, b in rows if len(b) < 9])
    source.write_text(source.read_text(encoding="utf-8") + f'"路灯",,"{"停水" * 100_000}"\n\n路灯\n', encoding="utf-8")
    made = _classified(capsys, source, "--model", model)
    assert [row[0] for row in made[1:]] == [str(n) for n in range(1, 4 * 130 + 3)]
    assert [row[1] for row in made[1:6]] == ["市政", made[2][1], "劳动", "教育", "市政"]
    assert all(0 < float(row[2]) <= 1 for row in made[1:])


def test_more_guesses_and_words_on_demand(tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = _file(tmp_path / "a.csv", [WORDS], [("演示路路灯损坏",)])
    made = _classified(capsys, source, "--model", model, "--top", 4, "--words")
    assert made[0] == ["行号", "类别", "概率", "类别2", "概率2", "类别3", "概率3", "依据词"]  # there are but three
    assert made[1][1] == "市政" and "路灯" in made[1][-1]


def test_a_file_of_no_rows_gives_the_head_alone(
    tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(_classified(capsys, _file(tmp_path / "a.csv", [WORDS], []), "--model", model)) == 1


@pytest.mark.parametrize("cores", [1, 2])
def test_one_process_or_two_say_the_same(monkeypatch: pytest.MonkeyPatch, cores: int) -> None:
    monkeypatch.setattr(command, "_cores", lambda: cores)
    matters, labels = invented.matters(400, seed=5)
    made = list(command.guessed(invented.model(), matters, top=1, words=0))
    assert [found[0].label for found in made[:400]].count(labels[0]) > 390
    assert len(made) == 1200


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8"), ("\t", "utf-16"), (";", "utf-8-sig"), (",", "gb18030")]
)
def test_encodings_and_separators(tmp_path: Path, separator: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"\n 留言详情 {separator}x\n路灯{separator}1\n\n{separator}2\n短\n".encode(encoding))
    assert list(sheets.rows(path, [WORDS, "x", "y"], needed=["x"])) == [
        ("路灯", "1", ""),
        ("", "2", ""),
        ("短", "", ""),
    ]


def test_bytes_of_no_encoding_are_read_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("留言详情\n路灯".encode() + b"\xff\xff\n")
    assert sheets.encoding(path) == "gb18030"
    path.write_bytes(b"words\n" + "路灯".encode("gb18030") + b"\xff\n")
    assert [row[0][:2] for row in sheets.rows(path, ["words"], needed=[])] == ["路灯"]


def test_a_column_without_a_name_is_nobodys(tmp_path: Path) -> None:
    path = _file(tmp_path / "a.csv", ["", "详情"], [("0", "路灯")])
    assert list(sheets.rows(path, ["", "详情"], needed=[])) == [("", "路灯")]
    with pytest.raises(Exception, match="没有“”这一列"):
        list(sheets.rows(path, ["", "详情"], needed=[""]))


@pytest.mark.parametrize(
    ("text", "rows", "why"),
    [
        ('路灯,"1\n停水,2', [("路灯", "1\n停水,2")], "没有配对"),
        ('路灯,"', [("路灯", "")], "没有配对"),
        ('路灯,"' + "\n" * 210 + '"\n停水,2\n', [("路灯", "\n" * 210), ("停水", "2")], "占了文件的211行"),
        ('路灯,"a\n\nb"\n停水,2\n', [("路灯", "a\n\nb"), ("停水", "2")], ""),
    ],
)
def test_a_quote_that_is_not_closed_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, rows: list[tuple[str, str]], why: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"详情,x\n{text}", encoding="utf-8", newline="")
    assert list(sheets.rows(path, ["详情", "x"], needed=[])) == rows
    told = capsys.readouterr().err
    assert (why in told and "第2行" in told) if why else not told


def test_a_second_process_that_died_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dead:
        def apply_async(self, *_: object) -> "Dead":
            return self

        def ready(self) -> bool:
            return False

        def get(self, _: float) -> None:
            raise multiprocessing.TimeoutError

    monkeypatch.setattr(command, "_helper", lambda *_: nullcontext(Dead()))
    monkeypatch.setattr(command, "_WAITING", 3)
    monkeypatch.setattr(command, "PIECE", 2)
    matters, labels = invented.matters(5, seed=5)
    made = list(command.guessed(invented.model(), matters, top=1, words=0))
    assert made == [one for matter in matters for one in invented.model().classify([matter], top=1, words=0)]


def _refused(capsys: pytest.CaptureFixture[str], *given: object) -> str:
    assert main(["insight", *map(str, given)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    return told.err


def test_wrong_input_gets_a_sentence(tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = _file(tmp_path / "a.csv", ["详情", "类"], [("路灯", "市政")] * 3)
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"\n\n")
    broken = tmp_path / "broken"
    broken.write_bytes(b"nothing")
    ask = ("classify", good, "--model", model, "--text")
    assert "没有“留言主题、留言详情”这一列。它有的列：详情、类" in _refused(capsys, *ask, TEXT)
    assert "一列或两列" in _refused(capsys, *ask, "a,b,c")
    assert "--top 至少是 1" in _refused(capsys, *ask, "详情", "--top", 0)
    assert "没有文件" in _refused(capsys, "classify", tmp_path / "none.csv", "--model", model, "--text", TEXT)
    assert "是目录" in _refused(capsys, "classify", tmp_path, "--model", model, "--text", TEXT)
    assert "是空的" in _refused(capsys, "classify", empty, "--model", model, "--text", TEXT)
    assert "没有模型文件" in _refused(capsys, "classify", good, "--model", tmp_path / "none", "--text", "详情")
    assert "是目录" in _refused(capsys, "classify", good, "--model", tmp_path, "--text", "详情")
    assert "已损坏" in _refused(capsys, "classify", good, "--model", broken, "--text", "详情")
    with broken.open("r+b") as file:
        file.truncate(10**9)
    assert "不是分类模型" in _refused(capsys, "classify", good, "--model", broken, "--text", "详情")
    assert "不是分类模型" in _refused(capsys, "classify", good, "--model", "/dev/zero", "--text", "详情")


def test_wrong_input_to_learning_gets_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = _file(tmp_path / "a.csv", ["详情", "类"], [("路灯", "市政")] * 3)

    def train(text: str, label: str, out: Path) -> str:
        assert main(["insight", "train", str(good), "--text", text, "--label", label, "--out", str(out)]) == 2
        return capsys.readouterr().err

    out = tmp_path / "m"
    assert "没有“标签”这一列" in train("详情", "标签", out)
    assert "没有“题、文”这一列" in train("题,文", "类", out)
    assert "至少要有两个类别" in train("详情", "类", out)
    assert "没有目录" in train("详情", "类", tmp_path / "none" / "m")
    assert "是目录" in train("详情", "类", tmp_path)
    assert "--label" in train("详情", " ", out)
    assert "会盖掉输入文件" in train("详情", "类", good) and good.stat().st_size
    assert "不是普通文件" in train("详情", "类", Path("/dev/null"))
    assert "文件名太长" in train("详情", "类", tmp_path / ("长" * 200))
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_a_model_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "m"
    out.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(Exception, match="磁盘已满"):
        command._write(out, b"new")
    assert out.read_bytes() == b"old" and not (tmp_path / "m.part").exists()
