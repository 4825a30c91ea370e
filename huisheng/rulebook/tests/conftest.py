"""A rulebook in a temporary folder: a document with two articles, parameters as the test writes them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from huisheng.rulebook.book import Book, load

DOCUMENT = """# 演示文件

## art-1 第一条
正文一。

## art-2 第二条
正文二。
"""

Write = Callable[..., Book]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """``write({"deadlines/reply.toml": "…"}, {"demo.md": "…"})`` gives the book read from those files."""

    def make(parameters: dict[str, str | bytes], documents: dict[str, str | bytes] | None = None) -> Book:
        for folder, files in (("parameters", parameters), ("documents", documents or {"demo.md": DOCUMENT})):
            for name, words in files.items():
                path = tmp_path / folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(words if isinstance(words, bytes) else words.encode())
        return load(tmp_path)

    return make
