"""How long a circular may be: 地方印发的通报一般不超过5000字."""

from huisheng import rulebook
from huisheng.circular.document import Block, Document, Heading, Paragraph, text_of
from huisheng.kernel.errors import Refusal
from huisheng.rulebook import implements

_RULE = "circulars.max_characters"


def characters(document: Document) -> int:
    """How many characters its body has: title, headings and paragraphs; tables and attachments don't count."""
    return len(document.title) + sum(len(_words(block)) for block in document.blocks)


def _words(block: Block) -> str:
    return "".join(text_of(block.runs).split()) if isinstance(block, (Heading, Paragraph)) else ""


@implements("relief-2024#art-1")
def too_long(document: Document, scope: str) -> Refusal | None:
    """Whether it is longer than the rule of its day allows, in a sentence; None where it fits or no rule binds."""
    limit = rulebook.at(document.dated, scope).find(_RULE)
    count = characters(document)
    if limit is None or count <= limit.count:
        return None
    return Refusal(
        "too_long",
        f"正文{count}字，超过{limit.count}字的上限，多{count - limit.count}字，请删减典型案例、工作动态等文字。",
        limit.cite,
        "document",
    )
