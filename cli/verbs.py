"""Every command that changes a ledger, as it is given at this door: its help, its words, an example.

The fields are those of the command's class; here stands only what a person needs besides. `docs/reference/cli.md`
is written from this table.
"""

from collections.abc import Mapping

from cli import people, signing
from cli.speech import N_
from cli.verb import Verb
from cli.verbs_objection import OBJECTIONS
from cli.verbs_year import YEAR

_VERBS = (
    *people.VERBS,
    *signing.VERBS,
    # 1, 2: the rules and the cycle
    Verb(
        "cycle.plan",
        N_("Plan a cycle: one branch, one year."),
        "jifen --as M01 cycle plan 2026 --starts 2026-01-01 --ends 2026-12-31",
        ("cycle",),
        {"cycle": N_("The id that the cycle gets, such as 2026.")},
    ),
    Verb(
        "scheme.propose",
        N_("Propose a scheme: the whole document, as it will hold."),
        "jifen --as M01 scheme propose pipeline.toml",
        ("text",),
        {"text": N_("The scheme's document (TOML); - reads standard input.")},
    ),
    Verb(
        "scheme.adopt",
        N_("Enter the minutes of the meeting that discussed a scheme."),
        "jifen --as M02 scheme adopt DIGEST --entitled 18 --present 17 --favour 16 --against 1",
        ("scheme",),
    ),
    Verb(
        "scheme.approve",
        N_("Approve a branch's scheme, in the upper unit's ledger."),
        "jifen --unit P01 --as U1 scheme approve --from B01",
    ),
    Verb(
        "scheme.refuse",
        N_("Refuse a branch's scheme, in the upper unit's ledger."),
        "jifen --unit P01 --as U1 scheme refuse --from B01 --reason '缺少扣分上限'",
    ),
    Verb(
        "cycle.open",
        N_("Open a cycle under an approved scheme, which it pins."),
        "jifen --as M01 cycle open 2026 --scheme DIGEST",
        ("cycle",),
    ),
    Verb(
        "cycle.close",
        N_("Close a cycle once its year is verified."),
        "jifen --as M01 cycle close 2026",
        ("cycle",),
    ),
    # 3: apply
    Verb(
        "round.open",
        N_("Open a round of a cycle for applications."),
        "jifen --as M01 round open 2026Q1 --cycle 2026 --starts 2026-01-01 --ends 2026-03-31 --closes 2026-03-28",
        ("round",),
        {"round": N_("The id that the round gets, such as 2026Q1."), "closes": N_("Last day for applications.")},
    ),
    Verb(
        "claim.apply",
        N_("Apply for points: one line under one item."),
        "jifen --as M05 claim apply --item daily.study --on 2026-03-20 --points 30 --evidence sign-in",
    ),
    Verb(
        "claim.enter",
        N_("Enter a member's application from signed paper, or a report by others."),
        "jifen --as M02 claim enter M05 --item daily.study --on 2026-03-20 --points 30 --evidence paper:scan.pdf",
        ("member",),
        {"source": N_("Where it comes from.")},
    ),
    Verb(
        "claim.supply",
        N_("Supply facts as a department: a line for a member, which the recorder then registers."),
        "jifen --as M06 claim supply M05 --item bonus.commendation --on 2026-03-20 --level group --evidence notice",
        ("member",),
    ),
    Verb(
        "claim.forward",
        N_("Collect and forward the claims of one's party group, as its leader."),
        "jifen --as M07 claim forward 2026Q1-003,2026Q1-004",
        ("claims",),
    ),
    Verb(
        "claim.observe",
        N_("Enter what the recorder observed: it stands registered."),
        "jifen --as M02 claim observe M05 --item daily.study --on 2026-03-20 --points 33",
        ("member",),
    ),
    Verb(
        "activity.sign-in",
        N_("Enter an activity's signed sheet: one claim for each member on it, all of them or none."),
        "jifen --as M02 activity sign-in --item heart.activity --on 2026-03-20 --matter volunteering-03 "
        "--sheet sheet.jpg --members M05,M06,M07",
    ),
    Verb(
        "claim.amend",
        N_("Amend a returned claim, the whole line as it should read, and apply again."),
        "jifen --as M05 claim amend 2026Q1-003 --item daily.study --on 2026-03-20 --points 30 --evidence notes",
        ("claim",),
    ),
    Verb(
        "claim.nothing",
        N_("Say that there is nothing to claim in this round."),
        "jifen --as M05 claim nothing 2026Q1",
        ("round",),
    ),
    Verb(
        "claim.withdraw",
        N_("Withdraw a claim of one's own, until the review."),
        "jifen --as M05 claim withdraw 2026Q1-003",
        ("claim",),
    ),
    Verb(
        "claim.sign",
        N_("Sign as department head: done or not, and how well."),
        "jifen --as M06 claim sign 2026Q1-003 --note '完成，质量良好'",
        ("claim",),
        {"note": N_("How well; sealed.")},
    ),
    # 4: register
    Verb(
        "claim.register",
        N_("Register a claim that was applied for."),
        "jifen --as M02 claim register 2026Q1-003",
        ("claim",),
    ),
    Verb(
        "claim.return",
        N_("Return a claim for amendment, with a reason."),
        "jifen --as M02 claim return 2026Q1-003 --reason '请注明刊物期号'",
        ("claim",),
    ),
    Verb(
        "hearing.invite",
        N_("Invite a member to be heard before a deduction, a veto or the lowest grade."),
        "jifen --as M02 hearing invite veto/V01-2026 M15 --until 2026-09-07",
        ("subject", "member"),
        {
            "subject": N_("What about: claim/…, veto/…, grading/CYCLE or item/…."),
            "until": N_("Last day to be heard, at least three days ahead."),
        },
    ),
    Verb(
        "hearing.hold",
        N_("Record that a member was heard."),
        "jifen --as M02 hearing hold veto/V01-2026 M15 --statement '通报所指系同名人员'",
        ("subject", "member"),
        {"subject": N_("What about: claim/…, veto/…, grading/CYCLE or item/….")},
    ),
    # 5: preliminary review
    Verb(
        "session.review",
        N_("Enter the committee's review of a round: every registered claim as it stands, but for the exceptions."),
        "jifen --as M02 session review 2026Q1 --present M01,M02,M03 --favour M01,M02,M03 "
        "--lower 2026Q1-003=25:'缺席一次' --reject 2026Q1-007:'任务未完成'",
        ("round",),
    ),
    Verb(
        "claim.supplement",
        N_("Add a claim as the committee, with the session's vote on it."),
        "jifen --as M02 claim supplement M05 --item daily.service --on 2026-03-20 --points 8 "
        "--present M01,M02,M03 --favour M01,M03",
        ("member",),
    ),
    Verb(
        "veto.propose",
        N_("Propose a veto on a member's year."),
        "jifen --as M04 veto propose M15 --cycle 2026 --code veto.rules --on 2026-08-20 "
        "--document notice.pdf --ground '通报点名'",
        ("member",),
        {
            "code": N_("The scheme's veto id."),
            "on": N_("The day of the matter."),
            "ground": N_("What happened; sealed."),
            "document": N_("The notice or decision: its SHA-256, or the file."),
        },
    ),
    Verb(
        "veto.request",
        N_("Propose a veto to a branch, in the upper unit's ledger: the branch hears and decides it."),
        "jifen --unit P01 --as U1 veto request M15 --branch B01 --cycle 2026 --code veto.rules --on 2026-08-20 "
        "--document notice.pdf --ground '通报点名'",
        ("member",),
        {
            "branch": N_("The branch whose member it is."),
            "code": N_("The scheme's veto id."),
            "on": N_("The day of the matter."),
            "ground": N_("What happened; sealed."),
            "document": N_("The notice or decision: its SHA-256, or the file."),
        },
    ),
    Verb(
        "veto.decide",
        N_("Enter the session's minutes on a veto."),
        "jifen --as M02 veto decide V01-2026 --present M01,M02,M03,M05 --favour M01,M02,M03 --against M05",
        ("veto",),
        {"carried": N_("Carried, or the proposal dropped.")},
    ),
    Verb(
        "sanction.record",
        N_("Record a sanction or an investigation from the competent body's notice."),
        "jifen --as M01 sanction record M15 --cycle 2026 --code sanction.warning --on 2026-05-10 --document notice.pdf",
        ("member",),
        {
            "code": N_("The scheme's sanction id."),
            "on": N_("The day of the notice."),
            "document": N_("The notice or decision: its SHA-256, or the file."),
        },
    ),
    Verb(
        "sanction.lift",
        N_("Record that the competent body lifted it, or decided otherwise."),
        "jifen --as M01 sanction lift S01-2026 --document decision.pdf",
        ("sanction",),
        {"document": N_("The notice or decision: its SHA-256, or the file.")},
    ),
    # 6: members' meeting
    Verb(
        "meeting.confirm",
        N_("Enter the members' meeting on a round: every claim as reviewed, but for the exceptions."),
        "jifen --as M02 meeting confirm 2026Q1 --entitled 18 --present 17 --favour 16 --against 1",
        ("round",),
    ),
    Verb(
        "meeting.confirm-year",
        N_("Enter the members' meeting on the points of the whole year."),
        "jifen --as M02 meeting confirm-year 2026 --entitled 18 --present 18 --favour 17 --abstained 1",
        ("cycle",),
    ),
    Verb(
        "meeting.review",
        N_("Enter the meeting's review of a round, in a branch without a committee."),
        "jifen --as M02 meeting review 2026Q1 --entitled 5 --present 5 --favour 5 --lower 2026Q1-003=25:'缺席一次'",
        ("round",),
    ),
    Verb(
        "meeting.supplement",
        N_("Add a claim as the meeting, in a branch without a committee."),
        "jifen --as M02 meeting supplement M05 --item daily.service --on 2026-03-20 --points 8 "
        "--entitled 5 --present 5 --favour 4 --recused M05",
        ("member",),
    ),
    Verb(
        "meeting.decide-veto",
        N_("Enter the meeting's decision on a veto, in a branch without a committee."),
        "jifen --as M02 meeting decide-veto V01-2026 --entitled 5 --present 5 --favour 4 --recused M05",
        ("veto",),
        {"carried": N_("Carried, or the proposal dropped.")},
    ),
    Verb(
        "meeting.answer",
        N_("Enter the meeting's answer to an objection, in a branch without a committee."),
        "jifen --as M02 meeting answer O001 --upheld --points 33 --entitled 5 --present 5 --favour 4 "
        "--recused M05 --reason '签到表属实'",
        ("objection",),
    ),
    Verb(
        "matter.refer",
        N_("Refer a claim, a veto or an objection to the upper unit: fewer than two of the committee may vote on it."),
        "jifen --as M02 matter refer claim/2026Q1-003 --reason '三名委员均须回避'",
        ("about",),
        {"about": N_("What can't be decided here: claim/…, veto/… or objection/….")},
    ),
    Verb(
        "referral.decide",
        N_("Decide what a branch referred, in the upper unit's ledger: at the same points or fewer."),
        "jifen --unit P01 --as U2 referral decide --from B01 --about claim/2026Q1-003 --accepted --reason '材料属实'",
    ),
    Verb(
        "session.record-lapse",
        N_("Record a session that decided nothing: too few there, or no majority. It may be held again."),
        "jifen --as M02 session record-lapse round/2026Q1 --present M01",
        ("subject",),
        {"subject": N_("What was to be decided: round/…, claim/…, veto/… or objection/….")},
    ),
    Verb(
        "meeting.record-lapse",
        N_("Record a meeting without quorum, or a vote short of the majority. It may be called again."),
        "jifen --as M02 meeting record-lapse round/2026Q1 --entitled 18 --present 8",
        ("subject",),
        {"subject": N_("What was to be decided: round/…, claim/…, scheme/…, cycle/… or grading/….")},
    ),
    # 7: publicity, objections, appeals
    Verb(
        "publicity.open",
        N_("Open publicity: what is posted where, and to whom objections go."),
        "jifen --as M01 publicity open round/2026Q1 --place 支部公示栏 --contact M01 --proof posting.jpg",
        ("subject",),
        {"subject": N_("What is posted: round/…, claim/…, veto/… or grading/CYCLE.")},
    ),
    Verb(
        "window.witness",
        N_("See, in the upper unit's ledger, that a branch has opened publicity: its instant is known from outside."),
        "jifen --unit P01 --as U1 window witness --from B01 --window W001",
    ),
    Verb(
        "publicity.close",
        N_("Close a window whose deadline has passed."),
        "jifen --as M01 publicity close W001",
        ("window",),
    ),
    *OBJECTIONS,
    # 8: report and file
    Verb(
        "filing.file",
        N_("File a round, or the year."),
        "jifen --as M01 filing file round/2026Q1",
        ("subject",),
        {"subject": N_("What is filed: round/…, grading/CYCLE or supplement/CYCLE.")},
    ),
    Verb(
        "filing.countersign",
        N_("Countersign a filing as its second signer."),
        "jifen --as M04 filing countersign F001",
        ("filing",),
    ),
    Verb(
        "filing.acknowledge",
        N_("Acknowledge a branch's filing, in the upper unit's ledger."),
        "jifen --unit P01 --as U1 filing acknowledge --from B01 --filing F001",
    ),
    Verb(
        "ledger.recover",
        N_("Make a lost ledger again from its last bundle, in a new database, and record that it was lost."),
        "jifen --db new.db --as OP ledger recover F004.jifen --trust trust.json --reason 'the disk failed'",
        words={"size": N_("How many events were put back.")},
    ),
    Verb(
        "fork.record",
        N_("Record that a branch showed two histories; `filing receive` says what to give."),
        "jifen --unit P01 --as U1 fork record B01 --size 900 --root ROOT --checkpoint NOTE "
        "--root-then ROOT --path HASH1,HASH2",
        ("branch",),
        {
            "size": N_("How many events the log shown has."),
            "root": N_("Its root, in hex."),
            "checkpoint": N_("The signed note that was shown."),
        },
    ),
    Verb(
        "filing.pass-on",
        N_("Record that an acknowledged filing was passed on to the unit above, in the upper unit's ledger."),
        "jifen --unit P01 --as U1 filing pass-on --from B01 --filing F001 --to C01 "
        "--document e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        words={"to": N_("The unit above."), "document": N_("The bundle: its SHA-256, or the file.")},
    ),
    Verb(
        "filing.return",
        N_("Return a branch's filing, in the upper unit's ledger."),
        "jifen --unit P01 --as U1 filing return --from B01 --filing F001 --reason '缺第二人签署'",
    ),
    *YEAR,
    Verb(
        "receipt.take",
        N_("Receive the upper unit's decisions, each with its proof."),
        "jifen --as M01 receipt take --all",
    ),
    Verb(
        "calendar.record",
        N_("Record a year's calendar: days off, and weekend days that are worked."),
        "jifen --as M01 calendar record 2026 --holidays 2026-10-01..2026-10-07 --workdays 2026-10-10 --document n.pdf",
        ("year",),
        {"document": N_("The notice on the year's days off: its SHA-256, or the file.")},
    ),
    Verb(
        "clock.tick",
        N_("Record the clock, and close what is due."),
        "jifen --as timer clock tick",
        words={"source": N_("Where the time comes from.")},
    ),
)

VERBS: Mapping[str, Verb] = {verb.name: verb for verb in _VERBS}
