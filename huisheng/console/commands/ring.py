"""``huisheng ring SEAT``: a call rings at a seat of the demo city.

Where the private exchange of ``make pbx`` is connected, a real call is dialled in it, and its queue picks who is rung.
Else signed events are posted to the running server, as a switch would tell them; nothing is written past its door but
the demo's own switch and extension, where they are missing. Only for demo cities: a real one has a real switch.
"""

import argparse
import json
import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huisheng.directory.actor import Actor

HELP = "演示来电：让电话在坐席响起，接听后挂机（Ctrl-C 提前挂机）"
DATABASE = "app"
_CODE = "ring"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where it rings, from which number, and how it goes on."""
    parser.add_argument("seat", metavar="席位", help="坐席的代码，见 huisheng seats")
    parser.add_argument("--from", dest="caller", default="19900000001", metavar="号码", help="来电号码")
    parser.add_argument("--ring", type=int, default=5, metavar="秒", help="响几秒后接听（默认 5）")
    parser.add_argument("--talk", type=int, default=120, metavar="秒", help="通话几秒后挂机（默认 120）")
    parser.add_argument("--missed", action="store_true", help="没有人接，来电人挂断")
    parser.add_argument("--simulated", action="store_true", help="不经试用交换机，由本命令模拟")


def run(args: argparse.Namespace) -> int:
    """Ring, answer, hang up; each step is said on standard output."""
    from huisheng.console import places

    if not args.simulated and _really(args):
        return 0
    tell, over = _line(args.seat, args.caller, places.address()), "call.abandoned"
    try:
        tell("call.offered")
        tell("agent.ringing")
        print(f"席位{args.seat}的电话在响。", flush=True)
        time.sleep(max(args.ring, 0))
        if not args.missed:
            tell("call.answered")
            over = "call.ended"
            print(f"已接听；{args.talk} 秒后挂机，按 Ctrl-C 提前挂机。", flush=True)
            time.sleep(max(args.talk, 0))
    except KeyboardInterrupt:
        pass
    tell(over)
    print("已挂机。" if over == "call.ended" else "没有人接，来电人挂断了。")
    return 0


def _really(args: argparse.Namespace) -> bool:
    """Whether a real call was made: the seat's platform has an exchange that answers and can call itself."""
    from huisheng.channels.telephony.asterisk import calling
    from huisheng.channels.telephony.models import SeatPhone

    actor = _seat(args.seat)
    phone = SeatPhone.objects.filter(seat_id=actor.seat).first()
    lasts = args.ring if args.missed else args.ring + args.talk
    if phone is None or not calling.ring(actor.platform, args.caller, max(lasts, 1)):
        return False
    print(f"电话已打进试用交换机，排给示闲而且话机在线的席位；席位{args.seat}的分机是{phone.extension}。")
    print(f"{lasts} 秒后来电人挂断；没有登录话机的，加 --simulated 由本命令模拟接听。")
    return True


def _line(seat: str, caller: str, address: str) -> Callable[[str], None]:
    """What posts an event of one new call at that seat."""
    from huisheng.channels.telephony import signature
    from huisheng.kernel import clock

    source, secret, extension = _prepared(seat)
    call, seq = f"demo-{secrets.token_hex(8)}", iter(range(1, 100))

    def tell(event: str) -> None:
        at = clock.now()
        said = {
            "event": event, "call_id": call, "seq": next(seq), "occurred_at": at.isoformat(), "direction": "in",
            "from": caller, "agent": extension, "queue": "市民",
        }  # fmt: skip
        body = json.dumps(said, ensure_ascii=False).encode()
        _post(f"{address}api/telephony/{source}/events", body, {signature.HEADER: signature.sign(secret, body, at)})

    return tell


def _post(address: str, body: bytes, headers: dict[str, str]) -> None:
    """Post past any proxy of the environment; Refusal where the server isn't there or refuses."""
    import urllib.error
    import urllib.request

    from huisheng.kernel.errors import Refusal

    headers = {**headers, "Content-Type": "application/json"}
    request = urllib.request.Request(address, body, headers)  # noqa: S310  our own address, from the settings
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10).close()
    except urllib.error.HTTPError as error:
        told = error.read(2000).decode("utf-8", "replace")
        raise Refusal("refused", f"回声没有接受这个事件（{error.code}）：{told}") from None
    except OSError:
        raise Refusal("not_running", f"{address} 没有应答，请先运行 huisheng run。") from None


def _prepared(seat: str) -> tuple[str, str, str]:
    """The demo's switch, its secret, and the extension at the seat, made where they are missing."""
    from huisheng.channels.telephony import reads as telephony
    from huisheng.channels.telephony.actions import bind_phone, issue_switch
    from huisheng.channels.telephony.contract import Profile
    from huisheng.channels.telephony.models import SeatPhone
    from huisheng.console.commands.switch import administrator
    from huisheng.directory.models import Unit
    from huisheng.kernel import clock
    from huisheng.rehearsal.switchboard import extension

    actor = _seat(seat)
    platform = Unit.objects.get(pk=actor.platform)
    by, source = administrator(actor.platform), f"{_CODE}-{platform.code}"
    row = telephony.switch(source, Profile.SIGNED)
    if row is None:
        secret = issue_switch.do(by=by, at=clock.now(), code=source, label="演示来电", profile=Profile.SIGNED.value)
    else:
        secret = telephony.secret(row)
    phone = SeatPhone.objects.filter(seat_id=actor.seat).first()
    if phone is None:
        bind_phone.do(by=by, seat=seat, extension=extension(actor.seat))
        phone = SeatPhone.objects.get(seat_id=actor.seat)
    return source, secret, phone.extension


def _seat(code: str) -> "Actor":
    """The seat, of a demo city; Refusal."""
    from huisheng.directory import reads
    from huisheng.directory.models import Unit
    from huisheng.kernel.errors import Refusal

    actor = reads.actor_for_seat(code)
    if actor is None:
        raise Refusal("unknown_seat", f"没有可用的席位{code}，请用 huisheng seats 核对。")
    if not Unit.objects.get(pk=actor.platform).rehearsal:
        raise Refusal("real_data", "这是正式平台，来电由交换机送来；演示来电只用于演示城市。")
    return actor
