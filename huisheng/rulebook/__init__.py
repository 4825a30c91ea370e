"""The law: what the published documents say, the numbers that follow from it, and who answers for each article.

``documents/*.md`` hold the articles, ``parameters/**.toml`` the dated values, each with a unit, a scope and a
citation. One id, ``DOC#art-n``, is found by one grep in documents, parameters and code. Pure: no database, no clock.
"""

from datetime import date
from functools import lru_cache

from huisheng.rulebook.articles import Article
from huisheng.rulebook.book import NOTHING, BrokenRulebook, Own, joined, shipped
from huisheng.rulebook.register import implemented, implements
from huisheng.rulebook.rules import Rules
from huisheng.rulebook.values import Trait, Value

__all__ = [
    "Article",
    "BrokenRulebook",
    "Own",
    "Rules",
    "Trait",
    "Value",
    "article",
    "at",
    "implemented",
    "implements",
]


def at(day: date, scope: str, own: Own = NOTHING) -> Rules:
    """The rules in force on ``day`` (a Shanghai calendar day) for the platform ``scope`` ("山东/聊城"; "" national).

    ``own``: what the platforms of this installation have set themselves (``directory.law`` knows it); without it,
    the files alone.
    """
    return _at(day, scope, own)


@lru_cache(maxsize=8192)
def _at(day: date, scope: str, own: Own) -> Rules:
    return Rules(joined(own), day, scope)


def article(cite: str) -> Article:
    """The article that ``cite`` ("jining-2013#art-2") names; KeyError if there is none."""
    return shipped().articles[cite]
