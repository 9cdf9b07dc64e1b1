"""iCalendar in and out: bytes to events to occurrences, and kept listings to bytes (RFC 5545).

Separate because only this package knows the format, and publishers' ways to break it. Pure: no I/O, no clock. The
doors are `read.read_feed`, `recur.expand`, `write.write_calendar`, `text` and `extract`; each is imported from its
own module, so that a command that reads nothing loads nothing.
"""
