"""The log from its first event to its last, each at its moment: may it stand there, and does it say what is so?

An event that can't be folded ends the replay: what follows rests on it. Source: spec/ledger.md §2 (the verifier).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ledger.errors import Fault
from ledger.event import Event
from ledger.events.evaluation import GradesProposed, GradesRevised
from ledger.events.exchange import ReceiptTaken
from ledger.events.filing import FilingMade
from ledger.events.membership import UnitFounded
from workflow.fold import evolve
from workflow.process.table import Table, table
from workflow.record import Overlay
from workflow.state.objection import Objections
from workflow.state.publicity import Windows
from workflow.verifier import figures, transfers
from workflow.verifier.conduct import (
    aftermath,
    appeals,
    calendar,
    checkpoints,
    claims,
    complaints,
    cycle,
    evaluations,
    filings,
    forgetting,
    grading,
    keys,
    lapses,
    membership,
    objections,
    orders,
    persons,
    referrals,
    sittings,
    vetoes,
    windows,
)
from workflow.verifier.conduct.commands import command_of, groups, together
from workflow.verifier.conduct.effects import effects
from workflow.verifier.conduct.moment import Moment, Rule
from workflow.verifier.conduct.steps import steps
from workflow.verifier.receipts import Receipts
from workflow.verifier.verdict import Findings, no
from workflow.verifier.vouching import Vouching

OPEN_MAX = 500
RULES: Mapping[type, Rule] = {
    **calendar.RULES,
    **claims.RULES,
    **sittings.RULES,
    **vetoes.RULES,
    **lapses.RULES,
    **referrals.RULES,
    **windows.RULES,
    **objections.RULES,
    **appeals.RULES,
    **complaints.RULES,
    **orders.RULES,
    **aftermath.RULES,
    **membership.RULES,
    **cycle.RULES,
    **evaluations.RULES,
    **grading.RULES,
    **filings.RULES,
    **transfers.RULES,
    **keys.RULES,
    **forgetting.RULES,
    **checkpoints.RULES,
}


class Replay:
    """Folds the events of a log and asks every rule on the way.

    Attributes:
        state: after the last event that could be followed.
        followed: how many that were.
        counts: steps, votes, receipts … that were checked.
    """

    def __init__(
        self,
        found: Findings,
        receipts: Receipts,
        watch: Callable[[Overlay, Event], Iterable[Fault]],
        vouching: Vouching | None = None,
    ) -> None:
        self._found, self._receipts, self._watch = found, receipts, watch
        self._vouching = vouching or Vouching()
        self._table: Table = table()
        self.state = Overlay()
        self.followed = 0
        self.counts: Counter[str] = Counter()

    def run(self, events: tuple[Event, ...]) -> None:
        """Follow these events; what is wrong goes to the findings."""
        if not isinstance(events[0].payload, UnitFounded):
            self._found.add(no("genesis", "the log doesn't begin with the founding of the unit"), position=0)
            return
        seen: set[str] = set()
        for group in groups(events):
            if not self._command(group, seen) or self._overgrown(group[0]):
                return
            seen.add(group[0].command)

    def _overgrown(self, event: Event) -> bool:
        """Whether more stands open at once than in any branch: each command would look at all of it."""
        windows, objections = self.state.find(Windows) or Windows(), self.state.find(Objections) or Objections()
        count = len(windows.open) + len(objections.open)
        if count > OPEN_MAX:
            message = "{count} windows and objections are open at once; more than {most} are not checked"
            self._found.add(no("limits", message, count=count, most=OPEN_MAX), position=event.position)
        return count > OPEN_MAX or self._found.enough

    def _command(self, group: tuple[Event, ...], seen: set[str]) -> bool:
        """Follow one command; False where it can't be followed further."""
        first = group[0]
        command = command_of(self._table, first)
        self._found.add_all(together(group, seen), position=first.position)
        self.counts["commands"] += 1
        self._ask(first, lambda: self._vouching.faults(self.state, group, command, self._table))
        if not command:
            message = "{topic} stands at the head of a command: the table has none that begins with it"
            self._found.add(no("in-order", message, topic=first.topic), position=first.position)
        else:
            moment = Moment(self.state, first, group, command, self._table)
            if command != "unit.found":
                self._ask(first, lambda: persons.who(moment))
                self._ask(first, lambda: windows.time_kept(moment))
            self._ask(first, lambda: effects(moment))
        return all(self._event(event, group, command) for event in group)

    def _event(self, event: Event, group: tuple[Event, ...], command: str) -> bool:
        moment = Moment(self.state, event, group, command, self._table)
        said: Any = event.payload
        rule = RULES.get(type(said))
        if rule is not None:
            self._ask(event, lambda: rule(moment, said))
        if isinstance(said, ReceiptTaken):
            self._ask(event, lambda: self._receipts.faults(self.state, event, said))
        if isinstance(said, GradesProposed):
            self.counts["grades recomputed"] += len(said.figures)
            self._ask(event, lambda: figures.grades(self.state, said))
        if isinstance(said, GradesRevised):
            self.counts["grades recomputed"] += len(said.figures)
            self._ask(event, lambda: figures.revised(self.state, said))
        if isinstance(said, FilingMade):
            self.counts["filings recomputed"] += 1
            self._ask(event, lambda: figures.filing(self.state, said, event.at))
        self._ask(event, lambda: self._watch(self.state, event))
        return self._fold(event, moment)

    def _fold(self, event: Event, moment: Moment) -> bool:
        try:
            records = evolve(self.state, event)
            self._ask(event, lambda: steps(moment, records))
            self.state.put(event.stream, records)
        except Exception as error:  # whatever a hostile log makes of the fold is this event's fault
            message = "it doesn't follow from the events before it: {why}"
            self._found.add(no("refold", message, why=_why(error)), position=event.position)
            return False
        self.followed += 1
        return not self._found.enough

    def _ask(self, event: Event, rule: Callable[[], Iterable[Fault]]) -> None:
        """Every fault that a rule names; a rule that stumbles was given what no decision could have written."""
        try:
            self._found.add_all(_counted(rule(), self.counts), position=event.position)
        except Exception as error:
            message = "it can't be replayed: {why}"
            self._found.add(no("refold", message, why=_why(error)), position=event.position)


def _counted(faults: Iterable[Fault], counts: Counter[str]) -> Iterator[Fault]:
    counts["rules asked"] += 1
    yield from faults


def _why(error: Exception) -> str:
    said = " ".join(str(error).split())
    return said[:200] or type(error).__name__
