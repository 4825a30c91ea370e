"""Scored tables as data: ``tables/NAME.toml`` says by which scheme, whose units, and when.

scheme, platform (a unit's code), window = [first, last], title (the scheme's, if none is said), cite, note
[windows]    another window for some facts: check = [2024-02-22, 2024-02-29]
units        codes of the units, where not all of the platform's; ties: codes in the order that equals keep
[names]      the name that the table prints for a code, where it isn't the directory's
[[unprinted]] unit, reason, cite: assessed and ranked, but not printed, as in the document
"""

from dataclasses import dataclass
from pathlib import Path

from huisheng.kernel import own
from huisheng.kernel.errors import Refusal
from huisheng.measures.figure import Window
from huisheng.measures.rows import FACTS
from huisheng.measures.source import Mistakes, Section, parse, sections
from huisheng.scoring import circles, fields, reading
from huisheng.scoring.expression import unknown
from huisheng.scoring.scheme import Exempt, Scheme

HERE = Path(__file__).resolve().parent / "tables"


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """A scored table as it is to be made; ``path``: its file."""

    name: str
    path: Path
    title: str
    scheme: Scheme
    platform: str
    window: Window
    windows: dict[str, Window]
    units: tuple[str, ...]
    ties: tuple[str, ...]
    names: dict[str, str]
    unprinted: tuple[Exempt, ...]
    cite: str
    note: str


def names(folder: Path = HERE) -> list[str]:
    """The scored tables there are."""
    return list(own.files("scores", HERE, folder))


def load(name: str, folder: Path = HERE) -> ScoreSheet:
    """The table of a name. Refusal where there is none; Mistakes where its file or its scheme is wrong."""
    known = own.files("scores", HERE, folder)
    if name not in known:
        raise Refusal("unknown_table", f"没有这张考核表。{unknown(name[:60], list(known))}", field="name")
    source, raw = parse(known[name])
    head = Section(source, raw, 0)
    head.asked |= {"unprinted"}
    scheme = reading.load(head.text("scheme"))
    windows = head.within("windows")
    sheet = ScoreSheet(
        name=name,
        path=known[name],
        title=head.text("title", scheme.title),
        scheme=scheme,
        platform=head.text("platform"),
        window=Window(*head.days("window")),
        windows={fact: Window(*windows.days(fact)) for fact in windows.raw if _fact(fact, windows)},
        units=head.texts("units"),
        ties=head.texts("ties"),
        names=_names(head.within("names")),
        unprinted=tuple(circles.exempt(one) for one in sections(source, raw, "unprinted")),
        cite=fields.cite(head, scheme.cite),
        note=head.text("note", scheme.note),
    )
    head.done()
    if source.mistakes:
        raise Mistakes(source.mistakes)
    return sheet


def _names(section: Section) -> dict[str, str]:
    return {code: section.text(code) for code in section.raw}


def _fact(name: str, section: Section) -> bool:
    if name not in FACTS:
        section.wrong(name, f"没有“{name}”这种事实。{unknown(name, list(FACTS))}")
    return name in FACTS
