"""Every shared feed through the reader: real ones, those of library test suites, and one attack a file.

The samples are not tuned to: what is asserted is the class of a fault, and the `must` column of the hostile manifest.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import icalendar
import pytest

from netriage.ical.read import Reading
from netriage.ical.recur import MOST_INSTANCES, expand
from netriage.model import Event, Occurrence, Problem, Severity, Status, Window
from tests.ical.samples import BERLIN, LONG, WINDOW, read

AUGUST = Window(datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC))
"""The hostile events lie early in August 2026."""
SINCE_2025 = Window(datetime(2025, 1, 1, tzinfo=UTC), LONG.end)


def test_no_readable_vevent_of_the_real_feeds_is_lost(shared: Path) -> None:
    """The naive count of BEGIN:VEVENT is 28,769; each that is no event is accounted for by a problem."""
    naive = events = unreadable = 0
    for path in sorted((shared / "feeds").glob("*.ics")):
        body = path.read_bytes()
        reading = read(body, SINCE_2025, max_events=50_000)
        left_out = sum(problem.severity is Severity.ERROR for problem in reading.problems)
        assert reading.seen == body.count(b"BEGIN:VEVENT"), path.name
        assert len(reading.events) + reading.skipped_past + left_out == reading.seen, path.name
        naive, events, unreadable = naive + reading.seen, events + len(reading.events), unreadable + left_out
    assert naive >= 28_000
    assert events >= 20_000
    assert unreadable == 0


def test_what_is_no_calendar_among_the_real_feeds_is_called_so(shared: Path) -> None:
    refused = {}
    for path in sorted((shared / "feeds").glob("*.ics")):
        body = path.read_bytes()
        if b"BEGIN:VCALENDAR" not in body:
            refused[path.name] = read(body).not_calendar
    assert len(refused) >= 5
    assert all(words.startswith("The answer is ") for words in refused.values())


def test_times_are_those_that_icalendar_reads(shared: Path) -> None:
    """A second opinion on a tenth of the real feeds, wherever icalendar can read them and no time zone is a guess."""
    compared = 0
    for path in sorted((shared / "feeds").glob("*.ics"))[::10]:
        body = path.read_bytes()
        icalendar.use_zoneinfo()
        try:
            theirs = icalendar.Calendar.from_ical(body).walk("VEVENT")
        except ValueError:
            continue
        ours = read(body, LONG).events
        if (
            len(ours) != len(theirs)
            or b"X-WR-TIMEZONE" in body
            or any(event.zone_note or event.floating for event in ours)
        ):
            continue
        for event, other in zip(ours, theirs, strict=True):
            assert event.start == other.decoded("DTSTART"), f"{path.name}:{event.line}"
            compared += 1
    assert compared > 300


def test_a_pull_that_knows_the_last_one_reads_what_a_fresh_one_reads(shared: Path) -> None:
    """The dated snapshots of real feeds, one after the other."""
    parsed = seen = 0
    for folder in sorted(path for path in (shared / "timeline").iterdir() if path.is_dir()):
        known: dict[str, tuple[Event, ...]] = {}
        for at, path in enumerate(sorted(folder.glob("*.ics"))):
            body = path.read_bytes()
            fresh, again = read(body, SINCE_2025), read(body, SINCE_2025, known=known)
            assert (again.events, again.problems, again.blocks) == (fresh.events, fresh.problems, fresh.blocks), (
                path.name
            )
            known = dict(again.blocks)
            if at:
                parsed, seen = parsed + again.parsed, seen + fresh.parsed
    assert 0 < parsed < seen


def test_nothing_of_the_library_suites_crashes_or_is_invented(shared: Path) -> None:
    for path in sorted((shared / "nasty").glob("*")):
        body = path.read_bytes()
        reading = read(body, LONG)
        found, _ = expand(reading.events, WINDOW, BERLIN)
        begun = len(re.findall(rb"BEGIN[ \t]*:[ \t]*VEVENT", body.replace(b"\x00", b""), re.IGNORECASE))
        assert len(reading.events) <= reading.seen <= begun, path.name
        lost = reading.seen - reading.skipped_past - len(reading.events)
        assert lost <= sum(problem.severity is Severity.ERROR for problem in reading.problems), path.name
        assert max(Counter(id(occurrence.event) for occurrence in found).values(), default=0) <= MOST_INSTANCES


class Outcome(NamedTuple):
    """What became of a hostile feed."""

    reading: Reading
    found: list[Occurrence]
    problems: list[Problem]

    @property
    def bad(self) -> list[Event]:
        """The events that are no good neighbours."""
        return [event for event in self.reading.events if not event.title.startswith("Good neighbour")]

    @property
    def good(self) -> set[str]:
        """Titles of the good neighbours that are listed."""
        return {found.event.title for found in self.found if found.event.title.startswith("Good neighbour")}

    def says(self, words: str) -> bool:
        """Whether a problem tells it."""
        return any(words in problem.words for problem in self.problems)


def outcome_of(path: Path) -> Outcome:
    reading = read(path.read_bytes(), AUGUST)
    found, problems = expand(reading.events, AUGUST, BERLIN)
    return Outcome(reading, found, [*reading.problems, *problems])


def texts(event: Event) -> str:
    return "\n".join(
        (event.uid, event.title, event.description, event.location, event.url, event.organizer, *event.categories)
    )


def is_clean(outcome: Outcome) -> bool:
    """No control (but the line ends of a description), bidi, format (but ZWJ) or surrogate character is left."""
    said = "\n".join((*map(texts, outcome.reading.events), outcome.reading.name, outcome.reading.producer))
    said += "".join(problem.words + problem.uid for problem in outcome.problems)
    return not any(unicodedata.category(letter) in ("Cc", "Cf", "Cs") and letter not in "\n\u200d" for letter in said)


def expanded_or_told(outcome: Outcome) -> bool:
    """At most 366 instances of each bad event; a rule that is refused leaves its first date."""
    instances = Counter(found.event.uid for found in outcome.found if found.event in outcome.bad)
    return all(number <= MOST_INSTANCES for number in instances.values())


def flagged(outcome: Outcome) -> bool:
    return all(event.zone_note for event in outcome.bad)


def left_out_with_words(outcome: Outcome) -> bool:
    return not outcome.bad and any(problem.severity is Severity.ERROR for problem in outcome.problems)


def by_class(name: str) -> Callable[[Outcome], bool]:
    """What each class of attack must show, unless its file has an entry of its own below."""
    if "_rrule_" in name:
        return expanded_or_told
    if "_tz_" in name:
        return flagged
    return lambda outcome: len(outcome.bad) <= 2


MUST: dict[str, Callable[[Outcome], bool]] = {
    "031_uni_surrogate": lambda got: "\ufffd" in got.bad[0].title and texts(got.bad[0]).encode() != b"",
    "043_size_title_newlines": lambda got: "\n" not in got.bad[0].title and len(got.bad[0].title) <= 500,
    "044_size_desc_300k": lambda got: len(got.bad[0].description) <= 16_384 and "cut" in got.bad[0].description[-80:],
    "046_size_attendees_3k": lambda got: got.says("lines"),
    "047_size_props_20k": lambda got: got.says("lines"),
    "050_size_uid_64k": lambda got: len(got.bad[0].uid) < 100,
    "052_rrule_secondly": lambda got: got.says("not expanded") and len(got.found) == 4,
    "058_rrule_interval_0": lambda got: got.says("not expanded") and len(got.found) == 4,
    "064_rrule_nofreq": lambda got: got.says("not expanded") and len(got.found) == 4,
    "065_rrule_byday99": lambda got: got.says("not expanded") and len(got.found) == 4,
    "073_date_year0000": left_out_with_words,
    "074_date_year9999_dur": left_out_with_words,
    "076_date_end_before": lambda got: got.bad[0].end == got.bad[0].start and got.says("ends before"),
    "077_date_mixed_types": lambda got: got.bad[0].end == got.bad[0].start or got.bad[0].end > got.bad[0].start,
    "079_date_as_text": left_out_with_words,
    "080_date_as_period": left_out_with_words,
    "082_date_feb29": left_out_with_words,
    "083_date_two_dtstart": lambda got: len(got.bad) == 1 and got.says("DTSTART"),
    "085_date_seq_text": lambda got: got.bad[0].sequence == 0,
    "094_tz_vtz_lie": lambda got: str(got.bad[0].start).endswith("+02:00") and not got.bad[0].zone_note,
    "095_tz_vtz_1000": lambda got: len(got.bad) == 1 and got.says("more than 100 time zones"),
    "097_struct_stray_end": lambda got: len(got.bad) == 1 and got.says("never began"),
    "098_struct_mismatched": left_out_with_words,
    "100_struct_cut_mid_line": lambda got: got.reading.truncated and got.says("cut off"),
    "101_struct_empty": lambda got: "empty body" in got.reading.not_calendar,
    "103_struct_shrunk": lambda got: got.reading.seen == 1,
    "104_struct_html": lambda got: "web page, not a calendar" in got.reading.not_calendar,
    "106_struct_xml_xxe": lambda got: "XML" in got.reading.not_calendar,
    "107_struct_local_path": lambda got: bool(got.reading.not_calendar),
    "109_struct_two_calendars": lambda got: len({event.line for event in got.reading.events}) == got.reading.seen,
    "112_struct_latin1": lambda got: "Café" in got.bad[0].title,
    "118_sync_uid_dup": lambda got: len(got.bad) == 2 and len(got.found) == 5,
    "122_sync_method_cancel": lambda got: all(event.status is Status.CANCELLED for event in got.reading.events),
    "125_sync_attach_file": lambda got: got.bad[0].url.partition(":")[0] in ("", "http", "https", "mailto"),
}
FEWER_NEIGHBOURS = {"100": 2, "101": 0, "103": 1, "104": 0, "106": 0, "107": 0}


def hostile_files(shared: Path) -> list[Path]:
    with (shared / "hostile" / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        return [shared / "hostile" / row["file"] for row in csv.DictReader(file, delimiter="\t")]


def test_each_hostile_feed_does_what_its_manifest_wants(shared: Path) -> None:
    wrong = []
    for path in hostile_files(shared):
        outcome = outcome_of(path)
        if not is_clean(outcome):
            wrong.append(f"{path.stem}: a character that speaks to the terminal is left")
        if len(outcome.good) != FEWER_NEIGHBOURS.get(path.stem[:3], 3):
            wrong.append(f"{path.stem}: {len(outcome.good)} good neighbours")
        if not MUST.get(path.stem, by_class(path.stem))(outcome):
            wrong.append(f"{path.stem}: bad {[event.title[:40] for event in outcome.bad]} {outcome.problems}")
    assert wrong == []


def test_every_entry_of_the_hostile_table_names_a_file(shared: Path) -> None:
    assert MUST.keys() <= {path.stem for path in hostile_files(shared)}


@pytest.mark.parametrize("days", [1, 30, 400])
def test_a_window_further_on_makes_no_hostile_rule_dearer(shared: Path, days: int) -> None:
    for path in hostile_files(shared):
        if "_rrule_" in path.name:
            window = Window(AUGUST.start + timedelta(days=days), AUGUST.end + timedelta(days=days))
            found, _ = expand(read(path.read_bytes(), window).events, window, BERLIN)
            assert len(found) <= 62 * MOST_INSTANCES
