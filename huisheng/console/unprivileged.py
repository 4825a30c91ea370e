"""PostgreSQL refuses to run as root: who runs it then, and how it reaches folders that are root's alone.

An ordinary person's server runs as that person. Root's runs as the owner of the data folder, at first ``nobody`` or
``HUISHENG_PG_USER``. Where a folder on the way is closed to that user (a checkout under /root), nothing is opened up:
``setpriv`` (util-linux, on every Debian) grants the server's processes the one capability to pass, and no other.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from huisheng.console.places import binaries
from huisheng.kernel.errors import Refusal

# what is tried in turn: as it is; passing closed folders; also running binaries laid down under umask 077
_GRANTS: tuple[tuple[str, ...], ...] = ((), ("dac_read_search",), ("dac_read_search", "dac_override"))
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class ServerUser:
    """The account under which the server's processes run; ``grants`` are its capabilities."""

    uid: int
    gid: int
    grants: tuple[str, ...] = ()

    def own(self, path: Path) -> None:
        """Give a fresh folder to the account."""
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)

    def wrap(self, command: list[str]) -> list[str]:
        """The command as this account runs it."""
        if os.geteuid() != 0:
            return command
        changed = ["setpriv", f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups", "--no-new-privs"]
        sets = "".join(f",+{grant}" for grant in self.grants)
        changed += [f"--inh-caps=-all{sets}", f"--ambient-caps=-all{sets}", f"--bounding-set=-all{sets}"]
        if self.grants:
            # else access(2), by which PostgreSQL looks at its own binaries, would not see the capabilities
            changed.append("--securebits=+no_setuid_fixup")
        return [*changed, "--", *command]

    def run(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run to the end; what it said on both channels is in ``stdout``."""
        return subprocess.run(
            self.wrap(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd="/",
            env=_ENVIRONMENT,
            start_new_session=True,
            check=False,
        )

    def start(self, command: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start a server in a session of its own: Ctrl-C is the supervisor's business, in its own order."""
        return subprocess.Popen(
            self.wrap(command),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_ENVIRONMENT,
            start_new_session=True,
        )


def server_user(data: Path) -> ServerUser:
    """Who runs (or will run) the cluster whose data lie in ``data``."""
    if os.geteuid() != 0:
        return ServerUser(os.getuid(), os.getgid())
    try:
        seen = data.stat()
        uid, gid = seen.st_uid, seen.st_gid
    except FileNotFoundError:
        uid, gid = _account(os.environ.get("HUISHENG_PG_USER", "nobody"))
    return _reaching(uid, gid, data.parent)


def _account(name: str) -> tuple[int, int]:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise Refusal("no_account", f"没有名为 {name} 的系统账号，请把 HUISHENG_PG_USER 设为一个普通账号。") from None
    if entry.pw_uid == 0:
        raise Refusal("root_account", "数据库不能以 root 运行，请把 HUISHENG_PG_USER 设为一个普通账号。")
    return entry.pw_uid, entry.pw_gid


@lru_cache(maxsize=8)
def _reaching(uid: int, gid: int, home: Path) -> ServerUser:
    """The account with the fewest capabilities that lets it run the binaries and reach ``home``."""
    probe = ["/bin/sh", "-c", '"$1" --version && test -r "$2" && test -x "$3"', "probe"]
    probe += [str(binaries() / "initdb"), str(binaries().parent / "share" / "postgres.bki"), str(home)]
    said = ""
    for grants in _GRANTS:
        user = ServerUser(uid, gid, grants)
        tried = user.run(probe)
        if tried.returncode == 0:
            return user
        said = tried.stdout.strip() or "没有说明"
    raise Refusal(
        "cannot_step_down",
        f"以 root 启动时，数据库需要换成普通账号（{uid}），但它无法读取程序或 {home}：{said}。"
        "请以普通账号运行，或以 DATABASE_URL 指定数据库服务器。",
    )
