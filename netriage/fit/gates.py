"""What bars a listing whatever its fit: cancelled, past, a never-rule, out of reach.

Separate because a gate is shown apart from the score and never changes it. A clash with the calendar is a gate too, but
only the session knows the calendar.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from netriage.fit.fields import TEXT_FIELDS, Texts
from netriage.fit.place import PlaceFit
from netriage.fit.words import Phrase
from netriage.model import Gate, Listing, Moment, Status, instant


def gates_of(
    texts: Texts, nevers: Iterable[Phrase], place: PlaceFit, *, now: datetime, zone: tzinfo
) -> tuple[Gate, ...]:
    """All gates of a listing. `now` is aware; `zone` places all-day dates."""
    listing = texts.listing
    gates: list[Gate] = []
    if listing.status is Status.CANCELLED:
        gates.append(Gate("cancelled", "the organiser cancelled it"))
    if is_past(listing, now, zone):
        gates.append(Gate("past", "it is over"))
    for never in nevers:
        if found := never.find(texts, TEXT_FIELDS):
            field, begin, stop = found
            gates.append(
                Gate("never", f"your never-rule '{never.text}', in the {field}", texts.original(field)[begin:stop])
            )
    if place.beyond_km:
        gates.append(Gate("out_of_reach", place.why, texts.original(place.field)[place.begin : place.stop]))
    return tuple(gates)


def is_past(listing: Listing, now: datetime, zone: tzinfo) -> bool:
    """Whether a listing and all its dates are over; without a length, an hour after its start or at the day's end."""
    return all(_over(start, listing, now, zone) for start in (listing.start, *listing.dates))


def _over(start: Moment, listing: Listing, now: datetime, zone: tzinfo) -> bool:
    begins = instant(start, zone)
    length = instant(listing.end, zone) - instant(listing.start, zone)
    if length <= timedelta():
        length = timedelta(hours=1) if isinstance(start, datetime) else timedelta(days=1)
    return begins + length <= now
