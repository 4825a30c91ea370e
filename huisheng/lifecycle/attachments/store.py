"""The one door to the files: sealed, each under a keyed name made of its content, whole or not there at all.

They lie where ``shelf`` says, in a folder or in a bucket. The same content is kept once. Nothing
here knows who may read what: ``reads`` and ``filing`` do.

No act waits for a bucket. What is put lies in the database until its act is committed, and is read from there; the
worker carries it over (``carry``). An act that is refused leaves nothing, and a store that is away keeps nobody out.
"""

from collections.abc import Iterator

from huisheng.kernel import clock, secrets
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.attachments import shelf
from huisheng.lifecycle.attachments.models import OnItsWay

_SMALL = ".small"


def put(data: bytes, small: bytes = b"") -> str:
    """Keep the content, and the small picture of it if there is one; its name. Sealed for that name alone."""
    name = secrets.fingerprint(data)
    for ending, content in ((_SMALL, small), ("", data)):
        if not content and ending:
            continue
        kept = name + ending
        if shelf.is_bucket():
            row = OnItsWay(name=kept, sealed=_sealed(kept, content), since=clock.real())
            OnItsWay.objects.bulk_create([row], ignore_conflicts=True)
        else:
            shelf.ours().put(kept, lambda kept=kept, plain=content: _sealed(kept, plain))  # type: ignore[misc]  # mypy infers no type for a lambda's defaults
    return name


def carry(most: int = 20) -> int:
    """Bring what waits to the bucket, the earliest first; how many that were. Refusal where the store is away.

    Nothing is locked meanwhile: who carries the same brings the same, and what is cut off is carried again.
    """
    bucket = shelf.ours()
    names = list(OnItsWay.objects.order_by("since").values_list("name", flat=True)[:most])
    for name in names:
        sealed = _on_its_way(name)
        if sealed is not None:
            bucket.put(name, lambda sealed=sealed: sealed)  # type: ignore[misc]  # the same
            OnItsWay.objects.filter(name=name).delete()
    return len(names)


def _on_its_way(kept: str) -> bytes | None:
    found = OnItsWay.objects.filter(name=kept).values_list("sealed", flat=True).first()
    return bytes(found) if found is not None else None


def _sealed(kept: str, plain: bytes) -> bytes:
    return secrets.seal_bytes(plain, f"attachment:{kept}")


def read(name: str, *, small: bool = False) -> bytes:
    """The content of a name, or its small picture. Refusal where the file has gone, or the store doesn't answer."""
    kept = name + (_SMALL if small else "")
    sealed = _on_its_way(kept) if shelf.is_bucket() else None
    if sealed is None:
        sealed = shelf.ours().read(kept)
    if sealed is None:
        where = "存储桶里" if shelf.is_bucket() else "存储目录里"
        raise Refusal("no_file", f"附件文件不在{where}，请管理员从备份恢复 attachments 目录或桶。")
    return secrets.unseal_bytes(sealed, f"attachment:{kept}")


def old(first: str, before: float) -> Iterator[str]:
    """The names that begin with this hex digit whose files were last put before then (seconds), each once."""
    times: dict[str, float] = {}
    for kept, put_at in shelf.ours().old(first, before):
        name = kept.removesuffix(_SMALL)
        times[name] = max(times.get(name, 0.0), put_at)
    yield from sorted(name for name, put_at in times.items() if put_at < before)


def throw_away(name: str, before: float) -> bool:
    """Delete a name's files, unless somebody puts the same content just now; whether one went for good."""
    here = shelf.ours()
    went = [here.throw_away(name + ending, before) for ending in (_SMALL, "")]
    return any(went)
