"""The text of a VEVENT to what is stored, searched, scored and shown: cleaned once, here.

Separate because every other module relies on it: after `read_feed` no title, description or URL holds a character or a
markup that could speak to a terminal. RFC 5545 3.3.11 allows plain text only; publishers send HTML, Markdown, entities,
escape sequences and megabytes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from netriage.ical.characters import clean_characters
from netriage.ical.links import find_links, safe_url, unwrap_links
from netriage.ical.markup import strip_tags, to_plain
from netriage.late import holds

__all__ = ["clean_line", "clean_place", "clean_text", "find_links", "safe_url"]

_RAW_FACTOR: Final = 4
"""How much longer than its limit a raw text may be before it is cut unread: markup and entities shrink."""

_EDGES: Final = re.compile(r"[ \t]*\n[ \t]*")
_GAPS: Final = re.compile(r"\n{3,}")
_SPACES: Final = re.compile(r"(?<=\S) {2,}")
_MARKED: Final = re.compile(r"[&<\\]")
_TWICE: Final = re.compile(r"\\+([,;'\"])")
_NOTHING: Final = re.compile(r"\b(?:null|undefined|None|NULL|nil|NaN)\b|%[a-z]+(?:_[a-z]+)+%|\{\{\s*[\w.]{1,60}\s*\}\}")
_NOTHING_WORDS: Final = ("null", "undefined", "None", "NULL", "nil", "NaN", "%", "{{")
"""Without one of these there is none."""
_PLACE_LINES: Final = re.compile(r"[\s,;]*\n\s*")
_LITERAL_BREAK: Final = re.compile(r"\\[nN](?=[\s\\A-Z0-9*•-]|\Z)")


def clean_line(raw: str, limit: int = 500) -> str:
    """Clean a title, a place or a name: one line, tags and entities resolved, Markdown left as it is.

    At most `limit` characters; a longer one ends in '…'.
    """
    if raw.isascii() and raw.isprintable() and len(raw) <= limit and not _MARKED.search(raw):
        return raw.strip() if "  " not in raw else " ".join(raw.split())
    if len(raw) > _RAW_FACTOR * limit:
        raw = " ".join(raw[: 16 * limit].split())[: _RAW_FACTOR * limit]
    text = " ".join(clean_characters(strip_tags(unescape_again(raw))).split())
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    return text


def unescape_again(raw: str) -> str:
    """Undo the escapes of a publisher who escaped twice, or as a program's string; a backslash alone stays."""
    return _TWICE.sub(r"\1", raw)


def is_nothing(text: str) -> bool:
    """Whether it is only what a template leaves of a field it does not know: null, None, %event_text%, {{text}}."""
    return bool(_NOTHING.fullmatch(text))


def clean_place(raw: str) -> str:
    """Clean a place: one line, in which commas stand for the lines of an address (Apple, Squarespace).

    What a template writes for a field it does not know goes ("null, Berlin"), and quotation marks around it all.
    """
    raw = raw.strip()
    if raw[:1] == raw[-1:] == '"' and raw.count('"') == 2:
        raw = raw[1:-1]
    place = clean_line(_PLACE_LINES.sub(", ", raw) if "\n" in raw else raw)
    if place[:2] in ("- ", "– "):
        place = place[2:].lstrip()  # CivicPlus writes "name - address", and leaves the name out
    if (holds(place, _NOTHING_WORDS) and _NOTHING.search(place)) or ", ," in place or "," in (place[:1], place[-1:]):
        place = ", ".join(part for part in map(str.strip, place.split(",")) if part and not _NOTHING.fullmatch(part))
    return place


@lru_cache(maxsize=256)
def clean_text(raw: str, limit: int = 16_384) -> str:
    """Clean a description: plain text in lines, at most one blank line in a row, links kept and unwrapped.

    At most `limit` characters; a longer one ends in a note that says so. The dates of a series mostly share one text,
    hence the small memory.
    """
    cut = len(raw) > _RAW_FACTOR * limit
    text = raw[: _RAW_FACTOR * limit] if cut else raw
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\\" in text and "\n" not in text:
        # Escaped twice by the publisher; a single one may be a path.
        text = text.replace("\\n", "\n") if text.count("\\n") > 1 else _LITERAL_BREAK.sub("\n", text)
    if "\\" in text:
        text = unescape_again(text)
    text = clean_characters(unwrap_links(to_plain(text)))
    if " \n" in text or "\n " in text or "\t" in text:
        text = _EDGES.sub("\n", text)
    if "\n\n\n" in text:
        text = _GAPS.sub("\n\n", text)
    if "  " in text:
        text = _SPACES.sub(" ", text)
    text = text.strip()
    if cut or len(text) > limit:
        note = f"\n[cut here: the feed's text has {len(raw):,} characters]"
        text = text[: limit - len(note)].rstrip() + note
    return text
