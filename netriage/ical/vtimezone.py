"""A feed's own VTIMEZONE as a tzinfo of its own (RFC 5545 3.6.5), bounded and never shared by name.

Separate because icalendar registers such zones by TZID for the whole process: the "Customized Time Zone" of one feed
then moves the events of the next. Here a zone is its observances in a short text, which also lets it pass through the
cache.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import Final

from netriage.ical.lines import content_lines
from netriage.ical.rules import Budget, BudgetError, RuleError, read_rule, starts
from netriage.ical.times import read_stamp

_FIRST: Final = datetime(1970, 1, 1)  # noqa: DTZ001  a wall time
_LAST: Final = datetime(2070, 1, 1)  # noqa: DTZ001  a wall time
_MOST_OBSERVANCES: Final = 200
_MOST_STEPS: Final = 4_000
"""Work for one zone; the two rules of a usual one cost some 400."""
_MOST_OFFSET: Final = timedelta(hours=18)

_OFFSET: Final = re.compile(r"([+-]?)(\d{2}):?(\d{2})(?::?(\d{2}))?")
_OBSERVANCE: Final = re.compile(
    r"\nBEGIN:(?:STANDARD|DAYLIGHT)[ \t]*\n(.*?)(?=\nEND:|\nBEGIN:|\Z)", re.DOTALL | re.IGNORECASE
)
_WANTED: Final = frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"})


class ZoneError(ValueError):
    """A VTIMEZONE that cannot be used, with the reason in words."""


class FeedZone(tzinfo):
    """The observances of a VTIMEZONE. Folds and gaps as PEP 495 wants them."""

    def __init__(self, name: str, first: timedelta, onsets: list[tuple[datetime, timedelta]]) -> None:
        """Take the offset before the first onset, and the onsets (naive UTC) with the offset that each begins."""
        self._name = name
        self._offsets = [first, *(offset for _, offset in onsets)]
        self._utc = [onset for onset, _ in onsets]
        changes = list(zip(self._utc, pairwise(self._offsets), strict=True))
        self._wall = (
            [onset + max(before, after) for onset, (before, after) in changes],
            [onset + min(before, after) for onset, (before, after) in changes],
        )

    def __repr__(self) -> str:
        """The feed's own name for the zone."""
        return self._name

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """Offset at a wall time."""
        if moment is None:
            return self._offsets[-1]
        return self._offsets[bisect_right(self._wall[moment.fold], moment.replace(tzinfo=None))]

    def dst(self, _: datetime | None) -> timedelta | None:
        """Not told apart: a VTIMEZONE may call anything daylight time."""
        return None

    def tzname(self, _: datetime | None) -> str:
        """The feed's own name for the zone."""
        return self._name

    def fromutc(self, moment: datetime) -> datetime:
        """Wall time of an instant."""
        naive = moment.replace(tzinfo=None)
        at = bisect_right(self._utc, naive)
        wall = naive + self._offsets[at]
        repeated = at > 0 and naive - self._utc[at - 1] < self._offsets[at - 1] - self._offsets[at]
        return wall.replace(tzinfo=self, fold=1 if repeated else 0)


def read_observances(text: str) -> str:
    """Turn a raw VTIMEZONE (unfolded, decoded) into the short form, one observance a line; raises ZoneError."""
    found: set[str] = set()
    for match in _OBSERVANCE.finditer(text):
        lines = list(content_lines(match[1], _WANTED))
        values = {line.name: line.value.strip() for line in reversed(lines)}
        if "TZOFFSETTO" not in values:
            raise ZoneError("an observance has no offset")
        after = _offset(values["TZOFFSETTO"])
        before = _offset(values.get("TZOFFSETFROM", values["TZOFFSETTO"]))
        onsets = [values.get("DTSTART", "19700101T000000")]
        onsets += [item for line in lines if line.name == "RDATE" for item in line.value.split(",")][:_MOST_OBSERVANCES]
        rule = values.get("RRULE", "")
        if rule:
            _check_rule(rule)
        for at, onset in enumerate(onsets):
            stamp = _local(onset, before)
            if len(found) >= _MOST_OBSERVANCES:
                raise ZoneError(f"it has more than {_MOST_OBSERVANCES} observances")
            found.add(f"{stamp:%Y%m%dT%H%M%S} {_seconds(before)} {_seconds(after)} {rule if at == 0 else ''}".rstrip())
    if not found:
        raise ZoneError("it has no observance")
    return "\n".join(sorted(found))


@lru_cache(maxsize=256)
def feed_zone(observances: str, name: str = "") -> FeedZone:
    """Build the zone from the short form; raises ZoneError when the text is none."""
    onsets: dict[datetime, tuple[timedelta, timedelta]] = {}
    budget = Budget(_MOST_STEPS)
    for line in observances.splitlines():
        stamp, before_text, after_text, *rule = line.split(" ", 3)
        before, after = timedelta(seconds=int(before_text)), timedelta(seconds=int(after_text))
        first = datetime.strptime(stamp, "%Y%m%dT%H%M%S")  # noqa: DTZ007  a wall time
        for onset in _onsets(first, before, rule[0] if rule else "", budget):
            onsets[onset - before] = (before, after)
    changes = sorted(onsets.items())
    if not changes:
        raise ZoneError("it has no observance")
    # Before the first onset the zone's first standard time is as good as any; the standard says nothing.
    return FeedZone(name, changes[0][1][0], [(onset, after) for onset, (_, after) in changes])


def _onsets(first: datetime, before: timedelta, rule_text: str, budget: Budget) -> Iterator[datetime]:
    yield first
    if not rule_text:
        return
    rule = read_rule(rule_text)
    low = max(first, _FIRST)
    high = _LAST
    if isinstance(rule.until, datetime):
        until = rule.until
        high = min(
            high,
            (until.astimezone(UTC).replace(tzinfo=None) + before if until.tzinfo else until) + timedelta(seconds=1),
        )
    elif rule.until is not None:
        high = min(high, datetime.combine(rule.until, time()) + timedelta(days=1))
    try:
        yield from starts(replace(rule, until=None), first, low, high, budget)
    except BudgetError:
        raise ZoneError("its rules are too many") from None


def _check_rule(text: str) -> None:
    """Refuse a rule that changes the offset more than a few times a year."""
    try:
        rule = read_rule(text)
    except RuleError as error:
        raise ZoneError(f"an observance has a broken rule: {error}") from None
    if rule.freq != "YEARLY" or len(rule.hours) + len(rule.minutes) + len(rule.seconds) > 3 or len(rule.months) > 4:
        raise ZoneError(f"an observance changes too often ({text[:40]})")


def _local(text: str, before: timedelta) -> datetime:
    """Read an onset: a wall time in the offset before it, whatever its form."""
    try:
        stamp: date = read_stamp(text.partition("/")[0])
    except ValueError as error:
        raise ZoneError(f"an observance begins at no date: {error}") from None
    if not isinstance(stamp, datetime):
        return datetime.combine(stamp, time())
    return stamp.astimezone(UTC).replace(tzinfo=None) + before if stamp.tzinfo else stamp


def _offset(text: str) -> timedelta:
    match = _OFFSET.fullmatch(text.strip())
    if match is None:
        raise ZoneError(f"an observance has the offset {text[:20]}")
    found = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    if found > _MOST_OFFSET or int(match[3]) > 59:
        raise ZoneError(f"an observance has the offset {text[:20]}")
    return -found if match[1] == "-" else found


def _seconds(offset: timedelta) -> int:
    return int(offset.total_seconds())
