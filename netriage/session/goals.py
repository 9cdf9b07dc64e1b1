"""The objective: read it, judge it, show what an edit would do, save it.

Separate because the goal is a file that the user owns: it is written whole, atomically, and only when it reads.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from netriage import fit
from netriage.codec import to_data
from netriage.errors import InputError
from netriage.goal import check_goal, read_goal
from netriage.session.deciding import Deciding
from netriage.session.state import goal_id, problems_of
from netriage.session.view import GoalEffect, Step
from netriage.store import write_private
from netriage.triage import Kind

TEMPLATE = """\
# Your objective. netriage ranks nothing before it is specific: an outcome, a role or kind of person, and named
# organisations or people, or a bounded segment ("dental clinics in Wake County"). `netriage goal check` judges it.
statement = {statement}

# roles = ["data engineer"]                  # what you want to be, or whom you want to meet
# topics = ["load forecasting", "smart meter"]
# places = ["Amsterdam", "Haarlem"]          # where you go
# home = "Amsterdam"                         # where trips begin
# max_travel_km = 40
# online = true                              # whether an online event is wanted
# hours_per_week = 6                         # your budget
# never = ["crypto"]                         # bars a listing
# avoid = ["speed networking"]               # costs points
# deadline = 2027-03-31
# event_types = {{ roundtable = 1.0, breakfast = 0.8, reception = -0.3 }}   # from -1 (a waste) to 1 (works for me)

# [[companies]]
# name = "Halden Energy"
# aliases = ["Halden"]
# domains = ["halden.example"]

# [[people]]
# name = "Ines Okafor"
# company = "Halden Energy"
# why = "heads the forecasting team"
"""


class Goals(Deciding):
    """The drawer of the objective."""

    def goal_text(self) -> str:
        """goal.toml as it is, or a commented template."""
        if self.goal_file.exists():
            return self.goal_file.read_text("utf-8")
        return TEMPLATE.format(statement='""')

    def goal_effect(self, text: str) -> GoalEffect:
        """What saving `text` would do to the inbox. Slow. Raises ConfigError when it does not read."""
        goal = read_goal(text, "goal.toml")
        goal = replace(goal, override=goal.override or self.record.overrides.get(goal_id(goal), ""))
        check = check_goal(goal)
        if not check.usable:
            return GoalEffect(check, problems=problems_of(goal))
        with self._slow:
            # What was read of the listings serves every goal: only the first look at an edit may have to read them.
            after = self._ranker.rank(self._present(self.record), self._trial_basis(goal))
        rises, falls = fit.effect(self._made.scored, after)
        return GoalEffect(check, rises, falls, problems_of(goal))

    def save_goal(self, text: str, *, override: str = "") -> Step:
        """Write goal.toml and rank by it; a vague goal needs `override`, the reason to use it all the same."""
        goal = read_goal(text, "goal.toml")
        check = check_goal(goal)
        if not check.usable and not override.strip():
            missing = "; ".join(item.words for item in check.missing)
            raise InputError(f"The objective is vague. Missing: {missing}.", check.missing[0].example)
        write_private(self.goal_file, text.encode())
        words = "saved the objective"
        if override.strip() and not check.usable:
            words = f"saved a vague objective, because: {override.strip()}"
            self.append(self._override_entry(goal_id(goal), override.strip()))
        self.load()
        return Step(words)

    def override_goal(self, reason: str) -> Step:
        """Rank by the vague goal at hand all the same; the reason is recorded and shown on every list."""
        if self.goal is None:
            raise InputError("There is no objective.", "Write one: netriage goal new.")
        if self._made.check.specific:
            raise InputError("The objective is specific already; nothing needs to be overridden.")
        if not reason.strip():
            raise InputError("Give a reason.", 'netriage goal override "I only look around this month"')
        entry = self._override_entry(goal_id(self.goal), reason.strip())
        self.append(entry)
        self.load()
        return Step(entry.words)

    def goal_data(self) -> dict[str, Any] | None:
        """The goal as `--json` tells it; None without one."""
        if self.goal is None:
            return None
        check = self._made.check
        return {
            "id": goal_id(self.goal),
            "statement": self.goal.statement,
            "specific": check.specific,
            "missing": [to_data(item) for item in check.missing],
            "override": self.goal.override,
        }

    def _override_entry(self, goal: str, reason: str) -> Any:
        entry = self._entry(Kind.OVERRIDE, f"ranked by a vague objective, because: {reason}", text=reason)
        return replace(entry, goal=goal)
