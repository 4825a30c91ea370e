"""Set the menu (设置菜单) that stands below an account's conversation."""

from collections.abc import Sequence
from typing import Any

from huisheng.channels.wechat import api
from huisheng.channels.wechat.actions import issue_account
from huisheng.channels.wechat.models import Account
from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal, insist

USUAL: tuple[dict[str, Any], ...] = (
    {"type": "click", "name": "我要反映", "key": "file"},
    {"type": "click", "name": "查进度", "key": "progress"},
    {"type": "click", "name": "使用说明", "key": "help"},
)


def can(by: Actor) -> Refusal | None:
    """Who issues accounts sets their menus."""
    return issue_account.can(by)


def do(code: str, *, by: Actor, buttons: Sequence[dict[str, Any]] = USUAL) -> None:
    """Set it at WeChat, and note it. Refusal with what WeChat said."""
    insist(can(by))
    account = Account.objects.filter(code=code, platform_id=by.platform, revoked_at__isnull=True).first()
    if account is None:
        raise Refusal("unknown_account", "没有这个正在使用的公众号，请核对代码。", field="code")
    try:
        api.post(account, "/cgi-bin/menu/create", {"button": list(buttons)})
    except api.Away as away:
        raise Refusal("away", str(away)) from None
    except api.Said as said:
        raise Refusal("not_taken", f"微信没有接受这个菜单（errcode {said.code}），请核对后再试。") from None
    Account.objects.filter(pk=account.pk).update(menu=list(buttons))
