"""The form of the fit: weighted parts → 0 to 100, and the points of each part, which add up to it.

Separate because it is the one formula that the user is told. `x` is the sum of all parts; the fit is a log-logistic
curve of it (Hill 1910), which is 0 where nothing speaks for a listing and still tells apart what much speaks for. What
speaks for a listing shares the fit that it would have alone; what speaks against shares what it takes away. So each
point keeps its sign and the sum is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from netriage.model import Evidence

WORDS, WHOLE, COMPANIES, PEOPLE, KNOWN, PLACE, TYPE, AVOID = 0.2, 2.5, 2.5, 4.0, 1.0, 2.0, 1.0, 1.5
"""What a group weighs: words per point of BM25F, the others for a full sign (a target in the title, the city)."""

SUPPORT = 3.0
"""Place and type count in full from so much in favour besides: to be near is no reason by itself."""

SURE = 1.0
"""From here on a part that names a target names it beyond doubt, and is told before all else."""

MIDDLE = 4.8
"""The sum of parts at which the fit is half way; it is 80 at √2 times as much, and 20 at half of that."""


class Part(NamedTuple):
    """One reason, weighed; `value` may be negative, the rest is as in `Evidence`. A tuple: made by the 10,000."""

    value: float
    group: str
    why: str
    field: str = ""
    begin: int = 0
    stop: int = 0
    quote: str = ""
    target: str = ""


_Fields = tuple[float, str, str, str, int, int, str, str]

part_of: Callable[[_Fields], Part] = partial(tuple.__new__, Part)
"""Makes a part in half the time that its class needs, which takes its fields one by one."""
_evidence: Callable[[_Fields], Evidence] = partial(tuple.__new__, Evidence)


def fit_of(x: float) -> float:
    """The fit that a sum of parts makes: 0 at 0 and below, near 100 far above `MIDDLE`."""
    if x <= 0:
        return 0.0
    power = (x / MIDDLE) ** 4
    return 100 * power / (1 + power)


def settle(parts: Sequence[Part]) -> tuple[float, tuple[Evidence, ...]]:
    """The fit and its evidence, sure targets first, then by weight; points sum to it. Nothing in favour: none."""
    kept = sorted(parts, key=_by_weight) if len(parts) > 1 else parts
    gains = losses = 0.0
    for part in kept:
        value = part.value
        if value > 0:
            gains += value
        else:
            losses += value
    if not gains:
        return 0.0, ()
    alone = fit_of(gains)
    fit = fit_of(gains + losses) if losses else alone
    per_gain, per_loss = alone / gains, (alone - fit) / -losses if losses else 0.0
    return fit, tuple(
        [
            _evidence((value * (per_gain if value > 0 else per_loss), group, why, field, begin, stop, quote, target))
            for value, group, why, field, begin, stop, quote, target in kept
        ]
    )


def band_of(fit: float, thin: bool) -> tuple[float, float]:
    """How far a fit may be off: widest in the middle; a thin listing may be anything from there up."""
    share = fit / 100
    spread = 5 + 60 * share * (1 - share)
    # Without `min` and `max`: asked of each listing, they would be half of what is paid here.
    low = fit - spread if fit > spread else 0.0
    high = fit + spread if fit + spread < 100 else 100.0
    return (low, max(high, 80.0)) if thin else (low, high)


def _by_weight(part: Part) -> tuple[bool, float, str, str]:
    return not part.target or part.value < SURE, -abs(part.value), part.group, part.why
