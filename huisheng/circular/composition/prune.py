"""A document without what nobody wrote: empty paragraphs, and headings with nothing below them."""

from dataclasses import replace

from huisheng.circular.document import Block, Document, Heading, Paragraph


def pruned(document: Document) -> Document:
    """The document as it is printed. The one that is edited keeps its empty paragraphs, so that they can be written."""
    attachments = tuple(replace(one, blocks=_kept(one.blocks)) for one in document.attachments)
    return replace(document, blocks=_kept(document.blocks), attachments=attachments)


def _kept(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    kept: list[Block] = []
    for block in reversed(blocks):
        if isinstance(block, Paragraph) and not block.runs:
            continue
        below = kept[-1] if kept else None
        if isinstance(block, Heading) and (
            below is None or (isinstance(below, Heading) and below.level <= block.level)
        ):
            continue
        kept.append(block)
    return tuple(reversed(kept))
