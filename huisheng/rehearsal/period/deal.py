"""Deals a period's quotas out to its matters: units, answers, faults, kinds, channels, topics. Pure counting."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from random import Random

from huisheng.rehearsal.chance import apportion
from huisheng.rehearsal.period.item import Item
from huisheng.rehearsal.period.spec import NOBODY, Quota, Spec, Three

_SAYINGS = ("yes", "partly", "no")
_UNSEEN = ("wechat", "app")  # who writes there is answered there: nobody calls back, see visits.unsurveyed


def deal(spec: Spec, seed: int) -> list[Item]:
    """Every matter that units handle, without times, in an order that says nothing."""
    rng = Random(f"{spec.name}/{seed}/deal")
    items: list[Item] = []
    for quota in spec.quotas:
        items += _of_unit(rng, spec, quota, len(items))
    for fate, total in (("answer", "on_the_spot"), ("refuse", "refused")):
        for n in range(len(items) + 1, len(items) + 1 + spec.said["totals"].get(total, 0)):
            items.append(Item(f"{spec.name}-{n:06d}", n, fate=fate))
    _detours(rng, spec, items)
    _session_items(rng, spec, items)
    _co_handlers(rng, spec, items)
    _enterprise_channels(rng, spec, items)
    _channels(rng, spec, items)
    _kinds(rng, spec, items)
    _attempts(rng, spec, items)
    return items


def _of_unit(rng: Random, spec: Spec, quota: Quota, before: int) -> list[Item]:
    """The matters of one unit; those of enterprises first."""
    firm = spec.firms.get(quota.unit, Quota(quota.unit))
    made = [
        Item(f"{spec.name}-{before + n:06d}", before + n, quota.unit, enterprise=n <= firm.dispatched)
        for n in range(1, quota.mains + quota.earlier + 1)
    ]
    for item in made[quota.mains :]:
        item.earlier = True
    firms, others = made[: firm.dispatched], made[firm.dispatched :]
    _answers(rng, firms, firm)
    _answers(rng, others, _without(quota, firm))
    _faults(rng, firms, others, quota, firm)
    return made


def _without(quota: Quota, firm: Quota) -> Quota:
    def less(all_: Three, some: Three) -> Three:
        left = (all_[0] - some[0], all_[1] - some[1], all_[2] - some[2])
        if min(left) < 0:
            raise ValueError(f"{quota.unit}: the enterprises' answers {some} aren't among its own {all_}")
        return left

    return Quota(
        quota.unit,
        solved=less(quota.solved, firm.solved),
        process=less(quota.process, firm.process),
        result=less(quota.result, firm.result),
    )


def _answers(rng: Random, items: Sequence[Item], quota: Quota) -> None:
    """Spread the answers: who is unhappy with the one is so with the others; not everybody answers everything."""
    solved, process, result = (_worst_first(three) for three in (quota.solved, quota.process, quota.result))
    asked = max(len(solved), len(process), len(result))
    old = [item for item in items if item.earlier]
    if asked > min(len(items), len(solved) + len(result)) or asked < len(old):
        raise ValueError(f"{quota.unit}: {asked} called back of {len(items)} matters")
    # a visit answers one of these at least: where the process was asked most often, the results stand at the end
    ahead = [""] * (asked - len(result)) if asked > max(len(solved), len(result)) else []
    rows = zip_longest(solved, process, [*ahead, *result], fillvalue="")
    new = [item for item in items if not item.earlier]
    chosen = rng.sample([*old, *rng.sample(new, asked - len(old))], asked)
    for item, said in zip(chosen, rows, strict=True):
        item.solved, item.process, item.result = said


def _worst_first(three: Three) -> list[str]:
    return [saying for saying, count in zip(reversed(_SAYINGS), reversed(three), strict=True) for _ in range(count)]


def _faults(rng: Random, firms: Sequence[Item], others: Sequence[Item], quota: Quota, firm: Quota) -> None:
    """What goes wrong: redone ones among the unhappy, late ones and those sent back among the rest."""
    others = [item for item in others if not item.earlier]
    every = [*firms, *others]
    unhappy = [item for item in every if item.unhappy] or [item for item in every if item.called_back]
    for item in rng.sample(unhappy, quota.redo):
        item.redo = True
    for item in rng.sample(firms, firm.late):
        item.late = True
    plain = [item for item in others if not item.redo]
    taken = rng.sample(plain, quota.late - firm.late + quota.late_signed)
    for place, item in enumerate(taken):
        item.late, item.late_signed = place < quota.late - firm.late, place >= quota.late - firm.late
    # a visit after a supervision judges the supervision: those who are called back regularly aren't supervised
    _supervised(rng, [item for item in plain if not (item.late or item.late_signed or item.called_back)], quota)
    for item in rng.sample(plain, quota.instructed):
        item.instructed = True
    rest = [item for item in every if not (item.late or item.late_signed or item.redo or item.supervise)]
    for _ in range(quota.open):
        rest.pop(next(i for i, item in enumerate(rest) if not item.called_back)).open = True
    left = quota.sent_back
    while left:
        for item in rng.sample(rest, min(left, len(rest))):
            item.sent_back += 1
        left -= min(left, len(rest))


def _supervised(rng: Random, items: Sequence[Item], quota: Quota) -> None:
    forms = [form for form in ("phone", "written", "on_site") for _ in range(getattr(quota, form))]
    for item, form in zip(rng.sample(items, len(forms)), forms, strict=True):
        item.supervise = form


def _attempts(rng: Random, spec: Spec, items: Sequence[Item]) -> None:
    """Where the circular counts every call back: as many in vain as it says, spread over those reached at last."""
    total = spec.said["totals"].get("attempts")
    if total is None:
        return
    reached = [item for item in items if item.called_back]
    for item in rng.sample(reached, total - len(reached)):
        item.tries = 1


def _session_items(rng: Random, spec: Spec, items: Sequence[Item]) -> None:
    """What was taken in a leader's session for the leader's own unit."""
    for number, said in enumerate(spec.said.get("session", ()), 1):
        if said.get("items"):
            fit = [i for i in items if i.unit == said["unit"] and not i.session and not i.co and not i.earlier]
            for item in rng.sample(fit, said["items"]):
                item.session, item.channel = session_ref(number), "leader_session"


def session_ref(number: int) -> str:
    """How orders name the number-th session."""
    return f"session-{number:03d}"


def _detours(rng: Random, spec: Spec, items: Sequence[Item]) -> None:
    """Some matters went to the wrong unit first, which was supervised before it gave them up."""
    wrong = spec.said.get("detour_units", ())
    for quota in spec.quotas:
        forms = ["phone"] * quota.detour_phone + ["on_site"] * quota.detour_on_site
        own = [item for item in items if item.unit == quota.unit and not item.earlier]
        plain = [item for item in own if _untroubled(item) and not item.called_back]
        for place, (item, form) in enumerate(zip(rng.sample(plain, len(forms)), forms, strict=True)):
            item.detour = wrong[place % len(wrong)], form


def _untroubled(item: Item) -> bool:
    return not (item.late or item.late_signed or item.redo or item.sent_back or item.open or item.supervise)


def _co_handlers(rng: Random, spec: Spec, items: Sequence[Item]) -> None:
    """Give every co-handler a matter that another unit of its own group of units answers for."""
    helpers = [quota.unit for quota in spec.quotas for _ in range(quota.co)]
    groups = {quota.unit: quota.group == "town" for quota in spec.quotas} | {"": None}
    fit = [item for item in items if _may_help(item)]
    rng.shuffle(fit)
    for helper in helpers:
        host = next(item for item in reversed(fit) if item.unit != helper and groups[item.unit] == groups[helper])
        fit.remove(host)
        host.co = helper


def _may_help(item: Item) -> bool:
    special = item.co or item.enterprise or item.fate or item.earlier or item.detour
    return _untroubled(item) and not special


def _enterprise_channels(rng: Random, spec: Spec, items: Sequence[Item]) -> None:
    """The few that came by the province's platform for enterprises; one of them must be on site in two hours."""
    said = spec.said.get("enterprise", {})
    firms = [item for item in items if item.enterprise and not item.late]
    if "on_site" in said:
        hurried = rng.choice([item for item in firms if item.unit == said["on_site"]])
        hurried.channel, hurried.on_site = "enterprise", "cross_region"
        firms.remove(hurried)
    for item in rng.sample(firms, spec.channels.get("province", 0) if "province" in said else 0):
        item.channel = "province"


def _channels(rng: Random, spec: Spec, items: Sequence[Item]) -> None:
    """The printed number of every channel; nobody who wrote by WeChat or app is called back."""
    left = Counter(spec.channels)
    left.subtract(item.channel for item in items if item.channel != "phone")
    fixed = spec.said.get("channel_units", {})
    for channel, units in fixed.items():
        for unit in units:
            fit = [item for item in items if item.unit == unit and _free(item) and item.fate != "refuse"]
            chosen = rng.choice([item for item in fit if not item.open])
            chosen.channel, left[channel] = channel, left[channel] - 1
    silent = [item for item in items if _free(item) and not item.called_back]
    open_ = [item for item in items if _free(item)]
    rng.shuffle(silent)
    rng.shuffle(open_)
    for channel, count in sorted(left.items(), key=lambda pair: (pair[0] not in _UNSEEN, pair[0])):
        pool = silent if channel in _UNSEEN else open_
        while channel != "phone" and count:
            item = pool.pop()
            if item.channel == "phone":
                item.channel, count = channel, count - 1
    by_phone = [item for item in items if item.channel == "phone" and not item.enterprise and not item.earlier]
    for item in rng.sample(by_phone, spec.said.get("calls", {}).get("called_back", 0)):
        item.missed = True


def _free(item: Item) -> bool:
    return item.channel == "phone" and not (item.enterprise or item.earlier or item.co)


def _kinds(rng: Random, spec: Spec, items: Sequence[Item]) -> None:
    """The printed number of every kind. Where the circular says nothing else, what is left takes the largest one.

    What is refused is "refused_kind"; kinds in ``spot_first`` go to what is answered on the spot as far as they do.
    """
    kinds = sorted(spec.kinds, key=lambda kind: -spec.kinds[kind])
    left = dict(spec.kinds)
    refused = spec.said.get("refused_kind", "")
    first = spec.said.get("spot_first", ())
    free: list[Item] = []
    spot: list[Item] = []
    for item in items:
        fixed = item.enterprise or item.redo or item.late or item.supervise
        item.kind = spec.said["fixed_kind"] if fixed or item.earlier else ""
        if item.fate == "refuse":
            item.kind = refused
        if item.kind and not item.earlier:
            left[item.kind] -= 1
        if not item.kind:
            (spot if item.fate else free).append(item)
    rng.shuffle(free)
    rng.shuffle(spot)
    for kind in (*first, *(kind for kind in kinds if kind not in first)):
        pools = (spot, free) if kind in first else (free, spot)
        share = left[kind] * spec.said.get("spot_percent", {}).get(kind, 100 if kind in first else 0) // 100
        for pool, count in zip(pools, (share, left[kind] - share), strict=True):
            for _ in range(min(count, len(pool))):
                pool.pop().kind, left[kind] = kind, left[kind] - 1
    for kind in kinds:
        for _ in range(left[kind]):
            (spot or free).pop().kind = kind


def topics(rng: Random, spec: Spec, items: Sequence[Item], leaves: Mapping[str, Sequence[str]]) -> None:
    """A category for every matter: printed topics exactly, no other first-level class above ``other_cap``.

    ``leaves``: third-level codes by every prefix of them.
    """
    stacks: dict[str, list[Item]] = {}
    for item in items:
        if not item.earlier:
            stacks.setdefault(item.unit, []).append(item)
    for stack in stacks.values():
        rng.shuffle(stack)
    duties = _Duties(spec)
    for topic in sorted(spec.topics, key=lambda topic: -topic.count):
        for unit, count in duties.shares(topic.code, topic.count, {u: len(s) for u, s in stacks.items()}).items():
            own = [leaf for leaf in leaves[topic.code] if not leaf.startswith(topic.besides)]
            for _ in range(count):
                stacks[unit].pop().category = rng.choice(own)
    _other_topics(rng, spec, stacks, duties, leaves)
    for item in items:
        if item.earlier:
            item.category = rng.choice(leaves[rng.choice(list(duties.of(item.unit)))])


class _Duties:
    """Weights of category prefixes for each unit."""

    def __init__(self, spec: Spec) -> None:
        said = spec.said["duties"]
        self._other: Mapping[str, int] = said["other"]
        self._of: dict[str, Mapping[str, int]] = {
            quota.unit: said.get(quota.unit) or said.get(quota.group) or self._other for quota in spec.quotas
        }
        self._of[""] = said.get("spot") or self._other

    def of(self, unit: str) -> Mapping[str, int]:
        """A unit's own weights."""
        return self._of[unit]

    @property
    def other(self) -> Mapping[str, int]:
        """What anybody may get."""
        return self._other

    def shares(self, code: str, total: int, room: Mapping[str, int]) -> dict[str, int]:
        """``total`` matters of a topic over the units, by weight and room, none with more than its room."""
        room = dict(room)
        given = dict.fromkeys(room, 0)
        while total:
            weights = {unit: self._weight(unit, code) * left for unit, left in room.items() if left}
            weights = {unit: weight for unit, weight in weights.items() if weight}
            if not weights:
                raise ValueError(f"no unit has room for {total} more of {code}")
            for unit, count in apportion(total, weights).items():
                take = min(count, room[unit])
                given[unit], room[unit], total = given[unit] + take, room[unit] - take, total - take
        return given

    def _weight(self, unit: str, code: str) -> int:
        return sum(weight for prefix, weight in self._of[unit].items() if code.startswith(prefix))


def _other_topics(
    rng: Random, spec: Spec, stacks: Mapping[str, list[Item]], duties: _Duties, leaves: Mapping[str, Sequence[str]]
) -> None:
    printed = {topic.code[:2] for topic in spec.topics}
    cap: int = spec.said["other_cap"]
    count: Counter[str] = Counter()
    free = {code for code in leaves if len(code) == 2} - printed
    for unit, stack in stacks.items():
        for item in stack:
            own = _open(duties.of(unit), printed, count, cap) or _open(duties.other, printed, count, cap)
            code = rng.choices(list(own), list(own.values()))[0] if own else rng.choice(sorted(free))
            item.category = rng.choice(leaves[code])
            count[code[:2]] += 1
            if count[code[:2]] >= cap:
                free.discard(code[:2])


def _open(weights: Mapping[str, int], printed: Iterable[str], count: Mapping[str, int], cap: int) -> dict[str, int]:
    return {code: w for code, w in weights.items() if code[:2] not in printed and count[code[:2]] < cap}


def called_back(quota: Quota) -> int:
    """How many of a unit's citizens say anything."""
    return max(sum(three) for three in (quota.solved, quota.process, quota.result)) if quota.result != NOBODY else 0
