"""``huisheng sms issue|list|revoke``: accounts at the gateways of short messages."""

import argparse
from datetime import datetime

from huisheng.console import asking

HELP = "短信账户：issue 平台 代码 网关地址 端口 账户名 服务号码（密码从标准输入读）、list、revoke 代码"
DATABASE = "app"
# as contract.py has them: no model is loaded to read a command line
_PROTOCOLS, _WAYS, _ENCODINGS = ("smpp", "cmpp2", "cmpp3"), ("udh8", "udh16", "payload"), ("ucs2", "gb18030")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with what."""
    acts = parser.add_subparsers(dest="act", metavar="issue|list|revoke", required=True)
    issue = acts.add_parser("issue", help="登记一个短信账户")
    issue.add_argument("platform", metavar="平台", help="平台代码")
    issue.add_argument("code", metavar="代码", help="短信账户的代码，如 sms-1")
    issue.add_argument("host", metavar="网关地址", help="网关的主机名或IP")
    issue.add_argument("port", metavar="端口", help="网关的端口，如 2775（SMPP）、7890（CMPP）")
    issue.add_argument("system_id", metavar="账户名", help="SMPP的system_id，或CMPP的企业代码（6位）")
    issue.add_argument("number", metavar="服务号码", help="市民看到的号码，如 1069012345")
    issue.add_argument("--label", default="短信", metavar="用途", help="用途，如 回执和评价")
    issue.add_argument("--protocol", choices=_PROTOCOLS, default=_PROTOCOLS[0], help="协议")
    issue.add_argument("--type", dest="system_type", default="", metavar="类型", help="SMPP的类型或CMPP的业务代码")
    issue.add_argument("--prefix", default="", metavar="前缀", help="市民号码前要加的，如 86")
    issue.add_argument("--rate", metavar="条数", help="每秒最多发几条，不写为20")
    issue.add_argument("--window", metavar="条数", help="最多几条未答复，不写为16")
    issue.add_argument("--way", choices=_WAYS, help="长短信怎样发，不写为8位编号分条")
    issue.add_argument("--encoding", choices=_ENCODINGS, help="汉字编码，不写为UCS-2")
    acts.add_parser("list", help="列出短信账户")
    revoke = acts.add_parser("revoke", help="停用一个短信账户")
    revoke.add_argument("code", metavar="代码", help="list 中的代码")


def run(args: argparse.Namespace) -> int:
    """The act is done as the administrator's seat of the platform that it is about."""
    return {"issue": _issue, "list": _list, "revoke": _revoke}[args.act](args)


def _issue(args: argparse.Namespace) -> int:
    from huisheng.channels.sms.actions import issue_gateway
    from huisheng.console.commands.switch import administrator
    from huisheng.directory import reads
    from huisheng.kernel import clock

    asked = {ask.name: value for ask in issue_gateway.ASKS if (value := getattr(args, ask.name, None))}
    by = administrator(reads.platform_by_code(args.platform).id)
    issue_gateway.do(by=by, at=clock.now(), secret=asking.secret("密码："), **asked)
    print(f"短信账户{args.code}已登记，几秒后开始连接；用 huisheng sms list 查看。")
    return 0


def _list(args: argparse.Namespace) -> int:
    from huisheng.channels.sms.contract import Protocol
    from huisheng.channels.sms.models import Gateway

    for one in Gateway.objects.select_related("platform").order_by("platform__code", "code", "pk").iterator():
        where = f"{one.host}:{one.port}"
        print(
            f"{one.platform.code}\t{one.code}\t{Protocol(one.protocol).label}\t{where}\t{one.number}\t{one.label}"
            f"\t{_state(one.revoked_at, one.connected_at, one.trouble)}"
        )
    return 0


def _state(revoked: datetime | None, connected: datetime | None, trouble: str) -> str:
    from huisheng.kernel import clock

    if revoked is not None:
        return f"{clock.local(revoked):%Y-%m-%d %H:%M}停用"
    if connected is not None:
        return f"{clock.local(connected):%Y-%m-%d %H:%M}起已连上"
    return f"没有连上。{trouble}"


def _revoke(args: argparse.Namespace) -> int:
    from huisheng.channels.sms.actions import revoke_gateway
    from huisheng.channels.sms.models import Gateway
    from huisheng.console.commands.switch import administrator
    from huisheng.kernel import clock
    from huisheng.kernel.errors import Refusal

    platform = Gateway.objects.filter(code=args.code).values_list("platform_id", flat=True).last()
    if platform is None:
        raise Refusal("unknown_gateway", "没有这个短信账户，请用 huisheng sms list 核对。")
    revoke_gateway.do(args.code, by=administrator(platform), at=clock.now())
    print(f"短信账户{args.code}已停用。")
    return 0
