"""The rules: never, raise, lower; each with its hits and what was kept after a hit. Previewed before they are saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textual.content import Content

from netriage.errors import NetriageError
from netriage.tui.cells import safe
from netriage.tui.detail import DIM, named
from netriage.tui.keys import Verb, bindings
from netriage.tui.screens.asking import Answer, Choice, Line, confirm
from netriage.tui.screens.listed import ListedPage
from netriage.tui.when import count_words
from netriage.tui.widgets.records import Record
from netriage.tui.widgets.status import Tone
from netriage.tui.working import in_background

if TYPE_CHECKING:
    from netriage.session.view import RuleStatus, Step, View
    from netriage.tui.contract import Desk

POINTS = 10.0
DAYS = 90
FOR_GOOD = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule that is being written."""

    action: str
    filter: str = ""

    @property
    def verb(self) -> str:
        """What it does to a listing."""
        return "hide" if self.action == "never" else self.action


def draft_question(draft: Draft, keys: Sequence[str], view: View, *, brief: bool = False) -> Choice:
    """Show what a rule would do; the answer is for how many days, None to leave it. A `brief` one offers days first."""
    head = f"It would {draft.verb} {count_words(len(keys), 'listing')} of the inbox"
    head += f" by {POINTS:g} points." if draft.action != "never" else "."
    body = Content("\n").join([Content(head), Content(""), named(keys, view)]) if keys else Content(head)
    good, days = Answer("g", "save it for good", FOR_GOOD), Answer("t", f"save it for {DAYS} days", DAYS)
    first = [replace(days, key="y"), good] if brief else [replace(good, key="y"), days]
    return Choice(f"{draft.action} {safe(draft.filter, 60)}", [*first, Answer("n", "leave it", None)], body)


def save(draft: Draft, days: int, session: Desk) -> Step:
    """Add the rule."""
    points = {"raise": POINTS, "lower": -POINTS}.get(draft.action, 0.0)
    return session.add_rule(draft.action, draft.filter, points, days or None)


class RulesScreen(ListedPage):
    """Rules only change what is shown: nothing is dropped, and removing a rule brings all of it back."""

    SCOPES = ("rules", "page")
    BINDINGS = bindings("rules", "page")
    _statuses: Sequence[RuleStatus] = ()

    def own_verbs(self) -> Mapping[str, Verb]:
        """Add and remove."""
        return {"rules.add": self.add, "rules.remove": self.ask_removal}

    def on_mount(self) -> None:
        """Count the hits in the background."""
        super().on_mount()
        in_background(self, self.session.rules, self._take)

    def _take(self, statuses: Sequence[RuleStatus]) -> None:
        self._statuses = statuses
        self.reload()

    def heading(self) -> Content:
        """What rules do."""
        words = "   nothing is dropped: H on the main screen shows what they hide"
        none = "" if self._statuses else f"\nThere is none yet: {self.key_of('rules.add')} writes one."
        return Content.assemble(("Rules", "bold"), (words + none, DIM))

    def records(self) -> list[Record]:
        """One entry a rule."""
        return [Record(self._entry(status), key=status.rule.id) for status in self._statuses]

    def _entry(self, status: RuleStatus) -> Content:
        kept = f", {status.kept_after_hit} of them kept all the same" if status.kept_after_hit else ""
        hits = f"matches {count_words(status.hits, 'listing')}{kept}" if status.hits else "matches nothing: it could go"
        return Content.assemble((safe(status.words, 300), "bold"), (f"   {hits}", DIM))

    def add(self) -> None:
        """Ask what it does, then to what; the hits are shown while the filter is typed."""
        answers = [
            Answer("n", "never: hide what matches from the inbox", "never"),
            Answer("r", f"raise: {POINTS:g} points more", "raise"),
            Answer("l", f"lower: {POINTS:g} points less", "lower"),
        ]
        self.app.push_screen(Choice("A new rule", answers), self._ask_filter)

    def _ask_filter(self, action: str | None) -> None:
        if action is None:
            return

        def judge(text: str) -> tuple[bool, str]:
            try:
                return True, f"{count_words(len(self.session.preview_rule(action, text)), 'listing')} of the inbox"
            except NetriageError as error:
                return False, f"{error.what} {error.remedy}"

        def taken(text: str | None) -> None:
            if text and text.strip():
                self._preview(Draft(action, text.strip()))

        question = Line(f"{action}: which listings?", placeholder="type:webinar and not company:acme", judge=judge)
        self.app.push_screen(question, taken)

    def _preview(self, draft: Draft) -> None:
        keys = self.session.preview_rule(draft.action, draft.filter)
        self.app.push_screen(draft_question(draft, keys, self.session.view), lambda days: self._save(draft, days))

    def _save(self, draft: Draft, days: int | None) -> None:
        if days is not None:
            in_background(self, lambda: save(draft, days, self.session), self._changed)

    def ask_removal(self) -> None:
        """Ask, then remove the rule under the cursor."""
        record = self.list.current
        status = next((item for item in self._statuses if record and item.rule.id == record.key), None)
        if status is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                in_background(self, lambda: self.session.remove_rule(status.rule.id), self._changed)

        self.app.push_screen(
            confirm("Remove this rule?", safe(status.words, 300), "remove it, undo brings it back"), answered
        )

    def _changed(self, step: Step) -> None:
        self.say(step.words, "undo on the main screen takes it back", Tone.DONE)
        in_background(self, self.session.rules, self._take)
