"""Who may ask for what: "Who may do what" of spec/process.md §4, letter by letter.

M member, L group leader, R recorder, D department head, B committee, S secretary, G meeting (its minutes are
entered by R or S), U the unit above, in its own ledger; * anyone; T the person concerned alone; d the deputy,
who takes what the recorder is conflicted on; b a committee member in person; 2 the second signer whom the
meeting named.
"""

from datetime import date

from tests.oracle.world import World

WHO = {
    # file or withdraw own claim M; register, observe, enter from paper R; sign D
    "claim.apply": "M",
    "claim.nothing": "M",
    "claim.withdraw": "T",
    "claim.amend": "T",
    "claim.sign": "D",
    "claim.enter": "Rd",
    "claim.observe": "Rd",
    "claim.register": "Rd",
    "claim.return": "Rd",
    # review, answer, decide veto, open publicity B; minutes R, S; confirm, grade G.
    # A session's decision is entered as its minutes: by R or S (§10 Votes).
    "session.review": "G",
    "claim.supplement": "G",
    "objection.answer": "G",
    "veto.decide": "G",
    "meeting.confirm": "G",
    "meeting.confirm-year": "G",
    "grade.confirm": "G",
    "scheme.adopt": "G",
    "objection.admit": "B",
    "objection.refuse": "B",
    "objection.tell": "BR",
    "publicity.open": "B",
    "grade.propose": "B",
    "scheme.propose": "B",
    # object and appeal M and the public by name; propose veto B, R, U
    "objection.lodge": "*",
    "appeal.lodge": "T",
    "veto.propose": "BR",
    # appoint, delegate, open cycles and rounds, enrol, change standing, record calendars, tallies, notices B or S
    "cycle.plan": "BS",
    "cycle.open": "BS",
    "round.open": "BS",
    "member.enrol": "BS",
    "member.change": "BS",
    "member.history": "BS",
    "role.appoint": "BS",
    "role.end": "BS",
    "evaluation.open": "BS",
    "evaluation.tally": "BS",
    "evaluation.take-part": "BS",
    "evaluation.opinion": "B",
    "sanction.record": "BS",
    "sanction.lift": "BS",
    # file S + second signer (a committee member, or named by the meeting: §2 step 8)
    "filing.file": "S",
    "filing.countersign": "b2",
    "activity.sign-in": "R",
    "calendar.record": "BS",
    "cycle.close": "BS",
    "delegation.grant": "BS",
    "delegation.end": "BS",
    "member.leave": "BS",
    "member.kin": "M",
    "role.hand-over": "BS",
    "transfer.request": "S",
    "transfer.accept": "S",
    "transfer.refuse": "S",
    # the meeting's minutes, where it takes the committee's part, and sittings that decided nothing (流会)
    "meeting.review": "",  # "G where there is none": nobody's, in a branch with a committee
    "meeting.supplement": "",
    "meeting.answer": "",
    "meeting.decide-veto": "",
    "meeting.record-lapse": "G",
    "session.record-lapse": "G",
    "objection.announce": "G",
    "grade.revise": "B",
    "member.away": "BS",
    "outcome.follow-up": "BS",
    "outcome.done": "BS",
    "grade.comment": "S",
    "claim.forward": "L",  # collect and forward L
    "claim.supply": "D",  # sign, supply facts D
    "complaint.lodge": "*",
    "complaint.admit": "U",
    "complaint.refuse": "U",
    "complaint.decide": "U",
    "member.return": "BS",
    "matter.refer": "G",
    "lead.record": "BRd",
    "lead.close": "B",
    "claim.tell": "BRd",
    "claim.correct": "BR",
    "order.answer": "BS",
    "strike.appeal": "T",
    "check.spot": "U",
    "order.accept": "U",
    "order.decline": "U",
    "referral.decide": "U",
    "window.witness": "U",
    "unit.found": "U",
    # acknowledge, return, verify, strike U; decide appeal U; approve scheme U; settle grades U
    "filing.acknowledge": "U",
    "filing.return": "U",
    "check.record": "U",
    "appeal.decide": "U",
    "scheme.approve": "U",
    "scheme.refuse": "U",
    "grade.settle": "U",
    # anyone, or a timer, may have the clock recorded; what closes by deadline closes by whoever asks (§10 Days)
    "clock.tick": "*",
    "publicity.close": "*",
    "objection.end": "*",
    "receipt.take": "*",
    # the hearing goes before the recorder's registration and before the session's decision (§2 step 4, §3 Veto)
    "hearing.invite": "BRdS",
    "hearing.hold": "BRdS",
}

# On these the document doesn't say who: their own room's tests do.
SILENT = {
    "keys.register": "personal keys are the ledger's specification, which names no post",
    "keys.revoke": "as above",
    "keys.rotate": "as above",
    "keys.withdraw": "as above",
    "fork.record": "as above: two histories of one branch",
    "ledger.recover": "as above: a tail that was lost",
    "member.forget": "the process names no post for forgetting",
}

LETTERS = {
    "R": ("recorder",),
    "d": ("deputy-recorder",),
    "L": ("group-leader",),
    "D": ("department-head",),
    "B": ("committee", "secretary"),  # 书记 is one of the 支委
    "b": ("committee",),
    "S": ("secretary",),
    "G": ("recorder", "secretary"),
    "2": ("second-signer",),
}


def holds(world: World, letters: str, person: str, day: date) -> bool:
    """Whether the person has one of these letters on this day, in this unit."""
    if "*" in letters or ("M" in letters and world.is_member(person, day)):
        return True
    if "U" in letters and person in world.above:
        return True
    return any(world.holds(person, day, *LETTERS.get(letter, ())) for letter in letters)


def bars_deputy(world: World, person: str, member: str | None, day: date) -> bool:
    """The deputy registers what the recorder is conflicted on, and nothing else (§4 own-claim, §10 Who else)."""
    if not world.holds(person, day, "deputy-recorder") or world.holds(person, day, "recorder"):
        return False
    recorders = world.holders("recorder", day)
    return member is None or not recorders or not all(world.conflicted(r, member) for r in recorders)
