"""Questions about mailboxes, and about the threads that letters belong to."""

from collections.abc import Iterable

from huisheng.channels.inbox.models import Incoming
from huisheng.channels.mail import report
from huisheng.channels.mail.models import Arrival, Mailbox
from huisheng.channels.mail.parse import Letter
from huisheng.channels.outbox.models import Outgoing
from huisheng.directory.actor import Actor
from huisheng.kernel import secrets
from huisheng.kernel.errors import Refusal


def accounts() -> list[Mailbox]:
    """The mailboxes in use."""
    return list(Mailbox.objects.filter(revoked_at__isnull=True).order_by("pk"))


def of_platform(actor: Actor) -> list[Mailbox]:
    """Those of the administrator's own platform, with those that were stopped."""
    return list(Mailbox.objects.filter(platform_id=actor.platform).order_by("code", "pk")[:200])


def mailbox(key: int) -> Mailbox | None:
    """The mailbox of that key, if it is still in use."""
    return Mailbox.objects.filter(pk=key, revoked_at__isnull=True).first()


def by_code(code: str) -> Mailbox:
    """The mailbox in use of that code. Refusal ``unknown_mailbox``."""
    found = Mailbox.objects.filter(code=code, revoked_at__isnull=True).first()
    if found is None:
        raise Refusal("unknown_mailbox", "没有这个正在使用的邮箱，请用 huisheng mail list 核对。", field="code")
    return found


def sending(platform: int, code: str) -> Mailbox | None:
    """The mailbox that a letter of the platform goes out by: the one of that code, or its first."""
    mine = Mailbox.objects.filter(platform_id=platform, revoked_at__isnull=True).order_by("pk")
    return (mine.filter(code=code).first() if code else None) or mine.first()


def reaches(platform: int) -> bool:
    """Whether a platform has a mailbox to write from."""
    return Mailbox.objects.filter(platform_id=platform, revoked_at__isnull=True).exists()


def secret(box: Mailbox) -> str:
    """Its password."""
    return secrets.unseal(bytes(box.secret_sealed), f"mail_mailbox:{box.code}")


def own_addresses() -> frozenset[str]:
    """The addresses that any platform of ours writes from: what comes from there is a loop."""
    every = Mailbox.objects.filter(revoked_at__isnull=True).values_list("address", flat=True)
    return frozenset(address.lower() for address in every)


def ref_of(source: str, letter: Letter) -> str:
    """Its key: the Message-ID, unless another letter with other content had it before."""
    known = Arrival.objects.filter(source=source, ref=letter.ref).values_list("digest", flat=True).first()
    return letter.ref if known in (None, letter.digest) else letter.digest


def message_id(source: str, ref: str) -> str:
    """The Message-ID of the letter of that key, bare; "" for one that had none."""
    found = Arrival.objects.filter(source=source, ref=ref).values_list("message_id", flat=True).first()
    return found or ""


def answered(box: Mailbox, references: Iterable[str]) -> str:
    """The number of the order that a letter belongs to by what it refers to: one of ours, or an older one."""
    named = list(references)
    ours = [one for one in named if one.startswith(report.OURS)]
    sent = Outgoing.objects.filter(source__in=("", box.code), peer_ref__in=ours, order__isnull=False)
    number = sent.order_by("-pk").values_list("order__number", flat=True).first()
    if number is None:
        came = Incoming.objects.filter(source=box.code, ref__in=named, order__isnull=False)
        number = came.order_by("-pk").values_list("order__number", flat=True).first()
    return str(number or "")
