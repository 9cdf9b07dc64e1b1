"""Which locations name somewhere: those that say it, and not the sentences that stand in their place."""

from __future__ import annotations

import pytest

from netriage.dedupe.wording import PlaceMatch, match_places, place_words
from netriage.ical.presence import is_place
from netriage.places import told_place

SOMEWHERE = (
    "c-base", "Tbilisi", "Come as You Are, 464 College St", "We Are Here Gallery", "You and Me Café", "Contact Theatre",
    "Check Point Charlie", "Register House, Edinburgh", "Visit Ghent, Sint-Veerleplein 5", "Our Lady of Peace Church",
    "Will Rogers Park", "Can Batlló, Barcelona", "Kongens Have", "Rue Sherbrooke Est", "Haus der Kulturen der Welt",
    "Ort der Begegnung", "Rendez-vous Bar", "À la Maison", "En Ville", "Sur la Plage", "Das Haus", "Vi Köper Café",
    "Lillian H. Smith, Meeting Room, 3rd Floor", "1 Main St., Springfield",
    "Details Bar", "Call Lane 5, Leeds", "St. Anne's Parish Hall", "会場: 渋谷ヒカリエ", "Дом культуры, Москва",
    "salle des fêtes de la mairie",
)  # fmt: skip
NOWHERE = (
    "", "-", "TBA", "TBD per-meeting", "To be announced", "Location TBD", "n/a", "Various locations",
    "Varies by session",
    "Join us at the back of the library on the second floor, we'll have pizza!",
    "Please register to receive the address", "See description", "See event details below.", "RSVP",
    "RSVP for location",
    "Register to see address", "Check event page for more details", "Details provided on RSVP acceptance",
    "This is a private event. For location details, contact ann@sample.example.", "I will call you directly.",
    "We will send you the link the day before", "Log in with your key for location details", "Address upon RSVP",
    "Wird noch bekanntgegeben", "Die Adresse wird nach Anmeldung bekannt gegeben", "siehe Beschreibung",
    "Wir treffen uns vor dem Eingang", "Ort folgt", "Bitte meldet euch an!", "à confirmer", "Lieu à définir",
    "L'adresse vous sera envoyée par mail", "voir la description", "por confirmar", "Lugar por definir",
    "La dirección se enviará a los inscritos", "da definire", "Luogo da confermare",
    "ci troviamo davanti alla stazione",
    "a definir", "nog te bepalen", "Adres wordt later gestuurd", "Plats meddelas senare", "vi ses utanför stationen",
    "do ustalenia", "уточняется", "Адрес будет отправлен", "未定", "場所は後日お知らせします", "地点待定", "추후 공지",
)  # fmt: skip
PARTS = {
    "Elm Branch, This program will be held on our 2nd floor.": "Elm Branch",
    "Join us at Joe's Pizza, 12 Oak St": "Joe's Pizza, 12 Oak St",
    "Sample Church. The address is 21 E 6th St, but we'll use the entrance facing west.": "Sample Church, 21 E 6th St",
    "Sample Winery (Location varies by event, see details below)": "Sample Winery",
    "Meet at the Circulation Desk": "Circulation Desk",
    "Where: Town Hall": "Town Hall",
    "TBD, Durham, NC": "Durham, NC",
    "Club Eins, 3 Oak St, https://tickets.sample.example/1": "Club Eins, 3 Oak St",
}


@pytest.mark.parametrize("location", SOMEWHERE)
def test_what_names_a_place_is_taken_as_it_is(location: str) -> None:
    assert told_place(location) == (location, False)
    assert is_place(location)


@pytest.mark.parametrize("location", NOWHERE)
def test_a_sentence_or_a_promise_names_no_place_in_any_of_these_languages(location: str) -> None:
    assert told_place(location).place == ""
    assert not is_place(location)
    assert place_words(location) == ""


@pytest.mark.parametrize("location", PARTS)
def test_of_a_place_and_a_sentence_the_place_counts(location: str) -> None:
    assert told_place(location).place == PARTS[location]
    assert is_place(location)


def test_two_events_that_promise_the_place_of_one_town_are_not_at_one_place() -> None:
    one = place_words("Address on booking, Durham, NC")
    assert match_places(one, place_words("Address on booking, Durham, NC")) is PlaceMatch.UNKNOWN
    assert place_words("Room TBA, Sample Hall (venue TBC), 10 Soho Street") != ""


def test_the_same_sentence_does_not_put_two_events_at_one_place() -> None:
    words = place_words("Please register to receive the address")
    assert match_places(words, words) is PlaceMatch.UNKNOWN
