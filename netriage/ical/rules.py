"""Recurrence rules: RECUR text to a judged `Rule`, and a rule to its starts in a window (RFC 5545 3.3.10).

Separate, and not `dateutil.rrule`, because a feed is hostile: dateutil steps from DTSTART to the year 9999 when a rule
never matches and cannot be told to stop, so one line of a feed hangs the pull. Here a rule is walked period by period,
only through the periods that touch the window, and each period costs a step of a `Budget`. All times are wall times
(naive); zones are the caller's concern. A property test holds the result against dateutil.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import product
from typing import Final

from netriage.ical.times import LAST_YEAR, read_stamp

_SUBDAILY: Final = {"HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1), "SECONDLY": timedelta(seconds=1)}
_FREQUENCIES: Final = frozenset({"YEARLY", "MONTHLY", "WEEKLY", "DAILY", *_SUBDAILY})
_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY: Final = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)(?:[A-Z]?|[A-Z]{1,4}DAY)", re.ASCII)
_PART: Final = re.compile(r";|,(?=\s*[A-Z]{4,}\s*=)")

_LONGEST_LIST: Final = 400
"""A BYYEARDAY that names each day of the year is the longest list that means anything."""
_MOST_TIMES: Final = 1_440
"""Times of day that BYHOUR, BYMINUTE and BYSECOND may make together."""
_LONGEST_SECONDLY: Final = 366
_MOST_INTERVAL: Final = 100_000

_PER_RULE: Final = 20_000
_PER_CALL: Final = 400_000


class RuleError(ValueError):
    """A rule that will not be expanded, with the reason in words."""


class BudgetError(Exception):
    """The steps that a rule, or all rules of a call, may cost are spent."""


@dataclass(slots=True)
class Budget:
    """Bounds the work in steps, not in seconds: the same feed gives the same result on any machine."""

    total: int = _PER_CALL
    left: int = field(default=0, init=False)

    def begin(self) -> None:
        """Start on another rule."""
        self.left = min(_PER_RULE, self.total)

    def spend(self, steps: int = 1) -> None:
        """Count work; raises BudgetError when there is none left."""
        self.left -= steps
        self.total -= steps
        if self.left < 0:
            raise BudgetError


@dataclass(frozen=True, slots=True)
class Rule:
    """A RECUR value whose parts are in range."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    """As written: a date, a local or an aware time."""
    week_start: int = 0
    months: tuple[int, ...] = ()
    week_numbers: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    """(n, weekday): the nth of its month or year, 0 for each."""
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()


_RANGES: Final = {
    # part: attribute, greatest magnitude, whether 0 is allowed and negatives are not
    "BYMONTH": ("months", 12, False),
    "BYWEEKNO": ("week_numbers", 53, False),
    "BYYEARDAY": ("year_days", 366, False),
    "BYMONTHDAY": ("month_days", 31, False),
    "BYHOUR": ("hours", 23, True),
    "BYMINUTE": ("minutes", 59, True),
    "BYSECOND": ("seconds", 59, True),
    "BYSETPOS": ("positions", 366, False),
}


@lru_cache(maxsize=1024)
def read_rule(text: str) -> Rule:
    """Read and judge a RECUR value; raises RuleError with words when it is broken or could never be meant.

    Forgiven: escaped semicolons and commas in their place, lower case, blanks, quotation marks, parts that the standard
    does not know, and what stands before the property's name (rrule.js writes DTSTART first).
    """
    parts: dict[str, str] = {}
    bare = text.replace("\\", "").upper().strip(" '\"").rpartition("RRULE:")[2]
    for part in _PART.split(bare):
        name, equals, value = part.partition("=")
        if equals and value.strip():
            parts.setdefault(name.strip(), re.sub(r"\s", "", value))
    freq = parts.get("FREQ", "")
    if freq not in _FREQUENCIES:
        raise RuleError(f"it has no usable frequency ({text[:60]})")
    lists = {
        attribute: _numbers(name, parts[name], most, zero)
        for name, (attribute, most, zero) in _RANGES.items()
        if name in parts
    }
    rule = Rule(
        freq,
        interval=_positive("INTERVAL", parts.get("INTERVAL", "1"), _MOST_INTERVAL),
        count=_positive("COUNT", parts["COUNT"], 10**10) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        week_start=_WEEKDAYS.index(parts["WKST"]) if parts.get("WKST") in _WEEKDAYS else 0,
        weekdays=_weekdays(parts["BYDAY"]) if "BYDAY" in parts else (),
        **lists,
    )
    if len(rule.hours or (0,)) * len(rule.minutes or (0,)) * len(rule.seconds or (0,)) > _MOST_TIMES:
        raise RuleError("it lists too many times of day")
    if freq == "SECONDLY" and (rule.count is None or rule.count > _LONGEST_SECONDLY):
        raise RuleError("it repeats each second")
    return rule


def _positive(name: str, text: str, most: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 10 or not 1 <= int(text) <= most:
        raise RuleError(f"its {name} is {text[:20]}")
    return int(text)


def _numbers(name: str, text: str, most: int, zero: bool) -> tuple[int, ...]:
    items = [item for item in text.split(",") if item]
    if len(items) > _LONGEST_LIST:
        raise RuleError(f"its {name} lists {len(items):,} numbers")
    found = set()
    for item in items:
        digits = item.lstrip("+-")
        if not digits.isascii() or not digits.isdigit() or len(digits) > 4 or int(digits) > most:
            raise RuleError(f"its {name} has {item[:20]}")
        number = -int(digits) if item[0] == "-" else int(digits)
        if name == "BYSECOND":
            number = min(number, 59)
        if (number < 0 and (zero or name == "BYMONTH")) or (number == 0 and not zero):
            raise RuleError(f"its {name} has {item[:20]}")
        found.add(number)
    return tuple(sorted(found))


def _weekdays(text: str) -> tuple[tuple[int, int], ...]:
    items = [item for item in text.split(",") if item]
    if len(items) > _LONGEST_LIST:
        raise RuleError(f"its BYDAY lists {len(items):,} days")
    found = set()
    for item in items:
        match = _BY_DAY.fullmatch(item)
        if match is None or (match[1] and not 1 <= abs(int(match[1])) <= 53):
            raise RuleError(f"its BYDAY has {item[:20]}")
        found.add((int(match[1] or 0), _WEEKDAYS.index(match[2])))
    return tuple(sorted(found))


def _until(text: str) -> date:
    try:
        return read_stamp(f"{text[:8]}T000000Z" if len(text) == 9 and text[8] == "Z" else text)
    except ValueError as error:
        if text[:4].isdigit() and int(text[:4]) > LAST_YEAR:
            return date(LAST_YEAR, 12, 31)
        raise RuleError(f"its UNTIL cannot be read: {error}") from None


def starts(rule: Rule, first: datetime, low: datetime, high: datetime, budget: Budget) -> Iterator[datetime]:
    """Give the rule's starts in [low, high) in order, for a series that begins at `first`; all wall times.

    `rule.until` must be a naive time here, or a date (inclusive). `first` is given only if the rule makes it. Raises
    BudgetError in the middle when the work is too much.
    """
    budget.begin()
    rule = _completed(rule, first)
    last = high
    if isinstance(rule.until, datetime):
        last = min(high, rule.until + timedelta(seconds=1))
    elif rule.until is not None:
        last = min(high, datetime.combine(rule.until, time()) + timedelta(days=1))
    left = rule.count if rule.count is not None else -1
    begin = low if left < 0 else first
    for found in _sets(rule, first, begin, last, budget):
        for start in found:
            if start < first:
                continue
            if left == 0 or start >= last:
                return
            left -= 1
            if start >= low:
                yield start


def _completed(rule: Rule, first: datetime) -> Rule:
    """Take what the rule leaves out from the series' first start (RFC 5545 3.3.10, "information missing")."""
    changes: dict[str, tuple[int, ...] | tuple[tuple[int, int], ...]] = {}
    if not (rule.year_days or rule.month_days or rule.weekdays):
        if rule.freq == "WEEKLY" or (rule.freq == "YEARLY" and rule.week_numbers):
            changes["weekdays"] = ((0, first.weekday()),)
        elif rule.freq in ("MONTHLY", "YEARLY"):
            changes["month_days"] = (first.day,)
            if rule.freq == "YEARLY" and not rule.months:
                changes["months"] = (first.month,)
    order = ("SECONDLY", "MINUTELY", "HOURLY")
    finer = order.index(rule.freq) if rule.freq in order else len(order)
    for at, (name, value) in enumerate((("seconds", first.second), ("minutes", first.minute), ("hours", first.hour))):
        if finer > at and not getattr(rule, name):
            changes[name] = (value,)
    return replace(rule, **changes) if changes else rule  # type: ignore[arg-type]


def _sets(rule: Rule, first: datetime, low: datetime, high: datetime, budget: Budget) -> Iterator[Iterable[datetime]]:
    """Give the instances of each period from the one that holds `low` (or the first) to the last before `high`."""
    if rule.freq in _SUBDAILY:
        yield from _fine_sets(rule, first, low, high, budget)
        return
    times = [time(*clock) for clock in product(rule.hours, rule.minutes, rule.seconds)]
    fits = _day_filter(rule)
    for days in _periods(rule, first.date(), max(low, first).date(), high.date()):
        budget.spend(1 + len(days) // 16)
        chosen = [day for day in days if fits(day)]
        if rule.positions:
            yield _positioned([datetime.combine(day, clock) for day in chosen for clock in times], rule.positions)
        else:
            yield (datetime.combine(day, clock) for day in chosen for clock in times)


def _positioned(found: list[datetime], positions: tuple[int, ...]) -> list[datetime]:
    """Pick by BYSETPOS, 1 the first and -1 the last of the set."""
    size = len(found)
    picked = {at - 1 if at > 0 else size + at for at in positions}
    return [found[at] for at in sorted(picked) if 0 <= at < size]


def _periods(rule: Rule, first: date, low: date, high: date) -> Iterator[list[date]]:
    """Give the days of each year, month, week or day that the interval names, from `low` to `high` inclusive."""
    step = rule.interval
    if rule.freq == "YEARLY":
        for year in range(first.year + _skip(low.year - first.year, step), min(high.year, LAST_YEAR) + 1, step):
            yield [day for month in rule.months or range(1, 13) for day in _month(year, month)]
    elif rule.freq == "MONTHLY":
        begin, now, end = (day.year * 12 + day.month - 1 for day in (first, low, high))
        for at in range(begin + _skip(now - begin, step), end + 1, step):
            if not rule.months or at % 12 + 1 in rule.months:
                yield _month(at // 12, at % 12 + 1)
            else:
                yield []
    else:
        span = 7 if rule.freq == "WEEKLY" else 1
        begin = first.toordinal() - ((first.weekday() - rule.week_start) % 7 if span == 7 else 0)
        skipped = _skip((low.toordinal() - begin) // span, step)
        for at in range(begin + skipped * span, high.toordinal() + 1, step * span):
            yield [date.fromordinal(at + day) for day in range(span)]


def _skip(distance: int, step: int) -> int:
    """The greatest multiple of `step` that does not pass `distance`, at least 0."""
    return max(distance // step * step, 0)


@lru_cache(maxsize=512)
def _month(year: int, month: int) -> list[date]:
    first = date(year, month, 1).toordinal()
    return [date.fromordinal(first + day) for day in range(calendar.monthrange(year, month)[1])]


def _day_filter(rule: Rule) -> Callable[[date], bool]:
    """Make one test out of the BY parts that speak of days; each limits what the period offers."""
    tests: list[Callable[[date], bool]] = []
    if rule.months:
        tests.append(lambda day: day.month in rule.months)
    if rule.month_days:
        tests.append(lambda day: day.day in rule.month_days or day.day - 1 - _month_length(day) in rule.month_days)
    if rule.year_days:
        tests.append(
            lambda day: _year_day(day) in rule.year_days or _year_day(day) - 1 - _year_length(day) in rule.year_days
        )
    if rule.week_numbers:
        tests.append(lambda day: any(number in rule.week_numbers for number in _week_numbers(day, rule.week_start)))
    if rule.weekdays:
        tests.append(_weekday_test(rule))
    if len(tests) == 1:
        return tests[0]
    return lambda day: all(test(day) for test in tests)


def _weekday_test(rule: Rule) -> Callable[[date], bool]:
    """BYDAY; its numbers count within the month, or within the year for YEARLY without BYMONTH."""
    in_year = rule.freq == "YEARLY" and not rule.months
    numbered = in_year or rule.freq in ("YEARLY", "MONTHLY")
    plain = {weekday for n, weekday in rule.weekdays if n == 0 or not numbered}
    nth = {(n, weekday) for n, weekday in rule.weekdays if n and numbered}
    counted = {weekday for _, weekday in nth}

    def fits(day: date) -> bool:
        weekday = day.weekday()
        if weekday in plain:
            return True
        if weekday not in counted:
            return False
        at, length = (_year_day(day), _year_length(day)) if in_year else (day.day, _month_length(day))
        return ((at + 6) // 7, weekday) in nth or (-((length - at) // 7 + 1), weekday) in nth

    return fits


def _month_length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def _year_day(day: date) -> int:
    return day.timetuple().tm_yday


def _year_length(day: date) -> int:
    return 366 if calendar.isleap(day.year) else 365


def _week_numbers(day: date, week_start: int) -> tuple[int, int]:
    """The number of the day's week, counted from the year's begin and from its end (-1 is the last).

    Week 1 is the first with four days in its year (RFC 5545 3.3.10); the day's week may belong to a neighbouring year.
    """
    begin = day - timedelta(days=(day.weekday() - week_start) % 7)
    year = (begin + timedelta(days=3)).year
    one, following = _first_week(year, week_start), _first_week(year + 1, week_start)
    return (begin - one).days // 7 + 1, -((following - begin).days // 7)


@lru_cache(maxsize=64)
def _first_week(year: int, week_start: int) -> date:
    fourth = date(year, 1, 4)
    return fourth - timedelta(days=(fourth.weekday() - week_start) % 7)


def _fine_sets(rule: Rule, first: datetime, low: datetime, high: datetime, budget: Budget) -> Iterator[list[datetime]]:
    """The periods of HOURLY, MINUTELY and SECONDLY, jumping over the days and hours that the rule bars."""
    unit = _SUBDAILY[rule.freq]
    step = unit * rule.interval
    base = first.replace(
        minute=0 if rule.freq == "HOURLY" else first.minute, second=first.second if rule.freq == "SECONDLY" else 0
    )
    fits = _day_filter(rule)
    at = base + max((low - base) // step, 0) * step
    while at < high:
        budget.spend()
        resume = at + step
        if not fits(at.date()):
            resume = datetime.combine(at.date() + timedelta(days=1), time())
        elif rule.hours and at.hour not in rule.hours:
            resume = at.replace(minute=0, second=0) + timedelta(hours=1)
        elif (rule.freq == "HOURLY" or not rule.minutes or at.minute in rule.minutes) and (
            rule.freq != "SECONDLY" or not rule.seconds or at.second in rule.seconds
        ):
            minutes = rule.minutes if rule.freq == "HOURLY" else (at.minute,)
            seconds = rule.seconds if rule.freq != "SECONDLY" else (at.second,)
            found = [at.replace(minute=minute, second=second) for minute, second in product(minutes, seconds)]
            yield _positioned(found, rule.positions) if rule.positions else found
        at += max(-(-(resume - at) // step), 1) * step
