"""What a composition names before it uses it: thresholds, groups of units, hot topics, lists."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from huisheng.circular.composition.reading import Reading
from huisheng.circular.sentences.tree import Choice, Ref, Text
from huisheng.directory.roles import UnitKind
from huisheng.measures.rows import FACTS
from huisheng.measures.source import Section, Source, sections
from huisheng.rulebook import book
from huisheng.rulebook.values import CONDITIONS


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_One = TypeVar("_One", bound=_Named)
_UNREAD = Choice("all", Ref(""))


@dataclass(frozen=True, slots=True)
class Bound:
    """A threshold, by the name of its parameter in the rulebook; ``traits``: of which matters, where it depends."""

    name: str
    rule: str
    traits: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the units: of these kinds, of these codes, or those of a scored table."""

    name: str
    label: str
    kinds: tuple[str, ...]
    codes: tuple[str, ...]
    table: str


@dataclass(frozen=True, slots=True)
class Hot:
    """A hot topic: some codes of a column of the facts. ``under``: the topic that it is a part of, else ""."""

    name: str
    label: str
    by: str
    keys: tuple[str, ...]
    under: str


@dataclass(frozen=True, slots=True)
class ListPlan:
    """A list and how it is said. ``least``: parts whose base is smaller (a threshold's name) are left out."""

    name: str
    of: Choice
    item: Text
    join: str
    base: str
    names: Mapping[str, str]
    other: str
    limit: int
    zero: bool
    least: str
    earlier: str
    order: str


@dataclass(frozen=True, slots=True)
class Named:
    """Everything that a composition names."""

    bounds: Mapping[str, Bound]
    groups: Mapping[str, Group]
    hots: Mapping[str, Hot]
    lists: Mapping[str, ListPlan]


def everything(source: Source, raw: Mapping[str, Any], reading: Reading) -> Named:
    """All that a file names, in the order in which one may speak of another; ``reading`` knows them from then on."""
    groups = read(sections(source, raw, "group"), group)
    reading.groups = frozenset(groups)
    bounds = read(sections(source, raw, "bound"), bound)
    reading.bounds = frozenset(bounds)
    hots = read(sections(source, raw, "hot"), hot)
    reading.hots = frozenset(hots)
    check_under(sections(source, raw, "hot"), hots)
    lists = read(sections(source, raw, "list"), lambda section: listed(section, reading))
    reading.lists = frozenset(lists)
    return Named(bounds, groups, hots, lists)


def read(found: Sequence[Section], reader: Callable[[Section], _One | None]) -> dict[str, _One]:
    """Sections by name; a name that comes twice is a mistake."""
    told: dict[str, _One] = {}
    for section in found:
        one = reader(section)
        section.done()
        if one is None:
            continue
        if one.name in told:
            section.wrong("name", f"“{one.name}”前面已经有了，请换一个名称。")
        told[one.name] = one
    return told


def bound(section: Section) -> Bound:
    """``[[bound]]``."""
    found = Bound(section.text("name"), section.text("rule"), _labels(section, "traits"))
    if found.rule and found.rule not in book.shipped().labels:
        section.wrong("rule", f"规则库里没有名为“{found.rule}”的参数。")
    for trait in found.traits:
        if trait not in CONDITIONS:
            section.wrong("traits", f"没有“{trait}”这种条件，可用的有：{'、'.join(CONDITIONS)}。")
    return found


def group(section: Section) -> Group:
    """``[[group]]``: one of kinds, codes, table."""
    found = Group(
        section.text("name"),
        section.text("label", ""),
        section.texts("kinds"),
        section.texts("codes"),
        section.text("table", ""),
    )
    if sum(map(bool, (found.kinds, found.codes, found.table))) != 1:
        section.wrong("name", "单位组要写明 kinds（单位类别）、codes（单位代码）、table（考核表）之一。")
    for kind in found.kinds:
        if kind not in list(UnitKind):
            known = "、".join(f"{known.value}（{known.label}）" for known in UnitKind)
            section.wrong("kinds", f"没有“{kind}”这种单位类别，可用的有：{known}。")
    return found


def hot(section: Section) -> Hot:
    """``[[hot]]``."""
    columns = FACTS["order"].columns
    found = Hot(
        section.text("name"),
        section.text("label"),
        section.text("by"),
        section.texts("keys"),
        section.text("under", ""),
    )
    if found.by and found.by not in columns:
        section.wrong("by", f"by 应是工单的一列（如 topic、category），没有“{found.by}”。")
    if not found.keys:
        section.wrong("keys", '热点至少要有一个代码，如 keys = ["0103"]。')
    return found


def check_under(found: Sequence[Section], hots: Mapping[str, Hot]) -> None:
    """A part's whole must be there."""
    for section, one in zip(found, hots.values(), strict=False):
        if one.under and one.under not in hots:
            section.wrong("under", f"没有名为“{one.under}”的热点。")


def _labels(section: Section, key: str) -> dict[str, str]:
    section.asked.add(key)
    value = section.raw.get(key, {})
    if not isinstance(value, dict) or not all(isinstance(label, str) for label in value.values()):
        section.wrong(key, f'{key} 应是名称的表，如 {{ phone = "来电" }}。')
        return {}
    return dict(value)


def listed(section: Section, reading: Reading) -> ListPlan | None:
    """``[[list]]``."""
    choice = reading.choice(section, "of")
    names = _labels(section, "names")
    found = ListPlan(
        name=section.text("name"),
        of=choice or _UNREAD,
        item=reading.text(section, "item", "{名}", item=True),
        join=section.text("join", "、"),
        base=reading.measure(section, "base", ""),
        names=names,
        other=section.text("other", ""),
        limit=section.whole("limit", 0),
        zero=section.flag("zero"),
        least=section.text("least", ""),
        earlier=reading.measure(section, "earlier", ""),
        order=section.one_of("order", ("value", "key", "names"), "value"),
    )
    if found.least and found.least not in reading.bounds:
        section.wrong("least", f"没有名为“{found.least}”的界限，请先写一节 [[bound]]。")
    return found if choice is not None else None
