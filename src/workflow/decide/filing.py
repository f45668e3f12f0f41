"""Filing with two signers; the upper unit's acknowledgement, return and verification.

Source: spec/process.md §2 steps 8 and 11, §8.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import InvalidError, Refusal
from ledger.events import filing as happened
from ledger.events.filing import FiledClaim, FiledObjection
from workflow.ask import Ask, Deed, Emit, Matter, Subject, about
from workflow.commands import filing as asked
from workflow.decide.checkpoint import extends, witnessed
from workflow.decide.profile import not_taken, period_is_there
from workflow.decide.requests import already_decided, requested
from workflow.decide.revision import follows
from workflow.decide.witness import window_is_over_here
from workflow.state.checkpoint import SeenFiling
from workflow.state.claim import claims_in, said_nothing
from workflow.state.cycle import Cycle, Round
from workflow.state.evaluation import Grading
from workflow.state.filing import Filing, Filings
from workflow.state.membership import members_of, not_included
from workflow.state.objection import Objection, Objections
from workflow.state.revision import to_list
from workflow.state.veto import Veto
from workflow.unfiled import claims_kept, supplement_due, under_way, unfiled


def _filed(ask: Ask) -> Round | Grading | Cycle:
    assert isinstance(ask.command, asked.FileSubject)
    kind, _, key = ask.command.subject.partition("/")
    if kind == "round":
        return ask.find(Round, key, "round")
    if kind == "grading":
        return ask.find(Grading, key, "grading")
    if kind == "supplement":
        return ask.cycle(key)
    raise InvalidError(
        "{subject} can't be filed: name round/…, grading/CYCLE or supplement/CYCLE", subject=ask.command.subject
    )


def _new(ask: Ask) -> Subject:
    _filed(ask)
    return Subject("filing", f"F{(ask.view.find(Filings) or Filings()).made + 1:03}", "")


def _publicity_is_over(ask: Ask) -> Iterable[Refusal]:
    """The profile has it filed, and what comes before has come: publicity, unless the profile posts later."""
    assert isinstance(ask.command, asked.FileSubject)
    record = _filed(ask)
    if isinstance(record, Cycle):
        yield from _supplement_is_due(ask, record)
        return
    course = ask.course(record.cycle)
    if course.cadence("filing") is None:
        yield not_taken("filing", "nothing is filed under this scheme")
        return
    if isinstance(record, Round) and not course.files_rounds and course.above:
        yield Refusal(
            "in-order",
            "this scheme files by the year: {subject} isn't filed by itself",
            "file the year with its grades; every round's points are in it",
            "process §2 (profile)",
            {"subject": ask.command.subject},
        )
    needed = "posted" if isinstance(record, Round) else course.year_to_file
    if record.state != needed:
        yield Refusal(
            "in-order",
            "{subject} is {state}: it is filed once it is {needed}, and once only",
            "bring it there first; publicity comes before the filing unless the profile says otherwise",
            "process §2 step 8",
            {"subject": ask.command.subject, "state": record.state, "needed": needed},
        )
    if isinstance(record, Round):
        yield from period_is_there(ask, record, "filing")
    elif record.state == needed:
        yield from follows(ask, record)


def _supplement_is_due(ask: Ask, cycle: Cycle) -> Iterable[Refusal]:
    """What was contested came to its end after the cycle's own filings."""
    if cycle.digest is None or not supplement_due(ask.view, cycle, ask.course(cycle.cycle)):
        yield Refusal(
            "in-order",
            "nothing of {cycle} waits for a supplement: {unfiled} claims are final and in no filing",
            "while a filing of the cycle's own is to come, it takes up what was left out before",
            "process §2 step 8",
            {"cycle": cycle.cycle, "unfiled": len(unfiled(ask.view, cycle.cycle))},
        )


def _file(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.FileSubject)
    assert ask.subject is not None
    record = _filed(ask)
    cycle = ask.cycle(record.cycle)
    claims = claims_kept(ask.view, cycle.cycle)
    here = {claim.claim for claim in claims_in(ask.view, record.round)} if isinstance(record, Round) else set()
    # What an earlier filing had to leave out is filed with the next one, as a supplement.
    filed = [k for k in claims if k.state == "final" and (k.claim in here or k.filing is None)]
    vetoes = (ask.view.find(Veto, key) for key in cycle.vetoes)
    yield (
        f"filing/{ask.subject.key}",
        happened.FilingMade(
            filing=ask.subject.key,
            subject=c.subject,
            cycle=cycle.cycle,
            digest=cycle.digest or "",
            size=ask.view.size,
            claims=tuple(FiledClaim(claim=k.claim, member=k.member, worth=k.worth, late_for=k.late_for) for k in filed),
            contested=under_way(ask.view, cycle.cycle),
            objections=tuple(_listed(ask, cycle.cycle)),
            silent=said_nothing(ask.view, record) if isinstance(record, Round) else (),
            figures=record.figures if isinstance(record, Grading) else (),
            vetoes=tuple(v.veto for v in vetoes if v and v.state == "in-force"),
            changes=to_list(ask.view),
            not_included=not_included(ask.view),
        ),
    )


def _listed(ask: Ask, cycle: str) -> Iterable[FiledObjection]:
    """Objections of the year that are not ended, and those that ended and stood in no filing as ended before."""
    known = ask.view.find(Objections) or Objections()
    for key in sorted({*known.open, *known.unlisted}, key=lambda key: (len(key), key)):
        one = ask.find(Objection, key, "objection")
        if one.cycle == cycle:
            late = one.overdue(ask.at)
            yield FiledObjection(
                objection=key, about=one.about, ground=one.ground, state=one.state, outcome=one.outcome, late=late
            )


def _of(ask: Ask) -> Filing:
    assert isinstance(ask.command, asked.CountersignFiling)
    return ask.find(Filing, ask.command.filing, "filing")


def _signer_matter(ask: Ask) -> Iterable[Matter]:
    filing = _of(ask)
    return (Matter(f"filing/{filing.filing}", None, filing.cycle, hands=filing.hands),)


def _countersign(ask: Ask) -> Iterable[Emit]:
    filing = _of(ask)
    kind, _, key = filing.subject.partition("/")
    if kind == "round":
        ask.moved("round", ask.find(Round, key, "round").state, "round-filed", filing.subject)
    elif kind == "grading":
        ask.moved("grading", ask.find(Grading, key, "grading").state, "year-filed", filing.subject)
    yield (
        f"filing/{filing.filing}",
        happened.FilingCountersigned(
            filing=filing.filing,
            subject=filing.subject,
            cycle=filing.cycle,
            made_at=filing.made_at,
            signers=(*filing.signers, ask.by),
            signed_for=(*filing.signed_for, *ask.persons[1:]),
            members=tuple(m.member for m in members_of(ask.view)),
            sandbox=ask.unit.sandbox,
        ),
    )


def _request(ask: Ask) -> happened.FilingCountersigned:
    c = ask.command
    assert isinstance(c, asked.AcknowledgeFiling | asked.ReturnFiling | asked.RecordCheck | asked.PassOnFiling)
    return requested(c.request, happened.FilingCountersigned, "filing")


def _request_matter(ask: Ask) -> Iterable[Matter]:
    filing = _request(ask)
    return (Matter(f"filing/{filing.filing}", None, hands=(*filing.signers, *filing.signed_for)),)


def _not_from_a_sandbox(ask: Ask) -> Iterable[Refusal]:
    if _request(ask).sandbox and not ask.unit.sandbox:
        yield Refusal(
            "sandbox-apart",
            "{filing} comes from a sandbox, and {unit} is no sandbox",
            "drills are filed to a sandbox of the upper unit",
            "process §4 sandbox-apart",
            {"filing": _request(ask).filing, "unit": ask.envelope.unit},
        )


def _window_is_over(ask: Ask) -> Iterable[Refusal]:
    assert isinstance(ask.command, asked.AcknowledgeFiling)
    yield from window_is_over_here(ask, ask.command.request.unit, _request(ask).subject)


def _acknowledge(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.AcknowledgeFiling | asked.ReturnFiling)
    filing = _request(ask)
    yield (
        f"filed/{c.request.unit}/{filing.filing}",
        happened.FilingDecided(
            branch=c.request.unit,
            request=c.request.position,
            filing=filing.filing,
            subject=filing.subject,
            acknowledged=isinstance(c, asked.AcknowledgeFiling),
            signers=filing.signers,
            signed_for=filing.signed_for,
            root=c.request.root,
            size=c.request.size,
            reason=c.reason if isinstance(c, asked.ReturnFiling) else None,
        ),
    )
    if isinstance(c, asked.AcknowledgeFiling):
        yield witnessed(c.request, filing.filing)


def _was_acknowledged(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, asked.RecordCheck)
    yield from already_decided(ask, "check-recorded")
    if ask.view.find(SeenFiling, f"{c.request.unit}/{_request(ask).filing}") is None:  # a return keeps no checkpoint
        yield Refusal(
            "in-order",
            "this filing of {branch} has not been acknowledged",
            "acknowledge it first; what was returned is filed again",
            "process §2 step 11",
            {"branch": c.request.unit},
        )


def _to_the_unit_above(ask: Ask) -> Iterable[Refusal]:
    """It was acknowledged here, and goes to the unit above; of a unit with nobody above in this system, elsewhere."""
    c = ask.command
    assert isinstance(c, asked.PassOnFiling)
    above = ask.unit.parent
    if c.to in (ask.envelope.unit, c.request.unit) or (above is not None and c.to != above):
        yield Refusal(
            "in-order",
            "a filing is passed on to the unit above, not to {to}",
            "name the unit above: {above}",
            "process §2 step 8",
            {"to": c.to, "above": above or "–"},
        )
    if ask.view.find(SeenFiling, f"{c.request.unit}/{_request(ask).filing}") is None:
        yield Refusal(
            "in-order",
            "this filing of {branch} has not been acknowledged",
            "acknowledge it first, or return it",
            "process §2 step 8",
            {"branch": c.request.unit},
        )


def _pass_on(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.PassOnFiling)
    filing = _request(ask).filing
    yield (
        f"filed/{c.request.unit}/{filing}",
        happened.FilingPassedOn(
            branch=c.request.unit, request=c.request.position, filing=filing, to=c.to, document=c.document
        ),
    )


def _check(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.RecordCheck)
    filing = _request(ask)
    yield (
        f"filed/{c.request.unit}/{filing.filing}",
        happened.CheckRecorded(
            branch=c.request.unit,
            request=c.request.position,
            filing=filing.filing,
            subject=filing.subject,
            findings=c.findings,
            struck=c.strike,
        ),
    )


def _own_unit(ask: Ask) -> Subject:
    return Subject("unit", ask.envelope.unit, "")


_answer_policies = {"ended": lambda ask: already_decided(ask, "filing-decided"), "sandbox-apart": _not_from_a_sandbox}
_witness_policies = {**_answer_policies, "added-only": extends, "in-window": _window_is_over}

DEEDS: Mapping[str, Deed] = {
    "filing.file": Deed(_new, _file, policies={"in-order": _publicity_is_over}),
    "filing.countersign": Deed(about("filing", Filing, "filing", "filing"), _countersign, _signer_matter),
    "filing.acknowledge": Deed(_own_unit, _acknowledge, _request_matter, _witness_policies),
    "filing.return": Deed(_own_unit, _acknowledge, _request_matter, _answer_policies),
    "filing.pass-on": Deed(
        _own_unit,
        _pass_on,
        policies={
            "ended": lambda ask: already_decided(ask, "filing-passed-on"),
            "in-order": _to_the_unit_above,
        },
    ),
    "check.record": Deed(_own_unit, _check, _request_matter, {"ended": _was_acknowledged}),
}
