"""A cluster of sightings to the fields of one listing.

Separate because it answers one question, what the row says when its sources disagree: title, start and place come from
the leading source (the one that led before, else the one that says most), so that a feed added later does not look like
a change; the description from the one that says most; whatever is missing from the others, in the order of content.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from netriage.dedupe.clusters import Cluster
from netriage.dedupe.keys import content_key
from netriage.dedupe.sighting import Sighting
from netriage.model import Listing, Moment, Presence, Source, Status

_MAX_NAMES: Final = 30


@dataclass(eq=False, slots=True)
class Draft:
    """A listing before it has its key."""

    sightings: list[Sighting]
    lead: Sighting
    """Gives title, start, place and page."""
    fullest: Sighting
    """Gives the description."""
    contents: tuple[str, ...]
    """Content key of each sighting: under any of these it may have been known."""
    merged: str
    cancelled: bool
    key: str = ""
    series: str = ""
    further: list[Draft] = field(default_factory=list)
    """The later dates folded into this one, in order."""

    @property
    def rank(self) -> tuple[str, ...]:
        """Sorts drafts by content."""
        return self.sightings[0].rank

    @property
    def start(self) -> Moment:
        """The start of the sighting that knows it best."""
        return self.timing.occurrence.start

    @property
    def timing(self) -> Sighting:
        """The sighting that knows the time best: timed, in a sure zone, with a length, the lead."""
        if len(self.sightings) == 1:
            return self.lead
        return min(self.sightings, key=lambda one: (_vagueness(one), one is not self.lead, one.rank))


def draft(cluster: Cluster) -> Draft:
    """Describe a cluster; its lead is the sighting that says most."""
    sightings = cluster.sightings
    fullest = sightings[0] if len(sightings) == 1 else min(sightings, key=lambda one: (-_fullness(one), one.rank))
    return Draft(
        sightings=sightings,
        lead=fullest,
        fullest=fullest,
        contents=tuple(content_key(one.words, one.stamp) for one in sightings),
        merged=_explain(cluster),
        cancelled=_is_cancelled(sightings),
    )


def listing_of(made: Draft, first_seen_at: datetime | None) -> Listing:
    """Write a draft down as a listing."""
    if len(made.sightings) == 1:
        return _only_listing(made, made.lead, first_seen_at)
    lead, timing = made.lead.event, made.timing
    events = [lead, *(one.event for one in made.sightings if one is not made.lead)]
    return Listing(
        key=made.key,
        title=lead.title,
        start=timing.occurrence.start,
        end=timing.occurrence.end,
        sources=_sources(made),
        description=made.fullest.event.description,
        location=lead.location or _first(one.location for one in events),
        url=lead.url or _first(one.url for one in events),
        organizer=lead.organizer or _first(one.organizer for one in events),
        categories=_union([one.categories for one in events]),
        status=_status(made),
        floating=timing.event.floating,
        zone_note=timing.event.zone_note,
        geo=lead.geo or next((one.geo for one in events if one.geo), None),
        presence=next((one.presence for one in events if one.presence is not Presence.UNKNOWN), Presence.UNKNOWN),
        online_url=lead.online_url or _first(one.online_url for one in events),
        hosts=_union([one.hosts for one in events]),
        speakers=_union([one.speakers for one in events]),
        price=lead.price or _first(one.price for one in events),
        register_by=lead.register_by or next((one.register_by for one in events if one.register_by), None),
        links=_union([one.links for one in events]),
        series=made.series,
        dates=tuple(dict.fromkeys(each.start for each in made.further)),
        first_seen_at=first_seen_at,
        merged=made.merged,
    )


def _only_listing(made: Draft, only: Sighting, first_seen_at: datetime | None) -> Listing:
    """`listing_of` for a draft of one source: nothing is to be chosen."""
    event = only.event
    return Listing(
        key=made.key,
        title=event.title,
        start=only.occurrence.start,
        end=only.occurrence.end,
        sources=_sources(made),
        description=made.fullest.event.description,
        location=event.location,
        url=event.url,
        organizer=event.organizer,
        categories=event.categories,
        status=_status(made),
        floating=event.floating,
        zone_note=event.zone_note,
        geo=event.geo,
        presence=event.presence,
        online_url=event.online_url,
        hosts=event.hosts,
        speakers=event.speakers,
        price=event.price,
        register_by=event.register_by,
        links=event.links,
        series=made.series,
        dates=tuple(dict.fromkeys(each.start for each in made.further)),
        first_seen_at=first_seen_at,
        merged=made.merged,
    )


def follow(made: Draft, before: Listing) -> None:
    """Let the source lead that led when the listing was last seen."""
    if len(made.sightings) == 1 or not before.sources:
        return
    first = before.sources[0]
    for match in (
        lambda source: source == first,
        lambda source: (source.feed, source.uid) == (first.feed, first.uid),
        lambda source: source.feed == first.feed,
    ):
        found = [one for one in made.sightings if match(one.source)]
        if found:
            made.lead = found[0]
            return


def common_words(sightings: Sequence[Sighting]) -> str:
    """The title most sightings use, as words."""
    if len(sightings) == 1:
        return sightings[0].words
    counts = Counter(one.words for one in sightings)
    return min(counts, key=lambda words: (-counts[words], len(words), words))


def common_place(sightings: Sequence[Sighting]) -> str:
    """The place most sightings name, as words; '' when none does."""
    if len(sightings) == 1:
        return sightings[0].place
    counts = Counter(one.place for one in sightings if one.place)
    return min(counts, key=lambda place: (-counts[place], place)) if counts else ""


def _sources(made: Draft) -> tuple[Source, ...]:
    """Its sources, the leading one first."""
    if len(made.sightings) == 1 and not made.further:
        return (made.lead.source,)
    drafts = (made, *made.further)
    return tuple(dict.fromkeys(one.source for each in drafts for one in (each.lead, *each.sightings)))


def _explain(cluster: Cluster) -> str:
    if len(cluster.sightings) == 1:
        return ""
    reasons = sorted(cluster.reasons, key=lambda reason: (-reason.strength, reason.words))
    return f"{len(cluster.sightings)} sources: {'; '.join(reason.words for reason in reasons)}"


def _is_cancelled(sightings: Sequence[Sighting]) -> bool:
    """Whether a feed says so of all it has of it; one that was put back on stands beside the cancelled one."""
    if len(sightings) == 1:
        return sightings[0].event.status is Status.CANCELLED
    feeds: dict[str, bool] = {}
    for one in sightings:
        cancelled = one.event.status is Status.CANCELLED
        feeds[one.event.feed] = feeds.get(one.event.feed, True) and cancelled
    return any(feeds.values())


def _status(made: Draft) -> Status:
    if made.cancelled:
        return Status.CANCELLED
    states = {one.event.status for one in made.sightings}
    return Status.TENTATIVE if states == {Status.TENTATIVE} else Status.CONFIRMED


def _fullness(one: Sighting) -> int:
    """How much a sighting says, in characters; a field that is there counts as a sentence."""
    event = one.event
    fields = (event.location, event.url, event.organizer, event.geo, event.online_url, event.price, event.hosts)
    return len(event.description) + 80 * sum(map(bool, fields))


def _vagueness(one: Sighting) -> tuple[bool, bool, bool, bool]:
    """How little a sighting knows of the time."""
    return one.vague, bool(one.event.zone_note), one.event.floating, one.occurrence.end <= one.occurrence.start


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _union(groups: list[tuple[str, ...]]) -> tuple[str, ...]:
    """All names in order, each once whatever its case."""
    if len(groups) == 1:
        return groups[0]
    names: dict[str, str] = {}
    for group in groups:
        for name in group:
            names.setdefault(name.casefold(), name)
    return tuple(names.values())[:_MAX_NAMES]
