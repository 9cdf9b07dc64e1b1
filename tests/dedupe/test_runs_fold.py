"""Long runs are one row whose key stays while its dates pass."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from netriage.dedupe import changes, is_run, meaning, merge, next_date, source_name
from netriage.dedupe.runs import is_long_rule
from netriage.model import Recurrence, Status
from tests.dedupe.samples import HOME, NOW, START, edited, seen, weekly

WEEK = timedelta(weeks=1)


def listings(occurrences, now=NOW, **options):
    return merge(occurrences, home=HOME, now=now, **options)


def test_a_weekly_class_is_one_row_with_its_dates():
    [row] = listings(weekly(8))
    assert row.start == START
    assert row.dates == tuple(START + WEEK * week for week in range(1, 8))
    assert row.key == row.series
    assert is_run(row)


def test_a_daily_exhibition_is_one_row():
    days = [seen("Luminere", date(2026, 9, 1) + timedelta(days=n)) for n in range(30)]
    [row] = listings(days)
    assert len(row.dates) == 29


def test_a_monthly_meetup_is_a_row_for_each_date_in_one_series():
    rows = listings([seen(start=START + timedelta(days=28 * n)) for n in range(4)])
    assert len(rows) == 4
    assert len({row.series for row in rows}) == 1
    assert all(row.series and row.key != row.series and not row.dates for row in rows)


def test_what_stands_alone_has_no_series():
    assert listings([seen()])[0].series == ""


def test_the_key_stays_while_the_first_date_passes_and_the_window_moves():
    dates = weekly(30)
    row = listings(dates[:13])[0]
    for week in range(1, 17):
        [later] = listings(dates[week : week + 13], now=NOW + WEEK * week)
        assert later.key == row.key


def test_the_row_stands_at_its_next_date():
    [row] = listings(weekly(8), now=START + WEEK * 2 - timedelta(hours=1))
    assert (row.start, len(row.dates)) == (START + WEEK * 2, 5)
    assert len(row.sources) == 6


def test_a_run_moves_on_between_two_pulls():
    [row] = listings(weekly(8))
    later = next_date(row, START + WEEK + timedelta(hours=1), HOME)
    assert (later.start, later.end, len(later.dates)) == (START + WEEK, START + WEEK + timedelta(hours=2), 6)
    assert later.key == row.key
    assert next_date(later, START + WEEK * 99, HOME) == later


def test_a_run_stays_a_run_until_its_last_date():
    dates = weekly(8)
    previous = listings(dates)
    key = previous[0].key
    for week in range(1, 8):
        previous = listings(dates[week:], now=START + WEEK * week - timedelta(hours=1), previous=previous)
        assert [row.key for row in previous] == [key]
    assert is_run(previous[0])
    assert not previous[0].dates


def test_a_series_that_grows_into_a_run_keeps_the_sources_of_its_dates():
    dates = weekly(6)
    before = listings(dates[:4])
    assert len(before) == 4
    [run] = listings(dates, previous=before)
    assert {source for row in before for source in row.sources} <= set(run.sources)
    assert {row.series for row in before} == {run.key}


def test_a_rule_without_end_is_a_run_from_its_first_date_in_the_window():
    rule = Recurrence(rrule="FREQ=WEEKLY;BYDAY=TU")
    dates = [seen(start=START + WEEK * n, uid="one", instance=str(n), recurrence=rule) for n in range(2)]
    [row] = listings(dates)
    assert row.key == row.series
    assert row.dates


@pytest.mark.parametrize(
    ("rrule", "long"),
    [
        ("FREQ=WEEKLY", True),
        ("FREQ=DAILY;COUNT=4", False),
        ("FREQ=DAILY;COUNT=10", True),
        ("FREQ=WEEKLY;UNTIL=20260915T180000Z", False),
        ("FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260915T180000Z", True),
        ("FREQ=WEEKLY;INTERVAL=4", False),
        ("FREQ=MONTHLY;BYDAY=2MO", False),
        ("FREQ=YEARLY", False),
        ("FREQ=WEEKLY;UNTIL=garbage", True),
        ("", False),
    ],
)
def test_a_long_rule_is_daily_or_weekly_with_five_dates(rrule, long):
    assert is_long_rule(seen(recurrence=Recurrence(rrule=rrule)).event) is long


def test_a_cancelled_or_different_date_of_a_run_is_a_row_of_its_own():
    dates = weekly(8, description="Bring an apron. We make bowls and cups, and glaze them together.")
    dates[2] = edited(dates[2], status=Status.CANCELLED)
    dates[4] = edited(
        dates[4], description="Tonight the master potter Ayumi Kobayashi shows raku firing on the terrace."
    )
    rows = listings(dates)
    run = next(row for row in rows if is_run(row))
    assert len(rows) == 3
    assert len(run.dates) == 5
    assert {row.series for row in rows} == {run.key}


def test_talks_of_one_title_with_other_speakers_do_not_fold():
    speakers = [
        "Ada Lovelace on engines",
        "Grace Hopper on compilers",
        "Barbara Liskov on types",
        "Radia Perlman on nets",
    ]
    texts = [f"{name}, a talk about what she found and how it was received" for name in speakers]
    talks = [edited(one, description=texts[n % 4] + f" in {n}00 lines: " + " ".join(f"word{n}x{i}" for i in range(30)))
             for n, one in enumerate(weekly(8, "Colloquium"))]  # fmt: skip
    assert not any(row.dates for row in listings(talks))


def test_one_title_at_two_places_is_two_runs():
    here = weekly(6, "Yoga", feed="a", location="High Park, 1873 Bloor St")
    there = weekly(6, "Yoga", feed="a", location="Riverdale Park, 550 Broadview Ave")
    rows = listings([*here, *there])
    assert len(rows) == 2
    assert len({row.key for row in rows}) == 2


def test_a_run_in_two_feeds_is_one_row():
    rows = listings([*weekly(6, feed="a", location="c-base"), *weekly(6, feed="b", location="c-base")])
    assert len(rows) == 1
    assert rows[0].merged


def test_dates_that_pass_change_nothing_and_another_hour_does():
    dates = weekly(8)
    before = meaning(listings(dates)[0])
    [later] = listings(dates[2:], now=START + WEEK * 2 - timedelta(hours=1))
    assert changes(before, later) == ()
    [moved] = listings([edited(one, start=one.start + timedelta(hours=1)) for one in dates])
    assert [(change.field, change.before, change.after) for change in changes(before, moved)] == [
        ("time", "18:00", "19:00")
    ]


def test_a_run_that_was_taken_apart_is_two_runs_and_one_keeps_the_key():
    both = [*weekly(6, feed="a", location="c-base"), *weekly(6, feed="b", location="c-base")]
    [merged] = listings(both)
    names = sorted({source_name(source) for source in merged.sources})
    apart = {(one, other) for one in names for other in names if one < other}
    rows = listings(both, previous=[merged], unmerged=apart)
    assert len(rows) == 2
    assert merged.key in {row.key for row in rows}
    longer = [*weekly(7, feed="a", location="c-base"), *weekly(7, feed="b", location="c-base")]
    later = listings(longer, previous=rows, unmerged=apart)
    assert {row.key for row in later} == {row.key for row in rows}
