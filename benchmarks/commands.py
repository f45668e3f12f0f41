"""What a command costs in a young ledger and in an old one: it must not grow with age.

Run: python -m benchmarks.commands [YEARS]. A branch of five keeps points for YEARS years (default 20) in a SQLite
file; the same command, an observation by the recorder, is timed in the first year and in the last, in turns
of the same kind, and the ratio of the medians is printed. Figures vary with the machine; the ratio is the point.
"""

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import median_low
from time import perf_counter_ns
from typing import Any

from ledger.database import Database, open_database
from workflow.app import Caller, handle
from workflow.schemes.library import scheme_text
from workflow.scoring.read import digest

MEMBERS = ("M01", "M02", "M03", "M04", "M05")
ITEMS = ("daily.study", "daily.service", "daily.discipline", "daily.integrity")
FIRST_YEAR = 2000


class Branch:
    """One branch in a sandbox, without a unit above it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.sent = 0

    def do(self, command: str, by: str, day: str, **fields: Any) -> int:
        """Nanoseconds that the command took."""
        self.sent += 1
        at = f"{day}T04:00:00Z"
        body = {"command": command, "id": f"c{self.sent}", "unit": "B01", "by": by, "at": at, **fields}
        begun = perf_counter_ns()
        handle(self.database, body, Caller(None, datetime.now(UTC)))
        return perf_counter_ns() - begun

    def found(self) -> str:
        day = f"{FIRST_YEAR}-01-01"
        self.do(
            "unit.found", "root", day, kind="branch", sandbox=True, secretary="M01", committee=["M01", "M02", "M03"]
        )
        for member in MEMBERS:
            self.do("member.enrol", "M01", day, member=member, since=day)
        for person, role in (("M02", "recorder"), ("M03", "deputy-recorder")):
            self.do("role.appoint", "M01", day, person=person, role=role, since=day)
        text = scheme_text("pipeline")
        self.do("cycle.plan", "M01", day, cycle=str(FIRST_YEAR), starts=day, ends=f"{FIRST_YEAR}-12-31")
        self.do("scheme.propose", "M01", day, text=text)
        self.do("scheme.adopt", "M02", day, scheme=digest(text), entitled=5, present=5, favour=5)
        return digest(text)

    def year(self, year: int, scheme: str) -> list[int]:
        """One year of four rounds; what each observation cost, in nanoseconds."""
        if year > FIRST_YEAR:
            self.do("cycle.plan", "M01", f"{year}-01-01", cycle=str(year), starts=f"{year}-01-01", ends=f"{year}-12-31")
        self.do("cycle.open", "M01", f"{year}-01-01", cycle=str(year), scheme=scheme)
        costs: list[int] = []
        ends = ("03-31", "06-30", "09-30", "12-31")
        for number, (month, last) in enumerate(zip(("01", "04", "07", "10"), ends, strict=True), 1):
            day = f"{year}-{month}-15"
            fields = {"round": f"{year}Q{number}", "cycle": str(year), "starts": f"{year}-{month}-01"}
            self.do("round.open", "M01", day, **fields, ends=f"{year}-{last}", closes=f"{year}-{month}-20")
            for member in MEMBERS:
                recorder = "M03" if member == "M02" else "M02"
                for item in ITEMS:
                    costs.append(self.do("claim.observe", recorder, day, member=member, item=item, on=day, points="5"))
            vote = {"present": ["M01", "M02", "M03"], "favour": ["M01", "M02", "M03"]}
            self.do("session.review", "M02", f"{year}-{last}", round=f"{year}Q{number}", **vote)
        return costs


def main() -> None:
    years = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(str(Path(folder) / "ledger.db"), create=True)
        branch = Branch(database)
        scheme = branch.found()
        costs = [branch.year(FIRST_YEAR + n, scheme) for n in range(years)]
        size = database.ledger("B01").head().size
    young, old = (median_low(cost) // 1000 for cost in (costs[0], costs[-1]))
    print(f"events          {size}")
    print(f"first year      {young} microseconds a command (median of {len(costs[0])})")
    print(f"year {years:<10} {old} microseconds a command (median of {len(costs[-1])})")
    print(f"ratio old/young {old * 100 // young} %")


if __name__ == "__main__":
    main()
