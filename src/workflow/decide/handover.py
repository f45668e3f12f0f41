"""交接: one post goes from one person to another on one day, by one event.

Source: spec/process.md §1 roles, §4 operator-no-business.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events.membership import RoleHandedOver
from workflow.ask import Ask, Deed, Emit, Subject
from workflow.commands.membership import HandOverRole
from workflow.guards import actors
from workflow.state.membership import Post


def _the_unit(ask: Ask) -> Subject:
    assert ask.unit.id == ask.envelope.unit
    return Subject("unit", ask.envelope.unit, "")


def _posts(ask: Ask, person: str) -> tuple[Post, ...]:
    assert isinstance(ask.command, HandOverRole)
    return tuple(p for p in ask.posts.posts if p.person == person and p.role == ask.command.role)


def _hand_over(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, HandOverRole)
    yield f"post/{c.person}", RoleHandedOver(person=c.person, to=c.to, role=c.role, on=c.on, body=c.body)


def _nobody_takes_it_themselves(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, HandOverRole)
    yield from actors.operator_no_business(ask)
    if c.to in ask.persons:
        yield Refusal(
            "operator-no-business",
            "{by} can't appoint themselves",
            "another member of the committee enters the appointment",
            "process §4 operator-no-business",
            {"by": c.to, "role": c.role},
        )


def _is_there_to_hand_over(ask: Ask) -> Iterable[Refusal]:
    """The one holds the post up to that day, and the other doesn't hold it yet."""
    c = ask.command
    assert isinstance(c, HandOverRole)
    facts = {"person": c.person, "to": c.to, "role": c.role, "on": str(c.on)}
    if not any(post.handed(c.on) for post in _posts(ask, c.person)):
        days = ", ".join(f"{post.since} – {post.until or ''}" for post in _posts(ask, c.person)) or "–"
        yield Refusal(
            "in-order",
            "{person} can't hand over the post of {role} on {on}: they hold it on these days: {days}",
            "name a day before which, and on which, they hold it; else appoint the other afresh",
            "process §1 roles",
            {**facts, "days": days},
        )
    if any(post.held(c.on) for post in _posts(ask, c.to)):
        yield Refusal(
            "in-order",
            "{to} holds the post of {role} on {on} already",
            "end the post of {person} instead",
            "process §1 roles",
            facts,
        )


DEEDS: Mapping[str, Deed] = {
    "role.hand-over": Deed(
        _the_unit,
        _hand_over,
        policies={"operator-no-business": _nobody_takes_it_themselves, "in-order": _is_there_to_hand_over},
    ),
}
