"""What a goal holds: the statement, who and what it is about, where, how much time.

Separate from reading and judging it because the ranker, the screen and the plan need only these values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

DEFAULT_TRAVEL_KM = 60.0
"""How far a user travels who has not said: a metropolitan area."""

KM_PER_TRAVEL_MINUTE = 1.0
"""Door to door at 60 km/h, what a regional train makes: turns `travel_minutes` into a radius."""


@dataclass(frozen=True, slots=True)
class Company:
    """A target organisation."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    """Host names ('stripe.com'): a link or an organiser's address there is a sign of the company."""
    weight: float = 1.0
    """0 to 2; 1 is a plain target."""


@dataclass(frozen=True, slots=True)
class Person:
    """A target person: someone the user wants to meet."""

    name: str
    aliases: tuple[str, ...] = ()
    company: str = ""
    why: str = ""
    weight: float = 1.0
    """0 to 2; 1 is a plain target."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone the user knows already."""

    name: str
    employer: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """The objective. Empty fields are simply not judged by the ranker."""

    statement: str = ""
    roles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    companies: tuple[Company, ...] = ()
    people: tuple[Person, ...] = ()
    event_types: tuple[tuple[str, float], ...] = ()
    """Name and usefulness, from −1 (a waste) to 1 (what works for me)."""
    places: tuple[str, ...] = ()
    online: bool = True
    """Whether an online event is wanted."""
    home: str = ""
    """Where trips begin: a city ('Berlin') or 'latitude, longitude'."""
    max_travel_km: float = 0.0
    """0 when not given; see `radius_km`."""
    travel_minutes: int = 0
    """One way, 0 when not given; counts when `max_travel_km` is not given."""
    hours_per_week: float = 0.0
    """The budget, 0 when not given."""
    never: tuple[str, ...] = ()
    """Words and phrases that bar a listing (a gate, apart from the fit)."""
    avoid: tuple[str, ...] = ()
    """Words and phrases that cost points."""
    deadline: date | None = None
    contacts: tuple[Contact, ...] = ()
    override: str = ""
    """Why a vague goal is used all the same; shown on every list. '' when there is no override."""

    @property
    def radius_km(self) -> float:
        """How far the user travels from home or from a place of the goal."""
        return self.max_travel_km or self.travel_minutes * KM_PER_TRAVEL_MINUTE or DEFAULT_TRAVEL_KM


def goal_from_json(data: Mapping[str, Any]) -> Goal:
    """Build a goal from a line of a benchmark's `goals.jsonl`; unknown keys are ignored, missing ones are empty."""
    return Goal(
        statement=data.get("statement", ""),
        roles=tuple(data.get("roles", ())),
        topics=tuple(data.get("topics", ())),
        companies=tuple(_company(item) for item in data.get("companies", ())),
        people=tuple(
            Person(item) if isinstance(item, str) else Person(item["name"]) for item in data.get("people", ())
        ),
        event_types=tuple((name, 1.0) for name in data.get("event_types", ())),
        places=tuple(data.get("places", ())),
        online=bool(data.get("online_ok", True)),
        max_travel_km=float(data.get("max_travel_km") or 0),
        hours_per_week=float(data.get("hours_per_week") or 0),
        never=tuple(data.get("never", ())),
        avoid=tuple(data.get("avoid", ())),
        contacts=tuple(Contact(item["name"], item.get("employer", "")) for item in data.get("contacts", ())),
    )


def _company(item: Mapping[str, Any] | str) -> Company:
    if isinstance(item, str):
        return Company(item)
    return Company(item["name"], tuple(item.get("aliases", ())), tuple(item.get("domains", ())))
