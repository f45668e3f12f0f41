"""What can have happened to one claim (积分事项), in the order of the process.

Units: points are decimals as people decided or the scheme's table gives them, a deduction's a
positive size; `on` is a local calendar day. `worth` is what the line is worth by itself before any
cap, with its sign; absent where only the year can tell.
Source: spec/process.md §2 steps 3–7, §3 Claim.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from ledger.payload import Payload
from ledger.sealed import Sealed


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of points under one item: what cases/FORMAT.md calls a fact."""

    item: str
    on: date
    times: int = 1
    points: Decimal | None = None
    level: str | None = None
    quantity: Decimal | None = None
    matter: str | None = None


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A kind the item asks for (sign-in, notes, notice, word) and the digest of the paper."""

    kind: str
    digest: str | None = None


@dataclass(frozen=True, kw_only=True)
class VotedSingly:
    """A members' meeting's vote on one claim alone: counts, and who of those concerned was there and stood back."""

    present: int
    favour: int
    against: int = 0
    abstained: int = 0
    recused: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClaimBegan(Payload):
    """What every way of entering a claim says of it; no event of its own."""

    claim: str
    round: str
    cycle: str
    member: str
    line: Line
    worth: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimApplied(ClaimBegan):
    """A claim stands in the ledger: applied for by the member, or entered from signed paper.

    `source` says how it came: member, paper, sign-in, supplied (by the department itself), department, reported,
    group, meeting, upper, host. `reporter` is the id of who reported it, sealed, where they want it kept.
    """

    TOPIC: ClassVar[str] = "claim-applied"
    source: str
    evidence: tuple[Evidence, ...] = ()
    note: Sealed | None = None
    reporter: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimObserved(ClaimBegan):
    """The recorder's own observation (量化表): it stands registered as it is entered."""

    TOPIC: ClassVar[str] = "claim-observed"
    evidence: tuple[Evidence, ...] = ()
    note: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimSupplemented(ClaimBegan):
    """The committee's addition, entered as reviewed by the session's own vote."""

    TOPIC: ClassVar[str] = "claim-supplemented"
    reason: Sealed | None = None
    present: tuple[str, ...]
    favour: tuple[str, ...]
    against: tuple[str, ...]
    abstained: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NothingClaimed(Payload):
    """零申报: the member says that this round has nothing to claim."""

    TOPIC: ClassVar[str] = "nothing-claimed"
    round: str
    member: str


@dataclass(frozen=True, kw_only=True)
class ClaimsForwarded(Payload):
    """The group leader collected these claims of the group's members and sent them on to the branch."""

    TOPIC: ClassVar[str] = "claims-forwarded"
    group: str
    claims: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ClaimSigned(Payload):
    """The department head signed: done or not, and how well (sealed)."""

    TOPIC: ClassVar[str] = "claim-signed"
    claim: str
    done: bool
    note: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimRegistered(Payload):
    TOPIC: ClassVar[str] = "claim-registered"
    claim: str


@dataclass(frozen=True, kw_only=True)
class ClaimReturned(Payload):
    """退回补正: back to the claimant, with a reason."""

    TOPIC: ClassVar[str] = "claim-returned"
    claim: str
    reason: Sealed


@dataclass(frozen=True, kw_only=True)
class ClaimAmended(Payload):
    """Applied for again after a return, with the whole line as it now reads."""

    TOPIC: ClassVar[str] = "claim-amended"
    claim: str
    line: Line
    worth: Decimal | None = None
    evidence: tuple[Evidence, ...] = ()
    note: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimWithdrawn(Payload):
    TOPIC: ClassVar[str] = "claim-withdrawn"
    claim: str


@dataclass(frozen=True, kw_only=True)
class ClaimGivenBack(Payload):
    """The member left before it counted: it goes back to the member, who may apply for it elsewhere (§10)."""

    TOPIC: ClassVar[str] = "claim-given-back"
    claim: str


@dataclass(frozen=True, kw_only=True)
class ClaimHeldOver(Payload):
    """Not registered when its round was reviewed: it goes on in `into`, the next round, where that is open
    already; else it waits until the next round is opened."""

    TOPIC: ClassVar[str] = "claim-held-over"
    claim: str
    round: str
    into: str | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimReviewed(Payload):
    """The session kept the line or made it smaller; who voted how on this very claim.

    `session` is the meeting's id where the branch has no committee; `singly` then, where it was voted alone.
    """

    TOPIC: ClassVar[str] = "claim-reviewed"
    claim: str
    session: str
    line: Line
    worth: Decimal | None = None
    reason: Sealed | None = None
    favour: tuple[str, ...]
    against: tuple[str, ...]
    abstained: tuple[str, ...]
    singly: VotedSingly | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimRejected(Payload):
    """不予认定, at review or meeting: told to the claimant alone, with the reason; from that day they may object.

    The votes are a session's.
    """

    TOPIC: ClassVar[str] = "claim-rejected"
    claim: str
    held: str
    reason: Sealed
    favour: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    abstained: tuple[str, ...] = ()
    singly: VotedSingly | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimTold(Payload):
    """The claimant was told on this day that it was not accepted, or struck: the time to object, or to appeal, runs.

    `objectable_until` is the instant at which that time is over.
    """

    TOPIC: ClassVar[str] = "claim-told"
    claim: str
    on: date
    form: str
    objectable_until: datetime
    without_calendar: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClaimReinstated(Payload):
    """A strike was taken back by a decided appeal: the line waits for publicity of its own."""

    TOPIC: ClassVar[str] = "claim-reinstated"
    claim: str
    order: str
    line: Line
    worth: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimConfirmed(Payload):
    """The members' meeting confirmed the line, as reviewed or smaller; `singly` where it was voted alone."""

    TOPIC: ClassVar[str] = "claim-confirmed"
    claim: str
    meeting: str
    line: Line
    worth: Decimal | None = None
    singly: VotedSingly | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimEntered(Payload):
    """已记入台账: through publicity, uncontested; from here on the line counts."""

    TOPIC: ClassVar[str] = "claim-entered"
    claim: str
    window: str


@dataclass(frozen=True, kw_only=True)
class ClaimCorrected(Payload):
    """An upheld objection or appeal, or an order to mend, changed the line: it waits for publicity of its own.

    `order` names what decided it: objection/…, appeal/… with the upper unit's position, or order/… with `reason`.
    """

    TOPIC: ClassVar[str] = "claim-corrected"
    claim: str
    order: str
    line: Line
    worth: Decimal | None = None
    reason: Sealed | None = None


@dataclass(frozen=True, kw_only=True)
class ClaimBroughtIn(ClaimBegan):
    """What had been left out (漏记), by an upheld objection or appeal: it waits for publicity of its own."""

    TOPIC: ClassVar[str] = "claim-brought-in"
    order: str


@dataclass(frozen=True, kw_only=True)
class ClaimReleased(Payload):
    """The last objection against it ended, and an earlier one had changed it: it waits for publicity of its own."""

    TOPIC: ClassVar[str] = "claim-released"
    claim: str
    order: str


@dataclass(frozen=True, kw_only=True)
class ClaimRejectionStood(Payload):
    """An objection to a rejection came to nothing: the claim stays not accepted."""

    TOPIC: ClassVar[str] = "claim-rejection-stood"
    claim: str
    order: str


@dataclass(frozen=True, kw_only=True)
class ClaimStruck(Payload):
    """核查取消: struck by the verification or a decided matter; reversed only by a new event."""

    TOPIC: ClassVar[str] = "claim-struck"
    claim: str
    order: str
    reason: Sealed | None = None
