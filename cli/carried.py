"""What crosses ledgers, fetched from the other ledger in the same database: one stored event with its proof.

A request of a branch is named by what it asks about, or by its position; a decision of the unit above by
its position, or all that are still to be received. Source: spec/process.md §8.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from cli import keyring
from cli.house import Option, option
from cli.kinds import Whole
from cli.parts import Parts, text_of
from cli.speech import N_, say
from ledger.errors import InvalidError, NotFoundError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from ledger.store import Ledger
    from workflow.store_view import StoreView

# Commands of an upper unit, and what of the branch's ledger tells which request they answer.
REQUESTS: Mapping[str, str] = {
    "scheme.approve": "scheme",
    "scheme.refuse": "scheme",
    "transfer.accept": "transfer",
    "transfer.refuse": "transfer",
    "appeal.decide": "objection",
    "referral.decide": "about",
    "filing.acknowledge": "filing",
    "filing.return": "filing",
    "filing.pass-on": "filing",
    "grade.settle": "filing",
    "check.record": "filing",
    "order.accept": "order",
    "order.decline": "order",
    "window.witness": "window",
}
RECEIPT = "receipt.take"
_NAMED = {
    "scheme": N_("The scheme's digest; needed where several wait."),
    "objection": N_("The objection's id, such as O001."),
    "about": N_("What was referred: claim/… or veto/…."),
    "order": N_("The order's id, such as K001."),
    "window": N_("The window's id, such as W001."),
    "filing": N_("The filing's id, such as F001."),
    "transfer": N_("The transfer's id, such as T001."),
}


def options(command: str) -> list[Option]:
    """The options that say what is fetched; none for a command that fetches nothing."""
    if command == RECEIPT:
        return [
            option("--from", "from_", metavar="UNIT", help=N_("The unit that decided; by default this unit's parent.")),
            option("--position", type=Whole(), metavar="POSITION", help=N_("The decision's position in its ledger.")),
            option("--all", "all_", is_flag=True, help=N_("Every decision on this unit not received yet.")),
            option("--file", "files", multiple=True, metavar="FILE", help=N_("A receipt made by the unit above.")),
        ]
    if command in REQUESTS:
        kind = REQUESTS[command]
        return [
            option("--from", "from_", metavar="UNIT", help=N_("The branch that asks.")),
            option(f"--{kind}", f"asks_{kind}", metavar="ID", help=_NAMED[kind]),
            option("--request", type=Whole(), metavar="POSITION", help=N_("The request's position, instead.")),
            option("--file", "request_file", metavar="FILE", help=N_("A receipt of the request, made by the branch.")),
        ]
    return []


def fetched(parts: Parts, command: str, given: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The fields that carry the other ledger's event, once for each command to be given.

    Raises:
        NotFoundError: no such ledger here, or it holds no such request or decision.
    """
    if command == RECEIPT:
        yield from _decisions(parts, given.pop("from_"), given.pop("position"), given.pop("all_"), given.pop("files"))
    elif command in REQUESTS:
        kind = REQUESTS[command]
        branch, key, position = given.pop("from_"), given.pop(f"asks_{kind}"), given.pop("request")
        file = given.pop("request_file")
        if (branch is None) == (file is None):
            raise click.UsageError(
                say(N_("say which request: --from UNIT where its ledger is at hand, or --file FILE"))
            )
        if file is not None:
            yield {"request": _from_file(file)}
            return
        ledger = parts.database().ledger(branch)
        at = _request(ledger, kind, key) if position is None else position
        more = _consistency(parts, ledger, at) if command == "filing.acknowledge" else {}
        yield {"request": carried(ledger, at), **more}
    else:
        yield {}


def _consistency(parts: Parts, branch: "Ledger", position: int) -> dict[str, Any]:
    """The proof that the branch's log at this size and the one that this unit has seen are one history."""
    from workflow.state.checkpoint import seen_before
    from workflow.store_view import StoreView

    size = position + 1
    filing = next((str(getattr(e.payload, "filing", "")) for e in branch.follow(after=position - 1, limit=1)), "")
    with parts.database().ledger(parts.the_unit()).reading() as rows:
        known = seen_before(StoreView(rows), branch.unit, filing)
    if known is None:
        return {}
    older, newer = sorted((known, size))
    try:
        return {"consistency": [step.hex() for step in branch.consistency(older, newer)]}
    except InvalidError:  # the log is shorter than what was seen of it: the guard says so
        return {}


def carried(ledger: "Ledger", position: int, key: "Ed25519PrivateKey | None" = None) -> Any:
    """The event at a position with its proof in the ledger up to it, as JSON: asked again, the same bytes.

    Raises:
        NotFoundError: no event stands there; facts: unit, position.
    """
    from ledger.codec import encode
    from projections import receipt

    return encode(receipt.carried(ledger, position, key))


def _request(ledger: "Ledger", kind: str, key: str | None) -> int:
    """The position of a branch's request, by what it is about."""
    from workflow.state.filing import Filing
    from workflow.state.minutes import voted_on
    from workflow.state.objection import Objection
    from workflow.state.order import Order
    from workflow.state.publicity import Window
    from workflow.state.transfer import Transfer
    from workflow.store_view import StoreView

    with ledger.reading() as rows:
        view = StoreView(rows)
        if kind == "scheme":
            return _adopted(ledger, view, rows.keys("scheme/"), key)
        if key is None:
            raise click.UsageError(say(N_("say which request: --{kind} ID, or --request POSITION"), kind=kind))
        if kind == "order":
            order = view.find(Order, key)
            position = order.answered_at if order else None
        elif kind == "objection":
            objection = view.find(Objection, key)
            position = objection.appealed_at if objection else None
        elif kind == "window":
            window = view.find(Window, key)
            position = window.position if window else None
        elif kind == "transfer":
            transfer = view.find(Transfer, key)
            position = transfer.requested_at if transfer else None
        elif kind == "about":
            position = getattr(voted_on(view, key), "referred_at", None)
        else:
            filing = view.find(Filing, key)
            position = filing.requested_at if filing else None
    if position is None:
        raise NotFoundError("{unit} asks nothing about {kind} {id}", unit=ledger.unit, kind=kind, id=key)
    return position


def _adopted(ledger: "Ledger", view: "StoreView", keys: tuple[str, ...], digest: str | None) -> int:
    """The request to approve a scheme: the one that waits, or the one that was named."""
    from workflow.state.cycle import SchemeText

    schemes = [found for key in keys if (found := view.find(SchemeText, key.partition("/")[2]))]
    if digest is None:
        schemes = [scheme for scheme in schemes if scheme.state == "adopted"]
    else:
        schemes = [scheme for scheme in schemes if scheme.digest == digest]
    asked = [scheme.adopted_at for scheme in schemes if scheme.adopted_at is not None]
    if len(asked) > 1:
        known = ", ".join(scheme.digest for scheme in schemes)
        raise InvalidError(
            "{unit} asks about {count} schemes: name one of {known}", unit=ledger.unit, count=len(asked), known=known
        )
    if not asked:
        raise NotFoundError("{unit} has no scheme that waits for approval", unit=ledger.unit)
    return asked[0]


def _decisions(
    parts: Parts, above: str | None, position: int | None, everything: bool, files: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    if (position is not None) + everything + bool(files) != 1:
        raise click.UsageError(say(N_("say which decision: --position N, --all, or --file FILE")))
    if files:
        yield from _filed(files)
        return
    from workflow.state.membership import Unit
    from workflow.store_view import StoreView

    database, unit = parts.database(), parts.the_unit()
    if above is None:
        with database.ledger(unit).reading() as rows:
            known = StoreView(rows).find(Unit)
        above = known.parent if known else None
    if above is None:
        raise NotFoundError("{unit} has no unit above it", unit=unit)
    ledger = database.ledger(above)
    positions = _not_received(parts, ledger) if position is None else [position]
    file = keyring.log_key(parts, above) if positions else None
    key = keyring.opened(parts, file.pem) if file else None
    for each in positions:
        yield {"decision": carried(ledger, each, key)}


def _filed(files: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """What the unit above has made out, with its proof and its signed checkpoint."""
    for file in files:
        yield {"decision": _from_file(file)}


def _from_file(file: str) -> Any:
    """What a receipt carries, as JSON. InvalidError where it is none."""
    from ledger.codec import encode
    from projections.receipt import read_receipt

    return encode(read_receipt(text_of(file)))


def _not_received(parts: Parts, above: "Ledger") -> list[int]:
    """The positions of the decisions on this unit that its ledger holds no receipt of, in order."""
    from workflow.state.exchange import Decided, Received
    from workflow.store_view import StoreView

    database, unit = parts.database(), parts.the_unit()
    with above.reading() as rows:
        view = StoreView(rows)
        keys = (key.partition("/")[2] for key in rows.keys(f"decided/{unit}/"))
        decided = [found.position for key in keys if (found := view.find(Decided, key))]
    with database.ledger(unit).reading() as rows:
        view = StoreView(rows)
        return [at for at in sorted(decided) if view.find(Received, f"{above.unit}/{at}") is None]
