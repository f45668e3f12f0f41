"""How single matters stand: units, members, posts, cycles, rounds, claims, objections, vetoes, filings.

Read from the state beside the ledger. Who objected is never among it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import click

from cli.answers import show_json
from cli.house import Command, argument, command, option
from cli.layout import facts, table
from cli.lookups import State, cycle_of, followed, label, scheme_of, state_of
from cli.parts import Parts
from cli.posts import about_member
from cli.score import cycle_option, line_of, text
from cli.speech import N_, several, tr, word
from cli.times import local
from ledger.codec import encode
from projections.account import Taken, account
from projections.explain import explain
from projections.scores import ClaimRow, claim_rows
from projections.stages import KINDS
from workflow.process.machine import possible
from workflow.process.table import table as process
from workflow.record import Record
from workflow.state.calendar import Calendar
from workflow.state.claim import Claim, said_nothing
from workflow.state.complaint import Complaint
from workflow.state.cycle import Cycle, Round
from workflow.state.deliberation import Lapses
from workflow.state.evaluation import Evaluation
from workflow.state.filing import Filing
from workflow.state.lead import Lead
from workflow.state.membership import Member, Unit
from workflow.state.objection import Objection
from workflow.state.order import Order
from workflow.state.publicity import Window
from workflow.state.sanction import Sanction
from workflow.state.transfer import Transfer
from workflow.state.veto import Veto

# Never shown: who objected, by ciphertext or by tag; and what is of use to the program alone.
KEPT_BACK = frozenset({"objector", "tag"})
_PERSONS = frozenset(
    {
        "member",
        "entered_by",
        "forwarded_by",
        "signed_by",
        "registered_by",
        "proposed_by",
        "decided_by",
        "signers",
        "hands",
        "signed_for",
    }
)
_PERSONS_TOO = frozenset({"tellers", "members", "silent", "said_nothing"})
# Fields whose values are words of the house, and not ids.
VALUES: Mapping[str, tuple[str, ...]] = {
    "standing": ("full", "probationary", "activist", "employee"),
    "inclusion": ("points", "evaluation", "none"),
    "source": (
        "member",
        "paper",
        "sign-in",
        "supplied",
        "department",
        "reported",
        "observed",
        "supplement",
        "objection",
        "host",
    ),
    "held_from": ("public", "rejected", "final", "corrected"),
    "ground": ("claim", "rejection", "deduction", "omission", "strike", "veto", "grade"),
    "form": ("written", "oral"),
    "outcome": (
        "nothing",
        "taken-up",
        "passed-on",
        "upheld",
        "dismissed",
        "not-admitted",
        "appeal-upheld",
        "appeal-dismissed",
    ),
    "kind": ("branch", "general-branch", "committee", "secondment", "mobile", "study", "long-illness"),
    "category": ("default",),
    "measure": ("talk", "helper", "measures", "re-check"),
    "how": ("transferred", "moved", "deceased", "withdrew", "struck-off", "expelled"),
}
# Every kind of record that is shown field by field.
SHOWN: tuple[type[Record], ...] = (
    Unit,
    Member,
    Cycle,
    Round,
    Claim,
    Objection,
    Veto,
    Evaluation,
    Filing,
    Window,
    Sanction,
    Transfer,
    Lead,
    Order,
    Calendar,
)
_LONG = 12  # ids in a list for people


def _plain(record: Record) -> dict[str, Any]:
    """The record as plain data."""
    record = record.shown() if isinstance(record, Evaluation) else record
    return {name: value for name, value in encode(record).items() if name not in KEPT_BACK}


def _shown(parts: Parts, kind: str, record: Record) -> str:
    """The record for people, field by field."""
    pairs = []
    for each in fields(record):
        value = getattr(record, each.name)
        if each.name in KEPT_BACK or value in (None, (), ""):
            continue
        pairs.append((word("field", each.name), _value(parts, kind, each.name, value)))
    return facts(pairs)


def _value(parts: Parts, kind: str, name: str, value: Any) -> object:
    if name == "state":
        return word(f"{kind} state", value)
    if name in _PERSONS or name in _PERSONS_TOO:
        value = (value,) if isinstance(value, str) else value
        return ", ".join(parts.name(person) for person in value[:_LONG]) + (" …" if len(value) > _LONG else "")
    if isinstance(value, tuple) and all(isinstance(each, str | date) for each in value):
        return ", ".join(map(str, value[:_LONG])) + (f" … +{len(value) - _LONG}" if len(value) > _LONG else "")
    if isinstance(value, tuple):
        return len(value)
    if name in VALUES:
        return word(name, value)
    if name == "line":
        given = {k: v for k, v in encode(value).items() if not (k == "times" and v == 1)}
        return "  ".join(f"{word('given', k)} {v}" for k, v in given.items())
    if isinstance(value, datetime):
        return local(parts, value)
    if isinstance(value, bool):
        return tr(N_("yes")) if value else tr(N_("no"))
    return value


More = Callable[[State, Any], Mapping[str, tuple[str, ...]]]


def _show(
    kind: str, record: type[Record], called: str, help: str, example: str, more: More = lambda state, found: {}
) -> Command:
    """A command that shows one matter, what follows from others (`more`), and what may happen to it next."""

    @command("show", help=help, example=example, params=[argument("key", metavar="ID", help=N_("Its id."))])
    def show(parts: Parts, key: str) -> None:
        with state_of(parts) as state:
            found = state.need(record, key, called)
            besides = more(state, found)
        at = getattr(found, "state", "")
        following = possible(process(), kind, at) if at in {s.id for s in process().machines.get(kind, ())} else ()
        if parts.json:
            lists = {name: list(ids) for name, ids in besides.items()}
            show_json({"unit": parts.the_unit(), kind: _plain(found) | lists, "possible": list(following)})
            return
        click.echo(_shown(parts, kind, found))
        if any(besides.values()):
            click.echo(facts([(word("field", n), _value(parts, kind, n, ids)) for n, ids in besides.items() if ids]))
        if following:
            click.echo(f"{tr(N_('possible now'))}: {', '.join(following)}")

    return show


def _list(
    kind: str, record: type[Record], columns: Iterable[str], help: str, example: str, by: Iterable[str] = ()
) -> Command:
    """A command that lists the matters of a kind; `by` are fields to choose by."""
    heads = tuple(columns)
    chosen = [option(f"--{name.replace('_', '-')}", name, metavar=name.upper(), help=_BY[name]) for name in by]

    @command("list", help=help, example=example, params=chosen)
    def show(parts: Parts, **wanted: str | None) -> None:
        with state_of(parts) as state:
            found = [
                each
                for each in state.every(record)
                if all(value is None or getattr(each, name) == value for name, value in wanted.items())
            ]
        if parts.json:
            show_json({"unit": parts.the_unit(), f"{kind}s": [_plain(each) for each in found]})
            return
        rows = [[_value(parts, kind, name, getattr(each, name)) for name in heads] for each in found]
        click.echo(table([word("field", name) for name in heads], rows))

    return show


_BY: Mapping[str, str] = {
    "cycle": N_("Only of this cycle."),
    "state": N_("Only in this state."),
    "member": N_("Only this member's."),
    "round": N_("Only of this round."),
    "standing": N_("Only of this standing."),
}

show_objection = _show(
    "objection", Objection, "objection", N_("Show an objection, but not who objected."), "jifen objection show O001"
)
show_complaint = _show(
    "complaint",
    Complaint,
    "complaint",
    N_("Show what was lodged with the upper unit, but not who did."),
    "jifen --unit P01 complaint show K001",
)
list_complaints = _list(
    "complaint",
    Complaint,
    ("complaint", "branch", "about", "member", "state", "answer_by"),
    N_("List what was lodged with the upper unit."),
    "jifen --unit P01 complaint list",
)
show_lead = _show("lead", Lead, "lead", N_("Show a lead: what was said is sealed."), "jifen lead show N001")
list_leads = _list("lead", Lead, ("lead", "state", "outcome"), N_("List leads."), "jifen lead list")
show_veto = _show("veto", Veto, "veto", N_("Show a veto."), "jifen veto show V01-2026")
show_filing = _show("filing", Filing, "filing", N_("Show a filing."), "jifen filing show F001")


def _of_round(state: State, round_: Round) -> Mapping[str, tuple[str, ...]]:
    """Who said nothing, as a filing of the round would list them, and the sittings on it that decided nothing."""
    lapses = state.find(Lapses, f"round/{round_.round}")
    return {"said_nothing": said_nothing(state.view, round_), "lapsed": lapses.held if lapses else ()}


show_round = _show(
    "round", Round, "round", N_("Show a round, and who said nothing in it."), "jifen round show 2026Q1", _of_round
)
show_cycle = _show("cycle", Cycle, "cycle", N_("Show a cycle."), "jifen cycle show 2026")
show_member = _show(
    "member",
    Member,
    "member",
    N_("Show a member: standing, posts, delegations, times away, transfers, each with its dates."),
    "jifen member show M05",
    about_member,
)
show_order = _show("order", Order, "order", N_("Show an order to mend."), "jifen order show K001")
show_sanction = _show("sanction", Sanction, "sanction", N_("Show a sanction."), "jifen sanction show S01-2026")
show_window = _show("publicity", Window, "window", N_("Show a window."), "jifen publicity show W001")
show_evaluation = _show(
    "evaluation", Evaluation, "evaluation", N_("Show an evaluation."), "jifen evaluation show E01-2026"
)
show_calendar = _show("calendar", Calendar, "calendar", N_("Show a year's calendar."), "jifen calendar show 2026")
list_objections = _list(
    "objection",
    Objection,
    ("objection", "about", "ground", "member", "state", "outcome", "answer_by", "late", "told"),
    N_("List objections."),
    "jifen objection list --state admitted",
    ("state", "cycle"),
)
list_vetoes = _list(
    "veto", Veto, ("veto", "cycle", "member", "code", "on", "state"), N_("List vetoes."), "jifen veto list"
)
list_sanctions = _list(
    "sanction",
    Sanction,
    ("sanction", "cycle", "member", "code", "on", "state"),
    N_("List sanctions."),
    "jifen sanction list",
)
list_orders = _list(
    "order",
    Order,
    ("order", "cycle", "subject", "until", "state"),
    N_("List the orders to mend and spot checks."),
    "jifen order list",
)
list_transfers = _list(
    "transfer",
    Transfer,
    ("transfer", "member", "to", "state", "requested_at", "decided_at"),
    N_("List transfers that were asked for here."),
    "jifen transfer list",
    ("state",),
)
list_filings = _list(
    "filing",
    Filing,
    ("filing", "subject", "state", "signers"),
    N_("List filings."),
    "jifen filing list --state countersigned",
    ("state",),
)
list_rounds = _list(
    "round",
    Round,
    ("round", "cycle", "starts", "ends", "closes", "state"),
    N_("List rounds."),
    "jifen round list --cycle 2026",
    ("cycle", "state"),
)
list_cycles = _list(
    "cycle", Cycle, ("cycle", "starts", "ends", "state", "scheme"), N_("List cycles."), "jifen cycle list"
)
list_members = _list(
    "member",
    Member,
    ("member", "standing", "category", "inclusion", "since", "group", "department"),
    N_("List members."),
    "jifen member list --standing probationary",
    ("standing",),
)


@command("show", help=N_("Show a unit."), example="jifen --unit B01 unit show")
def show_unit(parts: Parts) -> None:
    """The unit, and how far its ledger has come."""
    head = parts.database().ledger(parts.the_unit()).head()
    with state_of(parts) as state:
        unit = state.find(Unit)
    plain = _plain(unit) if unit else {"id": parts.the_unit()}
    if parts.json:
        show_json({**plain, "size": head.size, "root": head.root.hex()})
        return
    if unit:
        click.echo(_shown(parts, "unit", unit))
    click.echo(facts([(tr(N_("events")), head.size), (tr(N_("root")), head.root.hex())]))


@command("list", help=N_("List the units that have a ledger in this database."), example="jifen unit list")
def list_units(parts: Parts) -> None:
    """All ledgers of the database."""
    units = parts.database().units()
    if parts.json:
        show_json({"units": list(units)})
        return
    for unit in units:
        click.echo(unit)


@command(
    "list",
    help=N_("List claims with what they are worth at each stage."),
    example="jifen claim list --round 2026Q1 --member M05",
    params=[
        cycle_option(),
        option("--round", "round_", metavar="ROUND", help=_BY["round"]),
        option("--member", metavar="MEMBER", help=_BY["member"]),
        option("--state", metavar="STATE", help=_BY["state"]),
    ],
)
def list_claims(parts: Parts, cycle: str | None, round_: str | None, member: str | None, state: str | None) -> None:
    """The claims of a cycle in order of opening."""
    database, known = followed(parts), cycle_of(parts, cycle)
    rows = claim_rows(database, parts.the_unit(), known, round=round_, member=member)
    found = [row for row in rows if state is None or row.state == state]
    if parts.json:
        show_json({"unit": parts.the_unit(), "cycle": known, "claims": [_claim_plain(row) for row in found]})
        return
    scheme = scheme_of(parts, known)
    heads = [word("field", name) for name in ("claim", "member", "item", "on", "state")]
    cells = [
        [
            row.claim,
            parts.name(row.member),
            label(scheme, "item", row.item),
            row.on,
            word("claim state", row.state),
            *(getattr(row, kind) for kind in KINDS),
        ]
        for row in found
    ]
    click.echo(table([*heads, *(word("figure", kind) for kind in KINDS)], cells, right=range(5, 9)))


def _claim_plain(row: ClaimRow) -> dict[str, Any]:
    return {
        "claim": row.claim,
        "cycle": row.cycle,
        "round": row.round,
        "member": row.member,
        "item": row.item,
        "on": row.on,
        "state": row.state,
        **{kind: text(getattr(row, kind)) for kind in KINDS},
        "opened": row.opened,
        "last": row.last,
    }


def _claim(parts: Parts, key: str) -> tuple[Claim, ClaimRow | None, tuple[str, ...]]:
    """A claim as it stands, its figures, and what may happen to it next."""
    with state_of(parts) as state:
        claim = state.need(Claim, key, "claim")
    rows = claim_rows(followed(parts), parts.the_unit(), claim.cycle, member=claim.member)
    row = next((each for each in rows if each.claim == key), None)
    return claim, row, possible(process(), "claim", claim.state)


_CLAIM = argument("claim", help=N_("The claim's id, such as 2026Q1-003."))


@command("show", help=N_("Show a claim."), example="jifen claim show 2026Q1-003", params=[_CLAIM])
def show_claim(parts: Parts, claim: str) -> None:
    """How it stands, what it is worth at each stage, what may happen next."""
    found, row, following = _claim(parts, claim)
    if parts.json:
        figures = _claim_plain(row) if row else None
        shown = {"claim": _plain(found), "waits": found.waits, "figures": figures, "possible": list(following)}
        show_json({"unit": parts.the_unit(), **shown})
        return
    click.echo(_shown(parts, "claim", found))
    if found.waits:
        click.echo(tr(N_("It waits for the next round to be opened; nothing is decided on it before.")))
    if row:
        click.echo(facts((word("figure", kind), getattr(row, kind)) for kind in KINDS))
    click.echo(f"{tr(N_('possible now'))}: {', '.join(following) or '–'}")


@command(
    "explain",
    help=N_("Explain a claim: every step with its facts, how it stands, what it counts for, what may happen next."),
    example="jifen explain 2026Q1-003",
    params=[_CLAIM],
)
def explain_claim(parts: Parts, claim: str) -> None:
    """The claim with its lines in the member's working, as far as it counts."""
    found, row, following = _claim(parts, claim)
    kind = "final" if found.state == "final" else "claimed"
    working = explain(parts.database(), parts.the_unit(), found.cycle, found.member, kind=kind)
    lines = [line for line in (*working.lines, *working.beside) if line.claim == claim]
    steps = account(parts.database(), parts.the_unit(), claim)
    if parts.json:
        show_json(
            {
                "unit": parts.the_unit(),
                "claim": _plain(found),
                "figures": _claim_plain(row) if row else None,
                "kind": kind,
                "lines": [line.as_json() for line in lines],
                "steps": [step.as_json() for step in steps],
                "possible": list(following),
            }
        )
        return
    scheme = scheme_of(parts, found.cycle)
    item = scheme.item(found.line.item)
    click.echo(_shown(parts, "claim", found))
    if item:
        clause = (tr(N_("clause")), item.clause)
        rule = (tr(N_("rule")), word("rule", item.rule))
        click.echo(facts([(tr(N_("scheme's item")), label(scheme, "item", item.id)), clause, rule]))
    if row:
        click.echo(facts((word("figure", each), getattr(row, each)) for each in KINDS))
    click.echo(f"\n{tr(N_('in the working'))} ({word('figure', kind)}):")
    for line in lines:
        for each in line_of(scheme, line):
            click.echo(each)
    if not lines:
        click.echo(f"  {tr(N_('it does not count'))}")
    click.echo(f"\n{tr(N_('how it came here'))}:")
    for step in steps:
        for each in _step(parts, step):
            click.echo(each)
    click.echo(f"{tr(N_('possible now'))}: {', '.join(following) or '–'}")


def _step(parts: Parts, step: Taken) -> Iterable[str]:
    """One step for people: when, what, who in which post; then what each guard saw."""
    who = parts.name(step.by) + (
        f" ({tr(N_('standing in for'))} {parts.name(step.on_behalf)})" if step.on_behalf else ""
    )
    posts = several(word("role", post) for post in step.posts)
    states = f"{word('claim state', step.before) if step.before else '–'} → {word('claim state', step.after)}"
    worth = "" if step.worth is None else f"  {text(step.worth)}"
    yield f"  {step.position:>6}  {local(parts, step.at)}  {word('event', step.topic)}  {states}{worth}"
    yield click.style(f"          {who}{f' [{posts}]' if posts else ''}  {step.clause}", dim=True)
    for guard, found in step.facts.items():
        seen = "  ".join(f"{name}={_seen(value)}" for name, value in found.items())
        yield click.style(f"          {guard}: {seen}", dim=True)


def _seen(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(value[:_LONG]) or "–"
    return str(value)
