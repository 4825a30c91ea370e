"""Issue a mailbox (登记邮箱): letters that arrive there are read from now on, and the platform writes from it."""

import re
from datetime import datetime

from huisheng.channels.inbox import sources
from huisheng.channels.mail import compose
from huisheng.channels.mail.models import CHANNELS, Guard, Mailbox
from huisheng.channels.outbox.contract import Never
from huisheng.directory.actions import issue_key
from huisheng.directory.actor import Actor
from huisheng.kernel import secrets, text
from huisheng.kernel.asks import Choice, Code, Count, Flag, Text, read_all
from huisheng.kernel.errors import Refusal, insist

_HOST = re.compile(r"[A-Za-z0-9\[\]:._-]{1,253}\Z")
_PORT = 65535

ASKS = (
    Code("code", "邮箱代码"),
    Text("label", "发件人名称", limit=60, lines=False),
    Choice("channel", "受理渠道", options=CHANNELS),
    Text("address", "邮箱地址", limit=254, lines=False),
    Text("imap_host", "收信服务器", limit=253, lines=False),
    Count("imap_port", "收信端口", high=_PORT),
    Choice("imap_guard", "收信加密", options=Guard.labels()),
    Text("folder", "收信文件夹", limit=100, lines=False, required=False),
    Text("done_folder", "已收文件夹", limit=100, lines=False, required=False),
    Text("smtp_host", "发信服务器", limit=253, lines=False),
    Count("smtp_port", "发信端口", high=_PORT),
    Choice("smtp_guard", "发信加密", options=Guard.labels()),
    Text("user", "用户名", limit=254, lines=False, required=False),
    Flag("smtp_open", "发信不用登录"),
    Text("secret", "密码或授权码", limit=500, lines=False),
)


def can(by: Actor) -> Refusal | None:
    """Who issues keys of the API."""
    return issue_key.can(by)


def do(*, by: Actor, at: datetime, since: datetime | None = None, **given: object) -> Mailbox:
    """A mailbox of the administrator's own platform. Letters before ``since`` (now, if left out) stay unread.

    One that was stopped and is issued again with the same server and folder goes on where it stopped.
    """
    insist(can(by))
    asked = read_all(ASKS, given)
    said = {name: str(value or "") for name, value in asked.items() if name not in ("secret", "smtp_open")}
    code = said["code"]
    _insist(said, by)
    said |= {"folder": said["folder"] or "INBOX", "user": said["user"] or said["address"]}
    same = ("imap_host", "folder", "user")
    older = Mailbox.objects.filter(code=code, **{name: said[name] for name in same}).order_by("pk").last()
    return Mailbox.objects.create(
        platform_id=by.platform,
        **{**said, "imap_port": int(said["imap_port"]), "smtp_port": int(said["smtp_port"])},
        smtp_user="" if asked["smtp_open"] else said["user"],
        secret_sealed=secrets.seal(str(asked["secret"]), f"mail_mailbox:{code}"),
        since=since or (older.since if older is not None else at),
        uidvalidity=older.uidvalidity if older is not None else None,
        last_uid=older.last_uid if older is not None else 0,
        created_at=at,
    )


def _insist(said: dict[str, str], by: Actor) -> None:
    sources.check_free(said["code"], Mailbox, by)
    try:
        compose.mailable(text.clean(said["address"]))
    except Never:
        raise Refusal(
            "not_an_address", "邮箱地址不对，应写成 rexian@example.gov.cn 的样子。", field="address"
        ) from None
    for name, label in (("imap_host", "收信服务器"), ("smtp_host", "发信服务器")):
        if not _HOST.match(said[name]):
            raise Refusal("not_a_host", f"{label}应填主机名，如 imap.example.gov.cn。", field=name)
    if said["done_folder"] and said["done_folder"].casefold() == (said["folder"] or "INBOX").casefold():
        raise Refusal("same_folder", "已收文件夹不能与收信文件夹相同，请改一个，或留空。", field="done_folder")
