"""What a form says beside its fields: how the citizen is reached, what a file may be, what to look at in a reply."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from huisheng.desks.addresses import reverse
from huisheng.desks.fields import Typed, typed
from huisheng.desks.words import moment
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.attachments import reads as attachments
from huisheng.lifecycle.attachments.rules import kinds, megabytes
from huisheng.lifecycle.handling import reads as handling
from huisheng.lifecycle.handling.actions import reply
from huisheng.lifecycle.handling.rules import Hint, holds_back, weighs
from huisheng.lifecycle.workorder import caller as callers
from huisheng.lifecycle.workorder import replies
from huisheng.lifecycle.workorder.matter import Matter
from huisheng.lifecycle.workorder.reads import look

_WHY = 300  # characters of a reason above the form
_CHECKED: dict[str, ModuleType] = {reply.VERB.name: reply}


@dataclass(frozen=True, slots=True)
class Told:
    """One hint with the address of the order that it names, if it names one; ``mark``: its number in the text, or 0."""

    sentence: str
    number: str = ""
    url: str = ""
    grave: bool = True
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Hints:
    """See templates/handler/_hints.html. ``paused``: it was sent and held back for them."""

    lines: Sequence[Told]
    paused: bool = False


def check(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """What there is to say of a reply as far as it is typed. A POST only because its words don't belong into logs."""
    matter = look(number, actor)
    if request.method != "POST":
        return redirect("desks:order", number)
    form = typed(reply.VERB.asks, request.POST)
    # nothing to read (none yet, too many): to say that nothing is wrong with it would be wrong
    hints = Hints(_told(_found(matter, actor, form))) if form.given.get("words") else None
    return render(request, "handler/_hints.html", {"hints": hints})


def pause(name: str, number: str, actor: Actor, form: Typed, *, seen: str, sure: bool) -> None:
    """Hold a reply back once, with what should be looked at; Refusal ``look_again``. ``sure``: sent in spite of it.

    ``seen``: the version its screen showed; what is refused for that, or for a field, is no matter of hints.
    """
    if name not in _CHECKED or sure or form.errors or form.error or actor.role not in reply.VERB.edges.roles:
        return
    matter = look(number, actor)
    if seen == str(matter.order.version) and holds_back(_found(matter, actor, form)):
        raise Refusal("look_again", "还没有提交。请看一眼下面的提示；确认没有问题的，按“仍要提交”。")


def shown(name: str, matter: Matter, actor: Actor, form: Typed) -> Hints | None:
    """The hints to a form that came back."""
    if name not in _CHECKED:
        return None
    found = _found(matter, actor, form)
    return Hints(_told(found), paused=holds_back(found))


def check_url(name: str, matter: Matter) -> str:
    """Where the form is read while it is typed; "" for forms that aren't."""
    return reverse("desks:unit_check", args=[matter.order.number]) if name in _CHECKED else ""


def note(name: str, matter: Matter, actor: Actor) -> str:
    """A sentence above the fields."""
    if name == "arrive":
        return f"到场时间按提交的时刻记（现在 {moment(clock.now(), year=False)}），请在现场拍照、提交。"
    if name == "contact":
        return how_to_reach(matter, actor)
    if name == "reply" and (why := replies.why_again(matter, actor.unit)):
        return f"上次没有通过，理由：{why[:_WHY]}{'……（全文见时间线）' if len(why) > _WHY else ''}"
    return ""


def how_to_reach(matter: Matter, actor: Actor) -> str:
    """How this seat gets to speak to the citizen."""
    if callers.may_reveal(matter, actor) is None:
        return "在来电人旁点“查看”，写明用途就能看到电话，每次查看都有记录。打过以后在这里记下结果，没打通也要记。"
    return callers.THROUGH_THE_CENTRE.format(number=matter.order.number) + "打过以后在这里记下结果，没打通也要记。"


def files_hint(matter: Matter) -> str:
    """What may be hung on an entry."""
    taken = attachments.limits(matter.rules(clock.now()))
    kept = "照片里的拍摄位置等信息会去掉" if "jpeg" in taken.sorts else ""
    said = f"可选，{kinds(taken.sorts)}，每个不超过 {megabytes(taken.largest)}，最多 {taken.most} 个"
    return "；".join(filter(None, (said, kept))) + "。"


def _found(matter: Matter, actor: Actor, form: Typed) -> Sequence[Hint]:
    words, solved, no = form.given.get("words"), form.given.get("solved"), form.given.get("dispatch")
    if not isinstance(words, str) or reply.VERB.check(matter, actor, no if isinstance(no, int) else None) is not None:
        return ()
    held = reply.VERB.dispatch_for(matter, actor, no if isinstance(no, int) else None)
    return handling.hints(matter, held, actor, words=words, solved=solved is True, at=clock.now())


def _told(found: Sequence[Hint]) -> list[Told]:
    return [line(one) for one in found]


def line(one: Hint, mark: int = 0) -> Told:
    """A hint as it is shown."""
    url = reverse("desks:order", args=[one.number]) if one.number else ""
    return Told(one.sentence, one.number, url, weighs(one), mark)
