"""A number opened: its value, its working, what was left out, and those of its orders that the seat may see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.desks import frame
from huisheng.desks.cites import cite
from huisheng.desks.rows import rows
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.roles import Role
from huisheng.kernel import clock
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder import lists
from huisheng.measures import compare, reckon, token
from huisheng.measures.earlier import earlier
from huisheng.measures.figure import Figure, Window
from huisheng.measures.reckon import HOUR, UNIT

_ORDERS = {"numerator": "计入的工单", "denominator": "基数里的工单", "excluded": "剔除的工单"}


@dataclass(frozen=True, slots=True)
class Shown:
    """See templates/figures/_number.html."""

    label: str
    of: str
    text: str
    unit: str
    working: Sequence[str]
    formula: str
    definition: str
    cite: Any
    parameters: Sequence[tuple[str, str]]
    excluded: Sequence[tuple[str, int, str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Against:
    """A comparison: 同比 or 环比, what it comes to ("" where there is none), and its working or what is missing."""

    name: str
    text: str
    working: str


@require_safe
def number(request: HttpRequest, actor: Actor, token: str) -> HttpResponse:
    """The figure of a token, counted now, with its orders."""
    figure = found(token, actor)
    context = {"shown": shown(figure), "against": against(figure), **members(request, actor, figure, request.path)}
    return frame.page(request, actor, "figures/number.html", context)


def found(word: str, actor: Actor) -> Figure:
    """The figure as it counts now. "No such page" for another platform's; its orders are those the seat may see."""
    try:
        definition, scope, by, key = token.unpack(word)
    except Refusal:
        raise Http404 from None
    # a platform's seats see its figures, those of platforms above, which it has a part in, and those of platforms
    # below; handlers nothing below their own
    card = directory.unit_by_id(scope.platform)
    below = card is not None and actor.role is not Role.HANDLER and card.path.startswith(actor.platform_path)
    if card is None or not (below or actor.unit_path.startswith(card.path)):
        raise Http404
    told = reckon.figures([definition], scope, by=by)[definition]
    return told[key] if key in told else reckon.nothing(definition, scope, by or UNIT, key)


def shown(figure: Figure, text: str = "", note: str = "") -> Shown:
    """What the panel says; ``text``: the number as printed, where that is another one than now."""
    return Shown(
        label=figure.label,
        of=part_of(figure),
        text=text or figure.text,
        unit="" if figure.denominator is not None else figure.unit,
        working=figure.working.splitlines(),
        formula=figure.formula,
        definition=figure.definition,
        cite=cite(figure.cite),
        parameters=figure.parameters,
        excluded=[(left.reason, left.count, left.cite) for left in figure.excluded],
        note=note,
    )


def against(figure: Figure) -> list[Against]:
    """The figure against the same days a year before, and against the period before; where one is missing, why."""
    window = figure.scope.window
    before = [compare.year_before]
    if compare.period_before(window) != compare.year_before(window):
        before.append(compare.period_before)
    return [_against(figure, shift) for shift in before]


def _against(figure: Figure, shift: Callable[[Window], Window]) -> Against:
    scope = figure.scope
    shifted = {fact: shift(window) for fact, window in scope.windows.items()}
    then = replace(scope, window=shift(scope.window), windows=shifted)
    name = compare.pairing(scope.window, then.window).label
    found = earlier(figure.definition, then, by=figure.by, key=figure.key)
    if isinstance(found, compare.Missing):
        return Against(name, "", found.reason)
    if figure.value is None or found.value is None:
        return Against(name, "", f"{then.window}没有数值，不能比较。")
    told = compare.change(figure, found)
    return Against(name, told.text, f"{told.working}（{then.window}，出自{found.source}）")


def part_of(figure: Figure) -> str:
    """Which part of the whole it is about, in words."""
    if figure.by is None:
        return directory.unit_name(figure.scope.platform)
    if figure.by == HOUR:
        return f"{figure.key} 时"
    if isinstance(figure.key, int):
        return directory.unit_name(figure.key)
    return str(figure.key or "（未填）")


def members(request: HttpRequest, actor: Actor, figure: Figure, here: str) -> dict[str, Any]:
    """The orders of one part of the figure, paged by key, and how many of them this seat may see; {} if it has none."""
    if not reckon.of_orders(figure):
        return {}
    parts = ["numerator", *(["denominator"] if figure.denominator is not None else [])]
    parts += ["excluded"] if figure.excluded else []
    part = request.GET.get("part", "numerator")
    if part not in parts:
        raise Http404
    asked = {name: request.GET.get(name, "") for name in ("after", "before")}
    ids = reckon.members(figure, part)
    try:
        page, seen = lists.among(actor, ids, asked)
    except Refusal:
        raise Http404 from None
    hidden = len(ids) - seen
    return {
        "rows": rows(page.orders, actor, clock.now()),
        "tabs": [{"label": _ORDERS[one], "url": f"{here}?part={one}", "current": one == part} for one in parts],
        "said": f"共 {len(ids)} 件" + (f"，其中 {hidden} 件您的席位看不到" if hidden else ""),
        "pager": {
            "previous_url": f"{here}?part={part}&before={page.prev}" if page.prev else "",
            "next_url": f"{here}?part={part}&after={page.next}" if page.next else "",
            "words": f"本页 {len(page.orders)} 件",
        },
        "orders_url": reverse("desks:orders"),
    }
