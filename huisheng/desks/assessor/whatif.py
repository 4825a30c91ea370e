"""What if: the same days under two schemes side by side. Who gains, who loses."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame
from huisheng.desks.assessor import period
from huisheng.desks.cites import told
from huisheng.desks.fields import Option
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal, insist
from huisheng.lifecycle.quality.actions import grant_bonus
from huisheng.measures.definition import shipped
from huisheng.measures.figure import Scope, Window
from huisheng.measures.reckon import Tally
from huisheng.measures.source import Mistakes
from huisheng.scoring import reading, sheets, whatif
from huisheng.scoring.assess import assess_scheme, units_of
from huisheng.scoring.scheme import Scheme, names
from huisheng.scoring.scored import Scored
from huisheng.scoring.sheets import ScoreSheet

_HALF, _HEIGHT = 110, 14  # of the bars' picture: from the middle to either side, in its own units
_MOVES = (whatif.GAINS, whatif.LOSES, whatif.SAME, whatif.ONLY)


@dataclass(frozen=True, slots=True)
class Line:
    """One unit under both schemes; ``x`` and ``width``: its bar, from the middle to the right where it gains."""

    name: str
    cells: Sequence[str]
    moved: str
    x: int
    width: int
    gains: bool


@require_safe
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Two schemes and the days stand in the address; without them the platform's own scheme alone is filled in."""
    insist(grant_bonus.can(actor))
    own = _sheets(actor)
    window, wrong = period.chosen(request.GET, actor, clock.local_day(clock.now()))
    if own and not (request.GET.get("first") or request.GET.get("last")):
        window = own[0].window
    now, other = request.GET.get("now", own[0].scheme.name if own else ""), request.GET.get("other", "")
    context: dict[str, Any] = {
        "window": window,
        "schemes": _options(),
        "now": now,
        "other": other,
        "wrong": wrong,
        "index_url": reverse("desks:assess"),
        "lines": [],
    }
    if now and other and not wrong:
        try:
            context |= _compared(actor, now, other, window, own)
        except Refusal as refusal:
            context["wrong"] = refusal.sentence
        except Mistakes as mistakes:
            context["wrong"] = "方案有误，不能测算：" + "".join(mistakes.sentences[:3])
    return frame.page(request, actor, "assess/whatif.html", context, status=422 if context["wrong"] else 200)


def _sheets(actor: Actor) -> list[ScoreSheet]:
    """The scored tables of the seat's own platform."""
    card = directory.unit_by_id(actor.platform)
    found = []
    for name in sheets.names():
        try:
            found.append(sheets.load(name))
        except (Mistakes, Refusal):
            continue  # a file that can't be read is told of where its own table is opened
    return [one for one in found if card is not None and one.platform == card.code]


def _options() -> list[Option]:
    """The schemes that can be read."""
    found = []
    for name in names():
        try:
            found.append(Option(name, f"{reading.load(name).title}（{name}）"))
        except (Mistakes, Refusal):
            continue
    return found


def _compared(actor: Actor, now: str, other: str, window: Window, own: Sequence[ScoreSheet]) -> dict[str, Any]:
    sheet = next((one for one in own if one.scheme.name == now and one.window == window), None)
    scope = Scope(actor.platform, window, sheet.windows if sheet is not None else {})
    units = units_of(sheet, actor.platform, window.last) if sheet is not None else None
    tally, today = Tally(shipped()), clock.local_day(clock.now())

    def scored(name: str) -> Scored:
        if name not in names():
            raise Refusal("unknown_scheme", "没有这个方案，请重新选择。", field="scheme")
        scheme: Scheme = reading.load(name, library=shipped())
        return assess_scheme(scheme, scope, units=units, on=today, tally=tally)

    mine, theirs = scored(now), scored(other)
    changes = whatif.compare(mine, theirs)
    changes.sort(key=lambda one: (one.difference is None, -(one.difference or 0)))
    widest = max((abs(one.difference) for one in changes if one.difference is not None), default=Fraction())
    heading, *rows = whatif.texts(changes, mine, theirs)
    return {
        "titles": (mine.title, theirs.title),
        "heading": heading,
        "lines": [_line(one, row, widest) for one, row in zip(changes, rows, strict=True)],
        "counts": [(word, sum(one.moved == word for one in changes)) for word in _MOVES],
        "notes": [told(note) for scored in (mine, theirs) for note in filter(None, (scored.notice, *scored.notes))],
        "half": _HALF,
        "whole": 2 * _HALF,
        "height": _HEIGHT,
    }


def _line(one: whatif.Change, row: Sequence[str], widest: Fraction) -> Line:
    size = 0 if not one.difference or not widest else max(round(abs(one.difference) / widest * _HALF), 1)
    gains = bool(one.difference and one.difference > 0)
    moved = f"，{'升' if one.climbed > 0 else '降'} {abs(one.climbed)} 位" if one.climbed else ""
    return Line(one.name, row[1:6], one.moved + moved, _HALF if gains else _HALF - size, size, gains)
