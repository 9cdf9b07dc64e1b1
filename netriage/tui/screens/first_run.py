"""The first run: five questions, then a first pull. Every answer may be left out; the goal editor is there later.

A flow of questions over the main screen, not a screen of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from textual.content import Content

from netriage.errors import NetriageError
from netriage.fit import places_in, unmapped
from netriage.goal import Company, Goal, Person, check_goal, write_goal
from netriage.session.view import FeedPreview
from netriage.tui.cells import safe
from netriage.tui.detail import DIM
from netriage.tui.screens.asking import Answer, Backdrop, Choice, Line, confirm
from netriage.tui.when import count_words
from netriage.tui.widgets.status import Tone

if TYPE_CHECKING:
    from netriage.tui.screens.triage import TriageScreen


@dataclass
class Answers:
    """What was answered so far."""

    statement: str = ""
    companies: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    hours: float = 0.0

    def goal(self) -> Goal:
        """The goal that they make."""
        return Goal(
            statement=self.statement,
            companies=tuple(Company(name) for name in self.companies),
            people=tuple(Person(name) for name in self.people),
            places=tuple(self.places),
            hours_per_week=self.hours,
        )


class FirstRun:
    """Asks, saves the goal, adds a first feed, starts the pull."""

    def __init__(self, screen: TriageScreen) -> None:
        self._screen = screen
        self._answers = Answers()

    async def run(self) -> None:
        """The whole flow, shut off from the screen below; Escape at a question ends it."""
        backdrop = Backdrop()
        await self._screen.app.push_screen(backdrop)
        try:
            await self._flow()
        finally:
            await backdrop.dismiss()

    async def _flow(self) -> None:
        if not await self._statement() or not await self._rest():
            self._screen.say("No objective yet.", f"{self._screen.key_of('triage.goal')} writes one when you are ready")
            return
        await self._save()
        if await self._feed():
            self._screen.pulling.start()

    async def _ask(
        self, title: str, body: str, placeholder: str, judge: Callable[[str], tuple[bool, str]] | None = None
    ) -> str | None:
        return await self._screen.app.push_screen_wait(Line(title, body, placeholder=placeholder, judge=judge))

    async def _statement(self) -> bool:
        body = 'What will have happened, and by when? "To get a job" does not qualify: it names nobody to reach.'
        text = await self._ask(
            "1 of 5: your objective", body, "Become lead engineer for grid software at TenneT by March"
        )
        self._answers.statement = (text or "").strip()
        return bool(self._answers.statement)

    async def _rest(self) -> bool:
        """Questions two to five; an empty answer is one too, Escape ends the flow."""
        companies = await self._ask(
            "2 of 5: which companies?", "The ones you want to work for or with, separated by commas.", "TenneT, Stedin"
        )
        people = (
            None
            if companies is None
            else await self._ask(
                "3 of 5: which people?",
                "Whom do you want to meet? Separated by commas.",
                "Maria de Vries, Joost Bakker",
            )
        )
        places = (
            None
            if people is None
            else await self._ask(
                "4 of 5: where?", "Towns you go to, separated by commas.", "Amsterdam, Durham, NC", _places
            )
        )
        hours = (
            None
            if places is None
            else await self._ask(
                "5 of 5: how many hours a week?", "Attendance is a cost: this is the budget.", "6", _hours
            )
        )
        if companies is None or people is None or places is None or hours is None:
            return False
        self._answers.companies, self._answers.people, self._answers.places = (
            _names(companies),
            _names(people),
            list(places_in(places)),
        )
        self._answers.hours = float(hours.strip() or 0)
        return True

    async def _save(self) -> None:
        """Save the goal; while it is vague, ask again or for a reason."""
        override = ""
        while not (check := check_goal(self._answers.goal())).specific and not override:
            missing = Content("\n").join(
                [
                    Content.assemble(f"missing: {safe(item.words)}\n", (safe(item.example), DIM))
                    for item in check.missing
                ]
            )
            again = [Answer("s", "say the objective again", "again"), Answer("u", "use it all the same", "use")]
            if await self._screen.app.push_screen_wait(Choice("It is too vague to rank by", again, missing)) == "again":
                if not await self._statement():
                    return
            else:
                override = "first look around"
        text = write_goal(self._answers.goal())
        try:
            step = await asyncio.to_thread(self._screen.session.save_goal, text, override=override)
        except NetriageError as error:
            self._screen.refuse(error)
            return
        self._screen.repaint_panes()
        self._screen.say(step.words, tone=Tone.DONE)

    async def _feed(self) -> bool:
        """A first feed: by its address, or the bundled samples; asked again where nothing is found."""
        answers = [
            Answer("p", "paste the address of a calendar or a group's page", "paste"),
            Answer("s", "look around with sample feeds (no network needed)", "sample"),
            Answer("l", "later", "later"),
        ]
        body = Content("")
        while True:
            chosen = await self._screen.app.push_screen_wait(Choice("Where do events come from?", answers, body))
            try:
                if chosen == "sample":
                    await asyncio.to_thread(self._screen.session.add_samples)
                    return True
                return chosen == "paste" and await self._paste()
            except NetriageError as error:
                self._screen.say("")
                body = Content.assemble((safe(error.what), "$text-error"), "\n", (safe(error.remedy), DIM))

    async def _paste(self) -> bool:
        source = await self._ask("Add a feed", "An address, a file, or a folder of .ics files.", "https://…")
        if not source or not source.strip():
            return False
        self._screen.say("looking what is there …")
        previews: tuple[FeedPreview, ...] = await asyncio.to_thread(self._screen.session.preview_feed, source.strip())
        preview = previews[0]
        body = f"{preview.found}: {count_words(preview.listings, 'coming listing')}"
        yes: Any = await self._screen.app.push_screen_wait(confirm(f"Add “{preview.name}”?", body, "add it and pull"))
        if yes:
            self._screen.session.add_feed(preview)
        return bool(yes)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _places(text: str) -> tuple[bool, str]:
    found = places_in(text)
    if lost := unmapped(Goal(places=found)):
        return True, f"Not on the map: {', '.join(lost)}. A nearby town will do, or one with its state or country."
    return True, f"on the map: {'; '.join(found)}"


def _hours(text: str) -> tuple[bool, str]:
    try:
        hours = float(text)
    except ValueError:
        return False, "A number of hours, as in 6 or 4.5."
    return (True, f"{hours:g} hours a week") if 0 <= hours <= 168 else (False, "A week has 168 hours.")
