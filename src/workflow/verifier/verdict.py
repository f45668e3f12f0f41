"""What the verifier says: whether a filing holds, what is wrong and where, and what it could not check.

Source: spec/ledger.md §2: it names the first bad event, and says what it did not check.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.errors import Fault, filled

FINDINGS_MAX = 10  # of one check: the first ones say where it began
FAULTS_MAX = 1_000  # then a replay ends: nothing more is to be learnt from it


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that doesn't hold.

    Attributes:
        check: stable id, such as `root` or `own-claim`; docs/reference/filing-bundle.md lists them.
        unit: whose log, empty where the finding is about the file.
        position: of the event, None where it is about no single one.
        part: the bundle's part, or empty.
        message: English template with the facts' names.
    """

    check: str
    unit: str
    position: int | None
    part: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        place = f"{self.unit} position {self.position}" if self.position is not None else self.part or self.unit
        said = filled(self.message, self.facts)
        return f"{self.check}: {place}: {said}" if place else f"{self.check}: {said}"

    def as_json(self) -> dict[str, Any]:
        """Plain data; what is not there is None or empty."""
        return {
            "check": self.check,
            "unit": self.unit,
            "position": self.position,
            "part": self.part,
            "message": filled(self.message, self.facts),
        }


@dataclass(frozen=True)
class Verdict:
    """`checked` counts what was looked at; `not_checked` are sentences, as faults with their facts."""

    ok: bool
    findings: tuple[Finding, ...]
    checked: Mapping[str, int]
    not_checked: tuple[Fault, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "ok": self.ok,
            "findings": [finding.as_json() for finding in self.findings],
            "checked": dict(self.checked),
            "not_checked": [str(fault) for fault in self.not_checked],
        }

    def __str__(self) -> str:
        counts = ", ".join(f"{count} {name}" for name, count in self.checked.items())
        lines = ["verified" if self.ok else "NOT verified", f"  checked: {counts}"]
        lines += [f"  {finding}" for finding in self.findings]
        lines += [f"  not checked: {fault}" for fault in self.not_checked]
        return "\n".join(lines)


class Findings:
    """What was found so far; of each check only the first ones are kept, and all are counted."""

    def __init__(self) -> None:
        self.unit = ""
        self._kept: list[Finding] = []
        self._counts: Counter[str] = Counter()

    def __bool__(self) -> bool:
        return bool(self._kept)

    def add(self, fault: Fault, *, position: int | None = None, part: str = "") -> None:
        """A fault's place is the check's id."""
        self._counts[fault.place] += 1
        if self._counts[fault.place] <= FINDINGS_MAX:
            facts = {name: _shown(value) for name, value in fault.facts.items()}
            where = _shown(self.unit), position, _shown(part)
            self._kept.append(Finding(fault.place, *where, fault.message, facts))

    def add_all(self, faults: Iterable[Fault], *, position: int | None = None, part: str = "") -> None:
        for fault in faults:
            self.add(fault, position=position, part=part)

    def listed(self) -> tuple[Finding, ...]:
        """What concerns the file first, then event by event."""
        return tuple(sorted(self._kept, key=lambda found: -1 if found.position is None else found.position))

    @property
    def enough(self) -> bool:
        """Whether so much is wrong that looking further says no more."""
        return sum(self._counts.values()) > FAULTS_MAX

    def dropped(self) -> int:
        """How many findings are counted but not kept."""
        return sum(self._counts.values()) - len(self._kept)


def _shown(value: object) -> Any:
    """What stands in a hostile file is shown on somebody's screen: no control characters, no endless words."""
    if not isinstance(value, str):
        return value
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in value[:400])


def no(check: str, message: str, **facts: object) -> Fault:
    """A fault of a check."""
    return Fault(message, check, facts)
