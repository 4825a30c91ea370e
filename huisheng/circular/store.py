"""Where dossiers lie: files named by their SHA-256 under the installation's data directory."""

from hashlib import file_digest
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from huisheng.kernel.errors import Refusal


def folder() -> Path:
    """The directory, made when it is missing."""
    path = Path(settings.VAR) / "dossiers"
    path.mkdir(parents=True, exist_ok=True)
    return path


def scratch() -> Path:
    """A file name in the store for a dossier in the making; nothing lies there yet."""
    return folder() / f"{uuid4().hex}.part"


def keep(made: Path) -> str:
    """Take a finished file in; its digest. The same file twice is kept once."""
    with made.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    made.replace(folder() / f"{digest}.zip")
    return digest


def find(digest: str) -> Path:
    """The file of that digest. Refusal where it has gone."""
    path = folder() / f"{digest}.zip"
    if not path.is_file():
        raise Refusal("no_dossier", "卷宗文件不在存储目录里，请管理员从备份恢复 dossiers 目录。", "domain#art-47")
    return path
