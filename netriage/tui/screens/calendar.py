"""What goes into the calendar: the plan of the sync first, then, when it is asked for, the sync. One code path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from netriage.errors import InputError, NetriageError
from netriage.tui.cells import safe
from netriage.tui.detail import DIM
from netriage.tui.keys import Verb, bindings
from netriage.tui.screens.asking import Line, confirm
from netriage.tui.screens.listed import ListedPage
from netriage.tui.when import clock, day_words, local_day
from netriage.tui.widgets.records import Record
from netriage.tui.widgets.status import Tone
from netriage.tui.working import in_background

if TYPE_CHECKING:
    from netriage.calendars import Receipt, SyncPlan
    from netriage.config import CalendarSettings

_SIGNS = {
    "create": ("add   ", "$text-success"),
    "update": ("change", "$text-warning"),
    "delete": ("remove", "$text-error"),
}


class CalendarScreen(ListedPage):
    """Shows a plan; nothing is written before `apply`."""

    SCOPES = ("calendar", "page")
    BINDINGS = bindings("calendar", "page")
    _plans: Sequence[SyncPlan] = ()
    _receipts: Sequence[Receipt] = ()
    _state = "reading the calendar …"

    def own_verbs(self) -> Mapping[str, Verb]:
        """Apply, and add a calendar."""
        return {"calendar.apply": self.apply, "calendar.add": self.add}

    def on_mount(self) -> None:
        """Plan in the background."""
        super().on_mount()
        self._plan()

    def _plan(self, *, allow_removals: bool = False) -> None:
        in_background(
            self,
            lambda: self.session.plan_sync(allow_removals=allow_removals),
            lambda plans: self._planned(plans, ask=allow_removals),
            refused=self._no_plan,
        )

    def _planned(self, plans: Sequence[SyncPlan], *, ask: bool) -> None:
        self._plans, self._state = plans, ""
        self.reload()
        if ask:
            self._confirm()

    def _no_plan(self, error: NetriageError) -> None:
        self._state = f"{error.what} {error.remedy}".strip()
        if isinstance(error, InputError):
            self._state = f"There is none yet: {self.key_of('calendar.add')} adds an .ics file or a vdir folder"
        self.reload()

    def add(self) -> None:
        """Ask for a path, add it, and plan for it too."""
        body = "An .ics file, made when it is not there, or a vdir folder as khal and vdirsyncer use."
        self.app.push_screen(Line("Add a calendar", body, placeholder="~/calendars/events"), self._add)

    def _add(self, target: str | None) -> None:
        if target and target.strip():
            in_background(self, lambda: self.session.add_calendar(target.strip()), self._calendar_added)

    def _calendar_added(self, added: CalendarSettings) -> None:
        self.say(f"added “{added.name}”", tone=Tone.DONE)
        self._plan()

    def heading(self) -> Content:
        """Where it goes, and the plan in one line."""
        words = safe(self._state or f"kept listings go to {self.session.calendar_words()}")
        return Content.assemble(("Calendar", "bold"), (f"   {words}", DIM))

    def records(self) -> list[Record]:
        """For each calendar: the steps, what is left alone, what was refused, what was done."""
        records = [record for plan in self._plans for record in self._plan_records(plan)]
        for receipt in self._receipts:
            records.append(Record(Content.styled(f"{safe(receipt.calendar)}: {receipt.words}", "bold $text-success")))
            records += [
                Record(
                    Content.styled(
                        f"  failed  {safe(item.step.title)}: {safe(item.what)} {safe(item.remedy)}", "$text-error"
                    )
                )
                for item in receipt.failed
            ]
        return records

    def _plan_records(self, plan: SyncPlan) -> list[Record]:
        records = [Record(Content.assemble((safe(plan.calendar), "bold"), (f"   {plan.words}", DIM)), heading=True)]
        if plan.refusal:
            records.append(
                Record(Content.styled(f"  {safe(plan.refusal.what)} {safe(plan.refusal.remedy)}", "$text-error"))
            )
        for step in plan.steps:
            sign, style = _SIGNS[step.action.value]
            changes = "".join(
                f"\n          {change.field}: {safe(change.before, 80)} → {safe(change.after, 80)}"
                for change in step.changes
            )
            body = Content.assemble(
                (f"  {sign}", style),
                (f"  {self._when(step.key)}", DIM),
                f"  {safe(step.title, 120)}",
                (f"  {safe(step.why)}{changes}", DIM),
            )
            records.append(Record(body, key=f"{plan.calendar} {step.key}"))
        for left in plan.left:
            field = f" ({left.field})" if left.field else ""
            records.append(
                Record(
                    Content.assemble(
                        ("  left  ", DIM), f"  {safe(left.title, 120)}{field}", (f"  {safe(left.why)}", DIM)
                    )
                )
            )
        return records

    def _when(self, key: str) -> str:
        """Day and time of a listing, of the same width for all; blank for what no feed has any more."""
        row, zone = self.session.view.rows.get(key), self.session.zone
        today = local_day(self.session.now(), zone)
        if row is None:
            return " " * 16
        start = row.scored.listing.start
        return f"{day_words(local_day(start, zone), today)} {clock(start, zone):5}"

    def apply(self) -> None:
        """Ask, then write; a refused mass removal asks twice."""
        refused = next((plan.refusal for plan in self._plans if plan.refusal), None)
        if refused is not None:

            def answered(yes: bool | None) -> None:
                if yes:
                    self._plan(allow_removals=True)

            body = f"{refused.what}\n{refused.remedy}"
            self.app.push_screen(
                confirm("A mass removal was refused", Content(safe(body)), "plan the removals all the same"), answered
            )
        elif all(plan.empty for plan in self._plans):
            self.say("There is nothing to write." if self._plans else "There is no plan to apply.")
        else:
            self._confirm()

    def _confirm(self) -> None:
        plans = self._plans

        def answered(yes: bool | None) -> None:
            if yes:
                self.say("writing …")
                in_background(self, lambda: self.session.apply_sync(plans), self._applied)

        body = "\n".join(f"{safe(plan.calendar)}: {plan.words}" for plan in plans)
        self.app.push_screen(confirm("Write this into the calendar?", body, "write it"), answered)

    def _applied(self, receipts: Sequence[Receipt]) -> None:
        self._receipts, self._plans = receipts, ()
        failed = sum(len(receipt.failed) for receipt in receipts)
        words = "; ".join(f"{receipt.calendar}: {receipt.words}" for receipt in receipts)
        self.say(words, "the next sync tries them again" if failed else "", Tone.WARN if failed else Tone.DONE)
        self.reload()
