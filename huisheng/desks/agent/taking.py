"""Taking a matter at the desk: accepted, linked, and answered or handed on, all in one transaction or not at all."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import IntegrityError

from huisheng.channels.telephony import reads as telephony
from huisheng.channels.telephony.actions import bind_order
from huisheng.channels.telephony.models import Call
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle.verbs import ACCEPT, VERBS
from huisheng.lifecycle.workorder.matter import Matter

# what may follow at once: value of the button -> the verb
THEN = ("answer", "hand_on")
LINKS = 10


@dataclass(frozen=True, slots=True)
class Also:
    """What the form says beyond acceptance. ``then``: answer, hand_on or ""; ``links``: numbers of earlier orders.

    ``articles``: keys of what was taken from the knowledge base.
    """

    then: str = ""
    answer: str = ""
    links: Sequence[str] = ()
    articles: Sequence[int] = ()
    call: Call | None = None


def take(actor: Actor, given: Mapping[str, object], also: Also) -> tuple[Matter, bool]:
    """The matter, and whether it is new: one that was taken before stays as it was. Refusal: nothing is kept."""
    given = {**given, "call": also.call.stream if also.call else ""}
    if also.call is not None and not given.get("phone"):
        given["phone"] = telephony.number(also.call)  # written down as a look by acceptance, like one typed by hand
    try:
        return _take(actor, given, also)
    except IntegrityError as error:
        if append.broken(error) != "workorder_source_once":
            raise
    return _take(actor, given, also)  # the same form at the same moment: the other one was first


def _take(actor: Actor, given: Mapping[str, object], also: Also) -> tuple[Matter, bool]:
    at = clock.now()
    with append.writing():
        matter, new = ACCEPT.do(by=actor, at=at, **given)
        if not new:
            return matter, False
        for number in also.links:
            VERBS["link"].do(matter, by=actor, at=at, to=number)
        for article in also.articles:
            _use(matter, actor, article)
        if also.then == "answer":
            _answer(matter, actor, also.answer)
        elif also.then == "hand_on":
            VERBS["hand_on"].do(matter, by=actor, at=at)
        if also.call is not None:
            _bind(matter, actor, also.call)
    return matter, True


def _use(matter: Matter, actor: Actor, article: int) -> None:
    """What has ended meanwhile isn't noted; that must not keep a citizen's matter from being taken."""
    with suppress(Refusal):
        VERBS["use_article"].do(matter, by=actor, at=clock.now(), article=article)


def _answer(matter: Matter, actor: Actor, words: str) -> None:
    try:
        VERBS["answer"].do(matter, by=actor, at=clock.now(), words=words)
    except Refusal as refusal:
        field = "answer" if refusal.field == "words" else refusal.field
        raise Refusal(refusal.code, refusal.sentence, refusal.cite, field) from None


def _bind(matter: Matter, actor: Actor, call: Call) -> None:
    # locked, and read anew: the caller may have hung up since the form was opened
    held = telephony.known(call.source, call.call_id, actor)
    if held is not None and held.seat == actor.seat:
        bind_order.do(held, matter.order.pk, by=actor)
