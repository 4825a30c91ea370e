"""A letter of ours as it goes out: plain text, marked as automatic, of one key one Message-ID."""

import re
from datetime import datetime
from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime

from huisheng.channels.mail.report import OURS
from huisheng.channels.outbox.contract import Never, Parcel
from huisheng.kernel import secrets, text

_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]\\\x00-\x1f\x7f]{1,64}@([^\s<>@,;:\"()\[\]\\\x00-\x1f\x7f]{1,190})\Z")
_ID = re.compile(r"[!-;=?-~]{3,200}\Z")  # printable, without angle brackets
_BAD_ADDRESS = "邮箱地址不对，请核对后改用别的方式联系市民。"


def message_id(key: str, address: str) -> str:
    """The Message-ID (bare) of the letter of that key: the same at every try, and none that a stranger guesses."""
    return f"{OURS}{secrets.fingerprint(f'mail:{key}'.encode())[:32]}@{address.rpartition('@')[2]}"


def letter(parcel: Parcel, *, address: str, label: str, answers: str, at: datetime) -> MIMEText:
    """The letter from ``label`` <``address``>; ``answers``: the Message-ID (bare) of the one it answers. Never.

    Made with the standard library's older classes: the newer ones fold a long Message-ID until nobody knows it.
    """
    message = MIMEText(text.clean(parcel.text) + "\n", "plain", "utf-8")
    message["From"] = f"{_words(label, 'From').encode()} <{mailable(address)}>"
    message["To"] = mailable(parcel.address)
    subject = _words(parcel.subject or "12345热线", "Subject")
    message["Subject"] = subject  # type: ignore[assignment]  # as text it would be folded once more, and begin empty
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{message_id(parcel.key, address)}>"
    if _ID.match(answers) and "@" in answers:
        message["In-Reply-To"] = message["References"] = f"<{answers}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["X-Loop"] = address
    return message


def mailable(address: str) -> str:
    """The address as it is written on the line: a Chinese domain has a name in ASCII. Never, for one that is none."""
    found = _ADDRESS.match(address)
    if found is None or not address[: found.start(1)].isascii():
        raise Never(_BAD_ADDRESS)
    try:
        return address[: found.start(1)] + found[1].encode("idna").decode()
    except UnicodeError:
        raise Never(_BAD_ADDRESS) from None


def _words(said: str, name: str) -> Header:
    return Header(" ".join(text.clean(said).split()), "utf-8", header_name=name)
