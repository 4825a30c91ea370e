"""What came in WeChat's XML, and what a citizen means by a few words. Pure: no Django, no clock."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from huisheng.kernel import text
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder.states import NUMBER

GARBLED = Refusal("not_xml", "来件不是微信的消息格式，请检查。")
_OPENID = re.compile(r"[A-Za-z0-9_\-]{1,64}\Z")
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DIGITS = re.compile(r"[0-9]{1,20}\Z")
_SECONDS = re.compile(r"[0-9]{1,10}\Z")
_MEDIA = re.compile(r"[A-Za-z0-9_\-]{1,256}\Z")
_PROGRESS = re.compile(rf"\W*(?:(?:查?询?(?:办理)?进[度展]|查询)\W*({NUMBER})?|({NUMBER}))\W*\Z")
_MORE = re.compile(r"补充\W*(.+)\Z", re.DOTALL)
_GREETINGS = {"你好", "您好", "在吗", "hi", "hello", "帮助", "help", "说明", "使用说明", "菜单"}

HELP = (
    "您好，这里是{platform}。\n"
    "反映问题：直接把时间、地点、情况写在一条消息里发来，也可以发图片、语音、位置。\n"
    "补充情况：回复“补充”加内容。\n"
    "查进度：回复“进度”，或“进度”加工单号。\n"
    "紧急情况请拨打110、119、120。"
)


class Sort(StrEnum):
    """What sort of message it is to us."""

    TEXT = "text"
    MEDIA = "media"
    PLACE = "place"
    EVENT = "event"
    OTHER = "other"  # what can't be kept (a video), or leads elsewhere (a link)


@dataclass(frozen=True, slots=True)
class Said:
    """A message or an event. ``ref``: its key, the same when it is sent again; ``media``: that of a file to fetch."""

    ref: str
    openid: str
    to: str
    at: datetime
    sort: Sort
    words: str = ""
    place: str = ""
    media: str = ""
    ending: str = ""
    event: str = ""
    key: str = ""


def fields(body: str | bytes) -> dict[str, str]:
    """The fields of an XML message, one level. Refusal for what is no such thing, has a DTD or entities.

    Characters that XML can't hold are left out first: a telephone may have put one among a citizen's words.
    """
    said = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    try:
        root = fromstring(_UNSPEAKABLE.sub("", said), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise GARBLED from None
    if root.tag != "xml":
        raise GARBLED
    return {one.tag: one.text or "" for one in root if len(one) == 0}


def said(given: Mapping[str, str]) -> Said:
    """What these fields say. Refusal where sender, time or key are none."""
    openid, kind = given.get("FromUserName", ""), given.get("MsgType", "")
    seconds, number = given.get("CreateTime", ""), given.get("MsgId", "")
    if not _OPENID.match(openid) or not _SECONDS.match(seconds) or not (number or kind == "event"):
        raise GARBLED
    if number and not _DIGITS.match(number):
        raise GARBLED
    head = {
        "ref": number,
        "openid": openid,
        "to": text.clean(given.get("ToUserName", "")[:64]),
        "at": datetime.fromtimestamp(int(seconds), UTC),
    }
    if kind == "event":
        event = given.get("Event", "")[:64]
        head["ref"] = f"{openid}:{seconds}:{event}"[:128]
        told = {"key": given.get("EventKey", "")[:128]}
        if event == "TEMPLATESENDJOBFINISH":
            told = {"key": given.get("MsgID", "")[:64], "words": text.clean(given.get("Status", "")[:200])}
        return Said(**head, sort=Sort.EVENT, event=event, **told)  # type: ignore[arg-type]  # the head's types are its fields'
    return _message(head, kind, given)


def _message(head: Mapping[str, object], kind: str, given: Mapping[str, str]) -> Said:
    told: dict[str, object]
    if kind == "text":
        told = {"sort": Sort.TEXT, "words": text.clean(given.get("Content", ""))}
    elif kind in ("image", "voice"):
        media, ending = given.get("MediaId", ""), "jpg" if kind == "image" else given.get("Format", "amr")[:8]
        if not _MEDIA.match(media):
            raise GARBLED
        told = {"sort": Sort.MEDIA, "media": media, "ending": ending, "words": text.clean(given.get("Recognition", ""))}
    elif kind == "location":
        label = " ".join(text.clean(given.get("Label", "")).split())
        where = f"纬度{given.get('Location_X', '')[:20]}，经度{given.get('Location_Y', '')[:20]}（GCJ-02）"
        told = {"sort": Sort.PLACE, "place": (label or where)[:200], "words": f"（市民发来位置：{label} {where}）"}
    elif kind == "link":
        link = "\n".join(given.get(name, "") for name in ("Title", "Description", "Url"))
        told = {"sort": Sort.OTHER, "words": text.clean(f"（市民发来链接，未打开）\n{link}")}
    else:
        told = {"sort": Sort.OTHER, "words": f"（市民发来一条{_KINDS.get(kind, '不能识别的')}消息，系统不能保存）"}
    return Said(**head, **told)  # type: ignore[arg-type]  # the same


_KINDS = {"video": "视频", "shortvideo": "视频"}


def asks_help(words: str) -> bool:
    """Whether it is a greeting or a call for help with this account, and nothing else."""
    bare = re.sub(r"\W", "", text.fold(words))
    return bare in _GREETINGS or not (bare or words.strip(" ?？!！。.…"))


def asks_progress(words: str) -> str | None:
    """The number whose progress is asked for; "" for the latest; None where something else is said."""
    found = _PROGRESS.match(text.fold(words).upper()) if len(words) < 100 else None
    return (found[1] or found[2] or "") if found else None


def more(words: str) -> str | None:
    """What is added to the latest matter; None where nothing is."""
    found = _MORE.match(words)
    return found[1].strip() if found else None


def fields_of_template(said: str) -> tuple[tuple[str, str], ...]:
    """ "thing1:subject thing2:text": which field of the template holds what. Refusal for anything else."""
    pairs = tuple(tuple(part.partition(":")[::2]) for part in said.split())
    if any(not re.fullmatch(r"[A-Za-z_]+[0-9]*", name) or what not in ("subject", "text") for name, what in pairs):
        sentence = "模板字段应写成“字段:subject 字段:text”，如 thing1:subject thing2:text。"
        raise Refusal("not_fields", sentence, field="template_fields")
    return pairs  # type: ignore[return-value]  # pairs they are


def answer(to: str, by: str, at: datetime, words: str) -> str:
    """A text that answers at once."""
    root = Element("xml")
    told = {
        "ToUserName": to,
        "FromUserName": by,
        "CreateTime": str(int(at.timestamp())),
        "MsgType": "text",
        "Content": text.clean(words)[:600],
    }
    return _written(root, told)


def sealed(encrypted: str, signature: str, timestamp: str, nonce: str) -> str:
    """The envelope of an answer in the safe mode."""
    told = {"Encrypt": encrypted, "MsgSignature": signature, "TimeStamp": timestamp, "Nonce": nonce}
    return _written(Element("xml"), told)


def _written(root: Element, told: Mapping[str, str]) -> str:
    for name, value in told.items():
        SubElement(root, name).text = value
    return str(tostring(root, encoding="unicode"))
