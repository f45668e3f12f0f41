"""Telling the claimant what was not accepted or struck; and the claimant's appeal against a strike.

Source: spec/process.md §3 Claim, §10 Objections, Who else (after 核查取消).
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.events.claim import ClaimTold
from ledger.events.objection import AppealLodged, ObjectionLodged
from workflow.ask import Ask, Deed, Emit, Matter, Subject
from workflow.commands.objection import AppealStrike, TellClaimant
from workflow.decide.objection import OFFICE, next_id
from workflow.guards import timing
from workflow.state.claim import STRIKE, Claim
from workflow.state.contest import contest
from workflow.state.objection import Objection

CLAUSE = "process §10 Objections"


def _claim(ask: Ask) -> Claim:
    return ask.find(Claim, str(getattr(ask.command, "claim")), "claim")  # noqa: B009


def _tell_subject(ask: Ask) -> Subject:
    claim = _claim(ask)
    return Subject("claim", claim.claim, claim.state, "strike-told" if claim.state == "struck" else "rejection-told")


def _matter(ask: Ask) -> Iterable[Matter]:
    claim = _claim(ask)
    return (Matter(f"claim/{claim.claim}", claim.member, claim.cycle),)


def _not_told_yet(ask: Ask) -> Iterable[Refusal]:
    claim = _claim(ask)
    if claim.objectable_until is not None:
        yield Refusal(
            "in-order",
            "the claimant of {claim} has been told; the time runs until {until}",
            "nothing more is to be done",
            CLAUSE,
            {"claim": claim.claim, "until": claim.objectable_until.isoformat()},
        )


def _tell(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, TellClaimant)
    claim = _claim(ask)
    profile = ask.scheme(claim.cycle).profile
    if claim.state == "struck":
        term = ask.term(profile.appeal_days, profile.appeal_days_kind)
    else:
        term = ask.term(profile.objection_days, profile.publicity_days_kind)
    yield (
        f"claim/{c.claim}",
        ClaimTold(
            claim=c.claim,
            on=ask.today,
            form=c.form,
            objectable_until=term.deadline,
            without_calendar=term.without_calendar,
        ),
    )


def _appeal_subject(ask: Ask) -> Subject:
    _claim(ask)
    return Subject("objection", next_id(ask), "")


def _in_time(ask: Ask) -> Iterable[Refusal]:
    until = _claim(ask).objectable_until
    if until is not None:
        yield from timing.still_open(ask, until, f"the time to appeal on {_claim(ask).claim}")


def _is_struck(ask: Ask) -> Iterable[Refusal]:
    """It stands struck, by no decision on an appeal, and no appeal against it runs."""
    claim = _claim(ask)
    ended = (claim.struck_by_order or "").startswith("appeal/") or contest(ask.view, f"claim/{claim.claim}").open
    if claim.state != "struck" or ended:
        yield Refusal(
            "in-order",
            "{claim} is {state} by {order}: there is no strike to appeal against",
            "an appeal is against a strike by the verification or by an answered objection, once",
            CLAUSE,
            {"claim": claim.claim, "state": claim.state, "order": claim.struck_by_order or "–"},
        )


def _the_claimant(ask: Ask) -> Iterable[Refusal]:
    claim = _claim(ask)
    office = OFFICE & ask.posts.roles(ask.principal, ask.today)
    if ask.objector != claim.member or (ask.principal != claim.member and not office):
        yield Refusal(
            "who-may",
            "only the claimant may appeal against the strike of {claim}",
            "the claimant appeals, or has the office enter it",
            CLAUSE,
            {"claim": claim.claim},
        )


def _appeal(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, AppealStrike)
    assert c.objector is not None
    claim, objection = _claim(ask), next_id(ask)
    profile = ask.scheme(claim.cycle).profile
    term = ask.term(profile.reply_days, profile.reply_days_kind)
    yield (
        f"objection/{objection}",
        ObjectionLodged(
            objection=objection,
            about=f"claim/{claim.claim}",
            ground=STRIKE,
            cycle=claim.cycle,
            member=claim.member,
            objector=c.objector,
            tag=ask.tag,
            text=c.text,
            form="written",
            answer_by=term.until,
            deadline=term.deadline,
            without_calendar=term.without_calendar,
        ),
    )
    yield (
        f"objection/{objection}",
        AppealLodged(
            objection=objection,
            about=f"claim/{claim.claim}",
            member=claim.member,
            decided_by=struck_by(ask, claim),
            concerned=tuple(sorted(ask.conflicted(claim.member))),
            line=claim.line,
            text=c.text,
        ),
    )


def struck_by(ask: Ask, claim: Claim) -> tuple[str, ...]:
    """Who decided the strike: who verified above, or the session that answered the objection."""
    kind, _, key = (claim.struck_by_order or "").partition("/")
    answered = ask.view.find(Objection, key) if kind == "objection" else None
    return tuple(sorted(set(answered.decided_by if answered else claim.struck_by)))


DEEDS: Mapping[str, Deed] = {
    "claim.tell": Deed(_tell_subject, _tell, _matter, {"in-order": _not_told_yet}),
    "strike.appeal": Deed(
        _appeal_subject,
        _appeal,
        policies={"who-may": _the_claimant, "in-window": _in_time, "in-order": _is_struck},
    ),
}
