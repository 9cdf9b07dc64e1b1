"""Who is named in an English statement: organisations and people, by how they are written and where they stand.

Separate from `sentence` because the ranker asks it too (`capitalised`). Names are never looked up, so that an unknown
company is as good as a famous one; only who writes no capitals gets help from a short list of famous ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from netriage.goal.roles import is_role
from netriage.goal.vocabulary import (
    CALENDAR,
    DETERMINERS,
    DONE_BY,
    DONE_WITH,
    ENGLISH,
    FEELINGS,
    FIELDS,
    GENERIC_SEGMENTS,
    INITIALISMS,
    KNOWN_NAMES,
    LEADS_TO_NAME,
    NAME_PREPOSITIONS,
    NATIONALITIES,
    NO_NAME,
    NO_SEGMENT,
    OF_PLACES,
    ORGANISATIONS,
    PLACE_PREPOSITIONS,
    PLACES,
    SEGMENTS,
    TITLES,
    WORKS_FOR,
    among,
)

_TOKEN = re.compile(r"[^\W_]+(?:[-'’&.][^\W_]+)*|[^\w\s]")
_AMOUNT = re.compile(r"(?!3M)[\d.]+[KMB]n?")
_HOST = re.compile(r"[\w-]+\.(?:com|org|net|io|ai|co|dev|app|tech|eu|de|fr|nl|uk)")
_UNNAMED = DETERMINERS | FIELDS | FEELINGS | ENGLISH | GENERIC_SEGMENTS | SEGMENTS | NO_SEGMENT | NO_NAME
_ABBREVIATION = 3


def tokens_of(statement: str) -> list[str]:
    """Words and marks; what is written in capitals only is read as if it had none, and '@' as 'at'."""
    if statement.isupper() and len(statement.split()) > 2:
        statement = statement.lower()
    return ["at" if word == "@" else word for word in _TOKEN.findall(statement)]


def lowered(tokens: list[str]) -> list[str]:
    """The tokens in lower case, with straight apostrophes."""
    return [token.lower().replace("’", "'") for token in tokens]


def names_in(tokens: list[str], low: list[str]) -> tuple[tuple[str, bool], ...]:
    """The capitalised runs, each with whether it names someone rather than a place or a title, as they are written."""
    if is_title_case(tokens) or not any(is_capital(token) for token in tokens[1:]):
        return tuple((name, True) for name in dict.fromkeys(_plain_names(tokens, low)))
    return tuple(
        (_written(tokens, begin, stop), _names_someone(low, begin, stop)) for begin, stop in _runs(tokens, low)
    )


def places_in(tokens: list[str], low: list[str]) -> tuple[str, ...]:
    """The capitalised runs that stand where a place stands: 'in Palo Alto or Menlo Park'."""
    return tuple(
        _written(tokens, begin, stop)
        for begin, stop in _runs(tokens, low)
        if (low[begin - 1] if begin else "") in PLACE_PREPOSITIONS or _continues_places(low, begin)
    )


def _written(tokens: list[str], begin: int, stop: int) -> str:
    return " ".join(tokens[begin:stop]).removesuffix("'s").removesuffix("’s")


def first_name(tokens: list[str], low: list[str]) -> str:
    """The first named organisation or person: a capitalised run that is no place, date, title or technology."""
    if not is_title_case(tokens):
        for begin, stop in _runs(tokens, low):
            if _names_someone(low, begin, stop):
                return " ".join(tokens[begin:stop])
    return next(_plain_names(tokens, low), "")


def is_title_case(tokens: list[str]) -> bool:
    """Whether capitals mean nothing here: small words have one too ('Find Speakers For My Podcast')."""
    return any(token in ("An", "At", "For", "From", "In", "My", "Of", "To", "With") for token in tokens[1:])


def _runs(tokens: list[str], low: list[str]) -> list[tuple[int, int]]:
    """Half-open spans of capitalised words; one that begins a sentence counts when it is written like a name."""
    runs: list[tuple[int, int]] = []
    index = 0
    while index < len(tokens):
        if not is_capital(tokens[index]) or (_begins(tokens, index) and not _is_name_first(tokens, low, index)):
            index += 1
            continue
        begin = index
        index = _run_end(tokens, low, begin)
        runs.append((begin, index))
    return runs


def _run_end(tokens: list[str], low: list[str], begin: int) -> int:
    """Where a run ends: after a possessive, else it goes on over '&' and the 'of' of 'Royal Academy of Music'."""
    index = begin + 1
    while index < len(tokens) and not low[index - 1].endswith("'s"):
        last = low[index - 1]
        joined = (
            low[index] in ("&", "+")
            or (low[index] == "of" and not is_role(last) and last not in INITIALISMS | TITLES)
            or (low[index] == "for" and last in WORKS_FOR)
        )
        if not is_capital(tokens[index]) and not (joined and any(map(is_capital, tokens[index + 1 : index + 2]))):
            break
        index += 1 if is_capital(tokens[index]) else 2
    return index


def is_capital(token: str) -> bool:
    """Whether a word has a capital, first or inside; an amount ('2M') has none."""
    return any(char.isupper() for char in token) and not _AMOUNT.fullmatch(token)


def _begins(tokens: list[str], index: int) -> bool:
    """Whether a sentence begins here; the point of 'Dr. Meyer' or 'St. Gallen' ends none."""
    if not index or tokens[index - 1] in "!?•–—-)*":
        return not index or tokens[index - 1] not in "-–—)" or index < 2 or not tokens[index - 2].isalpha()
    return tokens[index - 1] == "." and len(tokens[index - 2]) > _ABBREVIATION


def _is_name_first(tokens: list[str], low: list[str], index: int) -> bool:
    """Whether a word that begins a sentence is a name: ProPublica, NVIDIA, 'Stripe or Adyen'."""
    if low[index] in KNOWN_NAMES or is_odd_case(tokens[index]):
        return True
    joined = low[index + 1 : index + 2] in (["or"], ["/"], ["&"])
    return joined and any(is_capital(token) for token in tokens[index + 2 : index + 3])


def is_odd_case(token: str) -> bool:
    """ProPublica, NVIDIA: capitals inside a word say that it is a name even where a sentence begins."""
    return any(char.isupper() for char in token[1:]) and token.lower() not in INITIALISMS


def _names_someone(low: list[str], begin: int, stop: int) -> bool:
    before = low[begin - 1] if begin else ""
    article = before == "the"
    if article and begin > 1:
        before = low[begin - 2]
    after = low[stop] if stop < len(low) else ""
    words = [word.removesuffix("'s") for word in low[begin:stop]]
    possessive = low[stop - 1].endswith("'s") or after == "team"
    if before == "at" or after in ("legislature", "parliament", "government"):
        return not all(word in CALENDAR for word in words)
    if before in PLACE_PREPOSITIONS or _continues_places(low, begin):
        known = words[-1] in ORGANISATIONS or all(word in KNOWN_NAMES for word in words)
        return known or (possessive and words[-1] not in PLACES)
    if before == "to" and begin > 1 and low[begin - 2] in ("move", "moving", "relocate", "return"):
        return words[-1] in ORGANISATIONS
    if _is_no_name(words, before, after, article=article):
        return False
    # 'of Amnesty International Netherlands', 'ETH Zurich'
    chapter = len(words) > 1 and words[0] not in OF_PLACES | PLACES
    if (words[-1] in PLACES and not chapter) or after in ("county", "counties", "area", "region", "state"):
        return False
    modifies = after.isalpha() and (is_role(after) or among(after, SEGMENTS | GENERIC_SEGMENTS))
    return possessive or not modifies or before in ("with", "join")


def _is_no_name(words: list[str], before: str, after: str, *, article: bool) -> bool:
    """Whether capitals stand in a title, a date, a nationality or an abbreviation of the user's own trade."""
    if all(among(word, INITIALISMS | CALENDAR | TITLES) or len(word) == 1 for word in words):
        return True
    if not article and all(_is_nationality(word) for word in words):
        return True
    alone = len(words) == 1 and before in LEADS_TO_NAME and not (after.isalpha() and after not in ENGLISH)
    if not article and not alone and all(among(word, INITIALISMS | TITLES) or is_role(word) for word in words):
        return True
    return before in ("my", "our", "its")


def _is_nationality(word: str) -> bool:
    """'French', 'Japanese': whose, not who."""
    return word in NATIONALITIES or (len(word) > _ABBREVIATION + 2 and word.endswith(("ese", "ish", "ian", "ean")))


def _continues_places(low: list[str], begin: int) -> bool:
    """Whether a name goes on a list that began with 'in': 'in Seattle, San Francisco or New York'."""
    index = begin - 1
    while index >= 0 and low[index] in (",", "and", "or", "/", "&"):
        index -= 1
        while index >= 0 and low[index] not in PLACE_PREPOSITIONS | NAME_PREPOSITIONS | {",", ";", ":", "."}:
            index -= 1
    return index >= 0 and index < begin - 1 and low[index] in PLACE_PREPOSITIONS


def _plain_names(tokens: list[str], low: list[str]) -> Iterator[str]:
    """Names that no capital tells: a host, a famous one, and in a text without capitals whom one is 'at' or does with.

    What is in the plural or a technology is done 'with' without being anyone: 'work with kids', 'work with rust'.
    """
    plain = is_title_case(tokens) or not any(is_capital(token) for token in tokens[1:])
    named = False
    for verb, before, token, word in zip(["", "", *low], ["", *low], low, tokens, strict=False):
        done_with = (
            before == "with" and verb in DONE_WITH and not token.endswith("s") and token not in INITIALISMS | TITLES
        )
        done_by = before == "by" and verb in DONE_BY
        led = before == "at" or done_with or done_by or (named and before in ("or", "/"))
        written_so = plain and led and token.isalpha() and not among(token, _UNNAMED)
        if written_so or token in KNOWN_NAMES or _HOST.fullmatch(token):
            named = True
            yield word
        elif token not in ("or", "/"):
            named = False
