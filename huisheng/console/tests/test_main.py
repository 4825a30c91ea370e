"""The command line: every failure a Chinese sentence, exit code 2, no traceback."""

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError

from huisheng.console import failures, main, places
from huisheng.kernel.errors import Refusal


@pytest.fixture(autouse=True)
def _own_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUISHENG_VAR", str(tmp_path))


def test_every_command_has_what_the_pattern_asks_for() -> None:
    assert {"run", "doctor", "seats", "workday", "migrate", "psql", "start-db", "stop-db"} <= set(main.names())
    for name in main.names():
        module = main.load(name)
        assert module.HELP and not module.HELP.isascii()
        assert module.DATABASE in {"none", "app"}
        assert callable(module.add_arguments) and callable(module.run)


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main.main(["--help"])
    assert left.value.code == 0
    out = capsys.readouterr().out
    assert all(name in out for name in main.names())


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        ([], "缺少参数：命令。用法见 huisheng --help。\n"),
        (["workday", "before"], "after 不能是“before”，可用：after。用法见 huisheng workday --help。\n"),
        (["workday", "--x"], "不认识的参数：--x。用法见 huisheng --help。\n"),
    ],
)
def test_a_wrong_command_line_is_answered_in_chinese(
    capsys: pytest.CaptureFixture[str], argv: list[str], sentence: str
) -> None:
    with pytest.raises(SystemExit) as left:
        main.main(argv)
    assert left.value.code == 2
    assert capsys.readouterr().err == sentence


def test_an_unknown_command_is_shown_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main.main(["workdya"])
    err = capsys.readouterr().err
    assert "不能是“workdya”" in err
    assert "workday" in err


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("argument N: invalid int value: 'x'", "N 的值“x”不对。"),
        ("argument --csv: expected one argument", "--csv 后面缺少值或值太多。"),
        ("something new", "命令行不对：something new。"),
    ],
)
def test_argparse_s_sentences(message: str, sentence: str) -> None:
    assert failures.argument_sentence(message) == sentence


def raising(monkeypatch: pytest.MonkeyPatch, failure: BaseException) -> None:
    def carry_out(args: object) -> int:
        raise failure

    monkeypatch.setattr(main, "carry_out", carry_out)


def wrapped() -> OperationalError:
    """As Django wraps what psycopg says."""
    outer = OperationalError("connection refused")
    outer.__cause__ = psycopg.OperationalError("connection refused\nIs the server running?")
    return outer


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (wrapped(), "连不上数据库或连接中断：connection refused。"),
        (psycopg.errors.DiskFull("no space"), "数据库所在磁盘已满：no space。"),
        (psycopg.errors.InsufficientPrivilege("permission denied for table x"), "数据库账号没有这项权限"),
        (psycopg.errors.UndefinedTable('relation "x" does not exist'), "请运行 huisheng migrate"),
        (psycopg.OperationalError(""), "连不上数据库或连接中断：OperationalError。"),
        (
            OSError(errno.ENOSPC, "No space left on device", "/var/x"),
            "磁盘已满，写不下去。请腾出空间后重试（/var/x）。",
        ),
        (PermissionError(errno.EACCES, "Permission denied", "/var/x"), "没有权限读写。"),
        (OSError(errno.ENOTDIR, "Not a directory"), "Not a directory。"),
        (ZeroDivisionError("division by zero"), "程序出错，未能完成：ZeroDivisionError。"),
    ],
)
def test_a_failure_is_a_sentence_and_the_traceback_goes_into_a_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, failure: Exception, words: str
) -> None:
    raising(monkeypatch, failure)
    assert main.main(["stop-db"]) == 2
    err = capsys.readouterr().err
    assert err.startswith(words) or words in err
    assert err.count("\n") == 1 and "Traceback" not in err
    kept = tmp_path / "log" / "console.log"
    assert f"详细记录见 {kept}。" in err
    assert "Traceback" in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_refusal_is_its_sentence_and_leaves_no_log(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    raising(monkeypatch, Refusal("no", "不行，请换一个。"))
    assert main.main(["stop-db"]) == 2
    assert capsys.readouterr().err == "不行，请换一个。\n"
    assert not (tmp_path / "log" / "console.log").exists()


def test_where_even_the_log_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(name: str) -> Path:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(places, "log", full)
    assert failures.sentence(ZeroDivisionError()) == "程序出错，未能完成：ZeroDivisionError。请稍后重试。"


def test_interrupted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    raising(monkeypatch, KeyboardInterrupt())
    assert main.main(["stop-db"]) == 130
    assert capsys.readouterr().err == "已中断。\n"


def test_interrupted_and_what_was_being_cleaned_up_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = psycopg.OperationalError("another command is already in progress")
    failed.__context__ = KeyboardInterrupt()
    raising(monkeypatch, failed)
    assert main.main(["stop-db"]) == 130
    assert capsys.readouterr().err == "已中断。\n"


def test_a_reader_that_has_seen_enough_is_no_failure() -> None:
    lines = "2019-09-30 5\n" * 50_000
    table = f"{sys.executable} -m huisheng.console workday | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", table], input=lines, capture_output=True, text=True, check=True)
    assert done.stdout == "2019-09-30\t5\t2019-10-12\n0\n"
    assert done.stderr == ""


def workday(monkeypatch: pytest.MonkeyPatch, *argv: str, stdin: str = "") -> int:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
    return main.main(["workday", *argv])


def test_workday_of_one_day(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert workday(monkeypatch, "after", "2019-09-30", "5") == 0
    assert capsys.readouterr().out == "2019-10-12\n"
    assert workday(monkeypatch, "after", "2019-09-30", "5", "--why") == 0
    out = capsys.readouterr().out
    assert "国庆节放假" in out and "调休上班" in out and out.endswith("结果：2019-10-12（周六）\n")


def test_workday_of_a_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert workday(monkeypatch, stdin="2019-09-30 5\n\n2019-11-01\t1\n") == 0
    assert capsys.readouterr().out == "2019-09-30\t5\t2019-10-12\n2019-11-01\t1\t2019-11-04\n"
    assert workday(monkeypatch, "--why", stdin="2019-11-01 1\n") == 0
    assert "  起算：2019-11-01" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("argv", "stdin", "words"),
    [
        (("after", "2019-09-30"), "", "请写明工作日数"),
        (("after", "2019-02-30", "1"), "", "看不懂“2019-02-30 1”"),
        (("after", "x\ny", "1"), "", "看不懂"),
        (("after", "2019-09-30", "-1"), "", "-1"),
        ((), "2019-09-30 5\n2019-09-31 5\n", "第2行"),
        ((), "1949-10-01 5\n", "第1行"),
    ],
)
def test_workday_refuses(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    argv: tuple[str, ...],
    stdin: str,
    words: str,
) -> None:
    try:
        code = workday(monkeypatch, *argv, stdin=stdin)
    except SystemExit as left:
        code = int(str(left.code))
    assert code == 2
    assert words in capsys.readouterr().err


def test_places_agree_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    monkeypatch.setenv("HUISHENG_VAR", str(settings.VAR))
    assert places.var() == Path(settings.VAR).resolve()
    assert places.ROOT == settings.ROOT
    monkeypatch.setenv("HUISHENG_VAR", "")
    assert places.var() == (places.ROOT / "var").resolve(), "empty is as good as unset, and never the folder one is in"


def test_keys_are_drawn_once(tmp_path: Path) -> None:
    places.make_keys()
    first = places.key_file().read_bytes()
    assert len(first) == 64
    assert places.key_file().stat().st_mode & 0o777 == 0o600
    places.make_keys()
    assert places.key_file().read_bytes() == first
    assert os.listdir(tmp_path) == ["secret.key"]
