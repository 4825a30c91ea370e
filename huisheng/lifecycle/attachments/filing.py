"""Hanging files on an entry, and taking one out again."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from huisheng.directory import looks
from huisheng.directory.actions import look
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal
from huisheng.ledger.chain import Line
from huisheng.ledger.vocabulary.base import Filed
from huisheng.lifecycle.attachments import pictures, reads, rules, store
from huisheng.lifecycle.attachments.fields import FILES
from huisheng.lifecycle.attachments.models import Attachment
from huisheng.lifecycle.attachments.states import PICTURES, PLAYED, Sort
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.rulebook import implements

_LISTENING = timedelta(hours=1)  # a player asks for a sound piece by piece: all of it is one look
AGAIN = "没有保存任何附件，请改好后把要交的文件重新选一遍。"


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that may be kept: what it is, cleaned, and the salt of its digest."""

    name: str
    sort: Sort
    data: bytes
    small: bytes = b""
    salt: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def filed(self) -> Filed:
        """What the entry says of it."""
        return Filed(sha256(self.salt + self.data).hexdigest(), len(self.data))


def ready(files: Sequence[Upload], matter: Matter, at: datetime) -> tuple[Ready, ...]:
    """The files, looked at and cleaned; nothing is kept yet. Refusal with a sentence for each that isn't taken."""
    if not files:
        return ()
    law = matter.rules(at)
    limits = reads.limits(law)
    cite = law.get("attachments.largest").cite
    if len(files) > limits.most:
        raise Refusal("too_many", f"附件一次最多交{limits.most}个，请分几次交。{AGAIN}", cite, FILES.name)
    taken, wrong = [], []
    for one in files:
        try:
            taken.append(_ready(one, limits))
        except rules.Unfit as unfit:
            wrong.append(f"“{rules.shown_name(one.name)}”{unfit}")
    if wrong:
        raise Refusal("bad_file", "".join(wrong) + AGAIN, cite, FILES.name)
    return tuple(taken)


def _ready(one: Upload, limits: rules.Limits) -> Ready:
    sort = rules.sort_of(one.data, one.size, limits)
    name = rules.clean_name(one.name, sort)
    if sort in PICTURES:
        return Ready(name, sort, *pictures.redrawn(one.data, sort))
    return Ready(name, sort, one.data)


def told(files: Sequence[Ready]) -> tuple[Filed, ...]:
    """What the entry says of them all."""
    return tuple(one.filed for one in files)


def hang(matter: Matter, line: Line, files: Sequence[Ready]) -> None:
    """Keep the files, each with a row on that entry, which the same page writes."""
    first = reads.last_no(matter) + 1 if files else 0
    for no, one in enumerate(files, first):
        row = Attachment(
            order=matter.order,
            no=no,
            entry=line.no,
            name=one.name,
            sort=one.sort.value,
            size=len(one.data),
            content=store.put(one.data, one.small),
            salt=one.salt,
        )
        matter.keep(row)


@implements("domain#art-26")
def take_out(matter: Matter, found: Attachment, *, by: Actor, at: datetime) -> bytes:
    """The file, once it is written down who took it."""
    data = store.read(found.content)
    look.do(matter.order.stream, by=by, purpose=f"下载第{found.no}号附件", fields=("attachment",), at=at)
    return data


@implements("domain#art-26")
def listen(matter: Matter, found: Attachment, *, by: Actor, at: datetime) -> None:
    """Write down who begins to play the voice note; from then on ``heard`` gives it out for a while."""
    _insist_on_a_voice(found)
    look.do(matter.order.stream, by=by, purpose=f"播放第{found.no}号附件", fields=(_voice(found),), at=at)


def heard(matter: Matter, found: Attachment, *, by: Actor, at: datetime) -> bytes | None:
    """The sound for the player of a seat that has begun to listen; None for one that hasn't."""
    _insist_on_a_voice(found)
    if not looks.since(matter.order.stream, by.seat, _voice(found), at - _LISTENING):
        return None
    return store.read(found.content)


def _voice(found: Attachment) -> str:
    return f"voice.{found.no}"


def _insist_on_a_voice(found: Attachment) -> None:
    if found.sort not in PLAYED:
        raise Refusal("not_found", "这个附件不是能在页面上播放的语音，请下载后再听。")
