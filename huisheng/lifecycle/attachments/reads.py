"""Questions about attachments. Which order's may be asked for, the scope filter says: a matter comes from ``look``."""

from django.db.models import Max

from huisheng import rulebook
from huisheng.directory.actor import Actor
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.attachments.models import Attachment
from huisheng.lifecycle.attachments.rules import Limits
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import look


def on_entries(matter: Matter) -> dict[int, list[Attachment]]:
    """Entry's number -> what hangs on it, in one query."""
    found: dict[int, list[Attachment]] = {}
    rest = "WHERE order_id = %s AND erased_at IS NULL ORDER BY no"
    for one in fixed.found(Attachment, rest, [matter.order.pk]):
        found.setdefault(one.entry, []).append(one)
    return found


def one(number: str, no: int, actor: Actor) -> tuple[Matter, Attachment]:
    """The attachment of an order this seat may see. Refusal ``not_found`` for any other, or an erased one."""
    matter = look(number, actor)
    found = Attachment.objects.filter(order=matter.order, no=no, erased_at__isnull=True).first()
    if found is None:
        raise Refusal("not_found", "没有找到这个附件，或者您无权查看。")
    return matter, found


def last_no(matter: Matter) -> int:
    """The highest number given in this order; 0 for none."""
    return Attachment.objects.filter(order=matter.order).aggregate(last=Max("no"))["last"] or 0


def limits(rules: rulebook.Rules) -> Limits:
    """What is taken where and when these rules hold."""
    return Limits(
        largest=rules.get("attachments.largest").count << 20,
        most=rules.get("attachments.most").count,
        sorts=rules.get("attachments.sorts").items,
        longest=rules.get("attachments.longest_voice").count,
    )
