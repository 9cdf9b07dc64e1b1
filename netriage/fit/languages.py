"""Inflection in other languages: Wälder is Wald, énergétiques is énergétique, reuniones is reunión.

Separate because the index knows no language: it cuts plurals (`tokens.stem`) and stays as it is. What a goal asks for
is widened when it is looked up, to the words of the index that the stemmer of a listing's own language (Snowball) cuts
alike, in the listings of that language alone: 'rate' in an English listing never meets the German 'Rat'. The language
is guessed by small words, else it is the feed's. Without a foreign listing nothing is imported and nothing costs.

Measured (pairs of inflected words that meet, plural cutter → this): German 1 → 16 of 16, French 7 → 15 of 15, Spanish
2 → 10 of 12, Italian 0 → 7 of 8, Dutch 1 → 6 of 7, Portuguese 2 → 4 of 7, Swedish 0 → 5 of 6, Danish 0 → 4 of 5,
Norwegian 0 → 4 of 4, Finnish 0 → 3 of 5. English keeps the plural cutter: Snowball's stems cost .03 of nDCG@10 on the
benchmark (.877 → .844; on the half it was tuned on .916 → .893), they merge what is not the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from netriage.model import Listing


class Standing(Protocol):
    """In how many listings of a language a stem stands."""

    def of(self, stem: str, language: str) -> int:
        """Quick for many stems of a language."""

    def find(self, stem: str, language: str) -> int:
        """Quick for a few."""

    def words(self, language: str) -> Sequence[str]:
        """All stems that stand in listings of a language, in order."""


_MARKERS = """
english: the and of to with for you your is are from at by this we our will on
german: der die das und mit für von im ist nicht zum zur den dem des ein eine auf wir sie über werden bei
french: le les des et une du dans pour avec sur est au aux vous nous par la un en de à
spanish: el los las y del una para con por que la en de es se su un al más
italian: il gli e di della dei delle che per con un una nel alla la è si al sono
portuguese: o os as e do da dos das um uma para com em no na que de não ao
dutch: het een en van voor met de op te je wij is zijn naar ook bij in aan
swedish: och att det som på för med av en ett är till vi den i om du
danish: og at det som på for med af en et er til vi den i om du af
norwegian: og å det som på for med av en et er til vi den i om du
finnish: ja on ei se että kun tai sekä mukaan joka ovat
"""
_LANGUAGES: Mapping[str, frozenset[str]] = {
    name: frozenset(markers.split())
    for name, _, markers in (line.partition(": ") for line in _MARKERS.strip().splitlines())
}
_ALL_MARKERS = frozenset().union(*_LANGUAGES.values())
_NAMES = tuple(_LANGUAGES)
_SPOKEN = {
    marker: sum(1 << 8 * index for index, name in enumerate(_NAMES) if marker in _LANGUAGES[name])
    for marker in _ALL_MARKERS
}
"""Small word to the languages that have it: a one in the byte of each, so that a sum counts them all."""
_READ = 250
"""So many characters of a description tell its language."""
_SURE = 2
"""Fewer different small words tell no language."""
PLAIN = "english"
"""The language whose words stand in the index as they are."""
_COMPOUNDING = frozenset(("german", "dutch", "swedish", "danish", "norwegian", "finnish"))
_COMPOUNDED = 6
"""In these languages a word with a root of so many letters is met where it begins a longer one too: Wasserstoffnetz."""
_MOST_KIN = 15
_BEGIN = 6
_SHORTEST = 4
"""A shorter word is left as it is, as is what a stemmer cuts to less than three letters."""


def language_of(listing: Listing) -> str:
    """The language that a listing's small words tell, '' when they tell none."""
    met = _ALL_MARKERS.intersection(f"{listing.title} {listing.description[:_READ]}".lower().split())
    if len(met) < _SURE:
        return ""
    counts = sum(map(_SPOKEN.__getitem__, met)).to_bytes(len(_NAMES), "little")
    most = max(counts)
    return _NAMES[counts.index(most)] if most >= _SURE and counts.count(most) == 1 else ""


def settle_languages(listings: Sequence[Listing], guesses: Sequence[str]) -> list[str]:
    """The language of each listing: as guessed, else what most of its feed's listings are in."""
    by_feed: dict[str, Counter[str]] = {}
    for listing, guess in zip(listings, guesses, strict=True):
        if guess and listing.sources:
            by_feed.setdefault(listing.sources[0].feed, Counter())[guess] += 1
    usual = {feed: min(counts, key=lambda name: (-counts[name], name)) for feed, counts in by_feed.items()}
    return [
        guess or (usual.get(listing.sources[0].feed, "") if listing.sources else "")
        for listing, guess in zip(listings, guesses, strict=True)
    ]


class Roots:
    """What stemmers made of the stems of an index, kept between goals."""

    def __init__(self) -> None:
        self._roots: dict[str, dict[str, frozenset[str]]] = {}
        self._cutters: dict[str, Callable[[str], str]] = {}

    def of(self, stem: str, language: str) -> frozenset[str]:
        """What the stemmer makes of a stem, and of the plural it may have been: 'tallere' was 'talleres'."""
        known = self._roots.setdefault(language, {})
        if (found := known.get(stem)) is None:
            cut = self._cutter(language)
            found = known[stem] = (
                frozenset((cut(stem), cut(stem + "s"))) if stem.endswith("e") else frozenset((cut(stem),))
            )
        return found

    def _cutter(self, language: str) -> Callable[[str], str]:
        if language not in self._cutters:
            from snowballstemmer import stemmer  # 20 ms of import, only where a listing is not in English

            self._cutters[language] = stemmer(language).stemWord
        return self._cutters[language]


class Kin:
    """For each stem asked for, the other stems of the index that are the same word in some language."""

    def __init__(self, asked: Iterable[str], languages: Collection[str], standing: Standing, roots: Roots) -> None:
        self._kin: dict[str, dict[str, tuple[str, ...]]] = {}
        for stem in asked:
            found = {language: alike for language in languages if (alike := _kin_of(stem, language, standing, roots))}
            if found:
                self._kin[stem] = found

    def of(self, stem: str) -> Mapping[str, tuple[str, ...]]:
        """The kin of a stem by language."""
        return self._kin.get(stem, {})

    def all_of(self, stem: str) -> tuple[str, ...]:
        """The kin of a stem in all languages."""
        return tuple(dict.fromkeys(word for alike in self.of(stem).values() for word in alike))


def foreign(languages: Iterable[str]) -> list[str]:
    """The languages whose words are looked up by their stemmer, in order."""
    return sorted(set(languages) - {"", PLAIN})


def _kin_of(stem: str, language: str, standing: Standing, roots: Roots) -> tuple[str, ...]:
    """The words that a language's stemmer cuts as it does a stem and that stand in its listings.

    A word that stands in more English listings is none of the language: 'date' on an Italian page is no form of 'data'.
    """
    if len(stem) < _SHORTEST or not stem.isalpha():
        return ()
    # Stemmers change the end of a word alone: all kin begin alike.
    if not _beginning(stem[: _SHORTEST - 1], standing.words(language)):
        return ()
    own = roots.of(stem, language)
    shortest = min(map(len, own))
    if shortest < _SHORTEST - 1:
        return ()
    begin = stem[: max(_SHORTEST - 1, min(shortest - 2, _BEGIN))]
    near = [word for word in _beginning(begin, standing.words(language)) if word != stem]
    alike = [word for word in near if not own.isdisjoint(roots.of(word, language))]
    if language in _COMPOUNDING and shortest >= _COMPOUNDED:
        alike += [word for word in near if word.startswith(tuple(own)) and word not in alike]
    sure = [word for word in alike if standing.of(word, language) >= standing.find(word, PLAIN)]
    return tuple(sure[:_MOST_KIN])


def _beginning(begin: str, words: Sequence[str]) -> Sequence[str]:
    """Those of some words in order that begin so."""
    first = bisect_left(words, begin)
    return words[first : bisect_left(words, begin + "\uffff", first)]
