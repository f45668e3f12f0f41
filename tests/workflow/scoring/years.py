"""Years made up at random, for properties: any scheme, any member it covers, facts that it allows."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from workflow.schemes import library
from workflow.scoring.facts import ROLES, Fact, MemberYear, PastYear
from workflow.scoring.problems import check_fact, clashes
from workflow.scoring.rules import RULES
from workflow.scoring.scheme import Item, Scheme

YEAR = 2024
SCORED = tuple(name for name in library.scheme_ids() if not library.scheme(name).blockers())


def _cents(low: Fraction, high: Fraction) -> st.SearchStrategy[Decimal]:
    return st.integers(int(low * 100), int(high * 100)).map(lambda cents: Decimal(cents).scaleb(-2))


days = st.builds(
    lambda month, day: date(YEAR, month, min(day, monthrange(YEAR, month)[1])), st.integers(1, 12), st.integers(1, 31)
)


def _item_fact(item: Item) -> st.SearchStrategy[Fact]:
    asks = RULES[item.rule].asks
    fields: dict[str, st.SearchStrategy[object]] = {}
    if asks == "points":
        low = item.least if item.least is not None else Fraction(0)
        high = item.most if item.most is not None else max(low, Fraction(40))
        fields["points"] = _cents(max(low, Fraction(1, 100)) if item.above is not None else low, high)
    elif asks == "level":
        fields["level"] = st.sampled_from([level.id for level in item.level])
    elif asks == "quantity":
        fields["quantity"] = _cents(Fraction(0), Fraction(1500))
    if RULES[item.rule].counts_times:
        fields["times"] = st.integers(1, 5)
    return st.builds(
        Fact,
        kind=st.just("item"),
        ref=st.just(item.id),
        on=days,
        matter=st.sampled_from([None, "A", "B"]),
        order=st.integers(0, 3),
        claim=st.sampled_from(["", "c1", "c2"]),
        **fields,
    )


def facts(scheme: Scheme) -> st.SearchStrategy[Fact]:
    """One fact of the scheme, of any kind."""
    kinds = [_item_fact(item) for item in scheme.items if RULES[item.rule].asks != "nothing"]
    for kind, things in (("veto", scheme.vetoes), ("sanction", scheme.sanctions)):
        if things:
            ids = st.sampled_from([thing.id for thing in things])
            kinds.append(st.builds(Fact, kind=st.just(kind), ref=ids, on=days))
    for evaluation in scheme.evaluations:
        if evaluation.kind == "votes":
            votes = st.tuples(*(st.tuples(st.just(answer.id), st.integers(0, 30)) for answer in evaluation.answer))
            ballots = votes.map(lambda pairs: tuple(sorted(pairs)))
            kinds.append(
                st.builds(Fact, kind=st.just("evaluation"), ref=st.just(evaluation.id), on=days, votes=ballots)
            )
        else:
            for band in evaluation.band:
                low = band.points if band.points is not None else band.least or Fraction(0)
                chosen = st.just(Decimal(str(int(low))))
                same = {"ref": st.just(evaluation.id), "band": st.just(band.id), "points": chosen}
                kinds.append(st.builds(Fact, kind=st.just("evaluation"), on=days, **same))
    return st.one_of(kinds)


@st.composite
def members(draw: st.DrawFn, scheme: Scheme, name: str) -> MemberYear:
    """A member that the scheme covers, with facts that it allows."""
    roles = draw(st.sets(st.sampled_from(ROLES), max_size=2)) | set(scheme.covers.roles)
    grades = [grade.id for grade in scheme.grades] or [None]
    history = draw(
        st.lists(
            st.builds(PastYear, st.integers(2019, 2023), st.sampled_from(grades)),
            max_size=3,
            unique_by=lambda past: past.year,
        )
    )
    bare = MemberYear(
        name,
        draw(st.sampled_from(scheme.covers.statuses)),
        draw(st.sampled_from(scheme.category_ids)),
        tuple(sorted(roles)),
        tuple(history),
    )
    found: list[Fact] = []
    for fact in draw(st.lists(facts(scheme), max_size=12)):
        if not check_fact(scheme, bare, fact) and not clashes(scheme, [*found, fact]):
            found.append(fact)
    return MemberYear(name, bare.status, bare.category, bare.roles, bare.history, tuple(found))


@st.composite
def branches(draw: st.DrawFn) -> tuple[Scheme, tuple[MemberYear, ...]]:
    """A scheme and a branch of one to six members."""
    scheme = library.scheme(draw(st.sampled_from(SCORED)))
    return scheme, tuple(draw(members(scheme, f"M{number}")) for number in range(draw(st.integers(1, 6))))
