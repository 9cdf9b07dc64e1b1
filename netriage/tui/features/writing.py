"""Notes, tags, and taking a merge apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from netriage.session.view import Step
from netriage.tui.cells import safe
from netriage.tui.keys import Verb
from netriage.tui.screens.asking import Line, confirm
from netriage.tui.widgets.status import Tone
from netriage.tui.working import in_background

if TYPE_CHECKING:
    from netriage.tui.screens.triage import TriageScreen


class Writing:
    """Writes beside a listing what the feed does not know."""

    def __init__(self, screen: TriageScreen) -> None:
        self._screen = screen

    def verbs(self) -> Mapping[str, Verb]:
        """What this feature can do."""
        return {"triage.note": self.note, "triage.tag": self.tag, "triage.unmerge": self.unmerge}

    def note(self) -> None:
        """Ask for the note; an empty one takes it away."""
        row = self._screen.row
        if row is None:
            return
        key = row.scored.listing.key

        def taken(text: str | None) -> None:
            if text is not None and text.strip() != row.note:
                self._screen.guarded(lambda: self._wrote(self._screen.session.note(key, text.strip())))

        title = safe(row.scored.listing.title, 60)
        self._screen.app.push_screen(
            Line("Note", title, value=row.note, placeholder="only you see it; empty takes it away"), taken
        )

    def tag(self) -> None:
        """Ask for tags: words add, -words remove."""
        keys = self._screen.marking.targets()
        if not keys:
            return
        known = sorted({tag for key in keys for tag in self._screen.view.rows[key].tags})
        body = f"now: {', '.join(safe(tag, 40) for tag in known)}" if known else ""

        def taken(text: str | None) -> None:
            words = (text or "").replace(",", " ").split()
            add = [word.lstrip("+#") for word in words if not word.startswith("-")]
            remove = [word[1:] for word in words if word.startswith("-")]
            if any(add) or any(remove):
                self._screen.guarded(lambda: self._wrote(self._screen.session.tag(keys, add, remove)))

        self._screen.app.push_screen(Line("Tag", body, placeholder="panel  berlin  -boring"), taken)

    def unmerge(self) -> None:
        """Ask, then take the merge apart."""
        row = self._screen.row
        if row is None or len(row.scored.listing.sources) < 2:
            self._screen.say("It comes from one source: there is nothing to take apart.")
            return
        listing = row.scored.listing

        def apart() -> Step:
            step = self._screen.session.unmerge(listing.key)
            self._screen.session.rerank()
            return step

        def answered(yes: bool | None) -> None:
            if yes:
                in_background(self._screen, apart, self._wrote)

        body = f"{safe(listing.title, 200)}\n\nseen in {len(listing.sources)} sources: {safe(listing.merged)}"
        self._screen.app.push_screen(
            confirm("Take this merge apart?", body, "take it apart, undo merges again"), answered
        )

    def _wrote(self, step: Step) -> None:
        self._screen.stepped(step)
        self._screen.say(step.words, f"{self._screen.key_of('triage.undo')} undoes", Tone.DONE)
