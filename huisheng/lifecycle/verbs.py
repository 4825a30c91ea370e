"""Every verb there is, by name: what desks and the API offer, and what the rehearsal lives through."""

from types import ModuleType

from huisheng.directory.actor import Actor
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.citizen.actions import ask_again, call_off, drop, supplement
from huisheng.lifecycle.deadlines.actions import miss
from huisheng.lifecycle.dispatch.actions import (
    ask_return,
    grant_return,
    pass_on,
    refuse_return,
    resend,
    send,
    withdraw,
)
from huisheng.lifecycle.exemptions.actions import ask_exemption, grant_exemption, refuse_exemption
from huisheng.lifecycle.handling.actions import (
    accept_reply,
    arrive,
    ask_extension,
    conclude,
    contact,
    grant_extension,
    refuse_extension,
    reply,
    send_back,
    sign_in,
)
from huisheng.lifecycle.intake.actions import (
    accept,
    answer,
    archive,
    classify,
    hand_on,
    link,
    mark,
    note_police,
    refuse,
    unlink,
    use_article,
)
from huisheng.lifecycle.sessions.actions import review_item, supervise_item, take_up
from huisheng.lifecycle.supervision.actions import (
    answer_instruction,
    answer_supervision,
    instruct,
    remind,
    remind_overdue,
    supervise,
    supervise_by_rule,
)
from huisheng.lifecycle.visits.actions import close, redo, visit
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.verb import Verb

# ``accept`` stands apart: it makes the matter that all others act on
ACCEPT: ModuleType = accept

# in the order in which a matter meets them, which is the order of the buttons
VERBS: dict[str, ModuleType] = {
    module.VERB.name: module
    for module in (
        *(answer, hand_on, classify, mark, refuse, link, unlink, note_police, use_article),
        *(supplement, call_off, drop, ask_again),
        *(send, resend, withdraw, grant_return, refuse_return, grant_extension, refuse_extension),
        *(sign_in, contact, arrive, pass_on, ask_extension, ask_return, reply),
        *(accept_reply, send_back, conclude, visit, redo, close),
        *(remind, supervise, answer_supervision, instruct, answer_instruction),
        *(take_up, review_item),
        *(ask_exemption, grant_exemption, refuse_exemption, archive),
        *(miss, supervise_by_rule, remind_overdue, supervise_item),
    )
}


def verb(name: str) -> ModuleType:
    """The verb of that name; Refusal ``no_verb`` if there is none."""
    if name not in VERBS:
        raise Refusal("no_verb", "没有这个操作，请刷新页面后重试。")
    return VERBS[name]


def offered(matter: Matter, actor: Actor) -> list[tuple[Verb, Refusal | None]]:
    """The verbs of this seat's role on this matter, each with the refusal that would meet it now, or None."""
    offers = []
    for module in VERBS.values():
        if module.VERB.is_for(actor):
            offers.append((module.VERB, module.can(matter, actor)))
    return offers
