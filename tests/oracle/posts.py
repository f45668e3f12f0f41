"""Who may ask for what: "Who may do what" of spec/process.md §4, letter by letter.

M member, L group leader, R recorder, D department head, B committee, S secretary, G meeting (its minutes are
entered by R or S), U the unit above, in its own ledger; * anyone; T the person concerned alone; d the deputy,
who takes what the recorder is conflicted on; b a committee member in person; 2 the second signer whom the
meeting named. A: the inspector (督查员) of the unit above, who verifies for it: §1 names the post, §2 step 11 the work.
"""

from datetime import date

from tests.oracle.world import World

WHO = {
    # file or withdraw own claim M; register, observe, enter from paper R; sign D
    "claim.apply": "M",
    "claim.nothing": "M",
    "claim.withdraw": "T",
    "claim.amend": "TRd",  # see claims.amend: by whoever's word it was
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
    "veto.request": "U",
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
    "evaluation.take-part": "BS",
    "evaluation.opinion": "B2",  # the committee; or whom the meeting named beside the secretary (不设支委会)
    "evaluation.tally": "BSt",  # and the tellers, who counted
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
    "grade.comment": "BS",
    "claim.forward": "L",  # collect and forward L
    "claim.supply": "D",  # sign, supply facts D
    "complaint.lodge": "*",
    "complaint.admit": "U",
    "complaint.refuse": "U",
    "complaint.decide": "U",
    "member.return": "BS",
    "matter.refer": "G",
    "lead.record": "BRd",
    # What looking into a lead came to is entered by who may record one, or by the committee.
    "lead.close": "BR",
    "claim.tell": "BRd",
    "claim.correct": "BR",
    "order.answer": "BS",
    "strike.appeal": "T",
    "check.spot": "UA",
    "order.accept": "UA",
    "order.decline": "UA",
    "referral.decide": "U",
    "window.witness": "U",
    "unit.found": "U",
    # acknowledge, return, verify, strike U; decide appeal U; approve scheme U; settle grades U
    "filing.acknowledge": "U",
    "filing.return": "U",
    "check.record": "UA",
    "filing.pass-on": "U",
    "appeal.decide": "U",
    "scheme.approve": "U",
    "scheme.refuse": "U",
    "grade.settle": "U",
    # anyone, or a timer, may have the clock recorded; what closes by deadline closes by whoever asks (§10 Days)
    "clock.tick": "*",
    "publicity.close": "*",
    "objection.end": "*",
    "receipt.take": "*",
    # Keys are revoked "by the upper unit's event when stolen" (ledger §2); a branch's own log key is the branch's.
    "keys.withdraw": "U",
    "keys.rotate": "BS",
    # Two histories are refused above, and kept as evidence (ledger §2): the filing's other side, or the inspection's.
    "fork.record": "UA",
    # "backup, migrate, rebuild O"; the event that says so may be the secretary's, who files.
    "ledger.recover": "OS",
    # People's records are the committee's and the secretary's (enrol, change standing).
    "member.forget": "BS",
    # the hearing goes before the recorder's registration and before the session's decision (§2 step 4, §3 Veto)
    "hearing.invite": "BRdS",
    "hearing.hold": "BRdS",
}

LETTERS = {
    "R": ("recorder",),
    "d": ("deputy-recorder",),
    "L": ("group-leader",),
    "D": ("department-head",),
    "B": ("committee", "secretary"),  # 书记 is one of the 支委
    "b": ("committee",),
    "S": ("secretary",),
    "O": ("operator",),
    "t": ("teller",),
    "G": ("recorder", "secretary"),
    "2": ("second-signer",),
}


def holds(world: World, letters: str, person: str, day: date) -> bool:
    """Whether the person has one of these letters on this day, in this unit."""
    if "*" in letters or ("M" in letters and world.is_member(person, day)):
        return True
    if ("U" in letters and person in world.above) or ("A" in letters and person in world.inspectors):
        return True
    return any(world.holds(person, day, *LETTERS.get(letter, ())) for letter in letters)


def bars_deputy(world: World, person: str, member: str | None, day: date) -> bool:
    """The deputy registers what the recorder is conflicted on, and nothing else (§4 own-claim, §10 Who else)."""
    if not world.holds(person, day, "deputy-recorder") or world.holds(person, day, "recorder"):
        return False
    recorders = world.holders("recorder", day)
    return member is None or not recorders or not all(world.conflicted(r, member) for r in recorders)
