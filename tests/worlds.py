"""A netriage of its own for a test: a folder, a pinned clock, feeds written by us, and the real command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NOW = "2026-08-22T12:00Z"

GOAL = """\
statement = "Senior data engineer on the forecasting team of Halden Energy in Amsterdam: talk with Ines Okafor by March"
roles = ["data engineer"]
topics = ["load forecasting", "smart meter"]
places = ["Amsterdam"]
never = ["crypto"]

[[companies]]
name = "Halden Energy"

[[people]]
name = "Ines Okafor"
company = "Halden Energy"
"""

VAGUE_GOAL = 'statement = "to get a job"\n'


def vevent(uid: str, title: str, day: str, hour: int = 18, **more: str) -> str:
    """One VEVENT of two hours in Amsterdam; `more` are further properties."""
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20260101T000000Z",
        f"SUMMARY:{title}",
        f"DTSTART;TZID=Europe/Amsterdam:{day}T{hour:02}0000",
        f"DTEND;TZID=Europe/Amsterdam:{day}T{hour + 2:02}0000",
        *(f"{name.replace('_', '-')}:{value}" for name, value in more.items()),
        "END:VEVENT",
    ]
    return "\r\n".join(lines)


def calendar(*events: str, name: str = "A feed") -> str:
    """A VCALENDAR of such events."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tests//EN", f"X-WR-CALNAME:{name}"]
    return "\r\n".join([*head, *events, "END:VCALENDAR", ""])


WEEK = calendar(
    vevent(
        "a1@x", "Forecasting evening", "20260825", LOCATION="Pakhuis\\, Amsterdam",
        DESCRIPTION="Ines Okafor of Halden Energy on load forecasting.",
    ),
    vevent("a2@x", "Data engineering roundtable", "20260826", LOCATION="Amsterdam", DESCRIPTION="Smart meter data."),
    vevent("a3@x", "Pottery for beginners", "20260827", LOCATION="Amsterdam", DESCRIPTION="Clay and tea." * 9),
    vevent("a4@x", "Crypto drinks", "20260827", LOCATION="Amsterdam", DESCRIPTION="Tokens and tokens." * 4),
    vevent("a5@x", "Late dinner", "20260825", 19, LOCATION="Amsterdam", DESCRIPTION="Dinner with strangers." * 4),
    name="The week",
)  # fmt: skip


@dataclass
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON document that it printed."""
        return json.loads(self.out)


@dataclass
class NetriageHome:
    """One person's netriage in a folder."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    now: str = NOW

    def write(self, name: str, text: str) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
        return path

    def run(self, *arguments: str, stdin: str | None = None) -> Ran:
        """Run the real command in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "netriage", *arguments],
            env={**os.environ, "NETRIAGE_HOME": str(self.folder), "NETRIAGE_NOW": self.now, **self.env},
            input=stdin if stdin is not None else "",
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def settled(self, feed: str = WEEK, goal: str = GOAL) -> NetriageHome:
        """With a goal, one feed, and that pulled."""
        self.write("config/config.toml", 'zone = "Europe/Amsterdam"\n')
        if goal:
            self.write("config/goal.toml", goal)
        path = self.write("week.ics", feed)
        assert self.run("feed", "add", str(path)).code == 0
        pulled = self.run("pull")
        assert pulled.code == 0, pulled.err
        return self
