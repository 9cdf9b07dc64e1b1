"""The session: one desk, and a drawer for each thing that netriage does.

Separate from its drawers only in that it names them all; both drivers (cli and tui) hold one of these.
"""

from __future__ import annotations

from netriage.session.calendars import Calendars
from netriage.session.feeds import Feeds
from netriage.session.finding import Finding
from netriage.session.goals import Goals
from netriage.session.looks import Looks
from netriage.session.rules import Rules


class Session(Goals, Rules, Finding, Feeds, Calendars, Looks):
    """Everything that netriage can do. Slow methods say so; `view` is the last picture."""
