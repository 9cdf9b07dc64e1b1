"""Roles and topics against the words of a listing: what earns the `words` group.

Separate because it is the lexical ranking proper: BM25F over three zones (Robertson, Zaragoza & Taylor 2004), topic by
topic, so that two topics half met count less than one met whole. Each topic keeps its own points: every one of them can
be traced to the words that earned it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import log
from typing import NamedTuple

from netriage.fit.corpus import BACKGROUND, BODY, META, TITLE, Counts, Spread, TokenCache, counts_in
from netriage.fit.fields import Texts
from netriage.fit.languages import Kin, foreign
from netriage.fit.tokens import Stems, fold, forms_of, is_unspaced, stem, stretched, words
from netriage.goal import Goal, capitalised

K1 = 1.2
B = 0.75
ZONE_WEIGHTS = (2.5, 1.2, 1.0)
"""How much a word counts in title, meta and body."""
_ZONE_FIELDS = (("title",), ("organizer", "hosts", "categories", "feed"), ("location", "speakers", "description"))


Scales = Mapping[int, tuple[float, float, float]]
"""By slot: what one occurrence of a word counts in title, meta and body."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that the goal asks for in words: a topic, a role, a type, or a word of its statement."""

    stems: tuple[str, ...]
    weight: float
    kind: str
    """topic, role, type, statement."""
    text: str
    """As the goal writes it."""
    joined: str = ""
    """The two words of an ask written as one, as a stem: 'cyber security' is cybersecurity too."""


class Answer(NamedTuple):
    """What an ask earns in a listing."""

    points: float
    ask: Ask
    stems: tuple[str, ...]
    """What of it is there, the most telling first."""
    zone: int
    """The first zone in which the most telling one stands."""
    apart: bool = False
    """Whether it counts less because its words stand apart."""


_answer: Callable[[tuple[float, Ask, tuple[str, ...], int, bool]], Answer] = partial(tuple.__new__, Answer)
"""Makes an answer in half the time that its class needs, which takes its fields one by one."""


_AIMS = """
achieve advance apply arrange ask attend become becoming begin break build career chance choose come connect
contact conversation discuss enter event everyone expand explore find follow gather get getting getting give go
goal grow help hire hired hiring interview introduction introduce invite job join keep know large lead learn
like look looking make making meeting month move need next offer opening opportunity people person place
position put quarter reach recruit role run secure see seek seeking senior someone speak
spend start switch take talk team tell think toward try turn want way week win work working year
suche suchen finden arbeiten arbeit stelle treffen kennenlernen leute menschen werden wechseln gewinnen
trouver rencontrer travailler emploi poste gens devenir chercher cherche parler
encontrar conocer trabajar trabajo empleo puesto gente busco buscar hablar
"""
_HALVES = re.compile(r"-(?:based|driven|oriented|related|focused|focussed|centred|centered|minded|like|wide)\b")
"""Second halves that tell nothing by themselves: 'value-based care', 'data-driven'."""
AIMS = frozenset(map(stem, _AIMS.split()))
"""What statements say of the aim and not of the subject: half of all listings have some of it."""

_WEIGHTS = {"topic": 1.0, "role": 0.6, "type": 0.2, "named": 0.8, "statement": 0.35}
"""`named`: what the statement writes with a capital, as names of events and laws are."""


def read_asks(goal: Goal) -> tuple[Ask, ...]:
    """What a goal asks for; places and names are left to `place` and `targets`."""
    weights = dict(_WEIGHTS)
    if not goal.topics and not goal.roles:
        weights["statement"] = 1.0  # a goal that is only a sentence is ranked by its sentence
    asks: dict[tuple[str, ...], Ask] = {}
    types = tuple(name for name, useful in goal.event_types if useful > 0)
    for kind, texts in (("topic", goal.topics), ("role", goal.roles), ("type", types)):
        for text in texts:
            found = tuple(dict.fromkeys(cut(text)))
            if found:
                asks.setdefault(found, Ask(found, weights[kind], kind, text, _join(words(fold(text)))))
    asked = {word for found in asks for word in found} | _names(goal)
    for run, names_someone in capitalised(goal.statement):
        found = tuple(dict.fromkeys(cut(run)))
        if names_someone and found and not asked.issuperset(found):
            asks.setdefault(found, Ask(found, weights["named"], "statement", run))
            asked.update(found)
    for word in cut(goal.statement):
        if word not in asked and word not in AIMS:
            asks.setdefault((word,), Ask((word,), weights["statement"], "statement", goal.statement))
    return tuple(asks.values())


def _join(parts: Sequence[str]) -> str:
    """Two words as one, as a stem; '' for more or fewer, and where one is but a letter."""
    return Stems()["".join(parts)] if len(parts) == 2 and min(map(len, parts)) > 1 else ""


def cut(text: str) -> list[str]:
    """The stems of a text of the goal, in order."""
    stems = Stems()
    return [stem for word in words(_HALVES.sub(" ", fold(text))) if (stem := stems[word])]


def _names(goal: Goal) -> set[str]:
    """The words of places, companies and people: they are looked for as wholes."""
    companies = (name for company in goal.companies for name in (company.name, *company.aliases))
    return stems_of_names((*goal.places, goal.home, *companies, *(person.name for person in goal.people)))


def stems_of_names(texts: Iterable[str]) -> set[str]:
    """The words of some texts, as stems."""
    return {stem for text in texts for stem in cut(text)}


def kin_of(asks: Sequence[Ask], cache: TokenCache, spread: Spread, languages: Iterable[str]) -> Kin:
    """The words of the index that are words of the asks, inflected otherwise, in these languages of the listings."""
    stems = sorted({word for ask in asks for word in ask.stems})
    return Kin(stems, foreign(languages), spread, cache.roots)


def score_words(
    asks: Sequence[Ask],
    cache: TokenCache,
    positions: Mapping[int, int],
    scales: Scales,
    languages: Sequence[str],
    kin: Kin,
) -> dict[int, list[Answer]]:
    """Answer every ask in every listing that has a word of it.

    `positions`: slot → position, of the listings that count; `scales` by slot, `languages` by position. A word earns
    its BM25F score. An ask earns the sum of its words times the share of it that is there, by rarity: 'safety' alone is
    little of 'functional safety'.
    """
    scored: dict[str, tuple[float, dict[int, tuple[float, int]]]] = {}
    for word in {word for ask in asks for word in (*ask.stems, ask.joined) if word}:
        scored[word] = _score_stem(_counts(word, cache, positions, languages, kin), positions, scales)
    answers: defaultdict[int, list[Answer]] = defaultdict(list)
    for ask in asks:
        found = _answers(ask, scored)
        if ask.joined:
            for position, (points, zone) in scored[ask.joined][1].items():
                if position not in found or found[position].points < ask.weight * points:
                    found[position] = _answer((ask.weight * points, ask, (ask.joined,), zone, False))
        for position, answer in found.items():
            answers[position].append(answer)
    return answers


def _counts(word: str, cache: TokenCache, positions: Mapping[int, int], languages: Sequence[str], kin: Kin) -> Counts:
    """Where a stem stands, of the listings that count; in listings of its kin's language those of the kin are added."""
    found = cache.counts_among(word, positions)
    if not (kindred := kin.of(word)):
        return found
    found = found.copy()
    for language, alike in kindred.items():
        for other in alike:
            for slot, packed in cache.counts_among(other, positions).items():
                if languages[positions[slot]] == language:
                    # Counts add up field by field: `_MOST_KIN` + 1 words of at most 60 each stay within their bits.
                    found[slot] = found.get(slot, 0) + packed
    return found


def _score_stem(
    counts: Counts,
    positions: Mapping[int, int],
    scales: Scales,
) -> tuple[float, dict[int, tuple[float, int]]]:
    """A stem's rarity (idf), and by position its BM25F score and first zone."""
    rarity = log(1 + (BACKGROUND + len(positions) - len(counts) + 0.5) / (len(counts) + 0.5))
    found: dict[int, tuple[float, int]] = {}
    read = {packed: counts_in(packed) for packed in set(counts.values())}
    for slot, packed in counts.items():
        title, meta, body = read[packed]
        in_title, in_meta, in_body = scales[slot]
        frequency = title * in_title + meta * in_meta + body * in_body
        found[positions[slot]] = rarity * frequency / (K1 + frequency), TITLE if title else META if meta else BODY
    return rarity, found


def _answers(ask: Ask, scored: Mapping[str, tuple[float, Mapping[int, tuple[float, int]]]]) -> dict[int, Answer]:
    """The answers to one ask, by position."""
    if len(ask.stems) == 1:
        _, single = scored[ask.stems[0]]
        return {
            at: _answer((ask.weight * points, ask, ask.stems, zone, False)) for at, (points, zone) in single.items()
        }
    answers: dict[int, Answer] = {}
    whole = sum(scored[word][0] for word in ask.stems)
    here: dict[int, list[tuple[float, float, str, int]]] = {}
    for word in ask.stems:
        rarity, found = scored[word]
        for position, (points, zone) in found.items():
            here.setdefault(position, []).append((points, rarity, word, zone))
    for position, hits in here.items():
        if len(hits) == 1:
            # Mostly it is one word alone.
            [(points, rarity, word, zone)] = hits
            answers[position] = _answer((ask.weight * (points * (rarity / whole)), ask, (word,), zone, False))
            continue
        share = sum([rarity for _, rarity, _, _ in hits]) / whole
        points = sum([points for points, _, _, _ in hits]) * share
        hits.sort(reverse=True)
        answers[position] = _answer((ask.weight * points, ask, tuple([hit[2] for hit in hits]), hits[0][3], False))
    return answers


def field_scales(cache: TokenCache, positions: Mapping[int, int]) -> Scales:
    """What one occurrence counts in each zone of each listing: the zone's weight over its length, as BM25F has it."""
    lengths = {slot: tuple(map(len, cache.docs[slot].zones)) for slot in positions}
    average = [max(1.0, sum(length[zone] for length in lengths.values()) / max(1, len(lengths))) for zone in range(3)]
    (title, meta, body), (a, b, c) = ZONE_WEIGHTS, average
    return {
        slot: (title / (1 - B + B * x / a), meta / (1 - B + B * y / b), body / (1 - B + B * z / c))
        for slot, (x, y, z) in lengths.items()
    }


class Forms(dict[str, list[tuple[str, list[str]]]]):
    """How each stem that is asked for is written in the texts, its kin in other languages included.

    Forms of one stem are together, with what all of them begin with: a text that has not this has none of them.
    """

    def __init__(self, kin: Kin) -> None:
        super().__init__()
        self._kin = kin

    def __missing__(self, stem: str) -> list[tuple[str, list[str]]]:
        alike = {one: forms for one in (stem, *self._kin.all_of(stem)) if (forms := forms_of(one))}
        # Only 'cities' does not begin with the whole stem.
        found = self[stem] = [
            (one if all(form.startswith(one) for form in forms) else one[:-1], forms) for one, forms in alike.items()
        ]
        return found


def find_answer(answer: Answer, texts: Texts, forms: Forms) -> tuple[str, int, int]:
    """The field and span to quote: the most telling word and its neighbours; ('', 0, 0) when it cannot be shown."""
    wanted = forms[answer.stems[0]]
    for field in _ZONE_FIELDS[answer.zone]:
        if not (folded := texts.folded(field)):
            continue
        if spans := [span for begin, alike in wanted if (span := _find_word(begin, alike, folded))]:
            begin, stop = min(spans)
            others = [form for stem in answer.stems[1:] for _, alike in forms[stem] for form in alike]
            return field, *(_widened(begin, stop, others, folded) if others else (begin, stop))
    return "", 0, 0


def _widened(begin: int, stop: int, forms: Sequence[str], folded: str) -> tuple[int, int]:
    """Take in the other words of an ask that stand right beside the one found."""
    if is_unspaced(folded[begin]):
        return stretched(folded, begin, stop, set(forms))
    for form in forms:
        if folded.startswith(form, stop + 1) and not folded[stop + 1 + len(form) : stop + 2 + len(form)].isalnum():
            stop += 1 + len(form)
        elif begin and folded.endswith(form, 0, begin - 1) and not folded[: begin - 1 - len(form)][-1:].isalnum():
            begin -= 1 + len(form)
    return begin, stop


def _find_word(beginning: str, forms: Sequence[str], folded: str) -> tuple[int, int] | None:
    """The first whole word of some that begin alike; in unspaced scripts, whose words are pairs, wherever it stands."""
    begin = folded.find(beginning)
    while begin >= 0:
        for form in forms:
            if folded.startswith(form, begin):
                stop = begin + len(form)
                if not (folded[begin - 1 : begin].isalnum() or folded[stop : stop + 1].isalnum()) or is_unspaced(form):
                    return begin, stop
        begin = folded.find(beginning, begin + 1)
    return None


def places_named(goal: Goal, cache: TokenCache, positions: Mapping[int, int]) -> dict[int, Phrase]:
    """The place of the goal that a listing may name, by position: without its state, 'Durham' of 'Durham, NC'."""
    found: dict[int, Phrase] = {}
    for place in (goal.home, *reversed(goal.places)):
        if town := place.split(",")[0].strip():
            phrase = Phrase(town)
            found |= dict.fromkeys(phrase.candidates(cache, positions), phrase)
    return found


class Phrase:
    """A word or phrase of the user's (never, avoid), found as a whole, its plural included."""

    def __init__(self, text: str) -> None:
        self.text = text
        folded = fold(text)
        if is_unspaced(folded):
            self._pattern = re.compile(re.escape(folded))
        else:
            parts = (re.escape(stem(word)) + r"(?:e?s)?" for word in words(folded))
            self._pattern = re.compile(r"(?<![^\W_])" + r"[\W_]{1,3}".join(parts) + r"(?![^\W_])")

    def candidates(self, cache: TokenCache, positions: Mapping[int, int]) -> list[int]:
        """Positions of the listings that may have it: those with all its words."""
        stems = [found for word in words(fold(self.text)) if (found := cache.stems[word])]
        if not stems:
            return sorted(positions.values()) if words(fold(self.text)) else []
        slots = set.intersection(*(cache.slots_of(found) for found in stems))
        return sorted(positions[slot] for slot in slots if slot in positions)

    def find(self, texts: Texts, fields: Sequence[str]) -> tuple[str, int, int] | None:
        """The first field and span where it stands."""
        for field in fields:
            if match := self._pattern.search(texts.folded(field)):
                return field, match.start(), match.end()
        return None
