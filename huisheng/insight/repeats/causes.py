"""Which sorts of things a text tells of, by the words of ``causes.toml``; pure."""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path


@cache
def _groups() -> tuple[dict[str, str], re.Pattern[str]]:
    read = tomllib.loads(Path(__file__).with_name("causes.toml").read_text(encoding="utf-8"))
    words = {word: name for name, said in read.items() for word in said}
    return words, re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))


@lru_cache(maxsize=4096)
def causes(said: str) -> tuple[str, ...]:
    """The sorts a plain text tells of, each once, in the order they come up."""
    words, pattern = _groups()
    return tuple(dict.fromkeys(words[found] for found in pattern.findall(said)))


def without(said: str) -> str:
    """The text with those words left out: what remains is who and where."""
    return _groups()[1].sub("。", said)
