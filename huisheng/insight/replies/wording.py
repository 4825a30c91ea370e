"""The words by which a reply is read: lists of ``words.toml`` and patterns; texts made level without moving a place."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

LONGEST = 20_000  # characters read of a text: four times what a form takes
_TABLE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_TABLE |= {0x3000: " "} | {code: chr(code + 32) for code in range(65, 91)}
_TABLE |= {code: chr(code - 0xFEE0 + 32) for code in range(0xFF21, 0xFF3B)}
_TABLE |= dict.fromkeys([*range(0x0A), *range(0x0B, 0x20), 0x7F, 0xA0, 0xFEFF, 0x200B], " ")


def level(text: str) -> str:
    """Full width made half, letters small, controls spaces: each character stays where it is. Never fails."""
    return text[:LONGEST].translate(_TABLE)


def _any(words: Iterable[str]) -> re.Pattern[str]:
    """One of them, the longest first."""
    return re.compile("|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True)))


_LISTS = tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))
COMMON = _any(_LISTS["common"])
PLEA = _any(_LISTS["common"] + _LISTS["plea"])
SMALL = re.compile(f"[{_LISTS['small']}]")
EMPTY = _any(_LISTS["empty"]["phrases"])
DEED = _any(_LISTS["deeds"]["done"])
FOUND = _any(_LISTS["deeds"]["found"])
TOLD = _any(_LISTS["deeds"]["told"])
PASSED = _any(_LISTS["deeds"]["passed"])
BRUSHED = re.compile("不(?:属于?|在|归|是)[^，。；！？]{0,14}(?:职责|职权|职能|管辖|权限|监管|管理|管)(?!辖区)")
# who it is for, by name, or that it was given to them
NAMED = re.compile(
    "移交|移送|转至|转给|退单|由[^，。；请]{2,16}(?:局|委|办|中心|公司|街道|镇|乡|支队|大队|所|院)(?:负责|管|承办|处理)"
)
SENTENCE = re.compile(r"[^。！!？?；;\n]+[。！!？?；;]*")
RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[0-9a-z]+")
