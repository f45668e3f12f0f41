"""The page of figures: docs/reference/process-walk.md, written by `python -m tests.oracle --write`."""

from collections import Counter
from dataclasses import dataclass

from tests.oracle.scenes import SCENES
from tests.oracle.states import RELATIONS, STATES
from tests.oracle.walk import ROLES, Figures

PAGE = "docs/reference/process-walk.md"
# The ordinary suite walks one cell in so many.
SHARE = 32


@dataclass(frozen=True)
class Runs:
    """What the stateful machine did."""

    runs: int
    steps: int
    asked: Counter[str]
    accepted: Counter[str]


def table_of(figures: Figures) -> dict[str, int]:
    """The rows of the page's first table."""
    return {
        "cells": figures.cells,
        "of these, with a whole expectation": figures.whole,
        "accepted by both": figures.accepted,
        "where the document can be read both ways": figures.unsettled,
        "illegal acceptances": figures.of("illegal acceptance"),
        "wrong refusals": figures.of("wrong refusal"),
        "refused by other guards than expected": figures.of("other guards") + figures.of("could not be asked"),
    }


def text(full: Figures, part: Figures, runs: Runs) -> str:
    """The whole page."""
    rows = "\n".join(
        f"| {name} | {count:,} | {in_slice:,} |"
        for (name, count), in_slice in zip(table_of(full).items(), table_of(part).values(), strict=True)
    )
    commands = "\n".join(
        f"| `{name}` | {cells:,} | {full.whole_by_command[name]:,} |" for name, cells in sorted(full.by_command.items())
    )
    machine = "\n".join(f"| `{name}` | {runs.asked[name]:,} | {runs.accepted[name]:,} |" for name in sorted(runs.asked))
    return f"""<!-- Written by `python -m tests.oracle --write`; a test keeps its counts current. Don't edit. -->

# The process, held against a second model

The program takes its rules from the process table. The tests of this page don't: `tests/oracle` is a small second
model of the process, written from the specification alone. It imports nothing of the program, not its table, days or
votes, and a test keeps it so. Two things hold the program against it.

## The walk

Every role × command × relation × state is asked of the real entry point; nothing is recorded. There are
{len(ROLES)} roles, all {len(full.by_command)} commands of the program, {len(RELATIONS) + 3} relations of the asker to
the matter in question, {len(STATES)} states of a claim and {len(SCENES)} states of the other matters: vetoes, filings,
evaluations and grades, orders, complaints, referrals, transfers, schemes and people. What can't be is left out: nobody
has signed a claim that nobody signed, and there is nothing to answer where nobody objected. One and the same person
asks in every role and relation; what is decided above is asked in the ledger above, with the branch's request.

| | the whole walk | the slice in the ordinary suite |
| --- | --- | --- |
{rows}

The ordinary suite walks one cell in {SHARE}, the same ones each time, chosen by a hash of the cell's name. The script
walks them all.

- **A whole expectation** names the very guards that must say no. Elsewhere the oracle says only *who may*: there the
  guards `who-may` and `delegated` are compared, present or absent, and what else stands in the way is left to the
  tests of that room.
- **Read both ways**: the document doesn't say, and either answer passes. Where the document leaves a question open, the
  oracle decides it beside the clause; none is left.

Roles: {", ".join(ROLES)}.

Relations: {", ".join(RELATIONS)}; of a veto also proposed, of a filing also filed and countersigned.
Delegated: the asker holds no post and acts for one who does, with a delegation on record (with a claim of their own:
delegated-own), or without one (undelegated).

States of a claim: {", ".join(STATES)}.

States of other matters: {", ".join(SCENES)}.

| command | cells | with a whole expectation |
| --- | --- | --- |
{commands}

## The stateful machine

Random people ask random things at random instants (at every deadline, and a microsecond before and after it) of both,
step by step. After each step the answer, the guards that said no, and the states of all claims, rounds and objections
must be equal. Posts change hands, and people stand in for others. The ordinary suite plays a sample of runs; for this
page the script played {runs.runs} runs of {runs.steps} steps. A smaller machine sends the same ids again through the
real door, with a store behind it.

Divergences: 0.

| command | asked of both | accepted by both |
| --- | --- | --- |
{machine}
| **all** | **{sum(runs.asked.values()):,}** | **{sum(runs.accepted.values()):,}** |
"""
