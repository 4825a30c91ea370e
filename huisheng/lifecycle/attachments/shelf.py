"""Where sealed files lie: in a folder (``disk``) or in a bucket of an S3-compatible store (``bucket``), as the settings
say. Knows no table: what examines an installation asks here.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from django.conf import settings

from huisheng.lifecycle.attachments.bucket import Bucket
from huisheng.lifecycle.attachments.disk import Disk
from huisheng.lifecycle.attachments.signing import Credentials


class Shelf(Protocol):
    """Where sealed bytes lie under a name."""

    def put(self, name: str, sealed: Callable[[], bytes]) -> None: ...
    def read(self, name: str) -> bytes | None: ...
    def old(self, first: str, before: float) -> Iterator[tuple[str, float]]: ...
    def throw_away(self, name: str, before: float) -> bool: ...


def is_bucket() -> bool:
    """Whether files lie elsewhere, and putting one takes as long as the other side likes."""
    return bool(settings.ATTACHMENTS_S3[0])


def ours() -> Shelf:
    """The one that the settings say."""
    if not is_bucket():
        return Disk(Path(settings.ATTACHMENTS))
    endpoint, bucket, key, secret, region = settings.ATTACHMENTS_S3
    return Bucket(endpoint, bucket, Credentials(key, secret, region))


def examine() -> str:
    """Where the files lie, in words, once it was tried. Refusal with what is wrong."""
    shelf = ours()
    if isinstance(shelf, Bucket):
        shelf.examine()
        return "附件存储桶可以写、读、列、删。"
    return f"附件存在目录 {settings.ATTACHMENTS}。"
