"""Roles and topics against the words of a listing: what earns the `words` group.

Separate because it is the lexical ranking proper: BM25F over three zones (Robertson, Zaragoza & Taylor 2004), phrases
of the goal as terms of their own, and the rarity of what stands in the title. Each term keeps its own share, so that
every point can be traced to the words that earned it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from netriage.fit.corpus import BODY, META, SLOT_SHIFT, TITLE, TokenCache, counts_in
from netriage.fit.fields import Texts
from netriage.fit.tokens import Stems, fold, is_unspaced, stem, words
from netriage.goal import Goal

K1 = 1.2
B = 0.75
ZONE_WEIGHTS = (2.5, 1.2, 1.0)
"""How much a word counts in title, meta and body."""
PAIR_WEIGHT = 0.3
"""How much two words side by side count on top of each by itself."""
_ZONE_FIELDS = (("title",), ("organizer", "hosts", "categories", "feed"), ("location", "speakers", "description"))


@dataclass(frozen=True, slots=True)
class Term:
    """A stem, or a pair of stems side by side, that the goal asks for."""

    stems: tuple[str, ...]
    weight: float
    kind: str
    """topic, role, statement or type: which field of the goal it comes from."""
    text: str
    """As the goal writes it."""


_SOURCES = (("topic", 1.0), ("role", 0.6), ("company", 0.5), ("statement", 0.35), ("type", 0.2))


def read_terms(goal: Goal) -> tuple[Term, ...]:
    """The words and pairs of words of a goal, each once, with its highest weight; places are left to `place`."""
    bare = not (goal.topics or goal.roles)
    texts = {
        "topic": goal.topics,
        "role": goal.roles,
        "company": tuple(company.name for company in goal.companies),
        "statement": (goal.statement,),
        "type": tuple(name for name, useful in goal.event_types if useful > 0),
    }
    stems = Stems()
    placed = {stems[word] for place in (*goal.places, goal.home) for word in words(fold(place))}
    terms: dict[tuple[str, ...], Term] = {}
    for kind, weight in _SOURCES:
        if kind == "statement" and bare:
            weight = 1.0  # a goal that is only a sentence is ranked by its sentence
        for text in texts[kind]:
            found = [stem for word in words(fold(text)) if (stem := stems[word])]
            if kind == "statement":
                found = [stem for stem in found if stem not in placed]
            for stem in found:
                terms.setdefault((stem,), Term((stem,), weight, kind, text))
            if kind in ("topic", "role"):
                for pair in pairwise(found):
                    if is_unspaced(pair[0] + pair[1]):
                        continue  # pairs of characters overlap: they are phrases already
                    terms.setdefault(pair, Term(pair, weight, kind, text))
    return tuple(terms.values())


Share = tuple[float, Term, int]
"""What a term earns in a listing, and the first zone it stands in."""


def score_words(
    terms: Sequence[Term], cache: TokenCache, positions: Mapping[int, int], texts: Sequence[Texts]
) -> dict[int, list[Share]]:
    """BM25F of every listing that has a word of the goal, term by term.

    `positions`: slot → position in `texts`, of the listings that count.
    """
    field_scale = _field_scales(cache, positions)
    shares: dict[int, list[Share]] = {}
    total = len(texts)
    for term in terms:
        if len(term.stems) == 1:
            counts = _counts(term.stems[0], cache, positions)
        else:
            counts = _pair_counts(term, cache, positions, texts)
        found = len(counts)
        if not found:
            continue
        rarity = log(1 + (total - found + 0.5) / (found + 0.5))
        weight = term.weight * rarity * (PAIR_WEIGHT if len(term.stems) > 1 else 1.0)
        for position, slot, count in counts:
            in_title, in_meta, in_body = field_scale[slot]
            frequency = count[TITLE] * in_title + count[META] * in_meta + count[BODY] * in_body
            zone = TITLE if count[TITLE] else META if count[META] else BODY
            shares.setdefault(position, []).append((weight * frequency / (K1 + frequency), term, zone))
    return shares


Count = tuple[int, int, int]


def _field_scales(cache: TokenCache, positions: Mapping[int, int]) -> dict[int, tuple[float, float, float]]:
    """What one occurrence counts in each zone of each listing: the zone's weight over its length, as BM25F has it."""
    lengths = {slot: cache.docs[slot].lengths for slot in positions}
    average = [max(1.0, sum(length[zone] for length in lengths.values()) / max(1, len(lengths))) for zone in range(3)]
    (title, meta, body), (a, b, c) = ZONE_WEIGHTS, average
    return {
        slot: (title / (1 - B + B * x / a), meta / (1 - B + B * y / b), body / (1 - B + B * z / c))
        for slot, (x, y, z) in lengths.items()
    }


def _counts(stem: str, cache: TokenCache, positions: Mapping[int, int]) -> list[tuple[int, int, Count]]:
    return [
        (positions[slot], slot, counts_in(posting))
        for posting in cache.postings.get(stem, ())
        if (slot := posting >> SLOT_SHIFT) in positions
    ]


def _pair_counts(
    term: Term, cache: TokenCache, positions: Mapping[int, int], texts: Sequence[Texts]
) -> list[tuple[int, int, Count]]:
    """Count two words side by side in the listings that have both."""
    both = set.intersection(*(cache.slots_of(stem) for stem in term.stems))
    pattern = phrase_pattern(term.stems, cache.stems)
    found: list[tuple[int, int, Count]] = []
    for slot in sorted(both & positions.keys(), key=positions.__getitem__):
        text = texts[positions[slot]]
        title, meta, body = (
            sum(len(pattern.findall(text.folded(field))) for field in fields) for fields in _ZONE_FIELDS
        )
        if title or meta or body:
            found.append((positions[slot], slot, (title, meta, body)))
    return found


def phrase_pattern(stems: Sequence[str], known: Stems) -> re.Pattern[str]:
    """A pattern for folded text: the words of these stems, in order, with at most a little punctuation between."""
    parts = ("|".join(map(re.escape, known.forms.get(stem, [stem]))) for stem in stems)
    return re.compile(r"(?<![^\W_])" + r"[\W_]{1,3}".join(f"(?:{part})" for part in parts) + r"(?![^\W_])")


def find_term(term: Term, zone: int, texts: Texts, known: Stems) -> tuple[str, int, int]:
    """The field and span where a term stands first in a zone; ('', 0, 0) when it cannot be shown."""
    fields = _ZONE_FIELDS[zone]
    if len(term.stems) > 1:
        pattern = phrase_pattern(term.stems, known)
        for field in fields:
            if match := pattern.search(texts.folded(field)):
                return field, match.start(), match.end()
        return "", 0, 0
    forms = known.forms.get(term.stems[0], ())
    for field in fields:
        folded = texts.folded(field)
        spans = [span for form in forms if (span := _find_word(form, folded))]
        if spans:
            return field, *min(spans)
    return "", 0, 0


def _find_word(word: str, folded: str) -> tuple[int, int] | None:
    """The first whole word; in unspaced scripts, whose words are pairs of characters, wherever they stand."""
    begin = folded.find(word)
    while begin >= 0:
        stop = begin + len(word)
        if not (folded[begin - 1 : begin].isalnum() or folded[stop : stop + 1].isalnum()) or is_unspaced(word):
            return begin, stop
        begin = folded.find(word, begin + 1)
    return None


class Phrase:
    """A word or phrase of the user's (never, avoid), found as a whole, its plural included."""

    def __init__(self, text: str) -> None:
        self.text = text
        folded = fold(text)
        if is_unspaced(folded):
            self._pattern = re.compile(re.escape(folded))
        else:
            parts = (re.escape(stem(word)) + r"(?:e?s)?" for word in words(folded))
            self._pattern = re.compile(r"(?<![^\W_])" + r"[\W_]{1,3}".join(parts) + r"(?![^\W_])")

    def candidates(self, cache: TokenCache, positions: Mapping[int, int]) -> list[int]:
        """Positions of the listings that may have it: those with all its words."""
        stems = [found for word in words(fold(self.text)) if (found := cache.stems[word])]
        if not stems:
            return sorted(positions.values()) if words(fold(self.text)) else []
        slots = set.intersection(*(cache.slots_of(found) for found in stems))
        return sorted(positions[slot] for slot in slots if slot in positions)

    def find(self, texts: Texts, fields: Sequence[str]) -> tuple[str, int, int] | None:
        """The first field and span where it stands."""
        for field in fields:
            if match := self._pattern.search(texts.folded(field)):
                return field, match.start(), match.end()
        return None
