"""Cycle and rounds: planned, opened under an approved scheme, closed. The scheme itself stands in `scheme.py`.

Source: spec/process.md §2.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from ledger.errors import InvalidError, NotFoundError, Refusal
from ledger.events import cycle as happened
from workflow.ask import Ask, Deed, Emit, Subject, about
from workflow.commands import cycle as asked
from workflow.periods import expected_rounds
from workflow.process.pins import ENGINE, TABLE
from workflow.record import listed
from workflow.regrade import changed_figures
from workflow.schemes.stored import scheme_of_text
from workflow.state.aftermath import aftermath_of
from workflow.state.cycle import Cycle, HeldOver, Round, SchemeText
from workflow.state.evaluation import Grading
from workflow.state.membership import WITHOUT_MOST, full_members, has_no_committee
from workflow.state.order import orders_of
from workflow.state.revision import Revision
from workflow.unfiled import open_objections, under_way, unfiled

CLAUSE = "process §2 step 1"


def _not_yet(ask: Ask, kind: type[Cycle] | type[Round], machine: str, key: str) -> Subject:
    known = ask.view.find(kind, key)
    return Subject(machine, key, known.state if known else "")


def _plan_subject(ask: Ask) -> Subject:
    assert isinstance(ask.command, asked.PlanCycle)
    return _not_yet(ask, Cycle, "cycle", ask.command.cycle)


def _plan(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.PlanCycle)
    if not c.starts < c.ends:
        raise InvalidError("a cycle can't end on {ends}, when it begins on {starts}", starts=c.starts, ends=c.ends)
    yield f"cycle/{c.cycle}", happened.CyclePlanned(cycle=c.cycle, starts=c.starts, ends=c.ends)


def _scheme_is_approved(ask: Ask) -> Iterable[Refusal]:
    c = ask.command
    assert isinstance(c, asked.OpenCycle)
    scheme = ask.find(SchemeText, c.scheme, "scheme")
    # A unit with nobody above it approves by its own meeting.
    enough = ("approved",) if ask.unit.parent else ("adopted", "approved")
    if scheme.state not in enough:
        yield Refusal(
            "pinned-scheme",
            "the scheme {scheme} is {state}, not approved",
            "have the meeting adopt it and the upper unit approve it, and take the receipt",
            CLAUSE,
            {"scheme": c.scheme, "state": scheme.state},
        )


def _recorder_and_deputy(ask: Ask) -> Iterable[Refusal]:
    missing = [role for role in ("recorder", "deputy-recorder") if not ask.posts.holders(ask.today, role)]
    if missing:
        yield Refusal(
            "in-order",
            "nobody is appointed as {missing}",
            "appoint a recorder, and a deputy for the recorder's own claims",
            "process §2 step 2",
            {"missing": ", ".join(missing)},
        )


def _no_committee(ask: Ask) -> bool:
    assert isinstance(ask.command, asked.OpenCycle)
    scheme = ask.find(SchemeText, ask.command.scheme, "scheme")
    allowed = ask.unit.no_committee or scheme_of_text(scheme.text).profile.no_committee
    return has_no_committee(ask.view, ask.today, allowed=allowed)


def _ready(ask: Ask) -> Iterable[Refusal]:
    """Recorder and deputy are there; a branch without a committee is small enough for it (不设支委会)."""
    yield from _recorder_and_deputy(ask)
    full = full_members(ask.view, ask.today)
    if _no_committee(ask) and full > WITHOUT_MOST:
        yield Refusal(
            "in-order",
            "the branch has {full} full members and no committee: that is for branches with at most {most}",
            "have the meeting elect a committee, and appoint its members (role.appoint)",
            "process §2 (不设支委会), §10 Votes",
            {"full": full, "most": WITHOUT_MOST},
        )


def _open_cycle(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.OpenCycle)
    scheme = ask.find(SchemeText, c.scheme, "scheme")
    yield (
        f"cycle/{c.cycle}",
        happened.CycleOpened(
            cycle=c.cycle,
            scheme=scheme.scheme,
            digest=c.scheme,
            table=TABLE,
            engine=ENGINE,
            no_committee=_no_committee(ask),
        ),
    )


def _round_subject(ask: Ask) -> Subject:
    assert isinstance(ask.command, asked.OpenRound)
    return _not_yet(ask, Round, "round", ask.command.round)


def _round_fits(ask: Ask) -> Iterable[Refusal]:
    """The cycle is open, the round is the next of its profile, and its dates fit."""
    c = ask.command
    assert isinstance(c, asked.OpenRound)
    cycle = ask.cycle(c.cycle)
    facts: dict[str, object] = {"round": c.round, "cycle": c.cycle, "state": cycle.state}
    if cycle.state != "open":
        yield Refusal("in-order", "the cycle {cycle} is {state}", "open the cycle first", "process §2", facts)
        return
    cadence = ask.scheme(c.cycle).profile.round
    spans = expected_rounds(cycle.starts, cycle.ends, cadence)
    taken = [ask.find(Round, key, "round") for key in cycle.rounds]
    free = [span for span in spans if not any(span == (r.starts, r.ends) for r in taken)]
    if (c.starts, c.ends) != (free[0] if free else None):
        yield Refusal(
            "in-order",
            "the next {cadence} of {cycle} is not {starts} to {ends}",
            "the next one runs {next}",
            "process §2 (profile)",
            facts | {"cadence": cadence, "starts": c.starts, "ends": c.ends, "next": _span(free)},
        )
    if c.closes < c.starts:
        yield Refusal(
            "in-order",
            "applications can't close on {closes}, before the round begins",
            "choose a closing date on or after {starts}",
            "process §2 step 3",
            facts | {"closes": c.closes, "starts": c.starts},
        )
    if ask.today < c.starts:
        yield Refusal(
            "in-order",
            "the round {round} begins on {starts}; it is {today}",
            "open it on {starts} or later",
            "process §10 Dates",
            facts | {"starts": c.starts, "today": ask.today},
        )


def _span(free: list[tuple[date, date]]) -> str:
    return f"{free[0][0]} – {free[0][1]}" if free else "–"


def _open_round(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, asked.OpenRound)
    waiting = ask.view.find(HeldOver) or HeldOver()
    yield (
        f"round/{c.round}",
        happened.RoundOpened(
            round=c.round,
            cycle=c.cycle,
            starts=c.starts,
            ends=c.ends,
            closes=c.closes,
            held_over=waiting.claims,
        ),
    )


def _year_is_verified(ask: Ask) -> Iterable[Refusal]:
    """Every round and the year have come to the last step that the profile has for them."""
    c = ask.command
    assert isinstance(c, asked.CloseCycle)
    cycle, grading = ask.cycle(c.cycle), ask.view.find(Grading, c.cycle)
    if cycle.state != "open":
        return
    course = ask.course(c.cycle)
    waiting = [key for key in cycle.rounds if ask.find(Round, key, "round").state not in course.done]
    spans = expected_rounds(cycle.starts, cycle.ends, course.profile.round)
    waiting += [_span([span]) for span in spans[len(cycle.rounds) :]]
    if course.grades and (grading is None or grading.state not in course.year_done):
        waiting.append("the year")
    if grading and course.settled_above and not grading.settled:
        waiting.append("the upper unit's settling of the grades")
    if grading and course.profile.secretary_comment:
        said = aftermath_of(ask.view, cycle.cycle).commented
        waiting += [figure.member for figure in grading.figures if figure.member not in said]
    waiting += under_way(ask.view, cycle.cycle)
    if course.files:
        waiting += unfiled(ask.view, cycle.cycle)
    waiting += open_objections(ask.view, cycle.cycle)
    waiting += [order.order for order in orders_of(ask.view, cycle.cycle) if order.state not in ("mended", "noted")]
    if grading:
        revisions = (ask.view.find(Revision, key) for key in grading.revisions)
        waiting += [one.revision for one in revisions if one and one.state != "posted"]
        waiting += [one.member for one in changed_figures(ask.view, cycle, grading)]
    if waiting:
        yield Refusal(
            "in-order",
            "{cycle} can't be closed: not verified yet: {waiting}",
            "file, have the upper unit acknowledge and verify, and take the receipts",
            "process §2 step 11",
            {"cycle": c.cycle, "waiting": listed(waiting)},
        )


def _close(ask: Ask) -> Iterable[Emit]:
    assert isinstance(ask.command, asked.CloseCycle)
    yield f"cycle/{ask.command.cycle}", happened.CycleClosed(cycle=ask.command.cycle)


def _opened_cycle(ask: Ask) -> Subject:
    assert isinstance(ask.command, asked.OpenCycle)
    if ask.view.find(SchemeText, ask.command.scheme) is None:
        raise NotFoundError("no scheme {scheme} was proposed here", scheme=ask.command.scheme)
    return about("cycle", Cycle, "cycle", "cycle")(ask)


DEEDS: Mapping[str, Deed] = {
    "cycle.plan": Deed(_plan_subject, _plan),
    "cycle.open": Deed(_opened_cycle, _open_cycle, policies={"in-order": _ready, "pinned-scheme": _scheme_is_approved}),
    "round.open": Deed(_round_subject, _open_round, policies={"in-order": _round_fits}),
    "cycle.close": Deed(about("cycle", Cycle, "cycle", "cycle"), _close, policies={"in-order": _year_is_verified}),
}
