"""The nouns of netriage: frozen values and enums, nothing else. This docstring is the glossary.

feed        a source of iCalendar data (URL, file, vdir folder, standard input).
event       a VEVENT as published (RFC 5545 3.6.1), its text cleaned and its times read.
occurrence  one date of an event (RFC 5545 3.8.5).
listing     what is triaged, one row: an occurrence, or several that are the same thing seen in several feeds.
series      the listings of one recurring event, or of one title at one place week after week.
goal        the objective (`goal.py`); target: a company or a person of the goal.
evidence    a piece of a listing (quoted, with its field and span) that earned or cost points.
fit         0 to 100, the sum of evidence. gate: what bars a listing whatever its fit.
decision    keep, skip or later, with time and optional reason. journal: the record of decisions, undo, notes.
lane        where a listing stands: inbox (undecided), keep, skip, later, changed.
problem     something in a feed or a calendar that could not be used, told with where it stands.

Separate from everything because everything imports it: no I/O, no clock, no logic beyond trivial properties.
Times: `*_at` is an aware UTC instant; `start` and `end` are aware datetimes in the event's zone, or dates for an
all-day event; an end is exclusive. A floating time (RFC 5545 3.3.5) is read in the user's zone and `floating` is set.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from netriage.frozen import quick

Moment: TypeAlias = datetime | date
"""An aware datetime, or a date for an all-day event."""


class Status(StrEnum):
    """RFC 5545 3.8.1.11, or CANCELLED when only the title says so."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class Presence(StrEnum):
    """How a listing is attended. Online is a class of its own, not a place."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"
    UNKNOWN = "unknown"


class Lane(StrEnum):
    """Where a listing stands. CHANGED: kept, then moved, edited or cancelled upstream."""

    INBOX = "inbox"
    KEEP = "keep"
    SKIP = "skip"
    LATER = "later"
    CHANGED = "changed"


class Verdict(StrEnum):
    """What a decision says. INBOX takes an earlier decision back."""

    KEEP = "keep"
    SKIP = "skip"
    LATER = "later"
    INBOX = "inbox"


class Severity(StrEnum):
    """How much a problem costs: NOTE nothing, WARNING part of a listing, ERROR a listing or the feed."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Feed:
    """A source of iCalendar data that the user added."""

    id: str
    """Eight hex digits of SHA-256 of the URL: stable, and says nothing about it."""
    url: str = field(repr=False)
    """The whole URL is the secret (a private calendar has its token in the path): never shown; see `label`."""
    name: str
    """The user's, else the calendar's own (X-WR-CALNAME), else made from the host."""
    added_at: datetime
    label: str = ""
    """The URL as it may be shown: `host/…#id`, or a file's name."""
    max_bytes: int = 10_000_000
    """Bound on the decoded body."""
    typed: str = field(default="", repr=False)
    """What the user typed when `url` was found on a page; '' when it is `url`. Only a typed host may be private."""


class Health(StrEnum):
    """Verdict of the last fetch of a feed. Only OK may mark events as gone, and gone is never cancelled."""

    NEVER = "never"
    OK = "ok"
    UNCHANGED = "unchanged"
    ERROR = "error"
    TRUNCATED = "truncated"
    SHRUNK = "shrunk"


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known about a feed from its fetches. Rebuildable: it lives in the cache."""

    feed: str
    health: Health = Health.NEVER
    etag: str = field(default="", repr=False)
    """As the server sent it; printable ASCII, 512 bytes at most, never shown."""
    last_modified: str = field(default="", repr=False)
    body_hash: str = ""
    """SHA-256 of the decoded body that the cached events come from."""
    checked_at: datetime | None = None
    ok_at: datetime | None = None
    """The last fetch that was OK or UNCHANGED."""
    full_at: datetime | None = None
    """The last unconditional fetch: one every 7 days, for servers whose ETag is frozen."""
    retry_at: datetime | None = None
    """Not to be asked again before this instant (Retry-After, backoff)."""
    server_asked: bool = False
    """Whether `retry_at` is the server's own wish, which a pull by hand honours too."""
    failures: int = 0
    """Failed fetches in a row."""
    error: str = ""
    remedy: str = ""
    events: int = 0
    """VEVENTs read from the body."""
    expanded_to: datetime | None = None
    """End of the window that the cached occurrences were expanded in."""
    shrunk_at: datetime | None = None
    """When a suddenly smaller body was first seen; a second look a day later may confirm it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be used, where it stands, and what can be done."""

    words: str
    feed: str = ""
    """`Feed.id`, or '' when it is not about one feed."""
    uid: str = ""
    line: int = 0
    """1-based line of the body where the component begins; 0 when unknown."""
    remedy: str = ""
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class Geo:
    """RFC 5545 3.8.1.6: degrees, north and east positive."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time of its own (RFC 5545 3.3.9), as an RDATE may give one."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The recurrence properties of an event (RFC 5545 3.8.5), already judged harmless."""

    rrule: str = ""
    """The rules, one a line (the standard wants one at most, publishers give several)."""
    rdates: tuple[Moment, ...] = ()
    exdates: tuple[Moment, ...] = ()
    """A date excludes every instance of that local day."""
    exrule: str = ""
    """Rules that exclude (RFC 2445 4.8.5.2, gone from RFC 5545), one a line."""
    periods: tuple[Period, ...] = ()
    """RDATEs that carry their own length."""
    zone: str = ""
    """The feed's own VTIMEZONE as `ical.vtimezone` writes it, when `start` is in no IANA zone; else ''."""
    wall: str = ""
    """The wall time of the first start as written, ISO 8601, where the clock skips it: that is what recurs; else ''."""


@quick
@dataclass(frozen=True, slots=True)
class Event:
    """A VEVENT as published: text cleaned (no control, bidi or zero-width characters), HTML made plain."""

    feed: str
    uid: str
    """RFC 5545 3.8.4.7, '' when absent. Neither unique nor stable in real feeds; never an identity alone."""
    title: str
    start: Moment
    end: Moment
    """Exclusive; equal to `start` when the feed gives no length."""
    description: str = ""
    location: str = ""
    url: str = ""
    """http(s) or mailto only."""
    organizer: str = ""
    """CN of ORGANIZER, else its address."""
    categories: tuple[str, ...] = ()
    status: Status = Status.CONFIRMED
    floating: bool = False
    zone_note: str = ""
    """Words when the time zone was unknown or guessed; '' when it is sure."""
    geo: Geo | None = None
    presence: Presence = Presence.UNKNOWN
    online_url: str = ""
    hosts: tuple[str, ...] = ()
    """Groups or people who give the event, pulled out of the text where a platform hides them there."""
    speakers: tuple[str, ...] = ()
    price: str = ""
    register_by: date | None = None
    links: tuple[str, ...] = ()
    """URLs of the description in order, unwrapped from trackers."""
    recurrence: Recurrence | None = None
    recurrence_id: str = ""
    """RFC 5545 3.8.4.4 as ISO 8601 (UTC instant or date) when this VEVENT overrides one instance; else ''."""
    this_and_future: bool = False
    sequence: int = 0
    """RFC 5545 3.8.7.4: tells which of two VEVENTs of one UID is newer. Servers raise it at will."""
    line: int = 0
    """1-based line of BEGIN:VEVENT in the feed's body."""


@quick
@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of an event."""

    event: Event
    start: Moment
    end: Moment
    recurrence_id: str = ""
    """Which instance of a recurring event, as ISO 8601 (UTC instant or date); '' for an event that does not recur."""


@quick
@dataclass(frozen=True, slots=True)
class Source:
    """Where a listing was seen: one feed, one VEVENT instance."""

    feed: str
    uid: str
    recurrence_id: str = ""
    url: str = ""


@quick
@dataclass(frozen=True, slots=True)
class Listing:
    """What is triaged: one row. Merged from `sources`; the text is that of the source that says most."""

    key: str
    """Identity: 32 hex digits, the same across pulls, machines and versions (see `dedupe`)."""
    title: str
    start: Moment
    end: Moment
    sources: tuple[Source, ...]
    description: str = ""
    location: str = ""
    url: str = ""
    organizer: str = ""
    categories: tuple[str, ...] = ()
    status: Status = Status.CONFIRMED
    floating: bool = False
    zone_note: str = ""
    geo: Geo | None = None
    presence: Presence = Presence.UNKNOWN
    online_url: str = ""
    hosts: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    price: str = ""
    register_by: date | None = None
    links: tuple[str, ...] = ()
    series: str = ""
    """Key of the series (32 hex digits), '' when it stands alone."""
    dates: tuple[Moment, ...] = ()
    """Starts of the further dates folded into this row (a daily exhibition, a weekly class), ascending."""
    first_seen_at: datetime | None = None
    """The pull that first found it."""
    vanished_at: datetime | None = None
    """When it was first missing from every feed that had it: it may still take place, nobody cancelled it."""
    merged: str = ""
    """Why several sources became one row, in words; '' when there is one source."""

    @property
    def id(self) -> str:
        """The short stable id, the same on every surface: the first 7 digits of the key."""
        return self.key[:7]

    @property
    def all_day(self) -> bool:
        """Whether it has dates and no times."""
        return not isinstance(self.start, datetime)


class Evidence(NamedTuple):
    """What earned or cost points: contributions of a listing sum to its fit (1e-9).

    A tuple, because ranking makes tens of thousands, and a frozen dataclass takes three times as long to make.
    """

    points: float
    group: str
    """people, companies, words, place, type, known, avoid, record, rule, explore (0 points: why it is shown)."""
    why: str
    """The reason in words, without the quote: 'target company Stripe in the title'."""
    field: str = ""
    """The `Listing` attribute that is quoted ('title', 'description', 'location', …), '' for none."""
    begin: int = 0
    stop: int = 0
    """Half-open span of `quote` in the field's text (for a tuple field, in its items joined by ', ')."""
    quote: str = ""
    target: str = ""
    """Name of the goal's target (person or company) that this is about, '' for none."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What bars a listing whatever its fit; shown apart from the score."""

    kind: str
    """cancelled, closed, past, never, out_of_reach, clash, rule."""
    why: str
    quote: str = ""


class Scored(NamedTuple):
    """A listing with its fit. A tuple for the same reason as `Evidence`."""

    listing: Listing
    fit: float | None = None
    """0 to 100; None without a goal (unranked)."""
    evidence: tuple[Evidence, ...] = ()
    gates: tuple[Gate, ...] = ()
    thin: bool = False
    """Too little text to tell: shown as "can't tell", ordered on its own, never as low."""
    band: tuple[float, float] = (0.0, 100.0)
    """How far the fit may be off, lower and upper."""
    event_type: str = ""
    """roundtable, workshop, talk, …: '' when the text does not say."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a kept listing that means something else than when it was decided."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Window:
    """The bounded span in which recurrence is expanded: `start` inclusive, `end` exclusive, aware."""

    start: datetime
    end: datetime


def instant(moment: Moment, zone: tzinfo) -> datetime:
    """Place a moment on the time line: an all-day date begins at midnight in `zone`."""
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time(), tzinfo=zone)


def duration(start: Moment, end: Moment) -> timedelta:
    """How long it lasts; whole days for dates, zero when `end` is not after `start`."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        # In UTC: Python subtracts wall clocks when both sides share a zone, which is an hour off across a DST change.
        return max(end.astimezone(UTC) - start.astimezone(UTC), timedelta())
    if isinstance(start, datetime) or isinstance(end, datetime):
        return timedelta()
    return max(end - start, timedelta())


WHOLE_DAY = timedelta(days=1)


def hours_taken(listing: Listing) -> timedelta:
    """What it takes of a day's hours; none where that is not said: whole days, or what is open for more than one."""
    length = duration(listing.start, listing.end)
    return timedelta() if listing.all_day or length > WHOLE_DAY else length
