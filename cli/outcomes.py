"""What a year leads to for each member, and how it was followed up.

Source: spec/process.md §2 step 10 and 结果运用; the outcomes are the scheme's.
"""

from collections.abc import Iterator
from typing import Any

import click

from cli.answers import show_json
from cli.house import command, option
from cli.layout import table
from cli.lookups import label, scheme_of, state_of
from cli.parts import Parts
from cli.speech import N_, tr, word
from workflow.state.aftermath import FollowUp, aftermath_of
from workflow.state.evaluation import Grading


@command(
    "list",
    help=N_("List what a year leads to for each member, and how it was followed up."),
    example="jifen outcome list --cycle 2026",
    params=[
        option("--cycle", metavar="CYCLE", required=True, help=N_("The cycle, such as 2026.")),
        option("--member", metavar="MEMBER", help=N_("The member's id.")),
    ],
)
def list_outcomes(parts: Parts, cycle: str, member: str | None) -> None:
    with state_of(parts) as state:
        grading = state.need(Grading, cycle, "grading")
        follow_ups = [state.need(FollowUp, key, "follow-up") for key in aftermath_of(state.view, cycle).follow_ups]
    lines = [line for line in _lines(grading, follow_ups) if member in (None, line["member"])]
    if parts.json:
        show_json({"cycle": cycle, "outcomes": lines})
        return
    scheme = scheme_of(parts, cycle)
    rows = [
        [
            parts.name(line["member"]),
            label(scheme, "grade", line["grade"]),
            label(scheme, "outcome", line["outcome"]) or line["outcome"],
            "; ".join(_told(parts, each) for each in line["follow_ups"]) or "–",
        ]
        for line in lines
    ]
    heads = [tr(N_("member")), tr(N_("grade")), tr(N_("outcome (a proposal)")), tr(N_("follow-up"))]
    click.echo(table(heads, rows))


def _lines(grading: Grading, follow_ups: list[FollowUp]) -> Iterator[dict[str, Any]]:
    """One line an outcome, in order of the member."""
    for figure in grading.figures:
        for outcome in dict.fromkeys(figure.outcomes):
            done = [one for one in follow_ups if (one.member, one.outcome) == (figure.member, outcome)]
            yield {
                "member": figure.member,
                "grade": figure.grade,
                "outcome": outcome,
                "follow_ups": [
                    {
                        "id": one.follow_up,
                        "measure": one.measure,
                        "person": one.person,
                        "until": one.until.isoformat(),
                        "done": one.on.isoformat() if one.on else None,
                    }
                    for one in done
                ],
            }


def _told(parts: Parts, one: dict[str, Any]) -> str:
    when = one["done"] or one["until"]
    state = word("follow-up state", "done" if one["done"] else "planned")
    return f"{one['id']} {word('measure', one['measure'])} {parts.name(one['person'])} {when} ({state})"
