"""What bars a listing whatever its fit: cancelled, closed, past, a never-rule, out of reach.

Separate because a gate is shown apart from the score and never changes it. A clash with the calendar is a gate too, but
only the session knows the calendar.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta, tzinfo

from netriage.fit.fields import TEXT_FIELDS, Texts
from netriage.fit.kinds import CLOSURE, Kind
from netriage.fit.place import PlaceFit
from netriage.fit.words import Phrase
from netriage.model import Gate, Listing, Status, instant

PAST = Gate("past", "it is over")


def lasting_gates(texts: Texts, kind: Kind, nevers: Collection[Phrase]) -> tuple[Gate, ...]:
    """The gates of a listing but for its place and its hour."""
    gates: list[Gate] = []
    if texts.listing.status is Status.CANCELLED:
        gates.append(Gate("cancelled", "the organiser cancelled it"))
    elif kind.name == CLOSURE:
        gates.append(Gate("closed", "nothing takes place, says its title", texts.listing.title[kind.begin : kind.stop]))
    for never in nevers:
        if found := never.find(texts, TEXT_FIELDS):
            field, begin, stop = found
            why = f"your never-rule '{never.text}', in the {field}"
            gates.append(Gate("never", why, texts.original(field)[begin:stop]))
    return tuple(gates)


def reach_gate(place: PlaceFit, quote: str) -> Gate:
    """What bars a listing that is too far away; `quote`: its words on where it is."""
    return Gate("out_of_reach", place.why, quote)


def is_past(listing: Listing, now: datetime, zone: tzinfo) -> bool:
    """Whether a listing and all its dates are over; without a length, an hour after its start or at the day's end."""
    return instant(listing.end, zone) <= now and over_at(listing, zone) <= now


def over_at(listing: Listing, zone: tzinfo) -> datetime:
    """When a listing and all its dates are over."""
    ends, begins = instant(listing.end, zone), instant(listing.start, zone)
    length = ends - begins
    if length <= timedelta():
        length = timedelta(days=1) if listing.all_day else timedelta(hours=1)
        ends = max(ends, begins + length)
    return max(ends, *(instant(start, zone) + length for start in listing.dates)) if listing.dates else ends
