"""How long a filter takes over 50,000 rows: the first time (texts are folded) and while one types on.

    python -m tests.benchmarks.filters [--rows N]

The unit is one pass of Python over the rows that looks for a word in each title and does nothing else, in the same run.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import timedelta
from random import Random
from time import perf_counter

from netriage.filters import FilterContext, parse
from tests.filters.rows import BERLIN, NOW, Row, row

WORDS = [
    "go",
    "rust",
    "founders",
    "dinner",
    "berlin",
    "meetup",
    "the",
    "evening",
    "of",
    "talks",
    "about",
    "payments",
    "with",
    "pizza",
    "ünder",
    "and",
    "cloud",
]
FILTERS = (
    "fit>=60",
    "fit>=60 and type:roundtable and in:7d and not company:acme",
    "on:sat evening",
    "before:2026-12-01",
    "title:go",
    "zebra",
    "zebra or kangaroo",
    "/kanga(roo)?/",
    "/founder.*zebra/",
)


def make_rows(count: int) -> list[Row]:
    """Rows with a title of six words and a description of ninety, one in eighteen not ASCII."""
    random = Random(1)
    return [
        row(
            " ".join(random.choices(WORDS, k=6)),
            key=f"{number:032x}",
            description=" ".join(random.choices(WORDS, k=90)),
            start=NOW + timedelta(hours=random.randrange(2000)),
            fit=random.random() * 100,
            event_type=random.choice(["talk", "roundtable", ""]),
        )
        for number in range(count)
    ]


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    begin = perf_counter()
    work()
    return perf_counter() - begin


def main() -> None:
    """Print a line a filter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    rows = make_rows(parser.parse_args().rows)
    unit = min(seconds(lambda: sum("zebra" in item.scored.listing.title for item in rows)) for _ in range(5))
    print(f"{len(rows):,} rows; one pass over the titles: {unit * 1e3:.0f} ms")
    for text in FILTERS:
        context = FilterContext(NOW, BERLIN)
        test = parse(text).matcher(context)
        first = seconds(lambda test=test: sum(map(test, rows)))
        again = min(seconds(lambda test=test: sum(map(test, rows))) for _ in range(3))
        print(f"{text:60} first {first * 1e3:6.0f} ms   again {again * 1e3:5.0f} ms = {again / unit:5.1f} ×")


if __name__ == "__main__":
    main()
