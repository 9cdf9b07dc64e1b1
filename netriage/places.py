"""Which part of a location names somewhere one can go: not "TBA", not "Please register to receive the address".

Separate from `ical`, `dedupe` and `fit`, which all ask it and may not ask one another. Publishers put sentences into
LOCATION (RFC 5545 3.8.1.7 allows any text): they stay on the screen, but tell neither where an event is nor that two
are at one place. A sentence is known by words that no name of a place has in small letters, in the languages that are
met most; an address within one counts.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from netriage.late import late


class Told(NamedTuple):
    """What a location says."""

    place: str
    """The part that names somewhere; '' for none. The location itself, where all of it does."""
    open: bool
    """Whether it says that the place, or the rest of it, is told later or elsewhere."""


_TOLD_LATER: Final = "|".join(
    (
        r"tb[acd]\b.{0,40}|t\.b\.[acd]\.|to be (?:announced|confirmed|determined|decided|shared|advised)\b.*",
        r"various(?: locations| venues| places)?|(?:location )?varies\b.*|multiple locations|n/?a|none|unknown",
        r"(?:\w+ ){0,2}(?:venue |location |address )?not (?:yet )?(?:announced|known|decided|confirmed)\b.*",
        r"(?:this is an? )?private (?:event|address|location)|secret location",
        r"undecided|coming soon|(?:upon|on|after) (?:registration|rsvp|approval|booking)",
        r"(?:location|venue|address|room|place|details?|directions?|link)s? (?:\w+ ){0,3}?"
        r"(?:tb[acd]|to be|will|provided|shared|sent|revealed|announced|given|upon|on|after|varies|coming|in)\b.*",
        # German
        r"siehe (?:beschreibung|text|unten|web\w*|link|details|einladung|homepage).*|s\. ?(?:u\.|text|beschreibung)",
        r"(?:ort |adresse )?(?:folgt|noch offen|wird noch|wird nach|nach anmeldung|bei anmeldung|auf anfrage)\b.*",
        r".*\b(?:bekannt ?gegeben|steht noch nicht fest)\b.*|verschiedene orte|unbekannt|n\. ?n\.",
        # French
        r"(?:lieu |adresse |salle )?à (?:confirmer|définir|déterminer|préciser|venir|annoncer|communiquer)\b.*",
        r"voir (?:la |le |les |ci-)?(?:description|site|dessous|détails|lien|infos?)\b.*|(?:sur|après) inscription",
        r"(?:lieu|adresse) (?:exacte? )?(?:communiquée?|envoyée?|précisée?|donnée?|secr[eè]te?)\b.*|divers lieux"
        r"|plusieurs lieux",
        # Spanish, Portuguese, Italian
        r"(?:lugar |local |luogo |sede |ubicación )?(?:por|a|da) (?:confirmar|definir|determinar|anunciar|convenir"
        r"|combinar|definire|confermare|stabilire|annunciare|comunicare)\b.*",
        r"(?:ver|véase|veja|vedi) (?:la |a |il )?(?:descripci[óo]n|descri[çc][ãa]o|descrizione|detalles|detalhes|web"
        r"|sito|sotto|abajo)\b.*|se (?:anunciará|comunicará|enviará)\b.*|varios lugares|vários locais|luoghi vari",
        # Dutch, Scandinavian, Polish, Czech, Finnish, Turkish, Hungarian
        r"n\.?t\.?b\.?|(?:locatie )?(?:(?:nader|nog) te bepalen|volgt(?: nog)?)|zie (?:beschrijving|website)\b.*",
        r"(?:plats |sted )?(?:meddelas|oplyses|annonceres|kunngjøres|kommer) ?(?:senare|senere)?|se (?:beskrivning"
        r"|beskrivelse|nedan|nedenfor)\b.*|ikke bestemt|ej bestämt|do ustalenia|zobacz opis|bude upřesněno|viz popis"
        r"|ilmoitetaan(?: myöhemmin)?|katso kuvaus|belirlenecek|daha sonra açıklanacak|később\b.*",
        # Russian, Ukrainian, Japanese, Chinese, Korean
        r"(?:место |адрес )?уточня\w+|(?:место )?будет (?:объявлен|сообщен)\w*|см\. описание|уточнюється",
        r".*(?:未定|調整中|追って|後日|お知らせ|説明欄|待定|待公布|待通知|详见|詳見|미정|추후|별도 ?(?:공지|안내)).*",
    )
)
_LATER: Final = late(
    rf"\W*(?:(?:location|venue|address|place|room|ort|lieu|lugar)\s*:\s*)?(?:{_TOLD_LATER})?\W*", re.IGNORECASE
)
_ELSEWHERE: Final = late(
    # See description, Please check the event page; but not: Check Point Charlie, Contact Theatre
    r"\W*(?i:please\b.*|(?:just |kindly )?(?:see|check|refer to|visit|view|read|click|follow|use)\s+"
    r"(?:on\s+)?(?:the |our |my |your )?(?:event|description|details?|website|web|site|page|links?|below|above"
    r"|notes?|text|e?-?mail|info\w*|bio|map"
    r"|flyer|calendar|invit\w+|registration|virtual|zoom|here)\b.*"
    r"|(?:register|rsvp|sign[- ]?up|log ?in|e-?mail|call|text|dm|message|contact|apply|ask)\s*"
    r"(?::|\b(?:to|for|at|us|me|by|on|in|via|with|the|here|before|organi[sz]er|host|hosts|now|required|only)\b).*|(?:rsvp|register)\W*)"
)
_LEAD: Final = late(
    r"(?i:(?:(?:event |meeting )?(?:location|venue|address|(?:meeting )?(?:point|place)|where|treffpunkt|ort|lieu|lugar"
    r"|luogo)\s*(?::|\bis\b)|(?:we(?:['’]ll| will)?(?: meet| be meeting| gather| start)"
    r"|meet(?:ing)?|join|find|gather)\s*(?:weekly|us|up|here|there|me|outside|inside)?\s+(?:at|in|on|near)"
    r"|(?:tour|walk|ride|hike|event|class) (?:begins|starts) (?:at|in)"
    r"|wir treffen uns|rendez-vous (?:à|au|aux|devant|chez|dans|sur)|nos vemos|ci vediamo)\s+"
    r"(?:(?:at|in|im|am|à|au|en|el|a|al)\b\s*)?)(?:the\s+(?=[A-Z0-9]))?"
)
"""What may stand before a place: Meet at …, Location: …"""
_SPOKEN: Final = late(
    r"\S@[\w-]+\.\w|\[email|\b[Ll]ook for\b|"
    # In small letters: names of places are written with capitals, and have other small words.
    r"(?<![\w'’-])(?:we|you|your|they|please|is|are|was|will|has|must|should|(?:join|meet|contact|let|with|for|tell) us"
    r"|(?:on|in|at|from) our|there['’]s|(?:held|provided|located) (?:in|at|on) (?:our|the(?= [a-z]))|takes? place"
    r"|for (?:more|further|location|details)|if you|click on"
    r"|to (?:get|receive|join|see|register|attend|find|be|request|view|attend)"
    r"|wir|uns|euch|dich|bitte|wird|werden|sind|findet|nous|vous|sera|seront|veuillez|merci|nos vemos|por favor"
    r"|esperamos|se enviará|será|ci (?:troviamo|vediamo)|vi aspettiamo|sarà|você|vocês|jullie|wordt|graag"
    r"|vi (?:ses|mødes|möts|møtes|samles|träffas|er|är)|vänligen|venligst|prosimy|będzie|zostanie|spotykamy"
    r"|будет|мы|вас|вы|встречаемся|пожалуйста)(?![\w-])|(?<=[\w])['’](?:ll|re|ve)\b"
    r"|です|ます|ください|下さい|请|請|我们|我們|합니다|주세요|입니다"
)
_ADDRESS: Final = re.compile(
    r"(?<![\w:.])\d{1,5}[a-zA-Z]?\s+(?!(?:[AaPp]\.?[Mm]|Uhr|Euro|USD|CAD|EUR|Jan|Feb|Mar|Apr|Ma[iy]|Ju[nl]|Aug|Sep|O[ck]t|Nov"
    r"|De[cz])\w*\b)[A-Z]\w*"
)
"""A house number and the name of a street, within a sentence: from there on it counts."""
_CUT: Final = re.compile(r"\s*(?:[,;|()\n]+|(?<=[^\W\d_]{3})[.]+(?=\s+[^\W\d_a-z])|[!?]+|\s[–—-]+(?:\s|\Z))\s*")
_NAMED: Final = re.compile(r"[^\W\d_a-zß-öø-ÿ]\w|\d\s?\w{3}")
"""A letter that is no small one, or a number before a word."""
_MANY_WORDS: Final = 12
_URL: Final = re.compile(r"\(?\bhttps?://\S+", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")
_TRIGGER_NAMES: Final = """
    tba tbd tbc t n ntb none na unknown undecided various varies multiple soon upon on after in to be not yet private
    secret location venue address details meeting will please see check refer visit view read click follow use register
    rsvp sign signup log login email mail call text dm message contact apply ask ll re ve
    we you your they is are was has must should us our s there held provided located take takes for if
    siehe u ort adresse folgt noch wird nach bei anmeldung auf bekannt fest verschiedene unbekannt wir uns euch dich
    bitte werden sind findet treffpunkt
    à a voir sur après lieu divers plusieurs nous vous sera seront veuillez merci rendez
    por da ver véase veja vedi se varios vários luoghi lugar luogo nos esperamos será ci vi sarà você vocês
    nader bepalen volgt zie jullie wordt graag meddelas oplyses annonceres kunngjøres kommer ikke ej vänligen venligst
    do zobacz bude viz ilmoitetaan katso belirlenecek daha később prosimy będzie zostanie spotykamy where
    meet join gather find look begins starts
    """
_TRIGGERS: Final = frozenset(_TRIGGER_NAMES.split())
"""Without one of these, in Latin letters, no pattern here is met: most locations end there."""
_OTHER_SCRIPT: Final = late("[\u0400-\U0010ffff]")


@lru_cache(maxsize=16_384)
def told_place(location: str) -> Told:
    """Read which part of a location names somewhere."""
    if "://" in location:
        location = _URL.sub(" ", location).strip(" ,;()")
    words = _WORD.findall(location.lower())
    if words and _TRIGGERS.isdisjoint(words) and len(words) < _MANY_WORDS and not _OTHER_SCRIPT.search(location):
        return Told(location, False)
    parts = [part for part in _CUT.split(location) if part]
    named = [_named(part) for part in parts]
    if named == parts:
        return Told(location if parts else "", False)
    kept = [place for place in named if place]
    later = any(_is_told_later(part) for part in parts)
    return Told(", ".join(kept) if any(map(_NAMED.search, kept)) else "", later)


def _is_told_later(part: str) -> bool:
    return bool(_LATER.fullmatch(part) or _ELSEWHERE.fullmatch(part))


def _named(part: str) -> str:
    """What of a part names somewhere; '' when it is a sentence, or says that this is told later."""
    if _is_told_later(part):
        return ""
    lead = _LEAD.match(part)
    rest = part[lead.end() :] if lead else part
    if not rest or not (_is_prose(rest) or (lead and not _NAMED.match(rest))):
        return rest
    address = _ADDRESS.search(rest)
    return rest[address.start() :] if address else ""


def _is_prose(part: str) -> bool:
    words = part.split()
    if 2 * sum(map(str.islower, words[1:])) >= len(words) > 2:
        part = part[:1].lower() + part[1:]  # the capital that a sentence begins with is none of a name
    if _SPOKEN.search(part):
        return True
    return len(words) >= _MANY_WORDS and part[1:].islower() and not any(char.isdigit() for char in part)
