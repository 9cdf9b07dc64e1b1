"""Looking for listings: the filter language over the rows of the picture, and where a page lies.

Separate because it changes nothing: it is called while a key is typed.
"""

from __future__ import annotations

from collections.abc import Mapping

from netriage.filters import complete, parse
from netriage.model import Lane
from netriage.session.state import State


class Finding(State):
    """The drawer of filters."""

    def matching(self, text: str) -> frozenset[str]:
        """Keys of all rows that match, in whatever lane; raises FilterError."""
        with self._moment:
            rows, scored = self.view.rows, self._made.scored
        return frozenset(parse(text).keys(rows, scored, self.filter_context()))

    def view_counts(self) -> dict[str, int]:
        """How many of the inbox each saved view shows, by its name. Slow."""
        rows = [self.view.rows[key] for key in self.view.lanes[Lane.INBOX]]
        tests = {name: parse(text).matcher(self.filter_context()) for name, text in self.settings.views.items()}
        return {name: sum(map(test, rows)) for name, test in tests.items()}

    def fold_texts(self) -> None:
        """Make all texts ready to be searched, so that the first letter of a filter need not wait for it. Slow."""
        with self._moment:
            scored = self._made.scored
        self.filter_context().texts.holding(scored, ())

    def chosen(self, text: str) -> list[str]:
        """Keys that `list FILTER` shows, best first: of the inbox, unless the filter asks for other lanes itself."""
        chosen = parse(text)
        inbox = self.view.lanes[Lane.INBOX]
        if not chosen:
            return list(inbox)
        matching = self.matching(text)
        written = str(chosen)
        if "is:past" in written:
            return [key for key in self.view.rows if key in matching]
        if chosen.names & {"lane", "id", "key", "hidden"} or "is:hidden" in written:
            return [key for key, row in self.view.rows.items() if key in matching and not row.past]
        return [key for key in inbox if key in matching]

    def elsewhere(self, text: str) -> Mapping[str, int]:
        """How many match but are not among `chosen`, by where they stand (`View.places`)."""
        return self.view.places(self.matching(text) - {*self.chosen(text)}) if parse(text) else {}

    def complete(self, text: str, column: int) -> list[str]:
        """What may stand at that column of a filter."""
        names = [status.feed.name for status in self.view.feeds]
        return complete(text, column, {"feed": names})

    def page_url(self, key: str) -> str:
        """The http(s) address that `o` opens: the listing's page, else where it takes place online; '' for none."""
        listing = self.view.rows[key].scored.listing
        candidates = (listing.url, *(source.url for source in listing.sources), listing.online_url, *listing.links[:1])
        return next((url for url in candidates if url.startswith(("https://", "http://"))), "")
