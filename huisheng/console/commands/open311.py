"""``huisheng open311 issue|list|revoke``: keys of the apps that file through Open311."""

import argparse

HELP = "开放接口（Open311）密钥：issue 平台 代码 用途（显示一次密钥）、list、revoke 代码"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with what."""
    acts = parser.add_subparsers(dest="act", metavar="issue|list|revoke", required=True)
    issue = acts.add_parser("issue", help="给一个应用发放密钥")
    issue.add_argument("platform", metavar="平台", help="平台代码，也是 jurisdiction_id")
    issue.add_argument("code", metavar="代码", help="来源代码，如 city-app")
    issue.add_argument("label", metavar="用途", help="给谁用，如 市民随手拍应用")
    issue.add_argument("--channel", metavar="渠道", default="app", help="app、api、snapshot 或 web，默认 app")
    issue.add_argument("--read-only", action="store_true", help="只能查询，不能提交诉求")
    issue.add_argument("--per-minute", metavar="次数", default="", help="每分钟最多请求几次，默认60")
    acts.add_parser("list", help="列出密钥")
    revoke = acts.add_parser("revoke", help="停用密钥")
    revoke.add_argument("code", metavar="代码", help="list 中的代码")


def run(args: argparse.Namespace) -> int:
    """The act is done as the administrator's seat of the platform that it is about."""
    return {"issue": _issue, "list": _list, "revoke": _revoke}[args.act](args)


def _issue(args: argparse.Namespace) -> int:
    from huisheng.channels.open311.actions import issue_key
    from huisheng.console.commands.switch import administrator
    from huisheng.directory import reads
    from huisheng.kernel import clock

    key = issue_key.do(
        by=administrator(reads.platform_by_code(args.platform).id),
        at=clock.now(),
        code=args.code,
        label=args.label,
        channel=args.channel,
        may_write=not args.read_only,
        per_minute=args.per_minute,
    )
    print(f"{key}\n地址：/api/open311/discovery.json，jurisdiction_id={args.platform}")
    return 0


def _list(args: argparse.Namespace) -> int:
    from huisheng.channels.open311.models import CHANNELS, Key
    from huisheng.kernel import clock

    for one in Key.objects.select_related("platform").order_by("platform__code", "code", "pk").iterator():
        state = "有效" if one.revoked_at is None else f"{clock.local(one.revoked_at):%Y-%m-%d %H:%M}停用"
        may = "可提交" if one.may_write else "只查询"
        print(
            f"{one.platform.code}\t{one.code}\t{CHANNELS[one.channel]}\t{may}\t每分钟{one.per_minute}次"
            f"\t{one.label}\t{state}"
        )
    return 0


def _revoke(args: argparse.Namespace) -> int:
    from huisheng.channels.open311.actions import revoke_key
    from huisheng.channels.open311.models import Key
    from huisheng.console.commands.switch import administrator
    from huisheng.kernel import clock
    from huisheng.kernel.errors import Refusal

    platform = Key.objects.filter(code=args.code).values_list("platform_id", flat=True).last()
    if platform is None:
        raise Refusal("unknown_key", "没有这个密钥，请用 huisheng open311 list 核对。")
    revoke_key.do(args.code, by=administrator(platform), at=clock.now())
    print(f"密钥{args.code}已停用。")
    return 0
