"""What points may be: in-range, eligible, once, never-more. The scheme knows; here it is asked.

Source: spec/process.md §4.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ledger.errors import Refusal
from ledger.events.claim import Line
from workflow.ask import Ask, Matter
from workflow.lines import fact_of, member_year, worth_of
from workflow.scoring.problems import Problem, check_fact
from workflow.state.claim import claims_of

# Claims in these states no longer stand: they stop nobody from claiming the matter again.
GONE = frozenset({"withdrawn", "given-back", "rejected", "struck"})


def _problems(ask: Ask, matter: Matter) -> Iterable[Problem]:
    if matter.after is None or matter.member is None or matter.cycle is None:
        return ()
    others = tuple(
        fact_of(claim.line, order=claim.opened, claim=claim.claim)
        for claim in claims_of(ask.view, matter.cycle, matter.member)
        if claim.state not in GONE and f"claim/{claim.claim}" != matter.id
    )
    who = member_year(ask.view, matter.member, matter.after.on)
    return check_fact(ask.scheme(matter.cycle), who, fact_of(matter.after), others)


@dataclass(frozen=True)
class AskScheme:
    """One of the three guards that the scheme itself answers."""

    guard: str

    def __call__(self, ask: Ask) -> Iterable[Refusal]:
        for matter in ask.matters:
            for problem in _problems(ask, matter):
                if problem.guard == self.guard:
                    facts = {"matter": matter.id, **problem.facts}
                    yield Refusal(self.guard, problem.message, problem.remedy, problem.clause, facts)


eligible = AskScheme("eligible")
once = AskScheme("once")


def in_range(ask: Ask) -> Iterable[Refusal]:
    """Points lie in the item's range, level or band, and there is evidence of one of the kinds that it asks for."""
    yield from AskScheme("in-range")(ask)
    for matter in ask.matters:
        if matter.evidence is None or matter.after is None or matter.cycle is None:
            continue
        item = ask.scheme(matter.cycle).by_item.get(matter.after.item)
        # The department's word is the signature that follows; nobody can attach it beforehand.
        follows = {"department-word"} if item and item.sign else set()
        asked = set(item.evidence if item else ()) - follows
        if asked and not asked & set(matter.evidence):
            yield Refusal(
                "in-range",
                "{item} asks for evidence of one of these kinds, and none is there: {kinds}",
                "attach one of them and apply again: {kinds}",
                "process §4 in-range",
                {"matter": matter.id, "item": matter.after.item, "kinds": ", ".join(sorted(asked))},
            )


def never_more(ask: Ask) -> Iterable[Refusal]:
    """Review and meeting keep an amount or make it smaller; neither an addition nor a deduction grows."""
    for matter in ask.matters:
        if matter.before is None or matter.after is None or matter.member is None or matter.cycle is None:
            continue
        scheme = ask.scheme(matter.cycle)
        before = worth_of(ask.view, scheme, matter.member, matter.before)
        after = worth_of(ask.view, scheme, matter.member, matter.after)
        if grows(matter.before, before, matter.after, after):
            yield Refusal(
                "never-more",
                "{matter} stands at {before}; {after} is more, or on the other side",
                "keep it or make it smaller; what is more is a new claim",
                "process §4 never-more",
                {"matter": matter.id, "before": _shown(matter.before, before), "after": _shown(matter.after, after)},
            )


def grows(old: Line, before: Decimal | None, new: Line, after: Decimal | None) -> bool:
    """Whether a line became larger in size or changed its sign."""
    if before is not None and after is not None:
        return abs(after) > abs(before) or before * after < 0
    pairs = ((Decimal(old.times), Decimal(new.times)), (old.points, new.points), (old.quantity, new.quantity))
    return any(n is not None and (o is None or abs(n) > abs(o)) for o, n in pairs) or old.level != new.level


def _shown(line: Line, worth: Decimal | None) -> str:
    return str(worth if worth is not None else line.points or line.quantity or line.level or line.times)
