"""``huisheng key issue|list|revoke``: keys of the API. A token is told once, when it is made."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huisheng.directory.actor import Actor

HELP = "接口密钥：issue 席位 用途（显示一次令牌）、list、revoke 编号"
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and with what."""
    acts = parser.add_subparsers(dest="act", metavar="issue|list|revoke", required=True)
    issue = acts.add_parser("issue", help="给席位发放密钥")
    issue.add_argument("seat", metavar="席位", help="席位代码，如 a01")
    issue.add_argument("label", metavar="用途", help="给谁用，如 网站留言")
    acts.add_parser("list", help="列出密钥")
    revoke = acts.add_parser("revoke", help="作废密钥")
    revoke.add_argument("key", metavar="编号", type=int, help="list 中的编号")


def run(args: argparse.Namespace) -> int:
    """The act is done as the seat that keeps the accounts of the platform which the seat belongs to."""
    return {"issue": _issue, "list": _list, "revoke": _revoke}[args.act](args)


def _issue(args: argparse.Namespace) -> int:
    from huisheng.directory.actions import issue_key
    from huisheng.kernel import clock

    print(issue_key.do(args.seat, by=_administrator(code=args.seat), label=args.label, at=clock.now()))
    return 0


def _list(args: argparse.Namespace) -> int:
    from huisheng.directory.models import AccessKey
    from huisheng.kernel import clock

    for key in AccessKey.objects.select_related("seat").order_by("pk").iterator():
        state = "有效" if key.revoked_at is None else f"{clock.local(key.revoked_at):%Y-%m-%d %H:%M}作废"
        print(f"{key.pk}\t{key.seat.code}\t{key.label}\t{clock.local(key.created_at):%Y-%m-%d %H:%M}\t{state}")
    return 0


def _revoke(args: argparse.Namespace) -> int:
    from huisheng.directory.actions import revoke_key
    from huisheng.kernel import clock

    revoke_key.do(args.key, by=_administrator(access_keys=args.key), at=clock.now())
    print(f"密钥{args.key}已作废。")
    return 0


def _administrator(**seat: object) -> "Actor":
    from huisheng.directory import reads
    from huisheng.directory.duties import Duty, may
    from huisheng.directory.models import Seat
    from huisheng.directory.roles import Role
    from huisheng.kernel.errors import Refusal

    owner = Seat.objects.filter(**seat).values_list("unit__platform_id", flat=True).first()
    keepers = Seat.objects.filter(unit__platform_id=owner, role__in=[Role.SECURITY.value, Role.ADMIN.value])
    for code in keepers.order_by("-role", "code").values_list("code", flat=True):
        actor = reads.actor_for_seat(code)
        if actor is not None and may(actor, Duty.ACCOUNTS) is None:
            return actor
    raise Refusal("no_admin", "没有这个席位或密钥，或其平台没有安全管理员席位，请用 huisheng seats 核对。")
