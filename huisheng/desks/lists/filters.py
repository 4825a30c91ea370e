"""The filters above a list, as they stand in the address."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, QueryDict

from huisheng.desks import frame
from huisheng.desks.addresses import reverse
from huisheng.desks.fields import Option, code_of
from huisheng.desks.rows import ALWAYS, COLUMNS, columns
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.directory.book import UnitCard
from huisheng.directory.roles import Role
from huisheng.lifecycle.workorder import lists, narrowing, wording
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind

_MORE = ("category", "region", "channel", "from", "to", *narrowing.FLAGS)


def given(query: QueryDict) -> dict[str, str]:
    """Every filter of the address, "" for those not set. A category may stand with its name behind its code."""
    found = {name: query.get(name, "") for name in lists.FILTERS}
    return {**found, "category": code_of(found["category"])}


def bar(request: HttpRequest, actor: Actor, held: Mapping[str, str]) -> dict[str, Any]:
    """The context of templates/orders/_filters.html."""
    states = [Option(state.value, state.label) for state in OrderState]
    clocks = [Option(value, label) for value, label in narrowing.PRESSING.items()]
    kinds = [Option(kind.value, kind.label) for kind in Kind]
    channels = [Option(channel.value, channel.label) for channel in Channel]
    platform = directory.unit_by_id(actor.platform)
    regions = [Option(card.code, card.name) for card in taxonomy.regions(platform.code if platform else "")]
    category = taxonomy.known(held["category"], actor.scope)
    chips = _chips(request, actor, held)
    return {
        "choices": [
            _choice("state", "状态", held, states),
            _choice("clock", "时限", held, clocks),
            _choice("unit", "单位", held, _units(actor, held["unit"])),
            _choice("kind", "性质", held, kinds),
        ],
        "more": [
            *([_choice("region", "区域", held, regions)] if regions else []),
            _choice("channel", "渠道", held, channels),
        ],
        "category": f"{category.code} {category.full_name}" if category else held["category"],
        "flags": [Option(name, label, held[name] == "1") for name, label in narrowing.flags(actor).items()],
        "sorts": [Option(value, label, value == held["sort"]) for value, label in lists.ORDERS.items()],
        "chips": chips,
        "more_set": len(chips),
        "from": held["from"],
        "to": held["to"],
        "q": held["q"][:80],
        "kept": [(name, value) for name in frame.SHOWN if (value := request.GET.get(name, ""))],
        "clear_url": _cleared(request) if any(held[name] for name in lists.KEPT) else "",
    }


def heads(request: HttpRequest, held: Mapping[str, str], shown: Sequence[str]) -> list[dict[str, Any]]:
    """The heads of the columns: clock and number lead to the list in that order. What is searched stands as it is."""
    sorts = {} if held["q"].strip() else {"due": "due", "no": ""}
    here = reverse("desks:orders")
    made = []
    for name in shown:
        by = sorts.get(name)
        now = by is not None and held["sort"] == by
        url = here + frame.kept(request.GET, sort=by, after="", before="") if by is not None and not now else ""
        said = "" if by is None else "ascending" if now and by else "descending" if now else "none"
        made.append({"name": name, "label": COLUMNS[name], "url": url, "sort": said})
    return made


def chosen_columns(request: HttpRequest) -> dict[str, Any]:
    """The form in which columns are chosen."""
    shown = columns(request.GET.get("cols", ""))
    kept = {name: request.GET.get(name, "") for name in (*lists.KEPT, "view")}
    return {
        "options": [Option(name, label, name in shown) for name, label in COLUMNS.items() if name not in ALWAYS],
        "kept": [(name, value) for name, value in kept.items() if value],
        "usual_url": reverse("desks:orders") + frame.kept(request.GET, cols="") if request.GET.get("cols") else "",
    }


def _choice(name: str, label: str, held: Mapping[str, str], options: Sequence[Option]) -> dict[str, Any]:
    return {"name": name, "label": label, "value": held[name], "options": [Option("", f"全部{label}"), *options]}


def _chips(request: HttpRequest, actor: Actor, held: Mapping[str, str]) -> list[dict[str, str]]:
    """What is set out of sight, each with the address without it."""
    here = reverse("desks:orders")
    return [
        {
            "words": f"{one.label}：{one.words}" if one.label else one.words,
            "url": here + frame.kept(request.GET, **{one.name: "", "after": "", "before": ""}),
        }
        for one in wording.said(actor, held)
        if one.name in _MORE
    ]


def _cleared(request: HttpRequest) -> str:
    nothing = dict.fromkeys((*lists.FILTERS, "view"), "")
    return reverse("desks:orders") + (frame.kept(request.GET, **nothing) or "?view=all")


def _units(actor: Actor, chosen: str) -> list[Option]:
    options = [Option(card.code, card.short) for card in _offered(actor)]
    if chosen and chosen not in {option.value for option in options}:
        card = directory.unit_by_code(chosen, actor.platform)
        options += [Option(chosen, card.short)] if card else []
    return options


def _offered(actor: Actor) -> list[UnitCard]:
    if actor.role is not Role.HANDLER:
        return directory.addressees(actor.platform)
    own = directory.unit_by_id(actor.unit)
    return [*([own] if own else []), *directory.sub_units(actor.unit)]
