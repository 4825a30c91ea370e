"""The one door to the files: sealed, each under a keyed name made of its content, written whole or not at all.

The same content is kept once. Nothing here knows who may read what: ``reads`` and ``filing`` do.
"""

import os
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from huisheng.kernel import secrets
from huisheng.kernel.errors import Refusal

_SMALL = ".small"


def put(data: bytes, small: bytes = b"") -> str:
    """Keep the content, and the small picture of it if there is one; its name. Sealed for that name alone."""
    name = secrets.fingerprint(data)
    if small:
        _write(name, _SMALL, small)
    _write(name, "", data)
    return name


def read(name: str, *, small: bool = False) -> bytes:
    """The content of a name, or its small picture. Refusal where the file has gone."""
    ending = _SMALL if small else ""
    try:
        sealed = _path(name, ending).read_bytes()
    except FileNotFoundError:
        raise Refusal("no_file", "附件文件不在存储目录里，请管理员从备份恢复 attachments 目录。") from None
    return secrets.unseal_bytes(sealed, f"attachment:{name}{ending}")


def _path(name: str, ending: str) -> Path:
    return Path(settings.ATTACHMENTS) / name[:2] / f"{name}{ending}"


def _write(name: str, ending: str, data: bytes) -> None:
    path = _path(name, ending)
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{uuid4().hex}.part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(secrets.seal_bytes(data, f"attachment:{name}{ending}"))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # else the name itself may be lost with the power
    finally:
        os.close(folder)
