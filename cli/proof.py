"""Trust files, filing bundles: made here, checked here. Each shows what it made; none asks the network.

Source: spec/ledger.md §2.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import keyring
from cli.answers import show_json
from cli.failures import UNVERIFIED
from cli.house import argument, command, option
from cli.kinds import FILE, FOLDER, Above, Whole
from cli.parts import Parts, bytes_of, text_of
from cli.sentences import said
from cli.speech import N_, say, tr, word
from ledger.errors import NotFoundError

if TYPE_CHECKING:
    from workflow.verifier import Last, Verdict

_ABOVE = N_("Which unit stands above which, where no ledger at hand says so; give each.")


@command(
    "write",
    help=N_("Write a trust file: whose signatures are believed, who stands above whom, what was filed last."),
    example="jifen --db points.db trust write --unit B01 --unit P01 --keys keys/ --out trust.json",
    params=[
        option("--unit", "units", multiple=True, metavar="UNIT", help=N_("A unit to trust; give each.")),
        option("--keys", type=FOLDER, help=N_("Where their .pub files lie; else beside --out, or in keys there.")),
        option("--parent", "above", type=Above(), multiple=True, metavar="UNIT=PARENT", help=_ABOVE),
        option("--out", type=FILE, required=True, help=N_("The trust file.")),
        option("--last", is_flag=True, help=N_("Put in what the database's upper units acknowledged last.")),
    ],
)
def write_trust_file(
    parts: Parts, units: tuple[str, ...], keys: Path | None, above: tuple[tuple[str, str], ...], out: Path, last: bool
) -> None:
    from projections.bundle import origin_of
    from workflow.verifier import write_trust

    units = units or (parts.the_unit(),)
    origins = {origin_of(unit): _public(parts, keys, out, unit) for unit in units}
    parents = {} if parts.db is None else _parents(parts, units)
    parents |= {origin_of(unit): origin_of(parent) for unit, parent in above}
    withdrawn = {} if parts.db is None else _withdrawn(parts, units, origins)
    text = write_trust(origins, parents, _last(parts, units) if last else {}, withdrawn)
    keyring.write(out, text.encode())
    if parts.json:
        show_json({"place": str(out), "origins": list(origins), "parents": parents})
    else:
        click.echo(say(N_("{place} trusts {origins}"), place=out, origins=", ".join(origins)))


@command(
    "bundle",
    help=N_("Put a countersigned filing into one file, signed with the ledger's key."),
    example="jifen --db points.db --unit B01 filing bundle F001 --key keys/B01.pem --out F001.jifen",
    params=[
        argument("filing", help=N_("The filing.")),
        option("--key", type=FILE, help=N_("The key file of this unit; else from the key folder.")),
        option("--out", type=FILE, required=True, help=N_("The bundle.")),
        option("--since", type=Whole(1), help=N_("The size that was filed last: its proof is put in.")),
    ],
)
def bundle_filing(parts: Parts, filing: str, key: Path | None, out: Path, since: int | None) -> None:
    from projections.bundle import make_bundle, origin_of

    unit = parts.the_unit()
    ledger = parts.database(readonly=True).ledger(unit)
    private = keyring.log_private(parts, unit, key, _signed_size(parts, filing))
    data = make_bundle(ledger, filing, key=private, origin=origin_of(unit), since=since)
    keyring.write(out, data)
    if parts.json:
        show_json({"unit": unit, "filing": filing, "place": str(out), "bytes": len(data)})
    else:
        click.echo(say(N_("{place} holds {filing}, {bytes} bytes"), place=out, filing=filing, bytes=len(data)))


def _signed_size(parts: Parts, filing: str) -> int | None:
    """How many events the log had when the filing bore its second signature."""
    from cli.lookups import state_of
    from workflow.state.filing import Filing

    with state_of(parts) as state:
        found = state.find(Filing, filing)
    return found.requested_at + 1 if found and found.requested_at is not None else None


@command(
    "verify",
    help=N_("Check a filing bundle: every hash, score and step, without a database and without a network."),
    example="jifen filing verify F001.jifen --trust trust.json",
    params=[
        argument("bundle", help=N_("The bundle.")),
        option("--trust", required=True, help=N_("Your own trust file, never the sender's.")),
    ],
)
def verify_filing(parts: Parts, bundle: str, trust: str) -> None:
    """Exit 7 where anything doesn't hold."""
    from workflow.verifier import verify_bundle

    verdict = verify_bundle(bytes_of(bundle), text_of(trust))
    if parts.json:
        show_json(verdict.as_json())
    else:
        print_verdict(verdict, tr(N_("verified: the filing is what it says")))
    if not verdict.ok:
        raise click.exceptions.Exit(UNVERIFIED)


# What a verdict counts.
CHECKED = (
    "claims filed",
    "commands",
    "commands signed",
    "cosignatures",
    "earlier checkpoints",
    "events",
    "filings recomputed",
    "grades recomputed",
    "logs compared",
    "parts",
    "receipts",
    "rules asked",
    "signatures",
)


def print_verdict(verdict: "Verdict", good: str) -> None:
    """What was counted, what was found, what was not checked; `good` where nothing was found."""
    for name, count in verdict.checked.items():
        click.echo(f"  {count:>8}  {word('checked', name)}")
    for found in verdict.findings:
        place = found.part if found.position is None else say(N_("position {position}"), position=found.position)
        head = " ".join(each for each in (found.unit if found.position is not None else "", place) if each)
        click.echo(f"{click.style('✗', fg='red')} {head} {found.check}: {said(found.message, found.facts)}")
    for fault in verdict.not_checked:
        click.echo(f"· {tr(N_('not checked'))}: {said(fault.message, fault.facts)}")
    if verdict.ok:
        click.echo(f"{click.style('✓', fg='green')} {good}")
    else:
        count = len(verdict.findings)
        click.echo(f"{click.style('✗', fg='red')} {say(N_('{count} findings'), count=count)}")


def _public(parts: Parts, keys: Path | None, out: Path, unit: str) -> list[str]:
    """A unit's verifier keys: in the folder that was named, else beside the trust file, in keys/ there, or at hand."""
    from projections.bundle import origin_of

    folders = [keys] if keys else [out.parent, out.parent / "keys", keyring.folder(parts)]
    for folder in folders:
        found = [each.key for each in keyring.named(folder, origin_of(unit))]
        if found:
            return found
    raise NotFoundError("no key of {name} lies in {folder}", name=origin_of(unit), folder=str(folders[-1]))


def _withdrawn(parts: Parts, units: tuple[str, ...], origins: Mapping[str, Sequence[str]]) -> dict[str, dict[str, int]]:
    """Keys that sign no more: stolen ones, as the units above have recorded, and those whose successor is trusted.

    Whoever knows the old key alone would believe a history in which it was never handed on.
    """
    from ledger.events.keys import KeyWithdrawn, LogKeyRotated
    from projections.bundle import origin_of
    from workflow.state.keys import key_id_of

    ended: dict[str, dict[str, int]] = {}
    stolen: dict[str, dict[str, int]] = {}
    database = parts.database(readonly=True)
    for unit in sorted(set(units) & set(database.units())):
        for event in database.ledger(unit).follow():
            said = event.payload
            if isinstance(said, LogKeyRotated) and said.key in origins[origin_of(unit)]:
                ended.setdefault(origin_of(unit), {})[key_id_of(said.old)] = event.position
            if isinstance(said, KeyWithdrawn) and said.branch in units and said.size is not None:
                stolen.setdefault(origin_of(said.branch), {})[said.key_id] = said.size
    return {origin: ended.get(origin, {}) | stolen.get(origin, {}) for origin in sorted({*ended, *stolen})}


def _parents(parts: Parts, units: tuple[str, ...]) -> dict[str, str]:
    """Who stands above whom among these units, as their first events say."""
    from projections.bundle import origin_of
    from workflow.state.membership import Unit
    from workflow.store_view import StoreView

    found: dict[str, str] = {}
    database = parts.database(readonly=True)
    for unit in set(units) & set(database.units()):
        with database.ledger(unit).reading() as rows:
            known = StoreView(rows).find(Unit)
        if known and known.parent in units:
            found[origin_of(unit)] = origin_of(known.parent)
    return dict(sorted(found.items()))


def _last(parts: Parts, units: tuple[str, ...]) -> Mapping[str, "Last"]:
    """The newest checkpoint of each unit that a unit above, among these, has acknowledged."""
    from ledger.events.filing import FilingDecided
    from projections.bundle import origin_of
    from workflow.verifier import Last

    found: dict[str, Last] = {}
    database = parts.database(readonly=True)
    for unit in sorted(set(units) & set(database.units())):
        for event in database.ledger(unit).follow():
            decided = event.payload
            if isinstance(decided, FilingDecided) and decided.acknowledged and decided.branch in units:
                found[origin_of(decided.branch)] = Last(decided.size, bytes.fromhex(decided.root))
    return found
