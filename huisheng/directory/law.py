"""The law as it binds a platform: the rulebook's files, and what the platform's administrators have set since.

A platform's own value begins on a day to come, counts once a second seat has confirmed it, and binds what starts from
that day on: a clock that runs keeps what was in force when it began, for it was copied. Every process reads it with
the address book, at most a minute old; since none may be confirmed for a day that begins in less than ``LEAD``, every
process has it when its day begins.
"""

from datetime import date, timedelta

from huisheng import rulebook
from huisheng.directory import book
from huisheng.rulebook import Article, Rules
from huisheng.rulebook.articles import CITATION

LEAD = timedelta(minutes=10)
OWN = "city"  # the document that stands for platforms' own notices: "city#art-17" is the change with that key


def at(day: date, scope: str) -> Rules:
    """The rules in force on ``day`` for the platform ``scope``, its own values among them."""
    return rulebook.at(day, scope, book.book().own)


def article(cite: str) -> Article:
    """The article of a citation, a platform's own notice included. KeyError if there is none."""
    document, _, number = cite.partition("#art-")
    if document != OWN or not CITATION.fullmatch(cite):
        return rulebook.article(cite)
    return book.book().notices[int(number)]
