"""The whole goal against the whole text of a listing: a second voice beside the topics one by one.

Separate because it knows no topics: the cosine of TF-IDF vectors (Salton & Buckley 1988) of all words of the goal,
those of its names included, and of all words of a listing. It hears what `words` does not: a little of many things, a
name that is written otherwise ('Lancaster County Dems'), a short text that is about nothing else. Measured as nDCG@10
on the 26 goals it was developed on: .80 without, .83 with; half its weight or double changes that by less than .01.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import hypot, log, sqrt
from typing import NamedTuple

from netriage.fit.corpus import BACKGROUND, BODY, META, TITLE, TokenCache, counts_in
from netriage.fit.tokens import fold, is_unspaced, stretched
from netriage.fit.words import AIMS, cut, stems_of_names
from netriage.goal import Goal

_MUCH = 1.3
"""From here on a listing is alike in full; as a cosine about .2, the goal's words being many."""
_SHORT, _FEW = 3, 10
"""So many words are imagined besides in each listing, and in the goal: two of three words alike are not much."""


_WORD = re.compile(r"[^\W_]+")


class Whole(NamedTuple):
    """All words of a goal but those of its places."""

    weights: Mapping[str, float]
    """How much each stem counts: the logarithm of how often it stands there."""
    said: Mapping[str, str]
    """Each stem as the goal writes it first."""


def read_whole(goal: Goal) -> Whole:
    """Take the words of a goal together."""
    places = stems_of_names((*goal.places, goal.home))
    companies = (name for company in goal.companies for name in (company.name, *company.aliases))
    types = (name for name, useful in goal.event_types if useful > 0)
    people = (person.name for person in goal.people)
    texts = (*companies, *people, goal.statement, *goal.roles, *goal.topics, *types)
    counted = Counter(stem for text in texts for stem in cut(text))
    weights = {stem: 1 + log(count) for stem, count in counted.items() if stem not in places and stem not in AIMS}
    said: dict[str, str] = {}
    for word in _WORD.findall(" ".join(texts)):
        for stem in cut(word):
            said.setdefault(stem, word)
    return Whole(weights, said)


class Likeness:
    """How alike listings are to a goal; in which words, told of one when asked."""

    def __init__(self, weights: Mapping[str, float], cache: TokenCache, positions: Mapping[int, int]) -> None:
        self._cache, self._positions = cache, positions
        standing = {stem: cache.counts_among(stem, positions) for stem in weights}
        rarity = {stem: _rarity(len(counts), len(positions)) for stem, counts in standing.items()}
        length = hypot(*(count * rarity[stem] for stem, count in weights.items())) * sqrt(
            1 + _FEW / max(1, len(weights))
        )
        # Many listings have a stem equally often.
        self._worth = [
            (stem, counts, _worth(set(counts.values()), weights[stem] * rarity[stem] * rarity[stem] / length))
            for stem, counts in standing.items()
        ]

    def values(self) -> dict[int, float]:
        """By position, of all listings with a word of the goal: 0 to 1, which is one that says little else.

        The length of a listing's vector grows as the root of its text, which spares the whole index.
        """
        shared: defaultdict[int, float] = defaultdict(float)
        for _, counts, worth in self._worth:
            for slot, packed in counts.items():
                shared[slot] += worth[packed]
        size, positions = self._cache.size, self._positions
        return {positions[slot]: min(1.0, value / sqrt(_SHORT + size(slot)) / _MUCH) for slot, value in shared.items()}

    def words(self, slot: int) -> tuple[tuple[str, ...], int]:
        """What makes a listing alike, the most telling word first, and the first zone in which that one stands."""
        found = sorted(
            [(worth[counts[slot]], stem) for stem, counts, worth in self._worth if slot in counts], reverse=True
        )
        title, meta, _ = counts_in(self._cache.counts(found[0][1])[slot])
        return tuple([stem for _, stem in found]), TITLE if title else META if meta else BODY


def _worth(all_counts: Iterable[int], worth: float) -> dict[int, float]:
    """What a stem is worth by how often it stands in a listing."""
    return {
        packed: worth * (1 + log(2 * title + meta + body))
        for packed in all_counts
        for title, meta, body in [counts_in(packed)]
    }


def told(stems: Sequence[str], said: Mapping[str, str]) -> list[str]:
    """The words of the goal that these stems stand for, each once; of a script without spaces as far as they reach."""
    there = set(stems)
    words = ((stem, said.get(stem, stem)) for stem in stems)
    return list(dict.fromkeys([_stretch(word, stem, there) if is_unspaced(stem) else word for stem, word in words]))


def _stretch(word: str, pair: str, there: Collection[str]) -> str:
    """What of a word without spaces is covered by a pair of characters and those that it overlaps with."""
    folded = fold(word)
    found = max(0, folded.find(pair))
    begin, stop = stretched(folded, found, found + len(pair), there)
    return word[begin:stop]


def _rarity(count: int, listings: int) -> float:
    return log(1 + (BACKGROUND + listings - count + 0.5) / (count + 0.5))
