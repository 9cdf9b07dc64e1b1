"""Times in words, in the user's zone: '18:00', 'Tue 24 Nov', 'in 3 days', '18:00–20:00'.

Separate because panes, detail, week strip and plain mode say the same time the same way. Day and month names are ours,
not the locale's: the core reads no environment, and a column of dates keeps its width. Ends are exclusive (`model`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

from netriage.model import Listing, Moment, duration, instant

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EARLIER = date.max
"""In place of a day, for what began before today and is still on: it stands after the days to come."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def local_day(moment: Moment, zone: tzinfo) -> date:
    """The day on which it begins for the user."""
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def clock(moment: Moment, zone: tzinfo) -> str:
    """'18:00', or '' for an all-day date."""
    return moment.astimezone(zone).strftime("%H:%M") if isinstance(moment, datetime) else ""


def day_words(day: date, today: date) -> str:
    """'Tue 24 Nov', or '24 Nov '27' when the year is another than today's: ten cells, always."""
    name = f"{day.day:>2} {MONTHS[day.month - 1]}"
    return f"{DAYS[day.weekday()]} {name}" if day.year == today.year else f"{name} '{day.year % 100:02}"


def short_day(day: date, today: date) -> str:
    """'Tue 24 Nov', with the year when it is another than today's: as wide as it is."""
    words = f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def long_day(day: date, today: date) -> str:
    """'Tuesday' is spelled by nearness: 'today', 'tomorrow', 'Tue 24 Nov', with the year when it is another."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days)
    words = short_day(day, today)
    return f"{near}, {words}" if near else words


def span_words(listing: Listing, zone: tzinfo) -> str:
    """'18:00–20:30', '18:00', 'all day', '3 days', '22:00–02:00 next day'."""
    if listing.all_day:
        days = duration(listing.start, listing.end).days
        return f"all day, {days} days" if days > 1 else "all day"
    begin, stop = clock(listing.start, zone), clock(listing.end, zone)
    length = duration(listing.start, listing.end)
    if not length:
        return begin
    first, last = local_day(listing.start, zone), local_day(listing.end, zone)
    tail = {0: "", 1: " next day"}.get((last - first).days, f" on {short_day(last, first)}")
    return f"{begin}–{stop}{tail}"


def length_words(length: timedelta) -> str:
    """'45 min', '2 h', '1.5 h', '3 days'."""
    minutes = round(length.total_seconds() / 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes >= 48 * 60:
        return f"{minutes // (24 * 60)} days"
    return f"{hours_words(length)} h"


def hours_words(length: timedelta) -> str:
    """Hours with at most one decimal: '4', '4.5'."""
    return f"{length.total_seconds() / 3600:.1f}".removesuffix(".0")


def away_words(listing: Listing, now: datetime, zone: tzinfo) -> str:
    """How far away: 'now', 'on until Sat 9 Jan', 'in 40 min', 'in 3 h', 'tomorrow', 'in 12 days', 'ended'."""
    start, end = instant(listing.start, zone), instant(listing.end, zone)
    if start <= now:
        today, last = now.astimezone(zone).date(), local_day(end - timedelta(microseconds=1), zone)
        if max(end, start + timedelta(minutes=1)) <= now:
            return "ended"
        return f"on until {short_day(last, today)}" if last > today else "now"
    if listing.all_day and local_day(listing.start, zone) == now.astimezone(zone).date():
        return "today"
    wait = start.astimezone(UTC) - now.astimezone(UTC)
    days = (local_day(listing.start, zone) - now.astimezone(zone).date()).days
    if wait < timedelta(minutes=90):
        return f"in {max(1, round(wait.total_seconds() / 60))} min"
    if days == 0:
        return f"in {round(wait.total_seconds() / 3600)} h"
    if days == 1:
        return "tomorrow"
    return f"in {days} days" if days < 70 else f"in {days // 30} months"


def foreign_clock(listing: Listing, zone: tzinfo) -> str:
    """The event's own time with its zone, '09:00 America/Toronto', when it is not the user's; else ''.

    With the weekday where it is another day there. A time in UTC says nothing of where the event is: many platforms
    write all of theirs so.
    """
    start = listing.start
    if not isinstance(start, datetime) or start.utcoffset() == start.astimezone(zone).utcoffset():
        return ""
    name = getattr(start.tzinfo, "key", "") or start.tzname() or "UTC"
    if name == "UTC":
        return ""
    day = "" if start.date() == start.astimezone(zone).date() else f"{DAYS[start.weekday()]} "
    return f"{day}{start:%H:%M} {name}"


def count_words(count: int, noun: str) -> str:
    """'1 feed', '3 feeds'."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def ago_words(at: datetime | None, now: datetime) -> str:
    """'never', 'just now', '5 min ago', '3 h ago', '2 days ago'."""
    if at is None:
        return "never"
    passed = now - at
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return f"{int(passed.total_seconds() // 60)} min ago"
    if passed < timedelta(days=2):
        return f"{int(passed.total_seconds() // 3600)} h ago"
    return f"{passed.days} days ago"
