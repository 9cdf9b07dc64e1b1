"""A filter to a function that says yes or no to a row.

Separate from the nodes because it is hot: 50,000 rows are filtered while a key is typed. What does not depend on the
row (folding, dates, patterns) is done once, here, and what is cheap is asked first.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from netriage.filters.names import FLAGS, NAMES, WEEKDAYS, Kind, Name, local
from netriage.filters.patterns import searchable
from netriage.filters.row import FilterContext, FilterRow, fold
from netriage.filters.syntax import Compare, Every, Node, Not, Op, Pattern, Some, Text, Value
from netriage.model import Listing, Moment, duration, instant

Test: TypeAlias = Callable[[FilterRow], bool]

_DAY = timedelta(days=1)
_ORDER: Mapping[Op, Callable[[float, float], bool]] = {
    Op.EQ: operator.eq,
    Op.LT: operator.lt,
    Op.LE: operator.le,
    Op.GT: operator.gt,
    Op.GE: operator.ge,
}


def compile_node(node: Node, context: FilterContext) -> Test:
    """Turn a filter into a function of one row."""
    return _compile(node, context)[1]


def _compile(node: Node, context: FilterContext) -> tuple[int, Test]:
    """Compile a node; the number says how dear it is."""
    if isinstance(node, Text):
        return 9, _anywhere(node.value, context)
    if isinstance(node, Compare):
        return _compare(node, context)
    if isinstance(node, Not):
        cost, test = _compile(node.item, context)
        return cost, lambda row: not test(row)
    parts = sorted((_compile(item, context) for item in node.items), key=lambda part: part[0])
    return sum(cost for cost, _ in parts), _joined(node, [test for _, test in parts])


def _joined(node: Every | Some, tests: Sequence[Test]) -> Test:
    wanted = isinstance(node, Some)
    if len(tests) == 2:
        one, two = tests
        return (lambda row: one(row) or two(row)) if wanted else (lambda row: one(row) and two(row))

    def join(row: FilterRow) -> bool:
        for test in tests:
            if test(row) is wanted:
                return wanted
        return not wanted

    return join


def _anywhere(value: str | Pattern, context: FilterContext) -> Test:
    """Look in the listing's text, the note and the tags."""
    if isinstance(value, Pattern):
        has, lines = _holds(value), context.texts.lines
        search = re.compile(value.text, re.IGNORECASE).search

        def search_row(row: FilterRow) -> bool:
            return any(map(search, lines(row.scored.listing))) or has(row.note) or any(map(has, row.tags))

        return search_row
    needle, folded = fold(value), context.texts.folded

    def find(row: FilterRow) -> bool:
        if needle in folded(row.scored.listing):
            return True
        return (row.note != "" and needle in fold(row.note)) or any(needle in fold(tag) for tag in row.tags)

    return find


def _holds(value: str | Pattern) -> Callable[[str], bool]:
    """Whether a text has the words or the pattern in it."""
    if isinstance(value, Pattern):
        search = re.compile(value.text, re.IGNORECASE).search
        return lambda text: any(map(search, searchable(text)))
    needle = fold(value)
    return lambda text: needle in fold(text)


def _compare(node: Compare, context: FilterContext) -> tuple[int, Test]:
    value = node.value
    if node.name == "is":
        flag = FLAGS[str(value)].read
        return 1, lambda row: bool(flag(row, context))
    name = NAMES[node.name]
    if name.kind is Kind.TEXT and isinstance(value, (str, Pattern)):
        return (8 if node.name == "description" else 3), _text(name, node.op, value, context)
    if name.kind is Kind.DAY:
        return 3, _day(name, node.op, value, context)
    if name.kind is Kind.ON:
        return 4, _on(value, context)
    if isinstance(value, timedelta):
        return 2, _within(value, context)
    if isinstance(value, float):
        return 1, _number(name, node.op, value, context)
    return 1, _choice(name, str(value), context)


def _number(name: Name, op: Op, bound: float, context: FilterContext) -> Test:
    """Compare a number; what is unknown is neither more nor less."""
    read, holds = name.read, _ORDER[op]

    def compare(row: FilterRow) -> bool:
        number = read(row, context)
        return number is not None and holds(number, bound)

    return compare


def _choice(name: Name, value: str, context: FilterContext) -> Test:
    read = name.read
    if value == "any":
        return lambda _: True
    if name.kind is Kind.ID:
        return lambda row: bool(read(row, context).startswith(value))
    return lambda row: bool(read(row, context) == value)


def _text(name: Name, op: Op, value: str | Pattern, context: FilterContext) -> Test:
    read = name.read
    if op is Op.EQ and isinstance(value, str):
        whole = fold(value)
        if not whole:
            return lambda row: not any(read(row, context))
        return lambda row: any(fold(text) == whole for text in read(row, context))
    if op is Op.EQ and isinstance(value, Pattern):
        match = re.compile(value.text, re.IGNORECASE).fullmatch
        return lambda row: any(match(line) for text in read(row, context) for line in searchable(text))
    holds = _holds(value)
    return lambda row: any(holds(text) for text in read(row, context))


def _within(span: timedelta, context: FilterContext) -> Test:
    """Whether one of its dates is not over and begins before the span ends."""
    now, until, zone = context.now, context.now + span, context.zone

    def overlaps(listing: Listing, moment: Moment) -> bool:
        begin = instant(moment, zone)
        if begin >= until:
            return False
        return begin >= now or begin + duration(listing.start, listing.end) > now

    def within(row: FilterRow) -> bool:
        listing = row.scored.listing
        return overlaps(listing, listing.start) or any(overlaps(listing, moment) for moment in listing.dates)

    return within


def _local_day(moment: Moment, context: FilterContext) -> date:
    return local(moment, context.zone).date() if isinstance(moment, datetime) else moment


def _next_day(value: Value, context: FilterContext) -> date:
    """The date that is meant: itself, or the next day of that name, today included."""
    today = context.now.astimezone(context.zone).date()
    if isinstance(value, date):
        return value
    if value in WEEKDAYS:
        return today + timedelta(days=(WEEKDAYS.index(str(value)) - today.weekday()) % 7)
    return today + _DAY if value == "tomorrow" else today


def _day(name: Name, op: Op, value: Value, context: FilterContext) -> Test:
    """Compare by the user's calendar days: `start<2026-12-01` is before that day, `start>` after it."""
    read, zone = name.read, context.zone
    day = _next_day(value, context)
    begin = datetime.combine(day, time(), tzinfo=zone)
    # Not begin + 24 hours: a day of a DST change has 23 or 25. The last day there is has no next one.
    stop = datetime.combine(day + _DAY, time(), tzinfo=zone) if day < date.max else datetime.max.replace(tzinfo=zone)

    def compare(row: FilterRow) -> bool:
        moment = read(row, context)
        if moment is None:
            return False
        at = instant(moment, zone)
        if op in (Op.LT, Op.GE):
            return (at < begin) is (op is Op.LT)
        if op in (Op.GT, Op.LE):
            return (at >= stop) is (op is Op.GT)
        return begin <= at < stop

    return compare


def _days(listing: Listing) -> int:
    """How many days it counts on: what has times, and lasts less than a day, on the one it starts."""
    length = duration(listing.start, listing.end)
    return max(-(-length // _DAY), 1) if listing.all_day or length >= _DAY else 1


def _on(value: Value, context: FilterContext) -> Test:
    """Whether one of the days it counts on is meant."""
    wanted = {"weekday": frozenset(range(5)), "weekend": frozenset({5, 6})}.get(str(value))
    if value in WEEKDAYS:
        wanted = frozenset({WEEKDAYS.index(str(value))})
    day = _next_day(value, context)

    def covers(listing: Listing, moment: Moment) -> bool:
        first = _local_day(moment, context)
        days = _days(listing)
        if wanted is None:
            return first <= day < first + timedelta(days=days)
        weekday = first.weekday()
        return any((weekday + step) % 7 in wanted for step in range(min(days, 7)))

    def on(row: FilterRow) -> bool:
        listing = row.scored.listing
        return covers(listing, listing.start) or any(covers(listing, moment) for moment in listing.dates)

    return on
