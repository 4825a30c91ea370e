"""A document with everything the rules look at: its passages, the numbers in them, its tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from huisheng.circular.checker.grids import Table, tables
from huisheng.circular.checker.mentions import Mention, counts, mentions
from huisheng.circular.checker.model import Content, Passage
from huisheng.circular.checker.numerals import Printed
from huisheng.circular.checker.readers import limits

_TOTAL = re.compile(r"共|总|合计|累计|受理|接听|接到|收到|总量")


@dataclass(frozen=True)
class Scene:
    """What one run of the rules sees. ``own``: an edition of this house, whose figures keep their members."""

    content: Content
    own: bool = False

    @cached_property
    def passages(self) -> list[Passage]:
        return self.content.passages

    @cached_property
    def mentions(self) -> list[list[Mention]]:
        """The numbers of each passage; a passage with hundreds of them is no sentence any more."""
        found = [mentions(passage, limits.NUMBERS_OF_A_PASSAGE) for passage in self.passages]
        if sum(map(len, found)) > limits.NUMBERS:
            raise limits.too_much("数字过多")
        return found

    @cached_property
    def tables(self) -> list[Table]:
        return tables(self.content)

    @cached_property
    def counts(self) -> list[tuple[int, Mention]]:
        """Every plain count with the number of its passage."""
        return [(at, one) for at, found in enumerate(self.mentions) for one in counts(found)]

    @cached_property
    def sums(self) -> list[tuple[Table, int, Printed]]:
        """Totals of the tables' columns: those printed, and those that come out."""
        found: list[tuple[Table, int, Printed]] = []
        for table in self.tables:
            for column in table.numeric:
                for printed in (table.total.values[column] if table.total else None, table.sum(column)):
                    if printed is not None and printed.whole and not printed.percent:
                        found.append((table, column, printed))
        return found

    def totals(self, at: int, mention: Mention | None = None) -> Iterator[Mention]:
        """Counts that may be the whole of what passage ``at`` divides, the nearest first."""
        plain = [one for one in counts(self.mentions[at]) if "均" not in one.lead]
        own = [one for one in plain if mention is None or one.start < mention.start]
        for one in sorted(own, key=lambda one: -one.value):
            if _TOTAL.search(one.lead):
                yield one
        for distance in range(1, at + 1):
            for one in sorted(counts(self.mentions[at - distance]), key=lambda one: -one.value):
                if _TOTAL.search(one.lead) and "均" not in one.lead:
                    yield one

    @cached_property
    def main(self) -> Mention | None:
        """The first total of the document: what it is about."""
        return next((one for _, one in self.counts if re.search("共|总量|受理|接听", one.lead)), None)

    def printed(self, value: Fraction) -> bool:
        """Whether a whole number stands anywhere, in the text or as a table's total."""
        return any(one.value == value for _, one in self.counts) or any(one.value == value for *_, one in self.sums)
