"""Runs of characters as numbers: a whole batch of texts at once, no loop over characters."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BREAK = "\n"  # between texts; a cleaned text has none
_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xFF51AFD7ED558CCD)
_HALF = np.uint64(32)


def codes(texts: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """The code points of the texts one after the other with a break behind each, and which text each belongs to."""
    joined = BREAK.join([*texts, ""])
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    breaks = points == ord(BREAK)
    owners = np.cumsum(breaks, dtype=np.int32) - breaks.astype(np.int32)
    return points, owners.astype(np.int32)


def mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The hashes with their bits spread evenly over all 64."""
    spread = (hashes ^ (hashes >> _HALF)) * _MIX
    return spread ^ (spread >> _HALF)


def rolled(points: NDArray[np.uint64], shorter: NDArray[np.uint64], length: int) -> NDArray[np.uint64]:
    """Hashes of the runs of ``length`` that begin at each place, from those of the runs one shorter."""
    run: NDArray[np.uint64] = shorter[: max(len(points) - length + 1, 0)] * _STEP + points[length - 1 :]
    return run
