"""An order as a line of a list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from huisheng.desks import drawn, words
from huisheng.desks.addresses import reverse
from huisheng.desks.words import Dial
from huisheng.directory import reads as directory
from huisheng.directory.actor import Actor
from huisheng.kernel import clock
from huisheng.lifecycle.workorder import glance, levels
from huisheng.lifecycle.workorder.models import WorkOrder
from huisheng.lifecycle.workorder.search.snippet import Part as Piece
from huisheng.lifecycle.workorder.states import LIVE, OrderState
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.channels import Channel
from huisheng.taxonomy.kinds import Kind

_DONE = (OrderState.ANSWERED, OrderState.CLOSED, OrderState.ARCHIVED)
# what a list may show, in the order of the table
COLUMNS = {
    "due": "时钟",
    "no": "编号",
    "title": "标题",
    "unit": "承办单位",
    "category": "类别",
    "region": "区域",
    "channel": "渠道",
    "kind": "性质",
    "state": "状态",
    "accepted": "受理",
    "at": "到期",
}
USUAL = ("due", "no", "title", "unit", "kind", "state", "at")
ALWAYS = ("due", "title")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as one character with its meaning."""

    word: str
    meaning: str
    urgent: bool = False


_MARKS = {
    "urgent": Mark("急", "紧急", True),
    "confidential": Mark("密", "保密"),
    "enterprise": Mark("企", "企业诉求"),
    "no_visit": Mark("免访", "无需回访"),
    "called_off_at": Mark("撤诉", "市民撤回了诉求"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """See templates/orders/_row.html."""

    number: str
    short: str
    title: str
    url: str
    current: bool
    marks: list[Mark]
    unit: str
    kind: str
    state: str
    state_word: str
    confirmed: bool
    clock: Dial
    due_short: str
    snippet: Sequence[Piece] = ()
    pieces: Sequence[Piece] = ()
    category: str = ""
    region: str = ""
    channel: str = ""
    accepted: str = ""
    pick: str = ""
    columns: Sequence[str] = USUAL

    @property
    def cells(self) -> SafeString:
        """What stands in the row, drawn."""
        made = [_CELLS[column](self) for column in self.columns]
        return drawn.joined([_picked(self), *made] if self.pick else made)

    @property
    def dial(self) -> SafeString:
        """Its clock, drawn."""
        return drawn.clock(self.clock)

    @property
    def headed(self) -> SafeString:
        """The way to the order with its marks before it, drawn: the title of a narrow list."""
        return drawn.joined([_marked(self), drawn.link(self.url, self.title, self.current)])


def _picked(row: Row) -> SafeString:
    shape = (
        '<td class="c-pick"><label><input type="checkbox" name="pick" value="{}" form="many" data-pick>'
        '<span class="sr">勾选 {}</span></label></td>'
    )
    return format_html(shape, row.pick, row.short)


def _marked(row: Row) -> SafeString:
    return drawn.joined([drawn.mark(one.word, one.meaning, one.urgent) + drawn.SPACE for one in row.marks])


def _titled(row: Row) -> SafeString:
    said = drawn.pieces(row.pieces) if row.pieces else row.title
    held = format_html('<br><small class="quiet">{}</small>', drawn.pieces(row.snippet)) if row.snippet else ""
    # the marks first: a long title is cut, and nobody may overlook what is urgent
    return format_html('<th scope="row">{}{}{}</th>', _marked(row), drawn.link(row.url, said, row.current), held)


# column -> its cell
_CELLS: dict[str, Callable[[Row], SafeString]] = {
    "due": lambda row: drawn.cell("c-due", drawn.clock(row.clock)),
    "no": lambda row: format_html('<td class="c-no mono" title="{}">{}</td>', row.number, row.short),
    "title": _titled,
    "unit": lambda row: drawn.cell("c-unit", row.unit or "—"),
    "category": lambda row: drawn.cell("c-category", row.category),
    "region": lambda row: drawn.cell("c-region", row.region or "—"),
    "channel": lambda row: drawn.cell("c-channel", row.channel),
    "kind": lambda row: drawn.cell("c-kind", row.kind),
    "state": lambda row: drawn.cell("c-state", drawn.state(row.state, row.state_word, row.confirmed)),
    "accepted": lambda row: drawn.cell("c-at quiet", row.accepted),
    "at": lambda row: drawn.cell("c-at quiet", row.due_short),
}


def columns(chosen: str) -> tuple[str, ...]:
    """The columns of an address ("no.unit.state"), in the order of the table; the usual ones for none."""
    wanted = {name for name in chosen.split(".") if name in COLUMNS}
    return tuple(name for name in COLUMNS if name in wanted or name in ALWAYS) if wanted else USUAL


def marks(order: WorkOrder) -> list[Mark]:
    """The marks that are on the order."""
    return [mark for name, mark in _MARKS.items() if getattr(order, name)]


def dial(order: WorkOrder, now: datetime, near: Mapping[int, datetime | None]) -> Dial:
    """The clock that presses, in the words of a list. ``near``: what ``levels.nearest`` says of such orders."""
    if (due := near.get(order.pk, order.due_at)) is not None and order.state in LIVE:
        return words.running(due, now, short=True)
    return Dial("done", "已办") if order.state in _DONE else Dial("none", "无时限")


def rows(
    orders: Iterable[WorkOrder],
    actor: Actor,
    now: datetime,
    *,
    query: str = "",
    current: str = "",
    found: Mapping[int, Sequence[Piece]] | None = None,
    titles: Mapping[int, Sequence[Piece]] | None = None,
    shown: Sequence[str] = USUAL,
    picks: bool = False,
) -> list[Row]:
    """The orders (with ``personal``) as rows, as that seat's platform sees them, with few queries for all.

    ``query`` keeps the filters in each address; ``found``: order id -> where it holds what was searched for;
    ``titles``: order id -> its title with that marked; ``shown``: the columns; ``picks``: rows may be ticked.
    """
    units, near = glance.passed_on(listed := list(orders), actor), levels.nearest(listed, actor)
    closed = glance.confirmed(o.pk for o in listed if o.state == OrderState.CLOSED)
    return [
        Row(
            number=order.number,
            short=order.number.rpartition("-")[2],
            title=order.personal.title,
            url=reverse("desks:order", args=[order.number]) + query,
            current=order.number == current,
            marks=marks(order),
            unit=directory.unit_name(units.get(order.pk, order.main_unit_id), short=True),
            kind=Kind(order.kind).label,
            state=order.state,
            state_word=OrderState(order.state).label,
            confirmed=order.pk in closed,
            clock=dial(order, now, near),
            due_short=_due(order, near.get(order.pk, order.due_at), now),
            snippet=found.get(order.pk, ()) if found else (),
            pieces=titles.get(order.pk, ()) if titles else (),
            category=_category(order) if "category" in shown else "",
            region=_region(order) if "region" in shown else "",
            channel=Channel(order.channel).label if "channel" in shown else "",
            accepted=words.moment(order.accepted_at, year=False) if "accepted" in shown else "",
            pick=f"{order.number}.{order.version}" if picks else "",
            columns=shown,
        )
        for order in listed
    ]


def _due(order: WorkOrder, due: datetime | None, now: datetime) -> str:
    if not due or order.state not in LIVE:
        return ""
    said = words.due_words(due)
    return said[5:] if said[:4] == str(clock.local(now).year) else said[:10]  # another year: the day is enough


def _category(order: WorkOrder) -> str:
    card = taxonomy.category(order.category_version, order.category)
    return card.name if card else order.category


def _region(order: WorkOrder) -> str:
    platform = directory.unit_by_id(order.platform_id)
    return taxonomy.region_name(platform.code if platform else "", order.region)
