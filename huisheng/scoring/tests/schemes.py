"""Schemes written inside tests, and values for them."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

import huisheng
from huisheng.measures.source import Mistakes
from huisheng.scoring import quantity, reading
from huisheng.scoring.quantity import Ratio
from huisheng.scoring.scheme import Scheme
from huisheng.scoring.score import Given

GOLDEN = Path(huisheng.__file__).parents[2] / "shared" / "golden"
needs_golden = pytest.mark.skipif(not GOLDEN.is_dir(), reason="the published tables lie outside the checkout")
TABLES = {
    "liaocheng-2015-01": 44,
    "dongchangfu-2024-02-towns": 15,
    "dongchangfu-2024-02-departments-ge50": 16,
    "dongchangfu-2024-02-departments-lt50": 15,
    "dongchangfu-2024-02-enterprise": 26,
    "xiangtan-2019-11": 54,
}
Make = Callable[..., Scheme]

HEAD = """title = "试行方案"
cite = "domain#art-45"
valid_from = 2026-01-01
"""


def write(folder: Path, text: str, name: str = "try") -> Path:
    """The scheme as a file."""
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def made(folder: Path, text: str, *, head: str = HEAD) -> Scheme:
    """A scheme with the usual head."""
    return reading.load(write(folder, head + text))


def wrongs(folder: Path, text: str, *, head: str = HEAD) -> str:
    """What is said about a scheme that is wrong."""
    with pytest.raises(Mistakes) as caught:
        made(folder, text, head=head)
    return str(caught.value)


def unit(name: str, **values: object) -> Given:
    """A unit: numbers as texts ("99.57%", "15/23", "-")."""
    told = {label: value if isinstance(value, Ratio) else _number(str(value)) for label, value in values.items()}
    return Given(name, name, values=told)


def _number(text: str) -> quantity.Given:
    told = quantity.read(text)
    assert not isinstance(told, str)
    return told


def number(text: str) -> Fraction:
    """A decimal, exactly."""
    return Fraction(Decimal(text))
