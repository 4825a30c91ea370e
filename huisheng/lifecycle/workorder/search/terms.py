"""What was typed, as search understands it: folded, cut at white space into terms that must all be found. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from huisheng.kernel import secrets, text

LIMIT = 200  # characters of a query that are looked at
_SHAPES = str.maketrans({"ς": "σ", **dict.fromkeys("・•‧⋅∙", "·")})
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NUMBER = re.compile(r"[A-Z0-9]{1,10}-\d{8}-\d{7,}\Z")
_WILD, _ESCAPED = re.compile(r"([%_\\])"), r"\\\1"
_PHONE = re.compile(r"\+?[0-9]{3,32}\Z")


def folded(said: str) -> str:
    """As the database's ``search_folded``: NFKC (１３８ = 138), lower case, one middle dot, nothing that isn't seen."""
    plain = unicodedata.normalize("NFKC", said).replace("İ", "i").lower()
    return _UNSEEN.sub("", plain.translate(_SHAPES))


@dataclass(frozen=True)
class Query:
    """A search. ``number``: the order's whole number was typed. ``phone``: blind index of a phone, b"" for none.

    ``heard``: it looks in what was said in recorded calls too.
    """

    terms: tuple[str, ...]
    number: str = ""
    phone: bytes = b""
    heard: bool = False

    @cached_property
    def pairs(self) -> list[str]:
        """Every two neighbouring characters of the terms: what the index knows. Empty if each term is one character."""
        return sorted({term[n : n + 2] for term in self.terms for n in range(len(term) - 1)})

    @property
    def patterns(self) -> list[str]:
        """The terms as patterns for LIKE."""
        return [f"%{_WILD.sub(_ESCAPED, term)}%" for term in self.terms]


def understood(raw: str, *, by_phone: bool, heard: bool = False) -> Query | None:
    """What was typed; None if that is nothing. ``by_phone``: a whole phone number finds its caller's orders."""
    said = folded(text.clean(raw[:LIMIT]))
    terms = tuple(dict.fromkeys(said.split()))
    if not terms:
        return None
    together = "".join(said.split())
    whole = together.upper()
    if _NUMBER.match(whole):
        return Query(terms, number=whole)
    phone = together.replace("-", "")
    return Query(terms, phone=secrets.blind(phone) if by_phone and _PHONE.match(phone) else b"", heard=heard)
