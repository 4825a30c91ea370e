"""Receipts, keys, numbers and keywords of short messages. Pure: no Django, no clock."""

import re

from huisheng.channels.sms.contract import Fate, Retry

# SMPP 3.4 appendix B and 5.2.28: the words of a receipt, and the numbers of message_state
STATES = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}
_ON_ITS_WAY = ("ENROUTE", "ACCEPTD", "SCHEDULED", "BUFFERED", "RETRY")
_TROUBLE = {
    "EXPIRED": "短信在有效期内没有送达，请改用电话联系。",
    "DELETED": "短信被运营商删除，请改用电话联系。",
    "UNDELIV": "短信无法送达，号码可能停机或关机，请改用电话联系。",
    "UNKNOWN": "运营商不知道短信是否送达，请改用电话确认。",
    "REJECTD": "短信被运营商拒绝，请改用电话联系。",
}
_RECEIPT = re.compile(
    r"\bid\s*:\s*(?P<id>[0-9A-Za-z\-]{1,64})\b.*?\bstat\s*:\s*(?P<stat>[A-Za-z:0-9]{1,16})"
    r"(?:.*?\berr\s*:\s*(?P<err>[0-9A-Za-z]{1,16}))?",
    re.IGNORECASE | re.DOTALL,
)
_RECEIPT_LONG = 512  # characters: what is longer is a letter
_STOP = re.compile(r"(?:td|t|退订|取消订阅)[\s。.!！]*\Z", re.IGNORECASE)
_MOBILE = re.compile(r"(?:\+|00)?86(1[3-9][0-9]{9})\Z")

# SMPP 3.4 5.1.3: what won't be better next time, and what is only too fast
_NEVER = {
    0x01: "短信过长，网关不接收。",
    0x02: "短信格式不合网关要求，请管理员核对协议设置。",
    0x0A: "网关不认服务号码，请管理员核对短信账户。",
    0x0B: "收信号码不对，请核对市民的号码。",
    0x48: "服务号码的类型不对，请管理员核对短信账户。",
    0x50: "收信号码的类型不对，请核对市民的号码。",
    0x54: "网关不接收这种短信，请管理员核对短信账户。",
}
_SLOWER = (0x14, 0x58)
_CMPP_NEVER = {
    1: "短信格式不合网关要求，请管理员核对协议设置。",
    4: "短信格式不合网关要求，请管理员核对协议设置。",
    5: "资费代码不对，请管理员核对短信账户。",
    6: "短信过长，网关不接收。",
    7: "业务代码不对，请管理员核对短信账户。",
    9: "网关不负责这个号码，请管理员核对短信账户。",
    10: "网关不认服务号码，请管理员核对短信账户。",
    11: "网关不认企业代码，请管理员核对短信账户。",
    12: "计费号码不对，请管理员核对短信账户。",
    13: "收信号码不对，请核对市民的号码。",
}
_CMPP_SLOWER = (8,)
_LETS_NOT_IN = {
    0x05: "网关说账户已经登录，请管理员查看是否有别的系统在用这个账户。",
    0x0E: "网关说密码不对，请管理员核对短信账户。",
    0x0F: "网关不认账户名，请管理员核对短信账户。",
}
_CMPP_LETS_NOT_IN = {
    2: "网关说来源地址不对，请管理员核对短信账户和本机地址。",
    3: "网关说密码不对，请管理员核对短信账户。",
    4: "网关不支持这个协议版本，请管理员核对短信账户。",
}


def told(word: str, error: str = "") -> tuple[Fate | None, str]:
    """What a receipt's word means: the fate, None while it is on its way; a sentence where it failed."""
    word = word.upper()
    if word in ("DELIVRD", "DELIVERED"):
        return Fate.DELIVERED, ""
    if word in _ON_ITS_WAY:
        return None, ""
    known = {"UNDELIVERABLE": "UNDELIV", "REJECTED": "REJECTD"}.get(word, word)
    mark = error if error.strip("0") else "" if known in _TROUBLE else word
    sentence = _TROUBLE.get(known, _TROUBLE["UNDELIV"])
    return Fate.FAILED, f"{sentence.removesuffix('。')}（{mark}）。" if mark else sentence


def receipt(text: str) -> tuple[str, str, str] | None:
    """The key, the word and the error code of a receipt's text; None where it is none."""
    found = _RECEIPT.search(text[:_RECEIPT_LONG])
    return (found["id"], found["stat"], found["err"] or "") if found else None


def spellings(key: str) -> list[str]:
    """A gateway's key as it may be written elsewhere, itself first: other case, no zeros before, hex or decimal."""
    bare = key.strip().lower()
    ways = [key, bare, bare.lstrip("0")]
    if bare.isascii() and len(bare) <= 32:
        if bare.isdigit():
            ways.append(f"{int(bare):x}")
        if re.fullmatch("[0-9a-f]+", bare):
            ways.append(str(int(bare, 16)))
    return list(dict.fromkeys(way for way in ways if way))


def spelled(key: str) -> str:
    """How a gateway's key is kept: ``spellings`` of another writing of it hold this one."""
    return key.strip().lower().lstrip("0") or key.strip()


def number(raw: str) -> str:
    """A citizen's number as it is dialled here: without the country's code."""
    bare = raw.strip()
    found = _MOBILE.match(bare)
    return found[1] if found else bare


def dialled(address: str, prefix: str) -> str:
    """A citizen's number as the gateway wants it. "" where it is none."""
    bare = number(re.sub(r"[\s\-]", "", address))
    return prefix + bare if bare.isascii() and bare.isdigit() and 3 <= len(bare) <= 20 - len(prefix) else ""


def wants_no_more(text: str) -> bool:
    """Whether a citizen ends the messages (退订)."""
    return _STOP.match(text.strip()) is not None


def refused(status: int) -> tuple[Retry, str]:
    """What a status of SMPP's submit_sm_resp means."""
    return _meant(status, _NEVER, _SLOWER)


def refused_by_cmpp(result: int) -> tuple[Retry, str]:
    """What a result of CMPP_SUBMIT_RESP means."""
    return _meant(result, _CMPP_NEVER, _CMPP_SLOWER)


def _meant(status: int, never: dict[int, str], slower: tuple[int, ...]) -> tuple[Retry, str]:
    if status in never:
        return Retry.NO, never[status]
    if status in slower:
        return Retry.SLOWER, "短信网关忙，稍后自动再发。"
    return Retry.LATER, f"短信网关没有收下（错误{status:#x}），稍后自动再发。"


def not_let_in(status: int) -> str:
    """Why an SMPP gateway doesn't bind."""
    return _LETS_NOT_IN.get(status, f"短信网关不接受登录（错误{status:#x}），请管理员核对短信账户。")


def not_let_in_by_cmpp(status: int) -> str:
    """Why a CMPP gateway doesn't connect."""
    return _CMPP_LETS_NOT_IN.get(status, f"短信网关不接受登录（错误{status:#x}），请管理员核对短信账户。")


def long_enough(text: str) -> bool:
    """Whether a text is so long that the same one twice on a day is one message brought twice."""
    return len(text.strip()) >= 20
