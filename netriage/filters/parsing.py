"""Text to a filter, by recursive descent; each error says where, and what would be right.

Separate because the grammar reads best on one page:

    filter  = [ or ]
    or      = and { "or" and }
    and     = not { [ "and" ] not }
    not     = { "not" | "-" } atom
    atom    = "(" or ")" | comparison | text
    text    = word | "a phrase" | /a pattern/
    comparison = name (":" | "=" | "!=" | "<" | "<=" | ">" | ">=") value

`and` binds tighter than `or`; words side by side are joined by `and`. `a!=b` is `not a=b`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, timedelta

from netriage.errors import FilterError, did_you_mean
from netriage.filters.names import ALIASES, FLAGS, NAMES, OPS, SHORTHANDS, SPOKEN_AS, Kind, Name
from netriage.filters.patterns import check_pattern
from netriage.filters.syntax import (
    BARE_WORD,
    NAME_AND_OP,
    NO_WORD,
    Compare,
    Node,
    Op,
    Pattern,
    Text,
    Value,
    all_of,
    any_of,
    negate,
)

MAX_TEXT = 4_000
"""Characters of a filter."""
MAX_DEPTH = 50
"""Parentheses and negations inside each other."""

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_CURLY = re.compile(r"[“”„]((?:[^“”„\\]|\\.)*)[“”]", re.DOTALL)
_SLASHED = re.compile(r"/((?:[^/\\]|\\.)*)/", re.DOTALL)
_QUOTES = '"“”„'
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!="}
_SPACE = re.compile(r"\s*")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
_SPAN = re.compile(r"(\d{1,4})([hdw])")
_DATE = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_HOURS = {"h": 1, "d": 24, "w": 24 * 7}
_MAX_HOURS = 24 * 10_000
_ENGLISH = {"monday": "mon", "tuesday": "tue", "wednesday": "wed", "thursday": "thu", "friday": "fri",
            "saturday": "sat", "sunday": "sun", "tues": "tue", "weds": "wed", "thur": "thu",
            "thurs": "thu"}  # fmt: skip


def parse_node(text: str) -> Node:
    """Parse a filter; raises FilterError."""
    if len(text) > MAX_TEXT:
        raise FilterError(f"The filter is longer than {MAX_TEXT:,} characters.", MAX_TEXT, "Save parts of it as rules.")
    parser = _Parser(text)
    if parser.at_end():
        return all_of(())
    node = parser.either(0)
    if not parser.at_end():
        raise FilterError("There is a ')' without its '('.", parser.column, "Take it out, or open it before.")
    return node


class _Parser:
    """A cursor in the text, and one method for each line of the grammar."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.column = 0

    def at_end(self) -> bool:
        """Skip white space and tell whether anything is left."""
        space = _SPACE.match(self._text, self.column)
        self.column = space.end() if space else self.column
        return self.column == len(self._text)

    def either(self, depth: int) -> Node:
        """Read operands joined by `or`."""
        items = [self._both(depth)]
        while self._keyword("or"):
            items.append(self._both(depth))
        return any_of(items)

    def _both(self, depth: int) -> Node:
        items = [self._negated(depth)]
        while self._keyword("and") or not (self.at_end() or self._peek() == ")" or self._is_next("or")):
            items.append(self._negated(depth))
        return all_of(items)

    def _negated(self, depth: int) -> Node:
        if not self.at_end() and depth > MAX_DEPTH:
            raise FilterError(f"It nests deeper than {MAX_DEPTH} levels.", self.column, "Make it flatter.")
        if self._keyword("not"):
            return negate(self._negated(depth + 1))
        if not self.at_end() and self._peek() == "-" and self._text[self.column + 1 : self.column + 2].strip():
            self.column += 1
            return negate(self._negated(depth + 1))
        return self._atom(depth)

    def _atom(self, depth: int) -> Node:
        if self.at_end():
            raise FilterError("It ends where a word or a comparison was expected.", self.column, "Finish it.")
        if self._peek() == "(":
            return self._parenthesis(depth)
        if self._peek() == ")" or self._is_next("and") or self._is_next("or"):
            what = f"A word or a comparison was expected before '{self._token()}'."
            raise FilterError(what, self.column, "Put the word in quotes to look for it.")
        head = NAME_AND_OP.match(self._text, self.column)
        if head:
            return self._comparison(head)
        begin = self.column
        if sign := NO_WORD.match(self._text, begin):
            meant = {"&&": "and", "||": "or"}.get(sign[0])
            remedy = f"Write '{meant}'" if meant else "Write a comparison without spaces, as in fit>=60"
            raise FilterError(f"'{sign[0]}' stands by itself.", begin, f"{remedy}, or put it in quotes to look for it.")
        value = self._value()
        if isinstance(value, str) and value.lower() in SPOKEN_AS and self._text[begin] not in _QUOTES:
            return SPOKEN_AS[value.lower()]
        if value == "":
            raise FilterError("There is nothing between the quotes.", begin, "Write a word between them.")
        return Text(value)

    def _parenthesis(self, depth: int) -> Node:
        begin = self.column
        self.column += 1
        if not self.at_end() and self._peek() == ")":
            raise FilterError("There is nothing between the parentheses.", begin, "Write a filter between them.")
        node = self.either(depth + 1)
        if self.at_end():
            raise FilterError("This '(' is not closed.", begin, "Add ')' at the end.")
        self.column += 1
        return node

    def _comparison(self, head: re.Match[str]) -> Node:
        begin, (word, sign) = self.column, head.groups()
        sign = _SIGNS.get(sign, sign)
        name, op = _resolve(word.lower(), sign, begin)
        self.column = head.end()
        if self.column == len(self._text) or self._peek() in "()" or self._peek().isspace():
            raise FilterError(f"'{head[0]}' has no value.", self.column, f"Write it without a space: {_example(name)}.")
        at = self.column
        value = _typed(name, self._value(), at)
        compare = Compare(name.name if name.kind is not Kind.FLAG else "is", op, value)
        if compare == Compare("is", Op.HAS, "weekend"):
            compare = SPOKEN_AS["weekend"]
        return negate(compare) if sign == "!=" else compare

    def _value(self) -> str | Pattern:
        """Read a word, a phrase or a pattern."""
        begin = self.column
        if self._peek() in _QUOTES:
            mark = self._peek()
            return _unescape(self._closed(_QUOTED, '"') if mark == '"' else self._closed(_CURLY, "”"))
        if self._peek() == "/":
            pattern = self._closed(_SLASHED, "/").replace("\\/", "/")
            complaint = check_pattern(pattern)
            if complaint:
                raise FilterError(f"{complaint[0].upper()}{complaint[1:]}.", begin, "Use a simpler one, or words.")
            return Pattern(pattern)
        return self._token(take=True)

    def _closed(self, form: re.Pattern[str], mark: str) -> str:
        found = form.match(self._text, self.column)
        if found is None:
            raise FilterError(f"This {mark} is not closed.", self.column, f"Add {mark} where it ends.")
        self.column = found.end()
        return found[1]

    def _token(self, *, take: bool = False) -> str:
        word = BARE_WORD.match(self._text, self.column)
        if word is None:
            return self._peek()
        if take:
            self.column = word.end()
        return word[0]

    def _peek(self) -> str:
        return self._text[self.column]

    def _is_next(self, word: str) -> bool:
        return not self.at_end() and self._token().lower() == word

    def _keyword(self, word: str) -> bool:
        """Take a keyword if it comes next."""
        if not self._is_next(word):
            return False
        self.column += len(word)
        return True


def _resolve(word: str, sign: str, column: int) -> tuple[Name, Op]:
    """Find the name and the operator that are meant."""
    if word == "is":
        name, op = IS, Op.HAS
    else:
        real, implied = SHORTHANDS.get(word, (ALIASES.get(word, word), None))
        if real not in NAMES:
            meant = f"Write is:{word}." if word in FLAGS else did_you_mean(word, all_names())
            remedy = f"{meant} To look for the text itself, put it in quotes."
            raise FilterError(f"There is no name '{word}'.", column, remedy.strip())
        name, op = NAMES[real], Op.EQ if sign == "!=" else Op(sign)
        if implied:
            return name, _only(sign, name, implied, column)
    allowed = OPS[name.kind]
    if op not in allowed:
        # ':' and '=' say the same where only one of them has a meaning.
        op = Op.EQ if op is Op.HAS else Op.HAS if op is Op.EQ else op
    if op not in allowed or (word == "is" and sign not in (":", "=", "!=")):
        signs = ", ".join(sorted(allowed))
        raise FilterError(f"'{word}' cannot be compared with '{sign}'.", column, f"Use {signs}.")
    return name, op


def _only(sign: str, name: Name, op: Op, column: int) -> Op:
    if sign not in (":", "="):
        raise FilterError(f"'{sign}' does not go with it.", column, f"Write {_example(name)}.")
    return op


IS = Name("is", Kind.FLAG, "has a property", lambda row, _: row, tuple(FLAGS))


def all_names() -> Iterable[str]:
    """Every name that may stand before an operator."""
    return (*NAMES, *ALIASES, *SHORTHANDS, "is")


def _typed(name: Name, value: str | Pattern, column: int) -> Value:
    """Read a value as its name's kind wants it."""
    if name.kind is Kind.TEXT:
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    typed = _READERS[name.kind](name, word)
    if typed is None:
        remedy = f"Write {_example(name)}."
        if name.choices and word and not word[0].isdigit():
            remedy = did_you_mean(word, _spellings(name))
            if name.kind in (Kind.DAY, Kind.ON):
                remedy = (
                    f"{remedy} A date is written {name.name}{'<' if name.kind is Kind.DAY else ':'}2026-12-01.".lstrip()
                )
        shown = value if isinstance(value, str) else str(value)
        raise FilterError(f"'{shown}' is nothing that '{name.name}' can be compared with.", column, remedy)
    return typed


def _spellings(name: Name) -> Iterable[str]:
    """Everything that `_choice` takes."""
    return (*name.choices, *_ENGLISH) if "sat" in name.choices else name.choices


def _choice(name: Name, word: str) -> str | None:
    word = _ENGLISH.get(word, word)
    return word if word in name.choices or (name is IS and word == "weekend") else None


def _number(_: Name, word: str) -> float | None:
    word = word.removesuffix("km").removesuffix("h")
    return float(word) if _NUMBER.fullmatch(word) and math.isfinite(float(word)) else None


def _span(_: Name, word: str) -> timedelta | None:
    found = _SPAN.fullmatch(word)
    # The canonical form of weeks is in days, which have to have four digits too.
    hours = int(found[1]) * _HOURS[found[2]] if found else _MAX_HOURS
    return timedelta(hours=hours) if hours < _MAX_HOURS else None


def _day(name: Name, word: str) -> date | str | None:
    choice = _choice(name, word)
    found = _DATE.fullmatch(word)
    if choice is not None or found is None:
        return choice
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


_READERS = {
    Kind.ID: lambda _, word: word or None,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
    Kind.FLAG: _choice,
    Kind.SPAN: _span,
    Kind.DAY: _day,
    Kind.ON: _day,
}

_EXAMPLES = {
    Kind.TEXT: '{}:word or {}:"two words"',
    Kind.ID: "{}:1a2b3c4",
    Kind.NUMBER: "{}>=60",
    Kind.CHOICE: "{}:{first}",
    Kind.FLAG: "{}:{first}",
    Kind.SPAN: "{}:7d, {}:48h or {}:2w",
    Kind.DAY: "{}<2026-12-01",
    Kind.ON: "{}:sat or {}:2026-12-01",
}


def reference() -> tuple[tuple[str, str], ...]:
    """List each form of the language with what it means, for help and the README."""
    names = [(_example(name), name.words) for name in NAMES.values()]
    flags = [(f"is:{flag.name}", flag.words) for flag in FLAGS.values()]
    return (*_FORMS, *names, *flags)


_FORMS = (
    ("go", "the word anywhere in the text, your note or tags, whatever its case and accents"),
    ('"go meetup"', "the phrase"),
    (r"/go(lang)?\b/", "the regular expression, line by line"),
    ("a b, a and b", "both"),
    ("a or b", "at least one"),
    ("not a, -a", "the opposite"),
    ("a and (b or c)", "as in arithmetic"),
    ("before:2026-12-01", "starts before that day"),
    ("after:fri", "starts after that day"),
)


def _example(name: Name) -> str:
    first = name.choices[0] if name.choices else ""
    return _EXAMPLES[name.kind].replace("{first}", first).replace("{}", name.name)


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
