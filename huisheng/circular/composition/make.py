"""Blocks of a composition into blocks of the document: headings numbered, paragraphs keyed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from huisheng.circular.composition import fill, lists, tables
from huisheng.circular.composition.block import (
    AttachmentBlock,
    ChartBlock,
    HeadingBlock,
    PodiumBlock,
    ScoresBlock,
    SheetBlock,
    TextBlock,
    TopicsBlock,
    TrendBlock,
    WordsBlock,
)
from huisheng.circular.composition.desk import Desk
from huisheng.circular.composition.fill import Subject
from huisheng.circular.composition.lists import Entry
from huisheng.circular.composition.named import Hot
from huisheng.circular.composition.offices import taken
from huisheng.circular.composition.reading import HOT
from huisheng.circular.document import Attachment, Block, Heading, Paragraph, Run
from huisheng.circular.sentences.phrase import numeral
from huisheng.circular.sentences.settle import melt
from huisheng.circular.sentences.tree import Choice, Ref
from huisheng.rulebook import implements

_LEVELS: tuple[Callable[[int], str], ...] = (
    lambda n: f"{numeral(n)}、",
    lambda n: f"（{numeral(n)}）",
    lambda n: f"{n}．",
)


@dataclass(slots=True)
class Maker:
    """Walks the blocks. ``counts``: how many numbered headings of each level stand in the section so far."""

    desk: Desk
    counts: list[int] = field(default_factory=lambda: [0, 0, 0])
    items: int = 0

    def blocks(self) -> tuple[tuple[Block, ...], tuple[Attachment, ...]]:
        """The body and the attachments."""
        body: list[Block] = []
        attachments: list[Attachment] = []
        for block in self.desk.plan.blocks:
            if isinstance(block, AttachmentBlock):
                attachments.append(Attachment(fill.words(self.desk, block.title), (), block.landscape))
                self.counts, self.items = [0, 0, 0], 0
            elif attachments:
                last = attachments[-1]
                attachments[-1] = replace(last, blocks=(*last.blocks, *self._made(block)))
            else:
                body += self._made(block)
        return tuple(body), tuple(attachments)

    def _made(self, block: Any) -> list[Block]:
        return list(_MAKERS[type(block)](self, block))

    def _heading(self, block: HeadingBlock) -> Iterator[Block]:
        self.items = 0
        lead = self._next(block.level) if block.numbered else ""
        yield Heading(block.level, melt([lead, *fill.runs(self.desk, block.runs)]))

    def _next(self, level: int) -> str:
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (len(_LEVELS) - level)
        return _LEVELS[level - 1](self.counts[level - 1])

    def _item(self) -> str:
        self.items += 1
        return f"{self.items}．"

    def _paragraph(self, runs: tuple[Run, ...], key: str, *, item: bool) -> Iterator[Block]:
        if runs:
            yield Paragraph(melt([self._item() if item else "", *runs]), key)

    def _text(self, block: TextBlock) -> Iterator[Block]:
        yield from self._paragraph(fill.runs(self.desk, block.text), f"s.{block.name}", item=block.item)

    @implements("domain#art-49")
    def _words(self, block: WordsBlock) -> Iterator[Block]:
        # an editor knows by the key that a case's numbers are the story's own
        key = f"case.{block.name}" if block.quoted else f"w.{block.name}"
        given = self.desk.words.get(key)
        if given is None:
            runs = fill.runs(self.desk, block.default)
            yield Paragraph(melt([self._item() if block.item and runs else "", *runs]), key)
            return
        for place, line in enumerate(taken(key, given, quoted=block.quoted)):
            yield from self._paragraph((line,), key if not place else f"{key}.{place + 1}", item=block.item)

    @implements("dongchangfu-2024-02#art-11", "liaocheng-2015-01#art-13", "liaocheng-2020-q2#art-7")
    def _topics(self, block: TopicsBlock) -> Iterator[Block]:
        choice = Choice("all", Ref(block.measure), HOT)
        found = lists.entries(self.desk, choice)
        self.items = 0
        for entry in found[: block.limit or None]:
            hot = self.desk.plan.hots[str(entry.key)]
            told = fill.runs(self.desk, block.text, self._subject(entry, choice))
            lead = self._next(2) if block.heading else self._item()
            key = f"t.{hot.name}"
            words = self.desk.words.get(f"w.{key}", "")
            said = "".join(taken(f"w.{key}", words, quoted=False))
            yield Paragraph(melt([lead, *told, *self._parts(block, hot), said]), key)

    def _parts(self, block: TopicsBlock, hot: Hot) -> tuple[Run, ...]:
        """其中，…: the parts of a topic, the largest first."""
        choice = Choice("all", Ref(block.measure), HOT, hot.name)
        told: list[Run] = []
        for entry in lists.entries(self.desk, choice) if block.sub else []:
            runs = fill.runs(self.desk, block.sub, self._subject(entry, choice))
            told += ["，" if told else "其中，", *runs] if runs else []
        return (*told, "。") if told else ()

    def _subject(self, entry: Entry, choice: Choice) -> Subject:
        return fill.subject_of(self.desk, entry, choice, None)

    def _sheet(self, block: SheetBlock) -> Iterator[Block]:
        table = tables.sheet(self.desk, block)
        if table is not None:
            yield table

    def _scores(self, block: ScoresBlock) -> Iterator[Block]:
        table = tables.scores(self.desk, block)
        if table.rows:
            yield table

    def _podium(self, block: PodiumBlock) -> Iterator[Block]:
        yield from tables.podium(self.desk, block)

    def _chart(self, block: ChartBlock) -> Iterator[Block]:
        made = tables.pictured(self.desk, block)
        if made is not None:
            yield made

    def _trend(self, block: TrendBlock) -> Iterator[Block]:
        made = tables.trend(self.desk, block)
        if made is not None:
            yield made


_MAKERS: dict[type, Callable[[Maker, Any], Iterator[Block]]] = {
    HeadingBlock: Maker._heading,
    TextBlock: Maker._text,
    WordsBlock: Maker._words,
    TopicsBlock: Maker._topics,
    SheetBlock: Maker._sheet,
    ScoresBlock: Maker._scores,
    PodiumBlock: Maker._podium,
    ChartBlock: Maker._chart,
    TrendBlock: Maker._trend,
}
