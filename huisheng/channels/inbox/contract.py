"""The neutral contract of written channels: what any of them hands over, and what becomes of it.

An adapter (mail, SMS, WeChat, the public site, Open311, letters) turns what it gets into a ``Came`` and gives it to
``actions.take``; nothing else learns of channels. Once ``take`` has come back, the message is safe: only then does
an adapter tell its peer that it has it.
"""

from dataclasses import dataclass
from datetime import datetime

from huisheng.kernel.asks import Upload
from huisheng.kernel.labelled import Labelled


class Medium(Labelled):
    """By what a citizen is reached again."""

    MAIL = "mail", "电子邮件"
    SMS = "sms", "短信"
    WECHAT = "wechat", "微信"
    WEB = "web", "网页"  # nothing is sent: the citizen looks the matter up
    NONE = "none", "无"


class Outcome(Labelled):
    """What became of a message."""

    RECEIVED = "received", "已收到"  # kept, not yet placed
    NEW = "new", "已立单"
    ADDED = "added", "补充进原工单"
    JUDGED = "judged", "作为评价"
    HELD = "held", "待人工处理"
    ASIDE = "aside", "不是诉求"


class Gone(Exception):
    """The line to a peer went, or never stood; the sentence says why. It is tried again after a pause."""


class Abuse(Labelled):
    """Why a caller or writer is marked."""

    INSULT = "insult", "辱骂、威胁工作人员"
    FAKE = "fake", "编造虚假诉求"
    OCCUPY = "occupy", "反复拨打占用线路，无实质诉求"
    ADVERT = "advert", "推销、广告"


@dataclass(frozen=True, slots=True)
class Came:
    """One message of a citizen.

    ``source`` is the account it came in by, ``ref`` its own key there (at most 128 characters): a second one of the
    same key is the same message. ``address`` is where ``medium`` reaches its writer; ``also``: further ways by which he
    wants to hear. ``answers``: the number of the order that it names or answers, "" for none. What isn't known is left
    out: kind and category are then guessed from the words, for an agent to look at. ``piece``: a picture, a sound, a
    place: it says something together with what else its writer sends. ``held``: the sentence why a person must look at
    it before anything is made of it. ``aside``: the sentence why it is nobody's matter (an automatic answer, a bounce);
    it is kept, and that is all.
    """

    source: str
    ref: str
    channel: str
    medium: Medium
    at: datetime
    words: str
    address: str = ""
    title: str = ""
    name: str = ""
    phone: str = ""
    place: str = ""
    spot: str = ""  # degrees north and east: 27.829500,112.944600
    region: str = ""
    kind: str = ""
    category: str = ""
    urgent: bool = False
    confidential: bool = False
    enterprise: bool = False
    answers: str = ""
    held: str = ""
    aside: str = ""
    also: tuple[tuple[Medium, str], ...] = ()
    piece: bool = False
    files: tuple[Upload, ...] = ()
