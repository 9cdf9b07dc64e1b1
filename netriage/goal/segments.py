"""Bounded segments: a kind of organisation or person, narrowed by a place ('dental clinics in Wake County').

Separate from `sentence` because this is the one part that weighs a noun against what stands around it. No list of
kinds would do: any noun may head a segment, unless it is what is wanted itself ('a job in London') or means anyone.
"""

from __future__ import annotations

from netriage.goal.names import is_capital
from netriage.goal.roles import is_role
from netriage.goal.vocabulary import (
    ANYWHERE,
    DETERMINERS,
    DISTRICTS,
    ENGLISH,
    FEELINGS,
    FIELDS,
    GENERIC_SEGMENTS,
    GRADES,
    NO_SEGMENT,
    OUTCOMES,
    PLACE_PREPOSITIONS,
    PLACES,
    RANKS,
    SEGMENTS,
    among,
)

_HAD_OF = frozenset({"among", "for", "from", "to"})
_INTRODUCED_BY = frozenset({"at", "with", "of", "from", "for", "to", "among", "by", "on"})


def find_segment(tokens: list[str], low: list[str]) -> str:
    """The first bounded segment, as it is written; '' when there is none."""
    for index, token in enumerate(low):
        begin = _phrase_begin(low, index)
        before = low[begin - 1] if begin else ""
        if before in ("my", "our") or not token[0].isalpha():
            continue
        narrowed = any(word not in FEELINGS and word not in OUTCOMES for word in low[begin:index])
        listed = among(token, SEGMENTS)
        if listed or among(token, GENERIC_SEGMENTS):
            named = any(is_capital(word) for word in tokens[max(begin, 1) : index])
            bounded = (narrowed or listed) and (named or _is_placed(tokens, low, index))
        else:
            kind = _is_kind(low, begin, index, narrowed=narrowed)
            office = narrowed or not index or low[max(index - 2, 0) : index] in (["as", "a"], ["become", "a"])
            alone = among(token, RANKS) and not any(word not in FEELINGS | GRADES for word in low[begin:index])
            bounded = (kind and _stands_in(tokens, low, index + 1)) or (office and not alone and _is_office(low, index))
        if bounded:
            return " ".join(tokens[begin : index + 1])
    return ""


def _phrase_begin(low: list[str], index: int) -> int:
    """Where the noun phrase of a head begins: after the last function word."""
    begin = index
    while (
        begin
        and low[begin - 1] not in ENGLISH | DETERMINERS
        and (low[begin - 1][0].isalnum() or low[begin - 1] in "'’")
    ):
        begin -= 1
    return begin


def _is_kind(low: list[str], begin: int, index: int, *, narrowed: bool) -> bool:
    """Whether an unlisted noun may head a segment.

    In the plural when it is narrowed ('dairy farmers') or had of ('from notaries'), else as 'at a …', 'of a …'.
    """
    token = low[index]
    if among(token, NO_SEGMENT | OUTCOMES | FEELINGS | FIELDS) or token in ENGLISH | DETERMINERS:
        return False
    plural = token.endswith("s") and not token.endswith(("ss", "us", "is"))
    before = low[begin - 1] if begin else ""
    introduced = before in ("a", "an") and begin > 1 and low[begin - 2] in _INTRODUCED_BY
    # 'notaries' of whom something is had, 'midwives in Nairobi who run birth centres'
    had_of = (is_role(token) and before in _HAD_OF) or (
        before == "meet" and "who" in low[index + 1 :] and not among(token, ANYWHERE)
    )
    return (plural and (narrowed or had_of)) or (introduced and (narrowed or not is_role(token)))


def _is_office(low: list[str], index: int) -> bool:
    """Whether one district has this role to give: 'public defender in Cook County'; a city has a thousand employers."""
    here = low[index + 1 : index + 5]
    return is_role(low[index]) and here[:1] == ["in"] and any(word in DISTRICTS for word in here[2:])


def _is_placed(tokens: list[str], low: list[str], index: int) -> bool:
    """Whether 'in <Place>' follows: 'funds active in Seattle', not '… for my startup in Berlin' (the speaker's own)."""
    for here in range(index + 1, len(tokens) - 1):
        if _stands_in(tokens, low, here):
            return not any(word in ("my", "our") for word in low[index + 1 : here])
    return False


def _stands_in(tokens: list[str], low: list[str], here: int) -> bool:
    """Whether 'in <Place>' stands here; who writes no capitals means a place by whatever is no field of work."""
    if here >= len(tokens) - 1 or low[here] not in PLACE_PREPOSITIONS:
        return False
    if any(is_capital(word) for word in tokens[here + 1 : here + 3]) or low[here + 1] in PLACES:
        return True
    plain = not any(is_capital(token) for token in tokens[1:])
    return plain and low[here + 1].isalpha() and not among(low[here + 1], FIELDS | ENGLISH | DETERMINERS)
