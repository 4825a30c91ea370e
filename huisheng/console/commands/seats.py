"""``huisheng seats``: who can sign in, by seat."""

import argparse

HELP = "列出席位：代码（登录名）、名称、角色、单位"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which seats."""
    parser.add_argument("--demo", action="store_true", help="只列演示城市的席位")


def run(args: argparse.Namespace) -> int:
    """One line a seat, by tabs: code, name, role, unit. The system's own seats sign in nowhere and are left out."""
    from huisheng.directory.models import Seat
    from huisheng.directory.roles import Role

    seats = Seat.objects.exclude(role=Role.SYSTEM.value).select_related("unit")
    if args.demo:
        seats = seats.filter(unit__rehearsal=True)
    shown = 0
    for seat in seats.order_by("unit__order", "unit_id", "code").iterator():
        print(f"{seat.code}\t{seat.label}\t{Role(seat.role).label}\t{seat.unit.name}")
        shown += 1
    if not shown:
        print("还没有席位。运行 make run 会建立演示城市。")
    return 0
