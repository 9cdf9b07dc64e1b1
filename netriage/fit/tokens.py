"""Text to tokens: folded, stemmed lightly, the same length as it was so that spans point into the original.

Separate because goal and listings must be cut by the same knife. Case and accents are folded one character to one
(`fold` keeps every offset). Words are runs of letters and digits; scripts without spaces (Chinese, Japanese, Thai) and
Korean become overlapping pairs of characters, which needs no dictionary and breaks on nothing. English plurals and
possessives are cut (`stem`); inflection in other languages is met when a goal is looked up (`languages`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache
from itertools import pairwise

_UNSPACED = "\u0e00-\u0e7f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_GAPS = bytes(byte if byte >= 128 or chr(byte).isalnum() else 32 for byte in range(256))
"""Every ASCII byte that is no letter or digit becomes a space: UTF-8 keeps all others apart from these (RFC 3629 3)."""
BREAK = "\0"
"""Stands between the chunks of two texts."""
_GAPS_BUT_BREAK = b"\0" + _GAPS[1:]
_SIGNS = "’‘“”–—…•·\xa0"
"""What makes most English text not ASCII."""
_ANY_WORD = re.compile(f"[{_UNSPACED}]+|[^\\W_{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")

_ACCENTED = re.compile("[\u00c0-\u024f\u0370-\u03ff\u1e00-\u1fff\uff01-\uff5e]")
_UNDECOMPOSED = str.maketrans("øłđħıŧæœðþß", "oldhitaodts")

_STOP_WORDS = """
a about after all also am an and any are as at be been before being between both but by can could did do does
during each for from get had has have he her here him his how i if in into is it its just like many may me meet
more most my near new no not of off on one only or other our out over own per she should so some such than that
the their them then there these they this those through to too two under until up us very via was we were what
when where which while who whom why will with within would you your year
der die das den dem des ein eine einer eines einem einen und oder nicht mit von zu zum zur im am auf fur bei aus
nach uber sich ist sind wird werden als auch wie le la les un une du de et ou dans sur pour par avec est sont au
aux en ce cette ces qui que el los las una unos unas y o del al con es son se su sus como il lo gli che di da e
non het een van voor niet op te dei delle della nel alla sono wij zijn naar ook aan wir sie vom beim auch durch
para os dos das um uma com em na nos nas ao aos pela pelo ja ei etta kun seka och att det som og til ett
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Small words of English, German, French, Spanish, Italian, Dutch, Portuguese, Finnish and the Scandinavian languages,
folded: they tell nothing."""


def fold(text: str) -> str:
    """Lower-case and strip accents; the result has the length of `text`, character for character."""
    if text.isascii():
        return text.lower()
    return _ACCENTED.sub(_plain, text.replace("İ", "I").lower())


def _plain(match: re.Match[str]) -> str:
    return _plain_letter(match.group())


@cache
def _plain_letter(char: str) -> str:
    """The first character of the decomposition: é → e, ß → s, ＡＩ → ai."""
    return unicodedata.normalize("NFKD", char)[0].lower().translate(_UNDECOMPOSED)[0]


def words(lowered: str) -> list[str]:
    """Cut lower-case or folded text into words and, for unspaced scripts, pairs of characters; nothing is left out."""
    found = chunks(lowered)
    if lowered.isascii():
        return found
    return [part for chunk in found for part in ((chunk,) if chunk.isascii() else parts(chunk))]


def chunks(lowered: str) -> list[str]:
    """Cut at ASCII gaps alone: words, but for what is no ASCII, which `parts` cuts."""
    return _opened(lowered, _GAPS).decode("utf-8", "surrogatepass").split()


def chunks_of_all(texts: Iterable[str]) -> list[bytes]:
    """The chunks of several texts, of whatever case, and a `BREAK` between those of one and the next; as UTF-8.

    Not decoded: a string with one letter that is not Latin is cut at half the speed.
    """
    joined = f" {BREAK} ".join([text.replace(BREAK, " ") for text in texts])
    return _opened(joined.lower(), _GAPS_BUT_BREAK).split()


def _opened(lowered: str, gaps: bytes) -> bytes:
    """A text with spaces for all gaps."""
    if not lowered.isascii():
        for sign in _SIGNS:
            lowered = lowered.replace(sign, " ")
    return lowered.encode("utf-8", "surrogatepass").translate(gaps)


def parts(chunk: str) -> list[str]:
    """Cut what stands between two ASCII gaps: other scripts have gaps of their own, or none."""
    found: list[str] = []
    for part in _ANY_WORD.findall(chunk):
        if len(part) > 1 and _IS_UNSPACED.match(part):
            found += [left + right for left, right in pairwise(part)]
        else:
            found.append(part)
    return found


def is_unspaced(text: str) -> bool:
    """Whether a text begins in a script that is written without spaces, or in Hangul."""
    return bool(_IS_UNSPACED.match(text))


def stretched(folded: str, begin: int, stop: int, pairs: Collection[str]) -> tuple[int, int]:
    """A span in a script without spaces, and on either side the pairs of characters that overlap with what is there."""
    while begin and folded[begin - 1 : begin + 1] in pairs:
        begin -= 1
    while stop < len(folded) and folded[stop - 1 : stop + 1] in pairs:
        stop += 1
    return begin, stop


class Stems(dict[str, str]):
    """Lower-case word to stem, computed once a word. A stop word and a lone letter have the stem ''."""

    def __missing__(self, word: str) -> str:
        folded = word if word.isascii() else fold(word)
        found = self[word] = "" if folded in STOP_WORDS or len(folded) < 2 else stem(folded)
        return found


def forms_of(found: str) -> list[str]:
    """The folded words that have a stem, to find them again in a text."""
    # 'news' is cut to 'new', which is no word of it.
    return [form for form in plurals_of(found) if form not in STOP_WORDS]


def plurals_of(found: str) -> list[str]:
    """All words that are cut to a stem, small words included."""
    plurals = (f"{found}s", f"{found}es", f"{found[:-1]}ies")
    return [found, *(plural for plural in plurals if stem(plural) == found)]


def stem(word: str) -> str:
    """Cut a plural: cities → city, boxes → box, events → event; business, status and analysis stay."""
    if len(word) < 4 or word[-1] != "s" or word[-2:] in ("ss", "us", "is"):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]
