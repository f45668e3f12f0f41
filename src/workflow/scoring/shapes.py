"""What a scheme document may say: every table, every key, what it holds and what it means.

The one description of the format. The reader checks documents against it, `schema` writes the JSON Schema from it,
and the reference page is printed from it, so none of them can say something else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflow.scoring.facts import ROLES, STATUSES
from workflow.scoring.profile import CADENCES, STEPS
from workflow.scoring.rules import RULES

ENTERED_BY = ("member", "group", "recorder", "department", "committee", "meeting", "upper", "others")
EVIDENCE = ("sign-in", "notes", "notice", "department-word", "certificate", "record", "photo")
DECIDED_BY = ("committee", "meeting", "upper", "department-head", "general-branch", "group")
UNPRICED = ("per-occurrence", "assessed", "discretionary", "levels", "quantity")


@dataclass(frozen=True, slots=True)
class Key:
    """One key of one table.

    Attributes:
        kind: text, id, ids, label, points, figure, count, flag, date, month-day, choice, choices, role-points,
            table or tables.
        note: what it means, for whoever writes a scheme.
        needed: whether it must be there.
        default: what holds where it is not there.
        choices: the words allowed, for choice and choices.
        shape: the table below, for table and tables.
        may_be_unset: whether a parameter without a value may stand here.
    """

    kind: str
    note: str
    needed: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    shape: str = ""
    may_be_unset: bool = False


Shape = Mapping[str, Key]


def _ids(note: str) -> Key:
    return Key("ids", note, default=())


def _points(note: str) -> Key:
    return Key("points", note)


_ID = Key("id", "a name in ASCII: small letters, digits, `-` between them, `.` between levels", needed=True)
_LABEL = Key("label", 'what it is called: `{zh = "...", en = "..."}`', needed=True)
_CLAUSE = Key("text", "where the printed scheme says so", needed=True)
_NAMED: Shape = {"id": _ID, "label": _LABEL, "clause": _CLAUSE}
_FLAG_SENSITIVE = Key(
    "flag", "it touches belief, health, family or petitions: shown only to those who need it", default=False
)

SCHEME: Shape = {
    "id": _ID,
    "edition": Key("count", "1 for the first edition; a published edition is never edited", needed=True),
    "label": _LABEL,
    "source": Key("text", "which document the scheme comes from", needed=True),
    "effective": Key("date", "the day it comes into force, where that lies inside a year: facts before it don't count"),
}

COVERS: Shape = {
    "statuses": Key("choices", "who is scored", default=("full", "probationary"), choices=STATUSES),
    "roles": Key(
        "choices",
        "scored only if the member holds one of these roles; none asked where absent",
        default=(),
        choices=ROLES,
    ),
    "clause": _CLAUSE,
}

PARAMETER: Shape = {
    **_NAMED,
    "value": _points("the figure that holds; without it the parameter is unset"),
    "least": _points("the smallest figure that a branch may set"),
    "most": _points("the largest figure that a branch may set"),
}

COMPONENT: Shape = {
    **_NAMED,
    "start": Key(
        "figure", "the figure before any fact, in each of its rounds; without it the scheme can't be put into force"
    ),
    "floor": Key("figure", "never below this, over the year, before the weight"),
    "cap": Key("figure", "never above this, over the year, before the weight"),
    "weight": Key("figure", "what the year's figure is multiplied by", default="1"),
    "round": Key("choice", "what it is scored by", default="year", choices=("year", "half-year", "quarter", "month")),
    "round_floor": Key("figure", "never below this in one round"),
    "round_cap": Key("figure", "never above this in one round"),
    "round_excess_over": _points("only what exceeds this counts, round by round: the rest lapses"),
    "round_weight": _points("what each round is multiplied by"),
    "combine": Key(
        "choice",
        "how rounds make the year: `sum`; `mean` over all rounds of a year; `mean-in-force` over those that end on or "
        "after the effective date; `mean-counted` over those in which the member has an entry",
        default="sum",
        choices=("sum", "mean", "mean-in-force", "mean-counted"),
    ),
    "categories": _ids("only these categories have it; for the others it is left out of the figures"),
    "zero_for": _ids("for these categories it is 0 whatever is on file"),
}

PART: Shape = {
    **_NAMED,
    "within": Key("id", "the component or part that it is a part of", needed=True),
    "start": Key("figure", "the figure before any fact", default="0"),
    "floor": Key("figure", "never below this"),
    "cap": Key("figure", "never above this"),
}

LEVEL: Shape = {"id": _ID, "label": _LABEL, "points": Key("points", "what this row is worth", needed=True)}

ITEM: Shape = {
    **_NAMED,
    "component": Key("id", "the component that it enters; absent only for rules without points", default=""),
    "part": Key("id", "the part of that component, where it has parts", default=""),
    "rule": Key("choice", "the kind of rule", needed=True, choices=tuple(RULES)),
    "points": _points("per occurrence or per unit; negative for a deduction"),
    "takes": Key("flag", "what people decide is a positive size and is taken away", default=False),
    "signed": Key("flag", "what people enter may be negative", default=False),
    "least": _points("the smallest points that may be decided"),
    "above": _points("the points decided must be more than this"),
    "most": _points("the largest points that may be decided; the full marks of an assessed item"),
    "from_full": Key(
        "flag", "full marks stand where nothing was entered: an entry takes away what it lacks", default=False
    ),
    "floor": _points("the item takes no more than this in one round of its component (negative)"),
    "cap": _points("the item brings no more than this in one round of its component"),
    "once": Key(
        "choice",
        "count the first occurrence only: of the year, of each month, of each matter",
        default="",
        choices=("year", "month", "matter"),
    ),
    "highest": Key(
        "choice", "count only the highest: of each matter, of the year", default="", choices=("matter", "year")
    ),
    "pool": Key("id", "items that name the same pool share `highest`", default=""),
    "level": Key("tables", "the table of levels", shape="level", default=()),
    "per": _points("the size of one whole unit"),
    "whole": Key(
        "choice", "whole units are taken of the sum, or of each fact by itself", default="sum", choices=("sum", "fact")
    ),
    "required": _points("the quantity that is owed over the year"),
    "required_by_role": Key("role-points", "the quantity that holders of a role owe; the largest holds", default={}),
    "short": Key(
        "choice",
        "a shortfall costs `points` for each unit, `points` once, or zeroes the part",
        default="each",
        choices=("each", "once", "zero"),
    ),
    "free_per_day": Key("figure", "so many occurrences of each day count nothing; categories not named have none"),
    "voided_by": _ids("counts nothing in a month that has a fact of these items"),
    "zeroes": _ids("items and parts that become 0 for the year"),
    "annuls": _ids("facts of these items with the same matter count nothing"),
    "surcharges": _ids("surcharges on each of its facts"),
    "of": _ids("the items whose deductions bring joint liability"),
    "liable": Key("choice", "the role that is jointly liable", default="", choices=ROLES),
    "from_size": _points("liability starts at a deduction of this size, surcharges included"),
    "share": _points("the share of the deduction that the liable member loses"),
    "worth": Key("figure", "the marks that stand in full, for display: they are in the component's start"),
    "would_be": Key("choice", "the rule it will have once it has a value", default="", choices=UNPRICED),
    "statuses": Key("choices", "only for members of these statuses", default=(), choices=STATUSES),
    "categories": _ids("only for members of these categories"),
    "roles": Key("choices", "only for holders of one of these roles", default=(), choices=ROLES),
    "sensitive": _FLAG_SENSITIVE,
    "entered_by": Key(
        "choices", "where entries come from", default=("member", "recorder", "committee"), choices=ENTERED_BY
    ),
    "sign": Key(
        "choice",
        "who must sign a member's application before it is registered",
        default="",
        choices=("department-head",),
    ),
    "evidence": Key("choices", "the kinds of evidence of which one is asked", default=(), choices=EVIDENCE),
    "approval": Key("choices", "who decides, in order", default=("committee", "meeting"), choices=DECIDED_BY),
    "heard_over": _points("the member is heard before a deduction larger than this; the profile's limit where absent"),
}

SURCHARGE: Shape = {
    **_NAMED,
    "when": Key(
        "choice",
        "`repeat`: from the second fact of the same item in the year; `role`: the member holds a role",
        needed=True,
        choices=("repeat", "role"),
    ),
    "roles": Key("choices", "the roles, for `role`; one or several, it is added once", default=(), choices=ROLES),
    "share": Key("points", "the share of the original value that is added", needed=True),
}

BAND: Shape = {
    "id": _ID,
    "label": _LABEL,
    "points": _points("the band's fixed figure; or a range:"),
    "least": _points("the smallest points inside the band"),
    "most": _points("the largest points inside the band, itself inside"),
    "below": _points("points inside the band stay below this"),
}

ANSWER: Shape = {"id": _ID, "label": _LABEL, "points": Key("points", "what one vote for it is worth", needed=True)}

EVALUATION: Shape = {
    **_NAMED,
    "component": Key("id", "the component that it enters; absent: recorded beside the score", default=""),
    "kind": Key("choice", "a band with points, or votes by value", needed=True, choices=("bands", "votes")),
    "round": Key("choice", "one evaluation each", default="year", choices=("year", "half-year", "quarter", "month")),
    "band": Key("tables", "the bands", shape="band", default=()),
    "answer": Key("tables", "the answers; every one of them counts in the divisor", shape="answer", default=()),
}

VETO: Shape = {
    **_NAMED,
    "effect": Key(
        "choice",
        "the total becomes 0, the named components become 0, or the grade is forced",
        needed=True,
        choices=("total-zero", "component-zero", "grade"),
    ),
    "grade": Key("id", "the forced grade", default=""),
    "components": _ids("the components that become 0"),
    "sensitive": _FLAG_SENSITIVE,
}

SANCTION: Shape = {
    **_NAMED,
    "component": Key("id", "the component that its points enter", default=""),
    "points": _points("what it takes away, negative"),
    "counts": Key("choice", "each time, or once in the year", default="each", choices=("each", "once")),
    "grade": Key("id", "the grade that it forces", default=""),
    "provisional": Key("flag", "the grade is provisional until the case is decided", default=False),
    "total_zero": Key("flag", "the year's total becomes 0", default=False),
}

COMPONENT_LEAST: Shape = {
    "component": Key("id", "the component", needed=True),
    "least": Key("points", "its published figure must be at least this", needed=True),
}

GRADE: Shape = {
    **_NAMED,
    "at_least": _points("the interval starts here, this figure included"),
    "above": _points("the interval starts here, this figure not included"),
    "by_rule_only": Key("flag", "it has no interval: a rule gives it", default=False),
    "component_least": Key("tables", "a component must reach a minimum", shape="component_least", default=()),
    "quota": Key(
        "points",
        "at most this share of the branch, by head count: members with equal totals all or none",
        may_be_unset=True,
    ),
    "rank_share": Key("points", "the rank lies within this share of the branch; ties are in", may_be_unset=True),
    "rank_number": Key("points", "the rank lies within this number; ties are in", may_be_unset=True),
    "bottom_number": Key("points", "the rank from the end lies within this number; ties are in", may_be_unset=True),
    "otherwise": Key("id", "the grade of those who miss a condition", default=""),
    "last_place": Key("flag", "given to the lowest total of the branch, if any total is higher", default=False),
}

GRADING: Shape = {
    "statuses": Key(
        "choices", "who is graded; the others have no grade", default=("full", "probationary"), choices=STATUSES
    ),
    "clause": _CLAUSE,
}

FORCED: Shape = {
    "grade": Key("id", "the grade", needed=True),
    "item": Key("id", "the item whose occurrences are counted", needed=True),
    "times": Key("count", "so many in the year, or more", needed=True),
    "clause": _CLAUSE,
}

REGRADE: Shape = {
    "grade": Key("id", "this year's result", needed=True),
    "last": Key("ids", "last year's grade is one of these", needed=True),
    "becomes": Key("id", "the grade it becomes", needed=True),
    "clause": _CLAUSE,
}

GRADED_TIMES: Shape = {
    "grades": Key("ids", "the grades that are counted, this year and in the history", needed=True),
    "least": Key("count", "at least so many years", needed=True),
    "most": Key("count", "at most so many years"),
}

WHEN: Shape = {
    "statuses": Key("choices", "the member's status", default=(), choices=STATUSES),
    "categories": _ids("the member's category"),
    "roles": Key("choices", "the member holds one of these roles", default=(), choices=ROLES),
    "grades": _ids("this year's grade"),
    "at_least": _points("the total as published is at least this"),
    "above": _points("the total is more than this"),
    "at_most": _points("the total is at most this"),
    "below": _points("the total is less than this"),
    "unclamped_above": _points("the total before its own floor, cap and veto, at two places, is more than this"),
    "last_grades": _ids("the grade of the year immediately before"),
    "last_below": _points("the total of the year immediately before is less than this"),
    "earlier_grades": _ids("some earlier year has one of these grades"),
    "no_earlier_grades": _ids("no earlier year has any of these grades"),
    "graded_times": Key("table", "how often a grade was given, this year included", shape="graded_times"),
    "risen": Key("count", "this year's grade is at least so many steps above that of the year immediately before"),
    "facts": _ids("there is a fact of one of these items, vetoes, sanctions or evaluations"),
    "no_facts": _ids("there is no fact of any of these"),
    "any_veto": Key("flag", "there is a veto, or there is none"),
    "graded_by": _ids(
        "what decided the grade: a veto or sanction id, an item id, `interval`, `condition`, `look-back`, `last-place`"
    ),
    "not_only_by": _ids("something besides these decided the grade"),
    "unless_outcome": _ids("none of these outcomes follows; they stand earlier in the document"),
}

OUTCOME: Shape = {**_NAMED, "when": Key("tables", "it follows when any of these holds", shape="when", needed=True)}

ROUND_OUTCOME: Shape = {
    **_NAMED,
    "components": Key("ids", "the components whose figures of the round are added", needed=True),
    "rank": Key(
        "count", "the rank in the branch that wins it, once for each round; equal figures share a rank", needed=True
    ),
    "above": Key("points", "only figures above this are ranked", needed=True),
}

TOTAL: Shape = {
    "floor": _points("never below this"),
    "cap": _points("never above this"),
    "not_given": Key("flag", "the source doesn't say how the total is made", default=False),
    "clause": _CLAUSE,
}

APPROVAL: Shape = {
    "up_to": _points("matters of this size or smaller, whatever their sign; any size where absent"),
    "by": Key("choices", "who approves, in order", needed=True, choices=DECIDED_BY),
    "clause": _CLAUSE,
}

CRITERION: Shape = {
    "id": _ID,
    "label": _LABEL,
    "item": Key("id", "the assessed item that it is a yardstick of", needed=True),
}

EVALUATION_ROUND: Shape = {
    "id": _ID,
    "opens": Key("month-day", "not before this day, `07-01`", default=""),
    "closes": Key("month-day", "until the end of this day, `06-30`", default=""),
}

PROCESS: Shape = {
    "round": Key("choice", "the period after which claims are reviewed", needed=True, choices=CADENCES),
    "also_assessed": Key("choices", "further cadences held beside it", default=(), choices=CADENCES),
    "review": Key("choice", "the committee's review", default="round", choices=("round", *CADENCES)),
    "meeting": Key("choice", "the members' meeting", default="round", choices=("round", *CADENCES, "none")),
    "publicity": Key("choice", "the posting", default="round", choices=("round", *CADENCES, "none")),
    "publicity_days": Key("count", "how long it is posted", default=7),
    "publicity_days_kind": Key("choice", "which days", default="calendar", choices=("working", "calendar")),
    "objection_days": Key("count", "days of the posting's kind; as long as the posting where absent"),
    "objection_in_writing": Key("flag", "only in writing, under one's own name", default=False),
    "reply_days": Key("count", "until the answer", default=3),
    "reply_days_kind": Key("choice", "which days", default="working", choices=("working", "calendar")),
    "appeal_days": Key("count", "to appeal to the upper unit", default=7),
    "appeal_days_kind": Key("choice", "which days", default="calendar", choices=("working", "calendar")),
    "filing": Key("choice", "the report to the upper unit", default="round", choices=("round", *CADENCES, "none")),
    "filing_days": Key("count", "days after the round within which it is filed"),
    "filing_by": Key("month-day", "the day of the next year by which the year is filed", default=""),
    "publicity_before_filing": Key("flag", "false: the year is filed first and posted afterwards", default=True),
    "pass_on_days": Key("count", "days after the cycle within which the upper unit passes the ledger on"),
    "evaluation": Key("tables", "the democratic evaluations of the year", shape="evaluation_round", default=()),
    "evaluation_before_grading": Key("flag", "the grade waits for the evaluation", default=True),
    "evaluation_parts": Key(
        "choices",
        "what an evaluation consists of",
        default=("self", "mutual", "ballot", "opinion"),
        choices=("self", "mutual", "ballot", "opinion"),
    ),
    "mass_representatives": Key("flag", "mass representatives take part in the evaluation", default=False),
    "secretary_comment": Key("flag", "the secretary comments on every member after grading", default=False),
    "instructor": Key("flag", "an instructor attends the meeting and signs", default=False),
    "cycle": Key(
        "choice",
        "the calendar year, or from evaluation to evaluation",
        default="calendar",
        choices=("calendar", "evaluation"),
    ),
    "grades_settled_by": Key("choice", "who settles the grades", default="meeting", choices=("meeting", "upper")),
    "may_depart_from_grade": Key(
        "flag", "the meeting may depart from the computed grade, with a reason and a vote", default=False
    ),
    "same_hands": Key("flag", "strict: who signed or registered a claim doesn't review it", default=False),
    "through_group": Key("flag", "members' applications go through the group leader to the branch", default=False),
    "no_committee": Key("flag", "a branch without a committee may run it: the meeting takes its part", default=False),
    "exempt_approval": Key(
        "choice",
        "who decides that a member is not included",
        default="meeting",
        choices=("committee", "meeting", "upper"),
    ),
    "exempt_evaluated_only": Key("flag", "a member may be evaluated only", default=False),
    "leave_not_counted": Key(
        "choices",
        "kinds of leave that shorten the number of those entitled",
        default=(),
        choices=("secondment", "long-illness", "study"),
    ),
    "heard_over": Key("points", "a member is heard before a deduction larger than this", default="0"),
    "skip": Key("choices", "steps that this scheme doesn't have", default=(), choices=STEPS),
    "adopted_by": Key(
        "choices",
        "who adopts a version, in order",
        default=("committee", "meeting", "upper"),
        choices=("members", *DECIDED_BY),
    ),
}

DOCUMENT: Shape = {
    "scheme": Key("table", "the scheme itself", shape="scheme", needed=True),
    "covers": Key("table", "who is scored", shape="covers", needed=True),
    "process": Key("table", "how the branch goes about it", shape="process", needed=True),
    "category": Key("tables", "the categories; `default` alone where there are none", shape="category", default=()),
    "parameter": Key(
        "tables", 'figures that a branch may set; used as `"parameter:its-id"`', shape="parameter", default=()
    ),
    "component": Key("tables", "the components, in the order shown", shape="component", needed=True),
    "part": Key("tables", "parts of components, each with its own floor and cap", shape="part", default=()),
    "item": Key("tables", "the items", shape="item", default=()),
    "criterion": Key("tables", "yardsticks behind an assessed item, without points", shape="criterion", default=()),
    "surcharge": Key("tables", "surcharges", shape="surcharge", default=()),
    "evaluation": Key("tables", "democratic evaluations that are counted or recorded", shape="evaluation", default=()),
    "veto": Key("tables", "one-vote vetoes", shape="veto", default=()),
    "sanction": Key("tables", "sanctions and findings", shape="sanction", default=()),
    "total": Key("table", "how components make the total: they add up, then floor and cap", shape="total", needed=True),
    "grading": Key("table", "who is graded", shape="grading"),
    "grade": Key("tables", "the grades, best first", shape="grade", default=()),
    "forced": Key("tables", "grades forced by a number of occurrences", shape="forced", default=()),
    "regrade": Key("tables", "grades that depend on last year's", shape="regrade", default=()),
    "outcome": Key("tables", "what follows without anyone deciding", shape="outcome", default=()),
    "round_outcome": Key("tables", "what the ranks of one round bring", shape="round_outcome", default=()),
    "approval": Key("tables", "who approves, by the size of a matter", shape="approval", default=()),
}

SHAPES: Mapping[str, Shape] = {
    "document": DOCUMENT,
    "scheme": SCHEME,
    "covers": COVERS,
    "process": PROCESS,
    "evaluation_round": EVALUATION_ROUND,
    "category": _NAMED,
    "parameter": PARAMETER,
    "component": COMPONENT,
    "part": PART,
    "item": ITEM,
    "level": LEVEL,
    "criterion": CRITERION,
    "surcharge": SURCHARGE,
    "evaluation": EVALUATION,
    "band": BAND,
    "answer": ANSWER,
    "veto": VETO,
    "sanction": SANCTION,
    "total": TOTAL,
    "grading": GRADING,
    "grade": GRADE,
    "component_least": COMPONENT_LEAST,
    "forced": FORCED,
    "regrade": REGRADE,
    "outcome": OUTCOME,
    "when": WHEN,
    "graded_times": GRADED_TIMES,
    "round_outcome": ROUND_OUTCOME,
    "approval": APPROVAL,
}
