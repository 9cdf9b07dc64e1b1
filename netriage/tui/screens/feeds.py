"""The feeds: health in words, what became of their listings; add by paste with a preview, remove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from textual.content import Content

from netriage.model import Feed, FeedState, Health, Scored, Severity
from netriage.session.view import FeedPreview, FeedStatus
from netriage.tui.cells import cut, safe
from netriage.tui.detail import DIM
from netriage.tui.keys import Verb, bindings
from netriage.tui.screens.asking import Answer, Choice, Line, confirm
from netriage.tui.screens.listed import ListedPage
from netriage.tui.when import ago_words, count_words, local_day, short_day
from netriage.tui.widgets.records import Record
from netriage.tui.widgets.status import Tone
from netriage.tui.working import in_background

_HEALTH = {
    Health.NEVER: ("not pulled yet", DIM),
    Health.OK: ("ok", "$text-success"),
    Health.UNCHANGED: ("ok, unchanged", "$text-success"),
    Health.ERROR: ("failed", "$text-error"),
    Health.TRUNCATED: ("cut off", "$text-warning"),
    Health.SHRUNK: ("suddenly smaller", "$text-warning"),
}


TYPED = "the address itself"
"""How discovery calls what is a calendar as it was typed: nothing that need be said."""


class FeedsScreen(ListedPage):
    """Dismissed with True when a feed was added, so that it is pulled."""

    SCOPES = ("feeds", "page")
    BINDINGS = bindings("feeds", "page")
    _statuses: Sequence[FeedStatus] = ()
    _added = False

    def own_verbs(self) -> Mapping[str, Verb]:
        """Add and remove."""
        return {"feeds.add": self.add, "feeds.remove": self.ask_removal}

    def on_mount(self) -> None:
        """Read them in the background: the problems of a feed lie on disk."""
        super().on_mount()
        in_background(self, self.session.feeds, self._take)

    def _take(self, statuses: Sequence[FeedStatus]) -> None:
        self._statuses = statuses
        self.reload()

    def leave(self) -> None:
        """Say whether something was added."""
        self.dismiss(self._added)

    def heading(self) -> Content:
        """How many, and how to add one."""
        add = self.key_of("feeds.add")
        if not self._statuses:
            return Content.assemble(("Feeds", "bold"), (f"   none yet: {add} adds one by its address or path", DIM))
        failed = sum(status.state.health is Health.ERROR for status in self._statuses)
        words = f"   {count_words(len(self._statuses), 'feed')}" + (f", {failed} failed last time" if failed else "")
        return Content.assemble(("Feeds", "bold"), (words, DIM))

    def records(self) -> list[Record]:
        """One entry a feed, with air between."""
        gap = Record(Content(" "), heading=True)
        entries = [(Record(self._entry(status), key=status.feed.id), gap) for status in self._statuses]
        return [record for pair in entries for record in pair]

    def _entry(self, status: FeedStatus) -> Content:
        state, now = status.state, self.session.now()
        words, style = _HEALTH[state.health]
        bullet, label = self.host.glyphs.bullet, cut(safe(status.feed.label), 70, self.host.glyphs.more)
        parts: list[Content | str | tuple[str, str]] = [
            (safe(status.feed.name, 80), "bold"), (f"   {label}\n", DIM),
            (words, style), f"{_asked(state, now)} {bullet} {_became(status)}",
        ]  # fmt: skip
        if state.error:
            parts.append((f"\n{safe(state.error)}", "$text-error"))
            parts.append((f" {safe(state.remedy)}", DIM))
        serious = [problem for problem in status.problems if problem.severity is not Severity.NOTE]
        for problem in serious[:3]:
            where = f" (line {problem.line})" if problem.line else ""
            parts.append((f"\n{bullet} {safe(problem.words)}{where} {safe(problem.remedy)}", DIM))
        if len(serious) > 3:
            parts.append((f"\n{bullet} and {len(serious) - 3} more problems", DIM))
        return Content.assemble(*parts)

    def add(self) -> None:
        """Ask for an address, look what is there, then ask which to add."""
        body = "An address of a calendar or of a group's page, a file, or a folder of .ics files."
        self.app.push_screen(Line("Add a feed", body, placeholder="https://… or ~/calendars"), self._look)

    def _look(self, source: str | None) -> None:
        if source and source.strip():
            self.say("looking what is there …")
            in_background(self, lambda: self.session.preview_feed(source.strip()), self._previewed, group="preview")

    def _previewed(self, previews: Sequence[FeedPreview]) -> None:
        self.say("")
        if len(previews) > 1:
            answers = [
                Answer(
                    "123456789"[number],
                    f"{preview.name}: {count_words(preview.listings, 'listing')}",
                    preview,
                    preview.found,
                )
                for number, preview in enumerate(previews[:9])
            ]
            self.app.push_screen(Choice("There are several: which one?", answers), self._offer)
        elif previews:
            self._offer(previews[0])

    def _offer(self, preview: FeedPreview | None) -> None:
        if preview is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._add(preview)

        question = confirm(f"Add “{preview.name}”?", self._preview_words(preview), "add it and pull")
        self.app.push_screen(question, answered)

    def _preview_words(self, preview: FeedPreview) -> Content:
        how = "" if preview.found == TYPED else f"{preview.found}: "
        lines = [f"{how}{count_words(preview.listings, 'coming listing')}"]
        if preview.first and preview.last:
            zone = self.session.zone
            first, last, today = (local_day(one, zone) for one in (preview.first, preview.last, self.session.now()))
            lines[0] += f", {short_day(first, today)} to {short_day(last, today)}"
        if preview.overlap:
            lines.append(f"{preview.overlap:.0%} of them are in your feeds already")
        if preview.problems:
            lines.append(f"{count_words(len(preview.problems), 'problem')}, the first: {preview.problems[0].words}")
        if preview.best:
            lines += ["", "the best of them:"]
            lines += [_fit_title(scored) for scored in preview.best]
        return Content("\n".join(safe(line) for line in lines))

    def _add(self, preview: FeedPreview) -> None:
        feed: Feed = self.session.add_feed(preview)
        self._added = True
        self.say(f"added “{feed.name}”", f"{self.key_of('page.close')} goes back and pulls it", Tone.DONE)
        in_background(self, self.session.feeds, self._take)

    def ask_removal(self) -> None:
        """Ask, then remove the feed under the cursor."""
        record = self.list.current
        status = next((item for item in self._statuses if record and item.feed.id == record.key), None)
        if status is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                in_background(self, lambda: self.session.remove_feed(status.feed.id), self._removed)

        count = status.listings
        goes = f"{count_words(count, 'listing')} {'goes' if count == 1 else 'go'} with it."
        body = f"{goes} What you decided stays. Undo does not bring the feed back: add it again."
        self.app.push_screen(confirm(f"Remove “{status.feed.name}”?", body, "remove it"), answered)

    def _removed(self, step: object) -> None:
        self.say(getattr(step, "words", "removed"), tone=Tone.DONE)
        in_background(self, self.session.feeds, self._take)


def _asked(state: FeedState, now: datetime) -> str:
    """' 5 min ago'; ' 5 min ago, last good 3 days ago' when the two differ; '' before the first pull."""
    if state.checked_at is None:
        return ""
    asked, good = ago_words(state.checked_at, now), ago_words(state.ok_at, now)
    return f" {asked}" if asked == good else f" {asked}, last good {good}"


def _became(status: FeedStatus) -> str:
    """'12 listings, 3 kept, 2 skipped'."""
    parts = [count_words(status.listings, "listing") if status.listings else "no coming listings"]
    parts += [f"{status.kept} kept"] if status.kept else []
    parts += [f"{status.skipped} skipped"] if status.skipped else []
    return ", ".join(parts)


def _fit_title(scored: Scored) -> str:
    """Fit and title on one line."""
    title = cut(safe(scored.listing.title), 58)
    if scored.fit is None:
        return title
    return f"{'?' if scored.thin else f'{scored.fit:.0f}':>3}  {title}"
