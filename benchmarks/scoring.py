"""How many members' years a second are scored, beside a loop that only decodes the same facts.

Run `python -m benchmarks.scoring` in the project's root, or with `--members 2000` for a quick look. Made-up branches of
25 members under every scheme that can be scored, 50 facts each; the median of several runs. A branch's scores are let
go before the next one is scored, so that memory stays that of one branch.
"""

import argparse
import json
import random
import resource
import statistics
import sys
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from time import perf_counter

from workflow.schemes import library
from workflow.scoring.case_file import read_cases
from workflow.scoring.cases import as_data
from workflow.scoring.facts import Fact, MemberYear
from workflow.scoring.problems import check_fact, clashes
from workflow.scoring.rules import RULES
from workflow.scoring.scheme import Scheme
from workflow.scoring.score import score_branch

YEAR, FACTS, BRANCH = 2024, 50, 25


def made_up(scheme: Scheme, rng: random.Random, member: MemberYear) -> Fact:
    """One item's fact, inside the ranges of the scheme."""
    item = rng.choice(
        [item for item in scheme.items if RULES[item.rule].asks != "nothing" and item.rule != "departure"]
    )
    month = rng.randint(1, 12)
    on = date(YEAR, month, rng.randint(1, monthrange(YEAR, month)[1]))
    asks = RULES[item.rule].asks
    low = item.least if item.least is not None else Fraction(1, 2)
    high = item.most if item.most is not None else Fraction(20)
    points = Decimal(rng.randint(int(low * 2), max(int(low * 2), int(high * 2)))) / 2
    return Fact(
        "item",
        item.id,
        on,
        points=points if asks == "points" else None,
        quantity=points if asks == "quantity" else None,
        level=rng.choice(item.level).id if asks == "level" else None,
        times=rng.randint(1, 3) if RULES[item.rule].counts_times else 1,
        order=rng.randint(0, 10_000),
    )


def branch(scheme: Scheme, rng: random.Random) -> list[MemberYear]:
    """Members with 50 facts each, or as many as the scheme can hold in a year."""
    members = []
    for number in range(BRANCH):
        bare = MemberYear(
            f"M{number:03d}",
            rng.choice(scheme.covers.statuses),
            rng.choice(scheme.category_ids),
            scheme.covers.roles[:1],
        )
        facts: list[Fact] = []
        for _ in range(FACTS * 4):
            fact = made_up(scheme, rng, bare)
            if len(facts) < FACTS and not check_fact(scheme, bare, fact) and not clashes(scheme, [*facts, fact]):
                facts.append(fact)
        members.append(MemberYear(bare.member, bare.status, bare.category, bare.roles, (), tuple(facts)))
    return members


def stored() -> list[tuple[Scheme, str, list[MemberYear]]]:
    """One branch a scheme, as text and as values; runs go round these until enough members were scored."""
    rng = random.Random(20240101)
    found = []
    for name in library.scheme_ids():
        scheme = library.scheme(name)
        if not scheme.blockers():
            members = branch(scheme, rng)
            facts = [fact for member in as_data_of(name, members) for fact in member["facts"]]
            found.append((scheme, json.dumps(facts), members))
    return found


def as_data_of(name: str, members: list[MemberYear]) -> list[dict[str, list[object]]]:
    [case] = read_cases(json.dumps([{"id": "b", "scheme": name, "year": YEAR, "members": []}]), "benchmark")
    data = as_data(type(case)(case.id, "", name, YEAR, tuple(members), None, "", ""))["members"]
    assert isinstance(data, list)
    return data


def rounds_of(
    branches: list[tuple[Scheme, str, list[MemberYear]]], members: int
) -> Iterator[tuple[Scheme, str, list[MemberYear]]]:
    done = 0
    while done < members:
        for each in branches:
            if done < members:
                done += BRANCH
                yield each


def seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--members", type=int, default=100_000, help="members scored in one run (default 100,000)")
    asked.add_argument("--runs", type=int, default=3, help="runs, of which the median is taken (default 3)")
    options = asked.parse_args()
    branches = stored()

    def decode() -> None:
        for _, text, _ in rounds_of(branches, options.members):
            for fact in json.loads(text):
                date.fromisoformat(fact["on"])
                Decimal(fact.get("points", "0"))

    def score() -> None:
        for scheme, _, members in rounds_of(branches, options.members):
            score_branch(scheme, YEAR, members)

    scored = sum(len(members) for _, _, members in rounds_of(branches, options.members))
    facts = sum(len(member.facts) for _, _, members in branches for member in members) / (BRANCH * len(branches))
    scoring = statistics.median(seconds(score) for _ in range(options.runs))
    decoding = statistics.median(seconds(decode) for _ in range(options.runs))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    print(f"{scored} members of {len(branches)} schemes, {facts:.1f} facts each, median of {options.runs} runs")
    print(f"scoring   {scoring:8.2f} s  {scored / scoring:10.0f} members/s")
    print(f"decoding  {decoding:8.2f} s  {scored / decoding:10.0f} members/s")
    print(f"ratio     {scoring / decoding:8.2f}")
    print(f"peak      {peak:8.1f} MiB")


if __name__ == "__main__":
    main()
