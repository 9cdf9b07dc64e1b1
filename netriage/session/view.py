"""What a screen or a command shows: one frozen picture of the session.

Separate from `Session` because both drivers (cli and tui) read it and neither may change it: a new picture replaces the
old one after each step. `rows` holds every listing by key; `lanes` holds the keys in the order in which they are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from netriage.filters.rules import Rule
from netriage.goal import Goal, GoalCheck
from netriage.model import Feed, FeedState, FieldChange, Health, Lane, Problem, Scored
from netriage.triage import Decision


@dataclass(frozen=True, slots=True)
class Row:
    """A listing in its lane, with everything that is known about it."""

    scored: Scored
    lane: Lane
    decision: Decision | None = None
    changes: tuple[FieldChange, ...] = ()
    """What means something else than when it was kept (lane CHANGED)."""
    clashes: tuple[str, ...] = ()
    """Keys of the kept listings that it overlaps."""
    note: str = ""
    tags: tuple[str, ...] = ()
    feed_names: tuple[str, ...] = ()
    """Names of the feeds it was seen in, in order of name."""
    hidden_by: str = ""
    """Words of the rule that hides it from the inbox; '' when it is shown."""
    is_new: bool = False
    """First seen by the last pull that found anything new."""
    past: bool = False
    """It has ended: it has left the inbox by itself."""

    @property
    def reason(self) -> str:
        """The reason that the user gave with the decision."""
        return self.decision.reason if self.decision else ""


@dataclass(frozen=True, slots=True)
class View:
    """One frozen picture of the session."""

    rows: Mapping[str, Row]
    lanes: Mapping[Lane, Sequence[str]]
    """Keys by lane in shown order: inbox best first (date order when unranked), the others by start."""
    hidden: Sequence[str]
    """Undecided keys that a rule or a gate hides, best first."""
    goal: Goal | None
    check: GoalCheck
    """Whether the goal is specific; without a goal, what to do."""
    now: datetime
    zone: tzinfo
    feeds: tuple[FeedStatus, ...] = ()
    targets_reached: tuple[str, ...] = ()
    """Names of the target companies and people that the kept listings name."""
    targets_total: int = 0
    kept_time: timedelta = timedelta()
    """The hours that the kept listings of the coming seven days take."""
    problems: tuple[Problem, ...] = ()
    """What the user should know: files that had to be mended, rules that do nothing."""
    unseen: Mapping[Lane, int] = field(default_factory=dict)
    """How many more rows each lane has, where this picture has only its beginning."""

    @property
    def counts(self) -> dict[Lane, int]:
        """How many rows each lane holds."""
        return {lane: len(self.lanes.get(lane, ())) + self.unseen.get(lane, 0) for lane in Lane}

    def places(self, keys: Iterable[str]) -> Counter[str]:
        """How many of some rows stand where: in a lane, 'hidden', or 'past'."""
        hidden, rows = frozenset(self.hidden), (self.rows[key] for key in keys if key in self.rows)
        return Counter(
            "hidden" if row.scored.listing.key in hidden else "past" if row.past else row.lane.value for row in rows
        )

    @property
    def unread(self) -> bool:
        """Whether nothing of any feed is on disk: none was pulled yet, or another version of netriage pulled them."""
        return bool(self.feeds) and all(status.state.health is Health.NEVER for status in self.feeds)

    @property
    def ranked(self) -> bool:
        """Whether there is a goal that ranks (and so whether keeping is on)."""
        return self.goal is not None and (self.check.specific or bool(self.goal.override))


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """A feed with its health and what became of its listings."""

    feed: Feed
    state: FeedState
    listings: int = 0
    kept: int = 0
    skipped: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleStatus:
    """A rule and what it matches among the listings at hand."""

    rule: Rule
    words: str
    hits: int
    kept_after_hit: int
    """How many of them were kept all the same: a rule with many is wrong."""


@dataclass(frozen=True, slots=True)
class RuleSubject:
    """Something about a listing that a rule can be made of: its company, a person, its type, its feed."""

    words: str
    """'company', 'organizer': the name of the filter language."""
    text: str
    """What the listing has there."""
    filter: str
    keys: tuple[str, ...] = ()
    """Of the inbox, what such a rule would move."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one key did, in words: 'kept “Payments breakfast”', 'undid: skipped 5 listings'."""

    words: str
    keys: tuple[str, ...] = ()
    outdated: bool = False
    """It changed what listings are ranked by: `Session.rerank` is due, in a worker where someone watches."""


@dataclass(frozen=True, slots=True)
class PullProgress:
    """One feed of a pull has been dealt with."""

    done: int
    total: int
    feed: str
    """`Feed.name`."""
    words: str
    """'12 events, 3 new', 'unchanged', or the error."""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class PullReport:
    """What a pull did."""

    feeds: int
    failed: int
    unchanged: int
    listings: int
    new: int
    changed: int
    problems: tuple[Problem, ...] = ()
    errors: tuple[tuple[str, str, str], ...] = ()
    """Feed name, what happened, what to do."""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class FeedPreview:
    """What `feed add` found, before it is added."""

    feed: Feed
    found: str
    """What was recognised: 'Meetup group page', 'iCalendar file'."""
    name: str
    listings: int
    first: datetime | None
    last: datetime | None
    producer: str
    overlap: float
    """Share of its listings that the feeds at hand already have, 0 to 1."""
    best: tuple[Scored, ...] = ()
    """Up to five, best first."""
    problems: tuple[Problem, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class GoalEffect:
    """What an edit of the goal would do to the inbox."""

    check: GoalCheck
    rises: tuple[tuple[Scored, float], ...] = ()
    """Listings and the change of their fit, largest first."""
    falls: tuple[tuple[Scored, float], ...] = ()
    problems: tuple[Problem, ...] = ()
    """What the goal names in vain."""
