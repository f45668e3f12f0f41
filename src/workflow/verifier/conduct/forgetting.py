"""Was a person forgotten only once nothing of theirs was under way?

An open objection of their own can't be seen from the log: who objected is sealed. Source: spec/ledger.md §1.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events.forgetting import MemberForgotten
from workflow.state.forgetting import under_way
from workflow.verifier.conduct.moment import Moment, Rule
from workflow.verifier.verdict import no


def _forgotten(moment: Moment, said: MemberForgotten) -> Iterator[Fault]:
    matters = tuple(under_way(moment.view, said.member, moment.today, moment.at))
    if matters:
        message = "{member} was forgotten with matters under way: {matters}"
        yield no("in-order", message, member=said.member, matters=", ".join(matters))


RULES: Mapping[type, Rule] = {MemberForgotten: _forgotten}
