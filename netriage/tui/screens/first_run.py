"""The first run: seven questions, then a first pull. Every answer may be left out; the goal editor is there later.

A flow of questions over the main screen, not a screen of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.content import Content

from netriage.errors import NetriageError
from netriage.fit import kind_named, places_in, unmapped
from netriage.goal import Company, Goal, Person, check_goal, write_goal
from netriage.session.view import FeedPreview
from netriage.tui.cells import safe
from netriage.tui.detail import DIM
from netriage.tui.screens.asking import Answer, Backdrop, Choice, Line, confirm
from netriage.tui.when import count_words
from netriage.tui.widgets.status import Tone

if TYPE_CHECKING:
    from netriage.tui.screens.triage import TriageScreen


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the questions after the objective."""

    about: str
    title: str
    body: str
    placeholder: str
    judge: Callable[[str], tuple[bool, str]] | None = None


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in text.split(",") if (name := part.strip()))


def _types(text: str) -> tuple[bool, str]:
    """Those that titles and categories tell; of the others the very words are looked for."""
    known = [name for name in _names(text) if kind_named(name)]
    others = [f"“{name}”" for name in _names(text) if name not in known]
    words = [f"told by titles and categories: {', '.join(known)}"] if known else []
    return True, "; ".join([*words, f"by its very words: {', '.join(others)}"] if others else words)


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


MAY_BE_EMPTY = "enter takes it, and passes over what is empty"
QUESTIONS = (
    Asked(
        "companies", "which companies?", "The ones you want to work for or with, separated by commas.", "TenneT, Stedin"
    ),
    Asked("people", "which people?", "Whom do you want to meet? Separated by commas.", "Maria de Vries, Joost Bakker"),
    Asked(
        "topics",
        "about what?",
        "What the right events are about, in their own words, separated by commas.",
        "load forecasting, smart meters, grid congestion",
    ),
    Asked(
        "types",
        "which kinds of events?",
        "Where you meet such people, separated by commas.",
        "roundtable, workshop, meetup",
        _types,
    ),
    Asked("places", "where?", "Towns you go to, separated by commas.", "Amsterdam, Durham, NC", _places),
    Asked("hours", "how many hours a week?", "Attendance is a cost: this is the budget.", "6", _hours),
)


def goal_of(statement: str, answers: Mapping[str, str]) -> Goal:
    """The goal that answers make, by what they are about."""
    names = {about: _names(text) for about, text in answers.items()}
    return Goal(
        statement=statement,
        companies=tuple(map(Company, names.get("companies", ()))),
        people=tuple(map(Person, names.get("people", ()))),
        topics=names.get("topics", ()),
        event_types=tuple((name, 1.0) for name in names.get("types", ())),
        places=places_in(answers.get("places", "")),
        hours_per_week=float(answers.get("hours", "").strip() or 0),
    )


class FirstRun:
    """Asks, saves the goal, adds a first feed, starts the pull."""

    def __init__(self, screen: TriageScreen) -> None:
        self._screen = screen
        self._objective = ""
        self._answers: dict[str, str] = {}

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

    async def _statement(self) -> bool:
        body = 'What will have happened, and by when? "To get a job" does not qualify: it names nobody to reach.'
        example = "Become lead engineer for grid software at TenneT by March"
        question = Line(f"1 of {len(QUESTIONS) + 1}: your objective", body, placeholder=example)
        text = await self._screen.app.push_screen_wait(question)
        self._objective = (text or "").strip()
        return bool(self._objective)

    async def _rest(self) -> bool:
        """The further questions; an empty answer is one too, Escape ends the flow."""
        for number, asked in enumerate(QUESTIONS, 2):
            title = f"{number} of {len(QUESTIONS) + 1}: {asked.title}"
            answer = await self._screen.app.push_screen_wait(
                Line(title, asked.body, placeholder=asked.placeholder, hint=MAY_BE_EMPTY, judge=asked.judge)
            )
            if answer is None:
                return False
            self._answers[asked.about] = answer
        return True

    def _goal(self) -> Goal:
        return goal_of(self._objective, self._answers)

    async def _save(self) -> None:
        """Save the goal; while it is vague, ask again or for a reason."""
        override = ""
        while not (check := check_goal(self._goal())).specific and not override:
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
        text = write_goal(self._goal())
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
        question = Line("Add a feed", "An address, a file, or a folder of .ics files.", placeholder="https://…")
        source = await self._screen.app.push_screen_wait(question)
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
