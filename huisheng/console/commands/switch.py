"""``huisheng switch issue|asterisk|list|revoke|phone|unit``: what tells of calls, which telephone stands where."""

import argparse
from typing import TYPE_CHECKING

from huisheng.console import asking

if TYPE_CHECKING:
    from huisheng.channels.telephony.models import Manager
    from huisheng.directory.actor import Actor

HELP = (
    "话务来源：issue 平台 代码 用途（显示一次密钥）、asterisk 平台 代码 用途、list、revoke 代码、phone 席位 [分机]、"
    "unit 平台 单位 [号码]"
)
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with what."""
    acts = parser.add_subparsers(dest="act", metavar="issue|asterisk|list|revoke|phone|unit", required=True)
    issue = acts.add_parser("issue", help="登记一台交换机")
    issue.add_argument("platform", metavar="平台", help="平台代码")
    issue.add_argument("code", metavar="代码", help="来源系统的代码，如 pbx-1")
    issue.add_argument("label", metavar="用途", help="是哪一台，如 大厅交换机")
    issue.add_argument("--cti", action="store_true", help="说通用CTI协议，令牌放在地址里；不写则为签名事件")
    _asterisk_arguments(acts.add_parser("asterisk", help="登记一台Asterisk，由回声连上它的管理接口；密码另行输入"))
    acts.add_parser("list", help="列出来源系统和分机")
    revoke = acts.add_parser("revoke", help="停用一台交换机")
    revoke.add_argument("code", metavar="代码", help="list 中的代码")
    phone = acts.add_parser("phone", help="给坐席绑定分机；不写分机则解开")
    phone.add_argument("seat", metavar="席位", help="席位代码，如 a01")
    phone.add_argument("extension", metavar="分机", nargs="?", default="", help="分机号")
    unit = acts.add_parser("unit", help="登记单位接转接来电的联动电话；不写号码则删去")
    unit.add_argument("platform", metavar="平台", help="平台代码")
    unit.add_argument("unit", metavar="单位", help="单位代码")
    unit.add_argument("number", metavar="号码", nargs="?", default="", help="电话号码")


def _asterisk_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("platform", metavar="平台", help="平台代码")
    parser.add_argument("code", metavar="代码", help="来源系统的代码，如 pbx-1")
    parser.add_argument("label", metavar="用途", help="是哪一台，如 大厅交换机")
    parser.add_argument("--host", default="127.0.0.1", metavar="地址", help="管理接口的地址（默认本机）")
    parser.add_argument("--port", type=int, default=5038, metavar="端口", help="管理接口的端口（默认 5038）")
    parser.add_argument("--username", default="huisheng", metavar="账号", help="manager.conf 中的账号")
    parser.add_argument("--contexts", default="from-trunk", metavar="上下文", help="市民来电进入的上下文，可多个")
    parser.add_argument("--outward", default="from-agents", metavar="上下文", help="外呼的上下文；空则不能点击回拨")
    parser.add_argument("--transfers", default="transfers", metavar="上下文", help="转接的上下文；写空则不能转接")
    parser.add_argument("--conferences", default="three-way", metavar="上下文", help="三方通话的上下文；写空则没有")
    parser.add_argument("--technology", default="PJSIP", metavar="技术", help="分机的通道技术（默认 PJSIP）")
    parser.add_argument("--queue-log", default="", metavar="路径", help="queue_log 在本机的路径，断线后据以补记")
    parser.add_argument("--recordings", default="", metavar="目录", help="录音在本机的目录")


def run(args: argparse.Namespace) -> int:
    """The act is done as the administrator's seat of the platform that it is about."""
    acts = {"issue": _issue, "asterisk": _asterisk, "list": _list, "revoke": _revoke, "phone": _phone, "unit": _unit}
    return acts[args.act](args)


def administrator(platform: int) -> "Actor":
    """The administrator of a platform; Refusal ``no_admin`` where it has none."""
    from huisheng.directory import reads
    from huisheng.kernel.errors import Refusal

    actor = reads.administrator(platform)
    if actor is None:
        raise Refusal("no_admin", "这个平台没有管理员席位，请用 huisheng seats 核对。")
    return actor


def _issue(args: argparse.Namespace) -> int:
    from huisheng.channels.telephony.actions import issue_switch
    from huisheng.directory import reads
    from huisheng.kernel import clock

    by, profile = administrator(reads.platform_by_code(args.platform).id), "cti" if args.cti else "signed"
    key = issue_switch.do(by=by, at=clock.now(), code=args.code, label=args.label, profile=profile)
    where = f"cti/{key}" if args.cti else "events"
    print(f"{key}\n地址：/api/telephony/{args.code}/{where}")
    return 0


def _asterisk(args: argparse.Namespace) -> int:
    from huisheng.channels.telephony.asterisk.actions import issue_manager
    from huisheng.directory import reads
    from huisheng.kernel import clock

    by = administrator(reads.platform_by_code(args.platform).id)
    names = "code label host port username contexts outward transfers conferences technology queue_log recordings"
    given = {name: getattr(args, name) for name in names.split()}
    issue_manager.do(by=by, at=clock.now(), secret=asking.secret("密码："), **given)
    print(f"来源系统{args.code}已登记，运行中的回声会自己连上 {args.host}:{args.port}。")
    print("用 huisheng switch list 看是否连上。")
    return 0


def _list(args: argparse.Namespace) -> int:
    from huisheng.channels.telephony.contract import Profile
    from huisheng.channels.telephony.models import SeatPhone, Switch, UnitPhone
    from huisheng.kernel import clock

    for one in Switch.objects.select_related("platform", "manager").order_by("platform__code", "code", "pk"):
        state = "有效" if one.revoked_at is None else f"{clock.local(one.revoked_at):%Y-%m-%d %H:%M}停用"
        if one.revoked_at is None and one.profile == Profile.ASTERISK:
            state = f"{one.manager}\t{_heard_last(one.manager)}"
        print(f"{one.platform.code}\t{one.code}\t{Profile(one.profile).label}\t{one.label}\t{state}")
    for phone in SeatPhone.objects.select_related("seat", "platform").order_by("platform__code", "extension"):
        print(f"{phone.platform.code}\t分机{phone.extension}\t{phone.seat.code}\t{phone.seat.label}")
    for line in UnitPhone.objects.select_related("unit", "platform").order_by("platform__code", "unit__order", "pk"):
        print(f"{line.platform.code}\t联动电话{line.number}\t{line.unit.code}\t{line.unit.name}")
    return 0


def _heard_last(row: "Manager") -> str:
    """Whether it is connected, in words."""
    from huisheng.kernel import clock

    last = f"{clock.local(row.last_at):%Y-%m-%d %H:%M}还在" if row.last_at else "还没有连上"
    return row.trouble or last


def _revoke(args: argparse.Namespace) -> int:
    from huisheng.channels.telephony.actions import revoke_switch
    from huisheng.channels.telephony.models import Switch
    from huisheng.kernel import clock
    from huisheng.kernel.errors import Refusal

    platform = Switch.objects.filter(code=args.code).values_list("platform_id", flat=True).last()
    if platform is None:
        raise Refusal("unknown_switch", "没有这个来源系统，请用 huisheng switch list 核对。")
    revoke_switch.do(args.code, by=administrator(platform), at=clock.now())
    print(f"来源系统{args.code}已停用。")
    return 0


def _phone(args: argparse.Namespace) -> int:
    from huisheng.channels.telephony.actions import bind_phone
    from huisheng.directory import reads
    from huisheng.kernel.errors import Refusal

    seat = reads.actor_for_seat(args.seat)
    if seat is None:
        raise Refusal("unknown_seat", f"没有可用的席位{args.seat}，请用 huisheng seats 核对。")
    bind_phone.do(by=administrator(seat.platform), seat=args.seat, extension=args.extension)
    print(f"席位{args.seat}的分机：{args.extension}" if args.extension else f"席位{args.seat}的分机已解开。")
    return 0


def _unit(args: argparse.Namespace) -> int:
    from huisheng.channels.telephony.actions import bind_number
    from huisheng.directory import reads

    by = administrator(reads.platform_by_code(args.platform).id)
    bind_number.do(by=by, unit=args.unit, number=args.number)
    print(f"单位{args.unit}的联动电话：{args.number}" if args.number else f"单位{args.unit}的联动电话已删去。")
    return 0
