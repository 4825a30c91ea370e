"""``huisheng wechat issue|list|revoke|menu``: the official accounts that citizens write to."""

import argparse
import json
from pathlib import Path

from huisheng.console import asking

HELP = "微信公众号：issue 平台 代码 名称 AppID（AppSecret另问）、list、revoke 代码、menu 代码 [文件]"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with what."""
    acts = parser.add_subparsers(dest="act", metavar="issue|list|revoke|menu", required=True)
    issue = acts.add_parser("issue", help="登记一个公众号；AppSecret从键盘或标准输入读，不写在命令里")
    issue.add_argument("platform", metavar="平台", help="平台代码")
    issue.add_argument("code", metavar="代码", help="公众号的代码，如 wx-main")
    issue.add_argument("label", metavar="名称", help="公众号名称")
    issue.add_argument("appid", metavar="AppID", help="公众平台“基本配置”里的开发者ID")
    issue.add_argument("--plain", action="store_true", help="明文模式；不写则为安全模式")
    issue.add_argument("--api-base", metavar="地址", default="", help="接口地址，默认 https://api.weixin.qq.com")
    issue.add_argument("--template", metavar="编号", default="", help="超过48小时后发通知用的模板")
    issue.add_argument("--fields", metavar="字段", default="", help="模板字段，如 'thing1:subject thing2:text'")
    acts.add_parser("list", help="列出公众号")
    revoke = acts.add_parser("revoke", help="停用一个公众号")
    revoke.add_argument("code", metavar="代码", help="list 中的代码")
    menu = acts.add_parser("menu", help="设置公众号菜单；不写文件则用“我要反映、查进度、使用说明”")
    menu.add_argument("code", metavar="代码", help="list 中的代码")
    menu.add_argument("file", metavar="文件", nargs="?", default="", help="JSON，微信菜单的 button 列表")


def run(args: argparse.Namespace) -> int:
    """The act is done as the administrator's seat of the platform that it is about."""
    return {"issue": _issue, "list": _list, "revoke": _revoke, "menu": _menu}[args.act](args)


def _issue(args: argparse.Namespace) -> int:
    from huisheng.channels.wechat.actions import issue_account
    from huisheng.console.commands.switch import administrator
    from huisheng.directory import reads
    from huisheng.kernel import clock

    issued = issue_account.do(
        by=administrator(reads.platform_by_code(args.platform).id),
        at=clock.now(),
        code=args.code,
        label=args.label,
        appid=args.appid,
        secret=asking.secret("AppSecret（输入时不显示）："),
        plain=args.plain,
        api_base=args.api_base,
        template_id=args.template,
        template_fields=args.fields,
    )
    print(f"请在公众平台“服务器配置”里填：\nURL：https://本站域名/api/wechat/{args.code}\nToken：{issued.token}")
    print(f"EncodingAESKey：{issued.aes_key}\n方式：安全模式" if issued.aes_key else "方式：明文模式")
    return 0


def _list(args: argparse.Namespace) -> int:
    from huisheng.channels.wechat.models import Account
    from huisheng.kernel import clock

    for one in Account.objects.select_related("platform").order_by("platform__code", "code", "pk").iterator():
        state = "有效" if one.revoked_at is None else f"{clock.local(one.revoked_at):%Y-%m-%d %H:%M}停用"
        heard = f"{clock.local(one.connected_at):%Y-%m-%d %H:%M}有来信" if one.connected_at else "还没有来信"
        mode = "安全模式" if one.aes_sealed else "明文模式"
        print(f"{one.platform.code}\t{one.code}\t{one.label}\t{one.appid}\t{mode}\t{heard}\t{state}\t{one.trouble}")
    return 0


def _platform(code: str) -> int:
    from huisheng.channels.wechat.models import Account
    from huisheng.kernel.errors import Refusal

    platform = Account.objects.filter(code=code).values_list("platform_id", flat=True).last()
    if platform is None:
        raise Refusal("unknown_account", "没有这个公众号，请用 huisheng wechat list 核对。")
    return platform


def _revoke(args: argparse.Namespace) -> int:
    from huisheng.channels.wechat.actions import revoke_account
    from huisheng.console.commands.switch import administrator
    from huisheng.kernel import clock

    revoke_account.do(args.code, by=administrator(_platform(args.code)), at=clock.now())
    print(f"公众号{args.code}已停用。")
    return 0


def _menu(args: argparse.Namespace) -> int:
    from huisheng.channels.wechat.actions import set_menu
    from huisheng.console.commands.switch import administrator
    from huisheng.kernel.errors import Refusal

    by, buttons = administrator(_platform(args.code)), set_menu.USUAL
    if args.file:
        try:
            told = json.loads(Path(args.file).read_text(encoding="utf-8"))
            buttons = told["button"] if isinstance(told, dict) else told
        except (OSError, ValueError, KeyError):
            raise Refusal("not_a_menu", f"读不了{args.file}，应为JSON文件，里面是微信菜单的 button 列表。") from None
    set_menu.do(args.code, by=by, buttons=buttons)
    print(f"公众号{args.code}的菜单已设置。")
    return 0
