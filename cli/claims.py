"""Claims: which there are, how one stands, and how it came about.

Source: spec/process.md §3 Claim, §6.
"""

from collections.abc import Iterable
from typing import Any

import click

from cli.answers import show_json
from cli.house import argument, command, option
from cli.layout import facts, table
from cli.lookups import cycle_of, followed, label, scheme_of, state_of
from cli.parts import Parts
from cli.records import BY, LONG, plain, shown
from cli.score import cycle_option, line_of, text
from cli.speech import N_, say, several, tr, word
from cli.times import local
from projections.account import Taken, account
from projections.explain import explain
from projections.scores import ClaimRow, claim_rows
from projections.stages import KINDS
from workflow.process.machine import possible
from workflow.process.table import table as process
from workflow.state.claim import Claim


@command(
    "list",
    help=N_("List claims with what they are worth at each stage."),
    example="jifen claim list --round 2026Q1 --member M05",
    params=[
        cycle_option(),
        option("--round", "round_", metavar="ROUND", help=BY["round"]),
        option("--member", metavar="MEMBER", help=BY["member"]),
        option("--state", metavar="STATE", help=BY["state"]),
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
        told = {"claim": plain(found), "waits": found.waits, "figures": figures, "possible": list(following)}
        show_json({"unit": parts.the_unit(), **told})
        return
    click.echo(shown(parts, "claim", found))
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
                "claim": plain(found),
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
    click.echo(shown(parts, "claim", found))
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
    if decided := step.elsewhere:
        facts_ = {"unit": decided["unit"], "position": decided["position"], "by": parts.name(decided["by"])}
        told = say(N_("decided in {unit} at position {position} by {by}"), **facts_)
        yield click.style(f"          {word('event', decided['topic'])}: {told}", dim=True)
    for guard, found in step.facts.items():
        seen = "  ".join(f"{name}={_seen(value)}" for name, value in found.items())
        yield click.style(f"          {guard}: {seen}", dim=True)


def _seen(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(value[:LONG]) or "–"
    return str(value)
