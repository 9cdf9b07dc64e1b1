"""The one filter language of the screen, the command line, the saved views and the rules. Pure.

    parse("fit>=60 and type:roundtable and in:7d and not company:acme").matcher(context)

The names are those of `--json`. `syntax` holds the nodes, `names` the table of names, `parsing` the grammar, `matching`
what it means, `completion` what may come next, `rules` the filters that hide, raise and lower.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netriage.filters.completion import complete, replace_token
from netriage.filters.matching import Test, compile_node
from netriage.filters.parsing import parse_node, reference
from netriage.filters.row import FilterContext, FilterRow, Texts, fold
from netriage.filters.rules import (
    Hits,
    Proposal,
    Rule,
    RuleAction,
    apply_rules,
    broken_rules,
    count_hits,
    is_over,
    make_rule,
    propose_rule,
)
from netriage.filters.syntax import EVERYTHING, Node, all_words, names_in, words_in
from netriage.model import Scored

__all__ = [
    "Filter",
    "FilterContext",
    "FilterRow",
    "Hits",
    "Proposal",
    "Rule",
    "RuleAction",
    "Texts",
    "apply_rules",
    "broken_rules",
    "complete",
    "count_hits",
    "is_over",
    "make_rule",
    "parse",
    "propose_rule",
    "reference",
    "replace_token",
]


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter as a value: equal when it is the same filter, however it was written."""

    node: Node = EVERYTHING

    def __str__(self) -> str:
        """Write it in its one canonical form; parsing that gives an equal filter."""
        return str(self.node)

    def __bool__(self) -> bool:
        """Whether it keeps anything back."""
        return self.node != EVERYTHING

    @property
    def names(self) -> frozenset[str]:
        """The names that it compares: whoever shows the inbox alone can see whether `lane` was asked for."""
        return frozenset(names_in(self.node))

    def matcher(self, context: FilterContext) -> Test:
        """Compile it for many rows."""
        return compile_node(self.node, context)

    def keys(self, rows: Mapping[str, FilterRow], scored: Sequence[Scored], context: FilterContext) -> frozenset[str]:
        """Keys of the rows that match; `scored` are their listings, the same object from call to call."""
        test, words = self.matcher(context), words_in(self.node)
        if not words:
            return frozenset(key for key, row in rows.items() if test(row))
        holding = frozenset(context.texts.holding(scored, [fold(word) for word in words]))
        noted = context.texts.noted(rows)  # a note or a tag may have the words too
        if all_words(self.node):
            return holding.union(key for key in noted if test(rows[key])) if noted else holding
        return frozenset(key for key in holding.union(noted) if test(rows[key]))

    def matches(self, row: FilterRow, context: FilterContext) -> bool:
        """Try it on one row."""
        return compile_node(self.node, context)(row)


def parse(text: str) -> Filter:
    """Parse a filter; '' lets everything through. Raises FilterError with the column and the nearest name."""
    return Filter(parse_node(text))
