"""What is unusual though allowed, for an auditor: on the terminal, as JSON, and as a page to send on.

Source: `projections.conduct`.
"""

from collections.abc import Iterable, Mapping

import click

from cli import page
from cli.answers import show_json
from cli.house import command, option
from cli.kinds import Day
from cli.parts import Parts
from cli.replay import Name, day, html_option, names_option
from cli.speech import N_, say, tr
from ledger.errors import filled
from projections.conduct.checks import conduct
from projections.conduct.table import BY_ID, CHECKS, THRESHOLDS, Unusual
from projections.explain import known_events

POSITIONS_SHOWN = 12
_PERSONS = frozenset({"person", "member", "persons"})
_BODIES = {"session": N_("committee session"), "meeting": N_("members' meeting")}
UNUSUAL = N_("Unusual is not wrong: each finding is a place to ask, and has ordinary explanations, too.")


@command(
    "conduct",
    help=N_("Find what is unusual though allowed: who never lowers, decisions in a second, posting over days off …"),
    example="jifen --unit B01 audit conduct --html conduct.html",
    params=[
        option("--known-at", type=Day(), metavar="DAY", help=N_("Only what the ledger held at the end of this day.")),
        html_option(),
        names_option(),
    ],
)
def show_conduct(parts: Parts, known_at: str | None, html: str | None, names: bool) -> None:
    """Worked out from the events alone; nothing is judged."""
    unit = parts.the_unit()
    events = known_events(list(parts.database().ledger(unit).follow()), day(known_at))
    found = conduct(unit, events)
    name = parts.name if names else str
    if html:
        page.write(html, conduct_page(unit, len(events), found, name))
    if parts.json:
        plain = [finding.as_json() for finding in found]
        show_json({"unit": unit, "size": len(events), "findings": plain, "thresholds": dict(THRESHOLDS)})
        return
    click.echo(say(N_("{unit}, {count} events, {found} findings"), unit=unit, count=len(events), found=len(found)))
    for finding in found:
        click.echo(f"\n{click.style('•', fg='yellow')} {said(finding, name)}")
        click.echo(f"  {tr(BY_ID[finding.check].why)}")
        click.echo(click.style(f"  @ {_positions(finding.positions)}", dim=True))
    click.echo("\n" + tr(UNUSUAL))
    if html:
        click.echo(say(N_("written: {path}"), path=html), err=True)


def said(finding: Unusual, name: Name) -> str:
    """The finding as a sentence in the reader's language, with names where they were asked for."""
    return filled(tr(BY_ID[finding.check].says), dict(_facts(finding.said, name)))


def _facts(facts: Mapping[str, str], name: Name) -> Iterable[tuple[str, str]]:
    for key, value in facts.items():
        if key in _PERSONS:
            yield key, ", ".join(name(person) for person in value.split(", "))
        else:
            yield key, tr(_BODIES[value]) if key == "body" else value


def _positions(positions: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, positions[:POSITIONS_SHOWN]))
    return shown + (f" … +{len(positions) - POSITIONS_SHOWN}" if len(positions) > POSITIONS_SHOWN else "")


def conduct_page(unit: str, size: int, found: tuple[Unusual, ...], name: Name = str) -> str:
    """The findings, and the table of what was looked for, as one page."""
    findings = [
        ([said(each, name), tr(BY_ID[each.check].why), each.count, each.of, _positions(each.positions)], False)
        for each in found
    ]
    heads = [tr(N_("what")), tr(N_("why one may ask")), tr(N_("count")), tr(N_("of")), tr(N_("positions"))]
    seen = {each.check for each in found}
    checks = [
        (
            [check.id, tr(check.says), ", ".join(f"{each}={THRESHOLDS[each]}" for each in check.thresholds)],
            check.id not in seen,
        )
        for check in CHECKS
    ]
    return page.document(
        say(N_("Conduct in {unit}: what is unusual though allowed"), unit=unit),
        page.facts([(tr(N_("unit")), unit), (tr(N_("events of the ledger")), size)]),
        page.tag("p", tr(UNUSUAL), class_="note"),
        page.tag("h2", tr(N_("Findings"))),
        page.sheet(heads, findings, right=[2, 3]) if findings else page.tag("p", tr(N_("nothing unusual was found"))),
        page.tag("h2", tr(N_("What was looked for"))),
        page.sheet([tr(N_("check")), tr(N_("what")), tr(N_("from which measure on"))], checks),
    )
