"""A raw block to its properties: unfolding, charset, content lines, parameters, TEXT values (RFC 5545 3.1 to 3.3.11).

Separate from the scan because only blocks that changed come here: unfolding and decoding are done block by block. A
fold may stand in the middle of a character, so bytes are unfolded before they are decoded. Nothing here raises.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import a2b_qp
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple


class Line(NamedTuple):
    """One unfolded content line: `params` is the raw text between name and value, `;` first, or ''."""

    name: str
    params: str
    value: str


_QUOTED: Final = "QUOTED-PRINTABLE"
_FOLD: Final = re.compile(rb"\n[ \t]")

_TEXT_CHARSET: Final = re.compile(
    r"(?:iso-?8859-?\d+|latin-?\d|(?:windows|cp)-?\d{3,4}|koi8-[ru]|mac-?roman|shift[-_]?jis|euc-?(?:jp|kr)|gb2312|gbk|gb18030|big5)",
    re.IGNORECASE,
)
"""The charsets that are tried when a server names them. Others keep ASCII differently, or are no charset (`zip`)."""

_HIGH: Final = re.compile(rb"[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf7][\x80-\xbf]{3}|([\x80-\xff])")


def decode(raw: bytes, charset: str = "") -> str:
    """Decode unfolded bytes: UTF-8, else the charset that the server named, else what the bytes look like.

    Text that is UTF-8 with a few broken bytes keeps its characters and shows U+FFFD; text in Windows-1252 (which covers
    the printable part of ISO 8859-1) is read as such.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _TEXT_CHARSET.fullmatch(charset):
        try:
            return raw.decode(charset)
        except (UnicodeDecodeError, LookupError):
            pass
    single = shaped = 0
    for match in _HIGH.finditer(raw):
        if match[1]:
            single += 1
        else:
            shaped += 1
    return raw.decode("cp1252" if single > shaped else "utf-8", "replace")


def unfold(raw: bytes) -> bytes:
    """Join folded lines (RFC 5545 3.1; vCalendar 1.0 has soft breaks), before decoding: a fold may cut a character."""
    if b"=\n" in raw and _QUOTED.encode() in raw.upper():
        raw = raw.replace(b"=\n", b"")
    if b"\t" in raw and b"\n\t" in raw:
        return _FOLD.sub(b"", raw)
    return raw.replace(b"\n ", b"")


_PARAMS: Final = re.compile(r'((?:;[^:;"]*(?:"[^"]*"[^:;"]*)*)*):(.*)', re.DOTALL)
_PROPERTY: Final = re.compile(r"[A-Z][A-Z0-9-]*[ \t]*[:;]")
_NAMED: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*[ \t]*[:;](?=\S)|[A-Z][A-Z0-9-]*[:;]\s*\Z")
_LOOSE: Final = "DESCRIPTION"
_SHORT: Final = frozenset({"SUMMARY", "LOCATION"})
"""These go on too, over lines that do not look like a property in any case."""
_INVISIBLE: Final = " \t\ufeff\u200b\u200c\u200d\u200e\u200f\u2060"


def content_lines(text: str, wanted: frozenset[str]) -> Iterator[Line]:
    """Give the wanted properties of a block of unfolded text, names in capitals, values raw.

    A line that cannot be a property continues a DESCRIPTION, SUMMARY or LOCATION before it: publishers forget to escape
    line ends. After a DESCRIPTION in capitals nor can one that is not ("Location: see below").
    """
    loose: list[str] | None = None
    open_name = params = ""
    shouted = False
    for line in text.split("\n"):
        head, colon, value = line.partition(":")
        own, semicolon, _ = head.partition(";")
        name = own if own in wanted else own.strip(_INVISIBLE).upper()
        if name not in wanted or (open_name == _LOOSE and shouted and not own.strip(_INVISIBLE).isupper()):
            if loose is not None and line:
                if not (_NAMED if open_name in _SHORT else _PROPERTY).match(line):
                    loose.append(line)
                    continue
                yield Line(open_name, params, "\n".join(loose))
                loose, open_name = None, ""
            continue
        if loose is not None:
            yield Line(open_name, params, "\n".join(loose))
            loose, open_name = None, ""
        if not colon:
            continue
        params = ""
        if semicolon:
            params, value = _split_params(line, len(own), head, value)
        if name == _LOOSE or name in _SHORT:
            loose, open_name = [value], name
            shouted = own.isupper()
        else:
            yield Line(name, params, value)
    if loose is not None:
        yield Line(open_name, params, "\n".join(loose))


def _split_params(line: str, at: int, head: str, value: str) -> tuple[str, str]:
    """Split a line whose parameters begin at `at`; `head` and `value` are what stands around its first colon."""
    if '"' not in head:
        return head[at:], value
    parts = _PARAMS.match(line, at)
    # A quote that is never closed ends where the value begins.
    return (parts[1], parts[2]) if parts else (head[at:].replace('"', ""), value)


_PARAM: Final = re.compile(r';[ \t]*([A-Z0-9-]+)[ \t]*=[ \t]*("[^"]*"|[^;]*)', re.IGNORECASE)
_CARET: Final = re.compile(r"\^([n'^])")
_CARETS: Final = {"n": "\n", "'": '"', "^": "^"}


@lru_cache(maxsize=512)
def parameters(params: str) -> Mapping[str, str]:
    """Read the parameters of a line, names in capitals, quotes off, RFC 6868 escapes undone; the first holds."""
    found: dict[str, str] = {}
    for match in _PARAM.finditer(params):
        value = match[2].strip().strip('"')
        if "^" in value:
            value = _CARET.sub(lambda caret: _CARETS[caret[1]], value)
        found.setdefault(match[1].upper(), value)
    return found


_ESCAPE: Final = re.compile(r"\\([\\;,:\"nN])")
_PLAIN_ESCAPES: Final = (("\\n", "\n"), ("\\,", ","), ("\\;", ";"), ("\\N", "\n"), ("\\:", ":"), ('\\"', '"'))
_COMMA: Final = re.compile(r"(?<!\\),")


def text_of(line: Line) -> str:
    """The TEXT value of a line, escapes undone; also in the quoted-printable or base64 of vCalendar 1.0."""
    if not line.params or "ENCODING" not in line.params.upper():
        return unescape(line.value)
    params = parameters(line.params)
    encoding, charset = params.get("ENCODING", "").upper(), params.get("CHARSET", "")
    if encoding in ("BASE64", "B"):
        try:
            return decode(b64decode(line.value, validate=True), charset)
        except ValueError:
            return unescape(line.value)
    if encoding != _QUOTED:
        return unescape(line.value)
    return unescape(decode(a2b_qp(line.value.encode("utf-8", "surrogatepass")), charset))


def unescape(value: str) -> str:
    """Undo the escapes of a TEXT value (RFC 5545 3.3.11); an unknown one stays as it is."""
    if "\\" not in value:
        return value
    if "\\\\" not in value:
        # Each escape stands alone, so that one may be undone after the other.
        for escaped, meant in _PLAIN_ESCAPES:
            if escaped in value:
                value = value.replace(escaped, meant)
        return value
    return _ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def split_list(value: str) -> list[str]:
    """Split a TEXT list at its unescaped commas, and unescape the items."""
    return [unescape(item) for item in _COMMA.split(value)]
