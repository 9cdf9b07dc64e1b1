"""Raise or lower from the listing at hand: a rule for a while, made of its company, a person, its type or its feed.

Separate from the rules' screen because one need not leave the list for it; the question and the rule are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from netriage.session.view import RuleSubject, Step
from netriage.tui.cells import safe
from netriage.tui.keys import Verb
from netriage.tui.screens.asking import Answer, Choice
from netriage.tui.when import count_words
from netriage.tui.widgets.status import Tone
from netriage.tui.working import in_background

if TYPE_CHECKING:
    from netriage.tui.screens.triage import TriageScreen


class Weighing:
    """Asks of what, shows what it would move, adds the rule."""

    def __init__(self, screen: TriageScreen) -> None:
        self._screen = screen

    def verbs(self) -> Mapping[str, Verb]:
        """What this feature can do."""
        return {"triage.raise": lambda: self.ask("raise"), "triage.lower": lambda: self.ask("lower")}

    def ask(self, action: str) -> None:
        """Look in the background what the listing offers, then ask."""
        screen, key = self._screen, self._screen.current
        if key is None:
            screen.say("There is no listing here.")
        elif not screen.view.ranked:
            screen.say(f"Without an objective there is no fit to {action}.")
        else:
            in_background(
                screen,
                lambda: screen.session.rule_subjects(key),
                lambda found: self._choose(action, found),
                group="rule",
            )

    def _choose(self, action: str, subjects: Sequence[RuleSubject]) -> None:
        if self._screen.app.screen is not self._screen:
            return  # the hands went on while it was looked for
        answers = [
            Answer(
                key,
                f"{_WORDS.get(one.words, one.words)} {safe(one.text, 60)}",
                one,
                count_words(len(one.keys), "listing"),
            )
            for key, one in zip("123456789", subjects, strict=False)
        ]
        if not answers:
            self._screen.say("It names no company, person, type, organiser or feed to make a rule of.")
            return

        def chosen(subject: RuleSubject | None) -> None:
            if subject is not None:
                self._preview(action, subject)

        self._screen.app.push_screen(Choice(f"{action.capitalize()} everything of …", answers), chosen)

    def _preview(self, action: str, subject: RuleSubject) -> None:
        from netriage.tui.screens.rules import Draft, draft_question, save

        draft, screen = Draft(action, subject.filter), self._screen

        def answered(days: int | None) -> None:
            if days is not None:
                in_background(screen, lambda: save(draft, days, screen.session), self._done)

        screen.app.push_screen(draft_question(draft, subject.keys, screen.view, brief=True), answered)

    def _done(self, step: Step) -> None:
        self._screen.stepped(step)
        undo, rules = self._screen.key_of("triage.undo"), self._screen.key_of("triage.rules")
        self._screen.say(step.words, f"{undo} undoes, {rules} shows the rules", Tone.DONE)


_WORDS = {"people": "person", "organizer": "organiser"}
