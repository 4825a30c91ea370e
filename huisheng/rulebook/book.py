"""The rulebook as one value: articles, dated values and what is wrong with the files."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from huisheng.rulebook.articles import Article, read_documents
from huisheng.rulebook.parameters import read_parameters
from huisheng.rulebook.values import Value

HERE = Path(__file__).resolve().parent


class BrokenRulebook(Exception):
    """The files can't be trusted; the message lists the mistakes with file and line, a sentence a line."""


@dataclass(frozen=True, slots=True)
class Book:
    """What was read. ``labels``: parameter name -> what people call it. ``mistakes``: Chinese sentences."""

    articles: Mapping[str, Article]
    values: tuple[Value, ...]
    labels: Mapping[str, str]
    mistakes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """Values that platforms have set themselves, beside those of the files. Told apart by identity."""

    values: tuple[Value, ...] = ()


NOTHING = Own()


def load(folder: Path) -> Book:
    """Read ``folder/documents`` and ``folder/parameters``. Never raises for their content: see ``mistakes``."""
    articles, wrong_documents = read_documents(folder)
    values, labels, wrong_parameters = read_parameters(folder)
    return Book(articles, tuple(values), labels, (*wrong_documents, *wrong_parameters))


@lru_cache(maxsize=1)
def shipped() -> Book:
    """The rulebook of this installation, read once; BrokenRulebook if a file is wrong."""
    return sound(load(HERE))


def sound(book: Book) -> Book:
    """The same book, or BrokenRulebook: no deadline is computed from files that are half understood."""
    if book.mistakes:
        raise BrokenRulebook("\n".join(book.mistakes))
    return book


@lru_cache(maxsize=64)
def joined(own: Own) -> Book:
    """The shipped book with a city's own values in it. Of two that say the same, the later ``from_`` wins."""
    return replace(shipped(), values=(*shipped().values, *own.values)) if own.values else shipped()
