"""goal.toml: read strictly, written so that it reads back the same."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netriage.errors import ConfigError
from netriage.goal import Company, Contact, Goal, Person, goal_from_json, read_goal, write_goal

FULL = """
statement = "Data editor at ProPublica by June"
roles = ["data editor"]
topics = ["data journalism"]
event_types = {roundtable = 1, webinar = -0.5}
places = ["New York"]
online = false
home = "New York"
max_travel_km = 40
travel_minutes = 45
hours_per_week = 5.5
never = ["hackathon"]
avoid = ["crypto"]
deadline = 2027-06-01
override = "I know"

[[companies]]
name = "ProPublica"
aliases = ["Pro Publica"]
domains = ["propublica.org"]
weight = 1.5

[[people]]
name = "Derek Willis"
company = "ProPublica"
why = "hires for the desk"

[[contacts]]
name = "Cam Rodriguez"
employer = "freelance"
"""


def test_every_key_of_the_manual_is_read() -> None:
    goal = read_goal(FULL)
    assert goal.companies == (Company("ProPublica", ("Pro Publica",), ("propublica.org",), 1.5),)
    assert goal.people == (Person("Derek Willis", company="ProPublica", why="hires for the desk"),)
    assert goal.contacts == (Contact("Cam Rodriguez", "freelance"),)
    assert goal.event_types == (("roundtable", 1.0), ("webinar", -0.5))
    assert (goal.online, goal.deadline, goal.travel_minutes) == (False, date(2027, 6, 1), 45)


def test_companies_people_and_event_types_may_be_plain_names() -> None:
    goal = read_goal('companies = ["Stripe"]\npeople = ["Ann Lee"]\nevent_types = ["breakfast"]')
    assert goal.companies == (Company("Stripe"),)
    assert goal.people == (Person("Ann Lee"),)
    assert goal.event_types == (("breakfast", 1.0),)


@pytest.mark.parametrize(
    ("text", "place", "remedy"),
    [
        ('statment = "x"', "goal.toml: statment", "'statement'"),
        ('[[companies]]\nname = "A"\nalias = ["B"]', "companies[1].alias", "'aliases'"),
        ('[[people]]\nname = "A"\n[[people]]\nname = "B"\nwy = "x"', "people[2].wy", "'why'"),
        ("[[people]]\n", "people[1]", "name"),
        ("roles = 3", "roles: expected a list, found a number", "["),
        ('roles = ["a", 3]', "roles[2]: expected text", "quotes"),
        ('online = "yes"', "online: expected true or false, found text", "without quotes"),
        ("hours_per_week = 200", "hours_per_week: 200 is out of range", "168"),
        ("hours_per_week = true", "hours_per_week: expected a number", "5"),
        ('deadline = "soon"', "deadline: expected a date", "2027-03-31"),
        ("event_types = {coffee = 7}", "event_types.coffee: 7 is out of range", "-1 to 1"),
        ('companies = [""]', "companies[1].name: it is empty", "value"),
        ("zebra = 1", "zebra: there is no such key", "The keys are"),
        ("statement = ", "not TOML", "quotes"),
    ],
)
def test_a_wrong_goal_is_refused_with_file_key_and_remedy(text: str, place: str, remedy: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_goal(text)
    assert "goal.toml" in caught.value.what
    assert place in caught.value.what
    assert remedy in caught.value.remedy


_LINES = st.text(min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)
_NAMES = st.lists(_LINES, max_size=3).map(tuple)
_TENTHS = st.integers(0, 20).map(lambda tenth: tenth / 10)
_GOALS = st.builds(
    Goal,
    statement=st.just("") | _LINES,
    roles=_NAMES,
    topics=_NAMES,
    companies=st.lists(st.builds(Company, _LINES, _NAMES, _NAMES, _TENTHS), max_size=2).map(tuple),
    people=st.lists(st.builds(Person, _LINES, _NAMES, _LINES, _LINES, _TENTHS), max_size=2).map(tuple),
    event_types=st.dictionaries(_LINES, _TENTHS.map(lambda value: value - 1), max_size=3).map(
        lambda types: tuple(types.items())
    ),
    places=_NAMES,
    online=st.booleans(),
    home=st.just("") | _LINES,
    max_travel_km=st.integers(0, 20_000).map(float),
    travel_minutes=st.integers(0, 600),
    hours_per_week=_TENTHS,
    never=_NAMES,
    avoid=_NAMES,
    deadline=st.none() | st.dates(),
    contacts=st.lists(st.builds(Contact, _LINES, _LINES), max_size=2).map(tuple),
    override=st.just("") | _LINES,
)


@given(_GOALS)
def test_a_goal_reads_back_as_it_was_written(goal: Goal) -> None:
    assert read_goal(write_goal(goal)) == goal


def test_the_goals_of_the_benchmark_survive_the_file(shared: Path) -> None:
    for line in (shared / "fit" / "goals.jsonl").read_text().splitlines():
        goal = goal_from_json(json.loads(line))
        assert goal.companies
        assert read_goal(write_goal(goal)) == goal


def test_the_radius_comes_from_kilometres_then_minutes_then_a_default() -> None:
    assert Goal(max_travel_km=25, travel_minutes=90).radius_km == 25
    assert Goal(travel_minutes=90).radius_km == 90
    assert Goal().radius_km == 60
