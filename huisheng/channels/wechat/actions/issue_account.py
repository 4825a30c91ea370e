"""Issue an account (登记公众号): what citizens write to it comes in. Its token and key are told once, to be entered at
WeChat's own page."""

import re
import secrets as random
import string
from datetime import datetime
from typing import NamedTuple

from huisheng.channels.inbox import sources
from huisheng.channels.wechat import api, codec, reads, rules
from huisheng.channels.wechat.models import Account
from huisheng.directory.actions import issue_key
from huisheng.directory.actor import Actor
from huisheng.kernel import secrets
from huisheng.kernel.asks import Code, Flag, Text, read_all
from huisheng.kernel.errors import Refusal, insist

ASKS = (
    Code("code", "公众号代码"),
    Text("label", "名称", limit=100, lines=False),
    Code("appid", "AppID"),
    Text("secret", "AppSecret", limit=200, lines=False),
    Flag("plain", "明文模式"),
    Text("api_base", "接口地址", limit=200, lines=False, required=False),
    Text("template_id", "模板编号", limit=100, lines=False, required=False),
    Text("template_fields", "模板字段", limit=200, lines=False, required=False),
)
_BASE = re.compile(r"(https://[A-Za-z0-9.-]+|http://(127\.0\.0\.1|localhost))(:[0-9]{1,5})?(/[A-Za-z0-9._/-]*)?\Z")
_LETTERS = string.ascii_letters + string.digits


class Issued(NamedTuple):
    """What is entered at WeChat's page: the token and, but in plain mode, the EncodingAESKey."""

    token: str
    aes_key: str


def can(by: Actor) -> Refusal | None:
    """Who issues keys of the API."""
    return issue_key.can(by)


def do(*, by: Actor, at: datetime, **given: object) -> Issued:
    """A new account of the administrator's own platform."""
    insist(can(by))
    asked = {name: value if isinstance(value, bool) else str(value) for name, value in read_all(ASKS, given).items()}
    code, base = str(asked["code"]), str(asked["api_base"] or api.OFFICIAL).rstrip("/")
    sources.check_free(code, Account, by)
    if not _BASE.match(base):
        raise Refusal("not_an_address", "接口地址应以https://开头。", field="api_base")
    if bool(rules.fields_of_template(str(asked["template_fields"]))) != bool(asked["template_id"]):
        raise Refusal("half_a_template", "模板编号和模板字段要同时填写，或都不填。", field="template_fields")
    token = _drawn(32)
    aes_key = "" if asked["plain"] else _drawn(codec.KEY)
    told = {"token": token, "aes": aes_key, "secret": str(asked["secret"])}
    Account.objects.create(
        platform_id=by.platform,
        code=code,
        **{name: str(asked[name]) for name in ("label", "appid", "template_id", "template_fields")},
        api_base=base,
        **{f"{name}_sealed": secrets.seal(said, reads.context(code, name)) for name, said in told.items()},
        created_at=at,
    )
    return Issued(token, aes_key)


def _drawn(length: int) -> str:
    return "".join(random.choice(_LETTERS) for _ in range(length))
