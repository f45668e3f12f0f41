"""Posts, and what hangs on persons: who holds what on which days, who stands in for whom, what is open in a post.

Read from the state beside the ledger, and from what waits (`projections.worklist`).
Source: spec/process.md §1 roles, §2 step 2, §4 delegated.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import click

from cli.answers import show_json
from cli.house import argument, command
from cli.layout import table
from cli.lookups import State, followed, state_of
from cli.parts import Parts
from cli.speech import N_, say, tr, word
from cli.turns import items_table, plain_item
from ledger.codec import encode
from ledger.errors import NotFoundError
from ledger.exact import decimal_text
from projections.worklist import worklist
from workflow.days import local_day
from workflow.record import Record
from workflow.state.claim import Claim
from workflow.state.cycle import Cycle, Round, SchemeText
from workflow.state.delegation import Delegations
from workflow.state.deliberation import Hearing
from workflow.state.evaluation import Evaluation, Grading
from workflow.state.filing import Filing
from workflow.state.membership import Member, Post, Posts, Unit
from workflow.state.objection import Objection
from workflow.state.presence import Away
from workflow.state.publicity import Window
from workflow.state.transfer import CameFrom, Transfer
from workflow.state.veto import Veto

# Lists beside a member's own fields; what they are called is in the catalogue.
ABOUT = ("posts", "stands_in_for", "stood_in_by", "away", "transfers", "came_from", "so_far")
# What is usual and was not kept to. It is allowed, so it is said where posts are read (spec/process.md §2 step 2).
UNUSUAL: Mapping[str, str] = {
    "secretary-is-recorder": N_("secretary and recorder in one person"),
    "recorder-is-deputy": N_("recorder and deputy in one person"),
    "recorder-outside-committee": N_("recorder, and not in the committee"),
    "operator-with-business": N_("operator, and holds a post besides"),
}
_MATTERS: Mapping[str, type[Record]] = {
    "claim": Claim,
    "round": Round,
    "cycle": Cycle,
    "scheme": SchemeText,
    "hearing": Hearing,
    "objection": Objection,
    "veto": Veto,
    "publicity": Window,
    "evaluation": Evaluation,
    "grading": Grading,
    "filing": Filing,
    "transfer": Transfer,
}


def unusual(posts: Posts, person: str, day: date) -> Iterator[str]:
    """What is unusual, though allowed, about this person's posts on this day."""
    held = posts.roles(person, day)
    if {"secretary", "recorder"} <= held:
        yield "secretary-is-recorder"
    if {"recorder", "deputy-recorder"} <= held:
        yield "recorder-is-deputy"
    if "recorder" in held and not held & {"committee", "secretary"}:
        yield "recorder-outside-committee"
    if "operator" in held and held != {"operator"}:
        yield "operator-with-business"


def _today(parts: Parts, state: State) -> date:
    unit = state.find(Unit)
    return local_day(parts.now(), unit.zone if unit else "UTC")


@command(
    "list", help=N_("List posts, who holds them from when until when, and what is unusual."), example="jifen role list"
)
def list_roles(parts: Parts) -> None:
    """Every post that was ever held; remarks are on those of today."""
    with state_of(parts) as state:
        posts, day = state.find(Posts) or Posts(), _today(parts, state)
    remarks = {post.person: tuple(unusual(posts, post.person, day)) for post in posts.posts}
    if parts.json:
        told = {person: list(names) for person, names in remarks.items() if names}
        show_json({"unit": parts.the_unit(), "roles": [encode(post) for post in posts.posts], "unusual": told})
        return
    names = ("person", "role", "since", "until", "department")
    rows = [
        [parts.name(post.person), word("role", post.role), post.since, post.until, post.department]
        for post in posts.posts
    ]
    click.echo(table([word("field", name) for name in names], rows))
    for person, found in remarks.items():
        for name in found:
            click.echo(f"{parts.name(person)}: {tr(UNUSUAL[name])}")


@command("list", help=N_("List who stands in for whom, on which days."), example="jifen delegation list")
def list_delegations(parts: Parts) -> None:
    """Every delegation ever granted, as it stands."""
    with state_of(parts) as state:
        granted = (state.find(Delegations) or Delegations()).granted
    if parts.json:
        show_json({"unit": parts.the_unit(), "delegations": [encode(one) for one in granted]})
        return
    names = ("person", "principal", "since", "until")
    rows = [[parts.name(one.person), parts.name(one.principal), one.since, one.until] for one in granted]
    click.echo(table([word("field", name) for name in names], rows))


@command(
    "handover",
    help=N_("What is open in a post: all that goes with it when it is handed over (交接)."),
    example="jifen role handover recorder",
    params=[argument("role", metavar="ROLE", help=N_("The post."))],
)
def show_handover(parts: Parts, role: str) -> None:
    """Who holds the post, and every matter that waits for it, with its state; due or not."""
    database, at = followed(parts, everywhere=True), parts.now()
    items = worklist(database, parts.the_unit(), role=role, at=at)
    with state_of(parts) as state:
        day = _today(parts, state)
        held = [post for post in (state.find(Posts) or Posts()).posts if post.role == role and post.held(day)]
        states = {item.subject: _state(state, item.subject) for item in items if item.unit == parts.the_unit()}
    if not held and not items:
        raise NotFoundError(
            "nobody in {unit} holds the post {role}, and nothing waits for it", unit=state.unit, role=role
        )
    if parts.json:
        plain = [plain_item(item) | {"state": states.get(item.subject)} for item in items]
        show_json({"unit": parts.the_unit(), "role": role, "held": [encode(post) for post in held], "open": plain})
        return
    for post in held:
        click.echo(f"{parts.name(post.person)}: {_span(post)}")
    click.echo(say(N_("{count} matters are open in this post"), count=len(items)))
    if items:
        said = [_said(item.subject, states.get(item.subject)) for item in items]
        click.echo(items_table(parts, items, (tr(N_("state")), said)))


def _state(state: State, subject: str) -> str | None:
    kind, _, key = subject.partition("/")
    record = state.find(_MATTERS[kind], key) if kind in _MATTERS else None
    return getattr(record, "state", None) or None


def _said(subject: str, at: str | None) -> str | None:
    return word(f"{subject.partition('/')[0]} state", at) if at else None


def _span(post: Post) -> str:
    where = f" ({post.department})" if post.department else ""
    return f"{word('role', post.role)}{where} {post.since} – {post.until or ''}".rstrip()


def about_member(state: State, member: Member) -> Mapping[str, tuple[str, ...]]:
    """What hangs on a member: posts, delegations, times away, transfers, and the figures of another branch."""
    person = member.member
    granted = (state.find(Delegations) or Delegations()).granted
    away, came = state.find(Away, person), state.find(CameFrom, person)
    moves = (one for one in state.every(Transfer) if one.member == person)
    found: dict[str, Any] = {
        "posts": (_span(post) for post in (state.find(Posts) or Posts()).posts if post.person == person),
        "stands_in_for": (f"{d.principal} {d.since} – {d.until}" for d in granted if d.person == person),
        "stood_in_by": (f"{d.person} {d.since} – {d.until}" for d in granted if d.principal == person),
        "away": (f"{word('kind', s.kind)} {s.host or ''} {s.since} – {s.until}" for s in (away.spells if away else ())),
        "transfers": (f"{t.transfer} {t.to} {word('transfer state', t.state)} {_at(t)}".rstrip() for t in moves),
        "came_from": (f"{came.unit} #{came.position}",) if came else (),
        "so_far": (_figure(each) for each in (came.so_far if came else ())),
    }
    return {name: tuple(found[name]) for name in ABOUT}


def _at(transfer: Transfer) -> str:
    """Where the request stands here, and the answer there."""
    answer = f" → {transfer.to} #{transfer.decided_at}" if transfer.decided_at is not None else ""
    return f"#{transfer.requested_at}{answer}"


def _figure(year: Any) -> str:
    """Another branch's figure of a year that went on; no part of this branch's own."""
    total = decimal_text(year.total) if year.total is not None else "–"
    return f"{year.cycle} {year.scheme} {total}"
