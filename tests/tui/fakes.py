"""A session over plain values: what the screen tests drive. No disk, no network, no ranker; the real one's methods."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from hashlib import sha256
from zoneinfo import ZoneInfo

from netriage.config import CalendarSettings, Settings
from netriage.errors import ConfigError, FeedError, FilterError, InputError
from netriage.goal import Company, Goal, GoalCheck, Person, check_goal
from netriage.model import (
    Evidence,
    Feed,
    FeedState,
    FieldChange,
    Gate,
    Health,
    Lane,
    Listing,
    Moment,
    Presence,
    Problem,
    Scored,
    Severity,
    Source,
    Status,
    Verdict,
    duration,
    instant,
)
from netriage.session.view import FeedPreview, FeedStatus, GoalEffect, Row, RuleSubject, Step, View
from netriage.triage import Decision, Snapshot

ZONE: tzinfo = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)  # a Monday

GOAL = Goal(
    statement="Become lead engineer for grid software at TenneT, Stedin or Dexter Energy by March",
    roles=("lead engineer",),
    topics=("grid congestion", "battery storage", "forecasting"),
    companies=(Company("TenneT"), Company("Stedin"), Company("Dexter Energy"), Company("Vattenfall")),
    people=(Person("Maria de Vries"), Person("Joost Bakker"), Person("Anneke Smit"), Person("Femke Postma")),
    places=("Amsterdam", "Utrecht"),
    hours_per_week=6.0,
)


def key_for(title: str, start: Moment) -> str:
    """A key as `dedupe` makes them: 32 hex digits."""
    return sha256(f"{title}{start}".encode()).hexdigest()[:32]


def quote(field_name: str, text: str, words: str, points: float, group: str, why: str) -> Evidence:
    """A contribution that quotes `words` out of a field's text."""
    begin = text.index(words)
    return Evidence(points, group, why, field_name, begin, begin + len(words), words)


def listing(title: str, start: Moment, hours: float = 2.0, **fields: object) -> Listing:
    """A listing with a key of its own and one source."""
    if isinstance(start, datetime):
        end: Moment = start + timedelta(hours=hours)
    else:
        end = start + timedelta(days=max(1, round(hours / 24)))
    key = key_for(title, start)
    sources = fields.pop("sources", (Source("f1", f"uid-{key[:6]}"),))
    return Listing(key=key, title=title, start=start, end=end, sources=sources, **fields)  # type: ignore[arg-type]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment so many days after the Monday on which the tests live."""
    return datetime(2026, 11, 23, hour, minute, tzinfo=ZONE) + timedelta(days=day)


ROUNDTABLE = (
    "Twelve seats around one table. Maria de Vries (TenneT) opens with the congestion map of 2027, then every guest "
    "brings one open problem.\n\nTopics: grid congestion, battery storage, forecasting of flexible demand.\n\n"
    "Chatham House rule. Breakfast is served from 08:15; please register before Wednesday so that we can plan seats. "
    "Sales pitches are asked to stay at home."
)


def best() -> Scored:
    """The listing that every screenshot shows first."""
    title = "Grid congestion roundtable with TenneT"
    item = listing(
        title,
        at(3, 8, 30),
        2.5,
        description=ROUNDTABLE,
        location="De Waag, Nieuwmarkt 4, Amsterdam",
        url="https://gridtable.example/events/congestion-roundtable?utm_source=newsletter",
        organizer="Grid Table",
        hosts=("Grid Table", "Stedin"),
        speakers=("Maria de Vries", "Joost Bakker"),
        price="free",
        register_by=date(2026, 11, 25),
        presence=Presence.IN_PERSON,
        sources=(Source("f1", "a1"), Source("f2", "b7")),
        merged="same title, start and place in two feeds",
    )
    evidence = (
        quote("title", title, "TenneT", 34.0, "companies", "target company TenneT in the title"),
        quote(
            "speakers",
            "Maria de Vries, Joost Bakker",
            "Maria de Vries",
            24.0,
            "people",
            "target Maria de Vries speaks",
        ),
        quote("description", ROUNDTABLE, "battery storage", 9.5, "words", "topic battery storage"),
        quote("description", ROUNDTABLE, "grid congestion", 9.0, "words", "topic grid congestion"),
        quote("title", title, "roundtable", 8.0, "type", "a roundtable: useful to you"),
        quote("location", "De Waag, Nieuwmarkt 4, Amsterdam", "Amsterdam", 6.0, "place", "in Amsterdam, 4 km away"),
        quote("description", ROUNDTABLE, "Sales pitches", -3.5, "avoid", "you avoid sales pitches"),
    )
    return Scored(item, 87.0, evidence, band=(81.0, 92.0), event_type="roundtable")


_TITLES: tuple[tuple[str, int, int, float, str], ...] = (
    ("Dexter Energy: forecasting imbalance prices, an evening talk", 1, 18, 81, "talk"),
    ("Stedin open house: low-voltage flexibility", 4, 14, 76, "reception"),
    ("Energy Web Amsterdam #41: batteries behind the meter", 2, 19, 71, "meetup"),
    ("Rust for embedded grid controllers, workshop", 5, 10, 66, "workshop"),
    ("Breakfast of the Dutch Solar Association", 8, 8, 63, "breakfast"),
    ("Women in Energy: winter reception", 9, 17, 60, "reception"),
    ("Python Utrecht: time series at scale", 10, 18, 54, "meetup"),
    ("TU Delft colloquium: distribution system state estimation", 3, 16, 52, "lecture"),
    ("Climate Builders demo night", 2, 20, 47, "demo"),
    ("Heat pumps and the grid: a panel with three municipalities", 11, 15, 45, "panel"),
    ("Data engineering meetup Rotterdam", 12, 19, 41, "meetup"),
    ("Battery recycling in Europe, webinar", 7, 13, 38, "webinar"),
    ("Kubernetes community day", 15, 9, 33, "conference"),
    ("Startup drinks, Westerpark", 4, 21, 29, "social"),
    ("Agile coaching circle", 6, 17, 24, "meetup"),
    ("How to build a personal brand on LinkedIn", 8, 12, 18, "webinar"),
    ("Crypto mining roadshow", 13, 18, 12, "social"),
    ("Life drawing, all levels", 5, 20, 6, "class"),
    ("Canal swim, new year's edition", 39, 11, 3, "social"),
    ("エネルギー転換ミートアップ 東京—アムステルダム", 14, 9, 44, "meetup"),
    ("מפגש אנרגיה מתחדשת בתל אביב", 16, 18, 31, "meetup"),
    ("Café ☕️ & code 👩‍💻👨‍💻 — Saturday edition", 12, 10, 27, "social"),
    ("Zürich: Ausgleichsenergie für Einsteiger", 18, 17, 36, "talk"),
    ("Offshore wind supply chain forum", 20, 9, 49, "conference"),
)


def _plain(title: str, day: int, hour: int, fit: float, kind: str) -> Scored:
    host = title.split(":")[0] if ":" in title else "Energy Commons"
    words = f"{title}. A {kind} of about two hours in Utrecht, with time to talk. Bring questions about forecasting."
    item = listing(
        title,
        at(day, hour),
        description=words,
        location="Online" if kind == "webinar" else "Jaarbeurs, Utrecht",
        presence=Presence.ONLINE if kind == "webinar" else Presence.IN_PERSON,
        url=f"https://events.example/{day}-{hour}",
        organizer=host,
        series="s-meetup" if kind == "meetup" else "",
    )
    topic = quote("description", words, "forecasting", fit * 0.6, "words", "topic forecasting")
    target = next((company.name for company in GOAL.companies if company.name in title), "")
    first = (
        quote("title", title, target, fit * 0.4, "companies", f"target company {target} in the title")
        if target
        else Evidence(fit * 0.4, "type", f"a {kind}", "", 0, 0, "")
    )
    return Scored(item, fit, (first, topic), band=(max(0, fit - 6), min(100, fit + 6)), event_type=kind)


def scored_listings() -> list[Scored]:
    """About forty listings as a week of real feeds has them, best first."""
    items = [best(), *(_plain(*row) for row in _TITLES)]
    items.append(Scored(listing("TBA", at(9, 19), location="", description=""), 40.0, (), thin=True, band=(5.0, 80.0)))
    items.append(
        Scored(
            listing("Exhibition: the electric city", date(2026, 11, 28), 48.0, location="Rotterdam"),
            21.0,
            (),
            band=(10, 30),
        )
    )
    return items


def _kept() -> list[Scored]:
    titles = (
        ("Vattenfall meets the grid engineers", 1, 18, 78.0, "reception"),
        ("Congestion hackathon, kick-off", 2, 17, 69.0, "workshop"),
        ("Alliander engineering evening", 8, 19, 64.0, "talk"),
        ("Lunch talk: balancing with buildings", 4, 12, 58.0, "talk"),
    )
    return [_plain(*row) for row in titles]


def _skipped() -> list[Scored]:
    titles = (
        ("Salsa for beginners", 1, 20, 2.0, "class"),
        ("Free trial: sales training", 2, 10, 8.0, "webinar"),
        ("Web3 investors' breakfast", 3, 8, 11.0, "breakfast"),
        ("Pub quiz", 4, 20, 4.0, "social"),
        ("Crossfit open day", 5, 9, 1.0, "class"),
        ("Growth hacking masterclass", 8, 18, 14.0, "workshop"),
    )
    return [_plain(*row) for row in titles]


def decision(item: Scored, verdict: Verdict, *, reason: str = "", until: datetime | None = None) -> Decision:
    """A decision of an hour ago."""
    snapshot = Snapshot.of(item.listing, {})
    return Decision(verdict, NOW - timedelta(hours=1), snapshot, "e0", reason, until)


@dataclass
class Change:
    """One step, as undo needs it."""

    words: str
    before: dict[str, Row]
    after: dict[str, Row]


@dataclass(frozen=True)
class FakeRule:
    id: str
    action: object
    filter: str
    points: float = 0.0


@dataclass(frozen=True)
class Word:
    value: str


@dataclass(frozen=True)
class FakeRuleStatus:
    rule: FakeRule
    words: str
    hits: int = 0
    kept_after_hit: int = 0


FEEDS = (
    FeedStatus(
        Feed("f1", "https://secret.example/token", "Grid & Data Meetups", NOW, "secret.example/…#f1"),
        FeedState("f1", Health.OK, checked_at=NOW - timedelta(hours=2), ok_at=NOW - timedelta(hours=2), events=120),
        listings=21, kept=3, skipped=2,
    ),
    FeedStatus(
        Feed("f2", "https://secret.example/other", "Noordzee Business Club", NOW, "noordzee.example/…#f2"),
        FeedState("f2", Health.UNCHANGED, checked_at=NOW - timedelta(hours=2), ok_at=NOW, events=34),
        listings=12, kept=1, skipped=4,
        problems=(Problem("An event has no start.", "f2", "uid-9", 41, "Tell the publisher.", Severity.WARNING),),
    ),
    FeedStatus(
        Feed("f3", "https://uni.example/cal.ics", "University calendar", NOW, "uni.example/…#f3"),
        FeedState("f3", Health.ERROR, checked_at=NOW - timedelta(hours=2), ok_at=NOW - timedelta(days=3), failures=4,
                  error="The server answered 503 (service unavailable).", remedy="It is asked again in 2 hours."),
        listings=7,
    ),
)  # fmt: skip


@dataclass
class FakeSession:
    """Rows in memory; decisions move them between lanes."""

    settings: Settings = field(default_factory=Settings)
    goal: Goal | None = GOAL
    zone: tzinfo = ZONE
    rows: dict[str, Row] = field(default_factory=dict)
    ranked_keys: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    done: list[Change] = field(default_factory=list)
    undone: list[Change] = field(default_factory=list)
    calls: list[tuple[object, ...]] = field(default_factory=list)
    front_view: View | None = None
    saved: int = 0
    feed_list: tuple[FeedStatus, ...] = FEEDS
    rule_list: list[FakeRuleStatus] = field(default_factory=list)
    rule_proposal: FakeRule | None = None
    argv: list[str] = field(default_factory=list)
    news: list[Scored] = field(default_factory=list)
    text: str = 'statement = "…"\n'
    sync_plan: object = ()
    plan_after_adding: object = ()
    receipt: object = ()
    chosen_theme: str = ""
    problems: tuple[Problem, ...] = ()

    def now(self) -> datetime:
        return NOW

    @property
    def view(self) -> View:
        lanes: dict[Lane, list[str]] = {lane: [] for lane in Lane}
        for key in self.ranked_keys:
            if key not in self.hidden:
                lanes[self.rows[key].lane].append(key)
        for lane, keys in lanes.items():
            if lane is not Lane.INBOX or self.goal is None:
                keys.sort(key=lambda key: instant(self.rows[key].scored.listing.start, self.zone))
        kept = [self.rows[key].scored.listing for key in lanes[Lane.KEEP]]
        week = [item for item in kept if instant(item.start, self.zone) < NOW + timedelta(days=7)]
        check = check_goal(self.goal) if self.goal else GoalCheck(False, (), "There is no objective yet.")
        return View(
            rows=self.rows,
            lanes={lane: tuple(keys) for lane, keys in lanes.items()},
            hidden=tuple(self.hidden),
            goal=self.goal,
            check=check,
            now=NOW,
            zone=self.zone,
            feeds=self.feed_list,
            targets_reached=("Vattenfall", "Joost Bakker", "Stedin"),
            targets_total=8,
            kept_time=sum((duration(item.start, item.end) for item in week), timedelta()),
            problems=self.problems,
        )

    def front(self) -> View | None:
        return self.front_view

    def fold_texts(self) -> None:
        pass

    def save_front(self) -> None:
        self.saved += 1

    def load(self) -> View:
        return self.view

    def refresh(self) -> View | None:
        if not self.news:
            return None
        for item in self.news:
            self.add(item, is_new=True)
        self.news = []
        return self.view

    def rerank(self) -> View:
        self.calls.append(("rerank",))
        return self.view

    def add(self, item: Scored, lane: Lane = Lane.INBOX, **fields: object) -> str:
        """Put a listing somewhere."""
        key = item.listing.key
        fields.setdefault("feed_names", ("Grid & Data Meetups",))
        self.rows = {**self.rows, key: Row(item, lane, **fields)}  # type: ignore[arg-type]
        self.ranked_keys.append(key)
        self.ranked_keys.sort(key=lambda key: (self.rows[key].scored.thin, -(self.rows[key].scored.fit or 0.0)))
        return key

    def _step(self, words: str, changed: dict[str, Row]) -> Step:
        change = Change(words, {key: self.rows[key] for key in changed}, changed)
        self.rows = {**self.rows, **changed}
        self.done.append(change)
        self.undone.clear()
        return Step(words, tuple(changed))

    def decide(self, keys: Sequence[str], verdict: Verdict, *, reason: str = "", until: datetime | None = None) -> Step:
        self.calls.append(("decide", tuple(keys), verdict, reason, until))
        if verdict is Verdict.KEEP and not self.view.ranked:
            raise InputError("Keeping is off.", "e writes an objective")
        lane = Lane(verdict.value)
        changed = {
            key: replace(
                self.rows[key],
                lane=lane,
                changes=(),
                decision=decision(self.rows[key].scored, verdict, reason=reason, until=until),
            )
            for key in keys
        }
        verb = {"keep": "kept", "skip": "skipped", "later": "put off", "inbox": "moved back to the inbox"}[
            verdict.value
        ]
        first = self.rows[keys[0]].scored.listing.title
        return self._step(f"{verb} “{first}”" if len(keys) == 1 else f"{verb} {len(keys)} listings", changed)

    def accept(self, keys: Sequence[str]) -> Step:
        self.calls.append(("accept", tuple(keys)))
        return self.decide(keys, Verdict.KEEP)

    def undo(self) -> Step | None:
        if not self.done:
            return None
        change = self.done.pop()
        self.rows = {**self.rows, **change.before}
        self.undone.append(change)
        return Step(f"undid: {change.words}", tuple(change.before))

    def redo(self) -> Step | None:
        if not self.undone:
            return None
        change = self.undone.pop()
        self.rows = {**self.rows, **change.after}
        self.done.append(change)
        return Step(f"did again: {change.words}", tuple(change.after))

    def note(self, key: str, text: str) -> Step:
        return self._step("noted", {key: replace(self.rows[key], note=text)})

    def tag(self, keys: Sequence[str], add: Sequence[str], remove: Sequence[str] = ()) -> Step:
        def tags(row: Row) -> tuple[str, ...]:
            return tuple(sorted({*row.tags, *add} - {*remove}))

        return self._step("tagged", {key: replace(self.rows[key], tags=tags(self.rows[key])) for key in keys})

    def unmerge(self, key: str) -> Step:
        self.calls.append(("unmerge", key))
        return self._step("took it apart", {key: self.rows[key]})

    def series_keys(self, key: str, by: str) -> tuple[str, ...]:
        chosen = self.rows[key].scored.listing
        same = {"series": chosen.series, "organizer": chosen.organizer, "feed": "f1"}[by]
        if not same:
            return (key,)
        return tuple(
            other
            for other, row in self.rows.items()
            if same in (row.scored.listing.series if by == "series" else row.scored.listing.organizer, "f1")
        )

    def matching(self, text: str) -> frozenset[str]:
        if text.startswith("("):
            raise FilterError("A bracket is open.", 0, "Close it.")
        if text.startswith("fit>="):
            return frozenset(key for key, row in self.rows.items() if (row.scored.fit or 0) >= float(text[5:] or 0))
        return frozenset(key for key, row in self.rows.items() if text.lower() in row.scored.listing.title.lower())

    def theme(self) -> str:
        return self.settings.theme or self.chosen_theme

    def remember_theme(self, name: str) -> bool:
        self.chosen_theme = name if not self.settings.theme else self.chosen_theme
        return not self.settings.theme

    def view_counts(self) -> dict[str, int]:
        inbox = set(self.view.lanes[Lane.INBOX])
        return {name: len(inbox & self.matching(text)) for name, text in self.settings.views.items()}

    def complete(self, text: str, column: int) -> list[str]:
        word = text[:column].rpartition(" ")[2]
        return [name for name in ("fit>=", "feed:", "type:", "company:") if name.startswith(word)]

    def feeds(self) -> tuple[FeedStatus, ...]:
        return self.feed_list

    def preview_feed(self, source: str) -> tuple[FeedPreview, ...]:
        if "example" not in source:
            raise FeedError("Nothing there is a calendar.", "Paste the address of a calendar.")
        feed = Feed("f9", source, "Night School", NOW, "night.example/…#f9")
        return (
            FeedPreview(
                feed, "iCalendar file", "Night School", 14, NOW, NOW + timedelta(days=40), "nights 1.0", 0.2, (best(),)
            ),
        )

    def add_feed(self, preview: FeedPreview, name: str = "") -> Feed:
        feed = replace(preview.feed, name=name or preview.name)
        self.feed_list = (*self.feed_list, FeedStatus(feed, FeedState(feed.id)))
        return feed

    def add_samples(self) -> tuple[Feed, ...]:
        self.calls.append(("add_samples",))
        self.feed_list = FEEDS
        return tuple(status.feed for status in FEEDS)

    def remove_feed(self, feed_id: str) -> Step:
        self.feed_list = tuple(status for status in self.feed_list if status.feed.id != feed_id)
        return Step("removed a feed")

    def pull_argv(self) -> list[str]:
        return self.argv or [sys.executable, "-c", 'print(\'{"report": {"feeds": 3, "new": 0, "changed": 0}}\')']

    def goal_text(self) -> str:
        return self.text

    def goal_effect(self, text: str) -> GoalEffect:
        if "= =" in text:
            raise ConfigError("goal.toml, line 1: this is not TOML.", "Look at line 1.")
        rows = [self.rows[key].scored for key in self.ranked_keys[:4]]
        lost = (Problem("“Atlantis” is not on the map.", remedy="Write a town."),) if "Atlantis" in text else ()
        return GoalEffect(check_goal(GOAL), ((rows[0], 12.0), (rows[1], 3.5)), ((rows[2], -8.0),), lost)

    def save_goal(self, text: str, *, override: str = "") -> Step:
        self.calls.append(("save_goal", text, override))
        if "vague" in text and not override:
            raise InputError("It is too vague to rank by.", "Say whom you want to reach.")
        self.text, self.goal = text, GOAL
        return Step("saved the goal")

    def plan_sync(self, *, allow_removals: bool = False) -> object:
        if allow_removals:
            self.calls.append(("plan_sync", True))
        if isinstance(self.sync_plan, Exception):
            raise self.sync_plan
        return self.sync_plan

    def apply_sync(self, plans: object) -> object:
        self.calls.append(("apply_sync", plans))
        return self.receipt

    def add_calendar(self, target: str) -> CalendarSettings:
        if target.endswith(".txt"):
            raise InputError(f"{target} is neither a folder nor an .ics file.", "Give FILE.ics or a vdir folder.")
        self.calls.append(("add_calendar", target))
        self.sync_plan = self.plan_after_adding
        return CalendarSettings(name="events", path=target)

    def calendar_words(self) -> str:
        return "kept listings go to the folder “calendar”"

    def rules(self) -> tuple[FakeRuleStatus, ...]:
        return tuple(self.rule_list)

    def preview_rule(self, action: str, filter_text: str) -> tuple[str, ...]:
        return tuple(sorted(self.matching(filter_text)))

    def add_rule(self, action: str, filter_text: str, points: float = 0.0, days: int | None = None) -> Step:
        rule = FakeRule(f"r{len(self.rule_list)}", Word(action), filter_text, points)
        self.calls.append(("add_rule", action, filter_text, points, days))
        self.rule_list.append(FakeRuleStatus(rule, f"{action} {filter_text}", hits=len(self.matching(filter_text))))
        return Step(f"added the rule: {action} {filter_text}")

    def rule_subjects(self, key: str) -> tuple[RuleSubject, ...]:
        row = self.rows[key]
        named = [("type", row.scored.event_type), *(("feed", name) for name in row.feed_names)]
        return tuple(RuleSubject(name, text, text, tuple(sorted(self.matching(text)))) for name, text in named if text)

    def remove_rule(self, rule_id: str) -> Step:
        self.rule_list = [status for status in self.rule_list if status.rule.id != rule_id]
        return Step("removed a rule")

    def proposed_rule(self) -> FakeRule | None:
        return self.rule_proposal

    def journal_lines(self, limit: int = 500) -> tuple[tuple[datetime, str, bool], ...]:
        lines = [(NOW, change.words, False) for change in self.done] + [
            (NOW, change.words, True) for change in self.undone
        ]
        return tuple(reversed(lines))[:limit]

    def page_url(self, key: str) -> str:
        return self.rows[key].scored.listing.url

    def learned_words(self) -> list[str]:
        return ["liked: roundtable (4 of 5 kept)", "disliked: masterclass (6 of 6 skipped)"]


def a_week(**fields: object) -> FakeSession:
    """A session as after a few days of use: an inbox, kept, skipped, put off, one changed, one hidden."""
    session = FakeSession(**fields)  # type: ignore[arg-type]
    for number, item in enumerate(scored_listings()):
        session.add(item, is_new=number in (2, 5), note="ask Joost" if number == 4 else "")
    for item in _kept():
        session.add(item, Lane.KEEP, decision=decision(item, Verdict.KEEP))
    for item in _skipped():
        session.add(item, Lane.SKIP, decision=decision(item, Verdict.SKIP, reason="not my topic"))
    later = _plain("Energy storage summit, agenda to come", 30, 9, 57.0, "conference")
    session.add(later, Lane.LATER, decision=decision(later, Verdict.LATER, until=at(20, 8)))
    moved = _plain("Flexibility market, members' evening", 6, 19, 61.0, "meetup")
    session.add(
        moved,
        Lane.CHANGED,
        decision=decision(moved, Verdict.KEEP),
        changes=(FieldChange("start", "Thu 26 Nov 19:00", "Sun 29 Nov 19:00"),),
    )
    cancelled = _plain("Grid tech fair", 7, 10, 55.0, "fair")._replace(
        gates=(Gate("cancelled", "cancelled by the organiser"),)
    )
    cancelled = cancelled._replace(listing=replace(cancelled.listing, status=Status.CANCELLED))
    session.hidden.append(session.add(cancelled, hidden_by="cancelled by the organiser"))
    kept = [key for key in session.ranked_keys if session.rows[key].lane is Lane.KEEP]
    clashing = next(key for key in session.ranked_keys if "Dexter" in session.rows[key].scored.listing.title)
    session.rows[clashing] = replace(session.rows[clashing], clashes=(kept[0],))
    return session


def key_name(char: str) -> str:
    """What Textual calls the key of a character."""
    from textual.keys import _character_to_key

    return _character_to_key(char)
