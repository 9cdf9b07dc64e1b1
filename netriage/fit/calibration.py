"""Score bands against what was later called worth it.

Separate because it is the one place that makes rates of the user's own record, and a rate needs a rule: below `FEW`
it is not quoted. Intervals are Wilson's (1927), which stay sensible at 0 and 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

FEW = 8
"""Below this many, a rate says nothing: 'n too small'."""
BANDS = ((0, 20), (20, 40), (40, 60), (60, 80), (80, 100))
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Band:
    """How often the fits of one band were worth it."""

    low: int
    high: int
    """Exclusive, but 100 belongs to the last band."""
    n: int
    worth: int

    @property
    def rate(self) -> float | None:
        """The share that was worth it; None when n is too small."""
        return self.worth / self.n if self.n >= FEW else None

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the rate; (0, 1) when n is too small."""
        return wilson(self.worth, self.n) if self.n >= FEW else (0.0, 1.0)

    @property
    def words(self) -> str:
        """'60–80: 9 of 12 worth it (75 %)', or 'n too small'."""
        told = f"{self.low}–{self.high}: {self.worth} of {self.n} worth it"
        return f"{told} ({self.rate:.0%})" if self.rate is not None else f"{told} (n too small)"


def calibrate(outcomes: Iterable[tuple[float, bool]]) -> tuple[Band, ...]:
    """Count outcomes (fit when decided, worth it) by band, lowest band first."""
    known = list(outcomes)
    return tuple(_band(low, high, known) for low, high in BANDS)


def _band(low: int, high: int, outcomes: Iterable[tuple[float, bool]]) -> Band:
    inside = [worth for fit, worth in outcomes if low <= fit < high or (fit >= 100 and high == 100)]
    return Band(low, high, len(inside), sum(inside))


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a rate; `n` is at least 1."""
    rate = successes / n
    middle = rate + _Z * _Z / (2 * n)
    spread = _Z * sqrt(rate * (1 - rate) / n + _Z * _Z / (4 * n * n))
    scale = 1 + _Z * _Z / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
