"""Forgetting a person: who may be forgotten, and when. The keys themselves are destroyed by the door.

It may be asked again: whoever was forgotten can be written about later, and that can be forgotten, too.
Source: spec/ledger.md §1; spec/process.md §4 in-order, own-claim.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import NotFoundError, Refusal
from ledger.events.forgetting import MemberForgotten
from workflow.ask import Ask, Deed, Emit, Matter, Subject
from workflow.commands.forgetting import ForgetMember
from workflow.state.forgetting import under_way
from workflow.state.membership import Member


def _the_unit(ask: Ask) -> Subject:
    assert ask.unit.id == ask.envelope.unit
    return Subject("unit", ask.envelope.unit, "")


def _person(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, ForgetMember)
    if ask.view.find(Member, c.member) is None and all(post.person != c.member for post in ask.posts.posts):
        raise NotFoundError("{person} is no member of {unit} and held no post", person=c.member, unit=ask.unit.id)
    return (Matter(f"member/{c.member}", c.member),)


def _forget(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, ForgetMember)
    yield f"member/{c.member}", MemberForgotten(member=c.member, ground=c.ground, document=c.document)


def _nothing_under_way(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, ForgetMember)
    matters = tuple(under_way(ask.view, c.member, ask.today, ask.at, ask.tag))
    if matters:
        yield Refusal(
            "in-order",
            "{member} can't be forgotten yet; still under way: {matters}",
            "let these matters come to their end first, and end the posts",
            "ledger §1; process §4 in-order",
            {"member": c.member, "matters": ", ".join(matters)},
        )


DEEDS: Mapping[str, Deed] = {
    "member.forget": Deed(_the_unit, _forget, _person, {"in-order": _nothing_under_way}),
}
