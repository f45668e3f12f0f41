"""Did the cycle go in order? Its plan, its scheme, its rounds, its end.

Source: spec/process.md §2 steps 1 to 3, 11, §4 in-order, pinned-scheme; §10 Dates.
"""

from collections.abc import Iterator, Mapping

from ledger.errors import Fault
from ledger.events import cycle as happened
from workflow.periods import expected_rounds
from workflow.process.pins import ENGINE, TABLE
from workflow.regrade import changed_figures
from workflow.schemes.stored import scheme_of_text
from workflow.scoring.read import digest
from workflow.state.aftermath import aftermath_of
from workflow.state.cycle import Cycle, Cycles, HeldOver, SchemeText
from workflow.state.evaluation import Grading
from workflow.state.membership import WITHOUT_MOST, full_members, has_no_committee
from workflow.state.order import orders_of
from workflow.state.revision import Revision
from workflow.unfiled import open_objections, under_way, unfiled
from workflow.verifier.conduct.moment import Moment, Rule, differs
from workflow.verifier.conduct.profile import behind, rounds_of
from workflow.verifier.verdict import no


def _planned(moment: Moment, said: happened.CyclePlanned) -> Iterator[Fault]:
    if said.starts >= said.ends:
        yield no("in-order", "{cycle} ends before it begins", cycle=said.cycle)


def _proposed(moment: Moment, said: happened.SchemeProposed) -> Iterator[Fault]:
    yield from differs("scheme", "digest", said.digest, digest(said.text))
    scheme = scheme_of_text(said.text)
    yield from differs("scheme", "scheme", said.scheme, scheme.id)
    yield from differs("scheme", "edition", said.edition, str(scheme.edition))
    days, window = scheme.profile.filing_days, scheme.profile.publicity_days
    if scheme.profile.publicity_before_filing and days is not None and days <= window:
        yield no("pinned-scheme", "its publicity of {window} days leaves no time to file", window=window)
    for fault in scheme.blockers():
        yield no("pinned-scheme", "this scheme can't be put into force: {why}", why=str(fault))
    known = (moment.view.find(Cycle, key) for key in (moment.view.find(Cycles) or Cycles()).cycles)
    if not any(cycle and cycle.state == "planned" for cycle in known):
        yield no("in-order", "no cycle was planned")


def _opened(moment: Moment, said: happened.CycleOpened) -> Iterator[Fault]:
    text = moment.view.find(SchemeText, said.digest)
    if text is None:
        yield no("pinned-scheme", "{cycle} pins a scheme that was never proposed here", cycle=said.cycle)
        return
    enough = ("approved",) if moment.unit.parent else ("adopted", "approved")
    if text.state not in enough:
        yield no(
            "pinned-scheme", "{cycle} was opened under a scheme that was {state}", cycle=said.cycle, state=text.state
        )
    yield from differs("scheme", "scheme", said.scheme, text.scheme)
    yield from differs("scheme", "process table", said.table, TABLE)
    yield from differs("scheme", "rule engine", said.engine, ENGINE)
    allowed = moment.unit.no_committee or scheme_of_text(text.text).profile.no_committee
    without = has_no_committee(moment.view, moment.today, allowed=allowed)
    full = full_members(moment.view, moment.today)
    if without and full > WITHOUT_MOST:
        yield no(
            "in-order", "{cycle} was opened without a committee, with {full} full members", cycle=said.cycle, full=full
        )
    yield from differs("in-order", "no_committee", said.no_committee, without)
    for role in ("recorder", "deputy-recorder"):
        if not moment.posts.holders(moment.today, role):
            yield no("in-order", "{cycle} was opened without a {role}", cycle=said.cycle, role=role)


def _round(moment: Moment, said: happened.RoundOpened) -> Iterator[Fault]:
    cycle = moment.cycle(said.cycle)
    if cycle.state != "open":
        yield no(
            "in-order",
            "{round} was opened in {cycle}, which was {state}",
            round=said.round,
            cycle=cycle.cycle,
            state=cycle.state,
        )
        return
    taken = {(known.starts, known.ends) for known in rounds_of(moment, cycle)}
    spans = expected_rounds(cycle.starts, cycle.ends, moment.scheme(said.cycle).profile.round)
    due = next((span for span in spans if span not in taken), None)
    yield from differs("in-order", "days", (said.starts, said.ends), due)
    if said.closes < said.starts or moment.today < said.starts:
        facts = {"round": said.round, "starts": said.starts, "closes": said.closes, "today": moment.today}
        yield no("in-order", "{round} of {starts}, closing {closes}, was opened on {today}", **facts)
    waiting = moment.view.find(HeldOver) or HeldOver()
    yield from differs("in-order", "claims held over", said.held_over, waiting.claims)


def _closed(moment: Moment, said: happened.CycleClosed) -> Iterator[Fault]:
    cycle = moment.cycle(said.cycle)
    course = moment.course(said.cycle)
    waiting = behind(moment, cycle, course.done)
    grading = moment.view.find(Grading, said.cycle)
    if course.grades and (grading is None or grading.state not in course.year_done):
        waiting.append("the year")
    if grading and course.above and course.profile.grades_settled_by == "upper" and not grading.settled:
        waiting.append("the upper unit's settling of the grades")
    if grading and course.profile.secretary_comment:
        commented = aftermath_of(moment.view, cycle.cycle).commented
        waiting += [figure.member for figure in grading.figures if figure.member not in commented]
    waiting += under_way(moment.view, cycle.cycle)
    if course.files:
        waiting += unfiled(moment.view, cycle.cycle)
    waiting += open_objections(moment.view, cycle.cycle)
    waiting += [order.order for order in orders_of(moment.view, cycle.cycle) if order.state not in ("mended", "noted")]
    if grading:
        revisions = (moment.view.find(Revision, key) for key in grading.revisions)
        waiting += [one.revision for one in revisions if one and one.state != "posted"]
        waiting += [one.member for one in changed_figures(moment.view, cycle, grading)]
    if waiting:
        yield no("in-order", "{cycle} was closed too early: {waiting}", cycle=said.cycle, waiting=", ".join(waiting))


RULES: Mapping[type, Rule] = {
    happened.CyclePlanned: _planned,
    happened.SchemeProposed: _proposed,
    happened.CycleOpened: _opened,
    happened.RoundOpened: _round,
    happened.CycleClosed: _closed,
}
