"""Which words name an occupation or a kind of person.

Separate from `sentence` because names and segments ask it too: 'Google engineers' names no one, 'dairy farmers in
Friesland' are a segment.
"""

from __future__ import annotations

from netriage.goal.vocabulary import (
    ANY_THING,
    BODIES,
    CHOSEN,
    DETERMINERS,
    EMPLOYMENT,
    ENGLISH,
    FEELINGS,
    HOLLOW_VERBS,
    INDEFINITE,
    JOB_WORDS,
    NO_SEGMENT,
    NOT_ROLES,
    OUTCOMES,
    ROLE_FIELDS,
    ROLE_HEADS,
    among,
)

_ENDINGS = ("eer", "ist", "ician", "er", "or", "ian", "ant", "yst", "grapher", "tect")
_MEMBERS = frozenset({"member", "seat", "job", "position"})
_SHORTEST = 5
_FEW_WORDS = 3


def find_role(low: list[str]) -> str:
    """A role or a kind of person: an occupation's name, or a field of work before 'job', at someone's."""
    for before, token, after in zip(["", *low], low, [*low[1:], ""], strict=False):
        if among(token, JOB_WORDS) and before in ROLE_FIELDS:
            return f"{before} {token}"
        if token in ROLE_FIELDS and (after == "at" or (before in ("in", "into") and _is_job_in(low, token))):
            return "" if _is_anything_in(low, token) else token
        if among(token, BODIES) and not CHOSEN.isdisjoint(low):
            return f"{before} {token}"
        if is_role(token) or (among(token, _MEMBERS) and before in BODIES):
            return token if before in DETERMINERS or not before.isalpha() else f"{before} {token}"
    return _unlisted_role(low)


def _is_job_in(low: list[str], field: str) -> bool:
    """'internship in marketing', 'job in design'; who 'works in finance' may be anyone."""
    index = low.index(field)
    return index > 1 and among(low[index - 2], JOB_WORDS)


def _is_anything_in(low: list[str], field: str) -> bool:
    """'Anything in marketing', 'something in data engineering': no role, whatever the field."""
    before = low[max(0, low.index(field) - _FEW_WORDS) : low.index(field)]
    return "in" in before and any(among(word, ANY_THING) for word in before[: before.index("in")])


def _unlisted_role(low: list[str]) -> str:
    """'Second violin at …': a text that opens with what is no verb, wish or job, at someone's, opens with a role."""
    opening = low[: low.index("at")] if "at" in low else []
    if any(word in INDEFINITE for word in opening):
        return ""
    no_role = OUTCOMES | EMPLOYMENT | HOLLOW_VERBS | NO_SEGMENT | DETERMINERS | ENGLISH
    if not 1 <= len(opening) <= _FEW_WORDS or any(among(word, no_role) or not word.isalpha() for word in opening):
        return ""
    return opening[-1] if opening[-1] not in FEELINGS else ""


def is_role(token: str) -> bool:
    """Whether a lower-case word names an occupation; compounds go by their last part ('co-founder')."""
    last = token.rsplit("-", 1)[-1]
    if among(token, ROLE_HEADS) or among(last, ROLE_HEADS):
        return True
    single = last if last.endswith("ss") else last.removesuffix("s")
    if single.endswith(("woman", "man", "person")) and len(single) > len("person"):
        return single not in NOT_ROLES
    return len(single) >= _SHORTEST and single not in NOT_ROLES and single.endswith(_ENDINGS)
