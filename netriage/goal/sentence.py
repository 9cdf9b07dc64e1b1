"""What a statement says: which outcome, which role, which named or bounded whom.

Separate from the verdict (`check`) because this is language: small word lists and the grammar of English objectives
("<role> at <Name>", "raise … from <segment> in <place>"). Of other languages it reads only who is named (`foreign`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from netriage.goal.foreign import foreign_names, foreign_places, is_english
from netriage.goal.names import first_name, lowered, names_in, places_in, tokens_of
from netriage.goal.roles import find_role, is_role
from netriage.goal.segments import find_segment
from netriage.goal.vocabulary import (
    CHANCES,
    COMPANY_AT_LARGE,
    DONE_WITH,
    EMPLOYMENT,
    ENGLISH,
    FEELINGS,
    HOLLOW_OBJECTS,
    HOLLOW_VERBS,
    NOT_TAKEN,
    OUTCOMES,
    TAKEN,
    TRADES,
    among,
)

_TOPIC = 2
"""'on' and so many words say what is worked on."""
_TRIVIAL = frozenset({"get", "become", "work", "start", "move", "found", "open", "change"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a statement says, each with the words that say it ('' when it does not)."""

    outcome: str = ""
    role: str = ""
    whom: str = ""
    """A named organisation or person, or a bounded segment."""
    english: bool = True


def read_statement(statement: str) -> Reading:
    """Find outcome, role and whom in a statement; of another language than English only whom (`english` is False)."""
    tokens = tokens_of(statement)
    low = lowered(tokens)
    if not is_english(low):
        return Reading(whom=next(foreign_names(statement, tokens, low), ""), english=False)
    segment = find_segment(tokens, low)
    name = first_name(tokens, low)
    whom = name or segment
    role = find_role(low)
    outcome = _outcome(low, role, whom, named=bool(name))
    if not role and not any(among(token, EMPLOYMENT) for token in low):
        # Who raises money from funds, wins clinics as clients or gets a grant of the ERC's has said whom to meet.
        role = segment or (whom if any(among(token, TRADES) for token in low) or _is_person(low, whom) else "")
    if not role and whom and _is_joint_work(low, whom):
        role = whom
    return Reading(outcome, role, whom)


def sounds_like_a_job(statement: str) -> bool:
    """Whether a statement is about the user's own work rather than about others: it asks for a job or opens with it."""
    low = lowered(tokens_of(statement))
    opens = low[:1] and low[0] not in OUTCOMES | {"find", "meet"} and any(map(is_role, low[:3]))
    return bool(opens) or any(among(word, EMPLOYMENT) or word in ("become", "promoted") for word in low)


def _is_person(low: list[str], whom: str) -> bool:
    """Whether who is named is a person: two names or more, after "meet", "by" or "introduced to"."""
    names = lowered(tokens_of(whom))
    begin = next((at for at in range(1, len(low)) if low[at : at + len(names)] == names), 0)
    return len(names) > 1 and (
        low[begin - 1] in ("meet", "by") or low[max(begin - 2, 0) : begin] == ["introduced", "to"]
    )


def _is_joint_work(low: list[str], whom: str) -> bool:
    """Whether what is done with who is named tells which people there are meant.

    The user's own work that they take ('publish my memoir with Graywolf'), work on something with them ('work with
    Bellingcat on open source investigations'), a part of theirs that is joined ('the cello section of …').
    """
    names = lowered(tokens_of(whom))
    begin = next((at for at in range(1, len(low)) if low[at : at + len(names)] == names), 0)
    led = low[:begin][:-1] if low[begin - 1 : begin] == ["the"] else low[:begin]
    rest = low[begin + len(names) :]
    if led[-2:-1] and led[-2] in DONE_WITH and led[-1] == "with":
        return rest[:1] == ["on"] and len(rest) > _TOPIC and not any(among(word, HOLLOW_OBJECTS) for word in rest)
    if low[:2] == ["join", "the"] and led[-1:] in (["of"], ["at"]):
        return len(led) > len(("join", "the", "of")) and led[-2] not in COMPANY_AT_LARGE
    own = [after for word, after in pairwise(led) if word in ("my", "our")]
    taken = low[:1] and low[0] in TAKEN and led[-1:] in (["with"], ["into"], ["in"], ["at"], ["by"])
    return bool(taken and own) and not any(among(word, NOT_TAKEN) for word in own)


def capitalised(statement: str) -> tuple[tuple[str, bool], ...]:
    """The names and capitalised runs of a statement, each with whether it names someone."""
    tokens = tokens_of(statement)
    low = lowered(tokens)
    if is_english(low):
        return names_in(tokens, low)
    return tuple((name, True) for name in dict.fromkeys(foreign_names(statement, tokens, low)))


def places_of(statement: str) -> tuple[str, ...]:
    """The capitalised runs of a statement that stand where a place stands."""
    tokens = tokens_of(statement)
    low = lowered(tokens)
    return places_in(tokens, low) if is_english(low) else tuple(foreign_places(tokens, low))


def _outcome(low: list[str], role: str, whom: str, *, named: bool) -> str:
    """A reachable state: an outcome word, a role at someone's, or meeting people who are narrowed down."""
    reached = [
        token
        for before, token in pairwise(["", *low])
        if among(token, OUTCOMES) and not (among(token, CHANCES) and (before in FEELINGS | ENGLISH or not before))
    ]
    hollow = low and (low[0] in HOLLOW_VERBS or any(among(token, HOLLOW_OBJECTS) for token in low))
    if reached and not (hollow and set(reached) <= _TRIVIAL):
        return reached[0]
    if role and (whom or not hollow):
        return role
    if "meet" in low and (whom or re.search(r"\bpeople (who|from|in|at|working)\b", " ".join(low))):
        return "meet"
    return whom if named and not hollow else ""
