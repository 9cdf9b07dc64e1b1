"""The tokens of the listings, kept between rankings: which stems stand where, how often, and how long each field is.

Separate because cutting text is nearly all of ranking's cost and depends on no goal. A `TokenCache` lives as long as
the session, and `persist` lets it outlive it; it follows the listings it is shown (`refresh`) and indexes only what
is new or has other text. A posting is one integer: slot of the listing, then its counts in title, meta and body.
"""

from __future__ import annotations

import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from netriage.fit.address import Memo
from netriage.fit.languages import Roots
from netriage.fit.tokens import Stems, words
from netriage.model import Listing

BACKGROUND = 2000
"""So many listings without a word of the goal are imagined beside the real ones: in a small inbox a word is not common
because it stands in three of ten listings."""

TITLE, META, BODY = range(3)
"""The zones of a listing: its title; who gives it and under which heading; what it says and where."""

COUNT_BITS = 10
SLOT_SHIFT = 3 * COUNT_BITS
COUNT_MASK = (1 << COUNT_BITS) - 1
_MOST = 60
"""No count is taken higher: the weight of a word is flat long before."""


@dataclass(slots=True)
class Doc:
    """What is kept of one listing."""

    key: str
    mark: int
    """CRC-32 of the indexed text: other text, other mark."""
    lengths: tuple[int, int, int]
    """Words in title, meta and body, stop words left out."""
    seen: Listing | None = None
    """The very value last shown, to pass it by without reading it."""
    facts: object = None
    """What `judge` found out about it that depends on no goal."""


def counts_in(posting: int) -> tuple[int, int, int]:
    """The counts in title, meta and body that a posting holds."""
    return posting & COUNT_MASK, (posting >> COUNT_BITS) & COUNT_MASK, (posting >> 2 * COUNT_BITS) & COUNT_MASK


def zones(listing: Listing, feeds: Mapping[str, str]) -> tuple[str, str, str]:
    """The text of each zone."""
    names = (feeds.get(source.feed, "") for source in listing.sources)
    meta = "\n".join((listing.organizer, *listing.categories, *listing.hosts, *names))
    body = "\n".join((listing.location, *listing.speakers, listing.description))
    return listing.title, meta, body


def _no_postings() -> array[int]:
    return array("Q")


class TokenCache:
    """The inverted index. Exact: what it answers depends on the listings shown last, not on those before them."""

    def __init__(self) -> None:
        self.docs: list[Doc] = []
        self.postings: defaultdict[str, array[int]] = defaultdict(_no_postings)
        self.stems = Stems()
        self.spots: Memo = {}
        """What addresses mean, for `place`."""
        self.roots = Roots()
        """What stemmers of other languages make of the stems."""
        self.layout: object = None
        """What `words` and `languages` found out about the listings shown last, whatever the goal."""
        self.judgement: object = None
        """The last one of `judge`."""
        self._slots: dict[str, int] = {}
        self._metas: dict[str, Counter[str]] = {}

    def refresh(self, listings: Sequence[Listing], feeds: Mapping[str, str]) -> list[int]:
        """Index what is new or has changed; returns the slot of each listing, in order."""
        if len(self.docs) > 2 * len(listings) + 1000:
            self.clear()
        slots: list[int] = []
        for listing in listings:
            slot = self._slots.get(listing.key, -1)
            if slot >= 0 and self.docs[slot].seen is listing:
                slots.append(slot)
                continue
            texts = zones(listing, feeds)
            told = (*texts, repr(listing.geo), listing.presence, str(getattr(listing.start, "tzinfo", None)))
            mark = zlib.crc32("\0".join(told).encode("utf-8", "surrogatepass"))
            if slot < 0 or self.docs[slot].mark != mark:
                slot = self._add(listing.key, mark, texts)
            self.docs[slot].seen = listing
            slots.append(slot)
        return slots

    def restore(self, doc: Doc) -> None:
        """Take back a document whose postings are here already (see `persist`)."""
        self._slots[doc.key] = len(self.docs)
        self.docs.append(doc)

    def clear(self) -> None:
        """Forget everything."""
        self.docs.clear()
        self.postings.clear()
        self.stems = Stems()
        self.spots.clear()
        self.roots = Roots()
        self.layout = None
        self._slots.clear()
        self._metas.clear()

    def _add(self, key: str, mark: int, texts: tuple[str, str, str]) -> int:
        slot = len(self.docs)
        title, meta, body = self._count(texts[TITLE]), self._count_meta(texts[META]), self._count(texts[BODY])
        head = dict(title)
        for stem, count in meta.items():
            head[stem] = head.get(stem, 0) | count << COUNT_BITS
        base, postings = slot << SLOT_SHIFT, self.postings
        for stem, count in body.items():
            bits = base | count << 2 * COUNT_BITS
            if stem in head:
                bits |= head.pop(stem)
            postings[stem].append(bits)
        for stem, bits in head.items():
            postings[stem].append(base | bits)
        self._slots[key] = slot
        self.docs.append(Doc(key, mark, (title.total(), meta.total(), body.total())))
        return slot

    def _count_meta(self, text: str) -> Counter[str]:
        """As `_count`; the listings of a feed share organiser and feed name, so each such text is cut once."""
        found = self._metas.get(text)
        if found is None:
            found = self._metas[text] = self._count(text)
        return found

    def _count(self, text: str) -> Counter[str]:
        """The stems of a text and how often each stands there, stop words left out."""
        found = Counter(map(self.stems.__getitem__, words(text.lower())))
        found.pop("", None)
        if max(found.values(), default=0) > _MOST:
            found = Counter({stem: min(count, _MOST) for stem, count in found.items()})
        return found

    def slots_of(self, stem: str, *, title: bool = False) -> set[int]:
        """The slots of the listings, shown now or before, in which a stem stands (in the `title`)."""
        postings = self.postings.get(stem, ())
        return {posting >> SLOT_SHIFT for posting in postings if not title or posting & COUNT_MASK}

    def frequency(self, stem: str, live: AbstractSet[int]) -> int:
        """In how many of the `live` slots a stem stands."""
        postings = self.postings.get(stem, ())
        if len(live) == len(self.docs):
            return len(postings)
        return sum(posting >> SLOT_SHIFT in live for posting in postings)

    def totals(self, stem: str) -> Iterator[tuple[int, int]]:
        """Slot and count of a stem, the title counted twice."""
        for posting in self.postings.get(stem, ()):
            title, meta, body = counts_in(posting)
            yield posting >> SLOT_SHIFT, 2 * title + meta + body

    def counts(self, listing: Listing, feeds: Mapping[str, str]) -> dict[str, int]:
        """The stems of one listing and their counts, as `totals` has them."""
        found: dict[str, int] = {}
        for weight, text in zip((2, 1, 1), zones(listing, feeds), strict=True):
            for stem, count in self._count(text).items():
                found[stem] = found.get(stem, 0) + weight * count
        return found
