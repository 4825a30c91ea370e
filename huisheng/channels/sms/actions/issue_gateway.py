"""Set up an account at a gateway (登记短信账户): the link to it is made within seconds, and kept."""

from datetime import datetime

from huisheng.channels.inbox import sources
from huisheng.channels.sms import reads
from huisheng.channels.sms.contract import Encoding, Protocol, Way
from huisheng.channels.sms.models import Gateway
from huisheng.directory.actions import issue_key
from huisheng.directory.actor import Actor
from huisheng.kernel import secrets, text
from huisheng.kernel.asks import Choice, Code, Count, Text, read_all
from huisheng.kernel.errors import Refusal, insist

ASKS = (
    Code("code", "短信账户"),
    Text("label", "用途", limit=100, lines=False),
    Choice("protocol", "协议", options=Protocol.labels()),
    Text("host", "网关地址", limit=200, lines=False),
    Count("port", "端口", high=65_535),
    Text("system_id", "账户名", limit=15, lines=False),
    Text("secret", "密码", limit=64, lines=False),
    Text("system_type", "系统类型", limit=12, lines=False, required=False),
    Code("number", "服务号码"),
    Code("prefix", "号码前缀", required=False),
    Count("rate", "每秒条数", high=1000),
    Count("window", "窗口", high=1000),
    Choice("way", "长短信", options=Way.labels()),
    Choice("encoding", "编码", options=Encoding.labels()),
)
USUAL = {"rate": 20, "window": 16, "way": Way.UDH8.value, "encoding": Encoding.UCS2.value}
_SECRET, _SP_ID = 8, 6  # SMPP's password field; CMPP's 企业代码


def can(by: Actor) -> Refusal | None:
    """Who issues keys of the API."""
    return issue_key.can(by)


def do(*, by: Actor, at: datetime, **given: object) -> Gateway:
    """A new account of the administrator's own platform; what isn't given is as usual."""
    insist(can(by))
    asked = read_all(ASKS, {**USUAL, **given})
    code, secret = str(asked["code"]), str(asked.pop("secret"))
    sources.check_free(code, Gateway, by)
    _insist_fits(asked, secret)
    return Gateway.objects.create(
        platform_id=by.platform,
        secret_sealed=secrets.seal(secret, reads.context(code)),
        created_at=at,
        **{**asked, "label": text.clean(str(asked["label"]))},
    )


def _insist_fits(asked: dict[str, object], secret: str) -> None:
    """What the fields of the protocol hold: said here, not found out by a gateway that lets nobody in."""
    smpp = asked["protocol"] == Protocol.SMPP
    if smpp and len(secret) > _SECRET:
        raise Refusal("too_long", f"SMPP的密码最多{_SECRET}字，请向运营商核对。", field="secret")
    if not smpp and len(str(asked["system_id"])) != _SP_ID:
        raise Refusal("bad_sp_id", f"CMPP的企业代码是{_SP_ID}位，请向运营商核对。", field="system_id")
    if not smpp and asked["way"] == Way.PAYLOAD:
        raise Refusal("no_such_way", "CMPP没有“整条交给网关”，请选分条。", field="way")
    for name in ("system_id", "system_type"):
        if not str(asked[name] or "").isascii():
            raise Refusal("not_ascii", "账户名和系统类型只能用字母、数字和符号。", field=name)
    if not secret.isascii():
        raise Refusal("not_ascii", "密码只能用字母、数字和符号。", field="secret")
