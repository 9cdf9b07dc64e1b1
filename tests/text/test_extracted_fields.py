"""What is pulled out of the text, and what is rightly left where it is."""

from __future__ import annotations

from datetime import date

import pytest

from netriage.ical.extract import extract, split_cancelled
from netriage.ical.hosts import hosts_of, speakers_of
from netriage.ical.presence import is_place, presence_of
from netriage.ical.terms import price_of, register_by_of
from netriage.model import Presence


def fields(**given):
    empty = {"title": "", "description": "", "location": "", "url": "", "organizer": ""}
    return extract(**{**empty, "start": date(2026, 9, 10), **given})


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("CANCELLED - Family Story Time", "Family Story Time"),
        ("Canceled: Saturday Joy Ride", "Saturday Joy Ride"),
        ("*CANCELED* Public Tour", "Public Tour"),
        ("** Cancelled - Rain ** SOFT Ride", "SOFT Ride"),
        ("Board Meeting (Cancelled)", "Board Meeting"),
        ("Planning Board – Cancelled", "Planning Board"),
        ("Hearing For Proposed Application- CANCELLED", "Hearing For Proposed Application"),
        ("CANCELLED! CANCELLED! Open House", "Open House"),
        ("Canceled Milonga by Luna: Canceled Milonga Luna", "Milonga by Luna: Milonga Luna"),
        ("Cancelled due to rain", "Cancelled due to rain"),
        ("[Abgesagt: Krankheit] Chorprobe", "Chorprobe"),
        ("Chorprobe - fällt aus!", "Chorprobe"),
        ("ANNULÉ : Atelier de couture", "Atelier de couture"),
        ("Cancelado: Taller de cerámica", "Taller de cerámica"),
        ("CANCELLED", "CANCELLED"),
    ],
)
def test_a_title_that_says_cancelled_is_cancelled_and_cleaned(title, rest):
    assert split_cancelled(title) == (rest, True)


@pytest.mark.parametrize(
    "title",
    [
        "Cancelled by the algorithm: a talk",
        "Cancel culture debate",
        "The uncancelled future",
        "Postponed: Picnic",
        "Free entry",
    ],
)
def test_a_title_about_cancelling_is_not_cancelled(title):
    assert split_cancelled(title) == (title, False)


def test_meetups_first_line_is_the_group():
    found = fields(description="Rust Berlin\nJoin us for talks.", url="https://www.meetup.com/rust-berlin/events/1/")
    assert found.hosts == ("Rust Berlin",)
    assert found.organizer == "Rust Berlin"


def test_elsewhere_the_first_line_is_text():
    assert fields(description="Rust Berlin\nJoin us for talks.", url="https://example.org/1").hosts == ()


def test_lumas_location_is_its_page_and_the_address_is_in_the_text():
    found = fields(
        location="https://luma.com/event/evt-1",
        description="Address:\nc-base\nBerlin\n\nCome!\n\nHosted by Ada & Rust Berlin",
    )
    assert (found.location, found.url) == ("c-base, Berlin", "https://luma.com/event/evt-1")
    assert found.hosts == ("Ada", "Rust Berlin")


@pytest.mark.parametrize(
    ("line", "hosts"),
    [
        (
            "Faculty of Arts & Science, Faculty of Applied Science & Engineering, and the University of Toronto",
            ("Faculty of Arts & Science", "Faculty of Applied Science & Engineering", "University of Toronto"),
        ),
        ("Department of Physics and School of Law", ("Department of Physics", "School of Law")),
        ("School of Rock, and Jane Doe", ("School of Rock", "Jane Doe")),
        ("Ann Lee, Bob Ray & Carol Day", ("Ann Lee", "Bob Ray", "Carol Day")),
    ],
)
def test_the_name_of_an_institution_goes_on_over_an_and(line: str, hosts: tuple[str, ...]) -> None:
    assert hosts_of(f"Come!\nHosted by: {line}") == hosts


def test_lumas_hidden_address_stays_unknown():
    found = fields(location="https://luma.com/x", description="Address:\nCheck event page for more details.\n\nCome!")
    assert (found.location, found.presence) == ("", Presence.UNKNOWN)


def test_an_organizer_that_the_feed_gives_stays():
    assert fields(organizer="The Feed", description="Hosted by: Somebody Else").organizer == "The Feed"


def test_a_labelled_venue_stands_in_for_a_missing_location():
    assert fields(description="Come!\nLocation: Town Hall, 1 Main St\nBring cake").location == "Town Hall, 1 Main St"
    assert fields(description="Where: Same as it ever was").location == ""
    assert fields(description="Where: A, 1 B\nWhere: C, 2 D").location == ""


@pytest.mark.parametrize(
    ("description", "hosts"),
    [
        (
            "Hosted by: The AI Collective, Myeasha, Mark Michelson\n\nTickets: Free",
            ("The AI Collective", "Myeasha", "Mark Michelson"),
        ),
        ("Hosted by Research Reimagined (https://www.instagram.com/x/)\n\nText", ("Research Reimagined",)),
        ("Presented by 33 Division. The best way to prevent crime", ("33 Division",)),
        ("Veranstalter: Chaos Computer Club", ("Chaos Computer Club",)),
        ("Organisé par le Club Alpin", ("le Club Alpin",)),
        ("Hosted by: Lorenze Dsouza, 4 others", ("Lorenze Dsouza",)),
        ("Hosted by one of our very own! Test your knowledge", ()),
        ("This session will be presented by a representative from Volunteer Toronto.", ()),
        ("Presented by special arrangement with many of the local companies that you know and love", ()),
        ("Host: NA", ()),
        ("Hostels and hosting explained", ()),
    ],
)
def test_hosts_stand_behind_a_label(description, hosts):
    assert hosts_of(description) == hosts


@pytest.mark.parametrize(
    ("description", "speakers"),
    [
        ("Speaker: Łukasz Langa", ("Łukasz Langa",)),
        (
            "Speakers: Anna Hall, Julian Egelstaff and Adam Khafagy\n\nAnna is",
            ("Anna Hall", "Julian Egelstaff", "Adam Khafagy"),
        ),
        (
            "Presenters:\n\n· Melanie Carrington – Associate Director, Faculty\n· Chad Jankowski",
            ("Melanie Carrington", "Chad Jankowski"),
        ),
        ("Referentin: Prof. Ada Lovelace (TU Berlin)", ("Prof. Ada Lovelace",)),
        ("Keynote speaker: Grace Hopper, US Navy", ("Grace Hopper",)),
        ("Speaker: Club Board Meeting", ()),
        ("Speakers: to be announced", ()),
        ("For the schedule of speakers, see here", ()),
        ("Speaker series: how to talk", ()),
        ("Speaker: TBA", ()),
    ],
)
def test_speakers_are_people_behind_a_label(description, speakers):
    assert speakers_of(description) == speakers


@pytest.mark.parametrize(
    ("description", "price"),
    [
        ("Cost: $25 (free and online options for members)", "$25"),
        ("Tickets: CAD 15.00", "CAD 15.00"),
        ("Cost: $82.50-$355.00. Authentic", "$82.50-$355.00"),
        ("Doors at 7\nTickets are $25 only", "$25"),
        ("Eintritt: 12 € / 8 €", "12 € / 8 €"),
        ("$15 at the door", "$15"),
        ("Tickets: Free", "free"),
        ("Cost: $0", "free"),
        ("All sessions welcome. This event is free.", "free"),
        ("free and open to the public", "free"),
        ("Eintritt frei", "free"),
        ("Entrée libre", "free"),
        ("Entrada gratuita", "free"),
        ("Text\nFREE\nmore", "free"),
        ("Members: $20 | Non-members: $35", "$35"),
        ("Entry fee: ₹499 per head", "₹499"),
        ("Inträde, pris: 100 kr\nPris: 100 kr", "100 kr"),
        ("Wstęp: 20 zł", "20 zł"),
        ("Toegang: gratis", "free"),
        ("Ingresso libero", "free"),
        ("Vstup zdarma", "free"),
        ("Fri entré", "free"),
        ("Feel free to bring a friend", ""),
        ("Free parking, free pizza", ""),
        ("This event is free for members", ""),
        ("Admission is free with a ticket to the museum", ""),
        ("We raised $5,000 last year", ""),
        ("gluten free options", ""),
    ],
)
def test_a_price_is_told_only_when_it_is_sure(description, price):
    assert price_of(description) == price


@pytest.mark.parametrize(
    ("description", "until"),
    [
        ("RSVP by August 27 to ada@example.org", date(2026, 8, 27)),
        ("Registration deadline is August 14. Spots are limited", date(2026, 8, 14)),
        ("Please register before Monday, August 24 at 6 pm", date(2026, 8, 24)),
        ("Registration Deadline: January 25, 2026 at 2 pm", date(2026, 1, 25)),
        ("Sign up by 3rd of September 2026", date(2026, 9, 3)),
        ("Anmeldung bis 1.9.2026", date(2026, 9, 1)),
        ("Anmeldung bis zum 28. August", date(2026, 8, 28)),
        ("Inscription avant le 2 septembre", date(2026, 9, 2)),
        ("Register by 2026-09-09", date(2026, 9, 9)),
        ("Register by October 27", date(2025, 10, 27)),
        ("RSVP by Friday, 9/4/2026", date(2026, 9, 4)),
        ("Registration closes 8/25 at 5 pm", date(2026, 8, 25)),
        ("Registration closes 4/9/26", date(2026, 9, 4)),
        ("Registration closes 13/9/26", None),
        ("Registration closes 2/3/2026", None),
        ("Aanmelden voor 5 september 2026", date(2026, 9, 5)),
        ("Iscrizioni entro il 5 settembre", date(2026, 9, 5)),
        ("Anmälan senast 5 september", date(2026, 9, 5)),
        ("Zapisy do 5 września", date(2026, 9, 5)),
        ("Registration closes at 7 pm", None),
        ("The print deadline is August 1", None),
        ("RSVP by February 31", None),
        ("Register by 2026-12-24", None),
        ("RSVP by 2020-01-01", None),
    ],
)
def test_a_deadline_needs_its_word_and_a_date_that_makes_sense(description, until):
    assert register_by_of(description, date(2026, 9, 10)) == until


ZOOM = "https://us02web.zoom.us/j/83367508279"


@pytest.mark.parametrize(
    ("title", "location", "online_url", "presence"),
    [
        ("Meetup", "c-base, Berlin", "", Presence.IN_PERSON),
        ("Meetup", "", "", Presence.UNKNOWN),
        ("Meetup", "TBA", "", Presence.UNKNOWN),
        ("Meetup", "Virtual event", "", Presence.ONLINE),
        ("Meetup", "Online, register for connection details", "", Presence.ONLINE),
        ("Meetup", "Online-Only Microsoft Teams", "", Presence.ONLINE),
        ("Meetup", "Zoom (https://us02web.zoom.us/j/1)", ZOOM, Presence.ONLINE),
        ("Meetup", "Zoom and MP1318A", "", Presence.HYBRID),
        ("Meetup", "CITA Seminar room (& zoom)", "", Presence.HYBRID),
        ("Meetup", "c-base, Berlin", ZOOM, Presence.HYBRID),
        ("Meetup (online)", "", "", Presence.ONLINE),
        ("Webinar: Rust", "", "", Presence.ONLINE),
        ("Zoom: Board meeting", "", "", Presence.ONLINE),
        ("Hybrid Session", "Fellowship Hall", "", Presence.HYBRID),
        ("Evening Meditation IN-PERSON or ONLINE", "", "", Presence.HYBRID),
        ("Stammtisch vor Ort und online", "", "", Presence.HYBRID),
        ("Build & brand your online shop", "Library, 1 Main St", "", Presence.IN_PERSON),
        ("Virtual reality for all", "", "", Presence.UNKNOWN),
        ("Learning circle: in person", "", "", Presence.IN_PERSON),
        ("Meetup", "", ZOOM, Presence.UNKNOWN),
    ],
)
def test_presence_is_read_from_place_title_and_join_link(title, location, online_url, presence):
    assert presence_of(title, location, online_url, room_is_place=False) is presence


def test_a_join_link_as_the_place_is_online():
    found = fields(title="Community meeting", location=ZOOM)
    assert (found.presence, found.online_url, found.location) == (Presence.ONLINE, ZOOM, "")


def test_a_join_link_in_the_text_is_found_and_a_chat_is_none():
    assert fields(description=f"Join Zoom Meeting\n{ZOOM}").online_url == ZOOM
    assert fields(description="Chat with us: https://discord.gg/abc").online_url == ""


def test_links_are_collected_in_order_and_unwrapped():
    found = fields(description="https://b.example/x and https://www.google.com/url?q=https://a.example/y&sa=D")
    assert found.links == ("https://b.example/x", "https://a.example/y")


def test_a_placeholder_is_no_place():
    assert not any(map(is_place, ["", "TBD", "Online", "https://zoom.us/j/1", "Register to see address", "N/A"]))
    assert all(map(is_place, ["c-base", "Zoomer's Bar, 5 Main St", "Tbilisi"]))
