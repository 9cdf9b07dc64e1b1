"""What each comparison means for a row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.filters import FilterContext, parse
from netriage.filters.patterns import MAX_LINE, searchable
from netriage.model import Evidence, Gate, Geo, Lane, Presence, Status
from tests.filters.rows import BERLIN, CONTEXT, NOW, Row, row

TALK = row(
    "Go in production: Müller & friends",
    description="An evening with the founders.\nFree pizza.",
    location="Factory Görlitzer Park, Berlin",
    organizer="GDG Berlin",
    hosts=("Go User Group",),
    speakers=("Ada Lovelace",),
    categories=("Tech",),
    price="12 EUR",
    presence=Presence.HYBRID,
    key="ab12cd3" + "0" * 25,
    fit=72.5,
    event_type="talk",
    evidence=(
        Evidence(30, "companies", "target company in the text", quote="GOOG", target="Alphabet"),
        Evidence(20, "people", "target person", quote="Countess Lovelace", target="Ada King"),
    ),
    note="ask Jörg",
    tags=("hiring",),
    feed_names=("Berlin tech",),
    reason="too far",
    hidden_by="never-rule: pizza",
    clashes=("f" * 32,),
    is_new=True,
)


def matches(text: str, given_row: Row = TALK, context: FilterContext = CONTEXT) -> bool:
    return parse(text).matches(given_row, context)


@pytest.mark.parametrize(
    "text",
    ["", "go", "PRODUCTION", "muller", "MÜLLER", "founders pizza", '"free pizza"', "gorlitzer", "jorg", "hiring",
     "/^go in/", "/fri[e]nds$/", "/jörg/", "/hir/", "pro\u200bduction", "title:go", "title:/müll/", "-rust",
     "rust or go", "not (rust or java)",
     "fit>=72.5", "fit>72", "fit<100", "fit=72.5", "lane:inbox", "lane:any", "lane!=keep", "type:talk", "type=TALK",
     "company:alphabet", "company:goog", "company:gdg", "people:ada", "people:countess", "people:king",
     "tag:hir", "tag=hiring", "note:jorg", "reason:far", "feed:berlin", 'feed="berlin tech"', "place:berlin",
     "hosts:user", "zone:berlin",
     "evidence:person", "organizer:gdg", "speakers:lovelace", "categories=tech", "price:eur", "hidden:pizza",
     "url=\"\"",
     "id:ab12cd3", "id:AB12", "hours=2", "hours>=1.5", "presence:hybrid", "status:confirmed", "description:pizza",
     "is:clash", "clash", "is:new", "is:hidden", "is:online", "is:ranked", "is!=thin", "evening", "is:evening",
     "in:2d", "in:34h", "on:tue", "on:tomorrow", "on:2026-11-24", "on:weekday", "before:2026-11-25", "after:today",
     "start>=tue", "start<=tomorrow", "start=2026-11-24", "end=tue", "not is:past"],
)  # fmt: skip
def test_it_lets_the_talk_of_tomorrow_evening_through(text: str) -> None:
    assert matches(text)


@pytest.mark.parametrize(
    "text",
    ["rust", "founders rust", '"pizza free"', "/^production/", "/founders.*pizza/", "title:pizza", "title=go", "fit<72",
     "fit>72.5", "lane:keep", "type=tal", "company:lovelace", "company:target", "people:person", "tag=hir", "note=jorg",
     "id:b12", "hours>2", "presence:online", "status:cancelled", "is:thin", "is:past", "is:morning", "is:afternoon",
     "weekend", "is:series", "is:merged", "is:all_day", "is:gated", "is:cancelled", "in:24h", "on:mon", "on:today",
     "before:tomorrow", "after:tomorrow", "start<tue", "start=today", "end>tue", "distance<20", "distance>20",
     "register_by>=today", "register_by<2030-01-01", "note=\"\"", "reason:\"\" and rust"],
)  # fmt: skip
def test_it_keeps_the_talk_of_tomorrow_evening_back(text: str) -> None:
    assert not matches(text)


def test_without_a_goal_no_listing_is_above_or_below_any_fit() -> None:
    unranked = row(fit=None)
    assert not matches("fit>=0", unranked)
    assert not matches("fit<=100", unranked)
    assert not matches("is:ranked", unranked)


def test_an_event_that_is_going_on_is_within_the_next_days_and_one_that_is_over_is_not() -> None:
    going_on = row(start=NOW - timedelta(hours=1), end=NOW + timedelta(hours=1))
    over = row(start=NOW - timedelta(hours=2), end=NOW)
    assert matches("in:1h", going_on)
    assert not matches("in:1h", over)
    assert matches("is:past", over)
    assert not matches("is:past", going_on)


def test_the_end_of_a_span_is_not_in_it() -> None:
    assert not matches("in:7d", row(start=NOW + timedelta(days=7)))
    assert matches("in:7d", row(start=NOW + timedelta(days=7) - timedelta(seconds=1)))


def test_an_all_day_event_of_today_is_within_the_next_hours_although_it_began_at_midnight() -> None:
    assert matches("in:1h on:today is:all_day", row(start=date(2026, 11, 23)))
    assert not matches("in:1h or on:today", row(start=date(2026, 11, 22)))


def test_a_folded_row_counts_on_each_of_its_dates() -> None:
    weekly = row(start=NOW - timedelta(days=2), dates=(NOW + timedelta(days=5), NOW + timedelta(days=12)))
    assert matches("in:7d", weekly)
    assert matches("on:2026-12-05", weekly)
    assert not matches("in:4d", weekly)


def test_a_conference_counts_on_each_day_it_covers_and_a_late_party_on_the_day_it_starts() -> None:
    conference = row(start=date(2026, 11, 26), end=date(2026, 11, 29))
    assert [day for day in ("wed", "thu", "fri", "sat", "sun") if matches(f"on:{day}", conference)] == [
        "thu",
        "fri",
        "sat",
    ]
    assert matches("weekend", conference)
    party = row(start=datetime(2026, 11, 27, 22, tzinfo=BERLIN), end=datetime(2026, 11, 28, 4, tzinfo=BERLIN))
    assert matches("on:fri", party)
    assert not matches("weekend", party)


def test_days_and_evenings_are_told_in_the_users_zone() -> None:
    late_in_berlin = row(start=datetime(2026, 11, 24, 18, tzinfo=UTC))
    assert matches("on:tue evening", late_in_berlin)
    in_tokyo = FilterContext(NOW, ZoneInfo("Asia/Tokyo"))
    assert matches("on:wed evening", late_in_berlin, in_tokyo)
    assert not matches("is:morning", late_in_berlin, in_tokyo)


def test_a_day_of_a_clock_change_has_25_hours() -> None:
    in_autumn = FilterContext(datetime(2026, 10, 20, tzinfo=BERLIN), BERLIN)
    last_hour = row(start=datetime(2026, 10, 25, 23, 30, tzinfo=BERLIN))
    assert matches("start=2026-10-25", last_hour, in_autumn)
    assert not matches("start>2026-10-25", last_hour, in_autumn)


def test_an_end_at_midnight_is_on_the_day_before() -> None:
    until_midnight = row(start=datetime(2026, 11, 24, 20, tzinfo=BERLIN), end=datetime(2026, 11, 25, tzinfo=BERLIN))
    assert matches("end=2026-11-24", until_midnight)


def test_distance_is_measured_from_home_and_an_unknown_place_is_neither_near_nor_far() -> None:
    home = FilterContext(NOW, BERLIN, home=Geo(52.5200, 13.4050))
    potsdam, hamburg = row(geo=Geo(52.3906, 13.0645)), row(geo=Geo(53.5511, 9.9937))
    assert matches("distance>26 distance<28", potsdam, home)
    assert matches("distance>=254 distance<=256", hamburg, home)
    assert not matches("distance<1 or distance>=1", row(), home)


def test_what_is_known_of_the_registration_is_compared_by_day() -> None:
    early = row(register_by=date(2026, 11, 24))
    assert matches("register_by=tomorrow register_by<fri", early)


def test_gates_series_merges_and_thin_texts_are_flags() -> None:
    odd = row(gates=(Gate("never", "never: pizza"),), series="5" * 32, merged="same URL", thin=True,
              status=Status.CANCELLED, lane=Lane.KEEP)  # fmt: skip
    assert matches("is:gated is:series is:merged is:thin is:cancelled lane:keep", odd)


def test_a_pattern_is_searched_line_by_line_and_also_in_what_stands_late_in_a_very_long_line() -> None:
    long = row(description="x" * 5_000 + " founders dinner " + "y" * 5_000)
    assert matches("/founders d.nner/", long)
    assert max(map(len, searchable(long.scored.listing.description))) == MAX_LINE


def test_a_listing_whose_text_changed_is_read_anew() -> None:
    context = FilterContext(NOW, BERLIN)
    assert matches("before", row("Before", key="1" * 32), context)
    assert not matches('"before"', row("Afterwards", key="1" * 32), context)


texts = st.sampled_from(
    ["go", "fit>=50", "lane:keep", "evening", "in:3d", "on:tue", "is:new", "tag:a", "type:talk", "/g./"]
)
rows = st.builds(
    row,
    st.sampled_from(["Go night", "Rust day"]),
    fit=st.none() | st.floats(0, 100),
    lane=st.sampled_from(list(Lane)),
    start=st.integers(-72, 168).map(lambda hours: NOW + timedelta(hours=hours)),
    is_new=st.booleans(),
    tags=st.sampled_from([(), ("a",)]),
    event_type=st.sampled_from(["", "talk"]),
)


@given(texts, texts, texts, rows)
def test_and_or_not_are_those_of_logic(one: str, two: str, three: str, any_row: Any) -> None:
    a, b, c = (matches(text, any_row, FilterContext(NOW, BERLIN)) for text in (one, two, three))

    def answer(text: str) -> bool:
        return matches(text, any_row, FilterContext(NOW, BERLIN))

    assert answer(f"{one} {two} {three}") is (a and b and c)
    assert answer(f"{one} or {two} or {three}") is (a or b or c)
    assert answer(f"{one} and not {two} or {three}") is ((a and not b) or c)
    assert answer(f"not ({one} or {two}) and {three}") is (not (a or b) and c)


QUERIES = ("", "g", "go", "go m", "go meet", "go meetup", "pizza", "not go", "go or pizza", "/go/", "go fit>=50")


@given(st.lists(st.sampled_from(QUERIES), min_size=1, max_size=6), st.sets(st.integers(0, 8)))
def test_looking_through_all_rows_finds_what_asking_each_row_finds(queries: list[str], noted: set[int]) -> None:
    titles = ("Go meetup", "Gopher night", "Pizza", "Meet", "GO", "Nothing", "go, meet and pizza", "Ärger", "go")
    rows = {
        f"{number:032x}": row(title, key=f"{number:032x}", fit=number * 10.0, note="go Jörg" if number in noted else "")
        for number, title in enumerate(titles)
    }
    scored, other = [one.scored for one in rows.values()], [one.scored for one in rows.values()]
    for number, query in enumerate(queries):
        test = parse(query).matcher(CONTEXT)
        found = parse(query).keys(rows, other if number % 3 == 2 else scored, CONTEXT)
        assert found == {key for key, one in rows.items() if test(one)}
