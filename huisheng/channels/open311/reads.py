"""Questions: whose jurisdiction, which services, which requests, what became of a token."""

from datetime import datetime
from hmac import compare_digest
from typing import TypedDict

from django.db.models import Max

from huisheng.channels.inbox.contract import Outcome
from huisheng.channels.inbox.models import Incoming
from huisheng.channels.open311 import rules
from huisheng.channels.open311.contract import Status
from huisheng.channels.open311.models import Key
from huisheng.directory import law
from huisheng.directory import reads as directory
from huisheng.directory.book import UnitCard
from huisheng.kernel import clock, secrets
from huisheng.kernel.errors import Refusal
from huisheng.lifecycle.workorder import published
from huisheng.lifecycle.workorder.models import Clock, WorkOrder
from huisheng.lifecycle.workorder.states import OrderState
from huisheng.taxonomy import reads as taxonomy
from huisheng.taxonomy.atlas import CategoryCard, atlas
from huisheng.taxonomy.models import CatalogueChange


class ServiceDict(TypedDict):
    """A service, as it leaves."""

    service_code: str
    service_name: str
    description: str
    metadata: bool
    type: str
    keywords: str
    group: str


class RequestDict(TypedDict):
    """A request, as it leaves; the names are the specification's."""

    service_request_id: str
    status: str
    status_notes: str
    service_name: str
    service_code: str
    description: str
    agency_responsible: str | None
    service_notice: str | None
    requested_datetime: str
    updated_datetime: str
    expected_datetime: str | None
    address: str | None
    address_id: str | None
    zipcode: None
    lat: None
    long: None
    media_url: None


def jurisdiction(said: str, key: Key | None) -> UnitCard:
    """The platform meant. Without a word: the key's own, or the only one there is."""
    held = directory.platforms()
    if not said and key is not None:
        said = key.platform.code
    if not said and len(held) == 1:
        return held[0]
    if not said:
        raise Refusal("no_jurisdiction", "请提供jurisdiction_id（平台代码）。", field="jurisdiction_id")
    found = next((card for card in held if card.code == said), None)
    if found is None:
        raise Refusal("not_found", "没有这个jurisdiction_id，请核对平台代码。", field="jurisdiction_id")
    return found


def services(platform: UnitCard, day: datetime) -> list[ServiceDict]:
    """Every category of the tree in force, in its order."""
    version = taxonomy.version_at(clock.local_day(day), platform.scope)
    if version is None:
        return []
    tree = atlas().trees.get(version.code, {})
    return [_service(card) for card in sorted(tree.values(), key=lambda card: (_way(card, tree), card.order))]


def _way(card: CategoryCard, tree: dict[str, CategoryCard]) -> tuple[int, ...]:
    return tuple(tree[code].order for code in card.path.strip("/").split("/"))


def _service(card: CategoryCard) -> ServiceDict:
    names = card.full_name.split(" / ")
    return ServiceDict(
        service_code=card.code,
        service_name=card.name,
        description=card.full_name,
        metadata=True,
        type="realtime",
        keywords=",".join(dict.fromkeys((*reversed(names), card.initials))),
        group=names[0],
    )


def service(platform: UnitCard, code: str, day: datetime) -> CategoryCard:
    """The category of a code in the tree in force. Refusal where there is none."""
    version = taxonomy.version_at(clock.local_day(day), platform.scope)
    found = taxonomy.category(version.code, code) if version is not None else None
    if found is None:
        raise Refusal("not_found", "没有这个service_code，请从服务列表中选。", field="service_code")
    return found


def definition(platform: UnitCard, code: str, day: datetime) -> dict[str, object]:
    """What is asked beside the fields that all have: of what sort the matter is, and whether to keep it quiet."""
    card = service(platform, code, day)
    attributes = [
        {
            "variable": True,
            "code": name,
            "datatype": "singlevaluelist",
            "required": False,
            "datatype_description": None,
            "order": order,
            "description": label,
            "values": [{"key": value, "name": word} for value, word in options.items()],
        }
        for order, (name, (label, options)) in enumerate(rules.ATTRIBUTES.items(), 1)
    ]
    return {"service_code": card.code, "attributes": attributes}


def changed_at() -> datetime | None:
    """When the list of services changed last; None where nothing was ever loaded."""
    begun = [clock.midnight(version.valid_from) for version in atlas().versions]
    edited = CatalogueChange.objects.aggregate(last=Max("at"))["last"]
    return max((at for at in (*begun, edited) if at is not None), default=None)


def requests(platform: UnitCard, wanted: rules.Wanted, key: Key | None, now: datetime) -> tuple[list[RequestDict], str]:
    """The requests asked for, newest first, and where the next page begins ("" where there is none)."""
    rows = published.listed(platform.id, _unlisted(platform, now), _own(platform, key))
    if wanted.ids:
        return _shown(platform, published.named(rows, wanted.ids)), ""
    for code in wanted.codes:
        if taxonomy.known(code, platform.scope) is None:
            raise Refusal("not_found", "没有这个service_code，请从服务列表中选。", field="service_code")
    span = published.Span(wanted.since, wanted.until, wanted.after)
    orders = published.page(rows, span, wanted.size + 1, states=wanted.states, categories=wanted.codes)
    kept = orders[: wanted.size]
    after = rules.after(kept[-1].accepted_at, kept[-1].pk) if len(orders) > wanted.size else ""
    return _shown(platform, kept), after


def request(platform: UnitCard, number: str, key: Key | None, now: datetime) -> RequestDict:
    """One request. Refusal ``not_found`` also where it isn't for everybody to see."""
    rows = published.listed(platform.id, _unlisted(platform, now), _own(platform, key))
    found = _shown(platform, published.named(rows, [number]))
    if not found:
        raise Refusal("not_found", "没有这个service_request_id，或者它不公开。", field="service_request_id")
    return found[0]


def promised(order: WorkOrder) -> Clock | None:
    """The citizen's clock of one order."""
    return published.clocks([order]).get(order.pk)


def _unlisted(platform: UnitCard, now: datetime) -> tuple[str, ...]:
    value = law.at(clock.local_day(now), platform.scope).find("disclosure.unlisted")
    return tuple(value.items) if value is not None else ()


def _own(platform: UnitCard, key: Key | None) -> str:
    return key.code if key is not None and key.platform_id == platform.id else ""


def _shown(platform: UnitCard, orders: list[WorkOrder]) -> list[RequestDict]:
    clocks = published.clocks(orders)
    return [_request(platform, order, clocks.get(order.pk)) for order in orders]


def _request(platform: UnitCard, order: WorkOrder, promise: Clock | None) -> RequestDict:
    state = OrderState(order.state)
    status = rules.status(state)
    category = taxonomy.category_name(order.category_version, order.category)
    region = taxonomy.region_name(platform.code, order.region)
    closed_at = promise.stopped_at if promise is not None and status is Status.CLOSED else None
    due = promise.due_at if promise is not None and status is Status.OPEN else None
    return RequestDict(
        service_request_id=order.number,
        status=status.value,
        status_notes=rules.NOTES[state],
        service_name=category.rpartition(" / ")[2],
        service_code=order.category,
        # never the citizen's own words: nobody has read them for what they tell of him
        description=f"{category}（{region}）" if region else category,
        agency_responsible=directory.unit_name(order.main_unit_id) or None,
        service_notice=None,
        requested_datetime=w3(order.accepted_at),
        updated_datetime=w3(closed_at or order.last_at),
        expected_datetime=w3(due) if due is not None else None,
        address=region or None,
        address_id=order.region or None,
        zipcode=None,
        lat=None,
        long=None,
        media_url=None,
    )


def w3(at: datetime) -> str:
    """A time as the specification writes it, on the wall of the hall."""
    return clock.local(at).isoformat(timespec="seconds")


def token_of(message: Incoming) -> str:
    """A name of a message that waits for a person: who has it may ask for its order; nobody guesses another's."""
    return f"{message.pk}-{_mark(message.pk)}"


def _mark(key: int) -> str:
    return secrets.blind(f"open311 token {key}").hex()


def by_token(platform: UnitCard, token: str) -> str | None:
    """The number of the order that the message became; None while it waits. Refusal for a token that isn't one."""
    number, _, mark = token.partition("-")
    known = number.isascii() and number.isdecimal() and len(number) <= 18
    if known and compare_digest(_mark(int(number)).encode(), mark.encode()):
        message = Incoming.objects.select_related("order").filter(pk=int(number), platform_id=platform.id).first()
        if message is not None and message.outcome != Outcome.ASIDE:
            return message.order.number if message.order is not None else None
    raise Refusal("not_found", "没有这个token，或者来件经核不是诉求。", field="token")


def seen_since(source: str, ref: str, since: datetime) -> bool:
    """Whether that message came in at or after a moment."""
    return Incoming.objects.filter(source=source, ref=ref, received_at__gte=since).exists()
