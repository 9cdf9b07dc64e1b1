"""The pull in a child process: progress while it runs, a report at its end, Escape kills it.

A child and not a thread: while a feed is read in a thread, a key takes 23 ms instead of 3 (FACTS), and a child can be
killed. It prints one JSON document a line (`Session.pull_argv`).
"""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from textual.message import Message

from netriage.model import Lane
from netriage.session.view import View
from netriage.tui.cells import safe
from netriage.tui.keys import Verb
from netriage.tui.when import count_words
from netriage.tui.widgets.status import StatusLine, Tone
from netriage.tui.working import in_background

if TYPE_CHECKING:
    from netriage.tui.screens.triage import TriageScreen

_LONGEST_LINE = 1 << 22


@dataclass
class Pulled(Message):
    """Something came from the pull: a feed is done, or (`code` given) all of it ended."""

    data: Mapping[str, Any] = field(default_factory=dict)
    code: int | None = None
    words: str = ""


class Pulling:
    """Runs at most one pull."""

    def __init__(self, screen: TriageScreen) -> None:
        self._screen = screen
        self._process: Process | None = None
        self._running = False
        self._cancelled = False
        self._report: Mapping[str, Any] = {}
        self._failed: list[str] = []
        self._told: tuple[str, str, Tone] | None = None
        """What was said of the pull that ended last."""

    def verbs(self) -> Mapping[str, Verb]:
        """What this feature can do."""
        return {"triage.refresh": self.start}

    @property
    def running(self) -> bool:
        """Whether a pull is under way."""
        return self._running

    def start(self) -> None:
        """Start one, unless one runs."""
        if self._running:
            self._screen.say("A refresh is running.", "esc cancels it")
            return
        if not self._screen.session.view.feeds:
            self._screen.say("There are no feeds yet.", f"{self._screen.key_of('triage.feeds')} adds one", Tone.WARN)
            return
        self._running, self._cancelled, self._report, self._failed = True, False, {}, []
        self._told = None
        argv = self._screen.session.pull_argv()
        self._screen.query_one(StatusLine).show_progress(0, 1, "asking the feeds")
        self._screen.run_worker(self._run(argv), group="pull", exclusive=True, exit_on_error=False)

    def cancel(self) -> bool:
        """Kill it; False when none runs."""
        if not self._running:
            return False
        self._cancelled = True
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        return True

    async def _run(self, argv: list[str]) -> None:
        post = self._screen.post_message
        try:
            self._process = process = await asyncio.create_subprocess_exec(
                *argv, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, limit=_LONGEST_LINE
            )
        except OSError as error:
            post(Pulled(code=1, words=f"The pull could not start: {error.strerror}."))
            return
        try:
            errors = asyncio.create_task(_last_line(process))
            assert process.stdout is not None
            async for line in process.stdout:
                data = _read(line)
                if data:
                    post(Pulled(data))
            post(Pulled(code=await process.wait(), words=await errors))
        finally:
            if process.returncode is None:
                process.kill()

    def took(self, event: Pulled) -> None:
        """Show progress; at the end take in what came."""
        if event.code is not None:
            self._ended(event)
        elif "report" in event.data:
            self._report = event.data["report"]
        else:
            data = event.data
            feed, words = str(data.get("feed", "")), str(data.get("words", ""))
            if data.get("failed"):
                self._failed.append(feed)
            done, total = int(data.get("done", 0)), int(data.get("total", 1))
            self._screen.query_one(StatusLine).show_progress(done, total, f"{feed}: {words}")

    def _ended(self, event: Pulled) -> None:
        self._running, self._process = False, None
        self._screen.query_one(StatusLine).end_progress()
        if self._cancelled:
            self._screen.say("refresh cancelled", "what had come is kept")
        elif not self._report:
            self._screen.say(f"The refresh failed. {safe(event.words)}", f"exit code {event.code}", Tone.ERROR)
        else:
            self._told = report_words(self._report, self._failed)
            self._screen.say(*self._told)
        in_background(self._screen, self._screen.session.refresh, self._fresh)

    def _fresh(self, view: View | None) -> None:
        if view is None:
            return
        pane = self._screen.panes.of(Lane.INBOX)
        before = set(pane.keys)
        self._screen.take_in()
        # The row under the cursor has stayed where it was: what came above it is out of sight.
        above = sum(isinstance(line, str) and line not in before for line in pane.lines[: pane.top])
        if above and self._told:
            words, hint, tone = self._told
            where = f"{count_words(above, 'row')} above: {self._screen.key_of('triage.top')}"
            self._screen.say(words, f"{where} · {hint}" if hint else where, tone)


def report_words(report: Mapping[str, Any], failed: list[str]) -> tuple[str, str, Tone]:
    """What a pull did: words, hint, tone."""
    new, changed, feeds = (int(report.get(name, 0)) for name in ("new", "changed", "feeds"))
    asked = count_words(feeds, "feed")
    words = f"{new} new, {changed} changed from {asked}" if new or changed else f"nothing new from {asked}"
    errors = report.get("errors") or []
    if not errors and not failed:
        return words, "", Tone.DONE
    names = [str(error[0]) for error in errors] or failed
    return f"{words}; {len(names)} failed: {', '.join(names[:3])}", "f says why", Tone.WARN


def _read(line: bytes) -> dict[str, Any]:
    """One line of the child; anything but a JSON object is none."""
    try:
        data = json.loads(line)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


async def _last_line(process: Process) -> str:
    """The last words on standard error."""
    assert process.stderr is not None
    text = (await process.stderr.read()).decode("utf-8", "replace").strip()
    return text.splitlines()[-1][:300] if text else ""
