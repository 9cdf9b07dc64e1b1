"""The objective: what it holds (`objective`), its file (`document`), how specific it is (`check`, `sentence`).

Separate because everything to the right of the ranker stays the same whatever the goal is. Pure.
"""

from netriage.goal.check import GoalCheck, Missing, check_goal
from netriage.goal.document import read_goal, write_goal
from netriage.goal.objective import Company, Contact, Goal, Person, goal_from_json
from netriage.goal.sentence import capitalised, places_of

__all__ = [
    "Company",
    "Contact",
    "Goal",
    "GoalCheck",
    "Missing",
    "Person",
    "capitalised",
    "check_goal",
    "goal_from_json",
    "places_of",
    "read_goal",
    "write_goal",
]
