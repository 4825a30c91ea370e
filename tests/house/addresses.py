"""Every address of the house, with the gaps in it filled: a new page is walked without anybody thinking of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from django.urls import URLPattern, URLResolver, get_resolver

from huisheng.desks import circulars, edition, keeping
from huisheng.desks.leader import sessions
from huisheng.lifecycle.verbs import VERBS
from huisheng.measures import sheet
from huisheng.scoring import sheets

_GAP = re.compile(r"<(?:\w+:)?(\w+)>")
_DOOR = ("signin/", "signout/")  # they change who asks


@dataclass(frozen=True, slots=True)
class Address:
    """A filled address. ``about``: an order's number stands in it; ``verb``: and a verb's name after it."""

    path: str
    about: bool
    verb: bool

    @property
    def api(self) -> bool:
        """Asked with a key, in JSON."""
        return self.path.startswith("/api/")


def _routes(patterns: Sequence[URLPattern | URLResolver], head: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = head + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route


def routes() -> list[str]:
    """All routes as they are written: ``orders/<number:number>/``."""
    return [route for route in _routes(get_resolver().url_patterns) if route not in _DOOR]


def _names(route: str) -> Sequence[str]:
    if route.startswith("orders/"):
        return list(VERBS)
    if route.startswith(("dispatch/", "supervision/")):
        return ["send", "grant_return", "remind", "supervise"]  # their acts go one way for every verb
    if route.startswith("sessions/"):
        return list(sessions.VERBS)
    if route.startswith("visits/"):
        return ["visit", "redo", "close"]
    if route.startswith("quality/"):
        return ["spot", "mystery", "upload", "bonus", "review"]
    if route.startswith("assess/"):
        return ["grant_exemption", "refuse_exemption"] if "exemptions" in route else ["press", "note", "size_knowledge"]
    if route.startswith("circulars/"):
        return list(edition.VERBS) + ["reword"] if "<int:no>" in route else list(circulars.VERBS)
    return [*sheet.names(), *sheets.names()]


def _fillings(route: str, number: str, extra: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """What may stand in the gaps of a route. A gap that nobody knows is an error: say here what belongs into it."""
    name = _names(route)
    known = {
        "token": ["no-such-figure"],
        "key": ["1"],
        "no": ["1"],
        "ref": ["f1"],
        "form": list(edition.FORMS),
        "unit": ["no-such-unit"],
        "seat": ["agent"],
        "act": list(keeping.ACTS),
        "deed": ["change", "confirm", "columns", "take"],
        "part": ["unit"],
        "parameter": ["deadlines.reply"],
        "version": ["base-2013"],
        "what": ["units", "duties"],
        "kind": ["mail", "switch"],
        "source": ["no-such-switch"],
        "platform": ["yunshan"],
        "way": ["more", "stop", "rate", "again"],
        "size": ["large"],
        "code": ["010101"],
        "ending": ["json", "xml"],
        "at": ["0"],
        **extra,
        "number": [number],
        "name": name,
        "document": ["domain"],
        "article": ["art-1"],
    }
    unknown = set(_GAP.findall(route)) - known.keys()
    assert not unknown, f"{route}: tests/house/addresses.py doesn't know what {sorted(unknown)} may be"
    return {gap: known[gap] for gap in _GAP.findall(route)}


def all_about(number: str, extra: Mapping[str, Sequence[str]] | None = None) -> list[Address]:
    """Every address, filled with the number of one order where a number belongs; ``extra`` fills other gaps."""
    found = []
    for route in routes():
        fillings = _fillings(route, number, extra or {})
        for words in product(*fillings.values()):
            given = dict(zip(fillings, words, strict=True))
            path = "/" + _GAP.sub(lambda gap, given=given: given[gap[1]], route)  # type: ignore[misc]  # bound by default
            verb = "number" in given and path.strip("/").rpartition("/")[2] in VERBS
            found.append(Address(path, "number" in given, verb))
    return found
