"""When two events in a calendar say the same, and how ours is taken over into another."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.calendars.component import folded_lines, lines, split
from netriage.calendars.event import body_of
from netriage.calendars.meaning import OWNED, meaning, meaning_hash, merged, properties, shown
from netriage.model import Presence
from tests.calendars.samples import NOW, kept


def event(*content: str) -> bytes:
    return "\r\n".join(["BEGIN:VEVENT", "UID:x", *content, "END:VEVENT", ""]).encode()


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (["DTSTART:20261126T173000Z"], ["DTSTART;TZID=Europe/Berlin:20261126T183000"]),
        (["DTSTART:20261126T173000Z"], ['DTSTART;TZID="/mozilla.org/20050126_1/Europe/Berlin":20261126T183000']),
        (["DTSTART;VALUE=DATE:20261126"], ["DTSTART;VALUE=DATE:20261126", "DTEND;VALUE=DATE:20261127"]),
        (["DTSTART:20261126T100000Z", "DURATION:PT2H"], ["DTSTART:20261126T100000Z", "DTEND:20261126T120000Z"]),
        (["DTSTART:20261126T100000Z", "DTEND:20261126T100000Z"], ["DTSTART:20261126T100000Z"]),
        (["SUMMARY:Tea\\, coffee\\; cake\\n"], ["summary;LANGUAGE=en:Tea\\, cof", " fee; cake"]),
        (["CATEGORIES:a,b"], ["CATEGORIES:b", "CATEGORIES:a"]),
        (["STATUS:CONFIRMED", "TRANSP:OPAQUE", "CLASS:PUBLIC", "PRIORITY:0"], []),
        (["DTSTAMP:20260101T000000Z", "SEQUENCE:4", "LAST-MODIFIED:20260101T000000Z", "CREATED:20260101T000000Z"], []),
        (["X-MOZ-GENERATION:3", "X-APPLE-TRAVEL:1", "LOCATION:"], []),
        (["BEGIN:VALARM", "TRIGGER:-PT5M", "X-WR-ALARMUID:1", "ACTION:DISPLAY", "END:VALARM"],
         ["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT5M", "ACKNOWLEDGED:20260101T000000Z", "END:VALARM"]),
    ],
)  # fmt: skip
def test_programs_write_the_same_in_different_ways(one: list[str], two: list[str]) -> None:
    assert meaning(event(*one)) == meaning(event(*two))


@pytest.mark.parametrize(
    "edit",
    [["BEGIN:VALARM", "TRIGGER:-PT5M", "END:VALARM"], ["COMMENT:mine"], ["RRULE:FREQ=DAILY"], ["ATTENDEE:mailto:a@b.c"],
     ["STATUS:CANCELLED"], ["TRANSP:TRANSPARENT"], ["DTSTART;TZID=Nowhere/Atall:20261126T183000"], ["LOCATION:here"],
     ["DTSTART:nonsense"], ["URL:https://example.org/B"]],
)  # fmt: skip
def test_what_a_person_adds_or_changes_is_another_meaning(edit: list[str]) -> None:
    assert meaning(event(*edit)) != meaning(event())


def test_two_reminders_differ_from_one_and_from_another() -> None:
    def alarm(trigger: str) -> list[str]:
        return ["BEGIN:VALARM", f"TRIGGER:{trigger}", "END:VALARM"]

    said = {
        meaning_hash(meaning(event(*alarms)))
        for alarms in (alarm("-PT5M"), alarm("-PT1H"), alarm("-PT5M") + alarm("-PT1H"))
    }
    assert len(said) == 3


def test_a_time_is_shown_in_its_own_zone() -> None:
    assert shown(event("DTSTART;TZID=Asia/Tokyo:20261126T183000"), "DTSTART") == "2026-11-26 18:30 Asia/Tokyo"
    assert shown(event("DTSTART:20261126T183000Z"), "DTSTART") == "2026-11-26 18:30 UTC"
    assert shown(event("DTSTART;VALUE=DATE:20261126"), "DTSTART") == "2026-11-26"
    assert shown(event("DTSTART:someday"), "DTSTART") == "someday"
    assert shown(event(), "STATUS") == "CONFIRMED"
    assert shown(event(), "LOCATION") == ""


def test_taking_over_replaces_what_is_asked_for_and_keeps_the_rest_byte_for_byte() -> None:
    theirs = (
        b'BEGIN:VEVENT\nUID:x\nX-ODD;A="b:c":1\nDTSTART:20261126T173000Z\nDURATION:PT1H\nSUMMARY:Ol\n d\nSEQUENCE:4\n'
        b"DTSTAMP:20200101T000000Z\nLOCATION:mine\nBEGIN:VALARM\nSUMMARY:inner\nEND:VALARM\nEND:VEVENT\n"
    )
    ours = event(
        "DTSTAMP:20261123T080000Z", "DTSTART:20261127T100000Z", "DTEND:20261127T110000Z", "SUMMARY:New", "LOCATION:x"
    )
    assert merged(theirs, ours, {"SUMMARY", "DTSTART", "DTEND"}).decode() == (
        'BEGIN:VEVENT\nUID:x\nX-ODD;A="b:c":1\nLOCATION:mine\nDTSTAMP:20261123T080000Z\nDTSTART:20261127T100000Z\n'
        "DTEND:20261127T110000Z\nSUMMARY:New\nSEQUENCE:5\nBEGIN:VALARM\nSUMMARY:inner\nEND:VALARM\nEND:VEVENT\n"
    )


texts = st.text(max_size=60)
starts = st.datetimes(datetime(2001, 1, 1), datetime(2037, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))  # noqa: DTZ001
kept_listings = st.builds(
    kept,
    title=texts,
    description=texts,
    location=texts,
    note=texts,
    url=st.sampled_from(["", "https://example.org/?a=1,2;3"]),
    start=starts | st.dates(date(2001, 1, 1), date(2037, 1, 1)),
    categories=st.lists(texts, max_size=3).map(tuple),
)


@given(kept_listings, kept_listings)
def test_taking_over_everything_makes_the_other_event(one: object, two: object) -> None:
    first, second = (split(body_of(item, NOW)) for item in (one, two))  # type: ignore[arg-type]
    (a,), (b,) = ([piece.raw for piece in pieces if piece.kind == "VEVENT"] for pieces in (first, second))
    assert meaning(merged(a, b, OWNED)) == meaning(b)
    assert merged(a, a, ()).replace(b"SEQUENCE:1\r\n", b"SEQUENCE:0\r\n").count(b"\r\n") == a.count(b"\r\n")


@given(
    st.binary(max_size=80)
    | st.lists(st.sampled_from([b"a\r\n", b" b\n", b"\n", b"\tc", b"\x0c\r\n"]), max_size=9).map(b"".join)
)
def test_lines_and_folded_lines_are_the_bytes_again(body: bytes) -> None:
    assert b"".join(lines(body)) == body
    assert b"".join(folded_lines(body)) == body


@given(st.binary(max_size=120))
def test_any_bytes_between_begin_and_end_have_a_meaning(body: bytes) -> None:
    raw = b"BEGIN:VEVENT\r\n" + body + b"\r\nEND:VEVENT\r\n"
    assert meaning_hash(meaning(raw))
    assert isinstance(properties(raw), list)


def test_the_description_begins_with_what_to_know_first() -> None:
    item = kept(
        description="Come!",
        fit=82.4,
        because=("target company Stripe in the title", "roundtable"),
        note="ask Ada",
        presence=Presence.HYBRID,
        online_url="https://example.org/join",
        price="free",
        hosts=("GDG",),
        dates=(NOW + timedelta(days=7),),
        register_by=date(2026, 11, 25),
    )
    (said,) = (meaning(piece.raw) for piece in split(body_of(item, NOW)) if piece.kind == "VEVENT")
    assert said["DESCRIPTION"] == (
        "Fit: 82\nBecause: target company Stripe in the title; roundtable\nNote: ask Ada\n"
        "Online: https://example.org/join\nPrice: free\nRegister by: 2026-11-25\nHosts: GDG\n"
        "Further dates: 2026-11-30\n\nCome!"
    )
