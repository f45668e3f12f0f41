"""What a claim's check allows, the engine scores; what the check refuses by itself, the engine refuses too."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import InvalidError
from tests.workflow.scoring.years import SCORED, YEAR, facts
from workflow.schemes import library
from workflow.scoring.case_file import read_cases
from workflow.scoring.facts import Fact, MemberYear
from workflow.scoring.problems import check_fact, clashes, fact_problems
from workflow.scoring.scheme import Scheme
from workflow.scoring.score import score_branch

CASES = Path(__file__).parents[2] / "cases"
BAD = {
    "points": st.decimals(min_value=-1000, max_value=1000, places=3),
    "level": st.sampled_from(["", "moon"]),
    "quantity": st.decimals(min_value=-9, max_value=-1, places=0),
    "band": st.just("moon"),
    "votes": st.just((("moon", 1),)),
    "times": st.sampled_from([0, -1]),
}


def scored(scheme: Scheme, member: MemberYear, *found: Fact) -> bool:
    try:
        score_branch(scheme, YEAR, [replace(member, facts=found)])
    except InvalidError:
        return False
    return True


@st.composite
def some_facts(draw: st.DrawFn) -> tuple[Scheme, MemberYear, Fact, Fact]:
    """Two facts of one scheme; every now and then one of the first's fields makes no sense."""
    scheme = library.scheme(draw(st.sampled_from(SCORED)))
    status = draw(st.sampled_from(scheme.covers.statuses))
    category = draw(st.sampled_from(scheme.category_ids))
    member = MemberYear("M1", status, category, tuple(scheme.covers.roles))
    one, other = draw(facts(scheme)), draw(facts(scheme))
    if draw(st.booleans()):
        name = draw(st.sampled_from(sorted(BAD)))
        one = replace(one, **{name: draw(BAD[name])})
    return scheme, member, one, other


many = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


@many
@given(some_facts())
def test_the_engine_refuses_a_fact_exactly_when_the_fact_by_itself_is_not_allowed(drawn):
    scheme, member, fact, _ = drawn
    assert scored(scheme, member, fact) == (not fact_problems(scheme, member, fact))
    if not check_fact(scheme, member, fact):
        assert scored(scheme, member, fact)


@many
@given(some_facts())
def test_what_is_allowed_one_after_the_other_can_be_scored_together(drawn):
    scheme, member, fact, other = drawn
    if check_fact(scheme, member, fact) or check_fact(scheme, member, other, [fact]):
        return
    assert scored(scheme, member, fact, other)


@pytest.mark.parametrize("path", sorted(CASES.rglob("*.json")), ids=lambda path: str(path.relative_to(CASES)))
def test_what_the_check_stops_in_a_case_counts_nothing_there(path):
    """A second entry of what counts once, or a line in a component that the category leaves at 0: both are 0."""
    for case in read_cases(path.read_text(encoding="utf-8"), path.name):
        scheme = library.scheme(case.scheme)
        for member in case.members:
            kept: list[Fact] = []
            for fact in sorted(member.facts, key=lambda each: (each.on, each.order)):
                assert not fact_problems(scheme, member, fact)
                if not check_fact(scheme, member, fact, kept):
                    kept.append(fact)
            assert not clashes(scheme, kept)
            [whole] = score_branch(scheme, case.year, [member])
            [checked] = score_branch(scheme, case.year, [replace(member, facts=tuple(kept))])
            assert (checked.total, checked.components) == (whole.total, whole.components)
