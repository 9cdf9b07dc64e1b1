"""What a statement in another language than English says: whether it is one, and whether it names someone.

Separate because no grammar is read here. A wrong refusal is worse than a wrong pass, so who is named ("bei Zalando",
"chez Airbus", "в Яндексе", "メルカリで") is enough; a statement that names no one is judged by the goal's fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from netriage.goal.names import is_capital, is_odd_case
from netriage.goal.vocabulary import (
    CALENDAR,
    ENGLISH,
    FOREIGN,
    FOREIGN_ARTICLES,
    FOREIGN_AT,
    FOREIGN_OR,
    FOREIGN_PLACE_PREPOSITIONS,
    FOREIGN_PLACES,
    GENERIC_SEGMENTS,
    GERMAN,
    INITIALISMS,
    KNOWN_NAMES,
    PLACES,
    SEGMENTS,
    among,
)

_IN_PLACES = (["am"], ["an"], ["de"], ["del"], ["sur"])
_LAST_LATIN = 0x24F
# Chinese, Japanese: 株式会社… and …社, …大学 and their like; a katakana word with the
# particle of "at", or of "of" where it comes first; a word in Latin letters.
_EAST_ASIAN = re.compile(
    r"株式会社|(?:[\u3400-\u9fff\u30a0-\u30ff]{2,}(?:社|大学|大學|銀行|银行|病院|医院|研究所|公司|集团|新聞|研究院))"
    r"|[\u30a1-\u30fa\u30fc]{3,}(?=で|社|に入|に転|に就)|^[\u30a1-\u30fa\u30fc]{3,}(?=の)|[A-Z][A-Za-z&.]+"
)
_EAST_ASIAN_JOBS = (
    "エンジニア",
    "デザイナー",
    "マネージャー",
    "スタートアップ",
    "キャリア",
    "ネットワーク",
    "ビジネス",
    "リーダー",
)


def is_english(low: list[str]) -> bool:
    """Whether lower-case tokens can be read as English: mostly Latin letters, not more foreign function words."""
    letters = [char for token in low for char in token if char.isalpha()]
    if sum(ord(char) > _LAST_LATIN for char in letters) > len(letters) / 2:
        return False
    return sum(token in FOREIGN for token in low) <= sum(token in ENGLISH and token not in FOREIGN for token in low)


def foreign_names(statement: str, tokens: list[str], low: list[str]) -> Iterator[str]:
    """The organisations and people named in a statement that is not English, as far as they can be told."""
    german = sum(token in GERMAN for token in low) >= sum(token in FOREIGN - GERMAN for token in low)
    latin = all(map(_is_latin, tokens))
    named = False
    for index, (token, word) in enumerate(zip(tokens, low, strict=True)):
        led_by = [other for other in low[max(index - 2, 0) : index] if other not in FOREIGN_ARTICLES]
        before = led_by[-1] if led_by else ""
        known = word in KNOWN_NAMES or (_is_latin(token) and any(map(is_odd_case, token.split("-"))))
        led = before in FOREIGN_AT or (named and before in FOREIGN_OR)
        free = before and not (latin and german) and before not in FOREIGN_PLACE_PREPOSITIONS
        if token[0].isalpha() and (is_capital(token) or known) and not _is_common(word) and (known or led or free):
            named = True
            yield token
        elif word not in FOREIGN_OR:
            named = False
    for match in _EAST_ASIAN.finditer("" if latin else statement):
        if not match[0].startswith(_EAST_ASIAN_JOBS) and match[0].lower() not in INITIALISMS:
            yield match[0]


def foreign_places(tokens: list[str], low: list[str]) -> Iterator[str]:
    """The capitalised runs that stand where a place stands: 'à Montréal ou Québec', 'in Frankfurt am Main'."""
    placed, index = False, 0
    while index < len(tokens):
        begin = index
        while index < len(tokens) and tokens[index][0].isalpha() and is_capital(tokens[index]):
            # 'Frankfurt am Main', 'Palma de Mallorca'
            joined = low[index + 1 : index + 2] in _IN_PLACES and any(map(is_capital, tokens[index + 2 : index + 3]))
            index += 2 if joined else 1
        if index > begin and placed:
            yield " ".join(tokens[begin:index])
        elif index == begin:
            listed = placed and (low[index] in FOREIGN_OR or low[index] == ",")
            placed = listed or low[index] in FOREIGN_PLACE_PREPOSITIONS
            index += 1


def _is_latin(token: str) -> bool:
    return all(ord(char) <= _LAST_LATIN or not char.isalpha() for char in token)


def _is_common(word: str) -> bool:
    return word in INITIALISMS | CALENDAR | FOREIGN_PLACES | PLACES or among(word, GENERIC_SEGMENTS | SEGMENTS)
