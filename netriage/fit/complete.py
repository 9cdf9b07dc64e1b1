"""A goal that is only a sentence, with what its sentence names filled in.

Separate because the ranker wants fields and a user may have written none: 'Data editor at ProPublica or the Associated
Press in New York' names two organisations and a place. Fields that are given are never added to.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from netriage.fit.gazetteer import gazetteer, key_of
from netriage.goal import Company, Goal, capitalised, places_of

NAMED_WEIGHT = 0.8
"""What a name of the statement weighs beside one that was given as a target."""
_LARGE = 100_000
"""How many people make a city of a name that stands anywhere; where a place stands, any town of the table is one."""


def complete(goal: Goal) -> Goal:
    """Take targets and places from the statement where the goal gives none."""
    runs = capitalised(goal.statement) if not (goal.companies or goal.people) or not goal.places else ()
    placed = places_of(goal.statement)
    named = tuple(dict.fromkeys(run for run, names_someone in runs if names_someone))
    written = (*placed, *(run for run, _ in runs))
    places = tuple(dict.fromkeys(run for run in written if _is_place(run, placed, named)))
    if not goal.places and not goal.home:
        goal = replace(goal, places=places)
    if not goal.companies and not goal.people:
        targets = (name for name in named if name not in places)
        goal = replace(goal, companies=tuple(Company(name, weight=NAMED_WEIGHT) for name in targets))
    return goal


def _is_place(name: str, placed: Collection[str], named: Collection[str]) -> bool:
    """Whether a capitalised run is a place: where a place stands any town or country, elsewhere a large city.

    A second name of a city's ('Google' for Topeka) is none where the statement names someone by it.
    """
    key, table = key_of(name), gazetteer()
    if name in placed and (key in table.countries or key in table.states):
        return True
    if not table.has(key):
        return False
    city = table.cities(key)[0]
    if name in placed:
        return True
    return city.population >= _LARGE and (name not in named or key_of(city.name) == key)
