"""Reading what came from another ledger: the event inside, and whether its proof holds.

A carried event is trusted as far as its proof leads: to the root of the checkpoint it names.
Source: spec/process.md §8, spec/ledger.md §2.
"""

from base64 import b64decode
from functools import lru_cache

from ledger.body import read_event
from ledger.errors import TamperedError
from ledger.event import Event
from ledger.events.complaint import ComplaintAdmitted
from ledger.events.cycle import SchemeDecided
from ledger.events.evaluation import GradesSettled
from ledger.events.exchange import Carried, ReceiptTaken
from ledger.events.filing import CheckRecorded, FilingDecided
from ledger.events.keys import KeyWithdrawn
from ledger.events.objection import AppealDecided
from ledger.events.order import InspectionRecorded, OrderDecided
from ledger.events.publicity import WindowWitnessed
from ledger.events.referral import ReferralDecided
from ledger.events.transfer import TransferDecided
from ledger.events.veto import VetoRequested
from ledger.merkle import leaf_hash, verify_inclusion

Answer = (
    SchemeDecided
    | AppealDecided
    | ComplaintAdmitted
    | FilingDecided
    | CheckRecorded
    | GradesSettled
    | TransferDecided
    | ReferralDecided
    | InspectionRecorded
    | OrderDecided
    | WindowWitnessed
    | VetoRequested
)
# What a receipt can carry: an answer to a request, or the word that a key was stolen, which nobody asked for.
Decision = Answer | KeyWithdrawn


@lru_cache(maxsize=1024)
def opened(carried: Carried) -> Event:
    """The event inside, its proof checked.

    Raises:
        TamperedError: the audit path doesn't lead from the body to the root, or the body stands
            elsewhere than the envelope says; facts: unit, position.
        InvalidError, NotFoundError: the body is no event that this program knows.
    """
    event = read_event(carried.body.encode())
    leaf = leaf_hash(carried.body.encode())
    try:
        path = tuple(bytes.fromhex(step) for step in carried.path)
        root = bytes.fromhex(carried.root)
        holds = verify_inclusion(leaf, carried.position, carried.size, path, root)
    except ValueError:
        holds = False
    if not holds or (event.unit, event.position) != (carried.unit, carried.position):
        raise TamperedError(
            "what is said to stand at position {position} of {unit} isn't there: its proof doesn't hold",
            unit=carried.unit,
            position=carried.position,
        )
    return event


def decision(said: ReceiptTaken) -> Event:
    """The other unit's event that a receipt carries."""
    return opened(said.carried)


def has_checkpoint(carried: Carried) -> bool:
    """Whether it bears a checkpoint of that unit's log, the one that its proof leads to; not who signed it."""
    lines = carried.checkpoint.split("\n")
    if len(lines) < 5 or lines[3] or not lines[4].startswith("— "):
        return False
    try:
        root = b64decode(lines[2], validate=True).hex()
    except ValueError:
        return False
    return (lines[0].rpartition("/")[2], lines[1], root) == (carried.unit, str(carried.size), carried.root)
