"""One way of writing: half-width digits and punctuation, no marks of markdown, no spaces beside Chinese."""

import html
import re
import unicodedata

_CIRCLED = re.compile("[①-⓿㈠-㈩❶-➓⒈-⒛]")
_MARKDOWN = re.compile(r"\*\*|__|^\s{0,3}#{1,6}\s+|^\s{0,3}>\s?|`")
_MATH = re.compile(r"\$\s*\\(geqslant|geq|ge|leqslant|leq|le|times)\s*([^$]*)\$")
_SIGNS = {"geq": "≥", "ge": "≥", "geqslant": "≥", "leq": "≤", "le": "≤", "leqslant": "≤", "times": "×"}
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
_SPACE = re.compile(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])")
_CHINESE = re.compile("[\u4e00-\u9fff]")
NUMBERING = re.compile(
    r"^(?:\(?[一二三四五六七八九十]{1,3}[、.)]|\(?\d{1,2}[、.)](?=\D|\d{1,2}月)|第[一二三四五六七八九十]{1,3}[章节条])\s*"
)


def line(raw: str) -> str:
    """One line, its tabs kept."""
    text = _UNSEEN.sub("", html.unescape(raw))
    text = _MATH.sub(lambda found: f"{_SIGNS[found[1]]}{found[2]}", text)
    text = _CIRCLED.sub(" ", _MARKDOWN.sub("", text)).replace("$", "")
    text = unicodedata.normalize("NFKC", text.replace("—", "-"))
    return text.replace("﹪", "%").replace("−", "-")


def closed(text: str) -> str:
    """Without spaces, but between two Latin words and between two digits."""
    joined = re.sub(r"(?<=\d)\s+(?=\d)", "\0", text)
    return _SPACE.sub("", joined).replace("\0", " ").strip()


def cell(raw: str) -> str:
    """A table's cell on one line, without spaces."""
    return closed(line(raw.replace("\n", " ").replace("\t", " ")))


def chinese(text: str) -> bool:
    """Whether a Chinese character is in it."""
    return _CHINESE.search(text) is not None


def bare(text: str) -> str:
    """Without the numbering at the beginning."""
    return NUMBERING.sub("", text)
