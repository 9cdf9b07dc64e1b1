"""Recurrence rules against dateutil, on rules that dateutil survives, and where the two part on purpose."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from netriage.ical.rules import Budget, BudgetError, RuleError, read_rule, starts

local = datetime.fromisoformat
"""Rules know wall times only."""

FIRST = local("2024-01-31T09:30")
LOW, HIGH = local("2024-01-01"), local("2026-03-01")


def ours(text: str, first: datetime = FIRST, low: datetime = LOW, high: datetime = HIGH) -> list[datetime]:
    return list(starts(read_rule(text), first, low, high, Budget()))


def theirs(text: str, first: datetime = FIRST, low: datetime = LOW, high: datetime = HIGH) -> list[datetime]:
    return rrulestr(text, dtstart=first).between(low, high - timedelta(seconds=1), inc=True)


def numbers(low: int, high: int, *, negative: bool = False) -> st.SearchStrategy[str]:
    values = st.integers(low, high) | (st.integers(-high, -low) if negative else st.nothing())
    return st.lists(values, min_size=1, max_size=4, unique=True).map(lambda found: ",".join(map(str, found)))


DAY_NAMES = st.sampled_from(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))
WEEKDAYS = st.lists(DAY_NAMES, min_size=1, max_size=3, unique=True).map(",".join)
NTH = st.tuples(st.sampled_from(("1", "2", "4", "-1", "-2")), DAY_NAMES).map("".join)
NTH_WEEKDAYS = st.lists(NTH, min_size=1, max_size=2, unique=True).map(",".join)
PARTS = {
    "BYMONTH": numbers(1, 12),
    "BYMONTHDAY": numbers(1, 31, negative=True),
    "BYDAY": WEEKDAYS,
    "BYHOUR": numbers(0, 23),
    "BYMINUTE": numbers(0, 59),
    "BYSETPOS": numbers(1, 3, negative=True),
    "WKST": DAY_NAMES,
}
YEARLY_PARTS = PARTS | {"BYYEARDAY": numbers(1, 366, negative=True), "BYDAY": WEEKDAYS | NTH_WEEKDAYS}
HOURLY_PARTS = {name: PARTS[name] for name in PARTS if name != "BYHOUR"}
"""dateutil refuses an interval of hours that never meets BYHOUR."""
MONTHLY_PARTS = PARTS | {"BYDAY": WEEKDAYS | NTH_WEEKDAYS}


@st.composite
def rules(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY")))
    offered = {"YEARLY": YEARLY_PARTS, "MONTHLY": MONTHLY_PARTS, "HOURLY": HOURLY_PARTS}.get(freq, PARTS)
    names = draw(st.lists(st.sampled_from(sorted(offered)), max_size=3, unique=True))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 5))}"]
    parts += [f"{name}={draw(offered[name])}" for name in names]
    end = draw(st.sampled_from(("", "COUNT=7", "COUNT=40", "UNTIL=20250714T093000", "UNTIL=20240820T235959")))
    return ";".join([*parts, end] if end else parts)


@given(rules())
@settings(max_examples=80, deadline=None)
def test_ordinary_rules_give_what_dateutil_gives(text: str) -> None:
    # A set position without a set to choose from is meaningless; which one an hour has is contested, and dateutil cuts
    # the first week at DTSTART before it counts (RFC 5545 3.3.10 counts in the whole week).
    assume("BYSETPOS" not in text or (text.count("BY") > 1 and "HOURLY" not in text and "WEEKLY" not in text))
    # dateutil walks to the year 9999 when nothing matches: count and bound in its place.
    endless, _, count = text.partition(";COUNT=")
    bounded = endless if "UNTIL" in text else f"{endless};UNTIL=20260301T000000"
    assert ours(text) == theirs(bounded)[: int(count) if count else None]


@pytest.mark.parametrize("years", [1, 7, 40])
@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "FREQ=MONTHLY;INTERVAL=5",
        "FREQ=YEARLY;INTERVAL=4", "FREQ=HOURLY;INTERVAL=7", "FREQ=MINUTELY;INTERVAL=1000",
        "FREQ=MONTHLY;BYDAY=-1FR", "FREQ=DAILY;COUNT=9000",
    ],
)  # fmt: skip
def test_a_window_far_from_the_first_start_is_seen_as_if_walked_to(text: str, years: int) -> None:
    low = FIRST + timedelta(days=365 * years)
    high = low + timedelta(days=40)
    assert ours(text, low=low, high=high) == theirs(text, low=low, high=high)


def test_the_last_day_of_the_month_is_skipped_where_there_is_none() -> None:
    """RFC 5545 3.3.10: an invalid date is ignored."""
    assert [start.month for start in ours("FREQ=MONTHLY;COUNT=4")] == [1, 3, 5, 7]


def test_plain_and_numbered_weekdays_are_joined() -> None:
    """RFC 5545 3.3.10: BYDAY is one list; dateutil wants both kinds to hold at once and finds nothing."""
    found = ours("FREQ=MONTHLY;BYDAY=WE,1TU;COUNT=6", first=local("2024-02-01T09:00"))
    assert [start.day for start in found] == [6, 7, 14, 21, 28, 5]


def test_a_week_number_without_weekday_means_the_weekday_of_the_first_start() -> None:
    """RFC 5545 3.3.10: what is missing is taken from DTSTART; dateutil gives each day of the week."""
    found = ours(
        "FREQ=YEARLY;BYWEEKNO=20", first=local("1997-05-12T09:00"), low=local("1997-01-01"), high=local("1999-12-31")
    )
    assert found == [local("1997-05-12T09:00"), local("1998-05-11T09:00"), local("1999-05-17T09:00")]


@pytest.mark.parametrize(
    ("text", "days"), [("BYWEEKNO=1", [29, 30, 31]), ("BYWEEKNO=-1", [22, 23, 24, 25, 26, 27, 28])]
)
def test_week_numbers_count_iso_weeks_across_the_new_year(text: str, days: list[int]) -> None:
    low, high = local("2025-12-20"), local("2026-01-01")
    found = ours(f"FREQ=YEARLY;{text};BYDAY=MO,TU,WE,TH,FR,SA,SU", first=local("2024-01-01"), low=low, high=high)
    assert [start.day for start in found] == days


@pytest.mark.parametrize(
    "text",
    [
        "freq=daily;count=3",
        "RRULE:FREQ=DAILY;COUNT=3",
        "FREQ=DAILY\\;COUNT=3",
        "FREQ=DAILY; COUNT = 3",
        "FREQ=DAILY;COUNT=3;X-A=1;",
    ],
)
def test_a_rule_is_read_in_the_forms_that_publishers_write(text: str) -> None:
    assert len(ours(text)) == 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=",
        "FREQ=DAILY;UNTIL=soon",
        "FREQ=DAILY;BYHOUR=24",
        "FREQ=DAILY;INTERVAL=99999999",
        "FREQ=DAILY;BYMONTHDAY=" + ",".join(["1"] * 1000),
    ],
)
def test_a_rule_that_is_broken_is_refused_with_words(text: str) -> None:
    with pytest.raises(RuleError, match="it"):
        read_rule(text)


def test_a_rule_without_match_costs_no_more_than_its_window() -> None:
    budget = Budget()
    low, high = local("2026-01-01"), local("2026-04-01")
    assert list(starts(read_rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), local("1970-01-01"), low, high, budget)) == []
    assert budget.left > 19_000


def test_a_rule_that_costs_too_much_stops() -> None:
    with pytest.raises(BudgetError):
        list(starts(read_rule("FREQ=MINUTELY;COUNT=9999999;BYSECOND=0"), local("1970-01-01"), LOW, HIGH, Budget()))
