"""Triage line by line: one listing at a time, a prompt, an answer. For screen readers, braille and slow links.

Separate from the screen and free of Textual: `netriage triage --plain` loads none of it. The same session, the same
actions, the same letters; each also by its word or the beginning of it. Nothing is said by colour or sign alone.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from netriage.errors import NetriageError
from netriage.model import Lane, Presence, Status, Verdict, instant
from netriage.session.view import Row, Step, View
from netriage.triage import latest_wake
from netriage.tui.cells import safe, safe_block
from netriage.tui.when import away_words, count_words, hours_words, local_day, long_day, span_words

if TYPE_CHECKING:
    from netriage.tui.contract import Desk

Ask = Callable[[str], str]
"""Shows a prompt and gives the line that was typed; raises EOFError at the end of input."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Command:
    """What can be answered."""

    word: str
    letter: str
    """The key of the screen, '' where it has none that is a letter."""
    help: str


COMMANDS = (
    Command("keep", "l", "keep it"),
    Command("skip", "h", "skip it; words after it are the reason: skip too far"),
    Command("later", "s", "put it off by days: later 3; without a number until tomorrow"),
    Command("inbox", "i", "take the decision back"),
    Command("reason", "x", "skip it and say why: reason too far"),
    Command("series", "S", "decide the whole: series skip, organizer keep, feed skip"),
    Command("organizer", "", "the same for all of its organiser"),
    Command("raise", "+", "raise its like for 90 days: raise says of what, raise 2 does it"),
    Command("lower", "-", "lower its like in the same way"),
    Command("next", "j", "go on without deciding; an empty answer does the same"),
    Command("back", "k", "go back one"),
    Command("undo", "u", "take the last step back"),
    Command("redo", "", "do it again"),
    Command("why", "w", "every contribution to the fit"),
    Command("read", "d", "the whole text"),
    Command("note", "n", "write a note: note ask Joost"),
    Command("tag", "t", "add tags, remove with a minus: tag panel -boring"),
    Command("open", "o", "say the address of its page"),
    Command("filter", "/", "only what matches: filter fit>=60 and in:7d; alone it clears"),
    Command("lane", "", "go to another lane: lane keep"),
    Command("refresh", "r", "pull the feeds"),
    Command("help", "?", "this list"),
    Command("quit", "q", "stop; every decision is on disk already"),
)
WEIGHED_DAYS = 90
_EMPTY = Command("next", "", "")


def triage_plainly(session: Desk, ask: Ask, tell: Tell) -> int:
    """Go through the inbox until the end or `quit`; the exit code."""
    session.load()
    return _Round(session, ask, tell).run()


class _Round:
    """One walk through a lane: which listings, and which is at hand."""

    def __init__(self, session: Desk, ask: Ask, tell: Tell) -> None:
        self._session, self._ask, self._tell = session, ask, tell
        self._lane = Lane.INBOX
        self._matched: frozenset[str] | None = None
        self._place = 0
        self._quit = False

    def run(self) -> int:
        """Ask until it is over."""
        for line in _opening(self._view):
            self._tell(line)
        while not self._quit:
            keys = self._keys()
            if not keys:
                self._tell(
                    f"Nothing is left in {self._lane.value}{' that matches' if self._matched is not None else ''}."
                )
            elif self._place >= len(keys):
                self._place = 0
                self._tell("That was the last one; from the top again.")
            if keys:
                self._tell("")
                self._introduce(self._view.rows[keys[self._place]], len(keys))
            self._answer(keys)
        return 0

    @property
    def _view(self) -> View:
        return self._session.view

    def _keys(self) -> Sequence[str]:
        keys = self._view.lanes[self._lane]
        return keys if self._matched is None else [key for key in keys if key in self._matched]

    def _introduce(self, row: Row, count: int) -> None:
        for line in about(row, self._view, f"{self._place + 1} of {count} in {self._lane.value}"):
            self._tell(line)

    def _answer(self, keys: Sequence[str]) -> None:
        try:
            line = self._ask("keep, skip, later, why, undo, help? ").strip()
        except (EOFError, KeyboardInterrupt):
            self._quit = True
            return
        word, _, rest = line.partition(" ")
        command = find(word) if word else _EMPTY
        if command is None:
            self._tell(f"“{safe(word, 40)}” is no answer; help lists them.")
            return
        try:
            self._do(command.word, rest.strip(), keys[self._place] if keys else None)
        except NetriageError as error:
            self._tell(f"Not done. {error.what} {error.remedy}".strip())

    def _do(self, word: str, rest: str, key: str | None) -> None:
        if self._anywhere(word, rest):
            return
        if key is None:
            self._tell("There is no listing at hand.")
        elif not self._decided(word, rest, key):
            self._about(word, rest, key)

    def _anywhere(self, word: str, rest: str) -> bool:
        """What needs no listing; False for the rest."""
        session = self._session
        if word == "quit":
            self._quit = True
        elif word == "help":
            for command in COMMANDS:
                self._tell(f"{command.word}{f' or {command.letter}' if command.letter else ''}: {command.help}")
        elif word in ("next", "back"):
            self._place = max(0, self._place + (1 if word == "next" else -1))
        elif word in ("undo", "redo"):
            step = session.undo() if word == "undo" else session.redo()
            if step is not None and step.outdated:
                session.rerank()
            self._tell(safe(step.words) if step else f"There is nothing to {word}.")
        elif word == "filter":
            self._matched, self._place = (session.matching(rest) if rest else None), 0
        elif word == "lane":
            self._change_lane(rest)
        elif word == "refresh":
            self._pull()
        else:
            return False
        return True

    def _change_lane(self, name: str) -> None:
        lane = next((lane for lane in Lane if name and lane.value.startswith(name.lower())), None)
        if lane is None:
            self._tell(f"The lanes are {', '.join(f'{lane.value} ({len(self._view.lanes[lane])})' for lane in Lane)}.")
            return
        self._lane, self._place = lane, 0

    def _decided(self, word: str, rest: str, key: str) -> bool:
        """Decisions; False for what is none."""
        if word == "later":
            self._later(rest, key)
        elif word in ("series", "organizer"):
            self._whole(word, rest, key)
        elif word in ("raise", "lower"):
            self._weigh(word, rest, key)
        elif word in ("keep", "skip", "inbox", "reason"):
            verdict = Verdict.SKIP if word == "reason" else Verdict(word)
            if verdict is Verdict.KEEP and self._view.rows[key].lane is Lane.CHANGED:
                self._took(self._session.accept([key]))
            else:
                self._took(self._session.decide([key], verdict, reason=rest if verdict is Verdict.SKIP else ""))
        else:
            return False
        return True

    def _took(self, step: Step) -> None:
        self._tell(f"{safe(step.words)}.")

    def _later(self, rest: str, key: str) -> None:
        if rest and not rest.isdecimal():
            self._tell("Say for how many days: later 3.")
            return
        until = wake(self._session.now(), int(rest or 1), self._session)
        listing, now = self._view.rows[key].scored.listing, self._session.now()
        if until >= latest_wake(listing.start, listing.end, now, self._session.zone):
            turn = "ends" if instant(listing.start, self._session.zone) <= now else "begins"
            self._tell(f"It {turn} before that: decide it now, or put it off for fewer days.")
            return
        self._took(self._session.decide([key], Verdict.LATER, until=until))

    def _whole(self, by: str, rest: str, key: str) -> None:
        verdict = {"keep": Verdict.KEEP, "skip": Verdict.SKIP}.get(rest.split(" ")[-1])
        keys = self._session.series_keys(key, by)
        if verdict is None:
            self._tell(f"{len(keys)} listings. Say {by} keep or {by} skip.")
        elif self._ask(f"{verdict.value} {len(keys)} listings? yes or no: ").strip().lower() in ("y", "yes"):
            self._took(self._session.decide(keys, verdict))

    def _weigh(self, action: str, rest: str, key: str) -> None:
        """Say what a rule could be made of; with a number, make it after a yes."""
        subjects = self._session.rule_subjects(key)
        if not (rest.isdecimal() and 1 <= int(rest) <= len(subjects)):
            for number, one in enumerate(subjects, 1):
                moved = count_words(len(one.keys), "listing")
                self._tell(f"{action} {number}: {one.words} {safe(one.text)}, {moved} of the inbox")
            return
        one = subjects[int(rest) - 1]
        moved = count_words(len(one.keys), "listing")
        if self._ask(f"{action} {moved} for {WEIGHED_DAYS} days? yes or no: ").strip().lower() in ("y", "yes"):
            self._took(self._session.add_rule(action, one.filter, days=WEIGHED_DAYS))

    def _about(self, word: str, rest: str, key: str) -> None:
        row = self._view.rows[key]
        if word == "why":
            for line in reasons(row):
                self._tell(line)
        elif word == "read":
            self._tell(safe_block(row.scored.listing.description) or "It has no text.")
        elif word in ("note", "tag") and not rest and not (row.note and word == "note"):
            self._tell(f"What? As in: {'note ask Joost' if word == 'note' else 'tag panel -boring'}.")
        elif word == "note":
            self._took(self._session.note(key, rest))
        elif word == "tag":
            words = rest.split()
            add = [item for item in words if not item.startswith("-")]
            self._took(self._session.tag([key], add, [item[1:] for item in words if item.startswith("-")]))
        elif word == "open":
            self._tell(safe(self._session.page_url(key)) or "It has no page.")

    def _pull(self) -> None:
        """Run the pull; one line a feed, then the new picture."""
        with subprocess.Popen(self._session.pull_argv(), stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as child:
            assert child.stdout is not None
            for line in child.stdout:
                for words in pull_words(line):
                    self._tell(words)
        self._session.refresh()
        self._tell(f"{len(self._view.lanes[Lane.INBOX])} in the inbox.")


def find(word: str) -> Command | None:
    """The command of a letter, a word, or the beginning of just one word."""
    exact = [command for command in COMMANDS if word in (command.letter, command.word)]
    near = [command for command in COMMANDS if len(word) > 1 and command.word.startswith(word.lower())]
    return exact[0] if exact else near[0] if len(near) == 1 else None


def wake(now: datetime, days: int, session: Desk) -> datetime:
    """Eight in the morning, so many days from now, for the user."""
    return now.astimezone(session.zone).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=days)


def pull_words(line: bytes) -> Iterator[str]:
    """A line of the pulling child in words."""
    try:
        data = json.loads(line)
    except ValueError:
        return
    if isinstance(data, dict) and "feed" in data:
        yield safe(f"{data.get('done')} of {data.get('total')}, {data['feed']}: {data.get('words', '')}")


def _opening(view: View) -> Iterator[str]:
    """What is wrong, the objective and where things stand."""
    for problem in view.problems:
        yield safe(f"{problem.words} {problem.remedy}".strip())
    if view.goal is not None and view.ranked:
        yield f"Objective: {safe(view.goal.statement)}"
    else:
        yield f"Unranked, keeping is off. {safe(view.check.words)}"
    budget = f" of {view.goal.hours_per_week:g}" if view.goal and view.goal.hours_per_week else ""
    counts = ", ".join(f"{len(view.lanes[lane])} {lane.value}" for lane in Lane)
    yield f"{counts}. {hours_words(view.kept_time)}{budget} hours kept this week."


def about(row: Row, view: View, place: str) -> Iterator[str]:
    """A listing, a fact a line; the label says what it is."""
    listing, scored = row.scored.listing, row.scored
    if scored.fit is None:
        fit = ""
    else:
        fit = ", can't tell the fit: too little text" if scored.thin else f", fit {scored.fit:.0f}"
    yield f"{place}{fit}, id {listing.id}"
    yield safe(listing.title)
    day = long_day(local_day(listing.start, view.zone), local_day(view.now, view.zone))
    yield f"When: {day}, {span_words(listing, view.zone)}, {away_words(listing, view.now, view.zone)}"
    facts = (
        ("Status", listing.status.value if listing.status is not Status.CONFIRMED else ""),
        ("Where", listing.location or ("online" if listing.presence is Presence.ONLINE else "")),
        ("Hosts", ", ".join(listing.hosts) or listing.organizer),
        ("Speakers", ", ".join(listing.speakers)),
        ("Price", listing.price),
        ("Seen in", ", ".join(row.feed_names)),
        ("Note", row.note),
        ("Tags", ", ".join(row.tags)),
    )
    yield from (f"{label}: {safe(words)}" for label, words in facts if words)
    yield from (f"Changed: {change.field} was {safe(change.before)}, is {safe(change.after)}" for change in row.changes)
    yield from (f"Barred: {safe(gate.why)}" for gate in scored.gates)
    yield from (f"Clash: {safe(view.rows[key].scored.listing.title)}" for key in row.clashes if key in view.rows)
    best = max(scored.evidence, key=lambda item: abs(item.points), default=None)
    if best is not None:
        yield f"First reason: {spoken_points(best.points)} for {safe(best.why)}"


def reasons(row: Row) -> Iterator[str]:
    """Every contribution, in words."""
    for item in sorted(row.scored.evidence, key=lambda item: -abs(item.points)):
        quote = f", quoting “{safe(item.quote, 160)}”" if item.quote else ""
        yield f"{spoken_points(item.points)} for {safe(item.why)}{quote}"
    total = sum(item.points for item in row.scored.evidence)
    yield f"Together {total:.1f}." if row.scored.evidence else "At most a word in passing speaks to your objective."


def spoken_points(points: float) -> str:
    """'plus 34.0', 'minus 3.5': a sign that is heard."""
    return f"{'plus' if points >= 0 else 'minus'} {abs(points):.1f}"
