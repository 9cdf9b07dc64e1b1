"""A date as programs and people write it, to the digits that RFC 5545 3.3.5 wants.

Separate because none of it is iCalendar: a JavaScript Date turned into text, a mail's date, "1. September 2026, 18:00",
"9/1/2026 6:00 PM". Only what can mean one day alone is read: 9/1/2026 without a time of twelve hours is none.
"""

from __future__ import annotations

import re
from typing import Final

from netriage.ical.terms import MONTH, MONTHS
from netriage.late import late

_SLIPS: Final = re.compile(r"(?:\\[nNr]|[\"'\s;,])+\Z")
_STAMP: Final = re.compile(
    r"(\d{8}T\d{4,6}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(?:UTC|GMT)", re.IGNORECASE
)
_TIME: Final = (
    r"(?:[,\s]+(?:at\s+|um\s+|à\s+)?(?P<hour>\d{1,2})(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?(?:\s*uhr)?)?"
)
_OFFSET: Final = r"(?:\s*(?P<utc>GMT|UTC|Z)?\s*(?P<offset>[+-]\d\d:?\d\d)?)(?:\s*\([^()]*\))?"
_WEEKDAY: Final = r"(?:[^\W\d_]{2,12}\.?,?\s+)?"
_FORMS: Final = tuple(
    late(form + _TIME + _OFFSET, re.IGNORECASE)
    for form in (
        rf"{_WEEKDAY}(?P<month>{MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er)?[\s-]+(?:de\s+|of\s+)?(?P<month>{MONTH})\.?,?[\s-]+(?:de\s+)?"
        r"(?P<year>\d{4})",
        rf"{_WEEKDAY}(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year>\d{{4}})",
        r"(?P<first>\d{1,2})[/-](?P<second_number>\d{1,2})[/-](?P<year>\d{4})",
    )
)


def in_digits(text: str) -> str:
    """Write a date in the form of RFC 5545, with its offset where it has one; '' when it is none or may mean two."""
    text = _SLIPS.sub("", text.strip().lstrip("\"'"))
    stamp = _STAMP.fullmatch(text)
    if stamp:
        return f"{stamp[1]}Z"
    match = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if match is None:
        return text if text[:8].isdigit() and text[:4] != text else ""
    told = match.groupdict()
    month, day = _month_and_day(told)
    if not month:
        return ""
    date = f"{told['year']}{month:02}{day:02}"
    return f"{date}{_clock(told)}" if told["hour"] else date


def _month_and_day(told: dict[str, str | None]) -> tuple[int, int]:
    """The month and the day; (0, 0) where either may be either."""
    if "first" not in told:
        name, day = told["month"] or "", int(told["day"] or 0)
        return (int(name) if name.isdigit() else MONTHS[name.lower()]), day
    first, second = int(told["first"] or 0), int(told["second_number"] or 0)
    if told["half"] or second > 12 or first == second:
        return first, second  # America has twelve hours, and writes the month first
    return (second, first) if first > 12 else (0, 0)


def _clock(told: dict[str, str | None]) -> str:
    hour = int(told["hour"] or 0)
    if told["half"]:
        hour = hour % 12 + (12 if told["half"][0] in "pP" else 0)
    return f"T{hour:02}{told['minute'] or '00'}{told['second'] or '00'}{told['offset'] or ('Z' if told['utc'] else '')}"
