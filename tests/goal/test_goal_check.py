"""The gate: what counts as a specific objective, and what is told about a vague one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from netriage.goal import Company, Goal, Person, check_goal, read_goal


def missing(statement: str) -> list[str]:
    return [item.what for item in check_goal(Goal(statement)).missing]


def test_all_statements_of_the_study_are_judged_as_people_judged_them(shared: Path) -> None:
    rows = [json.loads(line) for line in (shared / "fit" / "specificity.jsonl").read_text().splitlines()]
    wrong = [row["statement"] for row in rows if missing(row["statement"]) != row["missing"]]
    assert len(rows) >= 44
    assert wrong == []


@pytest.mark.parametrize(
    "statement",
    [
        "Land my dream job",
        "Break into tech",
        "Become a product manager",
        "Raise a seed round",
        "Meet founders",
        "Build relationships in the industry",
        "Find a job at a startup",
        "Work for a big tech company",
        "Meet people in Seattle",
        "Senior engineer role in London",
        "Get funding for my startup in Berlin",
        "Work at Microsoft",
        "Find Speakers For My Podcast",
        "Data scientist, London",
        "Become a Python developer",
        "",
    ],
)
def test_vague_statements_are_refused(statement: str) -> None:
    assert not check_goal(Goal(statement)).specific


@pytest.mark.parametrize(
    "statement",
    [
        "Staff ML engineer at Spotify or Klarna in Stockholm by autumn",
        "Reporter on the climate desk of the Guardian",
        "Sell our inventory software to independent breweries in Oregon",
        "Find three pilot hospitals in Ohio for our triage tablet",
        "Meet Jane Goodall's team about a field research assistant post",
        "senior backend engineer at stripe in dublin",
        "Kindergarten teacher at a Montessori school in Portland",
        "Raise 1.5M from deep-tech angels in Munich",
        "Close a distribution deal with REWE or Edeka buyers",
        "UX researcher on the Google Maps team",
        "Frontend developer job at Shopify",
    ],
)
def test_specific_statements_pass(statement: str) -> None:
    assert check_goal(Goal(statement)).specific


def test_what_is_missing_is_named_with_an_example() -> None:
    check = check_goal(Goal("Become a data scientist"))
    assert [item.what for item in check.missing] == ["org"]
    assert "[[companies]]" in check.missing[0].example
    assert "organisations" in check.words
    assert not check.usable


@pytest.mark.parametrize(
    ("statement", "example"),
    [
        ("Become a data scientist.", "Become a data scientist at Stripe or Adyen"),
        ("Get hired at Stripe", "Get hired at Stripe as a payments engineer"),
        ("Find investors for my startup", "Find investors for my startup: those of Stripe or Adyen"),
    ],
)
def test_the_example_goes_on_with_the_users_own_words_and_is_accepted(statement: str, example: str) -> None:
    assert f'"{example}"' in check_goal(Goal(statement)).missing[0].example
    assert check_goal(Goal(example)).specific


def test_fields_count_before_the_sentence() -> None:
    goal = Goal("to get a job", roles=("data editor",), companies=(Company("ProPublica"),))
    assert check_goal(goal).specific
    assert check_goal(Goal("Find investors", people=(Person("Ann Lee"),))).specific


def test_topics_in_a_place_are_a_bounded_segment() -> None:
    assert check_goal(Goal("Find clients", roles=("accountant",), topics=("clinics",), places=("Durham",))).specific


def test_a_specific_goal_hears_what_it_would_rank_better_by_and_a_vague_one_first_what_it_lacks() -> None:
    goal = Goal("Become a payments engineer at Stripe", companies=(Company("Stripe"),))
    wishes = {wish.what: wish for wish in check_goal(goal).wishes}
    assert list(wishes) == ["topics", "event_types"]
    told = read_goal('statement = "x"\n' + "\n".join(wish.example for wish in wishes.values()), "goal.toml")
    assert check_goal(replace(goal, topics=told.topics, event_types=told.event_types)).wishes == ()
    assert check_goal(Goal("get a job")).wishes == ()


def test_an_override_makes_a_vague_goal_usable_and_stays_visible() -> None:
    check = check_goal(read_goal('statement = "Meet people"\noverride = "a week of exploring"'))
    assert not check.specific
    assert check.usable
    assert check.override == "a week of exploring"


@pytest.mark.parametrize(
    "statement",
    ["決済エンジニアになる", "Стать инженером", "Ich möchte bessere Leute kennenlernen und dabei wachsen"],
)
def test_another_language_is_judged_by_its_fields_and_told_so(statement: str) -> None:
    check = check_goal(Goal(statement))
    assert [item.what for item in check.missing] == ["role", "org"]
    assert "not in English" in check.words
    assert check_goal(Goal(statement, roles=("エンジニア",), companies=(Company("Stripe"),))).specific
