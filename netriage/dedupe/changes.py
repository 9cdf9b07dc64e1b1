"""What a listing means, and which of its changes mean something else than when it was decided.

Separate because it is the border between churn and news. Only date, time, place, cancellation and a really different
title count: not the description, the end, the URL, the spelling, another zone for the same instant, a place written
otherwise, or a place that was not known before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from netriage.dedupe.wording import PlaceMatch, match_places, means_the_same, place_words
from netriage.model import FieldChange, Listing, Moment, Presence, Status

_ALL_DAY: Final = "all day"


def meaning(listing: Listing) -> dict[str, str]:
    """Note what a listing means, field by field, readable and comparable by `changes`.

    A run has no start, which moves on from date to date; its time of day stands for it while all dates share it.
    """
    meant = {"title": listing.title, "place": listing.location, "presence": listing.presence.value}
    if listing.status is Status.CANCELLED:
        meant["status"] = listing.status.value
    if is_run(listing):
        times = {_clock(start) for start in (listing.start, *listing.dates)}
        meant["run"] = times.pop() if len(times) == 1 else ""
    else:
        meant["start"] = listing.start.isoformat()
    return meant


def changes(before: Mapping[str, str], listing: Listing) -> tuple[FieldChange, ...]:
    """Compare a meaning noted earlier with a listing of today; empty when nothing that matters is different."""
    after = meaning(listing)
    return (
        *_changed_status(before, after),
        *_changed_start(before, after),
        *_changed_place(before, after),
        *_changed_title(before, after),
    )


def is_run(listing: Listing) -> bool:
    """Whether a row stands for a run of dates (see `runs`), be it its last one."""
    return bool(listing.dates) or (listing.series != "" and listing.key == listing.series)


def _changed_status(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[FieldChange]:
    was, now = before.get("status", ""), after.get("status", "")
    if was != now:
        on = "takes place"
        yield FieldChange("status", was or on, now or on)


def _changed_start(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[FieldChange]:
    was_run, now_run = before.get("run", ""), after.get("run", "")
    if was_run and now_run and was_run != now_run:
        yield FieldChange("time", was_run, now_run)
    was, now = _read(before.get("start", "")), _read(after.get("start", ""))
    if was is None or now is None or was == now:
        return
    was_day, now_day = was.isoformat()[:10], now.isoformat()[:10]
    was_clock, now_clock = _clock(was), _clock(now)
    if was_day != now_day:
        yield FieldChange("date", was_day, now_day)
    if was_clock != now_clock:
        yield FieldChange("time", was_clock, now_clock)
    elif was_day == now_day:
        yield FieldChange("time", f"{was_clock} {_offset(was)}", f"{now_clock} {_offset(now)}")


def _read(text: str) -> Moment | None:
    """Read a start as `meaning` wrote it; None for none."""
    if len(text) <= 10:
        return date.fromisoformat(text) if text else None
    return datetime.fromisoformat(text)


def _clock(start: Moment) -> str:
    return start.strftime("%H:%M") if isinstance(start, datetime) else _ALL_DAY


def _offset(start: Moment) -> str:
    return start.strftime("%z") if isinstance(start, datetime) else ""


def _changed_place(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[FieldChange]:
    was, now = before.get("place", ""), after.get("place", "")
    sides = {before.get("presence", ""), after.get("presence", "")}
    moved_online = sides == {Presence.ONLINE.value, Presence.IN_PERSON.value}
    if moved_online or match_places(place_words(was), place_words(now)) is PlaceMatch.DIFFERENT:
        yield FieldChange("place", was or before.get("presence", ""), now or after.get("presence", ""))


def _changed_title(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[FieldChange]:
    was, now = before.get("title", ""), after.get("title", "")
    if was and was != now and not means_the_same(was, now):
        yield FieldChange("title", was, now)
