"""Commands from a file, one JSON object a line, as spec/process.md §7 has them: `jifen batch FILE`.

Each by itself, or all or none; with a dry run first. Every line is reported. Safe to repeat: what was accepted
before has its first answer and no second effect.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from cli.answers import show_json
from cli.callers import caller
from cli.failures import as_plain, exit_code, lines
from cli.house import argument, command, option
from cli.parts import Parts, text_of
from cli.speech import N_, say, word
from cli.writes import handled
from ledger.codec import read_json
from ledger.errors import DomainError, InvalidError

if TYPE_CHECKING:
    from workflow.app import Answer

# What can become of a line.
OUTCOMES = ("accepted", "repeated", "refused", "held-back", "not-given")
Body = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A line of the file by number: the command, or why it is none; then what became of it."""

    number: int
    body: "Body | DomainError"
    result: "Answer | DomainError | None" = None
    held_back: bool = False

    @property
    def outcome(self) -> str:
        match self.result:
            case None:
                return "not-given"
            case DomainError():
                return "refused"
            case answer:
                return "held-back" if self.held_back else "repeated" if answer.repeated else "accepted"

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        named = self.body if isinstance(self.body, Mapping) else {}
        plain = {"line": self.number, "command": named.get("command"), "id": named.get("id"), "outcome": self.outcome}
        match self.result:
            case None:
                return plain
            case DomainError() as error:
                return plain | as_plain(error)
            case answer:
                return plain | answer.as_json()


@command(
    "batch",
    help=N_("Give commands from a file, one JSON object a line; safe to repeat, since each has its id."),
    example="jifen --db points.db batch commands.jsonl --dry-run",
    params=[
        argument("file", metavar="FILE", help=N_("The file; - reads standard input.")),
        option("--all", "together", is_flag=True, help=N_("All of them or none: one refusal holds everything back.")),
        option("--dry-run", is_flag=True, help=N_("Say what would come of each line; record nothing.")),
        option("--keep-going", is_flag=True, help=N_("Go on after a refusal.")),
    ],
)
def batch(parts: Parts, file: str, together: bool, dry_run: bool, keep_going: bool) -> None:
    """Exit code: that of the first line that was not accepted."""
    given = list(_read(text_of(file)))
    if together:
        done = _together(parts, given, dry_run=dry_run)
    elif dry_run:
        done = _stopped(_rehearsed(parts, given), keep_going=keep_going)
    else:
        done = _stopped((_given(parts, line) for line in given), keep_going=keep_going)
    done += given[len(done) :]
    _report(parts, done, stored=not dry_run)
    failed = next((line.result for line in done if isinstance(line.result, DomainError)), None)
    if failed is not None:
        raise click.exceptions.Exit(exit_code(failed))


def _read(text: str) -> Iterator[Line]:
    for number, written in enumerate(text.splitlines(), 1):
        if not written.strip():
            continue
        try:
            body = read_json(written)
            if not isinstance(body, dict):
                raise InvalidError("line {number} is no command", number=number)
            yield Line(number, body)
        except DomainError as error:
            yield Line(number, error)


def _given(parts: Parts, line: Line) -> Line:
    """The line's command, given by itself."""
    if isinstance(line.body, DomainError):
        return Line(line.number, line.body, line.body)
    try:
        return Line(line.number, line.body, handled(parts, line.body))
    except DomainError as error:
        return Line(line.number, line.body, error)


def _stopped(done: Iterable[Line], *, keep_going: bool) -> list[Line]:
    """The lines up to the first refusal; or all."""
    found = []
    for line in done:
        found.append(line)
        if isinstance(line.result, DomainError) and not keep_going:
            break
    return found


def _rehearsed(parts: Parts, given: list[Line]) -> Iterator[Line]:
    from workflow.app import rehearse

    results = rehearse(parts.database(), [line.body for line in given], _caller_of(parts))
    for line, result in zip(given, results, strict=False):
        yield Line(line.number, line.body, result)


def _together(parts: Parts, given: list[Line], *, dry_run: bool) -> list[Line]:
    """All or none. Every line is tried, so that everything that is wrong is said at once."""
    from workflow.app import handle_all

    tried = list(_rehearsed(parts, given))
    if dry_run:
        return tried
    if any(isinstance(line.result, DomainError) for line in tried):
        return [Line(line.number, line.body, line.result, held_back=True) for line in tried]
    bodies = [line.body for line in given if isinstance(line.body, Mapping)]
    answers = handle_all(parts.database(), bodies, _caller_of(parts))
    return [Line(line.number, line.body, answer) for line, answer in zip(given, answers, strict=True)]


def _caller_of(parts: Parts) -> Callable[[Body], Any]:
    return lambda body: caller(parts, body)


def _report(parts: Parts, done: list[Line], *, stored: bool) -> None:
    counts = Counter(line.outcome for line in done)
    if parts.json:
        found = {"dry_run": not stored, **{outcome.replace("-", "_"): counts[outcome] for outcome in OUTCOMES}}
        show_json({**found, "answers": [line.as_json() for line in done]})
        return
    for line in done:
        click.echo(_shown(line))
        for each in lines(line.result) if isinstance(line.result, DomainError) else ():
            click.echo(f"       {each}")
    told = ", ".join(f"{counts[outcome]} {word('outcome', outcome)}" for outcome in OUTCOMES if counts[outcome])
    click.echo(told or say(N_("nothing to do")))
    if not stored:
        click.echo(say(N_("a dry run: nothing was recorded")))


def _shown(line: Line) -> str:
    named = line.body if isinstance(line.body, Mapping) else {}
    said = f"{line.number:>5}  {word('outcome', line.outcome)}  {named.get('command', '–')} {named.get('id', '')}"
    if line.result is None or isinstance(line.result, DomainError) or not line.result.events:
        return said.rstrip()
    positions = [position for position, _, _ in line.result.events]
    return f"{said}  {positions[0]}–{positions[-1]}" if len(positions) > 1 else f"{said}  {positions[0]}"
