"""Who is liable for whose deduction: from single deductions of the branch's members to shares of role holders.

A share is taken of one effective deduction at a time, surcharges included. Nobody is liable for their own, and a
share starts no further liability: only the members' own entries are looked at.
"""

from collections.abc import Sequence
from fractions import Fraction

from workflow.scoring.entries import Year, once_worth
from workflow.scoring.facts import Fact
from workflow.scoring.rules import surcharge
from workflow.scoring.scheme import Item, Scheme


def spread(scheme: Scheme, years: Sequence[Year]) -> None:
    """Write into each year the shares that the member bears. `years` stand in the order of member ids."""
    for item in scheme.items:
        if item.rule != "joint":
            continue
        liable = [year for year in years if item.liable in year.member.roles]
        for source in years if liable else ():
            for fact, size in _deductions(scheme, item, source):
                for year in liable:
                    if year is not source:
                        year.joint.setdefault(item.id, []).append((source.member.member, fact, size))


def _deductions(scheme: Scheme, item: Item, source: Year) -> list[tuple[Fact, Fraction]]:
    """The source's single deductions that are large enough, each with its effective size."""
    assert item.from_size is not None
    found = []
    for target in item.of:
        of = scheme.by_item[target]
        for entry in source.counted(target):
            factor, _ = surcharge(scheme, of, entry, source)
            size = -once_worth(of, entry.fact) * factor
            if size >= item.from_size:
                found.append((entry.fact, size))
    return found
