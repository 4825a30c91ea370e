"""What a message does to the order it goes to: words and files added, asked for again, judged; and the way back to its
writer. Inside the page of ``place``.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from huisheng.channels.inbox import reads, rules
from huisheng.channels.inbox.contract import Came, Medium
from huisheng.channels.inbox.models import Contact, Incoming
from huisheng.directory.actor import Actor
from huisheng.kernel import secrets, text
from huisheng.kernel.asks import Upload
from huisheng.kernel.database import fixed
from huisheng.kernel.errors import Refusal
from huisheng.ledger import append
from huisheng.lifecycle import verbs
from huisheng.lifecycle.attachments import filing
from huisheng.lifecycle.attachments import reads as attachments
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.reads import take_by_id
from huisheng.rulebook import implements

_NOTHING_TO_JUDGE = Refusal("nothing_to_judge", "来件只有评价的数字，来件人却没有等待评价的工单，请核对。")
_JUDGING = (Medium.SMS, Medium.WECHAT)
_ONE_WRITER = "SELECT pg_advisory_xact_lock(hashtext('inbox'), hashtext(%s))"
_CUT = "来件文字较长，工单里只有前面一部分。"


def judges(came: Came) -> bool:
    """Whether the message is nothing but an answer to a survey."""
    return came.medium in _JUDGING and not came.files and bool(rules.grade_said(came.words))


def judged(message: Incoming, came: Came, house: Actor, at: datetime) -> WorkOrder:
    """The writer's judgement of his order that waits for one. Refusal where none does."""
    order = reads.awaiting_judgement(message.platform_id, came.medium, came.address)
    if order is None:
        raise _NOTHING_TO_JUDGE
    matter = take_by_id(order.pk)
    given = {"outcome": "reached", "grade": rules.grade_said(came.words), "via": came.channel}
    verbs.verb("visit").do(matter, by=house, at=max(at, matter.order.last_at), **given)
    return matter.order


def answered(message: Incoming, came: Came, house: Actor, at: datetime) -> tuple[WorkOrder, str] | None:
    """The writer's own order that the message answers or names, with it added or asked for again, and what of it
    wasn't taken; None where there is no such order, or nothing can be added to it any more.
    """
    named = [came.answers] if came.answers else rules.numbers_in(f"{came.title}\n{came.words}")[:5]
    for number in named:
        order = reads.own_order(number, message.platform_id, came.medium, came.address)
        if order is None:
            continue
        matter = take_by_id(order.pk)
        then = max(at, matter.order.last_at)
        if verbs.verb("supplement").can(matter, house) is None:
            return matter.order, add(matter, came.words, came, house, then)
        words, cut = rules.shortened(came.words.strip())
        if words and verbs.verb("ask_again").can(matter, house) is None:
            verbs.verb("ask_again").do(matter, by=house, at=then, channel=came.channel, words=words)
            return matter.order, add(matter, "", came, house, then) + (_CUT if cut else "")
    return None


@implements("domain#art-57")
def joined(message: Incoming, came: Came, house: Actor, at: datetime) -> tuple[WorkOrder, str] | None:
    """The order that the writer has just told of, with this message added; None for a matter of its own.

    Who chats sends a matter in pieces. A picture, a sound or a place belongs to what was told about the same time.
    Words begin a matter of their own, unless nothing but such pieces was told: then they say what those are about.
    """
    if came.medium is not Medium.WECHAT or not came.address:
        return None
    # pieces sent at once come at once: the second waits until the first has its order
    fixed.rows(_ONE_WRITER, [f"{message.platform_id}/{reads.blind(came.address).hex()}"])
    order = reads.just_told(message, came)
    if order is None or (not came.piece and reads.is_in_words(order)):
        return None
    matter = take_by_id(order.pk)
    if verbs.verb("supplement").can(matter, house) is not None:
        return None
    return matter.order, add(matter, came.words, came, house, max(at, matter.order.last_at))


def add(matter: Matter, words: str, came: Came, house: Actor, at: datetime) -> str:
    """Words and files to a matter, so many files at a time as one entry holds; what of them wasn't taken, and why."""
    said, cut = rules.shortened(words)
    good, trouble = _fit(came.files, matter, at)
    most = attachments.limits(matter.rules(at)).most
    supplement = verbs.verb("supplement")
    for no, part in enumerate(_parts(good, most)):
        supplement.do(matter, by=house, at=at, channel=came.channel, words="" if no else said, files=part)
        append.page().flush()  # the next part is numbered after this one
    if not good and said:
        supplement.do(matter, by=house, at=at, channel=came.channel, words=said, files=())
    return trouble + (_CUT if cut else "")


def _parts(files: Sequence[Upload], most: int) -> Iterator[tuple[Upload, ...]]:
    for first in range(0, len(files), most):
        yield tuple(files[first : first + most])


def _fit(files: Sequence[Upload], matter: Matter, at: datetime) -> tuple[list[Upload], str]:
    """The files that are taken, and a sentence on those that aren't: a bad picture must not keep a cry out."""
    good, wrong = [], []
    for one in files:
        try:
            filing.ready((one,), matter, at)
        except Refusal as refusal:
            wrong.append(refusal.sentence.removesuffix(filing.AGAIN))
        else:
            good.append(one)
    return good, "".join(wrong)


def keep_contacts(matter: Matter, came: Came, at: datetime) -> None:
    """Remember how the writer is reached, if he is."""
    ways = [(came.medium, came.address, came.source), *((medium, address, "") for medium, address in came.also)]
    Contact.objects.bulk_create(
        [
            Contact(
                order=matter.order,
                medium=medium.value,
                source=source,
                address_sealed=secrets.seal(text.clean(address), f"inbox_contact:{matter.order.pk}/{medium}"),
                address_blind=reads.blind(address),
                since=at,
            )
            for medium, address, source in ways
            if address and medium is not Medium.NONE
        ],
        ignore_conflicts=True,
    )
