"""The text of a listing's fields, as evidence quotes them.

Separate because every scorer and every screen must agree on it: a tuple field is its items joined by ', ', and 'feed'
is the names of the feeds that the listing was seen in, joined alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from netriage.fit.tokens import fold
from netriage.model import Listing

TEXT_FIELDS = ("title", "organizer", "hosts", "speakers", "categories", "feed", "location", "description")
"""The fields that are searched, in the order in which a quote is looked for."""


def field_text(listing: Listing, field: str, feeds: Mapping[str, str]) -> str:
    """The text that the spans of evidence in `field` point into."""
    if field == "feed":
        return ", ".join(name for source in listing.sources if (name := feeds.get(source.feed, "")))
    value: str | tuple[str, ...] = getattr(listing, field)
    return value if isinstance(value, str) else ", ".join(value)


class Texts:
    """The fields of one listing, each read and folded when first asked for."""

    __slots__ = ("_feeds", "_folded", "listing")

    def __init__(self, listing: Listing, feeds: Mapping[str, str]) -> None:
        self.listing = listing
        self._feeds = feeds
        self._folded: dict[str, str] = {}

    def original(self, field: str) -> str:
        """The text as published."""
        return field_text(self.listing, field, self._feeds)

    def folded(self, field: str) -> str:
        """The text folded, character for character."""
        if (found := self._folded.get(field)) is None:
            found = self._folded[field] = fold(self.original(field))
        return found


Quote = tuple[str, int, int, str]
"""Field, half-open span and the text that stands there; all empty when nothing does."""


class Pages(dict[int, Texts]):
    """The texts of the listings by position, read when first asked for: a goal asks for few."""

    def __init__(self, listings: Sequence[Listing], feeds: Mapping[str, str]) -> None:
        super().__init__()
        self._listings = listings
        self.feeds = feeds

    def __missing__(self, position: int) -> Texts:
        found = self[position] = Texts(self._listings[position], self.feeds)
        return found


class Quotes(dict[int, Quote]):
    """What stands at a span of each listing, by position: read when first asked for, and kept from goal to goal."""

    def __init__(self, pages: Pages, span_of: Callable[[int], tuple[str, int, int]]) -> None:
        super().__init__()
        self._pages = pages
        self._span_of = span_of

    def __missing__(self, position: int) -> Quote:
        field, begin, stop = self._span_of(position)
        quote = self._pages[position].original(field)[begin:stop] if field else ""
        found = self[position] = (field, begin, stop, quote) if quote else ("", 0, 0, "")
        return found
