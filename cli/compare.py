"""Why a member's figure differs between two days, or under another scheme: for an auditor, line by line.

Source: `projections.compare`.
"""

from collections.abc import Iterable

import click

from cli import page
from cli.answers import show_json
from cli.house import argument, command, option
from cli.kinds import Day
from cli.layout import facts, table
from cli.lookups import cycle_of, label, scheme_of
from cli.parts import Parts
from cli.replay import Name, day, html_option, names_option
from cli.schemes import read_named
from cli.score import cycle_option, exact, kind_option
from cli.sentences import said
from cli.speech import N_, say, tr, word
from projections.compare import Comparison, Moved, compare
from projections.explain import Explanation, explain_events
from workflow.scoring.diff import describe_changes
from workflow.scoring.read import digest
from workflow.scoring.scheme import Scheme

# Why a line is not the same, as people are told.
WHY = {
    "events": N_("recorded in between"),
    "dated": N_("dated after one of the days"),
    "rule": N_("another rule"),
    "clause": N_("another clause"),
    "given": N_("other facts"),
    "steps": N_("other limits or weights"),
    "below": N_("by the lines below"),
}


@command(
    "diff",
    help=N_("Compare a member's figure between two days, or under another scheme: what changed, and why."),
    example="jifen audit diff M05 --before-known-at 2026-07-01 --known-at 2026-07-31",
    params=[
        argument("member", help=N_("The member's id.")),
        cycle_option(),
        kind_option(),
        option("--before-as-of", type=Day(), metavar="DAY", help=N_("Before: only what is dated up to this day.")),
        option("--before-known-at", type=Day(), metavar="DAY", help=N_("Before: only what was known on this day.")),
        option("--as-of", type=Day(), metavar="DAY", help=N_("Only what is dated up to this day.")),
        option("--known-at", type=Day(), metavar="DAY", help=N_("Only what the ledger held at the end of this day.")),
        option("--scheme", metavar="SCHEME", help=N_("After: under this scheme, by id or file; nothing is changed.")),
        html_option(),
        names_option(),
    ],
)
def show_diff(
    parts: Parts,
    member: str,
    cycle: str | None,
    kind: str,
    before_as_of: str | None,
    before_known_at: str | None,
    as_of: str | None,
    known_at: str | None,
    scheme: str | None,
    html: str | None,
    names: bool,
) -> None:
    """Worked out from the events alone."""
    unit, known = parts.the_unit(), cycle_of(parts, cycle)
    events = list(parts.database().ledger(unit).follow())
    other, text = read_named(scheme) if scheme else (None, "")
    under = (other, digest(text)) if other else None
    before = explain_events(
        unit, events, known, member, kind=kind, as_of=day(before_as_of), known_at=day(before_known_at)
    )
    after = explain_events(
        unit, events, known, member, kind=kind, as_of=day(as_of), known_at=day(known_at), under=under
    )
    found, pinned = compare(before, after), scheme_of(parts, known)
    changes = [said(change.message, change.facts) for change in describe_changes(pinned, other)] if other else []
    schemes = (pinned, other or pinned)
    name = parts.name if names else str
    if html:
        page.write(html, diff_page(found, schemes, changes, name))
    if parts.json:
        show_json({**found.as_json(), "scheme_changes": changes})
        return
    click.echo(facts(_head(found, schemes, name)))
    if found.same:
        click.echo(tr(N_("nothing is different")))
    else:
        click.echo(table(_heads(), (_row(line, schemes) for line in found.moved), right=[1, 2]))
    for change in changes:
        click.echo(f"  {change}")
    if html:
        click.echo(say(N_("written: {path}"), path=html), err=True)


def _head(found: Comparison, schemes: tuple[Scheme, Scheme], name: Name) -> Iterable[tuple[str, object]]:
    yield tr(N_("member")), name(found.after.member)
    yield tr(N_("unit")), found.after.unit
    yield tr(N_("cycle")), found.after.cycle
    yield tr(N_("figure")), word("figure", found.after.kind)
    yield tr(N_("before")), _side(found.before, schemes[0])
    yield tr(N_("after")), _side(found.after, schemes[1])
    for each in found.after.left_out:
        yield tr(N_("left out")), f"{each.ref} {each.matter} ({each.guard})"


def _side(end: Explanation, scheme: Scheme) -> str:
    words = [
        say(N_("true on {day}"), day=end.as_of) if end.as_of else "",
        say(N_("known on {day}"), day=end.known_at) if end.known_at else "",
        say(N_("{count} events"), count=end.size),
        str(label(scheme, "scheme", end.scheme) or end.scheme),
        say(N_("total {total}"), total=end.total),
        say(N_("grade {grade}"), grade=label(scheme, "grade", end.grade)) if end.grade else "",
    ]
    return ", ".join(each for each in words if each)


def _heads() -> list[str]:
    return [tr(N_("line")), tr(N_("before")), tr(N_("after")), tr(N_("why")), tr(N_("events"))]


def _row(line: Moved, schemes: tuple[Scheme, Scheme]) -> list[object]:
    scheme = schemes[1] if line.after else schemes[0]
    called = word("line", "total") if line.kind == "total" else label(scheme, line.kind, line.ref) or line.ref
    here = line.after or line.before
    given = here.given if here else {}
    named = given.get("on", "") if line.kind == "fact" else called
    return [
        f"{'· ' * line.depth}{named}{f' {line.claim}' if line.claim else ''}",
        exact(line.before.figure) if line.before else None,
        exact(line.after.figure) if line.after else None,
        "; ".join(tr(WHY[each]) for each in line.why),
        ", ".join(f"{position} {word('event', topic)}" for position, topic in line.events),
    ]


def diff_page(found: Comparison, schemes: tuple[Scheme, Scheme], changes: list[str], name: Name = str) -> str:
    """The comparison as one page."""
    title = say(N_("What moved the figure of {member}, cycle {cycle}"), member=name(found.after.member),
                cycle=found.after.cycle)  # fmt: skip
    rows = [(_row(line, schemes), False) for line in found.moved]
    body = [page.facts(_head(found, schemes, name))]
    if found.same:
        body.append(page.tag("p", tr(N_("nothing is different"))))
    else:
        body += [page.tag("h2", tr(N_("Line by line"))), page.sheet(_heads(), rows, right=[1, 2])]
    if changes:
        listed = page.tag("ul", *(page.tag("li", change) for change in changes))
        body += [page.tag("h2", tr(N_("What the other scheme changes"))), listed]
    return page.document(title, *body)
