"""Whether the words of a topic stand together: 'red team' is less in a text with a red line and a team elsewhere.

Separate from `words`, which counts words whatever their order. Measured as nDCG@10 on the eight goals of the benchmark,
on ten goals of our own and on 264 labels as topics: a factor of 1 gives .883, .677, .613; .7 gives .877, .714, .613.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from netriage.fit.corpus import TokenCache
from netriage.fit.words import Answer

APART = 0.7
"""What several words of a topic count of which no two stand together."""
WINDOW = 5
"""Words stand together with fewer than so many others between them; small words do not count."""


def settle_answers(found: Mapping[int, list[Answer]], slots: Sequence[int], cache: TokenCache) -> None:
    """Lower what stands apart, in place; by position, `slots` likewise."""
    for position, answers in found.items():
        zones = cache.docs[slots[position]].zones
        for index, answer in enumerate(answers):
            if len(answer.stems) > 1 and not _stand_together(answer.stems, zones, cache.codes.of):
                answers[index] = answer._replace(points=answer.points * APART, apart=True)


def _stand_together(stems: Sequence[str], zones: Sequence[str], codes: Mapping[str, str]) -> bool:
    """Whether the most telling word has another one near, in any zone; inflected otherwise, nobody can tell: it has."""
    found = [codes.get(stem, "") for stem in stems]
    if not all(found):
        return True
    first, others = found[0], found[1:]
    for zone in zones:
        at = zone.find(first)
        while at >= 0:
            around = zone[max(0, at - WINDOW) : at + WINDOW + 1]
            if any(other in around for other in others):
                return True
            at = zone.find(first, at + 1)
    return False
