"""What kind of event a listing is: roundtable, workshop, breakfast and so on.

Separate because the kind is read once and used thrice: for the fit, for learning which kinds help, and for the filter
`type:`. The article names breakfasts, social events, receptions, roundtables, workshops; the rest is what feeds hold.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from netriage.fit.corpus import TokenCache
from netriage.fit.fields import Texts
from netriage.fit.tokens import fold, plurals_of, stem, words
from netriage.goal import Goal

# Kind: how it is written, folded, without plurals. The most telling kinds stand first: a breakfast roundtable is a
# roundtable. A way to write it has one or two words; unspaced scripts are cut into pairs of characters like all text.
_KINDS = """
hackathon: hackathon, buildathon, hack day, hack night, game jam
roundtable: roundtable, round table, table ronde, runder tisch
fireside chat: fireside, fireside chat, conversation with, ama
pitch night: pitch night, pitch event, pitch day, pitch competition, pitch session, demo day, startup showcase
demo night: demo, demo night, demo evening, show tell
career fair: career fair, job fair, career expo, hiring fair, recruiting event, jobmesse, karrieremesse
panel: panel, panel discussion, podiumsdiskussion
workshop: workshop, hands on, bootcamp, boot camp, masterclass, training, atelier, taller, 勉強, ハン
webinar: webinar, webcast, ウェ
seminar: seminar, colloquium, colloquia, seminaire, seminario, seminarreihe, セミ
breakfast: breakfast, fruhstuck, petit dejeuner, desayuno, 朝食
lunch: lunch, luncheon, mittagessen, brown bag
dinner: dinner, supper, gala
coffee: coffee, kaffee, cafe
happy hour: happy hour, drink, after work, after hour, pub night, apero, stammtisch, beer
reception: reception, empfang, cocktail, vernissage, ribbon cutting, open house
networking: networking, mixer, speed networking, meet greet, social, 交流, 懇親
conference: conference, summit, congress, symposium, symposia, konferenz, tagung, kongress, forum, colloque, カン
meetup: meetup, meet up, user group, treffen, ミー
talk: talk, lecture, keynote, vortrag, vortrage, presentation, book launch, 講演
class: class, course, lesson, tutorial, kurs
meeting: board meeting, committee meeting, council meeting, general meeting, annual meeting, town hall, office hour
show: concert, exhibition, exhibit, screening, film, theatre, theater, comedy, festival, performance, karaoke, trivia
sport: yoga, hike, hiking, fitness, zumba, pilate, tournament, golf, soccer, basketball, volleyball, softball, tennis
sport: baseball, football, hockey, lacrosse, pickleball, cross country, track field
"""


def _cut(folded: str) -> list[str]:
    """All words as stems: small words matter here ('after hours', 'meet up')."""
    return _stems(words(folded))


def _stems(found: list[str]) -> list[str]:
    return [stem(word) if word[-1] == "s" else word for word in found]


def _read_kinds() -> dict[tuple[str, ...], tuple[int, str]]:
    """Ways to write a kind, as stems → rank and name."""
    found: dict[tuple[str, ...], tuple[int, str]] = {}
    for rank, line in enumerate(_KINDS.strip().splitlines()):
        name, _, ways = line.partition(": ")
        for way in ways.split(", "):
            found.setdefault(tuple(_cut(fold(way))), (rank, name))
    return found


_WAYS = _read_kinds()
_FIRSTS = frozenset(way[0] for way in _WAYS)
_FIRST_WORDS = frozenset(form for first in _FIRSTS for form in plurals_of(first))
"""The words that a kind may begin with: most titles have none, and need not be stemmed."""
_SAME_KIND = 0.7
"""What a usefulness counts when only the kind is the same: a 'design meetup' is wanted, this is a meetup."""
UNASKED = -0.7
"""What a show or a match is worth to a goal that says nothing of such: its organiser may be a target all the same."""
_UNASKED = "a {}, which your goal does not ask for"
_PASTIMES = ("show", "sport")
CLOSURE = "closure"
"""The kind of what is no event: publishers write into their calendars when they are closed."""
_CLOSED_HINTS = ("clos", "no ", "geschlossen", "ferme", "cerrad", "chius", "gesloten")
_CLOSED = re.compile(
    r"^(?:[^()\[\]]{0,60}\b)?(?P<closed>closed|geschlossen|ferme(?:e|s|es)?|cerrad[oa]s?|chius[oa]|gesloten"
    r"|(?<![^\W_] )no (?:class(?:es)?|meetings?|school|sessions?|services?|events?|practice|rehearsal))"
    r"(?=$|\s*[.:;,!?)]|\s+[-–—]|\s+(?:for|on|today|tonight|tomorrow|this|all|in|due|from|until|till|after|at|early|"
    r"during|am|vom|bis|wegen|heute|pour|du|por|el|hoy|per|oggi|wegens)\b)"
)
_STILL_HELD_WORDS = """
rsvp rsvps registration registrations application applications ticket tickets sale sales booking bookings sign signup
signups call submission submissions waitlist anmeldung inscription inscriptions we i they how why when what round deal
door doors case open
"""
_STILL_HELD = frozenset(_STILL_HELD_WORDS.split())
"""What is closed beside these words is not the door."""
_UNSAID = (0.0, "")
_NOTHING: tuple[int, str, tuple[str, ...]] = (len(_WAYS), "", ())


class Kind(NamedTuple):
    """The kind of a listing and the words that say so."""

    name: str = ""
    field: str = ""
    begin: int = 0
    stop: int = 0

    @property
    def span(self) -> tuple[str, int, int]:
        """The field and span of these words."""
        return self.field, self.begin, self.stop


def _find(stems: list[str]) -> tuple[int, str, tuple[str, ...]]:
    """The most telling kind among stems in order: its rank, its name and the stems that say it."""
    best = _NOTHING
    if _FIRSTS.isdisjoint(stems):
        return best
    for index, first in enumerate(stems):
        if first not in _FIRSTS:
            continue
        for key in ((first,), (first, *stems[index + 1 : index + 2])):
            found = _WAYS.get(key)
            if found and found[0] < best[0]:
                best = (*found, key)
    return best


def event_type_of(texts: Texts) -> Kind:
    """The kind that the title says, else the categories; `Kind()` when neither does."""
    folded = texts.folded("title")
    return _closure(folded) or _read_kind("title", folded) or _categorised(texts.listing.categories) or Kind()


def _closure(folded: str) -> Kind | None:
    """That nothing takes place: 'Office closed: Memorial Day', 'No class tonight'."""
    if not any(map(folded.__contains__, _CLOSED_HINTS)) or not (match := _CLOSED.search(folded)):
        return None
    before = folded[: match.start("closed")]
    return Kind(CLOSURE, "title", *match.span("closed")) if _STILL_HELD.isdisjoint(words(before)) else None


def _read_kind(field: str, folded: str) -> Kind | None:
    found = words(folded)
    _, name, key = _NOTHING if _FIRST_WORDS.isdisjoint(found) else _find(_stems(found))
    if not name:
        return None
    match = _pattern(key).search(folded)
    return Kind(name, field, *match.span()) if match else Kind(name, field)


@cache
def _pattern(key: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"[\W_]+".join(re.escape(part) + r"[^\W_]*" for part in key))


@lru_cache(maxsize=4096)
def _categorised(categories: tuple[str, ...]) -> Kind | None:
    """The kind that categories say, in their text as `fields` has it: many listings share theirs."""
    return _read_kind("categories", fold(", ".join(categories)))


def kind_named(text: str) -> str:
    """The kind that the user's own name for it means ('design meetup' → meetup); '' when none."""
    return _find(_cut(fold(text)))[1]


class Wanted:
    """The event types of a goal, matched by their own words in the title first, then by their kind."""

    def __init__(self, goal: Goal, cache: TokenCache) -> None:
        self._titled: dict[int, tuple[float, str]] = {}
        """By slot: what the first type says all whose words stand in the title."""
        best: dict[str, tuple[float, str]] = {}
        for name, useful in goal.event_types:
            for slot in _titles_with(name, cache) if useful else ():
                self._titled.setdefault(slot, (useful, _usefully(name, useful)))
            kind = kind_named(name)
            if kind and abs(useful) > abs(best.get(kind, _UNSAID)[0]):
                best[kind] = (useful * _SAME_KIND, _usefully(name, useful * _SAME_KIND))
        asked = {kind for text in (goal.statement, *goal.topics, *goal.roles) for kind in _kinds_in(text)}
        named = {kind_named(name) for name, _ in goal.event_types}
        unasked = {kind: (UNASKED, _usefully(_UNASKED.format(kind), UNASKED)) for kind in _PASTIMES}
        self._unasked = {kind: said for kind, said in unasked.items() if kind not in asked | named}
        self._kinds = best

    def usefulness(self, kind: str, slot: int, *, told: bool) -> tuple[float, str]:
        """How useful a listing's kind is, −1 to 1, and why; (0, '') when the goal does not say.

        `told`: whether words of the goal stand in the listing; then a show or a match may be what it is about.
        """
        if found := self._titled.get(slot) or self._kinds.get(kind):
            return found
        return _UNSAID if told else self._unasked.get(kind, _UNSAID)


def _usefully(name: str, useful: float) -> str:
    return f"{name}: useful {useful:+.1f}"


def _kinds_in(text: str) -> set[str]:
    """All kinds that the words of a text name."""
    stems = _cut(fold(text))
    keys = [*((stem,) for stem in stems), *pairwise(stems)]
    return {_WAYS[key][1] for key in keys if key in _WAYS}


def _titles_with(name: str, cache: TokenCache) -> set[int]:
    """The slots of the listings whose title has all words of a name."""
    stems = [found for word in words(fold(name)) if (found := cache.stems[word])]
    return set.intersection(*(cache.slots_of(found, title=True) for found in stems)) if stems else set()
