"""What organisers write into lines of their own: the venue, the price, who leads; and what is glued to a link."""

from __future__ import annotations

from datetime import date

import pytest

from netriage.ical.extract import Extracted, extract
from netriage.ical.links import find_links
from netriage.ical.presence import presence_of
from netriage.ical.text import clean_place
from netriage.ical.venues import venue_of
from netriage.model import Presence

VENUES = {
    "📍 Sample Town Hall, 95 Oak Avenue": "Sample Town Hall, 95 Oak Avenue",
    "📍Location: 727 T St. Springfield, CA 95811": "727 T St. Springfield, CA 95811",
    "📍 Meetup Location: Outside Rosedale Station": "Outside Rosedale Station",
    "📍 Meeting Point:\nElm Park, main gate": "Elm Park, main gate",
    "VENUE: The Village Hive\nADDRESS: 120 Oak Ave E, 3rd floor": "The Village Hive, 120 Oak Ave E, 3rd floor",
    "Location: Smoke Show\nAddress: 744 Mt. Pleasant": "Smoke Show, 744 Mt. Pleasant",
    "Where to meet us:\nThe Copper Kettle, 3 Main St": "The Copper Kettle, 3 Main St",
    "- Venue: Town Hall (https://sample.example/hall)": "Town Hall",
    "Treffpunkt: Hauptbahnhof, Gleis 1": "Hauptbahnhof, Gleis 1",
    "Lieu : Salle Jean Moulin, 3 rue des Fleurs": "Salle Jean Moulin, 3 rue des Fleurs",
    "場所: 渋谷ヒカリエ 8F": "渋谷ヒカリエ 8F",
}
NO_VENUES = (
    "📍 Good to Know", "📌 What to Bring", "📍 Meetup Time: 6:30 PM", "Where: Same as it ever was", "Location:",
    "Location: The grill is only 0.4 miles from here.", "📌 Meetup Spot: To be confirmed", "Where is class held?",
    "Location: Town Hall, 1 Main St\nLocation: City Hall, 2 Oak St", "Venue Guidelines: Thank our hosts, all of you",
    "Where little ghouls, and big kids too, have fun", "Place: TBD", "Address:\nWe will send it to you the day before",
)  # fmt: skip
PRICES = {
    "Class: $25\nMilonga (social dance): $20": "$25",
    "Class & Dance: $15.-": "$15",
    "💰 $20": "$20",
    "🎟️ $15 in advance": "$15",
    "Adults: €12, children free": "€12",
    "Per person: £8": "£8",
    "First class: we raised $900 last year": "",
}
HOSTS = {
    "Led by Ann Lee and Bob Roe": ("Ann Lee", "Bob Roe"),
    "Chair: Ann Lee": ("Ann Lee",),
    "Ride leader: Bob Roe": ("Bob Roe",),
    "Led by amazing instructors": (),
    "Led by Ann Lee, artist and book illustrator": ("Ann Lee",),
}
SPEAKERS = {
    "Moderator: Ann Lee, Sample Weekly": ("Ann Lee",),
    "Facilitators: Ann Lee & Bob Roe": ("Ann Lee", "Bob Roe"),
    "Teacher: Ann Lee studied with Bob Roe": (),
    "Speaker: Ada van Dyk": ("Ada van Dyk",),
}


def fields(**given: str) -> Extracted:
    told = {"title": "Talk", "description": "", "location": "", "url": "", "organizer": "", **given}
    return extract(start=date(2026, 9, 1), **told)


@pytest.mark.parametrize("text", VENUES)
def test_a_labelled_line_names_the_venue(text: str) -> None:
    assert venue_of(f"Come along!\n{text}\n\nBring a friend.") == VENUES[text]


@pytest.mark.parametrize("text", NO_VENUES)
def test_a_line_that_names_no_place_or_two_gives_none(text: str) -> None:
    assert venue_of(f"Come along!\n{text}\n\nBring a friend.") == ""


def test_the_location_of_the_event_stands_before_that_of_its_text() -> None:
    assert fields(location="c-base", description="Venue: Town Hall, 1 Main St").location == "c-base"
    assert fields(description="Venue: Town Hall, 1 Main St").presence is Presence.IN_PERSON


@pytest.mark.parametrize("text", PRICES)
def test_a_price_is_read_behind_what_one_pays_for(text: str) -> None:
    assert fields(description=f"Come along!\n{text}").price == PRICES[text]


@pytest.mark.parametrize("text", HOSTS)
def test_who_leads_it_is_a_host(text: str) -> None:
    assert fields(description=f"Come along!\n{text}").hosts == HOSTS[text]


@pytest.mark.parametrize("text", SPEAKERS)
def test_who_moderates_or_teaches_is_a_speaker(text: str) -> None:
    assert fields(description=f"Come along!\n{text}").speakers == SPEAKERS[text]


def test_the_end_of_a_title_may_name_the_host() -> None:
    assert fields(title="Drag brunch hosted by Sample Books").hosts == ("Sample Books",)
    assert fields(title="Reception hosted by Sample Club, Hall 1").organizer == "Sample Club"
    assert fields(title="A party hosted by friends").hosts == ()
    assert fields(title="Quiz hosted by Bob", description="Hosted by: Sample Club").hosts == ("Sample Club",)


def test_words_glued_to_a_room_are_cut_off() -> None:
    room = "https://meet.google.com/abc-defg-hij"
    assert find_links(f"Join: {room}Or dial: +1 555") == (room,)
    assert find_links(f"{room}?authuser=0") == (f"{room}?authuser=0",)


@pytest.mark.parametrize("location", ["Online:   / Room 330 - Sample Centre", "Zoom / Sample Hall"])
def test_a_room_behind_the_online_one_makes_it_hybrid(location: str) -> None:
    assert presence_of("Talk", location, "", room_is_place=False) is Presence.HYBRID
    assert presence_of("Talk", "Zoom / Online only", "", room_is_place=False) is Presence.ONLINE


def test_a_dash_that_a_missing_name_left_is_dropped() -> None:
    assert clean_place("- 35 Oak Street, Springfield") == "35 Oak Street, Springfield"
