"""Companies and people of the goal, and people the user knows, in a listing.

Separate because a name is not a bag of words: it is found by whole tokens in the original text, with its case where the
case tells (AP, CHOP, Ramp), and it counts by where it stands. What makes a name weak evidence lowers it and is said: a
common word, a tool ("Google Meet"), a venue of unrelated events, a name that stands everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from netriage.fit.corpus import BACKGROUND, TokenCache
from netriage.fit.fields import TEXT_FIELDS, Texts
from netriage.fit.tokens import fold, is_unspaced, words
from netriage.goal import Goal
from netriage.model import Listing

_STRENGTHS = {
    "title": 1.0,
    "organizer": 1.0,
    "hosts": 1.0,
    "speakers": 1.0,
    "feed": 0.8,
    "url": 0.8,
    "location": 0.9,
    "categories": 0.7,
    "description": 0.55,
}
"""How much of a target's weight a mention in a field earns."""

_FIELD_WORDS = {"organizer": "as organiser", "hosts": "as host", "speakers": "as speaker", "feed": "in the feed's name"}

_LOOSELY = 0.8
"""What a name counts that has another word in it."""
VENUE_WORDS = 1.5
"""A venue counts in full when the words alone earn so much."""
COMMON_SHARE = 0.01
"""A name in more listings than this tells little about any of them."""
COMMON_LISTINGS = 12
"""… and below this many listings with it no share is judged."""

_TOOLS = re.compile(
    r"[\W_]{1,2}(?:meet|maps?|forms?|docs?|calendars?|drive|hangouts?|teams|sheets?|slides?|play|pay|classroom|groups?|"
    r"scholar|translate|chrome|link|id|store|music|podcasts?|event page|photos?)\b"
)
_IN_ADDRESS_BEFORE = frozenset("/.@=&%#_-")

# Names of organisations that are everyday words: in running text the word is likelier than the organisation.
_EVERYDAY_NAMES = """
affirm ally alphabet amazon apple arm bird block bloom bolt boots box bridge calm camelot chase
chime clay clear cohere compass converge craft cruise cursor dell delta discover dove drift elastic element
ember figure flex flow focus ford fortune front fuse future gap general ghost glean guardian gusto
harness harvey hinge hive hopper horizon impact insight intercom jet jump kin lattice lever light lime linear
loom lucid lush mars matter medium mercury merge meta mint mirror mission modern monday mosaic nature navy next
notion nova oak oracle orange oscar otter outreach oxygen palm patch path peak peloton pilot plaid planet post
press prime progressive pulse quartz quest ramp rapid recursion relay replicate retool ripple rippling root
rover runway sage scale science segment shell signal sky slack slate snap snowflake sonder spark spring sprout
square stitch stripe sun surge sweep swift tally target tempo tesla three tide time times toast together total
tower two uber union unity vanguard vector verge vice virgin visa vox wave west whisper wire wired
wise workday world yelp zip zoom
"""
_EVERYDAY = frozenset(_EVERYDAY_NAMES.split())


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write a target."""

    text: str
    pattern: re.Pattern[str]
    exact: bool
    """Whether case counts: an acronym or an everyday word."""
    everyday: bool
    loose: re.Pattern[str] | None = None
    """The same with a word more between two of it: 'Lancaster Dems' in 'Lancaster County Dems'."""


@dataclass(frozen=True, slots=True)
class Target:
    """Someone or some organisation to look for."""

    label: str
    group: str
    """people, companies or known."""
    names: tuple[Name, ...]
    domains: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Mention:
    """A target found in a listing: its best place, and what was said against it."""

    target: Target
    strength: float
    """0 to 1 and the target's weight, discounts included."""
    field: str
    begin: int
    stop: int
    quote: str
    doubt: str = ""
    """Why it counts less, '' when it counts in full."""

    @property
    def why(self) -> str:
        """In words: which target, where, and the doubt."""
        kind = {"people": "target person", "companies": "target company", "known": "you know"}[self.target.group]
        where = _FIELD_WORDS.get(self.field, f"in the {self.field}")
        return f"{kind} {self.target.label} {where}" + (f" ({self.doubt})" if self.doubt else "")


Mentions = dict[int, Mention]
"""Position of a listing → the best mention of one target in it."""


def read_targets(goal: Goal) -> tuple[Target, ...]:
    """Everything of a goal that is looked for by name."""
    targets = [
        Target(
            company.name,
            "companies",
            tuple(_name(text) for text in (company.name, *company.aliases)),
            tuple(domain.lower().removeprefix("www.") for domain in company.domains),
            company.weight,
        )
        for company in goal.companies
    ]
    targets += [
        Target(
            person.name,
            "people",
            tuple(_name(text, person=True) for text in (person.name, *person.aliases)),
            (),
            person.weight,
        )
        for person in goal.people
    ]
    targets += [
        Target(contact.name, "known", (_name(contact.name, person=True),), (), 1.0) for contact in goal.contacts
    ]
    return tuple(target for target in targets if any(words(fold(name.text)) for name in target.names))


def _name(text: str, *, person: bool = False) -> Name:
    parts = [re.escape(part) for part in re.findall(r"[^\W_]+", fold(text))]
    if len(parts) > 1 and parts[0] == "the":
        parts = parts[1:]
    # A person may have an initial between the names; a company's parts may be joined by anything but a line's end.
    gap = r"(?:[^\S\n]{1,2}\w{1,2}\.?)?[^\w\n]{1,2}" if person else r"[^\w\n]{1,3}"
    unspaced, single = is_unspaced(fold(text)), len(parts) == 1
    pattern = re.compile(gap.join(parts) if unspaced else rf"(?<!\w){gap.join(parts)}(?!\w)")
    loose = None
    if not (person or single or unspaced):
        wider = rf"{gap}(?:\w+{gap})?"
        loose = re.compile(rf"(?<!\w){wider.join(parts)}(?!\w)")
    acronym = single and len(text) <= 5 and text.isupper()
    everyday = single and fold(text) in _EVERYDAY
    return Name(text, pattern, acronym or (everyday and text[:1].isupper()), everyday, loose)


def find_mentions(
    target: Target,
    cache: TokenCache,
    positions: Mapping[int, int],
    listings: Sequence[Listing],
    texts: Mapping[int, Texts],
) -> Mentions:
    """Look for a target in all listings (`positions` by slot); discounts for everywhere-names included."""
    found: Mentions = {}
    for position in sorted(_candidates(target, cache, positions, listings)):
        if mention := _best_mention(target, texts[position]):
            found[position] = mention
    share = len(found) / (BACKGROUND + len(listings))
    if len(found) < COMMON_LISTINGS or share <= COMMON_SHARE:
        return found
    factor = max(0.4, (COMMON_SHARE / share) ** 0.5)
    doubt = f"its name stands in {len(found)} of {len(listings)} listings"
    return {position: weaken(mention, factor, doubt) for position, mention in found.items()}


def weaken(mention: Mention, factor: float, doubt: str) -> Mention:
    """The same mention, counting less, with the reason."""
    said = f"{mention.doubt}; {doubt}" if mention.doubt else doubt
    return replace(mention, strength=mention.strength * factor, doubt=said)


def doubt_venue(mention: Mention, words: float) -> Mention:
    """Lower a company that is the venue, the more the less the listing's words (weighed) have to do with the goal."""
    share = min(1.0, words / VENUE_WORDS)
    return mention if share == 1.0 else weaken(mention, 0.3 + 0.7 * share, "as the venue of something else")


def _candidates(
    target: Target, cache: TokenCache, positions: Mapping[int, int], listings: Sequence[Listing]
) -> Iterable[int]:
    """Positions of the listings that have all words of some name, or a link to a domain."""
    found: set[int] = set()
    for text in (*(name.text for name in target.names), *target.domains):
        stems = [stem for word in words(fold(text)) if (stem := cache.stems[word])]
        if not stems:
            return range(len(listings))  # nothing but stop words ("The Who"): read everything
        slots = set.intersection(*(cache.slots_of(stem) for stem in stems))
        found.update(positions[slot] for slot in slots if slot in positions)
    for domain in target.domains:
        found.update([position for position, listing in enumerate(listings) if domain in listing.url])
    return found


def _best_mention(target: Target, texts: Texts) -> Mention | None:
    """The strongest mention in any field; the earlier field wins a draw.

    In a description two words of a name often stand near each other by chance, so there no other one may be between.
    """
    best: Mention | None = None
    for field in TEXT_FIELDS:
        strength = _STRENGTHS[field] * target.weight
        if best and best.strength >= strength:
            continue
        folded = texts.folded(field)
        if not folded:
            continue
        for name in target.names:
            mention = _mention(target, name, name.pattern, texts, field, strength)
            if not mention and name.loose and field != "description":
                mention = _mention(target, name, name.loose, texts, field, strength)
                mention = mention and weaken(mention, _LOOSELY, "with another word in it")
            if mention and (best is None or mention.strength > best.strength):
                best = mention
    return best or _linked(target, texts)


def _mention(
    target: Target, name: Name, pattern: re.Pattern[str], texts: Texts, field: str, strength: float
) -> Mention | None:
    folded = texts.folded(field)
    tool: Mention | None = None
    for match in pattern.finditer(folded):
        begin, stop = match.span()
        if folded[begin - 1 : begin] in _IN_ADDRESS_BEFORE or re.match(r"\.[a-z]{2,}|@|/", folded[stop : stop + 4]):
            continue  # a part of a link or an address; domains are judged by themselves
        quote = texts.original(field)[begin:stop]
        if name.exact and not (quote.isupper() if name.text.isupper() else quote[:1].isupper()):
            continue
        mention = Mention(target, strength, field, begin, stop, quote)
        if target.group == "companies" and _TOOLS.match(folded, stop):
            tool = tool or weaken(mention, 0.1, "a tool, not the company")
            continue
        if name.everyday and field == "description":
            return weaken(mention, 0.5, "also an everyday word")
        return mention
    return tool


def _linked(target: Target, texts: Texts) -> Mention | None:
    """A link to one of the target's domains, as the listing's own page or in its text."""
    for domain in target.domains:
        for field, factor in (("url", 1.0), ("description", 0.5)):
            text = texts.original(field).lower()
            match = re.search(r"(?<![\w-])" + re.escape(domain) + r"(?![\w-])", text) if domain in text else None
            if match:
                begin, stop = match.span()
                quote = texts.original(field)[begin:stop]
                return Mention(target, _STRENGTHS[field] * factor * target.weight, field, begin, stop, quote, "a link")
    return None
