"""Was what was filed due, once, and signed by two different persons?

Source: spec/process.md §2 step 8, §4 same-hands; §10 Dates.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events import filing as filed
from workflow.regrade import changed_figures
from workflow.state.cycle import Round
from workflow.state.evaluation import Grading
from workflow.state.filing import Filing, Filings
from workflow.state.membership import members_of
from workflow.unfiled import supplement_due
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.profile import whole_period
from workflow.verifier.verdict import no


def _filing(moment: Moment, said: filed.FilingMade) -> Iterator[Fault]:
    number = (moment.view.find(Filings) or Filings()).made + 1
    yield from differs("in-order", "filing", said.filing, f"F{number:03}")
    kind, _, key = said.subject.partition("/")
    record: Round | Grading | None = None
    if kind == "supplement":
        if not supplement_due(moment.view, moment.cycle(key), moment.course(key)):
            yield no("in-order", "nothing of {cycle} waited for a supplement", cycle=key)
        return
    if kind == "round":
        record = moment.view.find(Round, key)
    elif kind == "grading":
        record = moment.view.find(Grading, key)
    assert record is not None, f"{said.subject} is nothing that is filed"
    course = moment.course(record.cycle)
    if isinstance(record, Round):
        yield from whole_period(moment, record, "filing")
        if course.above and not course.files_rounds:
            yield no("in-order", "this scheme files by the year, not {subject} alone", subject=said.subject)
    elif course.cadence("filing") is None:
        yield no("in-order", "the profile has no step {step}", step="filing")
    due = "posted" if isinstance(record, Round) else course.year_to_file
    if isinstance(record, Grading) and changed_figures(moment.view, moment.cycle(record.cycle), record):
        yield no("in-order", "the grades of {cycle} no longer followed when they were filed", cycle=record.cycle)
    if record.state != due:
        facts = {"subject": said.subject, "state": record.state, "due": due}
        yield no("in-order", "{subject} was filed as {state}; it is filed as {due}, once", **facts)


def _countersigned(moment: Moment, said: filed.FilingCountersigned) -> Iterator[Fault]:
    filing = moment.view.find(Filing, said.filing)
    assert filing is not None, f"there is no filing {said.filing}"
    yield from differs("signers", "signers", said.signers, (*filing.signers, moment.by))
    yield from differs("signers", "persons signed for", said.signed_for, (*filing.signed_for, *moment.persons[1:]))
    if set(moment.persons) & set(filing.hands):
        yield no("same-hands", "{by} signed the filing twice: two different persons sign", by=moment.by)
    yield from differs("in-order", "subject", said.subject, filing.subject)
    yield from differs("in-order", "cycle", said.cycle, filing.cycle)
    yield from differs("in-order", "place of the filing", said.made_at, filing.made_at)
    yield from differs("filing", "members", said.members, tuple(m.member for m in members_of(moment.view)))
    yield from differs("filing", "sandbox", said.sandbox, moment.unit.sandbox)


RULES: Mapping[type, Rule] = {
    filed.FilingMade: _filing,
    filed.FilingCountersigned: _countersigned,
}
