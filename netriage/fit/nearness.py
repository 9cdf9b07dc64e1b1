"""What the words of a listing are worth together: those of one topic stand together, and no word counts twice in full.

Separate from `words`, which scores each topic by itself. 'Red team' is not found in a text with a red line and a team
somewhere else; and who asks for AI agents, voice AI and health AI asks for AI once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from netriage.fit.corpus import TokenCache
from netriage.fit.words import Answer

APART = 0.4
"""What several words of a topic count of which no two stand together."""
WINDOW = 5
"""Words stand together with fewer than so many others between them; small words do not count."""
AGAIN = 0.5
"""What an answer counts whose words another one has earned already."""


def settle_answers(found: Mapping[int, list[Answer]], slots: Sequence[int], cache: TokenCache) -> None:
    """Lower what stands apart and what is said again, in place; by position, `slots` likewise."""
    for position, answers in found.items():
        if len(answers) == 1 and len(answers[0].stems) == 1:
            continue
        zones = cache.docs[slots[position]].zones
        for index, answer in enumerate(answers):
            if len(answer.stems) > 1 and not _stand_together(answer.stems, zones, cache.codes.of):
                answers[index] = _lowered(answer, APART, "apart")
        if len(answers) > 1:
            _count_once(answers)


def _stand_together(stems: Sequence[str], zones: Sequence[str], codes: Mapping[str, str]) -> bool:
    """Whether the most telling word has another one near, in any zone; inflected otherwise, nobody can tell: it has."""
    found = [codes.get(stem, "") for stem in stems]
    if not all(found):
        return True
    first, others = found[0], found[1:]
    for zone in zones:
        at = zone.find(first)
        while at >= 0:
            around = zone[max(0, at - WINDOW) : at + WINDOW + 1]
            if any(other in around for other in others):
                return True
            at = zone.find(first, at + 1)
    return False


def _count_once(answers: list[Answer]) -> None:
    """Lower each answer all of whose words are earned by one that has more words, or more points."""
    answers.sort(key=_by_words)
    earned: set[str] = set()
    for index, answer in enumerate(answers):
        if earned.issuperset(answer.stems):
            answers[index] = _lowered(answer, AGAIN, "said above")
        earned.update(answer.stems)


def _by_words(answer: Answer) -> tuple[int, float, tuple[str, ...]]:
    return -len(answer.stems), -answer.points, answer.ask.stems


def _lowered(answer: Answer, factor: float, doubt: str) -> Answer:
    return answer._replace(points=answer.points * factor, doubt=doubt)
