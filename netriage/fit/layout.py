"""What is known of all listings together, whatever the goal: languages, places, scales, and who says nothing to it.

Separate from `judge` because it changes with the listings alone: a further goal begins where this ends. Most listings
say nothing to a goal, and what is said of those is the same for every goal: it is made once (`blank`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import is_
from typing import NamedTuple

from netriage.fit.corpus import Spread, TokenCache
from netriage.fit.fields import Pages, Quotes, Texts
from netriage.fit.form import band_of
from netriage.fit.kinds import CLOSURE, Kind, event_type_of
from netriage.fit.languages import language_of, settle_languages
from netriage.fit.place import Point, Where, find_where, settle_places
from netriage.fit.thin import is_thin
from netriage.fit.words import Scales, field_scales
from netriage.model import Gate, Listing, Scored, Source, Status


class Facts(NamedTuple):
    """What a listing is, whatever the goal."""

    kind: Kind
    where: Where
    language: str
    """As its own small words tell, '' when they do not."""
    thin: bool


class Said(NamedTuple):
    """The words in which listings say what they are, to quote them."""

    kinds: Quotes
    spots: Quotes
    online: Quotes


_UNLIT_BAND = band_of(0.0, thin=False)
_scored: Callable[[tuple[object, ...]], Scored] = partial(tuple.__new__, Scored)
"""Makes one in half the time that its class needs, which takes its fields one by one."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The listings shown last, and all that depends on no goal; lists and positions are in their order."""

    listings: tuple[Listing, ...]
    names: Mapping[str, str]
    """Of the feeds, by id."""
    special: frozenset[int]
    """Positions of those of which something is said whatever the goal: cancelled, closed, or with too little text."""
    slots: Sequence[int]
    positions: Mapping[int, int]
    """By slot."""
    feeds: list[tuple[Source, ...]]
    facts: list[Facts]
    languages: list[str]
    scales: Scales
    spread: Spread
    grounds: list[int]
    """By position: the number of where it is."""
    wheres: list[Where]
    """By such a number: one listing that is there."""
    there: list[list[int]]
    """By such a number: the positions of all listings that are there."""
    pages: Pages
    said: Said
    _blanks: list[Scored | None]

    def is_of(self, listings: Sequence[Listing], names: Mapping[str, str]) -> bool:
        """Whether it is the layout of exactly these."""
        return len(self.listings) == len(listings) and self.names == names and all(map(is_, self.listings, listings))

    def standing(self) -> Mapping[Point, int]:
        """How many listings are at each point of the map."""
        found: Counter[Point] = Counter()
        for where, positions in zip(self.wheres, self.there, strict=True):
            if where.spot and where.spot.position:
                found[where.spot.position] += len(positions)
        return found

    def completed(self, lit: Mapping[int, Scored]) -> tuple[Scored, ...]:
        """What is said of every listing: of the `lit` ones, by position, as given; of the others nothing."""
        found = self._blanks.copy()
        for position, scored in lit.items():
            found[position] = scored
        return tuple([one or self._kept_blank(position) for position, one in enumerate(found)])

    def blank(self, position: int, gates: tuple[Gate, ...] = ()) -> Scored:
        """A listing of which nothing is said: to be near, or of a useful type, is no reason by itself."""
        return _scored((self.listings[position], 0.0, (), gates, False, _UNLIT_BAND, self.facts[position].kind.name))

    def _kept_blank(self, position: int) -> Scored:
        found = self._blanks[position] = self.blank(position)
        return found


def lay_out(listings: Sequence[Listing], names: Mapping[str, str], cache: TokenCache) -> Layout:
    """Find out about listings what no goal changes, or give back what is known of them."""
    last = cache.layout
    if isinstance(last, Layout) and last.is_of(listings, names):
        return last
    listings, slots = tuple(listings), cache.refresh(listings, names)
    feeds = [listing.sources[:1] for listing in listings]
    if not (isinstance(last, Layout) and last.slots == slots and last.feeds == feeds):
        last = _look_around(listings, names, slots, cache)
    # What the index does not know of a listing (its page, its status) may be new all the same.
    special = frozenset(
        position
        for position, (listing, facts) in enumerate(zip(listings, last.facts, strict=True))
        if facts.thin or listing.status is Status.CANCELLED or facts.kind.name == CLOSURE
    )
    pages = Pages(listings, dict(names))
    blanks: list[Scored | None] = [None] * len(listings)
    said = _said(last.facts, pages)
    cache.layout = found = replace(
        last, listings=listings, names=pages.feeds, special=special, pages=pages, said=said, _blanks=blanks
    )
    return found


def _said(facts: Sequence[Facts], pages: Pages) -> Said:
    def kind(position: int) -> tuple[str, int, int]:
        return facts[position].kind.span

    def spot(position: int) -> tuple[str, int, int]:
        return facts[position].where.span(online=False)

    def online(position: int) -> tuple[str, int, int]:
        return facts[position].where.cue

    return Said(Quotes(pages, kind), Quotes(pages, spot), Quotes(pages, online))


def _look_around(
    listings: tuple[Listing, ...], names: Mapping[str, str], slots: Sequence[int], cache: TokenCache
) -> Layout:
    """What listings are by themselves, then what their feeds' others say of them."""
    found = [_facts(listing, names, cache, slot) for listing, slot in zip(listings, slots, strict=True)]
    languages = settle_languages(listings, [one.language for one in found])
    places = settle_places(listings, [one.where for one in found])
    facts = [one if one.where is place else one._replace(where=place) for one, place in zip(found, places, strict=True)]
    there: dict[Hashable, list[int]] = {}
    for position, where in enumerate(places):
        there.setdefault(where.ground, []).append(position)
    grounds = [0] * len(places)
    for number, positions in enumerate(there.values()):
        for position in positions:
            grounds[position] = number
    pages = Pages(listings, names)
    return Layout(
        listings,
        names,
        frozenset(),
        slots,
        by_slot := {slot: position for position, slot in enumerate(slots)},
        [listing.sources[:1] for listing in listings],
        facts,
        languages,
        field_scales(cache, by_slot),
        Spread(cache, slots, languages),
        grounds,
        [places[positions[0]] for positions in there.values()],
        list(there.values()),
        pages,
        _said(facts, pages),
        [],
    )


def _facts(listing: Listing, names: Mapping[str, str], cache: TokenCache, slot: int) -> Facts:
    doc = cache.docs[slot]
    if not isinstance(doc.facts, Facts):
        texts = Texts(listing, names)
        kind, where = event_type_of(texts), find_where(texts, cache.spots)
        doc.facts = Facts(kind, where, language_of(listing), is_thin(listing))
    return doc.facts
