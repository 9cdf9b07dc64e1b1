"""The text of every hostile and odd file, cleaned: nothing in it can speak to a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from netriage.ical.extract import extract
from netriage.ical.text import clean_line, clean_text, find_links, safe_url
from tests.text.test_characters import is_clean


def values(path: Path) -> Iterator[str]:
    """Every property value of a body, unfolded and unescaped without any care, so that nothing is spared."""
    body = path.read_bytes().decode("utf-8", "surrogateescape")
    for line in re.sub(r"\r?\n[ \t]", "", body).splitlines():
        value = line.partition(":")[2]
        yield value
        yield value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")


@pytest.mark.parametrize("folder", ["hostile", "nasty"])
def test_every_value_of_the_corpus_comes_out_clean(shared, folder):
    met = 0
    for path in sorted((shared / folder).rglob("*.ics")):
        seen: set[str] = set()
        for value in values(path):
            if value in seen or len(seen) > 400:
                continue
            seen.add(value)
            line, text, url = clean_line(value), clean_text(value), safe_url(value)
            assert is_clean(line, newlines=False), path.name
            assert is_clean(text), path.name
            assert url.isprintable(), path.name
            assert len(line) <= 500
            assert len(text) <= 16_384
            met += 1
    assert met > 500


def test_fields_pulled_out_of_hostile_text_are_clean_too(shared):
    for path in sorted((shared / "hostile").glob("*.ics")):
        text = clean_text("\n".join(dict.fromkeys(values(path)))[:60_000])
        found = extract(
            title=clean_line(text[:300]),
            description=text,
            location="",
            url="https://www.meetup.com/x/events/1/",
            organizer="",
            start=date(2026, 9, 1),
        )
        for value in (found.title, found.location, found.organizer, *found.hosts, *found.speakers, found.price):
            assert is_clean(value, newlines=False), path.name
        assert all(link.startswith(("http://", "https://")) for link in (*found.links, *find_links(text)))
