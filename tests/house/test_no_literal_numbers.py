"""No number stands in a circular's template: what is counted is asked for, and what is a name is declared as one."""

import re
import tomllib
from collections.abc import Iterator

from huisheng.circular.composition import plan
from huisheng.circular.sentences import digits
from huisheng.circular.sentences.tree import Piece, Words
from tests.house import tree

FOLDER = tree.HOUSE / "circular" / "compositions"
# every name with digits that a shipped composition declares: the hotline's own number and a document's title
NAMES = {"12345热线", "12345市长热线", "省12345", "12345市民热线", "12345政务服务热线"}
# keys whose values are no templates: codes, windows, names of tables, what an edition is called
DATA = {
    "issue", "platform", "kind", "window", "dated", "audience", "names", "cite", "windows", "compared", "style",
    "bound", "group", "measure", "of", "earlier", "base", "by", "keys", "limit", "n", "level", "scores", "podium",
    "sheet", "chart", "breakdown", "picture", "only", "units", "landscape", "numbered", "item_", "join",
}  # fmt: skip


def _strings(raw: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(raw, dict):
        for name, value in raw.items():
            if name not in DATA:
                yield from _strings(value, name)
    elif isinstance(raw, list):
        for value in raw:
            yield from _strings(value, key)
    elif isinstance(raw, str):
        yield key, raw


def test_the_law_sees_what_it_forbids() -> None:
    assert digits.first("共3297件") == (1, "3297")
    assert digits.first("占百分之五") is not None
    assert digits.first("同比增长１６.08%") is not None
    assert digits.first("{前三 handled of unit}{accepted@2}") is None


def test_no_literal_number_in_a_template() -> None:
    """Read raw, so that nothing the parser passes over is missed."""
    found = [
        f"{path.name} {key}: {wrong[1]}"
        for path in sorted(FOLDER.glob("*.toml"))
        for key, text in _strings(tomllib.loads(path.read_text(encoding="utf-8")))
        if (wrong := digits.first(text, sorted(NAMES))) is not None
    ]
    tree.nothing(found)


def test_declared_names_are_names() -> None:
    declared = {
        name
        for path in FOLDER.glob("*.toml")
        for name in tomllib.loads(path.read_text(encoding="utf-8")).get("names", [])
    }
    assert declared <= NAMES, declared - NAMES
    assert not any(map(digits.counts, declared))


def test_what_is_read_holds_none_either() -> None:
    """The trees that are filled: their own words have no digit but in a name."""
    kept = re.compile("|".join(map(re.escape, NAMES)))

    def words(pieces: tuple[Piece, ...]) -> Iterator[str]:
        for piece in pieces:
            if isinstance(piece, Words):
                yield piece.text
            else:
                yield from (word for text in getattr(piece, "texts", ()) for word in words(text))

    found = [
        f"{name}: {word}"
        for name in plan.names()
        for text in plan.texts(plan.load(name))
        for word in words(text)
        if re.search(r"[0-9０-９]", kept.sub("", word))
    ]
    tree.nothing(found)
