"""What a later edition prints otherwise than the one it corrects. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from huisheng.circular.document import Block, Chart, Document, Heading, Number, Paragraph, Run, Table, text_of
from huisheng.rulebook import implements


@dataclass(frozen=True, slots=True)
class Difference:
    """One number that changed, came ("" before) or went ("" after); or a paragraph's words."""

    what: str
    before: str
    after: str


@implements("domain#art-23")
def differences(before: Document, after: Document) -> list[Difference]:
    """Every number whose print changed, by what it is about, then every reworded paragraph, in the later's order."""
    old, new = _numbers(before), _numbers(after)
    told = [
        Difference(_label(after, before, ref), old.get(ref, ""), new.get(ref, ""))
        for ref in dict.fromkeys((*new, *old))
        if old.get(ref) != new.get(ref)
    ]
    was, now = _words(before), _words(after)
    for key in dict.fromkeys((*now, *was)):
        if was.get(key, ("", ""))[0] != now.get(key, ("", ""))[0]:
            told.append(Difference("文字", was.get(key, ("", ""))[1], now.get(key, ("", ""))[1]))
    return told


def _label(after: Document, before: Document, ref: str) -> str:
    source = after.sources.get(ref) or before.sources.get(ref)
    return source.label if source is not None else ref


def _blocks(document: Document) -> Iterator[Block]:
    yield from document.blocks
    for attachment in document.attachments:
        yield from attachment.blocks


def _runs(block: Block) -> Iterator[Run | None]:
    if isinstance(block, (Heading, Paragraph)):
        yield from block.runs
    elif isinstance(block, Table):
        for row in block.rows:
            yield from row
    elif isinstance(block, Chart):
        for _, values in block.series:
            yield from values


def _numbers(document: Document) -> dict[str, str]:
    """The print of every number that comes from figures; a number printed twice is the same twice."""
    return {
        run.ref: run.text for block in _blocks(document) for run in _runs(block) if isinstance(run, Number) and run.ref
    }


def _words(document: Document) -> dict[str, tuple[str, str]]:
    """Each paragraph's words without its numbers, and as it reads, by key."""
    told = {}
    for block in _blocks(document):
        if isinstance(block, Paragraph) and block.key:
            bare = "".join(run if isinstance(run, str) else "#" for run in block.runs)
            told[block.key] = (bare, text_of(block.runs))
    return told
