"""The tokens of the listings, kept between rankings: which stems stand where, how often, and how long each field is.

Separate because cutting text is most of ranking's cost and depends on no goal. A `TokenCache` lives as long as the
session; it follows the listings it is shown (`refresh`) and cuts only what is new or has other text. A zone of a
listing is kept as a string with one character a stem, its code: cutting it is one join, and where a stem stands is
found by the search for a character, which goes through ten thousand listings in less than a millisecond. So nothing has
to be inverted, and a goal asks for fifty stems of fifty thousand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate, chain, repeat
from string import ascii_lowercase, digits

from netriage.fit.address import Memo
from netriage.fit.languages import Roots
from netriage.fit.tokens import BREAK, STOP_WORDS, Stems, chunks_of_all, parts
from netriage.fit.tokens import stem as stem_of
from netriage.model import Listing

_AT_ONCE = 128
"""So many listings are cut together."""

BACKGROUND = 2000
"""So many listings without a word of the goal are imagined beside the real ones: in a small inbox a word is not common
because it stands in three of ten listings."""

TITLE, META, BODY = range(3)
"""The zones of a listing: its title; who gives it and under which heading; what it says and where."""

COUNT_BITS = 10
COUNT_MASK = (1 << COUNT_BITS) - 1
_MOST = 60
"""No count is taken higher: the weight of a word is flat long before, and a few of them add up within their bits."""


Told = tuple[str | tuple[str, ...], ...]


@dataclass(slots=True)
class Doc:
    """What is kept of one listing."""

    seen: Listing | None
    """The very value last shown, to pass it by without reading it."""
    told: Told | str
    """All of it that is indexed, and what `facts` are made of besides; its digest where that is all that is known."""
    zones: tuple[str, str, str] = ("", "", "")
    """The codes of the words in title, meta and body, in order, stop words left out."""
    facts: object = None
    """What `layout` found out about it that depends on no goal."""

    def is_of(self, told: Told) -> bool:
        """Whether it is what was made of the same."""
        return self.told == (told if isinstance(self.told, tuple) else digest_of(told))


Counts = dict[int, int]
"""By slot of the listings that have a stem, in order: its counts in title, meta and body, as `counts_in` reads them."""


def counts_in(packed: int) -> tuple[int, int, int]:
    """The counts in title, meta and body that stand in one number."""
    return packed & COUNT_MASK, (packed >> COUNT_BITS) & COUNT_MASK, (packed >> 2 * COUNT_BITS) & COUNT_MASK


def zones(listing: Listing, feeds: Mapping[str, str]) -> tuple[str, str, str]:
    """The text of each zone."""
    names = (feeds.get(source.feed, "") for source in listing.sources)
    meta = "\n".join((listing.organizer, *listing.categories, *listing.hosts, *names))
    body = "\n".join((listing.location, *listing.speakers, listing.description))
    return listing.title, meta, body


class Codes(dict[bytes, str]):
    """What stands between two gaps of a lower-case text, as UTF-8 → the codes of its stems, given when first met.

    A small word has none; a word that is no ASCII may be cut further, and has several.
    """

    def __init__(self, stems: Stems) -> None:
        super().__init__(dict.fromkeys([word.encode() for word in (*STOP_WORDS, *ascii_lowercase, *digits)], ""))
        self[BREAK.encode()] = BREAK
        self._stems = stems
        # All characters but the break, the line end, which keeps apart what is written to a file, and the surrogates,
        # which UTF-8 has not. After a million there is none left: a stem that is new then is not indexed.
        free = map(chr, chain(range(1, 10), range(11, 0xD800), range(0xE000, 0x110000)))
        self.of: dict[str, str] = defaultdict(chain(free, repeat("")).__next__)
        """Stem to code; asked by `[]`, a stem gets one."""
        self._stem_of: dict[str, str] = {}

    def __missing__(self, chunk: bytes) -> str:
        word = chunk.decode("utf-8", "surrogatepass")
        if chunk.isascii():
            found = self.of[stem_of(word) if word[-1] == "s" else word]
        else:
            found = "".join([self.of[stem] for part in parts(word) if (stem := self._stems[part])])
        self[chunk] = found
        return found

    def coded(self, texts: Sequence[str]) -> list[str]:
        """The codes of each text, in order."""
        # All at once: most texts are so short that a call for each would cost more than its words.
        return "".join(map(self.__getitem__, chunks_of_all(texts))).split(BREAK) if texts else []

    def stem_of(self) -> Mapping[str, str]:
        """Code to stem."""
        if len(self._stem_of) != len(self.of):
            self._stem_of = {code: stem for stem, code in self.of.items()}
        return self._stem_of


class TokenCache:
    """The index. Exact: what it answers depends on the listings shown last, not on those before them."""

    def __init__(self) -> None:
        self.docs: list[Doc] = []
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.docs.clear()
        self.stems = Stems()
        self.codes = Codes(self.stems)
        self.spots: Memo = {}
        """What addresses mean, for `place`."""
        self.roots = Roots()
        """What stemmers of other languages make of the stems."""
        self.layout: object = None
        """What `layout` found out about the listings shown last, whatever the goal."""
        self.hours: object = None
        """When they are, as `hours` read it."""
        self.judgement: object = None
        """The last one of `judge`."""
        self.cut = 0
        """How many listings were cut since it was empty, or `restore`d."""
        self._slots: dict[str, int] = {}
        self._row: _Row | None = None
        self._counts: dict[str, Counts] = {}

    def refresh(self, listings: Sequence[Listing], feeds: Mapping[str, str]) -> list[int]:
        """Index what is new or has changed; returns the slot of each listing, in order."""
        if len(self.docs) > 2 * len(listings) + 1000:
            self.clear()
        slots: list[int] = []
        fresh: list[Doc] = []
        texts: list[tuple[str, str, str]] = []
        for listing in listings:
            slot = self._slots.get(listing.key, -1)
            if slot >= 0 and self.docs[slot].seen is listing:
                slots.append(slot)
                continue
            told = _told(listing, feeds)
            if slot >= 0 and self.docs[slot].is_of(told):
                self.docs[slot].seen, self.docs[slot].told = listing, told
            else:
                slot = self._slots[listing.key] = len(self.docs)
                fresh.append(Doc(listing, told))
                self.docs.append(fresh[-1])
                texts.append(zones(listing, feeds))
            slots.append(slot)
        for begin in range(0, len(fresh), _AT_ONCE):
            self._cut(fresh[begin : begin + _AT_ONCE], texts[begin : begin + _AT_ONCE])
        if fresh:
            self.cut += len(fresh)
            self._row = None
            self._counts.clear()
        return slots

    def restore(self, stems: Iterable[str], docs: Mapping[str, Doc]) -> None:
        """Begin with what an earlier index held: its stems in the order of their codes, its listings by key."""
        self.clear()
        for stem in stems:
            self.codes.of[stem]
        self.docs += docs.values()
        self._slots = {key: slot for slot, key in enumerate(docs)}

    def _cut(self, docs: Sequence[Doc], texts: Sequence[tuple[str, str, str]]) -> None:
        # The listings of a feed share organiser and feed name: each such text is cut once.
        each = list(dict.fromkeys(chain.from_iterable(texts)))
        coded = dict(zip(each, self.codes.coded(each), strict=True))
        for doc, (title, meta, body) in zip(docs, texts, strict=True):
            doc.zones = coded[title], coded[meta], coded[body]

    def shown(self) -> list[Doc]:
        """What is held of the listings that were shown, each once."""
        return [self.docs[slot] for slot in self._slots.values()]

    def counts(self, stem: str) -> Counts:
        """Where a stem stands, among the listings shown now or before."""
        found = self._counts.get(stem)
        if found is None:
            code = self.codes.of.get(stem)
            found = self._counts[stem] = self._search(code) if code else {}
        return found

    def _search(self, code: str) -> Counts:
        if self._row is None:
            self._row = _Row([zone for doc in self.docs for zone in doc.zones])
        return self._row.search(code)

    def counts_among(self, stem: str, slots: Collection[int]) -> Counts:
        """Where a stem stands, among these."""
        found = self.counts(stem)
        # Mostly they are all there are.
        return found if len(slots) == len(self.docs) else {slot: found[slot] for slot in found if slot in slots}

    def slots_of(self, stem: str, *, title: bool = False) -> set[int]:
        """The slots of the listings, shown now or before, in which a stem stands (in the `title`)."""
        counts = self.counts(stem)
        return {slot for slot, packed in counts.items() if packed & COUNT_MASK} if title else set(counts)

    def totals(self, stem: str) -> Iterator[tuple[int, int]]:
        """Slot and count of a stem, the title counted twice."""
        for slot, packed in self.counts(stem).items():
            title, meta, body = counts_in(packed)
            yield slot, 2 * title + meta + body

    def size(self, slot: int) -> int:
        """How many words one listing has, as `totals` counts them."""
        title, meta, body = self.docs[slot].zones
        return 2 * len(title) + len(meta) + len(body)

    def stems_in(self, slot: int) -> dict[str, int]:
        """The stems of one listing and their counts, as `totals` has them."""
        title, meta, body = self.docs[slot].zones
        stem_of = self.codes.stem_of()
        return {stem_of[code]: count for code, count in Counter(title + title + meta + body).items()}


def _told(listing: Listing, feeds: Mapping[str, str]) -> Told:
    return (
        listing.title,
        listing.description,
        listing.location,
        listing.organizer,
        listing.categories,
        listing.hosts,
        listing.speakers,
        tuple([feeds.get(source.feed, "") for source in listing.sources]),
        str(listing.geo),
        listing.presence,
        str(getattr(listing.start, "tzinfo", None)),
    )


def digest_of(told: Told) -> str:
    """Sixteen hex digits that tell apart what is told of listings."""
    text = "\0".join([item if isinstance(item, str) else "\1".join(item) for item in told])
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class _Row:
    """All zones of all listings in one string, three a listing."""

    __slots__ = ("_stops", "_text")

    def __init__(self, zones: Sequence[str]) -> None:
        self._text = "".join(zones)
        self._stops = list(accumulate(map(len, zones)))

    def search(self, code: str) -> Counts:
        """Where a code stands."""
        text, stops = self._text, self._stops
        found: Counts = {}
        at = text.find(code)
        while at >= 0:
            # So many zones end here or before.
            number = bisect_right(stops, at)
            stop = stops[number]
            slot, zone = divmod(number, 3)
            found[slot] = found.get(slot, 0) | min(text.count(code, at, stop), _MOST) << zone * COUNT_BITS
            at = text.find(code, stop)
        return found


class Spread:
    """In how many listings a stem stands, counted for all stems of a language at once when first asked."""

    def __init__(self, cache: TokenCache, slots: Sequence[int], languages: Sequence[str]) -> None:
        self._cache = cache
        self._languages = dict(zip(slots, languages, strict=True))
        self._codes = cache.codes.of
        self._counted: dict[str | None, Counter[str]] = {}
        self._words: dict[str, list[str]] = {}

    def __len__(self) -> int:
        """Of so many listings it tells."""
        return len(self._languages)

    def of(self, stem: str, language: str | None = None) -> int:
        """In how many listings of a language, or of any, a stem stands."""
        return self._counts(language)[self._codes.get(stem, "")]

    def words(self, language: str) -> Sequence[str]:
        """All stems that stand in listings of a language, in order."""
        if language not in self._words:
            stem_of = self._cache.codes.stem_of()
            self._words[language] = sorted(stem_of[code] for code in self._counts(language))
        return self._words[language]

    def _counts(self, language: str | None) -> Counter[str]:
        if language not in self._counted:
            self._counted[language] = self._count(language)
        return self._counted[language]

    def _count(self, language: str | None) -> Counter[str]:
        slots = [slot for slot, own in self._languages.items() if language in (None, own)]
        met = (set("".join(self._cache.docs[slot].zones)) for slot in slots)
        return Counter(chain.from_iterable(met))

    def find(self, stem: str, language: str) -> int:
        """The same as `of`, quicker for a stem or two than for all."""
        return sum(self._languages.get(slot) == language for slot in self._cache.counts(stem))
