"""What a statement says: which outcome, which role, which named or bounded whom.

Separate from the verdict (`check`) because this is language: small word lists and the grammar of English objectives
("<role> at <Name>", "raise … from <segment> in <place>"). It reads English. Names are recognised by how they are
written and where they stand, never looked up, so that an unknown company is as good as a famous one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from netriage.goal.vocabulary import (
    CALENDAR,
    DETERMINERS,
    EMPLOYMENT,
    ENGLISH,
    FEELINGS,
    GENERIC_SEGMENTS,
    HOLLOW_OBJECTS,
    HOLLOW_VERBS,
    INITIALISMS,
    JOB_WORDS,
    NAME_PREPOSITIONS,
    NOT_ROLES,
    OUTCOMES,
    PLACE_PREPOSITIONS,
    PLACES,
    ROLE_FIELDS,
    ROLE_HEADS,
    SEGMENTS,
    TITLES,
    among,
)

_TOKEN = re.compile(r"[^\W_]+(?:[-'’&.][^\W_]+)*|[^\w\s]")
_ROLE_ENDINGS = ("eer", "ist", "ician", "er", "or", "ian", "ant", "yst", "grapher", "tect")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a statement says, each with the words that say it ('' when it does not)."""

    outcome: str = ""
    role: str = ""
    whom: str = ""
    """A named organisation or person, or a bounded segment."""
    english: bool = True


def read_statement(statement: str) -> Reading:
    """Find outcome, role and whom in an English statement; a statement in another language gets `english` False."""
    tokens = _TOKEN.findall(statement)
    low = [token.lower().replace("’", "'") for token in tokens]
    if not is_english(low):
        return Reading(english=False)
    segment = _segment(tokens, low)
    whom = _names(tokens, low) or segment
    role = _role(low)
    outcome = _outcome(low, role, whom)
    if not role and not any(among(token, EMPLOYMENT) for token in low):
        role = segment  # who raises money from funds or wins clinics as clients has said whom to meet
    return Reading(outcome, role, whom)


def capitalised(statement: str) -> tuple[tuple[str, bool], ...]:
    """The capitalised runs of a statement, each with whether it names someone rather than a place or a title."""
    tokens = _TOKEN.findall(statement)
    if _is_title_case(tokens):
        return ()
    low = [token.lower().replace("’", "'") for token in tokens]
    return tuple(
        (" ".join(tokens[begin:stop]).removesuffix("'s").removesuffix("’s"), _names_someone(low, begin, stop))
        for begin, stop in _runs(tokens, low)
    )


def is_english(low: list[str]) -> bool:
    """Whether lower-case tokens can be read as English: Latin letters, and function words or a very short text."""
    letters = [token for token in low if token[0].isalpha()]
    if any(ord(char) > 0x24F for token in letters for char in token if char.isalpha()):
        return False
    return len(letters) <= 5 or any(token in ENGLISH for token in letters)


def _outcome(low: list[str], role: str, whom: str) -> str:
    """A reachable state: an outcome word, a role at someone's, or meeting people who are narrowed down."""
    reached = [token for token in low if among(token, OUTCOMES)]
    hollow = low and (low[0] in HOLLOW_VERBS or any(among(token, HOLLOW_OBJECTS) for token in low))
    if reached and not (hollow and set(reached) <= {"get", "become", "work", "start", "move", "found", "open"}):
        return reached[0]
    if role and (whom or not hollow):
        return role
    if "meet" in low and (whom or re.search(r"\bpeople (who|from|in|at|working)\b", " ".join(low))):
        return "meet"
    return ""


def _role(low: list[str]) -> str:
    """A role or a kind of person: an occupation's name, or a field before 'job', 'role', 'position'."""
    for before, token in pairwise(["", *low]):
        if among(token, JOB_WORDS) and before in ROLE_FIELDS:
            return f"{before} {token}"
        if is_role(token):
            return token if before in DETERMINERS or not before.isalpha() else f"{before} {token}"
    return ""


def is_role(token: str) -> bool:
    """Whether a lower-case word names an occupation; compounds go by their last part ('co-founder')."""
    last = token.rsplit("-", 1)[-1]
    if among(token, ROLE_HEADS) or among(last, ROLE_HEADS):
        return True
    single = last if last.endswith("ss") else last.removesuffix("s")
    return len(single) >= 5 and single not in NOT_ROLES and single.endswith(_ROLE_ENDINGS)


def _names(tokens: list[str], low: list[str]) -> str:
    """The first named organisation or person: a capitalised run that is no place, date, title or technology."""
    if _is_title_case(tokens):
        return ""
    for begin, stop in _runs(tokens, low):
        if _names_someone(low, begin, stop):
            return " ".join(tokens[begin:stop])
    return _lower_case_name(tokens, low)


def _is_title_case(tokens: list[str]) -> bool:
    """Whether capitals mean nothing here: small words have one too ('Find Speakers For My Podcast')."""
    return any(token in ("A", "An", "For", "From", "In", "My", "Of", "To", "With") for token in tokens[1:])


def _runs(tokens: list[str], low: list[str]) -> list[tuple[int, int]]:
    """Half-open spans of capitalised words after the first word; the first counts when written like a name."""
    runs: list[tuple[int, int]] = []
    index = 0
    while index < len(tokens):
        if not _is_capital(tokens[index]) or (index == 0 and not _is_odd_case(tokens[0], low[0])):
            index += 1
            continue
        begin = index
        while index < len(tokens) and _is_capital(tokens[index]):
            index += 1
        runs.append((begin, index))
    return runs


def _is_capital(token: str) -> bool:
    return any(char.isupper() for char in token)


def _is_odd_case(token: str, low: str) -> bool:
    """ProPublica, NVIDIA: capitals inside a word say that it is a name even where a sentence begins."""
    return any(char.isupper() for char in token[1:]) and low not in INITIALISMS


def _names_someone(low: list[str], begin: int, stop: int) -> bool:
    before = low[begin - 1] if begin else ""
    article = before == "the"
    if article and begin > 1:
        before = low[begin - 2]
    after = low[stop] if stop < len(low) else ""
    words = [word.removesuffix("'s") for word in low[begin:stop]]
    if before == "at":
        return True
    if before in PLACE_PREPOSITIONS or _continues_places(low, begin):
        return False
    if not article and all(among(word, INITIALISMS | CALENDAR | TITLES) or is_role(word) for word in words):
        return False
    if words[-1] in PLACES or after in ("county", "counties", "area", "region", "state"):
        return False
    possessive = low[stop - 1].endswith("'s") or after == "team"
    modifies = after.isalpha() and (is_role(after) or among(after, SEGMENTS | GENERIC_SEGMENTS))
    return possessive or not modifies or before in ("with", "join")


def _continues_places(low: list[str], begin: int) -> bool:
    """Whether a name goes on a list that began with 'in': 'in Seattle, San Francisco or New York'."""
    index = begin - 1
    while index >= 0 and low[index] in (",", "and", "or", "/", "&"):
        index -= 1
        while index >= 0 and low[index] not in PLACE_PREPOSITIONS | NAME_PREPOSITIONS | {",", ";", ":", "."}:
            index -= 1
    return index >= 0 and index < begin - 1 and low[index] in PLACE_PREPOSITIONS


def _lower_case_name(tokens: list[str], low: list[str]) -> str:
    """'engineer at stripe': who types no capitals still says whom, by 'at' and a word that is no common one."""
    if any(_is_capital(token) for token in tokens[1:]):
        return ""
    common = DETERMINERS | GENERIC_SEGMENTS | SEGMENTS | FEELINGS | {"home", "work", "least", "scale", "once", "night"}
    for before, token in pairwise(low):
        if before == "at" and token.isalpha() and not among(token, common):
            return token
    return ""


def _segment(tokens: list[str], low: list[str]) -> str:
    """A bounded segment: a kind of organisation, narrowed by a place ('dental clinics in Wake County')."""
    for index, token in enumerate(low):
        if not among(token, SEGMENTS | GENERIC_SEGMENTS):
            continue
        begin = index
        while (
            begin
            and low[begin - 1] not in ENGLISH
            and low[begin - 1] not in DETERMINERS
            and low[begin - 1][0].isalnum()
        ):
            begin -= 1
        qualifiers = [word for word in low[begin:index] if word not in FEELINGS and word not in OUTCOMES]
        if begin and low[begin - 1] in ("my", "our"):
            continue
        placed = any(_is_capital(word) for word in tokens[max(begin, 1) : index]) or _placed_after(tokens, low, index)
        if placed and (qualifiers or among(token, SEGMENTS)):
            return " ".join(tokens[begin : index + 1])
    return ""


def _placed_after(tokens: list[str], low: list[str], index: int) -> bool:
    """Whether 'in <Place>' follows: 'funds active in Seattle', not '… for my startup in Berlin' (the speaker's own)."""
    for here in range(index + 1, len(tokens) - 1):
        if low[here] in PLACE_PREPOSITIONS and any(_is_capital(word) for word in tokens[here + 1 : here + 3]):
            return not any(word in ("my", "our") for word in low[index + 1 : here])
    return False
