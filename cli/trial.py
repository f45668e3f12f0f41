"""Trying schemes on years worked out by hand: `jifen trial FILE…`. Format: tests/cases/FORMAT.md."""

import click

from cli.answers import show_json
from cli.failures import ERROR, fault_line
from cli.house import Argument, command, option
from cli.parts import Parts, text_of
from cli.speech import N_, say, word
from workflow.schemes import library
from workflow.scoring.cases import TrialReport, trial
from workflow.scoring.read import read_scheme
from workflow.scoring.scheme import Scheme


@command(
    "trial",
    help=N_("Try scoring cases: each member's year is scored and compared with what was worked out by hand."),
    example="jifen trial tests/cases/pipeline.json",
    params=[
        Argument(["files"], nargs=-1, required=True, metavar="FILE…", explained=N_("Files of cases (JSON).")),
        option(
            "--scheme", multiple=True, metavar="FILE", help=N_("A scheme document to use instead of the program's.")
        ),
    ],
)
def try_cases(parts: Parts, files: tuple[str, ...], scheme: tuple[str, ...]) -> None:
    """Differences, and a last line that counts members' results. Exit 1 where one differs."""
    own = {found.id: found for found in (read_scheme(text_of(path)) for path in scheme)}

    def scheme_of(id: str) -> Scheme:
        return own[id] if id in own else library.scheme(id)

    reports = [trial(text_of(path), path, scheme_of) for path in files]
    passed, failed = sum(report.passed for report in reports), sum(report.failed for report in reports)
    if parts.json:
        files_tried = [report.as_json() for report in reports]
        show_json({"passed": passed, "failed": failed, "files": files_tried})
    else:
        for report in reports:
            _print(report)
        click.echo(say(N_("{passed} passed, {failed} failed"), passed=passed, failed=failed))
    if failed or any(report.faults for report in reports):
        raise click.exceptions.Exit(ERROR)


def _print(report: TrialReport) -> None:
    for fault in report.faults:
        click.echo(f"{report.name}: {fault_line(fault)}")
    for outcome in report.outcomes:
        for each in outcome.differences:
            click.echo(
                say(
                    N_("{file} {case}: {member} {figure}: expected {wanted}, got {found}"),
                    file=report.name,
                    case=outcome.case.id,
                    member=each.member,
                    figure=word("figure", each.what),
                    wanted=each.wanted,
                    found=each.found,
                )
            )
