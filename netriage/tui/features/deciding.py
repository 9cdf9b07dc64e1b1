"""Keep, skip, later, back, undo, redo, reasons, whole series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from textual.content import Content

from netriage.errors import InputError
from netriage.model import Lane, Verdict, instant
from netriage.session.view import Row, Step
from netriage.triage import latest_wake
from netriage.tui.cells import safe
from netriage.tui.detail import named
from netriage.tui.keys import Verb
from netriage.tui.screens.asking import Answer, Choice, Line, confirm
from netriage.tui.when import count_words, local_day, short_day
from netriage.tui.widgets.status import Tone
from netriage.tui.working import in_background

if TYPE_CHECKING:
    from netriage.filters import Rule
    from netriage.tui.screens.triage import TriageScreen

_STANDS = {Lane.KEEP: Verdict.KEEP, Lane.SKIP: Verdict.SKIP, Lane.LATER: Verdict.LATER, Lane.INBOX: Verdict.INBOX}
_DONE = {Verdict.KEEP: "kept", Verdict.SKIP: "skipped", Verdict.LATER: "put off", Verdict.INBOX: "undecided"}


class Deciding:
    """Decides what is marked, else what is under the cursor; one decision is one undo step however many it takes."""

    def __init__(self, screen: TriageScreen) -> None:
        self._screen = screen

    def verbs(self) -> Mapping[str, Verb]:
        """What this feature can do."""
        return {
            "triage.keep": lambda: self.decide(Verdict.KEEP),
            "triage.skip": lambda: self.decide(Verdict.SKIP),
            "triage.inbox": lambda: self.decide(Verdict.INBOX),
            "triage.later": self.later,
            "triage.reason": self.reason,
            "triage.series": self.series,
            "triage.undo": self.undo,
            "triage.redo": self.redo,
        }

    def decide(self, verdict: Verdict, *, reason: str = "", until: datetime | None = None) -> None:
        """Decide the marked rows, or the one under the cursor."""
        self._decide(self._screen.marking.targets(), verdict, reason=reason, until=until)

    def _decide(
        self, keys: Sequence[str], verdict: Verdict, *, reason: str = "", until: datetime | None = None
    ) -> None:
        screen = self._screen
        if not keys:
            screen.say("There is nothing to decide here.")
            return
        if verdict is Verdict.KEEP and not screen.view.ranked:
            raise InputError(
                "Keeping is off until there is an objective.", f"{screen.key_of('triage.goal')} writes one"
            )
        rows = screen.view.rows
        changed = [key for key in keys if verdict is Verdict.KEEP and rows[key].lane is Lane.CHANGED]
        moving = [
            key for key in keys if key in changed or reason or until or _STANDS.get(rows[key].lane) is not verdict
        ]
        if not moving:
            screen.say(f"It is {_DONE[verdict]} already.")
            return
        if changed and len(changed) == len(moving):
            step = screen.session.accept(changed)
        else:
            step = screen.session.decide(moving, verdict, reason=reason, until=until)
        self._done(step)

    def _done(self, step: Step) -> None:
        self._screen.stepped(step)
        self._screen.say(step.words, f"{self._screen.key_of('triage.undo')} undoes", Tone.DONE)

    def undo(self) -> None:
        """Take the last step back."""
        step = self._screen.session.undo()
        if step is None:
            self._screen.say("There is nothing to undo.")
            return
        self._screen.stepped(step, follow=True)
        self._screen.say(step.words, f"{self._screen.key_of('triage.redo')} does it again")
        self._rank_anew(step)

    def redo(self) -> None:
        """Do again what was undone."""
        step = self._screen.session.redo()
        if step is None:
            self._screen.say("There is nothing to do again.")
            return
        self._screen.stepped(step)
        self._screen.say(step.words, f"{self._screen.key_of('triage.undo')} undoes")
        self._rank_anew(step)

    def _rank_anew(self, step: Step) -> None:
        """A rule, the goal or the learning came or went: the order changes, in the background."""
        if step.outdated:
            in_background(self._screen, self._screen.session.rerank, lambda _: self._screen.take_in())

    def later(self) -> None:
        """Ask until when, then put it off."""
        keys = self._screen.marking.targets()
        if not keys:
            self._screen.say("There is nothing to put off here.")
            return
        answers = later_answers(
            [self._screen.view.rows[key] for key in keys], self._screen.session.now(), self._screen.view.zone
        )
        if not answers:
            self._screen.say("It has begun, or begins too soon to be put off.", "decide it now")
            return

        def taken(until: datetime | None) -> None:
            if until is not None:
                self._screen.guarded(lambda: self._decide(keys, Verdict.LATER, until=until))

        self._screen.app.push_screen(Choice(f"Later{_count(keys)}", answers), taken)

    def reason(self) -> None:
        """Ask why, then skip."""
        keys = self._screen.marking.targets()
        if not keys:
            self._screen.say("There is nothing to skip here.")
            return

        def taken(reason: str | None) -> None:
            if reason is not None:
                self._screen.guarded(lambda: self._decide(keys, Verdict.SKIP, reason=reason.strip()))
                self._propose()

        answers = [Answer(str(number), words, words) for number, words in enumerate(REASONS, 1)]
        answers.append(Answer("o", "another reason …", ""))

        def chosen(reason: str | None) -> None:
            if reason == "":
                self._screen.app.push_screen(Line(f"Skip{_count(keys)}: why?", placeholder="in your words"), taken)
            else:
                taken(reason)

        self._screen.app.push_screen(Choice(f"Skip{_count(keys)}: why?", answers), chosen)

    def _propose(self) -> None:
        """Five alike propose a rule: looked for in the background."""
        session = self._screen.session

        def look() -> tuple[Rule, tuple[str, ...]] | None:
            rule = session.proposed_rule()
            return None if rule is None else (rule, session.preview_rule(rule.action.value, str(rule.filter)))

        in_background(self._screen, look, self._offer_rule)

    def _offer_rule(self, proposed: tuple[Rule, tuple[str, ...]] | None) -> None:
        """Show what the rule would hide; add it when the answer is yes."""
        if proposed is None or self._screen.app.screen is not self._screen:
            return
        rule, keys = proposed
        text, session = str(rule.filter), self._screen.session
        hides = f"It would hide {count_words(len(keys), 'listing')} of the inbox."
        body = Content("\n").join(
            [Content.styled(f"never {safe(text)}", "bold"), Content(""), Content(hides), named(keys, self._screen.view)]
        )

        def answered(yes: bool | None) -> None:
            if yes:
                in_background(self._screen, lambda: session.add_rule(rule.action.value, text), self._done)

        question = "You skipped five alike: make it a rule?"
        self._screen.app.push_screen(confirm(question, body, "add the rule, undo takes it back"), answered)

    def series(self) -> None:
        """Ask which whole, then what to do with it."""
        key = self._screen.current
        if key is None:
            self._screen.say("There is no listing here.")
            return
        session = self._screen.session
        wholes = {by: session.series_keys(key, by) for by in ("series", "organizer", "feed")}
        answers = [
            Answer(letter, f"{verb} {words}", (verdict, keys), count_words(len(keys), "listing"))
            for by, words, letters in WHOLES
            for letter, verb, verdict in zip(letters, ("keep", "skip"), (Verdict.KEEP, Verdict.SKIP), strict=True)
            if len(keys := wholes[by]) > 1
        ]
        if not answers:
            self._screen.say("It stands alone: no series, organiser or feed with more.")
            return

        def taken(answer: tuple[Verdict, tuple[str, ...]] | None) -> None:
            if answer is not None:
                self._screen.guarded(lambda: self._decide(answer[1], answer[0]))

        title = safe(self._screen.view.rows[key].scored.listing.title, 60)
        self._screen.app.push_screen(Choice("Decide them all, as one step", answers, title), taken)


WHOLES = (
    ("series", "the whole series", "ks"),
    ("organizer", "all of this organiser", "KS"),
    ("feed", "all of this feed", "ab"),
)
"""What can be decided at once: how the session calls it, in words, and the keys of keep and skip."""

REASONS = ("too far", "not my topic", "too general", "costs too much", "seen it before", "no time", "sales pitch")
"""Offered first; five alike propose a rule, so the same words matter."""


def _count(keys: Sequence[str]) -> str:
    return f" ({len(keys)} listings)" if len(keys) > 1 else ""


def later_answers(rows: Sequence[Row], now: datetime, zone: tzinfo) -> list[Answer]:
    """Until when the rows can be put off: never to after the first of them begins, or nearly ends if it has begun."""
    listings = [row.scored.listing for row in rows]
    first = min(instant(listing.start, zone) for listing in listings)
    latest = min(latest_wake(listing.start, listing.end, now, zone) for listing in listings)
    morning = now.astimezone(zone).replace(hour=8, minute=0, second=0, microsecond=0)
    wishes = [
        ("1", "until tomorrow", morning + timedelta(days=1)),
        ("3", "for three days", morning + timedelta(days=3)),
        ("7", "for a week", morning + timedelta(days=7)),
        ("a", "until the agenda is out", first - timedelta(days=3)),
        ("d", "until the day before", first - timedelta(days=1)),
    ]
    return [
        Answer(key, words, until, short_day(local_day(until, zone), local_day(now, zone)))
        for key, words, until in wishes
        if until < latest and local_day(until, zone) > local_day(now, zone)
    ]
