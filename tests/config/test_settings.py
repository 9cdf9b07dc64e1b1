"""`config.toml`: what it may say, what it may not, and how it is explained."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.config import (
    CalendarKind,
    CalendarSettings,
    Color,
    FeedSettings,
    Keys,
    Preset,
    Settings,
    add_calendar,
    describe,
    manual,
    read_settings,
)
from netriage.errors import ConfigError
from netriage.model import Feed

FULL = """\
theme = "nord"
ascii = true
color = "never"
zone = "Europe/Berlin"

[keys]
preset = "vim"
inbox.keep = ["y", "right"]
"inbox.skip" = "n"

[window]
days_back = 7
days_ahead = 120

[pull]
timeout = 12
max_mb = 5

[feeds."Berlin tech"]
max_mb = 40

[views]
soon = "in:7d and fit>=60"
evenings = "evening"

[[calendars]]
name = "kept"
path = "~/calendars/kept"

[[calendars]]
name = "file"
path = "kept.ics"
"""


def test_every_key_is_read() -> None:
    settings = read_settings(FULL)
    assert (settings.theme, settings.ascii, settings.color) == ("nord", True, Color.NEVER)
    assert settings.zone == "Europe/Berlin"
    assert settings.keys == Keys(Preset.VIM, {"inbox.keep": ("y", "right"), "inbox.skip": ("n",)})
    assert (settings.window.days_back, settings.window.days_ahead) == (7, 120)
    assert (settings.pull.timeout, settings.pull.concurrency) == (12.0, 8)
    assert list(settings.views.items()) == [("soon", "in:7d and fit>=60"), ("evenings", "evening")]
    assert settings.calendars == (
        CalendarSettings("kept", "~/calendars/kept", CalendarKind.VDIR),
        CalendarSettings("file", "kept.ics", CalendarKind.ICS),
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "[keys]\n[views]\n"])
def test_an_empty_file_means_the_defaults(text: str) -> None:
    assert read_settings(text) == Settings()


@pytest.mark.parametrize(
    ("text", "where", "what", "remedy"),
    [
        ('theem = "nord"', "config.toml:1: theem", "no such key", "'theme'"),
        ("ascii = true\n[pull]\ntimout = 3", "config.toml:3: pull.timout", "no such key", "'timeout'"),
        ('ascii = "yes"', "config.toml:1: ascii", "expected true or false, found text", "without quotes"),
        ("[window]\ndays_ahead = 90.5", ":2: window.days_ahead", "expected a whole number, found a number", "as in 5"),
        ("[window]\ndays_ahead = true", ":2: window.days_ahead", "found true or false", "as in 5"),
        ("[window]\ndays_ahead = 9999", ":2: window.days_ahead", "9999 is out of range", "1 to 731"),
        ("[pull]\ntimeout = 0.5", ":2: pull.timeout", "out of range", "1 to 600"),
        ("theme = 1979-05-27", ":1: theme", "found a date or time", "in quotes"),
        ('color = "nevr"', ":1: color", "'nevr' is unknown", "'never'"),
        ("[keys]\npreset = 'emacs'", ":2: keys.preset", "'emacs' is unknown", "vim"),
        ("[keys]\ninbox.keep = 5", ":2: keys.inbox.keep", "expected a list, found a whole number", '["one", "two"]'),
        ("[keys]\n'inbox.keep' = ['y', 5]", ":2: keys.inbox.keep.2", "expected text", "in quotes"),
        ('zone = "Berlin"', ":1: zone", "not a time zone", "Europe/Berlin"),
        ('zone = "../etc/passwd"', ":1: zone", "not a time zone", "Europe/Berlin"),
        ("[views]\nsoon = '''\nfti>60'''", ":3: views.soon", "no name 'fti', at character 1", "'fit'"),
        ("[[calendars]]\nname = 'kept'", "calendars.1", "it has no path", "path ="),
        (
            "[[calendars]]\nname='a'\npath='b'\n[[calendars]]\nname='a'\npath='c'",
            ":5: calendars.2.name",
            "taken",
            "own",
        ),
        ("[calendars]\nname = 'kept'", ":1: calendars", "expected a list, found a table", '["one", "two"]'),
        ("calendars = ['kept']", ":1: calendars.1", "expected a table, found text", "[name]"),
        ("[[calendars]]\nname='a'\npath='b'\nkind='caldav'", ":4: calendars.1.kind", "'caldav' is unknown", "ics"),
        ("[feeds.a]\nmax_bm = 3", ":2: feeds.a.max_bm", "no such key", "'max_mb'"),
        ("[feeds]\na = 3", ":2: feeds.a", "expected a table", "[name]"),
        ("theme = nord", "config.toml", "not TOML", "quotes"),
    ],
)
def test_an_error_names_file_line_key_and_what_would_be_right(text: str, where: str, what: str, remedy: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_settings(text)
    assert caught.value.what.startswith("config.toml")
    assert where in caught.value.what
    assert what in caught.value.what
    assert remedy in caught.value.remedy


def test_a_feed_is_bounded_by_its_own_setting_by_name_or_id_and_else_by_that_of_all() -> None:
    feed = Feed("0a1b2c3d", "https://example.org/secret.ics", "Berlin tech", datetime(2026, 1, 1, tzinfo=UTC))
    assert read_settings(FULL).max_bytes(feed) == 40_000_000
    assert read_settings('[feeds."0a1b2c3d"]\nmax_mb = 0.5').max_bytes(feed) == 500_000
    assert Settings(feeds={"another": FeedSettings(3)}).max_bytes(feed) == 10_000_000


def test_each_value_is_shown_with_its_origin_and_what_it_does() -> None:
    rows = {row.key: row for row in describe(read_settings(FULL), FULL)}
    assert (rows["theme"].value, rows["theme"].origin) == ('"nord"', "config.toml:1")
    assert (rows["keys.inbox.keep"].value, rows["keys.inbox.keep"].origin) == ('["y", "right"]', "config.toml:8")
    assert rows["keys.inbox.skip"].origin == "config.toml:9"
    assert (rows["pull.timeout"].value, rows["pull.timeout"].origin) == ("12.0", "config.toml:16")
    assert (rows["pull.per_host"].value, rows["pull.per_host"].origin) == ("2", "default")
    assert rows["feeds.Berlin tech.max_mb"].origin == "config.toml:20"
    assert rows["calendars.2.path"].origin == "config.toml:32"
    assert rows["calendars.2.kind"].origin == "default"
    assert all(row.words for row in rows.values())


def test_the_manual_says_something_about_every_setting() -> None:
    def silent(kind: type) -> list[str]:
        tables = {"keys", "window", "pull"}
        return [
            item.name for item in dataclasses.fields(kind) if not manual(kind)[item.name] and item.name not in tables
        ]

    assert [silent(type(part)) for part in (Settings(), Settings().keys, Settings().window, Settings().pull)] == [
        []
    ] * 4
    assert silent(FeedSettings) == silent(CalendarSettings) == []


def test_adding_a_calendar_leaves_the_rest_of_the_file_as_it_is() -> None:
    text = '# mine\ntheme = "nord" # dark\n'
    added = add_calendar(text, CalendarSettings("kept", 'C:\\My "cal"', CalendarKind.VDIR))
    assert added.startswith(text)
    assert read_settings(added).calendars == (CalendarSettings("kept", 'C:\\My "cal"', CalendarKind.VDIR),)
    with pytest.raises(ConfigError, match="'kept' is taken"):
        add_calendar(added, CalendarSettings("kept", "elsewhere"))


def test_a_calendar_added_to_an_empty_file_makes_a_file() -> None:
    assert add_calendar("", CalendarSettings("kept", "kept.ics", CalendarKind.ICS)) == (
        '[[calendars]]\nname = "kept"\npath = "kept.ics"\nkind = "ics"\n'
    )


@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_a_calendar_is_called_it_is_read_back(name: str, path: str) -> None:
    calendar = CalendarSettings(name, path, CalendarKind.ICS)
    assert read_settings(add_calendar(FULL.partition("[[calendars]]")[0], calendar)).calendars == (calendar,)


@given(st.text(max_size=40) | st.text('[]"=.\n{}#abtheme ', max_size=60))
def test_any_text_is_settings_or_an_error_in_words(text: str) -> None:
    try:
        settings = read_settings(text)
    except ConfigError as error:
        settings = None
        words = error.what, error.remedy
    assert isinstance(settings, Settings) or all(words)
