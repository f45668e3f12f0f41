"""Does what a unit above keeps of the logs below it hang together? Checkpoints with their filings, forks with proof.

Source: spec/ledger.md §2 (filing is witnessing; a branch that lost its tail).
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events.checkpoint import CheckpointWitnessed, ForkRecorded, LedgerRecovered, Seen
from ledger.events.filing import CheckRecorded, FilingDecided, FilingPassedOn
from workflow.state.checkpoint import SeenFiling, SeenLog
from workflow.state.exchange import Decided
from workflow.verifier import tree
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.verdict import no


def _witnessed(moment: Moment, said: CheckpointWitnessed) -> Iterator[Fault]:
    """It is the log that the filing was acknowledged against."""
    decided = moment.group[0].payload
    if isinstance(decided, FilingDecided):
        yield from differs("added-only", "branch", said.branch, decided.branch)
        yield from differs("added-only", "filing", said.filing, decided.filing)
        yield from differs("added-only", "log", (said.seen.size, said.seen.root), (decided.size, decided.root))


def _checked(moment: Moment, said: CheckRecorded) -> Iterator[Fault]:
    """What is verified was acknowledged: a filing that was returned is filed again first."""
    if moment.view.find(SeenFiling, f"{said.branch}/{said.filing}") is None:
        yield no("in-order", "{filing} of {branch} was not acknowledged", filing=said.filing, branch=said.branch)


def _forked(moment: Moment, said: ForkRecorded) -> Iterator[Fault]:
    """The kept one is what was kept; the proof leads from another root of that size to the one shown."""
    known = moment.view.find(SeenLog, said.branch)
    yield from differs("added-only", "checkpoint kept", said.kept, known.seen if known else None)
    if said.root_then == said.kept.root or not _proved(said):
        yield no("added-only", "nothing shows that {branch} has two histories", branch=said.branch)


def _proved(said: ForkRecorded) -> bool:
    kept: Seen = said.kept
    try:
        path = [bytes.fromhex(step) for step in said.path]
        then, shown = bytes.fromhex(said.root_then), bytes.fromhex(said.shown.root)
    except ValueError:
        return False
    return 0 < kept.size <= said.shown.size and tree.extended(kept.size, said.shown.size, path, then, shown)


def _recovered(moment: Moment, said: LedgerRecovered) -> Iterator[Fault]:
    """It stands right behind what the bundle held."""
    yield from differs("in-order", "events recovered", said.size, moment.event.position)


def _passed_on(moment: Moment, said: FilingPassedOn) -> Iterator[Fault]:
    """Once, after it was acknowledged, to the unit above."""
    if moment.view.find(SeenFiling, f"{said.branch}/{said.filing}") is None:
        yield no("in-order", "{filing} of {branch} went on before it was acknowledged", **_of(said))
    if moment.view.find(Decided, f"{said.branch}/{said.request}/filing-passed-on"):
        yield no("ended", "{filing} of {branch} went on twice", **_of(said))
    above = moment.unit.parent
    if said.to in (moment.unit.id, said.branch) or (above is not None and said.to != above):
        yield no("in-order", "{filing} of {branch} went on to {to}, which is not the unit above", **_of(said))


def _of(said: FilingPassedOn) -> dict[str, str]:
    return {"filing": said.filing, "branch": said.branch, "to": said.to}


RULES: Mapping[type, Rule] = {
    CheckpointWitnessed: _witnessed,
    CheckRecorded: _checked,
    FilingPassedOn: _passed_on,
    ForkRecorded: _forked,
    LedgerRecovered: _recovered,
}
