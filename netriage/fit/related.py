"""Words that stand where the topics of a goal stand: they speak for a listing a little, beside a word of the goal.

Separate because they are taken from the listings, not from the goal (pseudo-relevance feedback, after RM3: Lavrenko &
Croft 2001): those that answer the goal best tell how its subject is spoken of. Bounded on all sides: a related word
stands in several series of the best listings, is no word of a place, is rare, weighs little, and makes nothing of a
listing in which no word of the goal stands.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import fsum, log

from netriage.fit.corpus import TokenCache
from netriage.fit.layout import Layout
from netriage.fit.words import AIMS, Answer, Ask

WEIGHT = 0.2
"""What the most related word counts, a topic counting 1."""
_BEST = 12
"""So many of the best listings are looked at …"""
_NEARLY = 0.5
"""… that have this share of the points of the best one …"""
_ALIKE = 2
"""… and of them no more than so many of one series."""
_SERIES = 4
"""In so many series a related word stands."""
_MOST = 10
_COMMON = 0.1
"""A word in more than this share of all listings tells nothing."""
_SHORTEST = 3


def related_asks(
    found: Mapping[int, Sequence[Answer]], known: set[str], layout: Layout, cache: TokenCache
) -> tuple[Ask, ...]:
    """The words that stand where the goal's do, as asks; `known`: stems of the goal and of its names and places."""
    weights: defaultdict[str, float] = defaultdict(float)
    series_of: dict[str, set[tuple[str, ...]]] = {}
    for position, share in _best(found, layout):
        listing = layout.listings[position]
        where = set(cache.stems_of(listing.location))
        for stem, count in cache.stems_in(layout.slots[position]).items():
            if stem not in known and stem not in where and stem not in AIMS:
                weights[stem] += share * count / (count + 1)
                series_of.setdefault(stem, set()).add(_series(layout, position))
    often = [stem for stem, series in series_of.items() if len(series) >= _SERIES and _is_word(stem)]
    scored: list[tuple[float, str]] = []
    for stem in often:
        standing = sum(slot in layout.positions for slot in cache.counts(stem))
        if standing <= _COMMON * len(layout.listings):
            scored.append((weights[stem] * log(1 + len(layout.listings) / standing), stem))
    scored.sort(reverse=True)
    return tuple(Ask((stem,), WEIGHT * weight / scored[0][0], "related", stem) for weight, stem in scored[:_MOST])


def _best(found: Mapping[int, Sequence[Answer]], layout: Layout) -> list[tuple[int, float]]:
    """Positions of the listings that answer best, and their points against those of the best one."""
    points = {at: fsum([answer.points for answer in given]) for at, given in found.items()}
    best = max(points.values(), default=0.0)
    near = [(-own, layout.listings[at].key, at) for at, own in points.items() if own / best >= _NEARLY]
    near.sort()
    chosen: list[tuple[int, float]] = []
    alike: Counter[tuple[str, ...]] = Counter()
    for lost, _, position in near:
        if len(chosen) == _BEST:
            break
        series = _series(layout, position)
        alike[series] += 1
        if alike[series] <= _ALIKE:
            chosen.append((position, -lost / best))
    return chosen


def _series(layout: Layout, position: int) -> tuple[str, ...]:
    """Feed, organiser and how the title begins: what repeats has them in common."""
    listing = layout.listings[position]
    return *(source.feed for source in listing.sources[:1]), listing.organizer, *listing.title.lower().split()[:2]


def _is_word(stem: str) -> bool:
    return len(stem) >= _SHORTEST and stem.isalpha()
