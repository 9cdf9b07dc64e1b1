"""What the screen asks of a session: the whole surface between the two, as a protocol.

Separate so that the tests can drive the screen with a session over plain values, and so that a type checker compares
the real one with it. Methods marked `(slow)` are called in a worker; the others return within a frame. All of them
raise `NetriageError`s only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from netriage.calendars import Receipt, SyncPlan
    from netriage.config import CalendarSettings, Settings
    from netriage.filters.rules import Rule
    from netriage.model import Feed, Verdict
    from netriage.session.view import FeedPreview, FeedStatus, GoalEffect, RuleStatus, RuleSubject, Step, View


class Deciding(Protocol):
    """Decisions and what is written beside them. Durable on return; `view` is the new picture then."""

    @property
    def view(self) -> View:
        """The last picture."""

    def decide(self, keys: Sequence[str], verdict: Verdict, *, reason: str = "", until: datetime | None = None) -> Step:
        """Decide listings as one step."""

    def accept(self, keys: Sequence[str]) -> Step:
        """Accept what changed upstream."""

    def undo(self) -> Step | None:
        """Take the last step back; None when there is none."""

    def redo(self) -> Step | None:
        """Do it again; None when nothing was undone."""

    def note(self, key: str, text: str) -> Step:
        """Write a note; '' removes it."""

    def tag(self, keys: Sequence[str], add: Sequence[str], remove: Sequence[str] = ()) -> Step:
        """Add and remove tags."""

    def unmerge(self, key: str) -> Step:
        """Take a merge apart, from the next ranking on."""

    def series_keys(self, key: str, by: str) -> tuple[str, ...]:
        """Keys of the same 'series', 'organizer' or 'feed'."""


class Finding(Protocol):
    """The filter language and what is learned."""

    def matching(self, text: str) -> frozenset[str]:
        """Keys that match a filter; raises FilterError."""

    def view_counts(self) -> Mapping[str, int]:
        """(slow) How many of the inbox each saved view shows."""

    def fold_texts(self) -> None:
        """(slow) Make all texts ready for `matching`."""

    def complete(self, text: str, column: int) -> list[str]:
        """What may stand at that column."""

    def page_url(self, key: str) -> str:
        """The address that `o` opens, '' for none."""

    def learned_words(self) -> Sequence[str]:
        """(slow) What decisions have taught, a line each."""

    def journal_lines(self, limit: int = 500) -> tuple[tuple[datetime, str, bool], ...]:
        """(at, words, undone), newest first."""


class Feeding(Protocol):
    """Feeds and the pull."""

    def feeds(self) -> tuple[FeedStatus, ...]:
        """(slow) All feeds with their health."""

    def preview_feed(self, source: str) -> tuple[FeedPreview, ...]:
        """(slow) What an address or a path holds; raises FeedError or InputError."""

    def add_feed(self, preview: FeedPreview, name: str = "") -> Feed:
        """Add what was previewed."""

    def add_samples(self) -> tuple[Feed, ...]:
        """(slow) Add the bundled sample feeds, which need no network."""

    def remove_feed(self, feed_id: str) -> Step:
        """(slow) Remove a feed; decisions on its listings stay."""

    def pull_argv(self) -> list[str]:
        """The child that pulls and prints a JSON object a line."""


class Aiming(Protocol):
    """The goal and the rules."""

    def goal_text(self) -> str:
        """goal.toml as it is, else a commented template."""

    def goal_effect(self, text: str) -> GoalEffect:
        """(slow) What an edit would do to the inbox; raises ConfigError."""

    def save_goal(self, text: str, *, override: str = "") -> Step:
        """(slow) Save it; raises ConfigError, or InputError when it is vague and no reason is given."""

    def rules(self) -> tuple[RuleStatus, ...]:
        """(slow) All rules with their hits."""

    def preview_rule(self, action: str, filter_text: str) -> tuple[str, ...]:
        """Keys that a rule would hide or move; raises FilterError."""

    def rule_subjects(self, key: str) -> tuple[RuleSubject, ...]:
        """(slow) What a rule can be made of from a listing, each with what it would move."""

    def add_rule(self, action: str, filter_text: str, points: float = 0.0, days: int | None = None) -> Step:
        """(slow) Add a rule, for some days or for good."""

    def remove_rule(self, rule_id: str) -> Step:
        """(slow) Remove a rule."""

    def proposed_rule(self) -> Rule | None:
        """(slow) The rule that the last skips propose."""


class Syncing(Protocol):
    """The calendar."""

    def plan_sync(self, *, allow_removals: bool = False) -> tuple[SyncPlan, ...]:
        """(slow) What a sync would change in each calendar; raises CalendarError, InputError without a calendar."""

    def apply_sync(self, plans: Sequence[SyncPlan]) -> tuple[Receipt, ...]:
        """(slow) Write the plans."""

    def calendar_words(self) -> str:
        """Where kept listings go."""

    def add_calendar(self, target: str) -> CalendarSettings:
        """(slow) Let kept listings go to FILE.ics or a vdir folder too; raises InputError."""


class Desk(Deciding, Finding, Feeding, Aiming, Syncing, Protocol):
    """A session, as the screen sees it."""

    @property
    def settings(self) -> Settings:
        """What the config says."""

    @property
    def zone(self) -> tzinfo:
        """The user's."""

    def theme(self) -> str:
        """The theme to begin with, '' for the default."""

    def remember_theme(self, name: str) -> bool:
        """Begin with it from now on; False where the config names another."""

    def now(self) -> datetime:
        """The instant of now, aware."""

    def front(self) -> View | None:
        """The beginnings of the lanes as the last run left them; None when they are not known any more."""

    def save_front(self) -> None:
        """Keep them for the next run."""

    def load(self) -> View:
        """(slow) Read and rank everything."""

    def refresh(self) -> View | None:
        """(slow) Take in what other processes did; None when nothing."""

    def rerank(self) -> View:
        """(slow) Rank anew by what was learned."""
