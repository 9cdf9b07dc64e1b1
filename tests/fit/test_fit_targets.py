"""Targets: whole tokens, aliases, case and accents, and what makes a name weak evidence."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from netriage.fit import rank
from netriage.goal import Company, Contact, Goal, Person
from netriage.model import Evidence

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)


@pytest.fixture
def found(make_listing):
    """The evidence that one target gives one listing."""

    def find(target: Company | Person | Contact, title: str = "", **fields) -> list[Evidence]:
        goal = Goal(
            "x",
            companies=(target,) if isinstance(target, Company) else (),
            people=(target,) if isinstance(target, Person) else (),
            contacts=(target,) if isinstance(target, Contact) else (),
            places=("Oslo",),
        )
        (one,) = rank([make_listing(title, **fields)], goal, now=NOW, zone=UTC, feeds={"f1": "Some feed"})
        return [item for item in one.evidence if item.group in ("companies", "people", "known")]

    return find


@pytest.mark.parametrize(
    ("company", "title"),
    [
        (Company("Stripe"), "Stripe Developer Meetup"),
        (Company("Stripe"), "Coffee with STRIPE!"),
        (Company("SNØCAP"), "Breakfast at Snocap"),
        (Company("Société Générale"), "Societe Generale innovation day"),
        (Company("The Washington Post"), "Inside the Washington Post"),
        (Company("European Central Bank", ("ECB",)), "ECB Conference"),
        (Company("Ferrous Systems"), "Ferrous-Systems training"),
        (Company("Siemens"), "Siemens' new lab"),
        (Company("任天堂"), "任天堂の開発者交流会"),
    ],
)
def test_a_company_is_found_by_its_names(found, company: Company, title: str) -> None:
    (item,) = found(company, title)
    assert item.target == company.name
    assert item.field == "title"


def test_a_name_with_another_word_in_it_is_found_where_names_stand_and_counts_less(found) -> None:
    dems = Company("Lancaster Dems")
    (item,) = found(dems, organizer="Lancaster County Dems", title="Canvass")
    assert item.quote == "Lancaster County Dems"
    assert "with another word in it" in item.why
    (sure,) = found(dems, organizer="Lancaster Dems", title="Canvass")
    assert item.points < sure.points
    assert found(dems, title="Canvass", description="From Lancaster county dems will come. " * 3) == []
    assert found(dems, title="Lancaster and York Dems") == []
    assert found(Person("Ines Okafor"), title="Ines Maria Okafor") == []


@pytest.mark.parametrize(
    ("company", "title"),
    [
        (Company("Ada"), "Canada day"),
        (Company("Associated Press", ("AP",)), "App design for beginners"),
        (Company("Children's Hospital", ("CHOP",)), "Chop wood with us"),
        (Company("Ramp"), "How to ramp up sales"),
        (Company("Notion"), "A notion of beauty"),
        (Company("Bosch"), "Solbosch campus tour"),
        (Company("Deutsche Bahn"), "Deutsche Küche, neue Bahn"),
    ],
)
def test_other_words_are_not_taken_for_a_company(found, company: Company, title: str) -> None:
    assert found(company, title) == []


def test_an_everyday_word_in_running_text_counts_half_and_says_so(found) -> None:
    text = "We will talk to people from {} and others about what they do in the evening."
    plain, everyday = (
        found(Company(name), "Evening", description=text.format(name))[0] for name in ("Infineon", "Target")
    )
    assert "everyday word" in everyday.why
    assert everyday.points < plain.points


def test_a_tool_is_not_the_company(found) -> None:
    (item,) = found(Company("Google"), "Evening", description="Join with Google Meet, it is simple and free for all.")
    assert "a tool" in item.why
    (person,) = found(Company("Google"), "Evening", description="Join with Google Meet. Host: Ann, engineer at Google.")
    assert "a tool" not in person.why


def test_a_name_inside_a_link_is_no_mention_but_its_domain_is(found) -> None:
    description = "Details: https://example.org/stripe/evening and more to read about the evening there."
    assert found(Company("Stripe"), "Evening", description=description) == []
    (item,) = found(Company("Stripe", domains=("stripe.com",)), "Evening", url="https://www.stripe.com/evening")
    assert (item.field, item.quote) == ("url", "stripe.com")
    assert found(Company("Stripe", domains=("stripe.com",)), "Evening", url="https://notstripe.com/") == []


def test_where_a_name_stands_decides_what_it_earns(found) -> None:
    company = Company("Infineon")
    text = "x" * 60
    fields = [{"organizer": "Infineon"}, {"location": "Infineon, Oslo"}, {"description": f"Infineon {text}"}]
    points = [found(company, "Evening", **given)[0].points for given in fields]
    assert found(company, "Infineon evening")[0].points >= points[0]
    assert points[0] > points[1]
    assert points[0] > points[2]


def test_a_company_that_only_owns_the_venue_counts_little(found) -> None:
    company = Company("Smithsonian")
    (venue,) = found(company, "Film night", location="Smithsonian, Oslo")
    (host,) = found(company, "Film night", organizer="Smithsonian")
    assert "venue" in venue.why
    assert venue.points < host.points / 2
    (same,) = found(company, "Film night", organizer="Smithsonian Museum", location="Smithsonian Museum, Oslo")
    assert "venue" in same.why


def test_a_name_that_stands_everywhere_is_discounted_and_it_says_so(make_listing) -> None:
    goal = Goal("x", companies=(Company("Infineon"),))
    many = [make_listing(f"Infineon evening {number}") for number in range(90)]
    one = rank(many, goal, now=NOW, zone=UTC)[0]
    assert "its name stands in 90 of 90 listings" in one.evidence[0].why


@pytest.mark.parametrize("text", ["Jennifer LaFleur", "jennifer lafleur", "Jennifer A. LaFleur", "Jennifer  Lafleur"])
def test_a_person_is_found_with_or_without_an_initial(found, text: str) -> None:
    (item,) = found(Person("Jennifer LaFleur"), f"Talk by {text}")
    assert item.group == "people"
    assert item.quote == text


def test_half_a_name_is_nobody(found) -> None:
    assert found(Person("Jennifer LaFleur"), "Jennifer's birthday") == []
    assert found(Person("Jennifer LaFleur"), "Jennifer\nLaFleur street") == []


def test_someone_you_know_is_told_and_is_no_target(found) -> None:
    (item,) = found(Contact("Maya Chen", "Ramp"), "Lunch with Maya Chen")
    assert (item.group, item.target) == ("known", "")
    assert item.why.startswith("you know Maya Chen")
