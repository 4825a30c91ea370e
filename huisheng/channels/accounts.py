"""The accounts by which a platform speaks to its peers, of every channel: listed, set up, stopped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import ModuleType
from typing import Any

from django.db import models

from huisheng.channels.mail.actions import issue_mailbox, revoke_mailbox
from huisheng.channels.mail.models import Mailbox
from huisheng.channels.open311.actions import issue_key, revoke_key
from huisheng.channels.open311.models import Key
from huisheng.channels.sms.actions import issue_gateway, revoke_gateway
from huisheng.channels.sms.models import Gateway
from huisheng.channels.telephony.actions import issue_switch, revoke_switch
from huisheng.channels.telephony.asterisk.actions import issue_manager
from huisheng.channels.telephony.contract import Profile
from huisheng.channels.telephony.models import Manager, Switch
from huisheng.channels.wechat.actions import issue_account, revoke_account
from huisheng.channels.wechat.models import Account as Official
from huisheng.directory.actor import Actor
from huisheng.kernel.asks import Ask
from huisheng.kernel.errors import Refusal, insist


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of account: what sets one up, what stops it, and its rows. ``usual``: what a form begins with."""

    code: str
    label: str
    issue: ModuleType
    revoke: ModuleType
    model: type[models.Model]
    usual: Mapping[str, object]

    @property
    def asks(self) -> Sequence[Ask]:
        """The fields of its form."""
        asks: Sequence[Ask] = self.issue.ASKS
        return asks


@dataclass(frozen=True, slots=True)
class Account:
    """One account as a list shows it: never its secret. ``heard_at``: when its peer was last heard; None: never."""

    kind: Kind
    code: str
    label: str
    made_at: datetime
    heard_at: datetime | None
    trouble: str
    revoked_at: datetime | None


_MAIL = {"imap_port": 993, "imap_guard": "tls", "smtp_port": 465, "smtp_guard": "tls", "folder": "INBOX"}
KINDS: dict[str, Kind] = {
    one.code: one
    for one in (
        Kind("asterisk", "电话交换机（Asterisk）", issue_manager, revoke_switch, Switch, {"port": 5038}),
        Kind("switch", "电话交换机（推送事件）", issue_switch, revoke_switch, Switch, {}),
        Kind("mail", "邮箱", issue_mailbox, revoke_mailbox, Mailbox, _MAIL),
        Kind("sms", "短信网关", issue_gateway, revoke_gateway, Gateway, issue_gateway.USUAL),
        Kind("wechat", "微信公众号", issue_account, revoke_account, Official, {}),
        Kind("open311", "开放接口（Open311）", issue_key, revoke_key, Key, {"may_write": True, "per_minute": 60}),
    )
}
MOST = 200  # accounts that a list shows; a platform has a dozen


def can(by: Actor) -> Refusal | None:
    """Who issues keys of the API."""
    return issue_key.can(by)


def kind(code: str) -> Kind:
    """The kind of that code; Refusal ``not_found``."""
    if code not in KINDS:
        raise Refusal("not_found", "没有这种渠道账户。")
    return KINDS[code]


def all_(by: Actor) -> list[Account]:
    """Every account of the keeper's own platform, kind by kind, the newest first."""
    insist(can(by))
    return [_account(one, row) for one in KINDS.values() for row in _rows(one, by)]


def _rows(kind: Kind, by: Actor) -> Sequence[Any]:
    rows = kind.model._default_manager.filter(platform_id=by.platform)
    if kind.model is Switch:
        pulled = {"profile": Profile.ASTERISK.value}
        rows = rows.filter(**pulled) if kind.code == "asterisk" else rows.exclude(**pulled)
    return list(rows.order_by("-pk")[:MOST])


def _account(kind: Kind, row: Any) -> Account:
    peer = _peer(row)
    times = [getattr(peer, name, None) for name in ("last_at", "used_at", "connected_at")]
    return Account(
        kind=kind,
        code=row.code,
        label=row.label,
        made_at=row.created_at,
        heard_at=max((at for at in times if at is not None), default=None),
        trouble=getattr(peer, "trouble", ""),
        revoked_at=row.revoked_at,
    )


def _peer(row: Any) -> Any:
    """What says how it goes: the row itself, or the manager of a switch."""
    if isinstance(row, Switch) and row.profile == Profile.ASTERISK:
        return Manager.objects.filter(switch=row).first() or row
    return row
