"""Is every change of state a step of the table: this event, from that state, to that one?

Compared are the records before and after an event, so that nothing changes but by a step.
Source: spec/process.md §2, §3; process/tables.
"""

from collections.abc import Iterable, Iterator, Mapping

from ledger.errors import Fault
from workflow.record import Record
from workflow.state.aftermath import FollowUp
from workflow.state.claim import Claim
from workflow.state.complaint import Complaint
from workflow.state.cycle import Cycle, Round, SchemeText
from workflow.state.deliberation import Hearing
from workflow.state.evaluation import Evaluation, Grading
from workflow.state.filing import Filing
from workflow.state.lead import Lead
from workflow.state.objection import Objection
from workflow.state.order import Order
from workflow.state.publicity import Window
from workflow.state.revision import Revision
from workflow.state.sanction import Sanction
from workflow.state.transfer import Transfer
from workflow.state.veto import Veto
from workflow.verifier.conduct.moment import Moment
from workflow.verifier.verdict import no

MACHINES: Mapping[type[Record], str] = {
    Cycle: "cycle",
    SchemeText: "scheme",
    Round: "round",
    Claim: "claim",
    Hearing: "hearing",
    Window: "publicity",
    Objection: "objection",
    Complaint: "complaint",
    Lead: "lead",
    Veto: "veto",
    Sanction: "sanction",
    Evaluation: "evaluation",
    Grading: "grading",
    Filing: "filing",
    Transfer: "transfer",
    Revision: "revision",
    FollowUp: "follow-up",
    Order: "order",
}
# Events that note something on a record and leave its state alone: no step of that record.
NOTES = frozenset(
    {
        ("claims-forwarded", "claim"),
        ("claim-held-over", "claim"),
        ("claim-held-over", "round"),
        ("round-opened", "claim"),
        ("round-opened", "cycle"),
        ("filing-made", "claim"),
        ("claim-applied", "round"),
        ("claim-observed", "round"),
        ("claim-supplemented", "round"),
        ("claim-brought-in", "round"),
        ("receipt-taken", "claim"),
        ("objections-announced", "objection"),
        ("evaluation-opened", "cycle"),
        ("evaluation-part-held", "evaluation"),
        ("opinion-given", "evaluation"),
        ("veto-proposed", "cycle"),
        ("sanction-recorded", "cycle"),
        ("session-held", "objection"),
        ("grades-revised", "grading"),
    }
)


def steps(moment: Moment, records: Iterable[Record]) -> Iterator[Fault]:
    """What this event does to its records that the table has no row for."""
    for record in records:
        machine = MACHINES.get(type(record))
        if machine is None:
            continue
        before = getattr(moment.view.find(type(record), record.key), "state", "")
        after = getattr(record, "state", "")
        if (moment.event.topic, machine) in NOTES and before == after:
            continue
        rows = (row for row in moment.rows if row.machine == machine and moment.event.topic in row.events)
        if not any(before in row.sources and after == row.dest for row in rows):
            yield _no_step(moment, machine, record.key, before, after)


def _no_step(moment: Moment, machine: str, key: str, before: str, after: str) -> Fault:
    facts = {"machine": machine, "key": key, "before": before or "–", "after": after, "topic": moment.event.topic}
    if before and moment.table.ends(machine, before):
        return no("ended", "{machine} {key} had ended as {before}; {topic} makes it {after}", **facts)
    message = "{topic} takes {machine} {key} from {before} to {after}: the table has no such step"
    return no("in-order", message, **facts)
