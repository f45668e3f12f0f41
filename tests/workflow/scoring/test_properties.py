"""What holds for every scheme and every year, whatever happened in it."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ledger.exact import published
from tests.workflow.scoring.years import YEAR, branches, facts
from workflow.schemes import library
from workflow.scoring.facts import Fact, MemberYear
from workflow.scoring.problems import check_fact
from workflow.scoring.score import score_branch
from workflow.scoring.working import readds, walk

some = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@some
@given(branches(), st.randoms())
def test_the_order_in_which_facts_and_members_come_never_matters(branch, random):
    scheme, members = branch
    shuffled = [replace(member, facts=tuple(random.sample(member.facts, len(member.facts)))) for member in members]
    random.shuffle(shuffled)
    assert score_branch(scheme, YEAR, shuffled) == score_branch(scheme, YEAR, members)


@some
@given(branches())
def test_every_working_adds_up_exactly_and_every_figure_is_rounded_once(branch):
    scheme, members = branch
    for score in score_branch(scheme, YEAR, members):
        assert readds(score.working)
        assert sum((line.figure for line in score.working.children), Fraction(0)) == score.working.before
        assert [(line.ref, published(line.figure)) for line in score.working.children] == list(score.components)
        assert sum(1 for line in walk(score.working) for step in line.steps if step.rule == "round") == 1
        assert score.total.as_tuple().exponent == -2
        json.dumps(score.working.as_json())


@some
@given(branches())
def test_totals_and_components_lie_within_their_bounds(branch):
    scheme, members = branch
    for score in score_branch(scheme, YEAR, members):
        if scheme.total.cap is not None:
            assert score.total <= scheme.total.cap
        if scheme.total.floor is not None:
            assert score.total >= scheme.total.floor
        assert score.grade is None or score.grade in scheme.grade_ranks
        assert list(score.outcomes) == sorted(score.outcomes)


@some
@given(branches())
def test_a_veto_on_the_total_makes_it_nothing_and_leaves_the_components(branch):
    scheme, members = branch
    vetoes = [veto.id for veto in scheme.vetoes if veto.effect == "total-zero"]
    assume(vetoes)
    vetoed = [replace(member, facts=(*member.facts, Fact("veto", vetoes[0], date(YEAR, 12, 31)))) for member in members]
    for before, after in zip(score_branch(scheme, YEAR, members), score_branch(scheme, YEAR, vetoed), strict=True):
        assert after.total == 0
        assert after.components == before.components


@some
@given(branches(), st.data())
def test_whoever_is_alone_in_a_quota_loses_it_to_nobody_worse(branch, data):
    scheme, members = branch
    scores = score_branch(scheme, YEAR, members)
    for grade in scheme.grades:
        if grade.quota is not None:
            held = [score for score in scores if score.grade == grade.id]
            assert len(held) <= grade.quota * len(scores)


ADDITIVE = ("heart-points", "bureau-grades", "county-wide", "hezhang")


@some
@given(st.sampled_from(ADDITIVE), st.data())
def test_one_more_credit_never_lowers_a_plain_total(name, data):
    scheme = library.scheme(name)
    credits = [
        item for item in scheme.items if not item.takes and item.rule in ("per-occurrence", "discretionary", "levels")
    ]
    member = MemberYear("M1", "full", scheme.category_ids[0])
    drawn = data.draw(st.lists(facts(scheme), max_size=8))
    allowed = [
        fact for fact in drawn if fact.ref in {item.id for item in credits} and not check_fact(scheme, member, fact)
    ]
    totals = [
        score_branch(scheme, YEAR, [replace(member, facts=tuple(allowed[:count]))])[0].total
        for count in range(len(allowed) + 1)
    ]
    assert totals == sorted(totals)


@given(st.integers(-(10**6), 10**6), st.integers(1, 5000))
def test_rounding_is_half_up_away_from_zero_and_symmetric(numerator, denominator):
    value = Fraction(numerator, denominator)
    rounded = published(value)
    assert abs(Fraction(rounded) - value) <= Fraction(1, 200)
    assert published(-value) == -rounded
    if abs(Fraction(rounded) - value) == Fraction(1, 200):
        assert abs(Fraction(rounded)) > abs(value)


anything = st.one_of(st.none(), st.text(max_size=5), st.integers(), st.decimals(), st.booleans(), st.floats())


@some
@given(
    st.sampled_from(library.scheme_ids()),
    st.sampled_from(["item", "veto", "sanction", "evaluation", "gift", ""]),
    st.data(),
)
def test_a_check_of_anything_whatever_answers_and_never_raises(name, kind, data):
    scheme = library.scheme(name)
    ids = [each.id for each in (*scheme.items, *scheme.vetoes, *scheme.sanctions, *scheme.evaluations)]
    fact = Fact(
        kind,
        data.draw(st.sampled_from([*ids, "x"])),
        data.draw(st.sampled_from([date(2024, 1, 1), None, "2024-01-01"])),
        times=data.draw(anything),
        points=data.draw(st.one_of(st.none(), st.decimals())),
        level=data.draw(anything),
        quantity=data.draw(st.one_of(st.none(), st.decimals())),
        votes=data.draw(st.sampled_from([None, (), (("good", 1),), (("good", "x"),), (("good", 1), ("good", 2))])),
        band=data.draw(anything),
    )
    for problem in check_fact(scheme, MemberYear("M", "full", "default"), fact):
        assert problem.guard in ("in-range", "eligible", "once")
        assert isinstance(problem.message, str)


def test_a_daily_allowance_is_free_on_each_day_by_itself():
    scheme = library.scheme("employee-ab")
    water = [
        Fact("item", "b.quality.21.water", date(2024, 5, day), times=times) for day, times in ((1, 1), (1, 2), (2, 2))
    ]
    member = MemberYear("M", "employee", "front-desk", facts=tuple(water))
    assert score_branch(scheme, 2024, [member])[0].total == Decimal("2.00")
