"""Sanctions and investigations: recorded from the competent body's notice, lifted by its decision.

The branch decides nothing here, it records; so nobody records their own or their kin's.
Source: spec/process.md §3 Sanction and investigation, §4.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events import sanction as happened
from workflow.ask import Ask, Deed, Emit, Matter, Subject, about
from workflow.commands.sanction import LiftSanction, RecordSanction
from workflow.guards.timing import known_to_the_scheme
from workflow.state.membership import Member
from workflow.state.sanction import Sanction

CLAUSE = "process §3 Sanction and investigation"


def _new(ask: Ask) -> Subject:
    c = ask.command
    assert isinstance(c, RecordSanction)
    ask.find(Member, c.member, "member")
    return Subject("sanction", f"S{len(ask.cycle(c.cycle).sanctions) + 1:02}-{c.cycle}", "")


def _new_matter(ask: Ask) -> Iterable[Matter]:
    assert isinstance(ask.command, RecordSanction)
    return (Matter("sanction/new", ask.command.member, ask.command.cycle),)


def _cycle_was_opened(ask: Ask) -> Iterable[Refusal]:
    """What the competent body decided is recorded whenever it comes; after the grades it leads to revising them."""
    c = ask.command
    assert isinstance(c, RecordSanction)
    cycle = ask.cycle(c.cycle)
    if cycle.digest is None:
        yield Refusal(
            "in-order",
            "the cycle {cycle} is {state}: no scheme says yet what a sanction means",
            "open the cycle first",
            CLAUSE,
            {"cycle": c.cycle, "state": cycle.state},
        )


def _known_to_the_scheme(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, RecordSanction)
    codes = ask.scheme(c.cycle).by_sanction if ask.cycle(c.cycle).digest else (c.code,)
    yield from known_to_the_scheme(ask, c.cycle, c.on, c.code, codes, CLAUSE)


def _record(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, RecordSanction)
    assert ask.subject is not None
    key = ask.subject.key
    yield (
        f"sanction/{key}",
        happened.SanctionRecorded(
            sanction=key, cycle=c.cycle, member=c.member, code=c.code, on=c.on, document=c.document, note=c.note
        ),
    )


def _of(ask: Ask) -> Sanction:
    assert isinstance(ask.command, LiftSanction)
    return ask.find(Sanction, ask.command.sanction, "sanction")


def _known_matter(ask: Ask) -> Iterable[Matter]:
    sanction = _of(ask)
    return (Matter(f"sanction/{sanction.sanction}", sanction.member, sanction.cycle),)


def _lift(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, LiftSanction)
    yield (
        f"sanction/{c.sanction}",
        happened.SanctionLifted(sanction=c.sanction, document=c.document, note=c.note),
    )


DEEDS: Mapping[str, Deed] = {
    "sanction.record": Deed(
        _new, _record, _new_matter, {"in-order": _cycle_was_opened, "in-range": _known_to_the_scheme}
    ),
    "sanction.lift": Deed(about("sanction", Sanction, "sanction", "sanction"), _lift, _known_matter),
}
