"""The manners of platforms beyond the corpus: LiveWhale, Exchange, Apple, pretalx, Notes, 25Live, hand-made feeds."""

from __future__ import annotations

from datetime import date

import pytest

from netriage.ical.extract import split_cancelled
from netriage.model import Event, Presence, Status, instant
from tests.ical.samples import BERLIN, FEEDS, LONG, only_event, read, starts, wall

SPANS = {
    # sample: start, end, both as wall times
    "livewhale_all_day_flag": ("2026-09-01", "2026-09-02"),
    "end_without_zone": ("2026-09-01 18:00", "2026-09-01 19:00"),
    "end_past_midnight_of_the_same_date": ("2026-09-01 22:00", "2026-09-02 02:00"),
    "end_in_the_wrong_half_of_the_day": ("2026-09-01 15:30", "2026-09-01 15:30"),
    "length_as_a_clock": ("2026-09-01 16:00", "2026-09-01 17:30"),
    "date_with_an_empty_time": ("2026-09-01", "2026-09-02"),
    "date_with_slashes": ("2026-09-01 18:00", "2026-09-01 18:00"),
}

OFFSETS = {
    # sample: offset from UTC in hours, whether the zone is said to be unsure
    "zone_of_its_own_named_est": (-4, False),
    "zone_est_in_summer": (-4, True),
    "zone_with_a_hyphen": (-4, False),
    "zone_with_a_dotted_offset": (-4, False),
    "zone_spelled_out": (2, False),
    "zone_in_the_value": (-4, False),
    "zone_unknown_in_a_calendar_with_one": (-4, True),
    "zone_of_its_own_named_gmt": (1, False),
    "zone_as_a_property": (-4, False),
}

FIELDS = {
    "livewhale_cancelled_flag": {
        "status": Status.CANCELLED, "price": "free", "description": "Founders show what they built.",
    },
    "exchange_teams_room": {
        "title": "Talk 1", "status": Status.CANCELLED, "presence": Presence.ONLINE,
        "online_url": "https://teams.microsoft.com/l/meetup-join/1/0",
        "description": "Klik her for at deltage i mødet https://teams.microsoft.com/l/meetup-join/1/0",
    },
    "room_and_teams": {"presence": Presence.HYBRID},
    "apple_structured_location": {"location": "Café Eins, Hauptstr. 3, 12345 Stadt", "presence": Presence.IN_PERSON},
    "conference_by_phone_first": {"online_url": "https://meet.jit.si/talk-1", "presence": Presence.ONLINE},
    "template_without_values": {"title": "Berlin", "location": "Berlin", "description": "", "url": ""},
    "escaped_twice": {"title": "Bob's talk, part 1", "description": "One\nTwo, and three"},
    "base64_text": {"description": "Hello world"},
    "colon_lines_in_a_raw_description": {
        "location": "Hall 1", "status": Status.CONFIRMED,
        "description": "Bring a friend.\nLocation: see the map\nDuration: two hours\nStatus: cancelled if it rains",
    },
    "status_twice": {"status": Status.CANCELLED},
    "speakers_in_the_title": {"speakers": ("Ann Lee", "Bob Roe"), "title": "Rust at scale - Ann Lee, Bob Roe"},
    "address_in_lines": {"location": "The Club, 1 Main St, New York, NY"},
    "url_with_entities": {"url": "https://sample.example/calendar?game=1&sport=2"},
    "head_in_alt_desc": {"description": "Hello there"},
    "page_first_in_the_text": {"url": "https://sample.example/e/talk-one-123"},
    "page_last_in_the_text": {"url": "https://sample.example/event/123/"},
    "page_relative_and_in_the_text": {"url": "https://sample.example/calendar.aspx?EID=123"},
    "profile_in_the_text": {"url": ""},
    "url_with_a_space": {"url": "https://sample.example/talk"},
    "url_without_its_colon": {"url": "http://sample.example/talk"},
    "url_without_scheme": {"url": "https://sample.example/talk/1/"},
    "url_as_an_anchor": {"url": "https://sample.example/talk"},
    "fields_of_trumba": {"organizer": "Physics Department", "price": "$10", "status": Status.CANCELLED},
    "contact_and_no_organizer": {"organizer": "Sample Museum"},
    "contact_is_a_number": {"organizer": ""},
    "speakers_in_lines": {"speakers": ("Ann Lee", "Bob Roe")},
    "short_codes_of_wordpress": {"description": "Founders show what they built [live]."},
    "page_behind_a_label": {"url": "https://www.sample.example/event-details/paint-night"},
    "room_of_zoho": {"presence": Presence.ONLINE, "online_url": "https://meeting.zoho.com/join?key=123"},
    "labels_in_japanese": {
        "price": "500円", "hosts": ("サンプル会",), "speakers": ("山田太郎", "鈴木花子"), "location": "サンプルビル 3F",
    },
    "labels_in_russian": {"price": "500 ₽", "hosts": ("Клуб Пример",), "speakers": ("Анна Иванова",)},
    "labels_in_portuguese": {"price": "R$ 30", "hosts": ("Grupo Exemplo",), "speakers": ("Ana Lima",)},
    "labels_in_danish": {"price": "150 kr", "hosts": ("Sample Forening",), "register_by": date(2026, 8, 25)},
    "speakers_as_attendees": {"speakers": ("Ann Lee", "nyx"), "hosts": (), "organizer": ""},
    "people_by_role": {"speakers": ("Ann Lee",), "hosts": ("Bob Roe",), "organizer": "Bob Roe"},
    "extra_information_of_jevents": {
        "description": "Founders show what they built.\n\nHosted by: Sample Group\n\nAdmission: $10",
        "hosts": ("Sample Group",), "organizer": "Sample Group", "price": "$10",
    },
    "text_cut_beside_its_html": {
        "description": "Founders show what they built, and say what it cost.\n\nSpeakers: Ann Lee, Bob Roe",
        "speakers": ("Ann Lee", "Bob Roe"),
    },
    "styled_description": {"description": "Founders show what they built."},
    "host_as_a_category": {"hosts": ("Sample Museum",), "speakers": ("Ann Lee",), "organizer": "Sample Museum"},
    "organizer_with_address_in_the_text": {"organizer": "Ann Lee", "hosts": ("Ann Lee",)},
    "room_of_an_own_jitsi": {
        "presence": Presence.ONLINE, "online_url": "https://meet.sample.example/talk-one", "location": "",
    },
    "virtual_slash_zoom": {"presence": Presence.ONLINE},
    "place_in_quotes": {"location": "Room 1"},
    "template_with_names": {"description": "", "location": ""},
}  # fmt: skip

CALLED_OFF = (
    "Aflyst: Møde", "Inställt: Möte", "Odwołane: Spotkanie", "Zrušeno: Schůzka", "Отменено: Встреча", "【中止】勉強会",
    "[キャンセル] 勉強会", "取消:活动", "Chorprobe fällt aus", "Story time is cancelled", "AFGELAST: Optreden",
    "Cancelled: Cancelled: Story time", "Story time - CANCELLED due to weather", "Cancel·lat: Concert",
)  # fmt: skip
NOT_CALLED_OFF = (
    "Why my favourite show was cancelled", "How a flight is cancelled", "Cancel culture and you",
    "NO MEETING - holiday", "Postponed: Story time", "Cancelled flights: your rights", "中止について",
)  # fmt: skip


def event_of(name: str) -> Event:
    return only_event((FEEDS / f"{name}.ics").read_bytes())


@pytest.mark.parametrize("name", SPANS)
def test_start_and_end_are_what_the_publisher_meant(name: str) -> None:
    event = event_of(name)
    assert (wall(event.start), wall(event.end)) == SPANS[name]


@pytest.mark.parametrize("name", OFFSETS)
def test_the_zone_is_that_of_the_publisher_or_said_to_be_unsure(name: str) -> None:
    event = event_of(name)
    assert (f"{event.start:%z}", bool(event.zone_note)) == (f"{OFFSETS[name][0]:+03d}00", OFFSETS[name][1])
    assert wall(event.start) == "2026-09-01 18:00"
    assert not event.floating


@pytest.mark.parametrize("name", FIELDS)
def test_what_a_platform_hides_is_found(name: str) -> None:
    event = event_of(name)
    assert {field: getattr(event, field) for field in FIELDS[name]} == FIELDS[name]


def test_a_text_block_of_a_program_is_read_although_it_is_indented() -> None:
    reading = read((FEEDS / "text_block_of_a_program.ics").read_bytes(), LONG)
    assert [event.title for event in reading.events] == ["Talk 1", "Talk 2"]
    assert not reading.truncated


def test_coordinates_of_apple_stand_in_for_geo() -> None:
    geo = event_of("apple_structured_location").geo
    assert geo is not None
    assert (geo.latitude, geo.longitude) == (51.25, 6.33)


def test_a_recurrence_id_without_zone_is_meant_in_that_of_its_start() -> None:
    assert starts((FEEDS / "recurrence_id_without_zone.ics").read_bytes()) == ["2026-09-01 18:00", "2026-09-09 18:00"]


def test_an_exdate_at_midnight_takes_its_day_away() -> None:
    assert starts((FEEDS / "exdate_at_midnight.ics").read_bytes()) == ["2026-09-01 18:00", "2026-09-15 18:00"]


def test_an_organizer_that_is_nobody_is_none() -> None:
    reading = read((FEEDS / "organizer_is_nobody.ics").read_bytes(), LONG)
    assert [event.organizer for event in reading.events] == ["", "", "", "Ann Lee"]


@pytest.mark.parametrize("title", CALLED_OFF)
def test_a_title_in_any_of_these_languages_cancels(title: str) -> None:
    rest, cancelled = split_cancelled(title)
    assert cancelled
    assert rest in title
    assert rest != title


@pytest.mark.parametrize("title", NOT_CALLED_OFF)
def test_a_title_about_cancelling_stays(title: str) -> None:
    assert split_cancelled(title) == (title, False)


@pytest.mark.parametrize("name", ["date_as_other_programs_write_it", "date_as_people_write_it"])
def test_a_date_that_can_mean_one_day_only_is_read_however_it_is_written(name: str) -> None:
    events = read((FEEDS / f"{name}.ics").read_bytes(), LONG).events
    assert [f"{event.start:%Y-%m-%d}" for event in events] == ["2026-09-01"] * 6
    instants = {instant(event.start, BERLIN).astimezone(BERLIN) for event in events}
    assert {wall(moment) for moment in instants} == {"2026-09-01 18:00"}


def test_a_date_that_may_mean_two_days_is_refused_in_words() -> None:
    reading = read((FEEDS / "date_that_may_mean_two_days.ics").read_bytes(), LONG)
    assert not reading.events
    assert "no usable date" in reading.problems[0].words


def test_a_length_of_one_and_a_half_hours_is_read_in_fractions_and_without_its_last_letter() -> None:
    events = read((FEEDS / "duration_in_a_fraction.ics").read_bytes(), LONG).events
    assert [wall(event.end) for event in events] == ["2026-09-01 19:30"] * 2


RECURRING = {
    "rule_of_rrule_js": ["2026-09-01 18:00", "2026-09-08 18:00", "2026-09-15 18:00"],
    "rule_with_names_of_days": ["2026-09-01 18:00", "2026-09-08 18:00", "2026-09-15 18:00"],
    "exdates_with_semicolons": ["2026-09-01 18:00", "2026-09-22 18:00"],
    "exdate_of_a_day_in_utc": ["2026-09-01", "2026-09-15"],
}


@pytest.mark.parametrize("name", RECURRING)
def test_a_series_is_what_its_publisher_meant(name: str) -> None:
    assert starts((FEEDS / f"{name}.ics").read_bytes()) == RECURRING[name]
