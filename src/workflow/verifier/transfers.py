"""Was a transfer asked for and decided as it could be: figures that follow, a request that stands where it says?

Source: spec/process.md §3 Member, §8, §10 Who else.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events import transfer as happened
from ledger.events.membership import MemberEnrolled
from workflow.days import local_day
from workflow.moving import graded_years, years_so_far
from workflow.state.exchange import Decided
from workflow.state.membership import Member
from workflow.state.transfer import open_transfer, transfer_id
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.receipts import inside
from workflow.verifier.verdict import no


def _requested(moment: Moment, said: happened.TransferRequested) -> Iterator[Fault]:
    """A member still, to another unit, one at a time; how they stand and their figures, computed anew."""
    yield from differs("in-order", "transfer", said.transfer, transfer_id(moment.view))
    known = moment.view.find(Member, said.member)
    if known is None or known.left is not None or said.to == moment.unit.id or open_transfer(moment.view, said.member):
        message = "{member} was no member who could go to {to}, or a transfer was under way"
        yield no("in-order", message, member=said.member, to=said.to)
        return
    now = known.on(moment.today)
    yield from differs("transfer", "standing", said.standing, now.standing)
    yield from differs("transfer", "under_watch", said.under_watch, now.under_watch)
    yield from differs("transfer", "sandbox", said.sandbox, moment.unit.sandbox)
    yield from differs("transfer", "earlier years", said.years, graded_years(moment.view, said.member))
    yield from differs("transfer", "figures of the year", said.so_far, years_so_far(moment.view, said.member))


def _decided(moment: Moment, said: happened.TransferDecided) -> Iterator[Fault]:
    """The request stands where it says and is of this unit; who is taken in is enrolled as it has them."""
    found = inside(said.carried)
    if isinstance(found, Fault):
        yield found
        return
    request = found.payload
    if not isinstance(request, happened.TransferRequested):
        yield no("transfer", "{topic} is no request for a transfer", topic=found.topic)
        return
    if moment.view.find(Decided, f"{said.branch}/{said.request}/{said.TOPIC}"):
        yield no("ended", "this request was decided before")
    yield from differs("transfer", "branch", (said.branch, said.request), (found.unit, found.position))
    yield from differs("transfer", "matter", (said.transfer, said.member), (request.transfer, request.member))
    yield from differs("transfer", "unit that was asked", request.to, moment.unit.id)
    if not said.accepted:
        return
    yield from differs("sandbox-apart", "sandbox", request.sandbox, moment.unit.sandbox)
    first = local_day(found.at, moment.unit.zone)
    if said.since is None or not first <= said.since <= moment.today:
        facts = {"member": said.member, "since": said.since, "first": first, "today": moment.today}
        yield no("in-order", "{member} was taken in from {since}, not between {first} and {today}", **facts)
    for enrolled in (event.payload for event in moment.group):
        if isinstance(enrolled, MemberEnrolled):
            yield from differs("transfer", "standing", enrolled.standing, request.standing)
            yield from differs("transfer", "inclusion", enrolled.inclusion, "points")
            yield from differs("transfer", "first day", enrolled.since, said.since)


RULES: Mapping[type, Rule] = {
    happened.TransferRequested: _requested,
    happened.TransferDecided: _decided,
}
