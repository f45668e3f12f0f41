"""The rules of a branch: proposed by its committee, adopted by its meeting, approved above.

Source: spec/process.md §2 step 1, §4 pinned-scheme, §8.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events import cycle as happened
from workflow.ask import Ask, Deed, Emit, Subject, about
from workflow.commands import cycle as asked
from workflow.decide.minutes import held_meeting
from workflow.decide.requests import already_decided, requested
from workflow.record import listed
from workflow.schemes.stored import scheme_of_text
from workflow.scoring.read import digest
from workflow.state.cycle import Cycle, Cycles, SchemeText

CLAUSE = "process §2 step 1"


def _propose_subject(ask: Ask) -> Subject:
    assert isinstance(ask.command, asked.ProposeScheme)
    key = digest(ask.command.text)
    known = ask.view.find(SchemeText, key)
    return Subject("scheme", key, known.state if known else "")


def _cycle_is_planned(ask: Ask) -> Iterable[Refusal]:
    cycles = ask.view.find(Cycles) or Cycles()
    latest = (ask.view.find(Cycle, key) for key in reversed(cycles.cycles))
    if not any(cycle and cycle.state == "planned" for cycle in latest):
        known = {"cycles": listed(cycles.cycles)}
        yield Refusal("in-order", "no cycle is planned", "plan the cycle first", CLAUSE, known)


def _scheme_is_complete(ask: Ask) -> Iterable[Refusal]:
    assert isinstance(ask.command, asked.ProposeScheme)
    scheme = scheme_of_text(ask.command.text)
    days, window = scheme.profile.filing_days, scheme.profile.publicity_days
    if scheme.profile.publicity_before_filing and days is not None and days <= window:
        yield Refusal(
            "pinned-scheme",
            "a round is to be filed within {days} days, but its publicity alone runs {window}",
            "give filing more days, or publicity fewer",
            CLAUSE,
            {"days": days, "window": window},
        )
    for fault in scheme.blockers():
        yield Refusal(
            "pinned-scheme",
            "this scheme can't be put into force: {fault}",
            "give the figure that is missing, and propose it again",
            CLAUSE,
            {"fault": str(fault)},
        )


def _propose(ask: Ask) -> Iterable[Emit]:
    assert isinstance(ask.command, asked.ProposeScheme)
    text = ask.command.text
    scheme = scheme_of_text(text)
    key = digest(text)
    yield (
        f"scheme/{key}",
        happened.SchemeProposed(digest=key, scheme=scheme.id, edition=str(scheme.edition), text=text),
    )


def _adopt(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.AdoptScheme)
    scheme = ask.find(SchemeText, c.scheme, "scheme")
    _, minutes = held_meeting(ask, f"scheme/{c.scheme}")
    yield minutes
    yield (
        f"scheme/{c.scheme}",
        happened.SchemeAdopted(
            digest=c.scheme,
            scheme=scheme.scheme,
            entitled=c.entitled,
            present=c.present,
            favour=c.favour,
            against=c.against,
            abstained=c.abstained,
        ),
    )


def _request(ask: Ask) -> happened.SchemeAdopted:
    c = ask.command
    assert isinstance(c, asked.ApproveScheme | asked.RefuseScheme)
    return requested(c.request, happened.SchemeAdopted, "adopted scheme")


def _upper_unit(ask: Ask) -> Subject:
    _request(ask)
    return Subject("unit", ask.envelope.unit, "")


def _decide_scheme(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.ApproveScheme | asked.RefuseScheme)
    yield (
        f"approval/{c.request.unit}/{c.request.position}",
        happened.SchemeDecided(
            branch=c.request.unit,
            request=c.request.position,
            digest=_request(ask).digest,
            approved=isinstance(c, asked.ApproveScheme),
            reason=c.reason if isinstance(c, asked.RefuseScheme) else None,
        ),
    )


def _undecided(ask: Ask) -> Iterable[Refusal]:
    return already_decided(ask, "scheme-decided")


DEEDS: Mapping[str, Deed] = {
    "scheme.propose": Deed(
        _propose_subject, _propose, policies={"in-order": _cycle_is_planned, "pinned-scheme": _scheme_is_complete}
    ),
    "scheme.adopt": Deed(about("scheme", SchemeText, "scheme", "scheme"), _adopt),
    "scheme.approve": Deed(_upper_unit, _decide_scheme, policies={"ended": _undecided}),
    "scheme.refuse": Deed(_upper_unit, _decide_scheme, policies={"ended": _undecided}),
}
