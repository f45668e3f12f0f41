"""Objections, appeals and what goes with them, as they are given at this door; the table goes on in `verbs`."""

from cli.speech import N_
from cli.verb import Verb

OBJECTIONS = (
    Verb(
        "objection.lodge",
        N_("Object within the window to a claim, a rejection, an omission, a veto or a grade."),
        "jifen --as M12 objection lodge claim/2026Q1-003 --text '三月的学习我参加了，签到表可查'",
        ("about",),
        {
            "ground": N_("What is objected to."),
            "text": N_("What is objected, and why; sealed."),
            "objector": N_("Who objects, where the office enters it for them; sealed."),
            "item": N_("For an omission: the item of the line that should be there."),
            "on": N_("For an omission: the day of the line that should be there."),
        },
    ),
    Verb(
        "objection.admit",
        N_("Admit an objection: it will be answered."),
        "jifen --as M01 objection admit O001",
        ("objection",),
    ),
    Verb(
        "objection.refuse",
        N_("Refuse to admit an objection, with a reason."),
        "jifen --as M01 objection refuse O001 --reason '匿名反映，按线索处理'",
        ("objection",),
    ),
    Verb(
        "objection.answer",
        N_("Enter the session's answer to an objection."),
        "jifen --as M02 objection answer O001 --upheld --points 33 --present M01,M02,M03 "
        "--favour M01,M02,M03 --reason '签到表属实'",
        ("objection",),
    ),
    Verb(
        "objection.tell",
        N_("Record that the objector was told what became of it: from this day the time to appeal runs."),
        "jifen --as M02 objection tell O001 --form written",
        ("objection",),
        {"form": N_("How the objector was told.")},
    ),
    Verb(
        "objection.announce",
        N_("Record what was announced of answered objections at a meeting held since."),
        "jifen --as M02 objection announce G003 --objections O001,O002",
        ("meeting",),
    ),
    Verb(
        "objection.end",
        N_("End an objection that nobody took further in time."),
        "jifen --as M01 objection end O001",
        ("objection",),
    ),
    Verb(
        "claim.tell",
        N_("Record that the claimant was told that a claim was not accepted, or struck: the time to object runs."),
        "jifen --as M02 claim tell 2026Q1-007",
        ("claim",),
        {"form": N_("How the claimant was told.")},
    ),
    Verb(
        "strike.appeal",
        N_("Take a strike of one's own claim to the upper unit, within the days after being told."),
        "jifen --as M05 strike appeal 2026Q1-003 --text '签到表已补正'",
        ("claim",),
        {
            "text": N_("Why; sealed."),
            "objector": N_("The claimant, where the office enters it for them; sealed."),
        },
    ),
    Verb(
        "complaint.lodge",
        N_("Object straight to the upper unit, in its ledger: in time, late, or as a late appeal."),
        "jifen --unit P01 --as M06 complaint lodge claim/2026Q1-003 --branch B01 --member M05 --text '签到表不实'",
        ("about",),
        {
            "branch": N_("The branch whose matter it is."),
            "member": N_("The member whom it concerns."),
            "text": N_("What is objected, and why; sealed."),
            "objector": N_("Who objects, where the office enters it for them; sealed."),
            "item": N_("For an omission: the item of the line that should be there."),
            "on": N_("For an omission: the day of the line that should be there."),
        },
    ),
    Verb(
        "complaint.admit",
        N_("Admit it; a late one with the reason. The branch holds the matter from the receipt."),
        "jifen --unit P01 --as U1 complaint admit K001 --reason '当事人住院，逾期有正当理由'",
        ("complaint",),
    ),
    Verb(
        "complaint.refuse",
        N_("Don't admit what was lodged with the upper unit, with a reason."),
        "jifen --unit P01 --as U1 complaint refuse K001 --reason '无新的事实'",
        ("complaint",),
    ),
    Verb(
        "complaint.decide",
        N_("Decide what was lodged with the upper unit: it ends the matter."),
        "jifen --unit P01 --as U1 complaint decide K001 --upheld --points 30 --reason '查明属实'",
        ("complaint",),
    ),
    Verb(
        "lead.record",
        N_("Record anonymous word as a lead: it is looked into, and holds nothing back."),
        "jifen --as M02 lead record --text '有人反映签到表不实'",
        words={"text": N_("What was said, and about whom; sealed.")},
    ),
    Verb(
        "lead.close",
        N_("Say what looking into a lead came to."),
        "jifen --as M01 lead close N001 --outcome nothing --note '经核实不属实'",
        ("lead",),
        {"outcome": N_("Nothing in it; taken up by its own step; passed on to who is competent.")},
    ),
    Verb(
        "appeal.lodge",
        N_("Take an answered objection to the upper unit, once."),
        "jifen --as M14 appeal lodge O001 --text '请上级再核'",
        ("objection",),
        {"text": N_("Why; sealed.")},
    ),
    Verb(
        "appeal.decide",
        N_("Decide an appeal, in the upper unit's ledger: it ends the matter."),
        "jifen --unit P01 --as U2 appeal decide --from B01 --objection O001 --dismissed --reason '维持原结论'",
    ),
)
