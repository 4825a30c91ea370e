"""Long files: what was sealed comes out again, a piece at a time, and nothing else does."""

import io
from itertools import pairwise
from pathlib import Path

import pytest

from huisheng.kernel import sealed_files
from huisheng.kernel.sealed_files import PIECE, SealedFile, pieces, size
from huisheng.kernel.secrets import SealBroken

HERE = "export:7-abc.csv"


def sealed(path: Path, *written: bytes, context: str = HERE) -> bytes:
    with SealedFile(path.open("wb"), context) as file:
        for data in written:
            assert file.write(data) == len(data)
    return path.read_bytes()


def opened(raw: bytes, context: str = HERE) -> bytes:
    return b"".join(pieces(io.BytesIO(raw), context))


@pytest.mark.parametrize("long", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 17])
def test_what_is_sealed_opens_again(tmp_path: Path, long: int) -> None:
    data = bytes(n % 251 for n in range(long))
    raw = sealed(tmp_path / "f", data[: long // 3], data[long // 3 :])
    assert opened(raw) == data and size(len(raw)) == long
    assert long < PIECE - 1 or data[:40] not in raw
    assert max((len(one) for one in pieces(io.BytesIO(raw), HERE)), default=0) <= PIECE


def test_nothing_else_opens(tmp_path: Path) -> None:
    raw = sealed(tmp_path / "f", bytes(2 * PIECE + 5))
    other = sealed(tmp_path / "g", bytes(2 * PIECE + 5), context="export:8-abc.csv")
    step = PIECE + 28
    first, second, third = raw[4 : 4 + step], raw[4 + step : 4 + 2 * step], raw[4 + 2 * step :]
    wrong = {
        "altered": raw[:100] + bytes([raw[100] ^ 1]) + raw[101:],
        "cut short": raw[: 4 + 2 * step],
        "cut within": raw[:-3],
        "moved": raw[:4] + second + first + third,
        "left out": raw[:4] + first + third,
        "another's": raw[:4] + other[4 : 4 + step] + second + third,
        "more": raw + third,
        "none": b"",
        "the mark alone": raw[:4],
        "not sealed": b"kein Siegel" * 100,
    }
    for name, given in wrong.items():
        with pytest.raises(SealBroken):
            opened(given)
            pytest.fail(name)
    with pytest.raises(SealBroken):
        opened(raw, "export:8-abc.csv")


def test_words_are_written_as_to_any_file(tmp_path: Path) -> None:
    path = tmp_path / "f"
    held = SealedFile(path.open("wb"), HERE)
    with io.TextIOWrapper(held, encoding="utf-8-sig", newline="") as file:
        for count in range(20_000):
            file.write(f"第{count}行\r\n")
        assert path.stat().st_size > PIECE, "not kept in memory"
        assert file.name == str(path)
    held.close()  # twice is once
    lines = opened(path.read_bytes()).decode("utf-8-sig").splitlines()
    assert len(lines) == 20_000 and all(one != two for one, two in pairwise(lines))
    assert sealed_files.size(path.stat().st_size) == len(opened(path.read_bytes()))
