"""A letter out of its bytes. Never fails: what can't be understood comes out with the sentence that says why. Pure."""

import logging
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import Message
from hashlib import sha256

from huisheng.channels.mail import decode, parts, quoted, report
from huisheng.channels.mail.report import Returned
from huisheng.kernel import text
from huisheng.kernel.asks import Upload

log = logging.getLogger("huisheng.mail")

LONGEST = 100_000  # characters of words that are kept; a letter that is longer is nobody's handwriting
_NESTED = re.compile(rb"^content-type:[ \t]*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]\\\x00-\x1f\x7f]{1,64}@[^\s<>@,;:\"()\[\]\\\x00-\x1f\x7f]{1,190}")
_ANGLED = re.compile(r"<\s*([^<>]*?)\s*>")
_ID = re.compile(r"<([^<>\s]{1,998})>")
_REF = re.compile(r"[\x21-\x7e]{1,128}\Z")
_OWN_PHONE = re.compile(
    r"^\W*(?:本人|我的?|联系)?(?:人)?(?:电话|手机|手机号|手机号码|联系方式)\W{0,3}(1[3-9][0-9]{9})\W*$", re.MULTILINE
)
_BROKEN = "邮件损坏，程序读不出正文；请到邮箱里看原件，再登记。"
_CUT = "邮件超过{size}MB，只读了前面一部分；请到邮箱里看原件，再登记。"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, read. ``message_id`` and ``references`` are bare of their angle brackets.

    ``automatic``: the sentence why nobody wrote it. ``held``: the sentence why a person must look at the original.
    ``digest`` is the same for every copy of a letter, by whatever way it came.
    """

    message_id: str
    digest: str
    sender: str = ""
    name: str = ""
    phone: str = ""
    subject: str = ""
    words: str = ""
    files: tuple[Upload, ...] = ()
    references: tuple[str, ...] = ()
    automatic: str = ""
    returned: tuple[Returned, ...] = field(default=())
    held: str = ""

    @property
    def ref(self) -> str:
        """Its key at the mailbox: its Message-ID where that will do, else its digest."""
        return self.message_id if _REF.match(self.message_id) else self.digest


def parse(raw: bytes, own: Collection[str] = (), *, size: int = 0) -> Letter:
    """The letter in ``raw``; ``own``: the addresses we write from. ``size``: its own, where ``raw`` is cut short."""
    head = _head(raw)
    letter = _bare(head, raw)
    if len(_NESTED.findall(raw)) > parts.MOST:
        return _told(letter, raw, _BROKEN)
    try:
        message = message_from_bytes(raw, policy=policy.compat32)
        return _read(letter, message, raw, own, size)
    except Exception as error:  # a letter that breaks the parser in a way nobody has seen must not stop the next
        log.warning("a letter can't be parsed: %s", type(error).__name__)
        return _told(letter, raw, _BROKEN)


def _head(raw: bytes) -> Message:
    """Its headers alone, as far as they go."""
    top = re.split(rb"\r?\n\r?\n", raw[:200_000], maxsplit=1)[0]
    try:
        return message_from_bytes(top + b"\n\n", policy=policy.compat32)
    except Exception:  # the same
        return Message()


def _bare(head: Message, raw: bytes) -> Letter:
    """What its headers say."""
    sender, name = written_by(parts.first(head, "from"))
    found = _ID.search(parts.first(head, "message-id"))
    body = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[-1]
    stable = "\0".join(parts.first(head, one) for one in ("message-id", "from", "date", "subject"))
    print_of = sha256(stable.encode("utf-8", "surrogatepass") + b"\0" + body.replace(b"\r\n", b"\n").strip())
    linked = " ".join(parts.first(head, one) for one in ("in-reply-to", "references"))
    return Letter(
        message_id=found[1] if found else "",
        digest=f"sha256:{print_of.hexdigest()}",
        sender=sender,
        name=name,
        subject=_line(decode.header(parts.first(head, "subject"))),
        references=tuple(dict.fromkeys(_ID.findall(linked)))[:100],
    )


def _read(letter: Letter, message: Message, raw: bytes, own: Collection[str], size: int) -> Letter:
    automatic = report.automatic(message, letter.sender, own)
    back: tuple[Returned, ...] = ()
    if automatic and report.is_report(message, letter.sender):
        back = tuple(report.returned(message, raw))
    found = parts.gather(message)
    whole = text.clean("\n\n".join(said.strip() for said in found.texts if said.strip())[: LONGEST * 2])
    answers = not quoted.is_passed_on(letter.subject) and (bool(letter.references) or quoted.is_answer(letter.subject))
    words = quoted.stripped(whole, answers=answers)
    troubles = list(found.troubles)
    if len(words) > LONGEST:
        troubles.append(f"正文有{len(words)}字以上，只留了前面一部分")
    held = "；".join(troubles) + "。请到邮箱里看原件，再登记。" if troubles else ""
    if size > len(raw):
        held = _CUT.format(size=len(raw) >> 20 or 1)
    return replace(
        letter,
        phone=own_phone(whole),
        words=words[:LONGEST],
        files=tuple(found.files),
        automatic=automatic,
        returned=back,
        held=held,
    )


def _told(letter: Letter, raw: bytes, held: str) -> Letter:
    """A letter that can't be opened: the beginning of it as it stands, for who looks at it."""
    body = re.split(rb"\r?\n\r?\n", raw[:20_000], maxsplit=1)[-1]
    return replace(letter, words=text.clean(decode.text(body))[:2000], held=held)


def written_by(raw: str) -> tuple[str, str]:
    """Address and name of a From header; "" for what isn't there. A name that is only an address is none."""
    if "@" not in raw:  # some mailers encode the whole of it, address and all
        raw = decode.header(raw)
    angled = _ANGLED.findall(raw)
    before = raw.split("<")[0] if angled else ""
    found = _ADDRESS.fullmatch(angled[-1]) if angled else _ADDRESS.search(raw)
    address = found[0].strip(".'") if found else ""
    if not address.isascii():
        address = decode.header(address)
    name = _line(decode.header(before.strip().strip('"').strip())).strip("\"' ")
    shown = "" if "@" in name or name.casefold() == address.split("@")[0].casefold() else name[:50]
    return address, shown


def own_phone(words: str) -> str:
    """The writer's own mobile number, where the letter gives just one on a line of its own and calls it so."""
    found = set(_OWN_PHONE.findall(words.translate(_WIDE)))
    return found.pop() if len(found) == 1 else ""


def _line(said: str) -> str:
    return " ".join(text.clean(said[:4000]).split())


_WIDE = str.maketrans("０１２３４５６７８９：", "0123456789:")
