"""One claim: applied for, entered, observed, supplemented; signed, registered, returned, withdrawn.

Source: spec/process.md §2 steps 3 to 5, §3 Claim, §10 Dates, Who else.
"""

from collections.abc import Callable, Iterable, Mapping

from ledger.errors import InvalidError, Refusal
from ledger.events import claim as happened
from ledger.payload import Payload
from workflow.ask import Ask, Deed, Emit, Matter, Subject, Votes, about
from workflow.commands import claim as asked
from workflow.decide import claim_policies as policies
from workflow.decide.claim_round import entered, next_claim, place_for
from workflow.decide.minutes import held_meeting
from workflow.guards.bodies import committee_sits, meeting_sits
from workflow.guards.singly import stood_back
from workflow.lines import worth_of
from workflow.state.claim import Claim
from workflow.state.cycle import Round


def _new(ask: Ask) -> Subject:
    return Subject("claim", "new", "")


def _concerned(ask: Ask) -> str:
    """Whose claim it is: the member named, or who asks."""
    return str(getattr(ask.command, "member", ask.principal))


def _new_matter(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, asked.WithLine)
    member = _concerned(ask)
    cycle = policies.open_cycle(ask, c.on)
    votes = None
    if isinstance(c, asked.SupplementClaim):
        votes = Votes(c.present, c.favour, c.against, c.abstained)
    return (
        Matter(
            id="claim/new",
            member=member,
            cycle=cycle.cycle if cycle else None,
            after=c.line,
            votes=votes,
            evidence=tuple(e.kind for e in c.evidence),
        ),
    )


def _began(kind: type[happened.ClaimBegan], **more: Callable[[Ask], object]) -> Callable[[Ask], Iterable[Emit]]:
    """A new claim of this kind, in the round that takes it."""

    def decide(ask: Ask) -> Iterable[Emit]:
        c = ask.command
        assert isinstance(c, asked.WithLine)
        cycle = policies.open_cycle(ask, c.on)
        assert cycle is not None
        place = place_for(ask, cycle, c.on)
        assert place is not None
        member = _concerned(ask)
        claim = next_claim(place.round)
        said = kind(
            claim=claim,
            round=place.round.round,
            cycle=cycle.cycle,
            member=member,
            line=c.line,
            worth=worth_of(ask.view, ask.scheme(cycle.cycle), member, c.line),
            **{name: read(ask) for name, read in more.items()},
        )
        yield f"claim/{claim}", said
        yield from entered(place, (claim,))

    return decide


def _field(name: str) -> Callable[[Ask], object]:
    return lambda ask: getattr(ask.command, name)


def _reporter(ask: Ask) -> object:
    """Who reported it, where the recorder says so; InvalidError where nobody reported it."""
    c = ask.command
    assert isinstance(c, asked.EnterClaim)
    if c.reporter is not None and c.source != "reported":
        raise InvalidError("only what others reported names a reporter; this came from: {source}", source=c.source)
    return c.reporter


def _known_matter(ask: Ask) -> Iterable[Matter]:
    claim = ask.find(Claim, getattr(ask.command, "claim"), "claim")  # noqa: B009
    return (Matter(f"claim/{claim.claim}", claim.member, claim.cycle),)


def _amended_matter(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, asked.AmendClaim)
    claim = ask.find(Claim, c.claim, "claim")
    kinds = tuple(e.kind for e in c.evidence)
    return (Matter(f"claim/{claim.claim}", claim.member, claim.cycle, after=c.line, evidence=kinds),)


def _amend(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.AmendClaim)
    claim = ask.find(Claim, c.claim, "claim")
    worth = worth_of(ask.view, ask.scheme(claim.cycle), claim.member, c.line)
    yield (
        f"claim/{c.claim}",
        happened.ClaimAmended(claim=c.claim, line=c.line, worth=worth, evidence=c.evidence, note=c.note),
    )


def _on_claim(make: Callable[[Ask], Payload]) -> Callable[[Ask], Iterable[Emit]]:
    def decide(ask: Ask) -> Iterable[Emit]:
        yield f"claim/{getattr(ask.command, 'claim')}", make(ask)  # noqa: B009

    return decide


def _signed(ask: Ask) -> Payload:
    c = ask.command
    assert isinstance(c, asked.SignClaim)
    return happened.ClaimSigned(claim=c.claim, done=c.done, note=c.note)


def _registered(ask: Ask) -> Payload:
    assert isinstance(ask.command, asked.RegisterClaim)
    return happened.ClaimRegistered(claim=ask.command.claim)


def _returned(ask: Ask) -> Payload:
    assert isinstance(ask.command, asked.ReturnClaim)
    return happened.ClaimReturned(claim=ask.command.claim, reason=ask.command.reason)


def _withdrawn(ask: Ask) -> Payload:
    assert isinstance(ask.command, asked.WithdrawClaim)
    return happened.ClaimWithdrawn(claim=ask.command.claim)


def _round_matter(ask: Ask) -> Iterable[Matter]:
    assert isinstance(ask.command, asked.ClaimNothing)
    return (Matter(f"round/{ask.command.round}", ask.principal),)


def _nothing(ask: Ask) -> Iterable[Emit]:
    assert isinstance(ask.command, asked.ClaimNothing)
    yield f"round/{ask.command.round}", happened.NothingClaimed(round=ask.command.round, member=ask.principal)


def _no_more(ask: Ask) -> Iterable[Refusal]:
    """What the table's states say is enough here."""
    return ()


_claim = about("claim", Claim, "claim", "claim")
_new_policies = {"in-order": policies.takes_applications, "eligible": policies.eligible}


def _supplemented_by_meeting(ask: Ask) -> Iterable[Emit]:
    """The minutes, and the claim that they are about."""
    nobody = dict.fromkeys(("present", "favour", "against", "abstained"), lambda ask: ())
    ((stream, said),) = _began(happened.ClaimSupplemented, reason=_field("note"), **nobody)(ask)
    _, minutes = held_meeting(ask, stream, for_committee=True)
    yield minutes
    yield stream, said


DEEDS: Mapping[str, Deed] = {
    "claim.apply": Deed(
        _new,
        _began(happened.ClaimApplied, source=lambda ask: "member", evidence=_field("evidence"), note=_field("note")),
        _new_matter,
        _new_policies,
    ),
    "claim.enter": Deed(
        _new,
        _began(
            happened.ClaimApplied,
            source=_field("source"),
            evidence=_field("evidence"),
            note=_field("note"),
            reporter=_reporter,
        ),
        _new_matter,
        {**_new_policies, "who-may": policies.recorder_or_deputy},
    ),
    "claim.supply": Deed(
        _new,
        _began(happened.ClaimApplied, source=lambda ask: "supplied", evidence=_field("evidence"), note=_field("note")),
        _new_matter,
        _new_policies,
    ),
    "claim.observe": Deed(
        _new,
        _began(happened.ClaimObserved, evidence=_field("evidence"), note=_field("note")),
        _new_matter,
        {**_new_policies, "heard": policies.heard_before_deduction, "who-may": policies.recorder_or_deputy},
    ),
    "claim.supplement": Deed(
        _new,
        _began(
            happened.ClaimSupplemented,
            reason=_field("note"),
            present=_field("present"),
            favour=_field("favour"),
            against=_field("against"),
            abstained=_field("abstained"),
        ),
        _new_matter,
        {**_new_policies, "heard": policies.heard_before_deduction, "who-may": committee_sits},
    ),
    "meeting.supplement": Deed(
        _new,
        _supplemented_by_meeting,
        _new_matter,
        {
            **_new_policies,
            "heard": policies.heard_before_deduction,
            "who-may": meeting_sits,
            "own-claim": stood_back,
        },
    ),
    "claim.amend": Deed(
        _claim,
        _amend,
        _amended_matter,
        {"in-order": policies.dated_in_its_cycle, "eligible": policies.eligible, "who-may": policies.amender},
    ),
    "claim.sign": Deed(
        _claim,
        _on_claim(_signed),
        _known_matter,
        {"in-order": policies.asks_for_signature, "who-may": policies.head_of_department},
    ),
    "claim.register": Deed(
        _claim,
        _on_claim(_registered),
        _known_matter,
        {
            "in-order": policies.ready_to_register,
            "heard": policies.heard_before_deduction,
            "who-may": policies.recorder_or_deputy,
        },
    ),
    "claim.return": Deed(
        _claim, _on_claim(_returned), _known_matter, {"in-order": _no_more, "who-may": policies.recorder_or_deputy}
    ),
    "claim.withdraw": Deed(
        _claim, _on_claim(_withdrawn), _known_matter, {"who-may": policies.withdrawer, "in-order": _no_more}
    ),
    "claim.nothing": Deed(
        about("round", Round, "round", "round"), _nothing, _round_matter, {"in-order": policies.takes_declarations}
    ),
}
