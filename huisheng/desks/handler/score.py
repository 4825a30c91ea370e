"""本单位得分: the unit's lines of its platforms' scored tables, every number open, and what can be done about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from huisheng.circular import reads as circulars
from huisheng.circular.states import RunState
from huisheng.desks import frame, scored
from huisheng.desks.handler.desk import only_handlers
from huisheng.desks.words import due_words, moment
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.scoring import sheets
from huisheng.scoring.sheets import ScoreSheet


@dataclass(frozen=True, slots=True)
class Card:
    """One table's line of this unit. ``why``: why it isn't in it, where it isn't."""

    title: str
    window: str
    so_far: bool
    table_url: str
    trace_url: str
    cells: Sequence[dict[str, str]]
    why: str


@require_safe
def score(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The period that runs, or else the last one."""
    only_handlers(actor)
    today = clock.local_day(clock.now())
    cards = [card for plan in current(actor, today) if (card := _card(plan, actor, today)) is not None]
    context = {
        "unit": directory.unit_name(actor.unit),
        "cards": sorted(cards, key=lambda card: not card.cells),  # the tables that the unit isn't in come last
        "as_of": moment(clock.now()),
        "runs": _open_to_objection(actor),
        "orders_url": reverse("desks:orders"),
        "circulars_url": reverse("desks:circulars"),
        "desk_url": reverse("desks:unit"),
        "empty": {
            "title": "本期没有考核表",
            "words": "所属平台还没有这个时段的考核表，公布方案以后这里就有数了。",
            "url": reverse("desks:figures"),
            "act": "看统计表",
        },
    }
    return frame.page(request, actor, "handler/score.html", context)


def current(actor: Actor, today: date) -> list[ScoreSheet]:
    """The tables of platforms at or above the unit whose window holds today; where none does, those that ended last."""
    plans = [plan for plan in map(sheets.load, sheets.names()) if scored.is_own(plan.platform, actor)]
    begun = [plan for plan in plans if plan.window.first <= today]
    running = [plan for plan in begun if today <= plan.window.last]
    last = max((plan.window.last for plan in begun), default=None)
    return running or [plan for plan in begun if plan.window.last == last]


def _card(plan: ScoreSheet, actor: Actor, today: date) -> Card | None:
    """None where the table isn't about this unit."""
    made = scored.shown(plan.name, actor)
    unit = directory.unit_by_id(actor.unit)
    trace = reverse("desks:trace", args=[plan.name, unit.code if unit else ""])
    line = next((row for row in made["rows"] if row["url"] == trace), None)
    left = [part["heading"] for part in made["parts"] if unit and unit.name in part["words"].split("、")]
    if line is None and not left:
        return None
    labels = [column["label"] for column in made["columns"][1:]]
    cells = [{"label": label, **cell} for label, cell in zip(labels, line["cells"] if line else (), strict=False)]
    return Card(
        title=made["title"],
        window=made["window"],
        so_far=today <= plan.window.last,
        table_url=reverse("desks:table", args=[plan.name]),
        trace_url=trace if line else "",
        cells=cells,
        why="；".join(left),
    )


def _open_to_objection(actor: Actor) -> list[dict[str, Any]]:
    """Runs of the seat's platform that may still be objected to."""
    found, _ = circulars.runs(actor, None)
    now = clock.now()
    return [
        {
            "words": f"{run.first} 至 {run.last}（第 {run.no} 次冻结）",
            "until": due_words(run.objections_until),
            "url": reverse("desks:run", args=[run.id]),
        }
        for run in found
        if run.state == RunState.FROZEN and run.objections_until >= now
    ]
