"""Measure the merge on real feeds: pairs merged, precision and recall on pairs that were judged by hand.

    python tests/benchmarks/merge.py            the figures, from the judgements in merge_labels.tsv
    python tests/benchmarks/merge.py --show     the sampled pairs without a judgement, to be judged
    python tests/benchmarks/merge.py --speed    how long merging takes, at up to 50,000 occurrences

A pair is two sightings; pairs of the same titles, places and feeds on other dates count once. *Merged* pairs stand in
one listing; *near* pairs stand in two, although they are on one day in two feeds and share a page or most of a title.
Of each stratum (the reason of a merge; what a near pair shares) those with the smallest hashes are sampled, so that the
sample does not depend on chance. The labels hold hashes and judgements only, no event text: `same`, `other`, and `part`
(a whole and its part, which one may merge or not: left out of the figures).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from zoneinfo import ZoneInfo

from netriage import dedupe
from netriage.dedupe.clusters import Cluster, cluster
from netriage.dedupe.likeness import same_thing
from netriage.dedupe.sighting import Sighting, sight
from netriage.dedupe.wording import match_places, title_likeness
from netriage.ical.read import read_feed
from netriage.ical.recur import expand
from netriage.model import Occurrence, Window

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
HOME = ZoneInfo("America/Toronto")
WINDOW = Window(NOW - timedelta(days=14), NOW + timedelta(days=90))
LABELS = Path(__file__).with_name("merge_labels.tsv")
SAMPLE = {"merged": 110, "near": 110}


@dataclass(frozen=True)
class Pair:
    """Two sightings, and the stratum they are sampled from."""

    kind: str
    stratum: str
    one: Sighting
    other: Sighting

    @property
    def hash(self) -> str:
        """Names the pair without saying what it is."""
        sides = sorted(
            "\0".join((side.event.feed, side.words, side.place, side.stamp)) for side in (self.one, self.other)
        )
        return sha256("\1".join(sides).encode()).hexdigest()[:16]


def load(folder: Path) -> list[Occurrence]:
    """Read and expand every feed of a folder, in the pinned window."""
    found: list[Occurrence] = []
    for path in sorted(folder.glob("*.ics")):
        reading = read_feed(path.read_bytes(), path.stem, home=HOME, window=WINDOW)
        found += expand(reading.events, WINDOW, HOME)[0]
    return found


def pairs_of(occurrences: list[Occurrence]) -> list[Pair]:
    """All merged and near pairs, each kind of pair (titles, places, feeds) once."""
    clusters = cluster([sight(occurrence, HOME) for occurrence in occurrences], frozenset()).clusters
    unique: dict[tuple[object, ...], Pair] = {}
    for pair in (*_merged(clusters), *_near(clusters)):
        sides = sorted((side.event.feed, side.words, side.place) for side in (pair.one, pair.other))
        key = (pair.kind, *sides)
        if key not in unique or pair.hash < unique[key].hash:
            unique[key] = pair
    return list(unique.values())


def _merged(clusters: list[Cluster]) -> Iterator[Pair]:
    for found in clusters:
        for one, other in combinations(found.sightings, 2):
            reason = same_thing(one, other)
            yield Pair("merged", reason.words if reason else "through a third", one, other)


def _near(clusters: list[Cluster]) -> Iterator[Pair]:
    place = {id(one): number for number, found in enumerate(clusters) for one in found.sightings}
    days: dict[tuple[object, str], list[Sighting]] = defaultdict(list)
    for found in clusters:
        for one in found.sightings:
            for word in {*one.words.split(), one.page} - {""}:
                days[one.day, word].append(one)
    seen: set[tuple[int, int]] = set()
    for block in days.values():
        for one, other in combinations(block[:80], 2):
            ids = (min(id(one), id(other)), max(id(one), id(other)))
            if ids in seen or one.event.feed == other.event.feed or place[id(one)] == place[id(other)]:
                continue
            seen.add(ids)
            likeness = title_likeness(one.words, other.words)
            same_page = bool(one.page) and one.page == other.page
            if likeness >= 0.4 or same_page:
                when = "one start" if one.at == other.at else "one day"
                what = "page" if same_page else "title" if likeness == 1 else "words"
                yield Pair(
                    "near", f"{what}, {when}, place {match_places(one.place, other.place).name.lower()}", one, other
                )


def sample(pairs: list[Pair], kind: str) -> list[Pair]:
    """Spread the sample over the strata, the smallest hashes of each."""
    strata: dict[str, list[Pair]] = defaultdict(list)
    for pair in sorted((pair for pair in pairs if pair.kind == kind), key=lambda pair: pair.hash):
        strata[pair.stratum].append(pair)
    chosen: list[Pair] = []
    for depth in range(max(map(len, strata.values()), default=0)):
        for stratum in sorted(strata):
            if depth < len(strata[stratum]) and len(chosen) < SAMPLE[kind]:
                chosen.append(strata[stratum][depth])
    return chosen


def report(pairs: list[Pair], labels: dict[str, str]) -> None:
    """Print the figures: each stratum weighs as much as it has pairs."""
    same = dict.fromkeys(SAMPLE, 0.0)
    total = dict.fromkeys(SAMPLE, 0.0)
    judged = Counter()
    for kind in SAMPLE:
        sizes = Counter(pair.stratum for pair in pairs if pair.kind == kind)
        found: dict[str, list[str]] = defaultdict(list)
        for pair in sample(pairs, kind):
            label = labels.get(pair.hash, "")
            judged[kind, label or "not judged"] += 1
            if label in ("same", "other"):
                found[pair.stratum].append(label)
        for stratum, size in sorted(sizes.items(), key=lambda item: -item[1]):
            got = found[stratum]
            rate = got.count("same") / len(got) if got else float("nan")
            print(f"{kind:7} {size:6} pairs  {stratum:62} judged {len(got):3}  same {rate:.2f}")
            if got:
                same[kind] += rate * size
                total[kind] += size
    print("judged:", ", ".join(f"{kind} {label} {count}" for (kind, label), count in sorted(judged.items())))
    print(f"precision {same['merged'] / total['merged']:.4f}")
    print(f"recall    {same['merged'] / (same['merged'] + same['near']):.4f} of the pairs that are merged or near")


def show(pairs: list[Pair], labels: dict[str, str]) -> None:
    """Print the sampled pairs that have no judgement yet."""
    for kind in SAMPLE:
        for pair in sample(pairs, kind):
            if pair.hash not in labels:
                print(f"\n{pair.hash}\t{kind}: {pair.stratum}")
                for side in (pair.one, pair.other):
                    event = side.event
                    text = " ".join(event.description.split())[:110]
                    told = (event.title[:90], event.location[:60], event.url[:75], event.feed, text)
                    print(f"  {side.stamp[:16]} {' | '.join(told)}")


def speed(occurrences: list[Occurrence]) -> None:
    """Print how long merging takes, for copies of the feeds under other names and days."""
    for copies in (1, 2, 3):
        many = [
            replace(one, event=replace(one.event, feed=f"{one.event.feed}{copy}", title=f"{one.event.title} {copy}"))
            for copy in range(copies)
            for one in occurrences
        ]
        begin = time.process_time()
        first = dedupe.merge(many, home=HOME, now=NOW)
        between = time.process_time()
        dedupe.merge(many, home=HOME, now=NOW, previous=first)
        again = time.process_time()
        times = f"{between - begin:.2f} s, with previous {again - between:.2f} s"
        print(f"{len(many):6} occurrences, {len(first):6} listings: {times}")


def main() -> None:
    """Read the command line and do as it says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--speed", action="store_true")
    options = parser.parse_args()
    folder = Path(os.environ.get("NETRIAGE_SHARED", "../shared")) / "feeds"
    if not folder.is_dir():
        sys.exit(f"no feeds in {folder}: set NETRIAGE_SHARED")
    occurrences = load(folder)
    if options.speed:
        return speed(occurrences)
    labels = dict(line.split("\t")[:2] for line in LABELS.read_text().splitlines() if line) if LABELS.exists() else {}
    pairs = pairs_of(occurrences)
    return show(pairs, labels) if options.show else report(pairs, labels)


if __name__ == "__main__":
    main()
