"""The exception tree: every failure that a person can be told about.

NetriageError
├── InputError            bad input: a filter, an id, a file, an option   (exit code 2)
│   ├── ConfigError       config.toml or goal.toml: file, key, nearest name
│   └── FilterError       the filter language: what, and where in the text
├── FeedError             one feed could not be fetched or read; the others go on
├── StoreError            the journal or the cache could not be read or written
│   ├── StoreBusyError    another process holds the writer's lock for too long
│   └── NewerFormatError  the file was written by a newer netriage
└── CalendarError         a calendar could not be read or written
    └── CalendarConflictError  an entry is not what it was when the sync was planned; it is left alone

A message says what happened and what to do. `remedy` is the second half, kept apart so that screens can show
it on a line of its own. No message ever holds a feed's URL or a password: feeds are named, URLs are redacted.
"""

from __future__ import annotations

from collections.abc import Iterable


class NetriageError(Exception):
    """An expected failure, told in words: `what` happened and the `remedy` (may be empty)."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what} {remedy}".strip())
        self.what = what
        self.remedy = remedy


class InputError(NetriageError):
    """The user gave something that cannot be used; the command line exits with 2."""


class ConfigError(InputError):
    """A config file has an unknown key, a wrong type or cannot be parsed; names file and key."""


class FilterError(InputError):
    """A filter does not parse. `column` is the 0-based offset in the text where the error was seen."""

    def __init__(self, what: str, column: int, remedy: str = "") -> None:
        super().__init__(what, remedy)
        self.column = column


class FeedError(NetriageError):
    """A feed could not be fetched or read. Its old listings stay."""


class StoreError(NetriageError):
    """The journal or the cache could not be read or written."""


class StoreBusyError(StoreError):
    """Another process kept the writer's lock for longer than the wait."""


class NewerFormatError(StoreError):
    """The file was written by a newer netriage; it is left as it is."""


class CalendarError(NetriageError):
    """A calendar could not be read or written."""


class CalendarConflictError(CalendarError):
    """An entry changed, appeared or went between the plan and the write; nothing was written."""


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Words for a remedy: the known name nearest to `name`; when none is near, all of them if they are few, else ''."""
    from difflib import get_close_matches

    known = sorted(names)
    begun = [each for each in known if len(name) > 2 and each.startswith(name.lower())]
    close = begun or get_close_matches(name.lower(), known, n=1, cutoff=0.55)
    if close:
        return f"Did you mean '{close[0]}'?"
    return f"It may be one of: {', '.join(known)}." if len(known) <= 20 else ""
