"""What the visitor says, in the city's own words: ``scripts/NAME.toml``, the platform's code first, else ``visit``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from huisheng.kernel import own
from huisheng.measures.source import Mistakes, Section, parse, sections

HERE = Path(__file__).resolve().parent / "scripts"
GAPS = ("平台", "市民", "受理日", "标题", "单位", "次")
ASKED = ("solved", "grade", "process", "contacted", "words")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence; ``ask`` names the field that it asks for, or is empty."""

    say: str
    ask: str


@dataclass(frozen=True, slots=True)
class Script:
    """The whole of it."""

    opening: str
    lines: tuple[Line, ...]
    closing: str
    unanswered: str

    def told(self, gaps: Mapping[str, str]) -> "Script":
        """With the gaps filled."""
        return Script(
            _filled(self.opening, gaps),
            tuple(Line(_filled(line.say, gaps), line.ask) for line in self.lines),
            _filled(self.closing, gaps),
            _filled(self.unanswered, gaps),
        )


def _filled(words: str, gaps: Mapping[str, str]) -> str:
    """Gap by gap: what stands in one (a citizen's title) is never read as another."""
    pieces = words.split("{")
    told = [pieces[0]]
    for piece in pieces[1:]:
        name, closed, rest = piece.partition("}")
        told.append(f"{gaps[name]}{rest}" if closed and name in gaps else "{" + piece)
    return "".join(told)


def load(platform: str) -> Script:
    """The script of a platform's code. Mistakes where its file is wrong."""
    found = own.files("scripts", HERE)
    path = found.get(platform) or found["visit"]
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int) -> Script:
    source, raw = parse(path)
    head = Section(source, raw, 0)
    head.asked |= {"line"}
    made = Script(head.text("opening"), tuple(_line(one) for one in sections(source, raw, "line")),
                  head.text("closing"), head.text("unanswered", ""))  # fmt: skip
    head.done()
    if source.mistakes:
        raise Mistakes(source.mistakes)
    return made


def _line(section: Section) -> Line:
    line = Line(section.text("say"), section.text("ask", ""))
    if line.ask and line.ask not in ASKED:
        section.wrong("ask", f"ask 只能是 {'、'.join(ASKED)} 之一。")
    section.done()
    return line
