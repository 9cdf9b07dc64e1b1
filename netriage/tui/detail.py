"""What the detail says about a listing: labelled facts, the text with its evidence marked, the breakdown of the fit.

Separate because the detail pane, the reading screen and the why screen say the same. Pure: values in, content out;
widths come later. Marks survive without colour: a `+` or `−` stands before each marked word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from textual.content import Content

from netriage.model import Evidence, Lane, Presence, Status
from netriage.session.view import Row, View
from netriage.tui.cells import cut, safe, safe_block
from netriage.tui.glyphs import Glyphs
from netriage.tui.when import away_words, day_words, foreign_clock, local_day, long_day, short_day, span_words

DIM = "$quiet"
EARNED = "bold underline $text-success"
COST = "bold underline $text-error"
PREFIX = {True: "+", False: "−"}
NOTHING = Content("")
MAX_TEXT = 6_000
"""Characters of a description that the pane shows; the detail screen shows all."""
NAMED = 52
"""Cells of a title in a list of a question."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled line. Without a label it takes the whole width."""

    label: str
    value: Content
    lead: Content = NOTHING
    """Stands before the first line only: a bar; the lines below it begin where the value does."""


def marked(text: str, evidence: Iterable[Evidence]) -> Content:
    """The text with what earned and cost points marked. Spans count in the raw text, so each piece is cleaned alone."""
    parts: list[tuple[str, str]] = []
    place = 0
    for item in sorted(evidence, key=lambda item: (item.begin, -item.stop)):
        if item.begin < place or not item.begin < item.stop <= len(text) or not item.points:
            continue
        parts.append((_clean(text[place : item.begin]), ""))
        good = item.points > 0
        parts.append((f"{PREFIX[good]}{_clean(text[item.begin : item.stop])}", EARNED if good else COST))
        place = item.stop
    parts.append((_clean(text[place:]), ""))
    return Content.assemble(*(part for part in parts if part[0]))


def _clean(piece: str) -> str:
    return "\n".join(safe(line) for line in piece.split("\n"))


def evidence_in(row: Row, field: str) -> list[Evidence]:
    """The evidence that quotes a field."""
    return [item for item in row.scored.evidence if item.field == field]


def title_of(row: Row) -> Content:
    """The title, marked."""
    return marked(row.scored.listing.title, evidence_in(row, "title")).stylize_before("bold")


def facts(row: Row, view: View, glyphs: Glyphs) -> list[Fact]:
    """What decides, the most urgent first."""
    return [
        Fact(label, value)
        for label, value in (*_alerts(row, view), *_core(row, view, glyphs), *_rest(row, view))
        if value
    ]


def _alerts(row: Row, view: View) -> Iterator[tuple[str, Content]]:
    """What may not be missed: cancelled, changed, gates, clashes."""
    for change in row.changes:
        before, after = safe(change.before, 200) or "nothing", safe(change.after, 200) or "nothing"
        yield (
            "changed",
            Content.assemble(f"{change.field}: ", (before, f"strike {DIM}"), " is now ", (after, "bold $text-warning")),
        )
    if row.scored.listing.status is Status.CANCELLED:
        yield "status", Content.styled("cancelled", "bold $text-error")
    elif row.scored.listing.status is Status.TENTATIVE:
        yield "status", Content.styled("tentative", "$text-warning")
    for gate in row.scored.gates:
        quote = f" “{safe(gate.quote, 200)}”" if gate.quote else ""
        yield "barred", Content.styled(f"{safe(gate.why)}{quote}", "$text-error")
    if row.hidden_by:
        yield "hidden", Content.styled(f"by {safe(row.hidden_by)}", "$text-warning")
    for key in row.clashes:
        other = view.rows.get(key)
        if other is not None:
            words = f"with “{safe(other.scored.listing.title, 80)}”, {span_words(other.scored.listing, view.zone)}"
            yield "clash", Content.styled(words, "$text-warning")


def _core(row: Row, view: View, glyphs: Glyphs) -> Iterator[tuple[str, Content]]:
    listing = row.scored.listing
    day = long_day(local_day(listing.start, view.zone), local_day(view.now, view.zone))
    away = away_words(listing, view.now, view.zone)
    tail = [] if away in day else [away]
    foreign = foreign_clock(listing, view.zone)
    tail += [f"{foreign} there"] if foreign else []
    tail += [safe(listing.zone_note)] if listing.zone_note else []
    tail += ["floating time, read in your zone"] if listing.floating else []
    yield (
        "when",
        Content.assemble(
            (f"{day}  {span_words(listing, view.zone)}", "bold"),
            *((f" {glyphs.bullet} {words}", DIM) for words in tail),
        ),
    )
    where = marked(listing.location, evidence_in(row, "location"))
    presence = {Presence.ONLINE: "online", Presence.HYBRID: "in person and online"}.get(listing.presence, "")
    yield "where", Content(f" {glyphs.bullet} ").join([part for part in (where, Content(presence)) if part])
    yield "hosts", marked(", ".join(listing.hosts), evidence_in(row, "hosts"))
    if listing.organizer and listing.organizer not in listing.hosts:
        yield "by", marked(listing.organizer, evidence_in(row, "organizer"))
    yield "speakers", marked(", ".join(listing.speakers), evidence_in(row, "speakers"))
    yield "type", Content(safe(row.scored.event_type))
    yield "price", Content(safe(listing.price))
    if listing.register_by:
        yield "register", Content(f"by {long_day(listing.register_by, local_day(view.now, view.zone))}")


def _rest(row: Row, view: View) -> Iterator[tuple[str, Content]]:
    listing = row.scored.listing
    if listing.dates:
        today = local_day(view.now, view.zone)
        days = ", ".join(short_day(local_day(date, view.zone), today) for date in listing.dates[:6])
        more = f" and {len(listing.dates) - 6} more" if len(listing.dates) > 6 else ""
        yield "also on", Content(days + more)
    yield "tags", Content(", ".join(safe(tag, 40) for tag in row.tags))
    yield "note", Content(safe_block(row.note))
    yield "decided", Content(_decided(row, view))
    yield "seen in", Content.assemble(", ".join(safe(name, 60) for name in row.feed_names), (_merged(row), DIM))
    yield "page", Content.styled(host_of(listing.url), DIM)


def _merged(row: Row) -> str:
    merged = row.scored.listing.merged
    return f" (one row: {safe(merged)})" if merged else ""


def _decided(row: Row, view: View) -> str:
    decision = row.decision
    if decision is None:
        return ""
    verb = {Lane.KEEP: "kept", Lane.CHANGED: "kept", Lane.SKIP: "skipped", Lane.LATER: "put off"}.get(row.lane, "")
    if not verb:
        return ""
    today = local_day(view.now, view.zone)
    until = f" until {long_day(local_day(decision.until, view.zone), today)}" if decision.until else ""
    reason = f": {safe(decision.reason, 200)}" if decision.reason else ""
    return f"{verb}{until} on {short_day(local_day(decision.at, view.zone), today)}{reason}"


def host_of(url: str) -> str:
    """The host of a URL, as much as the pane shows; `o` shows the whole address."""
    try:
        return safe(urlsplit(url).hostname or "", 80)
    except ValueError:
        return ""


def text_of(row: Row, limit: int = MAX_TEXT) -> Content:
    """The description, marked."""
    text = row.scored.listing.description
    shown = marked(text[:limit], [item for item in evidence_in(row, "description") if item.stop <= limit])
    return shown if len(text) <= limit else shown + Content.styled("\n… Enter reads on", DIM)


def fit_words(row: Row, view: View) -> str:
    """The fit in words: 'fit 87', 'fit: too little text to tell', 'unranked: no objective yet'."""
    if row.scored.fit is None:
        return "unranked: no objective yet" if view.goal is None else "unranked: the objective is too vague"
    if row.scored.thin:
        return f"can't tell: too little text (between {row.scored.band[0]:.0f} and {row.scored.band[1]:.0f})"
    return f"fit {row.scored.fit:.0f}"


def breakdown(row: Row, view: View, glyphs: Glyphs, *, roomy: bool = True) -> list[Fact]:
    """The fit and each contribution; the label is the points, so that they stand in a column.

    Without room there are neither bars nor quotes: what is quoted is marked in the text beside it.
    """
    scored = row.scored
    head = Content.styled(fit_words(row, view), "bold")
    if scored.fit is not None and not scored.thin:
        low, high = scored.band
        head = Content.assemble(
            head, "  ", glyphs.meter(scored.fit / 100, 10, _tone(scored.fit)), (f"  {low:.0f}–{high:.0f}", DIM)
        )
    lines = [Fact("", head)]
    top = max((abs(item.points) for item in scored.evidence), default=1.0)
    evidence = sorted(scored.evidence, key=lambda item: -abs(item.points))
    lines += [
        _contribution(item, top, glyphs, roomy=roomy) for item in evidence if item.points or item.group == "explore"
    ]
    if scored.fit is not None and not scored.evidence:
        lines.append(Fact("", Content.styled("At most a word in passing speaks to your objective.", DIM)))
    return lines


def _tone(fit: float) -> str:
    return "$text-success" if fit >= 60 else "$foreground" if fit >= 30 else "$quiet"


def _contribution(item: Evidence, top: float, glyphs: Glyphs, *, roomy: bool) -> Fact:
    style = "$text-success" if item.points > 0 else "$text-error"
    if not roomy:
        return Fact(signed(item.points), Content(safe(item.why)))
    quote = f" “{safe(item.quote, 120)}”" if item.quote else ""
    bar = Content.assemble(glyphs.meter(abs(item.points) / top, 6, style), " ")
    return Fact(signed(item.points), Content.assemble(safe(item.why), (quote, DIM)), bar)


def signed(points: float) -> str:
    """'+12.5', '−3.0': the sign is always there."""
    return f"{'+' if points >= 0 else '−'}{abs(points):.1f}"


def named(keys: Sequence[str], view: View, limit: int = 8) -> Content:
    """Some listings by day and title, a line each; how many more there are."""
    rows, today = [view.rows[key] for key in keys[:limit] if key in view.rows], local_day(view.now, view.zone)
    lines = [
        Content.assemble(
            (f"{day_words(local_day(row.scored.listing.start, view.zone), today)}  ", DIM),
            cut(safe(row.scored.listing.title), NAMED),
        )
        for row in rows
    ]
    if len(keys) > limit:
        lines.append(Content.styled(f"and {len(keys) - limit:,} more", DIM))
    return Content("\n").join(lines)
