"""Who gives an event and who speaks at it, where the platform hides them in the description.

Separate because it is the guess with the widest consequences: people and groups earn points. Only labelled lines are
read ("Hosted by: …", "Speakers: …", Meetup's first line), never prose, and a value that does not look like names is
dropped: a wrong name is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from netriage.late import holds, late

_MAX_NAMES: Final = 12
_MAX_NAME: Final = 70

_HOST_LABELS: Final = "|".join(
    (
        r"(?:co-?)?(?:hosted|presented|organi[sz]ed)(?: and (?:hosted|organi[sz]ed))? by",
        r"hosts?|organi[sz]ers?|chair(?:person|s)?",
        r"(?:(?:ride|walk|hike|tour|event|group|dance) )?leaders?|(?:event |group )?coordinators?",
        r"veranstalter(?:in)?|veranstaltet von|gastgeber(?:in)?",
        r"organisée? par|organisateur|présentée? par",
        r"organizad[oa] por|organiza|presentad[oa] por|organizador(?:es)?|organização|realização",
        r"organizzat(?:o|a|ore|ori)(?: da)?|organisator|georganiseerd door|arrang[øö]r(?:er)?|järjestäjä",
        r"organizator(?:zy)?|pořadatel|düzenleyen|организатор(?:ы)?|організатор",
        r"主催者?|共催|主办方?|主辦(?:單位|方)?|주최",
    )
)
_SPEAKER_LABELS: Final = "|".join(
    (
        r"(?:(?:guest|keynote|featured|our|your|invited) )?"
        r"(?:speakers?|presenters?|panell?ists?|lecturers?|instructors?)",
        r"keynotes?|moderators?|facilitators?|teachers?|trainers?",
        r"referent(?:in|en|innen)?|vortragende",
        r"intervenante?s?|conférenci(?:er|ère)s?",
        r"ponentes?|palestrantes?|relator[ei]|relatric[ei]|sprekers?|talare|föreläsare|foredragsholdere?|oplægsholdere?",
        r"puhujat?|prelegen(?:t|tka|ci)|přednášející|konuşmacı(?:lar)?|спикеры?|докладчики?|лектор",
        r"登壇者|発表者|講師|スピーカー|嘉宾|讲者|講者|연사|강사",
    )
)
_SINGULAR: Final = (
    "speaker", "presenter", "panelist", "panellist", "lecturer", "instructor", "keynote", "referent", "referentin",
    "intervenant", "intervenante", "ponente", "moderator", "facilitator", "teacher", "trainer",
)  # fmt: skip
_HOST: Final = late(
    # After "by" and its like the colon may be missing. A line end before each label is looked for, not MULTILINE's ^:
    # a search goes from one to the next.
    rf"\n[^\w\n]{{0,6}}(?:{_HOST_LABELS})(?:[ \t]*[:：】][ \t]*|(?<= by| on|par|por)[ \t]+)(\S[^\n]*)",
    re.IGNORECASE,
)
_LEADER: Final = re.compile(r"\n[^\w\n]{0,6}(?:led|facilitated|taught) by[ \t]*:?[ \t]+(\S[^\n]*)", re.IGNORECASE)
"""What goes on in prose more often than the labels: only people count."""
_SPEAKER: Final = late(
    rf"\n[^\w\n]{{0,6}}({_SPEAKER_LABELS})[ \t]*(?:\(s\))?[ \t]*[:：】][ \t]*([^\n]*)"
    r"((?:\n+[ \t]*[-·•*–][ \t]*[^\n]+){1,12}|(?:\n[^\n]+){0,12})",
    re.IGNORECASE,
)

_COLONS: Final = (":", "：", "】")
_BY: Final = (" by", "par ", "par\t", "por ", "por\t")
"""Behind a label stands one of these, or it ends so: most texts end there."""

_LINK: Final = re.compile(
    r"\s*\((?:https?://|mailto:|@|[\w.+-]+@)[^)]*\)|https?://\S+|\(@?[\w.-]+\)|\s<?[\w.+-]+@(?:[\w-]+\.)+\w+>?"
)
_SEPARATOR: Final = re.compile(
    r"\s*(?:[、，]|[,;](?!\s*(?:Inc|LLC|Ltd|Jr|Sr|PhD|Ph\.D|MD|GmbH)\b)(?:\s*(?:and|und|et|y|&)\s)?"
    r"|(?P<within>\s&\s|\s\+\s|\s(?:and|und|et|y)\s))\s*"
)
_INSTITUTION: Final = re.compile(
    r"\b(?:faculty|faculté|fakultät|department|school|college|institute|ministry|office|division|cent(?:er|re)|bureau"
    r"|university|academy|board|council) (?:of|for|de|für)\b",
    re.IGNORECASE,
)
"""What goes on over an "and": Faculty of Arts & Science."""
_ROLE: Final = re.compile(r"\s+[–—-]\s+|\s*[(\[|:]|,\s|\s+(?:from|of|at|von)\s")
_SENTENCE: Final = re.compile(
    r"(?<=[a-zà-ÿ0-9\])])(?<!\bDr)(?<!\bProf)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSt)[.!?](?:\s|$)|…"
)
_EDGES: Final = ' \t.,:;*"“”'
_NO_NAME: Final = late(
    r"\b(?:n/?a|tb[acd]|to be (?:announced|confirmed|determined)|various|many|several|guests?|our|your|you|we|members?"
    r"|everyone|local|more|will|is|are|see|click|representatives?|speakers?|series|volunteers?|others?|hosted|presented)\b",
    re.IGNORECASE,
)
_NO_PERSON: Final = re.compile(
    r"\b(?:board|club|committee|community|company|department|foundation|group|inc|institute|llc|meeting|society|team"
    r"|university)\b",
    re.IGNORECASE,
)
_WITHOUT_CASE: Final = late("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SIGNS: Final = late("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af・·\u3000 ]{2,14}")
"""A name in Chinese, Japanese or Korean."""
_PARTICLE: Final = 5
"""Letters of the longest small word within a name: van, della."""
_NAME_WORD: Final = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[.'’-][^\W\d_]*)*\.?")
_MEETUP: Final = re.compile(r"https?://(?:www\.)?meetup\.com/", re.IGNORECASE)


def is_meetup(url: str) -> bool:
    """Whether an event's page is on Meetup."""
    return bool(_MEETUP.match(url))


_TITLE_HOST: Final = re.compile(
    r"\b(?:hosted|presented|organi[sz]ed|veranstaltet|organisée?|présentée?|organizado) (?:by|von|par|por)"
    r" (\w[^|:()]{2,60})$",
    re.IGNORECASE,
)


def host_in_title(title: str) -> tuple[str, ...]:
    """Read who gives it from the end of a title: "Drag brunch hosted by Sample Books"."""
    match = _TITLE_HOST.search(title)
    # Behind a comma the room follows.
    return tuple(name for name in _groups(match[1].partition(",")[0]) if name[0].isupper()) if match else ()


def hosts_of(description: str, *, on_meetup: bool = False) -> tuple[str, ...]:
    """Read who gives the event: Meetup's group, then what "Hosted by" and its like name, in order, each once."""
    names = _meetup_group(description) if on_meetup else []
    if holds(description, _COLONS) or holds(description.lower(), _BY):
        for line in _HOST.finditer(f"\n{description}"):
            names += _groups(line[1])
        for line in _LEADER.finditer(f"\n{description}"):
            names += _people(line[1])
    return tuple(dict.fromkeys(names))[:_MAX_NAMES]


def speakers_of(description: str) -> tuple[str, ...]:
    """Read who speaks, from a labelled line or the list under it, in order, each once."""
    if not holds(description, _COLONS):
        return ()
    names: list[str] = []
    for match in _SPEAKER.finditer(f"\n{description}"):
        # "Speaker: Grace Hopper, US Navy" names one person and where she is from.
        one_person = match[1].lower().endswith(_SINGULAR)
        names += _people(_ROLE.split(match[2], maxsplit=1)[0] if one_person else match[2])
        names += _listed(match[2], match[3])
    return tuple(dict.fromkeys(names))[:_MAX_NAMES]


def _listed(same_line: str, below: str) -> Iterator[str]:
    """The people of the list under a label. Without bullets it goes on only while each line begins with a person."""
    bulleted = below.lstrip()[:1] in tuple("-·•*–")
    if same_line.strip() and not bulleted:
        return
    for item in below.splitlines():
        people = _people(_ROLE.split(item.strip(" \t-·•*–"), maxsplit=1)[0])
        if item.strip() and not people and not bulleted:
            return
        yield from people


def people_named(text: str) -> tuple[str, ...]:
    """The people of a list of names; () when it is anything else."""
    parts = _parts(text)
    return tuple(parts) if parts and all(map(_is_person, parts)) else ()


def _meetup_group(description: str) -> list[str]:
    """Meetup writes the group's name as the first line, before the text of the organiser."""
    group, newline, _ = description.partition("\n")
    fits = newline and 0 < len(group) <= _MAX_NAME and not group.endswith((".", "!", "?", ":"))
    return [group.strip()] if fits else []


def _parts(raw: str) -> list[str]:
    """Split a labelled value at commas and "and", up to the end of its sentence."""
    value = _SENTENCE.split(_LINK.sub("", raw), maxsplit=1)[0].strip(_EDGES)
    if len(value) > _MAX_NAME * _MAX_NAMES:
        return []
    return [part for part in (part.strip(_EDGES) for part in _split(value)) if part]


def _split(value: str) -> Iterator[str]:
    """Cut at separators, but not within the name of an institution."""
    begin = 0
    for separator in _SEPARATOR.finditer(value):
        rest = value[separator.end() :]
        names_on = separator["within"] and _INSTITUTION.search(value, begin, separator.start())
        if names_on and not rest.startswith("the ") and not _INSTITUTION.match(rest):
            continue
        yield value[begin : separator.start()]
        begin = separator.end()
    yield value[begin:]


def _groups(raw: str) -> list[str]:
    """The groups or people of a labelled value; none at all when one part is clearly prose."""
    parts = [part.removeprefix("the ") for part in _parts(raw) if not part[0].isdigit() or " others" not in part]
    prose = any(len(part) > _MAX_NAME or len(part.split()) > 8 or _NO_NAME.search(part) for part in parts)
    return [] if prose else parts


def _people(raw: str) -> list[str]:
    """The people of a labelled value, without their roles."""
    return [name for part in _parts(raw) if _is_person(name := _ROLE.split(part, maxsplit=1)[0].strip())]


def _is_person(text: str) -> bool:
    """Whether it can be a person: two to five words of letters, the first and the last capitalised ("Ada van Dyk")."""
    words = text.split()
    if _WITHOUT_CASE.search(text):
        return bool(_SIGNS.fullmatch(text))
    return (
        2 <= len(words) <= 5
        and len(text) <= 50
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and all(_NAME_WORD.fullmatch(word) for word in words)
        and not any(word.islower() and len(word) > _PARTICLE for word in words)
        and not _NO_NAME.search(text)
        and not _NO_PERSON.search(text)
    )
