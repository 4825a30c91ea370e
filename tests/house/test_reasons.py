"""An exception from a rule says why: after the code in the line, or in the lines of pyproject."""

import re

import pytest

from tests.house import tree

LINE = re.compile(r"#\s*(?:noqa:|type: ignore)\s*(?P<code>\[[a-z\-, ]+\]|[A-Z]+\d+(?:, *[A-Z]+\d+)*)?(?P<rest>.*)")


def _bare(text: str) -> list[int]:
    """Lines with an exception for whose rule no line of the file gives the reason."""
    found = [(number, match) for number, line in enumerate(text.splitlines(), 1) if (match := LINE.search(line))]
    said = {match["code"] for _, match in found if len(match["rest"].strip(" #")) > 3}
    return [number for number, match in found if match["code"] is None or match["code"] not in said]


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("x = 1  # noqa: S608", [1]),
        ("x = 1  # noqa: S608  no value is in it", []),
        ("x = 1  # type: ignore", [1]),
        ("x = 1  # type: ignore[arg-type]", [1]),
        ("x = 1  # type: ignore[arg-type]  # the asks are its signature", []),
        ("x = 1  # noqa: S608\ny = 1  # noqa: S608  no value is in it", []),
        ("x = 1  # noqa: S101\ny = 1  # noqa: S608  no value is in it", [1]),
    ],
)
def test_the_rule_sees_what_it_forbids(text: str, bare: list[int]) -> None:
    assert _bare(text) == bare


def test_each_exception_in_the_code_says_why() -> None:
    files = [*tree.modules(), *(tree.ROOT / "bench").glob("*.py"), tree.ROOT / "conftest.py"]
    tree.nothing(f"{tree.name(path)}:{line}" for path in files for line in _bare(path.read_text(encoding="utf-8")))


def test_each_rule_that_is_off_says_why() -> None:
    text = (tree.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = text.partition("[tool.ruff.lint]")[2].partition("[tool.mypy]")[0]
    rules = [line for line in section.splitlines() if re.match(r'\s+"[A-Z]+\d+",', line) or '"] ' in line]
    assert rules
    tree.nothing([line for line in rules if "#" not in line])
