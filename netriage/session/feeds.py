"""Feeds: find, preview, add, remove, check, pull.

Separate because this drawer reaches the network, through `feeds/` alone and never while a screen waits: the slow
methods run in a worker, and the screen's pull runs in a process of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import netriage
from netriage import dedupe, demo
from netriage.errors import FeedError, InputError, StoreError
from netriage.feeds.source import make_feed
from netriage.model import Feed, FeedState, Problem, Verdict, instant
from netriage.session.state import State
from netriage.session.view import FeedPreview, FeedStatus, PullProgress, PullReport, Step

if TYPE_CHECKING:
    from netriage.feeds.access import Access
    from netriage.feeds.reading import Read
    from netriage.session.scouting import Scout

_ROOT = str(Path(netriage.__file__).parent.parent)
_BOOT = (
    # Not `-m`, which would look for modules in the folder that netriage was started in before anywhere else.
    "import sys\n"
    "root = sys.argv.pop(1)\n"
    "if root not in sys.path: sys.path.append(root)\n"
    "from netriage.cli import main\n"
    "raise SystemExit(main())"
)


@dataclass(frozen=True, slots=True)
class FeedCheck:
    """What `feed check` found in one feed; nothing of it is stored."""

    events: int = 0
    listings: int = 0
    problems: tuple[Problem, ...] = ()
    error: str = ""


class Feeds(State):
    """The drawer of feeds."""

    stdin: BinaryIO | None = None
    """What a feed `-` reads; the command line hands it in."""

    def feeds(self) -> tuple[FeedStatus, ...]:
        """The feeds with their health and what became of their listings."""
        counts: dict[str, list[int]] = {}
        for key, row in self.view.rows.items():
            decision = self._made.decisions.get(key)
            for feed_id in {source.feed for source in row.scored.listing.sources}:
                count = counts.setdefault(feed_id, [0, 0, 0])
                count[0] += 1
                count[1] += decision is not None and decision.verdict is Verdict.KEEP
                count[2] += decision is not None and decision.verdict is Verdict.SKIP
        states = self.store.cache.states()
        found = []
        for feed in self.store.feeds.list():
            cache = self.store.cache.load_feed(feed.id)
            listings, kept, skipped = counts.get(feed.id, (0, 0, 0))
            state = states.get(feed.id) or FeedState(feed.id)
            found.append(FeedStatus(feed, state, listings, kept, skipped, cache.known.problems if cache else ()))
        return tuple(found)

    def find_feed(self, given: str) -> Feed:
        """Find a feed by its id (or its beginning) or name; raises InputError."""
        wanted = given.strip().casefold()
        feeds = self.store.feeds.list()
        found = [feed for feed in feeds if feed.name.casefold() == wanted] or [
            feed for feed in feeds if len(wanted) >= 3 and feed.id.startswith(wanted)
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError(f"“{given}” fits {len(found)} feeds.", f"Use an id: {', '.join(f.id for f in found)}.")
        raise InputError(f"There is no feed “{given}”.", "netriage feed list shows their ids and names.")

    def preview_feed(self, source: str) -> tuple[FeedPreview, ...]:
        """Find the feeds behind a URL, page, file or folder and read them, storing nothing. Slow.

        Raises InputError for what can't be a source, FeedError when no feed was found or none could be read.
        """
        import asyncio

        found = asyncio.run(self._scout().find(source))
        return tuple(self._previewed(feed, how, read) for feed, how, read in found)

    def add_feed(self, preview: FeedPreview, name: str = "") -> Feed:
        """Add a feed that was previewed; adding one that is there renames it at most."""
        feed = replace(preview.feed, name=name.strip() or preview.name or preview.feed.name)
        self.store.feeds.add(feed)
        self._show_feeds()
        return feed

    def remove_feed(self, feed_id: str) -> Step:
        """Remove a feed; its listings go with the next merge, decisions stay."""
        feed = self.find_feed(feed_id)
        self.store.feeds.remove(feed.id)
        self.store.cache.forget_feed(feed.id)
        kept = []
        for listing in self._pulled.listings:
            sources = tuple(source for source in listing.sources if source.feed != feed.id)
            if sources:
                kept.append(replace(listing, sources=sources))
        self.store.cache.save_listings(kept)
        self.load()
        return Step(f"removed the feed “{feed.name}”; decisions on its listings stay")

    def check_feed(self, feed: Feed) -> FeedCheck:
        """Fetch and read one feed, storing nothing."""
        import asyncio

        try:
            read = asyncio.run(self._scout().look(feed))
        except FeedError as error:
            return FeedCheck(error=f"{error.what} {error.remedy}".strip())
        return FeedCheck(read.known.size, read.known.count, read.known.problems)

    def feed_or_new(self, given: str) -> Feed:
        """A feed at hand by id or name, else one made for a URL, file or folder."""
        try:
            return self.find_feed(given)
        except InputError:
            return make_feed(given, now=self.now())

    def pull(
        self,
        feeds: Sequence[Feed] | None = None,
        *,
        on_progress: Callable[[PullProgress], None] = lambda _: None,
        force: bool = False,
        by_hand: bool = True,
    ) -> PullReport:
        """Fetch feeds (all when None) and merge what they say; `load` or `refresh` then shows it. Slow.

        `force` reads again what has not changed; `by_hand` asks also the feeds that failed a moment ago. Raises
        StoreBusyError beside another pull.
        """
        from netriage.session.pull import Puller

        now = self.now()
        backup = self._back_up(now)
        before = self.store.cache.listings_stamp()
        # No name holds the puller: what it knows of all feeds is not to lie in memory while they are ranked.
        report = Puller(
            self.store,
            self.settings,
            now=now,
            zone=self.zone,
            access=self._access(),
            on_progress=on_progress,
            force=force,
            by_hand=by_hand,
        ).run(self.store.feeds.list() if feeds is None else feeds)
        if self.store.cache.listings_stamp() != before:
            # Ranked here, so that the next start, or the screen beside, need not.
            self.load()
        return replace(report, problems=(*backup, *report.problems))

    def _back_up(self, now: datetime) -> tuple[Problem, ...]:
        """The backup of the day; a disk that refuses it does not cost the pull."""
        try:
            self.store.backup_daily(now)
        except StoreError as error:
            return (Problem(f"No backup was made today. {error.what}", remedy=error.remedy),)
        return ()

    def pull_argv(self) -> list[str]:
        """The pull as a child process that prints JSON lines, for the screen; killing it cancels the pull."""
        return [sys.executable, "-P", "-c", _BOOT, _ROOT, "pull", "--events"]

    def add_source(self, source: str, name: str = "") -> Feed:
        """Add a file, folder or feed URL as it is, unseen; it gets the calendar's own name with its first pull."""
        feed = make_feed(source, now=self.now(), name=name)
        self.store.feeds.add(feed)
        self._show_feeds()
        return feed

    def add_samples(self) -> tuple[Feed, ...]:
        """Add the bundled sample feeds, which need no network; those that are there already stay."""
        paths = demo.write_feeds(self.store.folders.data / "samples", self.now().astimezone(self.zone).date())
        here = {feed.id for feed in self.store.feeds.list()}
        made = [make_feed(str(path), now=self.now()) for path in paths]
        return tuple(self.add_source(feed.url) for feed in made if feed.id not in here)

    def import_feeds(self, body: bytes) -> tuple[tuple[Feed, ...], int, tuple[Problem, ...]]:
        """Add the feeds of an OPML file or a list, unseen: those added, how many were there, and what is no feed."""
        from netriage.feeds.opml import read_list

        here = {feed.id for feed in self.store.feeds.list()}
        added: list[Feed] = []
        known = 0
        problems: list[Problem] = []
        for entry in read_list(body):
            try:
                made = make_feed(entry.source, now=self.now(), name=entry.name)
            except InputError as error:
                problems.append(Problem(error.what, remedy=error.remedy))
                continue
            if made.id in here:
                known += 1
            else:
                here.add(made.id)
                added.append(self.add_source(entry.source, entry.name))
        return tuple(added), known, tuple(problems)

    def export_feeds(self, *, plain: bool = False) -> str:
        """The feeds as OPML or as a plain list, with their whole addresses."""
        from netriage.feeds.opml import write_opml, write_plain

        feeds = self.store.feeds.list()
        return write_plain(feeds) if plain else write_opml(feeds)

    def _access(self) -> Access:
        from netriage.feeds.access import Access

        pull = self.settings.pull
        return Access(
            deadline_seconds=pull.timeout, at_once=pull.concurrency, at_once_per_host=pull.per_host, stdin=self.stdin
        )

    def _scout(self) -> Scout:
        from netriage.session.scouting import Scout

        return Scout(self.settings, self.now(), self.zone, self._access())

    def _previewed(self, feed: Feed, found: str, read: Read) -> FeedPreview:
        """What a feed would bring: how much, when, how much of it is here already, and the best five."""
        listings = dedupe.merge((found.occurrence for found in read.known.whole().dates), home=self.zone)
        coming = [listing for listing in listings if instant(listing.end, self.zone) > self.now()]
        here = sum(listing.key in self.view.rows for listing in coming)
        ranked = self._ranker.try_out(coming, self._trial_basis(self._ranking_goal()))
        starts = sorted(instant(listing.start, self.zone) for listing in coming)
        return FeedPreview(
            feed=feed,
            found=found,
            name=read.reading.name or feed.name,
            listings=len(coming),
            first=starts[0] if starts else None,
            last=starts[-1] if starts else None,
            producer=read.reading.producer,
            overlap=here / len(coming) if coming else 0.0,
            best=tuple(item for item in ranked if not item.gates)[:5],
            problems=read.known.problems,
        )
