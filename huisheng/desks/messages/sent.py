"""发件: what couldn't be sent first; or all of them, newest first. A person has one tried again, or gives it up."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from huisheng.channels.inbox.contract import Medium
from huisheng.channels.outbox import frame as acts
from huisheng.channels.outbox import reads, templates
from huisheng.channels.outbox.actions import give_up, send_again
from huisheng.channels.outbox.contract import State
from huisheng.channels.outbox.models import Outgoing
from huisheng.desks import frame, posted, words
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist

_ACTS = {"again": (send_again, "已放回待发，马上再试。"), "give_up": (give_up, "这条不再发。")}


@dataclass(frozen=True, slots=True)
class Line:
    """A message as the list shows it: what it is, never to whom nor its words."""

    label: str
    medium: str
    state: str
    failed: bool
    at: str
    tries: int
    trouble: str
    number: str
    order_url: str
    act_url: str


@require_safe
def sent(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list; ``all`` in the address: every message, else those that were given up."""
    insist(acts.can(actor))
    every, before = "all" in request.GET, posted.whole(request.GET.get("before", ""))
    rows = (reads.newest if every else reads.failed)(actor, before=before)
    more, rows = len(rows) > reads.PAGE, rows[: reads.PAGE]
    here = reverse("desks:messages_sent") + ("?all=1&" if every else "?")
    context = {
        "lines": [_line(row) for row in rows],
        "every": every,
        "more_url": f"{here}before={rows[-1].pk}" if more else "",
        "here": "sent",
    }
    return frame.page(request, actor, "messages/sent.html", context)


@require_POST
def act(request: HttpRequest, actor: Actor, key: int) -> HttpResponse:
    """``done``: again or give_up."""
    verb, said = _ACTS.get(request.POST.get("done", ""), (None, ""))
    if verb is None:
        raise Refusal("no_verb", "没有这个操作，请刷新页面后重试。")
    try:
        verb.do(key, by=actor, at=clock.now())
    except Refusal as refusal:
        if refusal.code != "wrong_state":
            raise
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, said)
    return redirect("desks:messages_sent")


def _line(row: Outgoing) -> Line:
    number = row.order.number if row.order is not None else ""
    failed = row.state == State.FAILED
    return Line(
        label=templates.label_of(row.template),
        medium=Medium(row.medium).label,
        state=State(row.state).label,
        failed=failed,
        at=words.moment(row.sent_at or row.made_at),
        tries=row.tries,
        trouble=row.trouble,
        number=number,
        order_url=reverse("desks:order", args=[number]) if number else "",
        act_url=reverse("desks:message_sent_act", args=[row.pk]) if failed else "",
    )
