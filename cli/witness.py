"""Filing is witnessing: the unit above takes a bundle in, checks it, acknowledges and cosigns; or keeps the evidence.

No database of the branch is needed, nor its word. Source: spec/ledger.md §2; docs/how-to/verify-a-filing.md.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import keyring
from cli.answers import printed, show_json
from cli.failures import UNVERIFIED
from cli.house import argument, command, option
from cli.kinds import FILE, FOLDER
from cli.lookups import state_of
from cli.parts import Parts, bytes_of, text_of
from cli.proof import print_verdict
from cli.speech import N_, say, tr
from cli.writes import handled
from ledger.codec import encode
from ledger.errors import DomainError

if TYPE_CHECKING:
    from projections.received import Shown
    from workflow.app import Answer
    from workflow.state.checkpoint import SeenLog
    from workflow.verifier import Verdict

# Findings on these parts mean that the branch's key did not sign what the bundle shows.
_SIGNED = frozenset({"checkpoint.txt", "events.jsonl"})


@command(
    "receive",
    help=N_("Take in a branch's filing from its bundle: check it, acknowledge it, cosign its checkpoint."),
    example="jifen --db town.db --unit P01 --as U1 filing receive F001.jifen --trust trust.json --out receipts/",
    params=[
        argument("bundle", help=N_("The bundle.")),
        option("--trust", required=True, help=N_("Your own trust file, never the sender's.")),
        option("--key", type=FILE, help=N_("The key file of this unit; else from the key folder.")),
        option("--out", type=FOLDER, default=Path(), help=N_("Where the receipt and the cosigned checkpoint go.")),
    ],
)
def receive(parts: Parts, bundle: str, trust: str, key: Path | None, out: Path) -> None:
    """Exit 7 where the bundle doesn't hold, or doesn't extend what was filed; a second history is then recorded."""
    from workflow.verifier import verify_bundle

    data, unit = bytes_of(bundle), parts.the_unit()
    log = _log_of(data)
    known = _known(parts, log.unit) if log else None
    verdict = verify_bundle(data, _trust(text_of(trust), known))
    if log is None or not verdict.ok:
        _refused(parts, verdict, log, known)
        raise click.exceptions.Exit(UNVERIFIED)
    private = keyring.log_private(parts, unit, key)
    fields: dict[str, Any] = {"request": encode(log.request)}
    before = _seen_before(parts, log)
    if before is not None:
        fields["consistency"] = list(log.since(before))
    body = parts.body("filing.acknowledge", fields)
    answer = handled(parts, body)
    files = _given(parts, answer, log, private, out)
    if parts.json:
        show_json({"verdict": verdict.as_json(), "answer": answer.as_json(), **files})
        return
    print_verdict(verdict, tr(N_("verified: the filing is what it says")))
    printed(parts, "filing.acknowledge", [(body["id"], answer)], several=False)
    for place in files.values():
        click.echo(say(N_("{place} is for the branch"), place=place))


def _given(parts: Parts, answer: "Answer", log: "Shown", private: Any, out: Path) -> dict[str, str]:
    """The two files that go back: the cosigned checkpoint, and the receipt of the acknowledgement."""
    from ledger.note import cosign_note
    from projections.bundle import origin_of
    from projections.receipt import carried, receipt_text

    ledger = parts.database().ledger(answer.unit)
    decided = next(position for position, topic, _ in answer.events if topic == "filing-decided")
    at = next(event.at for event in ledger.follow(after=decided - 1, limit=1))
    name = f"{log.unit}-{len(log.leaves)}"
    cosigned, receipt = out / f"{name}.cosigned.txt", out / f"{name}.receipt.json"
    out.mkdir(parents=True, exist_ok=True)
    keyring.write(cosigned, cosign_note(log.checkpoint, origin_of(answer.unit), private, at).encode())
    keyring.write(receipt, receipt_text(carried(ledger, decided, private)).encode())
    return {"cosigned": str(cosigned), "receipt": str(receipt)}


def _refused(parts: Parts, verdict: "Verdict", log: "Shown | None", known: "SeenLog | None") -> None:
    """The verdict; and where the bundle shows a second history, both checkpoints kept.

    Only what the branch's own key signed is evidence against it: anybody could make the rest.
    """
    recorded = None
    checks = {finding.check for finding in verdict.findings}
    unsigned = any(finding.part in _SIGNED for finding in verdict.findings)
    if log is not None and known is not None and "extends" in checks and not unsigned:
        recorded = _fork(parts, log, known)
    if parts.json:
        show_json({"verdict": verdict.as_json(), "fork": recorded.as_json() if recorded else None})
        return
    print_verdict(verdict, "")
    if recorded is not None:
        told = N_("two histories of {branch}: both checkpoints are kept as evidence, position {position}")
        click.echo(say(told, branch=known.branch if known else "", position=recorded.events[0][0]))


def _fork(parts: Parts, log: "Shown", known: "SeenLog") -> "Answer | None":
    """Record it, once; nothing where the bundle is merely shorter, or shows no signed log at all."""
    from workflow.state.checkpoint import Fork

    then = log.differs(known.seen)
    with state_of(parts) as state:
        before = state.find(Fork, f"{known.branch}/{log.seen.root}")
    if then is None or before is not None:
        return None
    fields = {"branch": known.branch, **encode(log.seen), "root_then": then, "path": list(log.since(known.seen.size))}
    return handled(parts, parts.body("fork.record", fields))


def _log_of(data: bytes) -> "Shown | None":
    """The log that the bundle shows; None where it can't be read: the check then says why."""
    from projections.received import shown

    try:
        return shown(data)
    except DomainError:
        return None


def _known(parts: Parts, branch: str) -> "SeenLog | None":
    """What this unit's own ledger holds of the branch's log."""
    from workflow.state.checkpoint import SeenLog

    with state_of(parts) as state:
        return state.find(SeenLog, branch)


def _seen_before(parts: Parts, log: "Shown") -> int | None:
    """At which size the log had been seen before this filing."""
    from workflow.state.checkpoint import seen_before

    with state_of(parts) as state:
        return seen_before(state.view, log.unit, log.filing)


def _trust(text: str, known: "SeenLog | None") -> str:
    """The trust file, with what this ledger has seen of the branch in place of what the file says was filed last."""
    from projections.bundle import origin_of

    try:
        said = json.loads(text)
    except ValueError:
        return text  # the check says what is wrong with it
    if known is None or not isinstance(said, dict) or not isinstance(said.get("last", {}), dict):
        return text
    last = {origin_of(known.branch): {"size": known.seen.size, "root": known.seen.root}}
    return json.dumps({**said, "last": {**said.get("last", {}), **last}})


@command(
    "compare",
    help=N_("Hold the receipts of several committees against one another: did a branch show all of them one history?"),
    example="jifen receipt compare town.receipt.json county.receipt.json --trust trust.json --bundle F004.jifen",
    params=[
        argument("receipts", nargs=-1, required=True, metavar="RECEIPT RECEIPT…", help=N_("Two receipts or more.")),
        option("--trust", required=True, help=N_("Your own trust file, never the sender's.")),
        option("--bundle", help=N_("A filing of the branch, where the receipts are of different sizes.")),
    ],
)
def compare(parts: Parts, receipts: tuple[str, ...], trust: str, bundle: str | None) -> None:
    """Exit 7 where they don't fit together, or one of them doesn't hold."""
    from workflow.verifier import compare_receipts

    texts = [text_of(receipt) for receipt in receipts]
    verdict = compare_receipts(texts, text_of(trust), bundle=bytes_of(bundle) if bundle else None)
    if parts.json:
        show_json(verdict.as_json())
    else:
        print_verdict(verdict, tr(N_("verified: the receipts speak of one history, as far as they can tell")))
    if not verdict.ok:
        raise click.exceptions.Exit(UNVERIFIED)


@command(
    "recover",
    help=N_("Make a lost ledger again from its last bundle, in a new database, and record that it was lost."),
    example="jifen --db new.db --as OP ledger recover F004.jifen --trust trust.json --reason 'the disk failed'",
    params=[
        argument("bundle", help=N_("The last bundle.")),
        option("--trust", required=True, help=N_("Your own trust file, never the sender's.")),
        option("--reason", required=True, help=N_("What happened. It is sealed.")),
    ],
)
def recover(parts: Parts, bundle: str, trust: str, reason: str) -> None:
    """Exit 7 where the bundle doesn't hold; nothing is then made."""
    from projections.recovery import recover as recovered
    from workflow.verifier import verify_bundle

    data, person = bytes_of(bundle), parts.the_person()
    verdict = verify_bundle(data, text_of(trust))
    if not verdict.ok:
        if parts.json:
            show_json({"verdict": verdict.as_json()})
        else:
            print_verdict(verdict, "")
        raise click.exceptions.Exit(UNVERIFIED)
    ledger, size = recovered(parts.database(create=True), data)
    parts.unit, parts.person = ledger.unit, person
    body = parts.body("ledger.recover", {"size": size, "reason": reason})
    answer = handled(parts, body)
    if parts.json:
        show_json({"verdict": verdict.as_json(), "events": size, "answer": answer.as_json()})
        return
    click.echo(say(N_("{count} events of {unit} are back"), count=size, unit=ledger.unit))
    printed(parts, "ledger.recover", [(body["id"], answer)], several=False)
