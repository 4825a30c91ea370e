"""Printed numbers and where they come from: every one that isn't a date or a row's place gets its Source."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from huisheng.circular.composition.ports import Amount, Limit
from huisheng.circular.document import Number, Source
from huisheng.circular.sentences import phrase
from huisheng.circular.sentences.phrase import Wording
from huisheng.circular.sentences.tree import Change
from huisheng.measures import compare, compute
from huisheng.measures.compute import PERCENT
from huisheng.measures.figure import NOTHING, Window
from huisheng.rulebook import implements

Printed = int | Decimal | None
_PLAIN = re.compile(r"[^A-Za-z0-9_.-]+")
_WHOLE = ".00"
_SAID = {"year": "去年同期", "previous": "上一期"}


def ref_of(identity: str) -> str:
    """A Source's key: the same for the same number in every run and edition, and fit for an address."""
    plain = _PLAIN.sub(".", identity).strip(".")
    if plain == identity:
        return plain
    return f"{plain}.{hashlib.sha256(identity.encode()).hexdigest()[:6]}"


@dataclass(slots=True)
class Numbers:
    """The numbers of one document. ``sources`` grows as they are printed."""

    wording: Wording
    whole_percent: bool
    sources: dict[str, Source] = field(default_factory=dict)

    def amount(self, amount: Amount) -> Number:
        """A figure as it stands."""
        text = self.text(amount.value, percent=amount.percent)
        working = amount.measure.label + " = "
        if amount.denominator is not None and amount.numerator is not None:
            divisor = f" ÷ {amount.measure.divisor}" if amount.measure.divisor != 1 else ""
            working += f"{amount.numerator} ÷ {amount.denominator}{divisor} = {text}"
        else:
            working += f"{text}{'' if amount.percent else amount.measure.unit}"
        return self._kept(amount, amount.identity, text, amount.value, amount.percent, amount.measure.label, working)

    def share(self, part: Amount, whole: Amount) -> Number | None:
        """A part in percent of a whole, half up to 0.01; None where there is no whole."""
        if part.numerator is None or not whole.numerator:
            return None
        value = compute.share(part.numerator, whole.numerator)
        text = self.text(value, percent=True)
        own = part.measure.reference == whole.measure.reference
        return self._kept(
            part,
            f"{part.identity}|of={whole.identity}",
            text,
            value,
            True,
            f"{part.measure.label}占{'全部' if own else ''}{whole.measure.label}",
            f"{part.numerator} ÷ {whole.numerator} = {text}",
            method=f"{'这一部分的' if own else ''}{part.measure.label} ÷ {'全部' if own else ''}{whole.measure.label}",
            counts=(part.numerator, whole.numerator),
        )

    @implements("dongchangfu-2024-02#art-1", "liaocheng-2020-q2#art-7")
    def change(self, asked: Change, now: Amount, before: Amount) -> tuple[str | Number, ...] | None:
        """A figure against an earlier one, in words and number; None where it can't be said.

        Growth of a count is in percent of the earlier one; of a percentage, in points.
        """
        if asked.show == "earlier":
            return None if before.value is None else (self.amount(before),)
        if now.value is None or before.value is None:
            return None
        lead = (self.wording.year if asked.relation == "year" else self.wording.previous) if _leads(asked) else ""
        difference = Decimal(now.value) - Decimal(before.value)
        if not difference:
            return (lead + self.wording.even,)
        points = now.percent
        if points or asked.show == "difference":
            if points:
                way = self.wording.better if difference > 0 else self.wording.down
            else:
                way = self.wording.more if difference > 0 else self.wording.less
            number = self._changed(asked, now, before, abs(difference), PERCENT if points else "")
            return (lead + way, number, self.wording.points if points else now.measure.unit)
        if not before.value:
            return None  # nothing to grow from
        rate = compare.growth(now.value, before.value)
        way = self.wording.up if difference > 0 else self.wording.down
        return (lead + way, self._changed(asked, now, before, abs(rate), "rate"))

    def _changed(self, asked: Change, now: Amount, before: Amount, size: Decimal, how: str) -> Number:
        text = self.text(size, percent=how == "rate", bare=how != "rate" and not now.percent)
        relation = _SAID[asked.relation]
        top = f"{self.text(now.value, percent=False)} - {self.text(before.value, percent=False)}"
        working = f"({top}) ÷ {self.text(before.value, percent=False)} = {text}" if how == "rate" else f"{top} = {text}"
        value: Printed = size if how == "rate" or now.percent else int(size)
        parameters = (("本期", now.window), (relation, before.window)) + (
            ((f"{relation}数出处", before.given),) if before.given else ()
        )
        return self._kept(
            now,
            f"{now.identity}|{asked.relation}|{how or 'difference'}",
            text,
            value,
            how == "rate",
            f"{now.measure.label}与{relation}相比",
            working,
            method=f"(本期 − {relation}) ÷ {relation}" if how == "rate" else f"本期 − {relation}",
            counts=(None, None),
            parameters=parameters,
            given=bool(before.given),
        )

    @implements("dongchangfu-2024-02#art-1")
    def daily(self, amount: Amount, window: Window) -> Number | None:
        """A count a day of the window, half up to the whole number."""
        if amount.numerator is None:
            return None
        count, length = amount.numerator, compare.length(window)
        value = phrase.a_day(count, length)
        return self._kept(
            amount,
            f"{amount.identity}|daily",
            str(value),
            value,
            False,
            f"日均{amount.measure.label}",
            f"{count} ÷ {length}天 = {value}",
            method=f"{amount.measure.label} ÷ 统计时段的天数，四舍五入到整数",
            counts=(count, length),
        )

    def counted(self, identity: str, label: str, names: Mapping[str, str] | list[str], cite: str) -> Number:
        """How many a list has."""
        count = len(names)
        ref = ref_of(identity)
        self.sources[ref] = Source(ref, "figure", label, "", f"{'、'.join(names)}，共{count}个", "逐个列出", cite)
        return Number(str(count), count, ref)

    def limit(self, limit: Limit) -> Number:
        """A threshold of the scheme or the rulebook."""
        ref = ref_of(f"limit|{limit.label}")
        self.sources[ref] = Source(
            ref, "given", limit.label, "", f"{limit.label} = {limit.text}", f"规定的数值：{limit.text}", limit.cite
        )
        value = (
            int(limit.value)
            if limit.value.denominator == 1
            else Decimal(limit.value.numerator) / limit.value.denominator
        )
        return Number(limit.text, value, ref, limit.text.endswith(PERCENT))

    def score(self, source: Source, identity: str, text: str) -> Number:
        """A number of a scored table, with its calculation by hand; its ref comes from its identity."""
        ref = ref_of(identity)
        self.sources[ref] = replace(source, ref=ref)
        return Number(text, _printed(text), ref, text.endswith(PERCENT))

    def text(self, value: Printed, *, percent: bool, bare: bool = False) -> str:
        """As it is printed."""
        if value is None:
            return NOTHING
        said = str(int(value)) if bare else f"{value:f}" if isinstance(value, Decimal) else str(value)
        if percent and self.whole_percent:
            said = said.removesuffix(_WHOLE)
        return f"{said}{PERCENT}" if percent else said

    def _kept(
        self,
        amount: Amount,
        identity: str,
        text: str,
        value: Printed,
        percent: bool,
        label: str,
        working: str,
        *,
        method: str = "",
        counts: tuple[int | None, int | None] | None = None,
        parameters: tuple[tuple[str, str], ...] = (),
        given: bool = False,
    ) -> Number:
        ref = ref_of(identity)
        top, bottom = counts if counts is not None else (amount.numerator, amount.denominator)
        window = (("统计时段", amount.window),) if not amount.parameters else amount.parameters
        source = Source(
            ref=ref,
            kind="given" if amount.given or given else "figure",
            label=_about(amount, label),
            definition=amount.measure.reference,
            working=working,
            formula=_method(amount, method),
            cite=amount.measure.cite,
            numerator=top,
            denominator=bottom,
            parameters=(*window, *parameters, *((("出处", amount.given),) if amount.given else ())),
            excluded=amount.excluded,
            token=amount.token,
            measure=label,
        )
        self.sources[ref] = source
        return Number(text, value, ref, percent)


def _printed(text: str) -> Printed:
    try:
        return Decimal(text.removesuffix(PERCENT))
    except InvalidOperation:
        return None


def _method(amount: Amount, made: str) -> str:
    """How the measure is counted, with its note; before it, what was ``made`` of it."""
    own = "。".join(one.rstrip("。") for one in (amount.formula, amount.measure.note) if one)
    return f"{made}。{amount.measure.label}：{own}" if made and own else made or own


def _leads(asked: Change) -> bool:
    """Whether 同比 or 环比 stands before it: not in a second clause about the same comparison."""
    return asked.show != "rate"


def _about(amount: Amount, label: str) -> str:
    return f"{label}（{amount.about}）" if amount.about else label
