"""The list: gates apart, thin listings in their place, date order without a goal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from netriage.fit import rank
from netriage.fit.complete import complete
from netriage.fit.thin import LEAST, WORTH_A_LOOK
from netriage.goal import Company, Goal, Person
from netriage.model import Status

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
GOAL = Goal(
    "x",
    topics=("data journalism",),
    people=(Person("Ann Lee"),),
    places=("Berlin",),
    max_travel_km=100,
    never=("karaoke", "speed dating"),
)
TEXT = "An evening about data journalism, with time to talk to one another at length."


def gates(one) -> list[str]:
    return [gate.kind for gate in one.gates]


def test_without_a_goal_the_list_is_in_date_order_and_has_no_fit(make_listing) -> None:
    late = make_listing("Late", start=NOW + timedelta(days=9))
    soon = make_listing("Soon", start=NOW + timedelta(days=1))
    over = make_listing("Over", start=NOW - timedelta(days=1))
    scored = rank([late, over, soon], None, now=NOW, zone=UTC)
    assert [one.listing for one in scored] == [soon, late, over]
    assert {one.fit for one in scored} == {None}
    assert gates(scored[2]) == ["past"]


@pytest.mark.parametrize(
    "title",
    [
        "Office Closed",
        "OFFICE CLOSED - Memorial Day",
        "Veterans Day: Library is closed.",
        "Closed for Labor Day",
        "CLOSED TODAY – labyrinth walks",
        "No class tonight",
        "Labor Day- No School",
        "Werkstatt geschlossen",
        "Bibliothèque fermée pour travaux",
        "Oficina cerrada por fiesta",
    ],
)
def test_what_is_no_event_because_they_are_closed_is_gated(make_listing, title: str) -> None:
    (one,) = rank([make_listing(title)], GOAL, now=NOW, zone=UTC)
    assert gates(one) == ["closed"]
    assert one.gates[0].quote in title
    assert one.event_type == "closure"
    assert gates(rank([make_listing(title)], None, now=NOW, zone=UTC)[0]) == ["closed"]


@pytest.mark.parametrize(
    "title",
    [
        "City Council closed session",
        "Closed-door roundtable on grids",
        "Registration closed: data journalism summit",
        "The Odd Couple (RSVP now closed)",
        "How we closed our seed round",
        "Closed captioning workshop",
        "No School Like the Old School",
        "Geschlossene Gesellschaft: ein Abend",
        "Milonga (no class)",
        "Closing reception",
        "Enclosed: an exhibition",
    ],
)
def test_other_things_that_are_closed_take_place(make_listing, title: str) -> None:
    assert gates(rank([make_listing(title)], GOAL, now=NOW, zone=UTC)[0]) == []


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"status": Status.CANCELLED}, "cancelled"),
        ({"start": NOW - timedelta(days=1)}, "past"),
        ({"description": f"{TEXT} Then karaoke."}, "never"),
        ({"title": "Data journalism speed-dating"}, "never"),
        ({"location": "Munich"}, "out_of_reach"),
        ({"title": "Data journalism lab closed"}, "closed"),
    ],
)
def test_a_gate_puts_a_listing_last_and_leaves_its_fit(make_listing, fields, kind: str) -> None:
    given = {"title": "Data journalism", "description": TEXT, **fields}
    gated = make_listing(**given)
    other = make_listing("Flower market and tulip show", description="For all who like flowers and gardens. " * 3)
    first, last = rank([gated, other], GOAL, now=NOW, zone=UTC)
    assert first.listing is other
    assert gates(last) == [kind]
    assert last.gates[0].why
    assert (last.fit or 0) > 0


def test_a_place_that_only_the_statement_names_bars_nothing(make_listing) -> None:
    said = Goal("Become data editor at ProPublica in Berlin")
    listing = make_listing("ProPublica evening", location="Munich", description=TEXT)
    (here, told) = (
        rank([listing], goal, now=NOW, zone=UTC)[0] for goal in (said, Goal(said.statement, places=("Berlin",)))
    )
    assert (gates(here), gates(told)) == ([], ["out_of_reach"])
    assert any(part.group == "place" and part.points < 0 for part in here.evidence)


def test_never_means_whole_words(make_listing) -> None:
    (one,) = rank([make_listing("Karaokeless evening of data journalism")], GOAL, now=NOW, zone=UTC)
    assert gates(one) == []


def test_all_day_listings_end_with_their_day_in_the_users_zone(make_listing) -> None:
    today = make_listing("Fair", start=date(2026, 8, 22), end=date(2026, 8, 23))
    yesterday = make_listing("Fair", start=date(2026, 8, 21), end=date(2026, 8, 22))
    found = {one.listing.start: gates(one) for one in rank([today, yesterday], None, now=NOW, zone=UTC)}
    assert found == {today.start: [], yesterday.start: ["past"]}


def test_a_listing_with_further_dates_is_not_past_before_the_last(make_listing) -> None:
    start = NOW - timedelta(days=3)
    listing = make_listing("Exhibition", start=start, dates=(NOW + timedelta(days=3),))
    assert gates(rank([listing], None, now=NOW, zone=UTC)[0]) == []


def test_a_thin_listing_is_marked_and_stands_before_what_is_known_to_be_low(make_listing) -> None:
    thin = make_listing("Evening")
    low = make_listing("Flower market and tulip show", description="For all who like flowers and gardens. " * 3)
    high = make_listing("Ann Lee on data journalism", description=TEXT, location="Berlin")
    scored = rank([low, thin, high], GOAL, now=NOW, zone=UTC)
    assert [one.listing for one in scored] == [high, thin, low]
    assert [one.thin for one in scored] == [False, True, False]
    assert (scored[0].fit or 0) > WORTH_A_LOOK
    assert scored[1].band[1] >= 80
    assert scored[2].band[1] < 20


def test_where_nothing_is_good_what_is_known_still_stands_before_what_cannot_be_told(make_listing) -> None:
    known = make_listing("Evening of the grid", description="About storage in the grid, at length, and with soup. " * 2)
    thin, low = (
        make_listing("Evening"),
        make_listing("Tulips", description="For all who like flowers and gardens. " * 3),
    )
    goal = Goal("Sell forecasts to traders", topics=("power storage markets", "weather models", "balancing"))
    scored = rank([low, thin, known], goal, now=NOW, zone=UTC)
    assert LEAST < (scored[0].fit or 0) < WORTH_A_LOOK
    assert [one.listing for one in scored] == [known, thin, low]


def test_words_of_the_aim_are_no_words_of_the_subject(make_listing) -> None:
    goal = Goal("Find a job: meet people who hire and work with falconers")
    about = make_listing("Falconers of the valley", description=TEXT)
    aim = make_listing("Job fair: find work, meet people who hire", description="Find the people who hire. " * 3)
    first, second = rank([aim, about], goal, now=NOW, zone=UTC)
    assert first.listing is about
    assert (second.fit, second.evidence) == (0.0, ())


def test_the_second_half_of_a_compound_is_nothing_asked_for(make_listing) -> None:
    goal = Goal("Sell a data-driven service to clinics", topics=("value-based care",))
    listing = make_listing("A Leeds-based choir, driven by song", description="Based in Leeds, based on song. " * 3)
    (one,) = rank([listing], goal, now=NOW, zone=UTC)
    assert one.evidence == ()


def test_a_goal_that_is_only_a_sentence_is_read_for_names_places_and_words(make_listing) -> None:
    goal = Goal("Data editor at ProPublica or the Associated Press in New York")
    target = make_listing("Associated Press open newsroom", location="New York, NY")
    place = make_listing("Data evening", location="New York, NY")
    far = make_listing("Data evening", location="Berlin, Germany", description="in the city")
    scored = rank([far, place, target], goal, now=NOW, zone=UTC)
    assert [one.listing for one in scored] == [target, place, far]
    assert scored[0].evidence[0].target == "Associated Press"


@pytest.mark.parametrize(
    ("statement", "places"),
    [
        ("Sell insurance to hotel owners in Asheville: meet ten of them by March", ("Asheville",)),
        ("Win bookkeeping clients in Apex, Cary or Durham", ("Apex", "Cary", "Durham")),
        ("Business development for companies in Austria", ("Austria",)),
        ("Rencontrer des directrices de musée à Lyon ou Grenoble", ("Lyon", "Grenoble")),
        ("Ich suche eine Stelle bei Siemens in Frankfurt am Main oder Berlin", ("Frankfurt am Main", "Berlin")),
        ("Ich suche eine Stelle in Teilzeit bei der Charité", ()),
        ("Data editor at ProPublica by March", ()),
        ("Reading tutor at Mobile Labs", ()),
    ],
)
def test_a_sentence_names_towns_and_countries_as_places(statement: str, places: tuple[str, ...]) -> None:
    assert complete(Goal(statement)).places == places


def test_a_match_or_a_show_of_a_target_counts_less_unless_the_goal_is_about_such(make_listing) -> None:
    duke = (Company("Duke University"),)
    match, film, lecture = (
        make_listing(f"Duke University {what}", location="Durham, NC") for what in ("Soccer", "Film", "Lecture")
    )
    goal = Goal("Raise grants for a clinic", topics=("health",), companies=duke, places=("Durham",))
    scored = rank([match, film, lecture], goal, now=NOW, zone=UTC)
    assert scored[0].listing is lecture
    assert {one.listing for one in scored if any(item.points < 0 for item in one.evidence)} == {match, film}
    curator = rank([film], Goal("x", topics=("film",), companies=duke), now=NOW, zone=UTC)
    assert all(item.points > 0 for item in curator[0].evidence)
    told = make_listing(
        "Duke University Film", location="Durham, NC", description="Health care and what it costs us all."
    )
    assert all(item.points > 0 for item in rank([told], goal, now=NOW, zone=UTC)[0].evidence)


def test_the_kind_of_event_is_told(make_listing) -> None:
    titles = {
        "Breakfast roundtable on grids": "roundtable",
        "Grid workshop": "workshop",
        "After-hours drinks": "happy hour",
        "GRID SUMMIT 2026": "conference",
        "Podiumsdiskussion Netze": "panel",
        "朝食会": "breakfast",
        "The Weird Sisters": "",
    }
    scored = rank([make_listing(title) for title in titles], None, now=NOW, zone=UTC)
    assert {one.listing.title: one.event_type for one in scored} == titles


def test_usefulness_of_a_type_earns_or_costs(make_listing) -> None:
    goal = Goal("x", topics=("grids",), event_types=(("breakfast", 1.0), ("webinar", -1.0)))
    plain, liked, disliked = (make_listing(f"Grids {kind}") for kind in ("evening", "breakfast", "webinar"))
    assert [one.listing for one in rank([plain, disliked, liked], goal, now=NOW, zone=UTC)] == [liked, plain, disliked]


def test_what_the_goal_avoids_costs(make_listing) -> None:
    goal = Goal("x", topics=("grids",), companies=(Company("Stem"),), avoid=("crypto",))
    clean, avoided = make_listing("Grids evening"), make_listing("Grids and crypto evening")
    first, second = rank([avoided, clean], goal, now=NOW, zone=UTC)
    assert first.listing is clean
    assert [item.group for item in second.evidence if item.points < 0] == ["avoid"]
