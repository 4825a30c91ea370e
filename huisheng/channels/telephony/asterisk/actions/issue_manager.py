"""Issue an Asterisk (登记Asterisk): from now on it is listened to, by an account that its manager.conf gives us."""

import re
from datetime import datetime
from pathlib import Path

from django.db import transaction

from huisheng.channels.inbox import sources
from huisheng.channels.telephony.actions import issue_switch
from huisheng.channels.telephony.asterisk import queue_log
from huisheng.channels.telephony.contract import Profile
from huisheng.channels.telephony.models import Manager, Switch
from huisheng.directory.actor import Actor
from huisheng.kernel import secrets
from huisheng.kernel.asks import Code, Count, Text, read_all
from huisheng.kernel.errors import Refusal, insist

_HOST = re.compile(r"[A-Za-z0-9.:\-]{1,253}\Z")
_CONTEXT = re.compile(r"[A-Za-z0-9_.\-]{1,79}\Z")  # Asterisk's own limit
_PORT = 5038

ASKS = (
    Code("code", "来源系统"),
    Text("label", "用途", limit=100, lines=False),
    Text("host", "地址", limit=253, lines=False),
    Count("port", "端口", required=False, low=1, high=65535),
    Text("username", "账号", limit=64, lines=False),
    Text("secret", "密码", limit=200, lines=False),
    Text("contexts", "来电上下文", limit=400, lines=False),
    Text("outward", "外呼上下文", limit=79, required=False, lines=False),
    Text("transfers", "转接上下文", limit=79, required=False, lines=False),
    Text("conferences", "三方通话上下文", limit=79, required=False, lines=False),
    Code("technology", "分机技术", required=False),
    Text("queue_log", "queue_log路径", limit=400, required=False, lines=False),
    Text("recordings", "录音目录", limit=400, required=False, lines=False),
)


def can(by: Actor) -> Refusal | None:
    """Who issues switches."""
    return issue_switch.can(by)


def do(*, by: Actor, at: datetime, **given: object) -> Manager:
    """A new switch of the administrator's own platform, reached by its manager interface.

    What its queue_log says of the time before isn't taken.
    """
    insist(can(by))
    read = read_all(ASKS, given)
    asked = {name: "" if value is None else str(value) for name, value in read.items()}
    code = asked["code"]
    _check(asked)
    sources.check_free(code, Switch, by)
    mark = queue_log.end(Path(asked["queue_log"])) if asked["queue_log"] else queue_log.Mark()
    names = ("host", "username", "contexts", "outward", "transfers", "conferences", "queue_log", "recordings")
    with transaction.atomic():
        switch = Switch.objects.create(
            platform_id=by.platform, code=code, label=asked["label"], profile=Profile.ASTERISK.value, created_at=at
        )
        return Manager.objects.create(
            switch=switch,
            port=int(asked["port"] or _PORT),
            secret_sealed=secrets.seal(asked["secret"], f"telephony_manager:{code}"),
            technology=asked["technology"] or "PJSIP",
            queue_log_inode=mark.inode,
            queue_log_offset=mark.offset,
            **{name: asked[name] for name in names},
        )


def _check(asked: dict[str, str]) -> None:
    if not _HOST.match(asked["host"]):
        raise Refusal("not_a_host", "地址应为主机名或IP，如 10.0.0.5，请改正。", field="host")
    for name in ("contexts", "outward", "transfers", "conferences"):
        if not all(_CONTEXT.match(one) for one in asked[name].split()):
            raise Refusal("not_a_context", "上下文只用字母、数字、点和横线，多个以空格隔开，请改正。", field=name)
    for name in ("queue_log", "recordings"):
        path = asked[name]
        if path and not Path(path).is_absolute():
            raise Refusal("not_a_path", "路径应从根目录写起，如 /var/log/asterisk/queue_log，请改正。", field=name)
