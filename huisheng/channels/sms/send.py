"""A message of the outbox goes out by the link that this process holds to the platform's gateway."""

from huisheng.channels.outbox.contract import Later, Never, Parcel
from huisheng.channels.sms import bound, parts, reads, rules
from huisheng.channels.sms.actions import prepare
from huisheng.channels.sms.contract import Encoding, Fate, Part, Retry, Way
from huisheng.channels.sms.models import Gateway, Submitted
from huisheng.kernel import clock

_UNANSWERED = "短信网关没有及时回应，稍后自动再发。"


def send(parcel: Parcel) -> str:
    """Once the gateway has all of its parts: the parcel's own key, by which ``settle`` tells what became of it.

    What was taken at an earlier try isn't sent again. A part that was sent and never answered is: the gateway may
    know it by its reference, and a citizen who gets it twice is better off than one who gets nothing.
    """
    gateway = reads.sends(parcel.platform, parcel.source)
    if gateway is None:
        raise Never("平台没有短信账户，请管理员登记后再发。")
    link = bound.link(gateway.pk)
    if link is None:
        raise Later("短信通道没有连上，稍后自动再发。")
    address = rules.dialled(parcel.address, gateway.prefix)
    if not address:
        raise Never("收信号码不对，请核对市民的号码。")
    rows = prepare.do(parcel, gateway=gateway.code, of=len(_parts(gateway, parcel.text, address, 0)), at=clock.now())
    ready = zip(rows, _parts(gateway, parcel.text, address, rows[0].pk), strict=True)
    answers = link.submit([(row.pk, part) for row, part in ready if _is_to_send(row)])
    refused = [answer for answer in answers.values() if answer.retry is not None]
    for answer in refused:
        if answer.retry is Retry.NO:
            raise Never(answer.trouble)
    if refused:
        raise Later(refused[0].trouble)
    if len(answers) < sum(map(_is_to_send, rows)):
        raise Later(_UNANSWERED)
    return parcel.key


def _is_to_send(row: Submitted) -> bool:
    return row.fate == Fate.SENDING


def _parts(gateway: Gateway, text: str, address: str, reference: int) -> list[Part]:
    try:
        return parts.split(
            text, address, way=Way(gateway.way), encoding=Encoding(gateway.encoding), reference=reference
        )
    except ValueError:
        raise Never("短信过长，不能发送，请缩短后另发。") from None
