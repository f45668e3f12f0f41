"""What a field means wherever it stands, for the help of every command that has it.

`cli/verbs.py` explains a field in its own way where a command needs that.
"""

from collections.abc import Mapping

from cli.speech import N_

# What a field means, in whichever command it stands.
WORDS: Mapping[str, str] = {
    "about": N_("What about: claim/…, veto/… or grading/CYCLE/MEMBER."),
    "abstained": N_("Who abstained."),
    "against": N_("Who voted against."),
    "ballots": N_("How many ballots were cast."),
    "body": N_("Who decides."),
    "category": N_("The scheme's category."),
    "claim": N_("The claim's id, such as 2026Q1-003."),
    "code": N_("The scheme's id for it."),
    "committee": N_("The committee's members."),
    "contact": N_("To whom objections go."),
    "cycle": N_("The cycle, such as 2026."),
    "department": N_("The department."),
    "done": N_("Whether it was done."),
    "ends": N_("Last day."),
    "entitled": N_("How many may vote."),
    "evaluation": N_("The evaluation's id, such as E01-2026."),
    "evidence": N_("A kind of evidence, and the paper's SHA-256 or file; as often as needed."),
    "favour": N_("Who voted in favour."),
    "filing": N_("The filing's id, such as F001."),
    "findings": N_("What was found, by id."),
    "form": N_("In writing, or entered by the office from word of mouth."),
    "grade": N_("The grade, by the scheme's id."),
    "group": N_("The party group."),
    "inclusion": N_("Whether points are kept, or only evaluations, or nothing."),
    "item": N_("The scheme's item, such as daily.study."),
    "kin": N_("The other person."),
    "level": N_("A row of the item's table of levels."),
    "matter": N_("What it belongs to, where one matter counts once."),
    "member": N_("The member's id."),
    "name": N_("The name behind the id, for the directory; never in the log."),
    "no_committee": N_("A branch without a committee: the meeting takes its part."),
    "note": N_("A note; sealed."),
    "objection": N_("The objection's id, such as O001."),
    "on": N_("The day of the matter."),
    "parent": N_("The unit above."),
    "person": N_("The person's id."),
    "place": N_("Where it is posted."),
    "points": N_("The points, with at most two places; a deduction's size without a sign."),
    "present": N_("Who was present."),
    "proof": N_("The posting's picture: its SHA-256, or the file."),
    "quantity": N_("A measured quantity, such as hours."),
    "reason": N_("Why; sealed."),
    "role": N_("The post."),
    "round": N_("The round, such as 2026Q1."),
    "sandbox": N_("For drills: it takes a time with each command, for ever, and is never filed to an ordinary one."),
    "sanction": N_("The sanction's id."),
    "scheme": N_("The scheme's digest."),
    "sheet": N_("The signed sheet: its SHA-256, or the file."),
    "since": N_("From this day on."),
    "source": N_("Where it comes from."),
    "standing": N_("The member's standing."),
    "starts": N_("First day."),
    "statement": N_("What the member said; sealed."),
    "strike": N_("Strike the claim."),
    "tellers": N_("Who counts."),
    "times": N_("How often it happened."),
    "total": N_("The year's total."),
    "under_watch": N_("Under sanction without a vote."),
    "until": N_("Last day."),
    "upheld": N_("Whether it is right."),
    "veto": N_("The veto's id, such as V01-2026."),
    "window": N_("The window's id, such as W001."),
    "year": N_("The year."),
    "zone": N_("The time zone of its days."),
}

# The same fields where they hold counts instead of names.
COUNTS: Mapping[str, str] = {
    "abstained": N_("How many abstained."),
    "against": N_("How many voted against."),
    "favour": N_("How many voted in favour."),
    "present": N_("How many were present."),
}
