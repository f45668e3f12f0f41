"""线索登记: anonymous word is recorded and looked into; it is no objection, holds nothing back and has no deadline.

Source: spec/process.md §3 Objection.
"""

from collections.abc import Iterable, Mapping

from ledger.events.objection import LeadClosed, LeadRecorded
from workflow.ask import Ask, Deed, Emit, Subject, about
from workflow.commands.objection import CloseLead, RecordLead
from workflow.state.lead import Lead, lead_id


def _record(ask: Ask) -> Iterable[Emit]:
    assert isinstance(ask.command, RecordLead)
    lead = lead_id(ask.view)
    yield f"lead/{lead}", LeadRecorded(lead=lead, text=ask.command.text)


def _close(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, CloseLead)
    yield f"lead/{c.lead}", LeadClosed(lead=c.lead, outcome=c.outcome, note=c.note)


DEEDS: Mapping[str, Deed] = {
    "lead.record": Deed(lambda ask: Subject("lead", lead_id(ask.view), ""), _record),
    "lead.close": Deed(about("lead", Lead, "lead", "lead"), _close),
}
