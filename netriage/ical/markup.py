"""HTML, Markdown and entity soup to readable plain text, with the links kept as `text (https://…)`.

Separate because descriptions mix all three and none is ever valid: a tolerant scanner, not a parser, so that `<3`,
`<name@host>` and half a tag stay as text, and hostile nesting costs nothing. `html.parser` swallows the first two and
takes quadratic time on unclosed comments.
"""

from __future__ import annotations

import html
import re
from typing import Final

from netriage.ical.links import safe_url, trim
from netriage.late import holds, late

_BLOCK_NAMES: Final = (
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
    " header html main nav ol p pre section table tbody tfoot thead tr ul"
)
_INLINE_NAMES: Final = (
    "a abbr acronym b bdi bdo big br button cite code col colgroup data del dfn em embed font head hr i iframe img"
    " input ins kbd label li link map mark meta noscript object option param path q rp rt ruby s samp script select"
    " small source span strike strong style sub summary sup svg td template textarea th time title tt u var video"
    " audio wbr"
)
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_PARAGRAPHS: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "pre"})
_SILENT: Final = frozenset(
    {"head", "iframe", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title"}
)
"""Elements whose content is not for reading. `noscript` holds fall-back images."""

_NAMES: Final = "|".join(sorted(f"{_BLOCK_NAMES} {_INLINE_NAMES}".split(), key=len, reverse=True))
_TAG: Final = late(rf"<(/?)({_NAMES}|[ovwx]:\w+)(?=[\s/>])([^<>]*)>", re.IGNORECASE)
_LINE_TAG: Final = late(r"<(?:br|p|div|li|tr)[\s/>]", re.IGNORECASE)
_CUT_TAG: Final = late(r"<(?:/?[A-Za-z][\w:]{0,12}(?:\s[^<>]*)?|/)?\Z")
_COMMENT: Final = late(r"<!--.*?(?:-->|\Z)|<!\[[^<>]*\]>|<!doctype[^<>]*>|<\?[^<>]*>", re.IGNORECASE | re.DOTALL)
_HREF: Final = late(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_ENTITY: Final = late(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
_ESCAPED_TAG: Final = late(r"&lt;/?(?:p|br|div|a|b|strong|em|ul|li|span)\b", re.IGNORECASE)

_SHORT_CODE: Final = late(
    r"\[/?(?:vc|et_pb|fusion|av|su|mk|cs|tribe|mec|elementor)[_-]\w+(?:\s[^\[\]]*)?/?\]"
    r"|\[/(?:caption|embed|gallery|button|column|row)\]|\[(?:caption|embed|gallery|button|column|row)\s[^\[\]]*=[^\[\]]*\]"
)
"""Short codes of WordPress page builders (Modern Events Calendar exports them unrendered)."""
_BREAK: Final = late(r"[^\S\n]*\n\s*")

_MARKS: Final = ("*", "_", "`", "#", "\\", "](", "<http")
"""Without one of these a text holds no Markdown."""
_MD_LINK: Final = late(
    r"!?\[([^\[\]\n]{0,300})\]\(\s*<?([^\s()<>]{1,2000}(?:\([^\s()]*\)[^\s()<>]*)?)>?(?:\s+\"[^\"\n]*\")?\s*\)"
)
_MD_AUTOLINK: Final = late(r"<((?:https?://|mailto:)[^\s<>]{1,2000})>", re.IGNORECASE)
_MD_HEADING: Final = late(r"^ {0,3}#{1,6} +(.*?) *#*$", re.MULTILINE)
# The first character stands before what is looked for behind it: then a search goes from one to the next.
_MD_STRONG: Final = late(r"(\*(?<![\\*\w]\*)\*{0,2})(?=[^\s*])([^*\n]{1,500}?)(?<=[^\s\\])\1(?![*\w])")
_MD_INNER: Final = late(r"(\*\*)(?=[^\s*])([^*\n]{1,500}?)(?<=[^\s\\])\*\*")
_MD_LEFT: Final = late(r"^\*\*(?=[^\s*])|(?<=[^\s*])\*\*$", re.MULTILINE)
"""Half of a pair that goes over several lines."""
_MD_UNDER: Final = late(r"(_(?<![\\\w/=&?.-]_)_{0,2})(?=[^\s_])([^_\n]{1,500}?)(?<=[^\s\\])\1(?![\w/=&])")
_MD_BULLET: Final = late(r"^( *)[*+] +(?=\S)", re.MULTILINE)
_MD_CODE: Final = late(r"(?<!`)`([^`\n]{1,300})`(?!`)")
_MD_ESCAPE: Final = late(r"\\([\\`*_{}\[\]()#+.!<>|~-])")
_PRIVATE: Final = 0xF0000
_HIDDEN: Final = late("[\U000f0021-\U000f007e]")
_MD_HARD_BREAK: Final = late(r"\\$", re.MULTILINE)


def to_plain(text: str) -> str:
    """Turn a description into plain text: HTML if it holds a known tag, else Markdown; entities decoded."""
    if "[" in text and _SHORT_CODE.search(text):
        text = _SHORT_CODE.sub(" ", text)
    if "&lt;" in text and not _TAG.search(text) and _ESCAPED_TAG.search(text):
        text = html.unescape(text)  # HTML that was escaped once too often
    if "<" in text and (_TAG.search(text) or "<!--" in text):
        return _plain_from_html(text)
    if holds(text, _MARKS):
        text = _plain_from_markdown(text)
    return decode_entities(text)


def strip_tags(text: str) -> str:
    """Turn a title into text: known tags go, entities are decoded; brackets, stars and hashes stay as they are."""
    if "<" in text:
        text = _TAG.sub(lambda tag: " " if tag[2].lower() in _BLOCKS or tag[2].lower() == "br" else "", text)
    return decode_entities(text)


def decode_entities(text: str) -> str:
    """Decode HTML entities, twice where the publisher escaped twice (`&amp;#8217;`)."""
    if "&" not in text:
        return text
    once = _ENTITY.sub(_decode, text)
    return _ENTITY.sub(_decode, once) if once != text and "&amp;" in text else once


def _decode(match: re.Match[str]) -> str:
    entity = match.group()
    # Without its semicolon only a number is surely meant: `?a=1&copy=2` is a URL.
    return html.unescape(entity) if entity.endswith(";") or entity[1] == "#" else entity


def _soften(match: re.Match[str]) -> str:
    """White space among block tags: a line break is a space, an empty line is a paragraph."""
    return "\n\n" if match.group().count("\n") > 1 else " "


class _Writer:
    """What has been written of an HTML text: lines, lists, the link that is open."""

    def __init__(self, *, keep_newlines: bool) -> None:
        self._parts: list[str] = []
        self._keep_newlines = keep_newlines
        self._silent: list[str] = []
        self._href = ""
        self._link_from = 0

    def text(self, raw: str) -> None:
        if self._silent or not raw:
            return
        if not self._keep_newlines:
            raw = _BREAK.sub(_soften, raw)
        self._parts.append(decode_entities(raw))

    def tag(self, closing: bool, name: str, attributes: str) -> None:
        if name in _SILENT:
            self._silence(closing, name, attributes)
        elif self._silent:
            return
        elif name == "a":
            self._close_link()
            if not closing:
                self._open_link(attributes)
        elif name == "br":
            self._parts.append("\n")
        elif name == "li":
            self._parts.append("" if closing else "\n- ")
        elif name == "hr" or name in _BLOCKS:
            self._parts.append("\n\n" if name in _PARAGRAPHS else "\n")
        elif name in ("td", "th"):
            self._parts.append(" ")

    def finish(self) -> str:
        self._close_link()
        return "".join(self._parts)

    def _silence(self, closing: bool, name: str, attributes: str) -> None:
        if not closing:
            if not attributes.endswith("/"):
                self._silent.append(name)
        elif name in self._silent:
            del self._silent[self._silent.index(name) :]

    def _open_link(self, attributes: str) -> None:
        href = _HREF.search(attributes)
        self._href = decode_entities(href[1] or href[2] or href[3] or "") if href else ""
        self._link_from = len(self._parts)

    def _close_link(self) -> None:
        if not self._href:
            return
        shown = "".join(self._parts[self._link_from :])
        del self._parts[self._link_from :]
        self._parts.append(link_text(shown, self._href))
        self._href = ""


def link_text(shown: str, target: str) -> str:
    """Write a link: its text and URL, or only one where they say the same; only the text where the URL is not safe."""
    url = safe_url(target) if not target.startswith(("#", "/")) else ""
    if not url:
        return shown
    words = " ".join(shown.split())
    address = url.removeprefix("mailto:")
    if not words or _bare(words) == _bare(address) or _is_url(words):
        tail = " " if shown[-1:].isspace() else ""
        return (address if words else f" {address} ") + tail
    if _bare(words) and _bare(words) in _bare(address) and "." in words and " " not in words:
        return address
    newline = "\n" if shown.endswith("\n") else ""
    return f"{shown.rstrip()} ({address}){newline}"


def _is_url(words: str) -> bool:
    return " " not in words and bool(re.match(r"https?://\S|www\.\S", words, re.IGNORECASE)) and bool(trim(words))


def _bare(url: str) -> str:
    """A URL without what people leave out when they write it."""
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", url.strip().lower()).rstrip("/")


def _plain_from_html(text: str) -> str:
    text = _COMMENT.sub("", text)
    writer = _Writer(keep_newlines=not _LINE_TAG.search(text))
    at = 0
    for tag in _TAG.finditer(text):
        writer.text(text[at : tag.start()])
        writer.tag(bool(tag[1]), tag[2].lower(), tag[3])
        at = tag.end()
    writer.text(_CUT_TAG.sub("", text[at:]))
    return writer.finish()


def _plain_from_markdown(text: str) -> str:
    escaped = "\\" in text
    if escaped:
        text = _MD_ESCAPE.sub(_hide, _MD_HARD_BREAK.sub("", text))
    if "](" in text:
        text = _MD_LINK.sub(_markdown_link, text)
    if "<" in text:
        text = _MD_AUTOLINK.sub(_autolink, text)
    if "# " in text:
        text = _MD_HEADING.sub(r"\1", text)
    if "*" in text:
        text = _without_stars(text)
    if "_" in text:
        text = _MD_UNDER.sub(r"\2", text)
    if "`" in text:
        text = _MD_CODE.sub(r"\1", text)
    return _HIDDEN.sub(_show, text) if escaped else text


def _without_stars(text: str) -> str:
    if "* " in text:
        text = _MD_BULLET.sub(r"\1- ", text)
    for pattern in (_MD_STRONG, _MD_STRONG, _MD_INNER):
        if "*" in text:
            text = pattern.sub(r"\2", text)
    return _MD_LEFT.sub("", text) if "**" in text else text


def _hide(match: re.Match[str]) -> str:
    """Stand a private character in for an escaped one, so that it is not taken for markup."""
    return chr(_PRIVATE + ord(match[1]))


def _show(match: re.Match[str]) -> str:
    return chr(ord(match[0]) - _PRIVATE)


def _autolink(match: re.Match[str]) -> str:
    """The URL alone; apart from a word before it, to which Outlook glues what the word is linked to."""
    url = safe_url(match[1]).removeprefix("mailto:") or match[1]
    before = match.string[match.start() - 1 : match.start()]
    return f" {url}" if before.isalnum() else url


def _markdown_link(match: re.Match[str]) -> str:
    return match[1] if match[0].startswith("!") else link_text(match[1], match[2])
