"""How single matters stand, and which there are: members, cycles, rounds, objections, vetoes, filings …

Read from the state beside the ledger.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from cli.answers import show_json
from cli.house import Command, argument, command, option
from cli.layout import facts, table
from cli.lookups import State, state_of
from cli.parts import Parts
from cli.posts import about_member
from cli.records import BY, plain, shown, value_of
from cli.speech import N_, tr, word
from workflow.process.machine import possible
from workflow.process.table import table as process
from workflow.record import Record
from workflow.state.calendar import Calendar
from workflow.state.claim import said_nothing
from workflow.state.complaint import Complaint
from workflow.state.cycle import Cycle, Round
from workflow.state.deliberation import Lapses
from workflow.state.evaluation import Evaluation
from workflow.state.filing import Filing
from workflow.state.lead import Lead
from workflow.state.membership import Member
from workflow.state.objection import Objection
from workflow.state.order import Order
from workflow.state.publicity import Window
from workflow.state.sanction import Sanction
from workflow.state.transfer import Transfer
from workflow.state.veto import Veto

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
            show_json({"unit": parts.the_unit(), kind: plain(found) | lists, "possible": list(following)})
            return
        click.echo(shown(parts, kind, found))
        if any(besides.values()):
            click.echo(facts([(word("field", n), value_of(parts, kind, n, ids)) for n, ids in besides.items() if ids]))
        if following:
            click.echo(f"{tr(N_('possible now'))}: {', '.join(following)}")

    return show


def _list(
    kind: str, record: type[Record], columns: Iterable[str], help: str, example: str, by: Iterable[str] = ()
) -> Command:
    """A command that lists the matters of a kind; `by` are fields to choose by."""
    heads = tuple(columns)
    chosen = [option(f"--{name.replace('_', '-')}", name, metavar=name.upper(), help=BY[name]) for name in by]

    @command("list", help=help, example=example, params=chosen)
    def show(parts: Parts, **wanted: str | None) -> None:
        with state_of(parts) as state:
            found = [
                each
                for each in state.every(record)
                if all(value is None or getattr(each, name) == value for name, value in wanted.items())
            ]
        if parts.json:
            show_json({"unit": parts.the_unit(), f"{kind}s": [plain(each) for each in found]})
            return
        rows = [[value_of(parts, kind, name, getattr(each, name)) for name in heads] for each in found]
        click.echo(table([word("field", name) for name in heads], rows))

    return show


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
