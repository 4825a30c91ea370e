"""``huisheng account password SEAT``: a seat's first password, where no administrator can sign in yet."""

import argparse

HELP = "账号：password 席位 理由（发放初始密码，显示一次；第一个安全管理员由此开始）"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, with whose account, and why."""
    acts = parser.add_subparsers(dest="act", metavar="password", required=True)
    password = acts.add_parser("password", help="发放初始密码")
    password.add_argument("seat", metavar="席位", help="席位代码，如 a01")
    password.add_argument("reason", metavar="理由", help="会记录在案")


def run(args: argparse.Namespace) -> int:
    """The act is done, and recorded, as the system's seat of the platform that the seat belongs to."""
    from huisheng.directory import reads
    from huisheng.directory.actions import give_password
    from huisheng.directory.models import Seat
    from huisheng.kernel import clock
    from huisheng.kernel.errors import Refusal

    platform = Seat.objects.filter(code=args.seat).values_list("unit__platform_id", flat=True).first()
    system = reads.system_actor(platform) if platform is not None else None
    if system is None:
        raise Refusal("unknown_seat", f"没有席位{args.seat}，请用 huisheng seats 核对。")
    print(give_password.do(args.seat, by=system, reason=args.reason, at=clock.now(), address=None))
    return 0
