"""Sessions and meetings: minutes that decide many claims at once, exceptions listed.

Source: spec/process.md §2 steps 5 and 6, §4 quorum, own-claim, §10.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events import claim as claims
from workflow.ask import Ask, Deed, Emit, Matter, Votes, about
from workflow.commands import deliberation as asked
from workflow.days import end_of
from workflow.decide.minutes import Sat, changed, held_meeting, sat
from workflow.decide.profile import not_taken, period_is_there, posted_without_publicity
from workflow.guards.bodies import committee_sits, meeting_sits
from workflow.guards.singly import majority, singly
from workflow.guards.votes import quorum
from workflow.lines import worth_of
from workflow.periods import expected_rounds
from workflow.record import listed
from workflow.state.claim import Claim, claims_in
from workflow.state.cycle import Cycle, Round, next_open

Minutes = asked.ReviewRound | asked.ReviewByMeeting | asked.ConfirmRound


# What a session decides, and what it leaves to the next round because nobody registered it in time.
DECIDED = "registered"


BEFORE_THE_REGISTER = ("open", "reviewed", "confirmed", "public")


NOT_IN_TIME = ("applied", "signed", "returned", "referred")


def _exceptions(command: Minutes) -> Mapping[str, asked.Change]:
    return {change.claim: change for change in command.exceptions}


def _session_votes(ask: Ask, claim: Claim, session: Votes, change: asked.Change | None) -> Votes:
    """The session's vote without whoever is conflicted; a single vote stands as it was entered."""
    if isinstance(change, asked.SessionException) and change.favour is not None:
        return Votes(session.present, change.favour, change.against or (), change.abstained or ())
    return session.without(ask.conflicted(claim.member) | _strict_hands(ask, claim))


def _strict_hands(ask: Ask, claim: Claim) -> frozenset[str]:
    """Who signed or registered the claim doesn't review it, where the profile is strict."""
    if not ask.scheme(claim.cycle).profile.same_hands:
        return frozenset()
    return frozenset(claim.hands)


def _review_matters(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, asked.ReviewRound | asked.ReviewByMeeting)
    round_ = ask.find(Round, c.round, "round")
    session = Votes(c.present, c.favour, c.against, c.abstained) if isinstance(c, asked.ReviewRound) else None
    yield Matter(f"round/{c.round}", None, round_.cycle, votes=session)
    changes = _exceptions(c)
    for claim in claims_in(ask.view, c.round):
        if claim.state != DECIDED:
            continue
        change = changes.get(claim.claim)
        yield Matter(
            id=f"claim/{claim.claim}",
            member=claim.member,
            cycle=claim.cycle,
            before=claim.line,
            after=None if change is None or change.reject else changed(claim.line, change),
            votes=_session_votes(ask, claim, session, change) if session else None,
            hands=tuple(_strict_hands(ask, claim)) if session else (),
        )


def _exceptions_stand(ask: Ask, state: str) -> Iterable[Refusal]:
    """Exceptions name claims of this round that are to be decided, each once."""
    c = ask.command
    assert isinstance(c, Minutes)
    waiting = {claim.claim for claim in claims_in(ask.view, c.round) if claim.state == state}
    named = [change.claim for change in c.exceptions]
    wrong = {claim for claim in named if claim not in waiting or named.count(claim) > 1}
    if wrong:
        yield Refusal(
            "in-order",
            "the exceptions name claims that are not {state} in {round}, or name one twice: {wrong}",
            "name each claim to be decided otherwise once; look at the round again",
            "process §2 step 5",
            {"state": state, "round": c.round, "wrong": listed(wrong)},
        )


def _closing_date_has_passed(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, asked.ReviewRound | asked.ReviewByMeeting)
    round_ = ask.find(Round, c.round, "round")
    deadline = end_of(round_.closes, ask.unit.zone)
    if ask.at < deadline:
        yield Refusal(
            "in-order",
            "applications to {round} close at the end of {closes}",
            "hold the session on a later day",
            "process §2 step 5",
            {"round": c.round, "closes": round_.closes, "deadline": deadline.isoformat()},
        )
    yield from period_is_there(ask, round_, "review")
    yield from _exceptions_stand(ask, DECIDED)


def _review(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.ReviewRound | asked.ReviewByMeeting)
    body = sat(ask, f"round/{c.round}")
    yield body.said
    changes = _exceptions(c)
    votes = {matter.id: matter.votes for matter in ask.matters}
    standing = []
    round_ = ask.find(Round, c.round, "round")
    following = next_open(ask.view, round_)
    into = following.round if following else None
    for claim in claims_in(ask.view, c.round):
        if claim.state == "reviewed":
            standing.append(claim)
        if claim.state in NOT_IN_TIME:
            yield f"claim/{claim.claim}", claims.ClaimHeldOver(claim=claim.claim, round=c.round, into=into)
        if claim.state == DECIDED:
            vote = votes[f"claim/{claim.claim}"] or body.votes
            verdict = _verdict(ask, claim, changes.get(claim.claim), body, vote)
            yield f"claim/{claim.claim}", verdict
            if isinstance(verdict, claims.ClaimReviewed):
                standing.append(claim)
    course = ask.course(round_.cycle)
    if course.cadence("meeting") is None and course.cadence("publicity") is None:
        ask.moved("round", "reviewed", "round-not-posted", f"round {c.round}")
        yield from posted_without_publicity(round_, standing, ("meeting", "publicity"))


def _verdict(
    ask: Ask, claim: Claim, change: asked.Change | None, body: Sat, votes: Votes
) -> claims.ClaimReviewed | claims.ClaimRejected:
    if change is not None and change.reject:
        ask.moved("claim", claim.state, "claim-rejected", f"claim {claim.claim}")
        return _rejection(claim, body.stream, change, votes)
    ask.moved("claim", claim.state, "claim-reviewed", f"claim {claim.claim}")
    line = changed(claim.line, change) if change else claim.line
    return claims.ClaimReviewed(
        claim=claim.claim,
        session=body.id,
        line=line,
        worth=worth_of(ask.view, ask.scheme(claim.cycle), claim.member, line),
        reason=change.reason if change else None,
        favour=votes.favour,
        against=votes.against,
        abstained=votes.abstained,
        singly=_single(change),
    )


def _rejection(claim: Claim, held: str, change: asked.Change, votes: Votes | None = None) -> claims.ClaimRejected:
    """Told to the claimant alone, who may object for as long as a window of publicity runs from that day."""
    return claims.ClaimRejected(
        claim=claim.claim,
        held=held,
        reason=change.reason,
        favour=votes.favour if votes else (),
        against=votes.against if votes else (),
        abstained=votes.abstained if votes else (),
        singly=_single(change),
    )


def _single(change: asked.Change | None) -> claims.VotedSingly | None:
    return change.singly if isinstance(change, asked.MeetingException) else None


def _confirm_matters(ask: Ask) -> Iterable[Matter]:
    c = ask.command
    assert isinstance(c, asked.ConfirmRound)
    changes = _exceptions(c)
    for claim in claims_in(ask.view, c.round):
        change = changes.get(claim.claim)
        if claim.state == "reviewed":
            after = None if change is None or change.reject else changed(claim.line, change)
            yield Matter(f"claim/{claim.claim}", claim.member, claim.cycle, before=claim.line, after=after)


def _meeting_by_round(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, asked.ConfirmRound)
    round_ = ask.find(Round, c.round, "round")
    course = ask.course(round_.cycle)
    if course.cadence("meeting") is None:
        yield not_taken("meeting", "go on to publicity")
    elif not course.meets_before_posting:
        yield Refusal(
            "in-order",
            "this scheme's meeting comes by {cadence}, not by round",
            "go on to publicity; the meeting confirms later",
            "process §2 (profile)",
            {"cadence": course.profile.meeting, "round": c.round},
        )
    else:
        yield from period_is_there(ask, round_, "meeting")
    yield from _exceptions_stand(ask, "reviewed")


def _voted_singly(ask: Ask) -> Iterable[tuple[str, str, claims.VotedSingly]]:
    """The claims that the meeting voted on alone: matter, member, vote."""
    c = ask.command
    assert isinstance(c, asked.ConfirmRound | asked.ReviewByMeeting)
    votes = {f"claim/{change.claim}": change.singly for change in c.exceptions}
    for matter in ask.matters:
        vote = votes.get(matter.id)
        if vote is not None and matter.member is not None:
            yield matter.id, matter.member, vote


def _stood_back(ask: Ask) -> Iterable[Refusal]:
    """At a meeting everybody votes on the round as a whole; on a claim that is voted singly, not those concerned."""
    for matter, member, vote in _voted_singly(ask):
        yield from singly(ask, matter, member, vote)


def _carried(ask: Ask) -> Iterable[Refusal]:
    """The count on the whole, and that of each claim that was voted singly."""
    yield from quorum(ask)
    for matter, _, vote in _voted_singly(ask):
        yield from majority(ask, matter, vote)


def _confirm(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.ConfirmRound)
    meeting, minutes = held_meeting(ask, f"round/{c.round}")
    yield minutes
    changes = _exceptions(c)
    standing = []
    for claim in claims_in(ask.view, c.round):
        if claim.state != "reviewed":
            continue
        change = changes.get(claim.claim)
        if change is not None and change.reject:
            ask.moved("claim", claim.state, "claim-not-confirmed", f"claim {claim.claim}")
            yield f"claim/{claim.claim}", _rejection(claim, f"meeting/{meeting}", change)
            continue
        ask.moved("claim", claim.state, "claim-confirmed", f"claim {claim.claim}")
        line = changed(claim.line, change) if change else claim.line
        worth = worth_of(ask.view, ask.scheme(claim.cycle), claim.member, line)
        yield (
            f"claim/{claim.claim}",
            claims.ClaimConfirmed(claim=claim.claim, meeting=meeting, line=line, worth=worth, singly=_single(change)),
        )
        standing.append(claim)
    round_ = ask.find(Round, c.round, "round")
    if ask.course(round_.cycle).cadence("publicity") is None:
        ask.moved("round", "confirmed", "round-not-posted", f"round {c.round}")
        yield from posted_without_publicity(round_, standing, ("publicity",))


def _rounds_are_posted(ask: Ask) -> Iterable[Refusal]:
    """Where the meeting comes after the posting: once every round of the cycle has been through publicity."""
    c = ask.command
    assert isinstance(c, asked.ConfirmYear)
    cycle = ask.cycle(c.cycle)
    if cycle.state != "open":
        yield Refusal("in-order", "the cycle is {state}", "open the cycle first", "process §2", {"state": cycle.state})
        return
    course = ask.course(c.cycle)
    if course.cadence("meeting") is None:
        yield not_taken("meeting", "go on to the grades")
        return
    if not course.confirms_year:
        yield Refusal(
            "in-order",
            "this scheme's meeting comes by {cadence}, before the posting",
            "confirm each round of {cycle} in the meeting",
            "process §2 (profile)",
            {"cadence": course.profile.meeting, "cycle": c.cycle},
        )
    early = [key for key in cycle.rounds if ask.find(Round, key, "round").state in BEFORE_THE_REGISTER]
    spans = expected_rounds(cycle.starts, cycle.ends, course.profile.round)
    early += [f"{first} – {last}" for first, last in spans[len(cycle.rounds) :]]
    if early:
        yield Refusal(
            "in-order",
            "the year's points can't be confirmed yet: rounds not through publicity: {early}",
            "bring every round of {cycle} through publicity first",
            "process §2 step 6",
            {"cycle": c.cycle, "early": ", ".join(early)},
        )


def _confirm_year(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.ConfirmYear)
    _, minutes = held_meeting(ask, f"cycle/{c.cycle}")
    yield minutes


DEEDS: Mapping[str, Deed] = {
    "session.review": Deed(
        about("round", Round, "round", "round"),
        _review,
        _review_matters,
        {"in-order": _closing_date_has_passed, "who-may": committee_sits},
    ),
    "meeting.review": Deed(
        about("round", Round, "round", "round"),
        _review,
        _review_matters,
        {"in-order": _closing_date_has_passed, "who-may": meeting_sits, "own-claim": _stood_back, "quorum": _carried},
    ),
    "meeting.confirm": Deed(
        about("round", Round, "round", "round"),
        _confirm,
        _confirm_matters,
        {"in-order": _meeting_by_round, "own-claim": _stood_back, "quorum": _carried},
    ),
    "meeting.confirm-year": Deed(
        about("cycle", Cycle, "cycle", "cycle"), _confirm_year, policies={"in-order": _rounds_are_posted}
    ),
}
