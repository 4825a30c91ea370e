"""From printed rates and scores back to whole counts: the smallest ones that round to what was printed.

A circular prints 4.97 of 5 marks, 84.86 % or a growth of 108.20 %; a rehearsal needs matters. ``Printed`` is the
interval of exact values that round, half up, to the printed one; the functions here look for whole counts in it.
Pure, exact (``Fraction`` only), nothing is guessed: where no counts exist within a limit, ``nearest`` says what comes
closest and by how much it misses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

FIFTHS = 5  # a part that weighs 0.8 is four fifths; all weights met so far are whole fifths


@dataclass(frozen=True, slots=True)
class Printed:
    """The exact shares that print as one value: ``low <= share < high`` (half up)."""

    low: Fraction
    high: Fraction

    def holds(self, share: Fraction) -> bool:
        """Whether this share prints as the value."""
        return self.low <= share < self.high

    def wholes(self, parts: int) -> range:
        """The whole numbers k for which k/parts prints as the value."""
        return range(max(ceil(self.low * parts), 0), ceil(self.high * parts))


def printed(value: str, of: int = 100, places: int = 2) -> Printed:
    """What "84.86" means as a share of ``of`` (100 for a percentage, 40 for a score of 40), rounded to ``places``."""
    exact, half = Fraction(Decimal(value)), Fraction(1, 2 * 10**places)
    return Printed((exact - half) / of, (exact + half) / of)


@dataclass(frozen=True, slots=True)
class Counted:
    """``part`` of ``whole`` things."""

    part: int
    whole: int

    @property
    def share(self) -> Fraction:
        """The exact share."""
        return Fraction(self.part, self.whole)


def single(rate: Printed, limit: int, least: int = 1) -> Counted | None:
    """The smallest whole number from ``least`` to ``limit`` of which some part prints as the rate; None if none."""
    return next(singles(rate, limit, least), None)


def singles(rate: Printed, limit: int, least: int = 1) -> Iterator[Counted]:
    """All of them, the smallest whole first, the largest part first."""
    for whole in range(least, limit + 1):
        for part in reversed(rate.wholes(whole)):
            if part <= whole:
                yield Counted(part, whole)


@dataclass(frozen=True, slots=True)
class Graded:
    """Answers of three grades: ``full`` weigh 1, ``partly`` weigh 0.8, ``none`` nothing."""

    full: int
    partly: int
    none: int

    @property
    def whole(self) -> int:
        """All who answered."""
        return self.full + self.partly + self.none

    @property
    def fifths(self) -> int:
        """The weighted sum, in fifths."""
        return FIFTHS * self.full + (FIFTHS - 1) * self.partly

    def less(self, other: "Graded") -> "Graded":
        """What is left without the others."""
        return Graded(self.full - other.full, self.partly - other.partly, self.none - other.none)

    def plus(self, other: "Graded") -> "Graded":
        """Both together."""
        return Graded(self.full + other.full, self.partly + other.partly, self.none + other.none)


NOBODY = Graded(0, 0, 0)


def gradings(fifths: int, whole: int) -> Iterator[Graded]:
    """All gradings of ``whole`` answers whose weighted sum is ``fifths``/5; the fewest failures first."""
    missing = FIFTHS * whole - fifths
    for none in range(missing // FIFTHS + 1):
        partly = missing - FIFTHS * none
        if partly + none <= whole:
            yield Graded(whole - partly - none, partly, none)


def graded(rate: Printed, limit: int, least: int = 1) -> Graded | None:
    """The smallest number of answers, graded 1/0.8/0, that prints as the rate; None if there is none."""
    for whole in range(least, limit + 1):
        for fifths in reversed(rate.wholes(FIFTHS * whole)):
            found = next(gradings(fifths, whole), None) if fifths <= FIFTHS * whole else None
            if found is not None:
                return found
    return None


@dataclass(frozen=True, slots=True)
class Blend:
    """A share made of two graded ones over the same answers: ``first``/``whole`` and ``second``/``whole`` weigh in."""

    first: int
    second: int
    whole: int = 10

    def missing(self, rate: Printed, answers: int) -> range:
        """By how many (tenths of fifths) the sum of ``answers`` falls short of full marks, for each way it prints so.

        With 3:7 of ten, first grading p fifths and second r fifths: the share is (3p + 7r) / 50 per answer.
        """
        parts = self.whole * FIFTHS * answers
        found = rate.wholes(parts)
        top = min(found.stop, parts + 1)
        return range(parts - top + 1, parts - found.start + 1) if found.start <= parts else range(0)

    def splits(self, missing: int) -> Iterator[tuple[int, int]]:
        """Every (first, second) in missing fifths that makes up ``missing``; the most even one comes by sorting."""
        for second in range(missing // self.second + 1):
            rest = missing - self.second * second
            if rest % self.first == 0:
                yield rest // self.first, second


PROCESS_AND_RESULT = Blend(3, 7)  # 综合满意 = 0.3·服务过程 + 0.7·办理结果


def earlier(now: int, growth: str, places: int = 2) -> int | None:
    """The smallest earlier count from which ``now`` has grown by the printed percentage; None if there is none.

    ``growth``: "108.20", or "-27.24" for a fall. Half up is away from zero, as percentages of growth are printed.
    """
    exact, half = Fraction(Decimal(growth)), Fraction(1, 2 * 10**places)
    low, high = 1 + (exact - half) / 100, 1 + (exact + half) / 100
    if high <= 0:
        return None
    start = floor(now / high)
    stop = ceil(now / low) if low > 0 else start + 2
    for before in range(max(start, 1), stop + 1):
        change = Fraction(now - before, before) * 100
        size, wanted = abs(change), abs(exact)
        if (change < 0) == (exact < 0) and wanted - half <= size < wanted + half:
            return before
    return None


@dataclass(frozen=True, slots=True)
class Miss:
    """A printed value that no counts give: the closest that counts do give, and how far off, in units of the value."""

    counted: Counted
    gives: Decimal
    off: Decimal


def nearest(value: str, limit: int, of: int = 100, places: int = 2) -> Miss:
    """The part of at most ``limit`` things whose share comes closest to a printed value; the smallest such."""
    exact = Fraction(Decimal(value)) / of
    best: Counted | None = None
    for whole in range(1, limit + 1):
        for part in {floor(exact * whole), min(ceil(exact * whole), whole)}:
            one = Counted(part, whole)
            if best is None or abs(one.share - exact) < abs(best.share - exact):
                best = one
    if best is None:
        raise ValueError("nothing to count")
    gives = _half_up(best.share * of, places)
    return Miss(best, gives, gives - Decimal(value))


def _half_up(value: Fraction, places: int) -> Decimal:
    return Decimal(floor(value * 10**places + Fraction(1, 2))).scaleb(-places)
