"""What each guard asks for, in a sentence: the ids under which refusals stand.

`tables/guards@N.csv` opens in any spreadsheet. Source: spec/process.md §4.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from workflow.process.pins import TABLE


@dataclass(frozen=True)
class GuardRule:
    """A guard by its id. `always`: asked of every command; else of the rows of the process table that name it."""

    id: str
    always: bool
    en: str
    zh: str


@lru_cache
def guard_rules(version: int = TABLE) -> Mapping[str, GuardRule]:
    """Every guard there is, in the order of §4."""
    text = (resources.files("workflow.process") / "tables" / f"guards@{version}.csv").read_text("utf-8")
    return {
        line["guard"]: GuardRule(line["guard"], line["always"] == "yes", line["en"], line["zh"])
        for line in csv.DictReader(text.splitlines())
    }
