"""Questions about official accounts, and about the matters of one who writes to them."""

from datetime import datetime

from huisheng.channels.inbox import reads as inbox
from huisheng.channels.inbox.contract import Medium
from huisheng.channels.inbox.models import Contact, Incoming
from huisheng.channels.wechat.models import Account, Waiting
from huisheng.kernel import clock, secrets, text
from huisheng.lifecycle.workorder import progress
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import by_id

_STEPS = 6  # of a matter's way that one message tells


def account(code: str) -> Account | None:
    """The account of that code, unless it was revoked."""
    clean = text.clean(code[:100])
    return Account.objects.select_related("platform").filter(code=clean, revoked_at__isnull=True).first()


def by_key(key: int) -> Account | None:
    """The account of that key, unless it was revoked."""
    return Account.objects.select_related("platform").filter(pk=key, revoked_at__isnull=True).first()


def active() -> list[int]:
    """The keys of all accounts in use."""
    return list(Account.objects.filter(revoked_at__isnull=True).order_by("pk").values_list("pk", flat=True))


def sending(platform: int, source: str) -> Account | None:
    """The account to send by: that of the source, or the platform's latest."""
    rows = Account.objects.filter(platform_id=platform, revoked_at__isnull=True).order_by("pk")
    return rows.filter(code=source).first() if source else rows.last()


def reaches(platform: int) -> bool:
    """Whether the platform has an account to send by."""
    return sending(platform, "") is not None


def context(code: str, field: str) -> str:
    """What a field of an account is sealed with."""
    return f"wechat_account:{code}:{field}"


def opened(account: Account, field: str) -> str:
    """A sealed field of an account: token, aes, secret."""
    return secrets.unseal(bytes(getattr(account, f"{field}_sealed")), context(account.code, field))


def access(account: Account, now: datetime) -> str:
    """The access that the account holds; "" where it has none or it has ended."""
    row = Account.objects.filter(pk=account.pk, access_until__gt=now).values_list("access_sealed", flat=True).first()
    return secrets.unseal(bytes(row), context(account.code, "access")) if row else ""


def message(account: Account, ref: str) -> Incoming | None:
    """The message of that key, if it was taken."""
    return Incoming.objects.select_related("order").filter(source=account.code, ref=ref).first()


def latest(account: Account, openid: str) -> WorkOrder | None:
    """The latest matter of that writer."""
    rows = Contact.objects.filter(medium=Medium.WECHAT.value, address_blind=inbox.blind(openid))
    found = rows.filter(order__platform_id=account.platform_id).select_related("order").order_by("-order_id").first()
    return found.order if found is not None else None


def own(account: Account, openid: str, number: str) -> WorkOrder | None:
    """The matter of that number, if it is that writer's; his latest for ""."""
    if not number:
        return latest(account, openid)
    return inbox.own_order(number, account.platform_id, Medium.WECHAT, openid)


def told(order: WorkOrder) -> str:
    """How far a matter is, for the one whose it is."""
    matter = by_id(order.pk)
    lines = [f"工单{order.number}"]
    lines += [f"{clock.local(step.at):%m月%d日%H:%M} {step.title}" for step in progress.of(matter)[-_STEPS:]]
    due = progress.promised(matter)
    if due is not None:
        lines.append(f"预计{clock.local(due):%m月%d日}前答复您。")
    return "\n".join(lines)


def promise(order: WorkOrder) -> str:
    """By when an answer is promised, in words; "" where nothing is."""
    due = progress.promised(by_id(order.pk))
    return f"，预计{clock.local(due):%m月%d日}前答复您" if due is not None else ""


def due(account: Account, now: datetime, limit: int = 20) -> list[Waiting]:
    """Messages whose files are to be fetched now."""
    rows = Waiting.objects.filter(account=account, due_at__lte=now).order_by("due_at")
    return list(rows[:limit])


def waiting_context(account: Account, ref: str) -> str:
    """What a waiting message is sealed with."""
    return f"wechat_waiting:{account.code}/{ref}"
