"""What a person may type or paste as a feed, and what of it may be shown."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from netriage.errors import InputError
from netriage.feeds.source import Kind, kind_of, make_feed, normalise, redact

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("https://example.org/a.ics", "https://example.org/a.ics"),
        ("  <https://example.org/a.ics> ", "https://example.org/a.ics"),
        ("HTTP://example.org/a.ics#top", "http://example.org/a.ics"),
        ("webcal://example.org/a.ics?x=1", "https://example.org/a.ics?x=1"),
        ("webcals://example.org/a.ics", "https://example.org/a.ics"),
        ("WebCal://u:p@example.org/a", "https://u:p@example.org/a"),
        ("webcal://127.0.0.1:8000/a.ics", "http://127.0.0.1:8000/a.ics"),
        ("webcal://localhost:8000/a.ics", "http://localhost:8000/a.ics"),
        ("webcal://[::1]:8000/a.ics", "http://[::1]:8000/a.ics"),
        ("example.org/a.ics", "https://example.org/a.ics"),
        ("file:///tmp/a%20b.ics", "/tmp/a b.ics"),
        ("file://localhost/tmp/a.ics", "/tmp/a.ics"),
        ("/tmp/a.ics", "/tmp/a.ics"),
        ("-", "-"),
    ],
)
def test_what_is_typed_becomes_a_url_a_path_or_standard_input(typed, url):
    assert normalise(typed) == url
    assert normalise(normalise(typed)) == url


def test_a_relative_path_becomes_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert normalise("a.ics") == str(tmp_path / "a.ics")


def test_a_file_that_is_there_is_a_file_whatever_its_name_looks_like(tmp_path, monkeypatch):
    (tmp_path / "example.org").mkdir()
    (tmp_path / "example.org" / "a.ics").write_text("")
    monkeypatch.chdir(tmp_path)
    assert kind_of(normalise("example.org/a.ics")) is Kind.PATH


@pytest.mark.parametrize(
    "typed",
    ["", "  ", "ftp://example.org/a", "data:text/calendar,x", "javascript:alert(1)", "https://", "http:///x", "https://x:port/",
     "https://exa mple.org/", "https://[::1/", "file://server/share/a.ics", "file:relative.ics", "https://a/\x1b]0;x\x07",
     "a\nb", "https://x/" + "y" * 5000],
)  # fmt: skip
def test_what_is_no_source_is_refused_in_words_without_it(typed):
    with pytest.raises(InputError) as caught:
        make_feed(typed, now=NOW)
    assert caught.value.remedy
    assert "example" not in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_nothing_but_the_host_of_a_url_is_shown():
    feed = make_feed("https://user:pw@calendar.example.org:8443/private-token/basic.ics?key=secret", now=NOW)
    assert feed.name == "calendar.example.org"
    assert feed.label == f"calendar.example.org/…#{feed.id}"
    assert redact(feed.url) == feed.label
    assert not any(secret in repr(feed) for secret in ("user", "pw", "token", "secret"))


def test_a_feed_has_the_same_id_however_its_address_was_written():
    ids = {
        make_feed(text, now=NOW).id
        for text in ("webcal://a.example/x", "https://a.example/x", " https://a.example/x#y")
    }
    assert len(ids) == 1
    assert len(ids.pop()) == 8


def test_files_and_standard_input_are_shown_by_name():
    assert make_feed("/home/me/events.ics", now=NOW).label == "events.ics"
    assert make_feed("/home/me/events.ics", now=NOW).name == "events"
    assert make_feed("-", now=NOW).label == "standard input"
    assert make_feed("/x/y.ics", now=NOW, name=" Mine ").name == "Mine"


def test_nothing_but_the_network_itself_loads_httpx_or_icalendar():
    modules = ["discover", "fetch", "local", "opml", "outcome", "page", "pull", "reading", "recipes", "source"]
    script = "".join(f"import netriage.feeds.{name}\n" for name in modules) + (
        "import sys\nassert not {'httpx', 'tenacity', 'icalendar', 'dateutil'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
