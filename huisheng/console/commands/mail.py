"""``huisheng mail issue|list|revoke|check``: the mailboxes that are read and written from."""

import argparse
from typing import TYPE_CHECKING

from huisheng.console import asking

if TYPE_CHECKING:
    from datetime import date

    from huisheng.channels.mail.models import Mailbox

HELP = "邮箱：issue 平台 代码 名称 地址 --imap 主机:端口 --smtp 主机:端口（密码另问）、list、revoke 代码、check 代码"
DATABASE = "app"
_GUARDS = ("tls", "starttls", "plain")
_PORTS = {"imap": {"tls": 993, "starttls": 143, "plain": 143}, "smtp": {"tls": 465, "starttls": 587, "plain": 25}}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with what."""
    acts = parser.add_subparsers(dest="act", metavar="issue|list|revoke|check", required=True)
    issue = acts.add_parser("issue", help="登记一个邮箱；密码或授权码从键盘或标准输入读，不写在命令里")
    issue.add_argument("platform", metavar="平台", help="平台代码")
    issue.add_argument("code", metavar="代码", help="邮箱的代码，如 mayor")
    issue.add_argument("label", metavar="名称", help="回信的发件人名称，如 云山市12345热线")
    issue.add_argument("address", metavar="地址", help="邮箱地址")
    issue.add_argument("--imap", metavar="主机[:端口]", required=True, help="收信服务器")
    issue.add_argument("--imap-guard", choices=_GUARDS, default="tls", help="收信加密，默认 tls")
    issue.add_argument("--smtp", metavar="主机[:端口]", required=True, help="发信服务器")
    issue.add_argument("--smtp-guard", choices=_GUARDS, default="tls", help="发信加密，默认 tls")
    issue.add_argument("--smtp-open", action="store_true", help="发信不用登录（内网转发）")
    issue.add_argument("--user", metavar="用户名", default="", help="登录用户名；不写则为邮箱地址")
    issue.add_argument("--channel", metavar="渠道", default="mail", help="受理渠道，默认 mail（市长信箱）")
    issue.add_argument("--folder", metavar="文件夹", default="INBOX", help="收信文件夹，默认 INBOX")
    issue.add_argument("--done", metavar="文件夹", default="", help="收下后移到的文件夹；不写则留在原处，标为已读")
    issue.add_argument("--since", metavar="日期", default="", help="从哪天（2024-02-18）的来信收起；不写则从现在起")
    acts.add_parser("list", help="列出邮箱")
    revoke = acts.add_parser("revoke", help="停用一个邮箱")
    revoke.add_argument("code", metavar="代码", help="list 中的代码")
    check = acts.add_parser("check", help="试着登录收信和发信服务器，说明结果")
    check.add_argument("code", metavar="代码", help="list 中的代码")


def run(args: argparse.Namespace) -> int:
    """The act is done as the administrator's seat of the platform that it is about."""
    return {"issue": _issue, "list": _list, "revoke": _revoke, "check": _check}[args.act](args)


def _issue(args: argparse.Namespace) -> int:
    from huisheng.channels.mail.actions import issue_mailbox
    from huisheng.console.commands.switch import administrator
    from huisheng.directory import reads
    from huisheng.kernel import clock

    by = administrator(reads.platform_by_code(args.platform).id)
    since = _day(args.since)
    imap, imap_port = _place(args.imap, _PORTS["imap"][args.imap_guard])
    smtp, smtp_port = _place(args.smtp, _PORTS["smtp"][args.smtp_guard])
    issue_mailbox.do(
        by=by,
        at=clock.now(),
        since=clock.midnight(since) if since is not None else None,
        code=args.code,
        label=args.label,
        channel=args.channel,
        address=args.address,
        imap_host=imap,
        imap_port=imap_port,
        imap_guard=args.imap_guard,
        folder=args.folder,
        done_folder=args.done,
        smtp_host=smtp,
        smtp_port=smtp_port,
        smtp_guard=args.smtp_guard,
        smtp_open=args.smtp_open,
        user=args.user,
        secret=asking.secret("密码或授权码（输入时不显示）："),
    )
    print(f"邮箱{args.code}已登记，可用 huisheng mail check {args.code} 试一试。")
    return 0


def _place(said: str, usual: int) -> tuple[str, str]:
    """Host and port; an address of IPv6 stands in brackets."""
    host, colon, port = said.rpartition(":")
    if not colon or (said.startswith("[") and said.endswith("]")):
        return said, str(usual)
    return host, port


def _day(said: str) -> "date | None":
    from datetime import date

    from huisheng.kernel.errors import Refusal

    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Refusal("not_a_day", "--since 应写成 2024-02-18 的样子，请改正。", field="since") from None


def _list(args: argparse.Namespace) -> int:
    from huisheng.channels.mail.models import Mailbox
    from huisheng.kernel import clock

    for one in Mailbox.objects.select_related("platform").order_by("platform__code", "code", "pk").iterator():
        if one.revoked_at is not None:
            state = f"{clock.local(one.revoked_at):%Y-%m-%d %H:%M}停用"
        elif one.trouble:
            state = one.trouble
        else:
            state = f"{clock.local(one.connected_at):%Y-%m-%d %H:%M}连上" if one.connected_at else "还没有连过"
        print(f"{one.platform.code}\t{one.code}\t{one.label}\t{one.address}\t{state}")
    return 0


def _revoke(args: argparse.Namespace) -> int:
    from huisheng.channels.mail.actions import revoke_mailbox
    from huisheng.console.commands.switch import administrator
    from huisheng.kernel import clock

    revoke_mailbox.do(args.code, by=administrator(_box(args.code).platform_id), at=clock.now())
    print(f"邮箱{args.code}已停用。")
    return 0


def _check(args: argparse.Namespace) -> int:
    from huisheng.channels.mail import check

    box = _box(args.code)
    reading, writing = check.receiving(box), check.sending(box)
    print(f"收信：{reading}\n发信：{writing}")
    return 0 if reading == writing == check.GOOD else 1


def _box(code: str) -> "Mailbox":
    from huisheng.channels.mail import reads

    return reads.by_code(code)
