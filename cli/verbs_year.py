"""A year's end as it is given at this door: evaluations, grades, filings and more; the table goes on in `verbs`."""

from cli.speech import N_
from cli.verb import Verb

YEAR = (
    # 9, 10: evaluation and grades
    Verb(
        "evaluation.open",
        N_("Open an evaluation with its tellers."),
        "jifen --as M01 evaluation open --cycle 2026 --code review --on 2026-12-31 --tellers M08,M10",
        words={
            "code": N_("The scheme's evaluation id."),
            "on": N_("The day that says which round of it."),
            "representatives": N_("The mass representatives who take part, where the scheme has them."),
        },
    ),
    Verb(
        "evaluation.take-part",
        N_("Record that self-evaluation or mutual evaluation took place: who took part, nothing of what was said."),
        "jifen --as M01 evaluation take-part E01-2026 --part self --present M01,M02,M03",
        ("evaluation",),
        {
            "part": N_("self: members on themselves; mutual: members on each other."),
            "present": N_("Who took part."),
        },
    ),
    Verb(
        "evaluation.opinion",
        N_("Give the committee's opinion on a member, after the ballots are counted."),
        "jifen --as M01 evaluation opinion E01-2026 M05 --text '...'",
        ("evaluation", "member"),
        {"text": N_("The opinion.")},
    ),
    Verb(
        "evaluation.tally",
        N_("Enter the tallies of an evaluation: never who voted what."),
        "jifen --as M01 evaluation tally E01-2026 --ballots 20 --tellers M08,M10 --results tallies.csv",
        ("evaluation",),
    ),
    Verb(
        "grade.propose",
        N_("Have the grades of a cycle computed, and propose them."),
        "jifen --as M01 grade propose 2026",
        ("cycle",),
        {"departures": N_("Another grade than the computed one, where the scheme gives leave; - for none.")},
    ),
    Verb(
        "grade.confirm",
        N_("Enter the members' meeting on the proposed grades."),
        "jifen --as M02 grade confirm 2026 --entitled 18 --present 18 --favour 17 --abstained 1",
        ("cycle",),
        {"departures": N_("The vote on one departure that was proposed; as often as needed.")},
    ),
    Verb(
        "grade.revise",
        N_("Change confirmed grades by what was decided since; published again and listed in the next filing."),
        "jifen --as M01 grade revise 2026 --order sanction/S01-2026",
        ("cycle",),
        {
            "order": N_(
                "By what: sanction/…, objection/…, order/…, member/…, check/UNIT/POSITION or appeal/UNIT/POSITION."
            )
        },
    ),
    Verb(
        "grade.comment",
        N_("Comment on a member's year, or on the branch's (书记点评)."),
        "jifen --as M01 grade comment 2026 --member M05 --text '学习进步明显'",
        ("cycle",),
        {"text": N_("The comment; sealed.")},
    ),
    Verb(
        "outcome.follow-up",
        N_("Plan what is done about an outcome of a member's year (结果运用)."),
        "jifen --as M01 outcome follow-up 2026 M05 rectify-talk --measure talk --person M01 --until 2027-03-31",
        ("cycle", "member", "outcome"),
        {"person": N_("Who sees to it."), "until": N_("By which day.")},
    ),
    Verb(
        "outcome.done",
        N_("Record that a follow-up was done."),
        "jifen --as M01 outcome done N01-2026 --on 2027-03-20",
        ("follow_up",),
        {"on": N_("The day on which it was done.")},
    ),
    Verb(
        "grade.settle",
        N_("Settle a branch's grades, in the upper unit's ledger, where the scheme says so."),
        "jifen --unit P01 --as U1 grade settle --from B01 --filing F005",
    ),
    # 11: verify; what crosses ledgers; the clock
    Verb(
        "check.record",
        N_("Record the verification of a branch's filing, in the upper unit's ledger."),
        "jifen --unit P01 --as U2 check record --from B01 --filing F001 --strike 2026Q1-007",
        words={"strike": N_("Claims that the verification cancels, with commas between them.")},
    ),
    Verb(
        "check.spot",
        N_("Record a spot check, with an order to mend where something must be; in the upper unit's ledger."),
        "jifen --unit P01 --as U2 check spot --branch B01 --cycle 2026 --subject round/2026Q1",
        words={
            "subject": N_("What was looked at: claim/…, round/…, grading/… or cycle/…."),
            "strike": N_("Claims that the verification cancels, with commas between them."),
            "until": N_("The day by which the order is answered."),
        },
    ),
    Verb(
        "order.answer",
        N_("Answer an order to mend: what was done."),
        "jifen --as M01 order answer K001 --text '已补记并公示'",
        ("order",),
        {"text": N_("What was done; sealed.")},
    ),
    Verb(
        "order.accept",
        N_("Accept what a branch mended, in the upper unit's ledger."),
        "jifen --unit P01 --as U2 order accept --from B01 --order K001",
    ),
    Verb(
        "order.decline",
        N_("Have a branch mend it again, in the upper unit's ledger."),
        "jifen --unit P01 --as U2 order decline --from B01 --order K001 --reason '未公示'",
    ),
    Verb(
        "claim.correct",
        N_("Give a claim on record other figures, because an order to mend says so."),
        "jifen --as M02 claim correct 2026Q1-003 --order K001 --points 25 --reason '重复计分'",
        ("claim",),
    ),
)
