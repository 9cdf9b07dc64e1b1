"""Reading a feed again: what is read anew, what is known, what is past, and what is never raised."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netriage.codec import from_data, to_data
from netriage.ical.read import read_events, read_feed
from netriage.ical.recur import expand
from netriage.model import Event, Severity, Status, Window
from tests.ical.samples import BERLIN, LONG, NOW, WINDOW, calendar, only_event, read, vevent

TALKS = [vevent(uid=str(number), start=f"DTSTART:202609{number + 1:02d}T160000Z") for number in range(20)]


def stamped(events: list[list[str]], *lies: str) -> bytes:
    return calendar(*[[*event[:-1], *lies, event[-1]] for event in events])


def test_an_unchanged_feed_is_not_parsed_again() -> None:
    first = read(calendar(*TALKS))
    again = read(calendar(*TALKS), known=first.blocks)
    assert (first.parsed, again.parsed) == (20, 0)
    assert again.events == first.events


def test_one_changed_event_is_the_only_one_parsed() -> None:
    first = read(calendar(*TALKS))
    changed = [*TALKS[:7], [*TALKS[7][:-1], "LOCATION:Hall 2", "END:VEVENT"], *TALKS[8:]]
    again = read(calendar(*changed), known=first.blocks)
    assert again.parsed == 1
    assert again.events == read(calendar(*changed)).events


def test_what_lies_is_no_change() -> None:
    guest = "ATTENDEE;CN=A;PARTSTAT=ACCEPTED:mailto:a@x.example"
    first = read(stamped(TALKS, "DTSTAMP:20260801T000000Z", "SEQUENCE:1", guest))
    again = read(
        stamped(
            TALKS,
            "DTSTAMP;X=1:20260802T0000",
            " 00Z",
            "LAST-MODIFIED:20260802T000000Z",
            "CREATED:20260802T000000Z",
            "SEQUENCE:2",
        ),
        known=first.blocks,
    )
    assert again.parsed == 0
    assert {event.sequence for event in again.events} == {2}


def test_another_speaker_among_the_attendees_is_a_change() -> None:
    first = read(stamped(TALKS, "ATTENDEE;ROLE=CHAIR;PARTSTAT=ACCEPTED;CN=Ann Lee:mailto:a@sample.example"))
    again = read(
        stamped(TALKS, "ATTENDEE;ROLE=CHAIR;PARTSTAT=ACCEPTED;CN=Bob Roe:mailto:b@sample.example"), known=first.blocks
    )
    assert again.parsed == len(again.events)
    assert {event.hosts for event in again.events} == {("Bob Roe",)}


def test_known_events_get_the_line_of_this_body() -> None:
    first = read(calendar(*TALKS))
    again = read(calendar(["X-MORE:1"], *TALKS), known=first.blocks)
    assert [event.line for event in again.events] == [event.line + 1 for event in first.events]


@pytest.mark.parametrize(
    "head", [["X-WR-TIMEZONE:America/New_York"], ["METHOD:CANCEL"], ["BEGIN:VTIMEZONE", "TZID:A", "END:VTIMEZONE"]]
)
def test_what_the_calendar_says_about_its_events_makes_them_new(head: list[str]) -> None:
    first = read(calendar(*TALKS))
    assert read(calendar(*TALKS, head=head), known=first.blocks).parsed == 20


def test_another_home_zone_makes_events_new() -> None:
    first = read(calendar(*TALKS))
    assert read_feed(calendar(*TALKS), "f", home=UTC, window=WINDOW, known=first.blocks).parsed == 20


def test_an_event_with_a_problem_is_told_at_each_reading() -> None:
    body = calendar(vevent("RRULE:FREQ=SECONDLY"), vevent(start="DTSTART:soon", uid="two"))
    first = read(body)
    assert len(first.problems) == 2
    assert read(body, known=first.blocks).problems == first.problems


def test_blocks_survive_the_codec() -> None:
    first = read(calendar(*TALKS, vevent("RRULE:FREQ=DAILY", "RDATE;VALUE=PERIOD:20260901T100000Z/PT1H")))
    blocks = {key: tuple(from_data(Event, to_data(event)) for event in events) for key, events in first.blocks.items()}
    again = read(calendar(*TALKS, vevent("RRULE:FREQ=DAILY", "RDATE;VALUE=PERIOD:20260901T100000Z/PT1H")), known=blocks)
    assert (again.parsed, again.events) == (0, first.events)


PAST = "DTSTART:20200101T100000Z"


@pytest.mark.parametrize(
    ("lines", "skipped"),
    [
        (["DTEND:20200101T110000Z"], True),
        ([], True),
        (["DTEND:20270101T110000Z"], False),
        (['DTEND;TZID="a:b":20270101T110000'], False),
        (["DTEND:2027-01-01"], False),
        (["DURATION:P3000D"], False),
        (["RRULE:FREQ=YEARLY"], False),
        (["RDATE:20260901T100000Z"], False),
        (["RECURRENCE-ID:20260901T100000Z"], False),
    ],
)
def test_only_what_is_surely_past_is_skipped(lines: list[str], skipped: bool) -> None:
    assert read(calendar(vevent(*lines, start=PAST))).skipped_past == skipped


def test_nothing_within_two_days_of_the_window_is_skipped() -> None:
    day = WINDOW.start - timedelta(days=2)
    assert read(calendar(vevent(start=f"DTSTART:{day:%Y%m%d}T000000Z"))).skipped_past == 0


def test_every_block_is_accounted_for() -> None:
    body = calendar(*TALKS, vevent(start=PAST), vevent(start="DTSTART:soon"), vevent(start=""))
    reading = read(body)
    assert reading.seen == 23
    assert (len(reading.events), reading.skipped_past, len(reading.problems)) == (20, 1, 2)


def test_a_feed_with_too_many_events_says_so() -> None:
    reading = read(calendar(*TALKS), max_events=5)
    assert len(reading.events) == 5
    assert "20 events" in reading.problems[-1].words
    assert reading.problems[-1].severity is Severity.ERROR


def test_name_and_producer_are_cleaned() -> None:
    reading = read(calendar(*TALKS, head=["X-WR-CALNAME:Tom &amp; Ann\\, \x1b[31mred"]))
    assert reading.name.startswith("Tom & Ann, ")
    assert "\x1b" not in reading.name
    assert reading.producer == "-//test//EN"


def test_a_problem_says_where_it_stands() -> None:
    (problem,) = read(calendar(vevent(), vevent(start="DTSTART:20260931T000000Z", uid="bad"))).problems
    assert (problem.feed, problem.uid, problem.line) == ("f", "bad", 9)
    assert "20260931" in problem.words


def test_method_cancel_cancels_all_and_status_only_its_own() -> None:
    assert only_event(calendar(vevent(), head=["METHOD:CANCEL"])).status is Status.CANCELLED
    assert only_event(calendar(vevent("STATUS:CANCELED"))).status is Status.CANCELLED
    assert only_event(calendar(vevent("STATUS:TENTATIVE"))).status is Status.TENTATIVE
    assert only_event(calendar(vevent("STATUS:NEEDS-ACTION"))).status is Status.CONFIRMED


def test_the_fields_of_an_event_are_read() -> None:
    event = only_event(
        calendar(
            vevent(
                'ORGANIZER;CN="Ann: the first":mailto:ann@example.org', "LOCATION:Hall 1\\, Berlin", "URL:https://example.org/e",
                "CATEGORIES:Tech\\, Web,AI", "CATEGORIES:AI", "GEO:52.5;13.4", "DESCRIPTION:One\\nTwo\\; three \\\\n",
            )
        )
    )  # fmt: skip
    assert event.organizer == "Ann: the first"
    assert event.location == "Hall 1, Berlin"
    assert event.url == "https://example.org/e"
    assert event.categories == ("Tech, Web", "AI")
    assert event.geo is not None
    assert (event.geo.latitude, event.geo.longitude) == (52.5, 13.4)
    assert event.description == "One\nTwo; three \\n"


def test_an_organizer_without_name_is_its_address() -> None:
    assert only_event(calendar(vevent("ORGANIZER:MAILTO:ann%2Btalks@example.org"))).organizer == "ann+talks@example.org"


def test_an_event_without_title_is_named_by_its_text() -> None:
    lines = [line for line in vevent("DESCRIPTION:An evening on types\\nand more") if not line.startswith("SUMMARY")]
    assert only_event(calendar(lines)).title == "An evening on types"


def test_a_uid_of_any_length_stays_storable() -> None:
    assert len(only_event(calendar(vevent(uid="x" * 60_000))).uid) < 100


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "", "x-bogus", "zip", "utf-7"])
def test_a_charset_of_the_server_is_only_a_hint(charset: str) -> None:
    body = calendar(vevent("LOCATION:Café"))
    assert read(body, charset=charset).events[0].location == "Café"
    latin = body.decode().encode("latin-1")
    assert read(latin, charset=charset).events[0].location == "Café"


def test_the_charset_of_the_server_decides_what_is_not_utf_8() -> None:
    body = calendar(vevent("LOCATION:Музей")).decode().encode("koi8-r")
    assert read(body, charset="koi8-r").events[0].location == "Музей"


def test_the_same_body_reads_the_same_in_any_home_zone_but_for_floating_times() -> None:
    body = calendar(*TALKS)
    for home in (UTC, BERLIN, timezone(timedelta(hours=-9))):
        events, problems = read_events(body, "f", home=home, window=WINDOW)
        assert [event.start for event in events] == [event.start for event in read(body).events]
        assert problems == ()


PIECES = st.sampled_from(
    [
        b"BEGIN:VCALENDAR", b"END:VCALENDAR", b"BEGIN:VEVENT", b"END:VEVENT", b"BEGIN:VALARM", b"END:VALARM", b"\r\n",
        b"\n", b"\r", b"\r\n ", b"UID:1", b"SUMMARY:a", b"DTSTART:20260901T100000Z", b"DTSTART;TZID=", b"DTEND:",
        b"RRULE:FREQ=DAILY", b";", b":", b",", b'"', b"=", b"\\", b"\xff\xfe", b"\xc3", b"\xa9", b"\x00",
        b"BEGIN:VTIMEZONE", b"TZID:X", b"END:VTIMEZONE", b"BEGIN:STANDARD", b"TZOFFSETTO:+0100", b"RDATE:",
        b"=\n", b"\xed\xa0\x80",
        b"20260901T100000/PT1H", b"DURATION:P", b"99999999999", b"RECURRENCE-ID:20260901", b"EXDATE:20260901", b"<br>",
        b"&#13;&#10;", b"X-WR-TIMEZONE:", b"GEO:1;1", b"CATEGORIES:a,b", b"UNTIL=", b"COUNT=3", b"-", b"\t",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.binary(max_size=6), max_size=60).map(b"".join))
@settings(max_examples=300, deadline=None)
def test_no_bytes_ever_raise(body: bytes) -> None:
    for data in (body, b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260901T100000Z\n" + body):
        reading = read(data)
        expand(reading.events, WINDOW, BERLIN)
        assert len(reading.events) <= reading.seen


@given(st.integers(0, 400), st.binary(min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_a_damaged_byte_costs_at_most_its_own_event(at: int, junk: bytes) -> None:
    """Line ends and markers apart: those belong to two events."""
    if set(junk) & set(b"\r\nBEND:="):
        return
    middle = "\r\n".join([*vevent("DESCRIPTION:" + "x" * 300, uid="hit"), ""]).encode()
    inside = b"BEGIN:VEVENT\r\n" + middle[14:][: at % 330] + junk + middle[14:][at % 330 :]
    body = calendar(vevent(uid="good-1")).replace(
        b"END:VCALENDAR", inside + b"\r\n".join(map(str.encode, vevent(uid="good-2"))) + b"\r\nEND:VCALENDAR"
    )
    assert {"good-1", "good-2"} <= {event.uid for event in read(body).events}


def test_a_window_at_the_end_of_time_is_no_error() -> None:
    window = Window(datetime.max.replace(tzinfo=UTC) - timedelta(days=9), datetime.max.replace(tzinfo=UTC))
    body = calendar(
        vevent("RRULE:FREQ=DAILY"), vevent("RRULE:FREQ=YEARLY", start="DTSTART;VALUE=DATE:20260901", uid="two")
    )
    assert expand(read(body, LONG).events, window, BERLIN)[0] is not None
    window = Window(datetime.min.replace(tzinfo=UTC), NOW)
    assert expand(read(body, LONG).events, window, BERLIN)[0] == []


@pytest.mark.parametrize("after", ["X-STAMP:", "CLASS:", "TRANSP;X=1:", "X-WR-COST: "])
def test_a_property_without_a_value_is_no_part_of_the_title_or_place_before_it(after: str) -> None:
    for name, field in (("SUMMARY", "title"), ("LOCATION", "location")):
        lines = [f"{name}:Old Hall", after] if name == "LOCATION" else [after]
        event = ["BEGIN:VEVENT", "SUMMARY:Old Hall", *lines, "UID:u", "DTSTART:20260901T180000Z", "END:VEVENT"]
        (found,) = read(calendar(event)).events
        assert getattr(found, field) == "Old Hall"
