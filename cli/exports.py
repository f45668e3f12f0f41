"""`jifen export`: the ledger and its scores in other people's formats, on stdout or into a file.

No names unless asked for, no free text, no objector. Fields: docs/reference/exports.md.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from cli import page, parquet
from cli.answers import show_json
from cli.house import command, option
from cli.lookups import cycle_of, followed
from cli.parts import Parts
from cli.score import cycle_option
from cli.speech import N_, say
from projections.exports import scores
from projections.exports.cloudevents import cloudevents
from projections.exports.ocel import log_of, to_json
from projections.exports.sheet import Sheet, csv_text
from projections.scores import claim_rows, score_rows, year_rows
from projections.stages import KINDS


def _out(*, required: bool = False) -> click.Parameter:
    return option("--out", metavar="FILE", required=required, help=N_("Write to this file; else to stdout."))


def _names_option() -> click.Parameter:
    return option("--names", is_flag=True, help=N_("With names from the directory; without it only ids."))


def _what() -> click.Parameter:
    return option("--what", type=click.Choice(scores.SHEETS), default="years", help=N_("Which table."))


def _written(parts: Parts, path: str | None, text: str) -> None:
    if path is None:
        click.echo(text, nl=False)
        return
    page.write(path, text)
    _told(parts, path)


def _told(parts: Parts, path: str) -> None:
    """The file is the answer: where it lies."""
    if parts.json:
        show_json({"written": path})
    else:
        click.echo(say(N_("written: {path}"), path=path), err=True)


def _names(parts: Parts, wanted: bool) -> Mapping[str, str] | None:
    return parts.database().directory.names() if wanted else None


@command(
    "ocel",
    help=N_("The ledger as an object-centric event log, OCEL 2.0 in JSON, for process mining."),
    example="jifen --unit B01 export ocel --out B01.jsonocel",
    params=[_out(), _names_option()],
)
def export_ocel(parts: Parts, out: str | None, names: bool) -> None:
    """Every matter and person an object, every event an event."""
    unit = parts.the_unit()
    log = log_of(unit, parts.database().ledger(unit).follow(), _names(parts, names))
    _written(parts, out, json.dumps(to_json(log), ensure_ascii=False, indent=1) + "\n")


@command(
    "cloudevents",
    help=N_("The ledger as CloudEvents 1.0, one JSON object a line."),
    example="jifen --unit B01 export cloudevents --out B01.jsonl",
    params=[_out()],
)
def export_cloudevents(parts: Parts, out: str | None) -> None:
    """In order of position."""
    events = parts.database().ledger(parts.the_unit()).follow()
    lines = (json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in cloudevents(events))
    _written(parts, out, "".join(f"{line}\n" for line in lines))


def _sheet(parts: Parts, what: str, cycle: str | None, names: bool) -> Sheet:
    database, unit = followed(parts), parts.the_unit()
    known, called = cycle_of(parts, cycle), _names(parts, names)
    if what == "rounds":
        return scores.rounds(unit, score_rows(database, unit, known), called)
    if what == "claims":
        return scores.claims(unit, claim_rows(database, unit, known), called)
    kinds: dict[str, Any] = {kind: year_rows(database, unit, known, kind=kind) for kind in KINDS}
    return scores.years(unit, kinds, called)


@command(
    "csv",
    help=N_("The scores of a cycle as CSV; no cell is run as a formula."),
    example="jifen --unit B01 export csv --what rounds --bom --out B01.csv",
    params=[
        _what(),
        cycle_option(),
        option("--bom", is_flag=True, help=N_("Begin with a byte order mark, so that Excel reads UTF-8.")),
        _out(),
        _names_option(),
    ],
)
def export_csv(parts: Parts, what: str, cycle: str | None, bom: bool, out: str | None, names: bool) -> None:
    """Figures as exact decimals."""
    _written(parts, out, csv_text(_sheet(parts, what, cycle, names), bom=bom))


@command(
    "parquet",
    help=N_("The scores of a cycle as Parquet; points are exact decimals."),
    example="jifen --unit B01 export parquet --what claims --out B01.parquet",
    params=[_what(), cycle_option(), _out(required=True), _names_option()],
)
def export_parquet(parts: Parts, what: str, cycle: str | None, out: str, names: bool) -> None:
    """It needs the extra [parquet]."""
    parquet.write(str(Path(out)), _sheet(parts, what, cycle, names))
    _told(parts, out)
