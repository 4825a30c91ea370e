"""Letters that no person wrote: automatic answers, lists, loops, and what comes back of our own (RFC 3464). Pure."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from email.message import Message
from typing import cast

from huisheng.channels.mail import decode, parts

OURS = "hs."  # how the Message-IDs that we give begin
_OUR_ID = re.compile(r"<(hs\.[0-9a-f]{32}@[^<>\s]{1,200})>")
_AUTO_SUBJECT = re.compile(
    r"\s*[\[【(（]?\s*(自动回复|自動回覆|自动答复|假期自动|休假|Automatic reply|Auto[- ]?reply|Out of (the )?office)",
    re.IGNORECASE,
)
_BULK = ("bulk", "junk", "list", "auto_reply", "auto-reply")
_MACHINES = re.compile(r"(mailer-?daemon|postmaster|mdaemon|mail-daemon|no-?reply-bounce)@", re.IGNORECASE)
_STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")
_LOOKED_AT = 200_000  # bytes of a bounce in which our own Message-ID is looked for

# RFC 3463, the codes that say something to who sent it
_MEANS = {
    "1.1": "没有这个邮箱",
    "1.2": "没有这个邮箱域名",
    "1.3": "邮箱地址写得不对",
    "1.6": "邮箱已迁走",
    "1.10": "这个域名不收邮件",
    "2.1": "邮箱已停用",
    "2.2": "邮箱已满",
    "2.3": "邮件过大",
    "3.4": "邮件过大",
    "4.1": "对方服务器没有应答",
    "4.4": "找不到对方服务器",
    "4.7": "多日送不到",
    "7.1": "对方拒收",
}


@dataclass(frozen=True, slots=True)
class Returned:
    """What became of a letter of ours: its Message-ID, whether it arrived, and the sentence if it didn't."""

    message_id: str
    delivered: bool
    trouble: str = ""


def automatic(message: Message, sender: str, own: Collection[str]) -> str:
    """Why nobody wrote this letter, as a sentence; "" where somebody did. ``own``: the addresses we write from."""

    def said(name: str) -> str:
        return decode.header(parts.first(message, name)).strip().lower()

    if sender.lower() in own or any(value.strip().lower() in own for value in parts.every(message, "x-loop")):
        return "是本平台自己发出的邮件，已拦下，避免循环。"
    if is_report(message, sender):
        return "是退信或投递回执，不是市民来信。"
    if said("auto-submitted").split(";")[0].strip() not in ("", "no"):
        return "是自动发出的邮件，不是市民来信。"
    if parts.first(message, "x-autoreply") or parts.first(message, "x-autorespond") or _says_auto(message):
        return "是自动回复，不是市民来信。"
    if said("precedence") in _BULK or parts.first(message, "list-id") or parts.first(message, "list-unsubscribe"):
        return "是群发邮件，不是市民来信。"
    return ""


def _says_auto(message: Message) -> bool:
    return _AUTO_SUBJECT.match(decode.header(parts.first(message, "subject"))) is not None


def is_report(message: Message, sender: str) -> bool:
    """Whether a letter is a report on another's delivery, by its form, or by who sent it and to where it returns."""
    if message.get_content_type() == "multipart/report":
        return True
    return _MACHINES.match(sender) is not None or parts.first(message, "return-path").strip() == "<>"


def returned(message: Message, raw: bytes) -> list[Returned]:
    """What a report says of letters of ours. Empty for one that is still under way, or about nothing of ours."""
    ids = list(dict.fromkeys(_OUR_ID.findall(raw[:_LOOKED_AT].decode("latin-1"))))
    if not ids:
        # in base64, as QQ and others send back the whole letter
        inside = b"\n".join(parts.payload(part)[:_LOOKED_AT] for part in message.walk() if not part.is_multipart())
        ids = list(dict.fromkeys(_OUR_ID.findall(inside.decode("latin-1"))))
    fates = list(_fates(message))
    if not fates:
        structured = message.get_content_type() == "multipart/report"
        status = _STATUS.search(raw[:_LOOKED_AT].decode("latin-1"))
        fates = [] if structured else [("failed", f"{status[1]}.{status[2]}.{status[3]}" if status else "")]
    for action, status_code in fates:
        if action == "failed":
            return [Returned(one, False, sentence(status_code)) for one in ids[:1]]
    if any(action in ("delivered", "relayed", "expanded") for action, _ in fates):
        return [Returned(one, True) for one in ids[:1]]
    return []


def _fates(message: Message) -> Iterator[tuple[str, str]]:
    """Action and status of each recipient."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            for block in cast(list[Message], part.get_payload()):
                action = parts.first(block, "action").strip().lower()
                status = _STATUS.search(parts.first(block, "status"))
                if action:
                    yield action, f"{status[1]}.{status[2]}.{status[3]}" if status else ""


def sentence(status: str) -> str:
    """What a status means, for who looks after it; no address and nothing the peer wrote stands in it."""
    meaning = _MEANS.get(status.partition(".")[2], "")
    told = "，".join(part for part in (status, meaning) if part)
    return f"对方退信（{told}），请改用别的方式联系市民。" if told else "对方退信，请改用别的方式联系市民。"
