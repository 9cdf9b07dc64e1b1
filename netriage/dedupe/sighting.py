"""An occurrence as it is compared: its words, its place, its page and its instant, worked out once.

Separate because merging compares each occurrence with many others, and must not depend on the order they come in:
`Sighting.rank` is a total order over content.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import Final

from netriage.dedupe.pages import page_of, site_of
from netriage.dedupe.wording import place_words, title_words
from netriage.model import Event, Moment, Occurrence, Source, instant

_NIGHT: Final = 6
"""The hour before which a midnight in UTC is hardly a start here, and means a date."""


@dataclass(eq=False, slots=True)
class Sighting:
    """One occurrence in one feed, normalised."""

    occurrence: Occurrence
    event: Event
    words: str
    """The title, as `wording.title_words`."""
    place: str
    """The location, as `wording.place_words`; '' for none, online or unknown."""
    page: str
    """The URL, as `pages.page_of`; '' for none."""
    site: str
    """Of the page, as `pages.site_of`; '' for none."""
    at: datetime
    """Start in UTC; an all-day date begins at midnight in the user's zone."""
    day: date
    """The date of the start where the event is; where the user is, if it is only given in UTC."""
    all_day: bool
    vague: bool
    """All-day, or at midnight, by which some feeds mean that they don't know the time."""
    stamp: str
    """The start, as `start_text`."""
    source: Source
    name: str
    """`source_name` of its source."""
    rank: tuple[str, ...] = field(default=(), repr=False)
    """Sorts sightings by content."""
    id: str = ""
    """Names the occurrence and all that it says, from one merge to the next (see `reach`)."""


def sight(occurrence: Occurrence, home: tzinfo, id: str = "") -> Sighting:  # noqa: A002  as the field
    """Normalise an occurrence. `home` places all-day dates on the time line."""
    event, start = occurrence.event, occurrence.start
    all_day = not isinstance(start, datetime)
    source = Source(event.feed, event.uid, occurrence.recurrence_id or event.recurrence_id, event.url)
    words, place, page = title_words(event.title), place_words(event.location), page_of(event.url)
    at = instant(start, home).astimezone(UTC)
    stamp = start.isoformat() if all_day else at.isoformat()  # as `start_text` writes it
    here = start.astimezone(home) if isinstance(start, datetime) and start.tzinfo is UTC else start
    end, rules = occurrence.end.isoformat(), event.recurrence.rrule if event.recurrence else ""
    said = (event.title, event.status, end, rules)
    return Sighting(
        occurrence=occurrence,
        event=event,
        words=words,
        place=place,
        page=page,
        site=site_of(page) if page else "",
        at=at,
        day=here.date() if isinstance(here, datetime) else here,
        all_day=all_day,
        vague=not isinstance(here, datetime) or _is_midnight(here) or (_is_midnight(start) and here.hour < _NIGHT),
        stamp=stamp,
        source=source,
        name=source_name(source),
        rank=(stamp, words, event.feed, event.uid, source.recurrence_id, place, page, *said),
        id=id,
    )


def _is_midnight(moment: Moment) -> bool:
    return isinstance(moment, datetime) and not (moment.hour or moment.minute)


def source_name(source: Source) -> str:
    """Name the VEVENT behind a source, the same for all its instances: what `unmerged` pairs are made of.

    Without a UID (RFC 5545 3.8.4.7 requires one, feeds leave it out) its URL stands in.
    """
    return f"{source.feed} {source.uid or source.url}"


def start_text(start: Moment) -> str:
    """Write a start so that equal instants are equal text: UTC, or the date of an all-day event."""
    if isinstance(start, datetime):
        return start.astimezone(UTC).isoformat()
    return start.isoformat()
