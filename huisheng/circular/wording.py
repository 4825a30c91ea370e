"""The office edits words, never numbers. Pure.

In the editor a paragraph is text in which each printed number stands in brackets: ``共接到来电［9744］件``. A number
may be moved or dropped; what is put in brackets must be one of that paragraph's numbers, and outside of them no number
may count anything.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

from huisheng.circular.document import Attachment, Block, Document, Number, Paragraph, Run
from huisheng.kernel.errors import Refusal
from huisheng.rulebook import implements

CITE = "domain#art-49"
_BRACKETED = re.compile(r"［([^［］]*)］")
# digits (half or full width) or Chinese numerals that count or measure something: these are figures, not words
_COUNTING = re.compile(
    r"(?<![第0-9０-９.．])(?:[0-9０-９][0-9０-９,，.．]*|[一二三四五六七八九十百千万两]*[十百千万][一二三四五六七八九十百千万两]*)\s*"
    r"(?:%|％|‰|百分点|个百分点|件|个|次|起|单|人次|人|通|条|家|倍)"
)
_PERCENT_WORDS = re.compile(r"百分之[零〇一二三四五六七八九十百点]+")
# 幸福里小区3号楼, 幸福里小区３栋B座: the house, and what stands behind it
_HOUSE = re.compile(r"[#＃]?[A-Za-z]?\d+[A-Za-z]?\s*(?:[-－#＃栋幢座楼层室户单组门]|号(?![线路公])).*\Z", re.DOTALL)


def editable(document: Document) -> dict[str, str]:
    """The paragraphs that may be reworded, by key, as the editor shows them, in the document's order."""
    return {paragraph.key: bracketed(paragraph) for paragraph in _paragraphs(document) if paragraph.key}


def bracketed(paragraph: Paragraph) -> str:
    """The paragraph with its numbers in brackets."""
    return "".join(run if isinstance(run, str) else f"［{run.text}］" for run in paragraph.runs)


@implements("domain#art-49")
def reword(document: Document, words: Mapping[str, str]) -> Document:
    """The document with the office's words in place of its own. Refusal: a number made up, an unknown paragraph."""
    known = {paragraph.key: paragraph for paragraph in _paragraphs(document) if paragraph.key}
    for key in words:
        if key not in known:
            raise Refusal("unknown_paragraph", "通报里没有这一段，请刷新后再改。", CITE, field=key[:60])
    told = {key: runs_of(known[key], text) for key, text in words.items()}

    def put(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(
            replace(block, runs=told[block.key]) if isinstance(block, Paragraph) and block.key in told else block
            for block in blocks
            if not (isinstance(block, Paragraph) and block.key in told and not told[block.key])
        )

    attachments = tuple(Attachment(one.title, put(one.blocks), one.landscape) for one in document.attachments)
    return replace(document, blocks=put(document.blocks), attachments=attachments)


def runs_of(paragraph: Paragraph, text: str) -> tuple[Run, ...]:
    """What the office wrote as runs; () for an empty text, which takes the paragraph out."""
    numbers = _by_text(paragraph)
    runs: list[Run] = []
    at = 0
    for found in _BRACKETED.finditer(text):
        number = _next(numbers, found[1])
        if number is None:
            raise Refusal(
                "foreign_number",
                f"［{found[1][:20]}］不是这一段原有的数。数字由系统算出，可以移动或删去，不能改写；请恢复原数。",
                CITE,
                paragraph.key,
            )
        runs += [text[at : found.start()], number]
        at = found.end()
    runs.append(text[at:])
    _no_numbers([run for run in runs if isinstance(run, str)], paragraph)
    return tuple(run for run in runs if run != "")


@implements("domain#art-23")
def carried(before: Document, after: Document, words: Mapping[str, str]) -> dict[str, str]:
    """The words of an earlier document's paragraphs with the later's numbers, each by what it is about.

    Left out: a paragraph that the later has no more, or with a number that it has no more.
    """
    was, now = ({one.key: one for one in _paragraphs(document) if one.key} for document in (before, after))
    kept: dict[str, str] = {}
    for key, text in words.items():
        if key in was and key in now:
            with suppress(Refusal):
                kept[key] = _retold(was[key], now[key], text)
    return kept


def sayable(name: str) -> str:
    """A name as words without numbers may say it, of a place without its house; "" where a number is left in it."""
    said = _HOUSE.sub("", name).strip(" ，,、（(")
    counting = _COUNTING.search(said) or _PERCENT_WORDS.search(said)
    return "" if counting or any(letter.isdigit() for letter in said) else said


def _retold(was: Paragraph, now: Paragraph, text: str) -> str:
    refs = {run.ref: run.text for run in now.runs if isinstance(run, Number) and run.ref}
    runs = runs_of(was, text)
    if any(isinstance(run, Number) and run.ref not in refs for run in runs):
        raise Refusal("foreign_number", "这一段原有的数已经没有了。", CITE, was.key)
    told = "".join(run if isinstance(run, str) else f"［{refs[run.ref]}］" for run in runs)
    runs_of(now, told)
    return told


def _by_text(paragraph: Paragraph) -> dict[str, list[Number]]:
    found: dict[str, list[Number]] = {}
    for run in paragraph.runs:
        if isinstance(run, Number):
            found.setdefault(run.text, []).append(run)
    return found


def _next(numbers: Mapping[str, list[Number]], bracketed: str) -> Number | None:
    """Equal prints stand for the paragraph's numbers in their order; the last of them may be said again."""
    left = numbers.get(bracketed.strip(), [])
    if len(left) > 1:
        return left.pop(0)
    return left[0] if left else None


def _no_numbers(pieces: list[str], paragraph: Paragraph) -> None:
    allowed = "".join(run for run in paragraph.runs if isinstance(run, str))  # the composition's own words may stay
    for piece in pieces:
        if "［" in piece or "］" in piece:
            raise Refusal("open_bracket", "数字的方括号不成对，请补全“［”和“］”。", CITE, paragraph.key)
        for found in (*_COUNTING.finditer(piece), *_PERCENT_WORDS.finditer(piece)):
            if found[0] not in allowed:
                raise Refusal(
                    "typed_number",
                    f"“{found[0][:20]}”是手工填写的数字。通报里的数都由系统算出，请删去，或改用这一段［］里已有的数。",
                    CITE,
                    paragraph.key,
                )


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    for blocks in (document.blocks, *(one.blocks for one in document.attachments)):
        for block in blocks:
            if isinstance(block, Paragraph):
                yield block
