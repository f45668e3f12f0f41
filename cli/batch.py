"""Commands from a file, one JSON object a line, as spec/process.md §7 has them: `jifen batch FILE`."""

import click

from cli.answers import show_json
from cli.failures import as_plain, exit_code, lines
from cli.house import argument, command, option
from cli.parts import Parts, text_of
from cli.speech import N_, say
from cli.writes import handled
from ledger.codec import read_json
from ledger.errors import DomainError, InvalidError


@command(
    "batch",
    help=N_("Give commands from a file, one JSON object a line; safe to repeat, since each has its id."),
    example="jifen --db points.db batch commands.jsonl",
    params=[
        argument("file", metavar="FILE", help=N_("The file; - reads standard input.")),
        option("--keep-going", is_flag=True, help=N_("Go on after a refusal.")),
    ],
)
def batch(parts: Parts, file: str, keep_going: bool) -> None:
    """Stops at the first command that is not accepted; its exit code is the batch's."""
    done, stopped, answers = 0, 0, []
    for number, line in enumerate(text_of(file).splitlines(), 1):
        if not line.strip():
            continue
        try:
            body = read_json(line)
            if not isinstance(body, dict):
                raise InvalidError("line {number} is no command", number=number)
            answer = handled(parts, body)
            done += 1
            answers.append({"line": number, **answer.as_json()})
        except DomainError as error:
            stopped = stopped or exit_code(error)
            answers.append({"line": number, **as_plain(error)})
            for each in lines(error) if not parts.json else ():
                click.echo(f"{number}: {each}", err=True)
            if not keep_going:
                break
    if parts.json:
        show_json({"accepted": done, "answers": answers})
    else:
        click.echo(say(N_("{done} commands accepted"), done=done))
    if stopped:
        raise click.exceptions.Exit(stopped)
