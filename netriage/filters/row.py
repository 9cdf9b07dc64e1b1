"""What a filter looks at: a listing in its lane, and the moment and place it is looked at from.

Separate because the rows belong to the session, which this core may not know: a protocol says what they must have.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cache
from typing import Protocol

from netriage.filters.patterns import searchable
from netriage.model import Geo, Lane, Listing, Scored


class FilterRow(Protocol):
    """A listing in its lane, with what is known about it."""

    @property
    def scored(self) -> Scored:
        """The listing with its fit and evidence."""

    @property
    def lane(self) -> Lane:
        """Where it stands."""

    @property
    def reason(self) -> str:
        """Given with the decision; '' for none."""

    @property
    def note(self) -> str:
        """The user's note; '' for none."""

    @property
    def tags(self) -> Sequence[str]:
        """The user's tags."""

    @property
    def feed_names(self) -> Sequence[str]:
        """Names of the feeds it was seen in."""

    @property
    def clashes(self) -> Sequence[str]:
        """Keys of the kept listings that it overlaps."""

    @property
    def is_new(self) -> bool:
        """First seen by the last pull that found anything new."""

    @property
    def hidden_by(self) -> str:
        """Words of what hides it from the inbox; '' when it is shown."""


_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_ACCENTS = re.compile(r"[\u0300-\u036f]+")


def fold(text: str) -> str:
    """Make a text comparable: without case, what is not drawn, and accents of Latin, Greek and Cyrillic letters."""
    if text.isascii():
        return text.lower()
    # Letter by letter: most are ASCII even here, and the rest are few different ones (2.7 times as fast as the whole).
    return _BEYOND_ASCII.sub(_plain, text).lower()


def _plain(letter: re.Match[str]) -> str:
    return _plain_letter(letter[0])


@cache
def _plain_letter(letter: str) -> str:
    if unicodedata.category(letter) == "Cf":  # pasted with a word, or between the parts of a Persian one
        return ""
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", letter.casefold()))


@dataclass(frozen=True, slots=True)
class _Searched:
    """The last search for words: all keys and texts, and those that had the words."""

    scored: Sequence[Scored]
    whole: list[tuple[str, str]]
    words: tuple[str, ...]
    found: list[tuple[str, str]]


class Texts:
    """The searchable text of listings, made once for each: with it, typing in the filter costs no folding.

    Only a cache: what it gives depends on the listing alone.
    """

    def __init__(self) -> None:
        self._folded: dict[str, tuple[Listing, str]] = {}
        self._lines: dict[str, tuple[Listing, tuple[str, ...]]] = {}
        self._searched = _Searched((), [], (), [])
        self._noted: tuple[Mapping[str, FilterRow], list[str]] = ({}, [])

    def holding(self, scored: Sequence[Scored], words: Sequence[str]) -> Iterator[str]:
        """Keys of the listings whose text has all of the folded words in it; ten times as fast as asking each one."""
        last = self._searched
        found = whole = last.whole
        if last.scored is not scored:
            found = whole = [(one.listing.key, self.folded(one.listing)) for one in scored]
        elif last.words and all(any(old in word for word in words) for old in last.words):
            found = last.found  # a letter more: whatever matches now did so before
        for word in sorted(words, key=len, reverse=True):
            found = [(key, text) for key, text in found if word in text]
        self._searched = _Searched(scored, whole, tuple(words), found)
        return (key for key, _ in found)

    def noted(self, rows: Mapping[str, FilterRow]) -> list[str]:
        """Keys of the rows that have a note or a tag."""
        of, found = self._noted
        if of is not rows:
            found = [key for key, row in rows.items() if row.note or row.tags]
            self._noted = rows, found
        return found

    def folded(self, listing: Listing) -> str:
        """All text of a listing, folded, its fields on lines of their own."""
        kept = self._folded.get(listing.key)
        if kept is None or kept[0] is not listing:
            kept = listing, fold(_text(listing))
            self._folded[listing.key] = kept
        return kept[1]

    def lines(self, listing: Listing) -> tuple[str, ...]:
        """All text of a listing as it is, in lines that a pattern may be searched in."""
        kept = self._lines.get(listing.key)
        if kept is None or kept[0] is not listing:
            kept = listing, searchable(_text(listing))
            self._lines[listing.key] = kept
        return kept[1]


def _text(listing: Listing) -> str:
    parts = (listing.title, listing.location, listing.organizer, *listing.hosts, *listing.speakers)
    return "\n".join((*parts, *listing.categories, listing.description))


@dataclass(frozen=True, slots=True)
class FilterContext:
    """From when and where a filter looks."""

    now: datetime
    zone: tzinfo
    """The user's: days, evenings and weekends are told in it."""
    home: Geo | None = None
    """Where `distance` is measured from; without it no listing has a distance."""
    texts: Texts = field(default_factory=Texts, compare=False, repr=False)
    """Keep it from one context to the next, so that each listing's text is folded once."""
