"""A goal that is only a sentence, with what its sentence names filled in.

Separate because the ranker wants fields and a user may have written none: 'Data editor at ProPublica or the Associated
Press in New York' names two organisations and a place. Fields that are given are never added to.
"""

from __future__ import annotations

from dataclasses import replace

from netriage.fit.gazetteer import gazetteer, key_of
from netriage.goal import Company, Goal, capitalised

NAMED_WEIGHT = 0.8
"""What a name of the statement weighs beside one that was given as a target."""
_LARGE = 100_000


def complete(goal: Goal) -> Goal:
    """Take targets and places from the statement where the goal gives none."""
    runs = capitalised(goal.statement) if not (goal.companies or goal.people) or not goal.places else ()
    cities = tuple(run for run, _ in runs if _is_city(run))
    if not goal.places and not goal.home:
        goal = replace(goal, places=cities)
    if not goal.companies and not goal.people:
        named = (run for run, names_someone in runs if names_someone and run not in cities)
        goal = replace(goal, companies=tuple(Company(name, weight=NAMED_WEIGHT) for name in dict.fromkeys(named)))
    return goal


def _is_city(name: str) -> bool:
    key = key_of(name)
    return gazetteer().has(key) and gazetteer().cities(key)[0].population >= _LARGE
