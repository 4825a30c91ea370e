"""录来信: the file of a letter is kept, sealed, while a seat types it; its words are read out as far as they can be."""

import secrets as random
from datetime import datetime

from huisheng.channels.letters import paper, reads
from huisheng.channels.letters.models import Letter
from huisheng.directory.actor import Actor
from huisheng.kernel import secrets
from huisheng.kernel.asks import Upload
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.attachments import pictures, rules
from huisheng.lifecycle.attachments.rules import Limits
from huisheng.lifecycle.attachments.states import PICTURES

_WAITING = 20  # letters of a seat that wait to be typed


def can(by: Actor) -> Refusal | None:
    """Who types letters."""
    return reads.may(by)


def do(file: Upload, limits: Limits, *, by: Actor, at: datetime) -> Letter:
    """The letter to be typed. Refusal about ``file`` where it can't hang on an order afterwards."""
    insist(can(by))
    if Letter.objects.filter(seat_id=by.seat).count() >= _WAITING:
        raise Refusal("too_many", f"还有{_WAITING}封信没有录完，请先录完或放弃几封。", field="file")
    try:
        sort = rules.sort_of(file.data, file.size, limits)
        data = pictures.redrawn(file.data, sort)[0] if sort in PICTURES else file.data
    except rules.Unfit as unfit:
        raise Refusal("bad_file", f"“{rules.shown_name(file.name)}”{unfit}", field="file") from None
    found = paper.words_of(data, sort)
    ref = random.token_urlsafe(16)
    return Letter.objects.create(
        platform_id=by.platform,
        seat_id=by.seat,
        ref=ref,
        name_sealed=secrets.seal(rules.clean_name(file.name, sort), f"letters_letter:{ref}/name"),
        data_sealed=secrets.seal_bytes(data, f"letters_letter:{ref}/data"),
        words_sealed=secrets.seal(found.words, f"letters_letter:{ref}/words"),
        note=found.note,
        created_at=at,
    )
