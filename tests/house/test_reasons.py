"""An exception from a rule says why: after the code in the line, or in the lines of pyproject."""

import re

import pytest

from tests.house import tree

LINE = re.compile(r"#\s*(noqa|type: ignore|pragma)\b(?P<rest>.*)")
SAID = re.compile(r"(:\s*[A-Z]+\d+(\s*,\s*[A-Z]+\d+)*|\[[a-z\-, ]+\]|: no cover)(\s{2,}#\s*|\s{2,}|\s+#\s+)\S.{5,}")


def _bare(line: str) -> bool:
    found = LINE.search(line)
    return found is not None and SAID.match(found["rest"]) is None


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("x = 1  # noqa", True),
        ("x = 1  # noqa: S608", True),
        ("x = 1  # noqa: S608  no value is in it", False),
        ("x = 1  # type: ignore[arg-type]", True),
        ("x = 1  # type: ignore[arg-type]  # the asks are its signature", False),
    ],
)
def test_the_rule_sees_what_it_forbids(line: str, bare: bool) -> None:
    assert _bare(line) is bare


def test_each_exception_in_the_code_says_why() -> None:
    files = [*tree.modules(), *(tree.ROOT / "bench").glob("*.py"), tree.ROOT / "conftest.py"]
    found = [
        f"{tree.name(path)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if _bare(line)
    ]
    tree.nothing(found)


def test_each_rule_that_is_off_says_why() -> None:
    text = (tree.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = text.partition("[tool.ruff.lint]")[2].partition("[tool.mypy]")[0]
    rules = [line for line in section.splitlines() if re.match(r'\s+"[A-Z]+\d+",', line) or '"] ' in line]
    assert rules
    tree.nothing([line for line in rules if "#" not in line])
