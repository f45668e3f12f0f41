"""Do the figures follow? Every proposal of grades and every filing, computed anew from the events before it.

Source: spec/process.md §6, spec/ledger.md §2.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from ledger.errors import DomainError, Fault
from ledger.events.evaluation import Figure, GradesProposed, GradesRevised
from ledger.events.filing import FiledClaim, FiledObjection, FilingMade
from workflow.record import View
from workflow.regrade import changed_figures
from workflow.schemes.stored import scheme_of_text
from workflow.scoring.score import Score, score_branch
from workflow.state.claim import Claim, claims_of
from workflow.state.cycle import Cycle, Round, SchemeText
from workflow.state.evaluation import Grading
from workflow.state.membership import members_of, not_included
from workflow.state.objection import Objection, Objections
from workflow.state.revision import to_list
from workflow.state.veto import Veto
from workflow.verifier.conduct.moment import differs, short
from workflow.verifier.verdict import no
from workflow.year import branch_year, year_of

NOT_THROUGH = frozenset({"contested", "confirmed", "public"})


def grades(view: View, said: GradesProposed) -> Iterator[Fault]:
    """Each member's total, components, grade and outcomes."""
    yield from differs("grades", "size", said.size, view.size)
    cycle = view.find(Cycle, said.cycle)
    text = view.find(SchemeText, (cycle.digest if cycle else None) or "")
    if cycle is None or text is None:
        yield no("grades", "{cycle} has pinned no scheme", cycle=said.cycle)
        return
    try:
        scores = score_branch(scheme_of_text(text.text), year_of(cycle), branch_year(view, cycle))
    except DomainError as error:
        yield no("grades", "they can't be computed: {why}", why=short(" ".join(str(error).split())))
        return
    yield from differs("grades", "members", tuple(f.member for f in said.figures), tuple(s.member for s in scores))
    for figure, score in zip(said.figures, scores, strict=False):
        yield from _compared(figure, score)
    yield from _departures(view, cycle, said)


def _departures(view: View, cycle: Cycle, said: GradesProposed) -> Iterator[Fault]:
    """What follows from a grade that is proposed in place of the computed one."""
    text = view.find(SchemeText, cycle.digest or "")
    if not said.departures or text is None:
        return
    instead = {one.member: one.grade for one in said.departures}
    scores = score_branch(scheme_of_text(text.text), year_of(cycle), branch_year(view, cycle), instead=instead)
    due = {score.member: score.outcomes for score in scores}
    for one in said.departures:
        name = f"outcomes of the departure of {one.member}"
        yield from differs("grades", name, one.outcomes, due.get(one.member))


def _compared(figure: Figure, score: Score) -> Iterator[Fault]:
    due = {
        "total": score.total,
        "components": dict(score.components),
        "grade": score.grade,
        "outcomes": score.outcomes,
        "provisional": score.provisional,
    }
    for name, value in due.items():
        said = getattr(figure, name)
        if said != value:
            facts = {"member": figure.member, "field": name, "said": _said(said), "due": _said(value)}
            yield no("grades", "the {field} of {member} is {said}; the events before it give {due}", **facts)


def revised(view: View, said: GradesRevised) -> Iterator[Fault]:
    """Exactly the figures that no longer followed, as they follow now."""
    yield from differs("grades", "size", said.size, view.size)
    cycle, grading = view.find(Cycle, said.cycle), view.find(Grading, said.cycle)
    if cycle is None or grading is None:
        yield no("grades", "{cycle} was never graded", cycle=said.cycle)
        return
    due = {figure.member: figure for figure in changed_figures(view, cycle, grading)}
    told = {figure.member: figure for figure in said.figures}
    yield from differs("grades", "members", tuple(told), tuple(due))
    for member in due.keys() & told.keys():
        if told[member] != due[member]:
            facts = {"member": member, "said": short(told[member]), "due": short(due[member])}
            yield no("grades", "the figure of {member} is {said}; the events before it give {due}", **facts)


def filing(view: View, said: FilingMade, at: datetime) -> Iterator[Fault]:
    """What was filed, what was left out and listed, and who said nothing."""
    yield from differs("filing", "size", said.size, view.size)
    cycle = view.find(Cycle, said.cycle)
    if cycle is None:
        yield no("filing", "it files {cycle}, which isn't there", cycle=said.cycle)
        return
    kind, _, key = said.subject.partition("/")
    round_ = view.find(Round, key) if kind == "round" else None
    grading = view.find(Grading, key) if kind == "grading" else None
    record = view.find(Cycle, key) if kind == "supplement" else round_ or grading
    if record is None or record.cycle != said.cycle:
        yield no("filing", "{subject} is no round and no year of {cycle}", subject=said.subject, cycle=said.cycle)
    yield from differs("filing", "digest of the scheme", said.digest, cycle.digest or "")
    included = [member.member for member in members_of(view) if member.inclusion == "points"]
    claims = [claim for member in members_of(view) for claim in claims_of(view, said.cycle, member.member)]
    here = frozenset(round_.claims) if round_ else frozenset()
    yield from _claims(said.claims, [claim for claim in claims if _is_due(claim, here)])
    contested = tuple(claim.claim for claim in claims if claim.state in NOT_THROUGH)
    yield from differs("filing", "list of contested claims", said.contested, contested)
    yield from differs("filing", "list of objections", said.objections, tuple(_objections(view, said.cycle, at)))
    heard_from = {claim.member for claim in claims if claim.claim in here} | set(round_.silent if round_ else included)
    gone = {member.member for member in members_of(view) if round_ and not member.belongs(round_.ends)}
    silent = tuple(sorted(set(included) - heard_from - gone))
    yield from differs("filing", "list of silent members", said.silent, silent)
    yield from differs("filing", "list of members not included", said.not_included, not_included(view))
    yield from differs("filing", "figures", said.figures, grading.figures if grading else ())
    vetoes = [found for one in cycle.vetoes if (found := view.find(Veto, one))]
    yield from differs("filing", "list of changes", said.changes, to_list(view))
    yield from differs("filing", "vetoes", said.vetoes, tuple(v.veto for v in vetoes if v.state == "in-force"))


def _objections(view: View, cycle: str, at: datetime) -> Iterator[FiledObjection]:
    """Those not ended, and those that ended since the last filing."""
    known = view.find(Objections) or Objections()
    for number in range(1, known.lodged + 1):
        found = view.find(Objection, f"O{number:03}")
        listed = found and (found.objection in known.open or found.objection in known.unlisted)
        if found and listed and found.cycle == cycle:
            yield FiledObjection(
                objection=found.objection,
                about=found.about,
                ground=found.ground,
                state=found.state,
                outcome=found.outcome,
                late=found.late or (found.state in ("lodged", "admitted") and at >= found.deadline),
            )


def _is_due(claim: Claim, here: frozenset[str]) -> bool:
    """Final, and of this round; or final and in no filing before."""
    return claim.state == "final" and (claim.filing is None or claim.claim in here)


def _claims(said: Iterable[FiledClaim], due: list[Claim]) -> Iterator[Fault]:
    """Claim by claim, so that the first wrong one is named."""
    filed = {one.claim: one for one in said}
    expected = {
        claim.claim: FiledClaim(claim=claim.claim, member=claim.member, worth=claim.worth, late_for=claim.late_for)
        for claim in due
    }
    for key in (*expected, *(key for key in filed if key not in expected)):
        if filed.get(key) != expected.get(key):
            facts = {"claim": key, "said": _filed(filed.get(key)), "due": _filed(expected.get(key))}
            yield no("filing", "{claim} is filed as {said}; the events before it give {due}", **facts)
    if [one.claim for one in said] != list(expected) and filed.keys() == expected.keys():
        yield no("filing", "its claims are not in their order, or one stands twice")


def _filed(one: FiledClaim | None) -> str:
    if one is None:
        return "nothing"
    late = f", late for {one.late_for}" if one.late_for else ""
    return f"{one.member}, worth {'–' if one.worth is None else one.worth}{late}"


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    return short(", ".join(map(str, value)) if isinstance(value, tuple) else value)
