"""登记警情编号: the matter went to 110, and the police gave it a number of theirs; noted again it is corrected."""

import re
from datetime import datetime

from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Text
from huisheng.kernel.errors import Refusal
from huisheng.ledger.vocabulary.intake import PoliceNoted
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.verb import Verb
from huisheng.rulebook import implements

VERB = Verb("note_police", "登记警情编号", (Text("number", "警情编号", limit=40, lines=False),))
_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z-]*\Z")
_PHONE = re.compile(r"(?:86)?1[3-9][0-9]{9}\Z")  # it would stand in the ledger for good
_WIDE = str.maketrans({chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)})


def can(matter: Matter, actor: Actor) -> Refusal | None:
    """Until it is archived: the police may tell it late."""
    return VERB.check(matter, actor)


@VERB.door
@implements("council-2022-12#art-1")
def do(matter: Matter, *, by: Actor, at: datetime, number: str) -> None:
    """Note the number, or another one in its place. It is a code of the police's: no words go into the ledger here."""
    plain = number.translate(_WIDE).replace(" ", "").upper()
    if not _NUMBER.match(plain):
        raise Refusal(
            "bad_number", "警情编号只能有字母、数字和短横，请照110告知的编号填写。", VERB.edges.cite, "number"
        )
    if _PHONE.match(plain):
        raise Refusal("a_phone", "这像是电话号码，请填写110告知的警情编号。", VERB.edges.cite, "number")
    if plain == matter.order.police_no:
        raise Refusal("no_change", f"警情编号已登记为{plain}，无需重复操作。", VERB.edges.cite, "number")
    matter.order.police_no = plain
    matter.record(PoliceNoted(plain), by=by, at=at)
