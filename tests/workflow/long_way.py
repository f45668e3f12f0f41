"""The long way: the facts of a hand-worked case, played as a branch's year through the process.

A case becomes a sandbox branch under the scheme's own profile: rules adopted, rounds of its cadence opened, each
fact entered by somebody who may, signed, heard, registered, reviewed, confirmed, posted and filed where the
profile has it; then vetoes, sanctions, evaluations and grades. What the ledger computes at the end is returned.

The staff that takes the steps (S1 to S5) are full members on whom no points are kept, so that the branch that is
scored is exactly the case's. A round is opened on its first day, or when the one before it has been filed; entries
come on its last day, which is also the closing date.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ledger.errors import RefusedError
from ledger.exact import decimal_text
from tests.support import UPPER, House
from workflow.course import Course, period
from workflow.periods import MONTHS, expected_rounds
from workflow.schemes import library
from workflow.scoring import rounds
from workflow.scoring.case_file import Case
from workflow.scoring.facts import Fact, MemberYear
from workflow.scoring.read import digest
from workflow.scoring.rounds import index
from workflow.scoring.scheme import Scheme
from workflow.scoring.score import score_branch
from workflow.state.cycle import Cycle
from workflow.state.evaluation import Grading
from workflow.year import branch_year, year_of

SECRETARY, RECORDER, DEPUTY, COMMITTEE, HEAD = STAFF = ("S1", "S2", "S3", "S4", "S5")
MASSES = "S6"
PAPER = "d" * 64
POSTED = {"place": "notice board", "contact": SECRETARY}
# Whose word the recorder enters, by the scheme's name for them.
SOURCES = {"department": "department", "others": "reported", "group": "group", "meeting": "meeting", "upper": "upper"}
VOTERS = ("committee", "secretary")


@dataclass
class LeftOut:
    """A fact that a guard stopped at its entry."""

    member: MemberYear
    fact: Fact
    guards: tuple[str, ...]


@dataclass
class LongWay:
    """One case on its way. `left_out` are the facts that were refused, with the guards that said no."""

    house: House
    case: Case
    left_out: list[LeftOut] = field(default_factory=list)
    entries: int = 0
    day: date = date.min

    def __post_init__(self) -> None:
        self.text = library.scheme_text(self.case.scheme)
        self.scheme: Scheme = library.scheme(self.case.scheme)
        self.course = Course(self.scheme.profile, above=True)
        self.cycle = str(self.case.year)
        self.starts, self.ends = date(self.case.year, 1, 1), date(self.case.year, 12, 31)
        self.spans = expected_rounds(self.starts, self.ends, self.scheme.profile.round)
        full = sum(member.status == "full" for member in self.case.members)
        self.entitled = full + len(STAFF)
        posts = {member.member for member in self.case.members if {*VOTERS} & {*member.roles}}
        self.committee = sorted({SECRETARY, RECORDER, DEPUTY, COMMITTEE, *posts})

    # The way.

    def play(self) -> list[dict[str, Any]]:
        """The whole year; the figures that the ledger gives, in the shape of `expected`."""
        self._found()
        self._rules()
        for number, span in enumerate(self.spans, 1):
            self._round(number, *span)
        self._on(self.ends + timedelta(days=20))
        self._notices()
        self._evaluations()
        self._on(self.day + timedelta(days=self.scheme.profile.publicity_days + 1))
        self.house.do("clock.tick", "timer")
        if self.course.confirms_year:
            self.house.do("meeting.confirm-year", RECORDER, cycle=self.cycle, **self._count())
        if self.course.grades:
            self._grades()
        figures = self._figures()
        for figure in self.house.find(Grading, self.cycle).figures if self.scheme.profile.secretary_comment else ():
            by = DEPUTY if figure.member == SECRETARY else SECRETARY
            self.house.do("grade.comment", by, cycle=self.cycle, member=figure.member, text="a good year")
        self.house.do("cycle.close", SECRETARY, cycle=self.cycle)
        return figures

    def _on(self, day: date) -> None:
        assert day >= self.day, "time only goes forward"
        self.day = day
        self.house.on(str(day))

    def _count(self) -> dict[str, int]:
        return {"entitled": self.entitled, "present": self.entitled, "favour": self.entitled}

    def _found(self) -> None:
        house = self.house
        self._on(self.starts)
        house.do(
            "unit.found", "root", UPPER, kind="committee", sandbox=True, secretary="U1", committee=["U1", "U2", "U3"]
        )
        seats = {"secretary": SECRETARY, "committee": [SECRETARY, RECORDER, DEPUTY, COMMITTEE]}
        house.do("unit.found", "U1", kind="branch", parent=UPPER, sandbox=True, **seats)
        since = {"since": "2010-01-01", "department": "D1"}
        for person in STAFF:
            house.do(
                "member.enrol", SECRETARY, member=person, inclusion="none", body="meeting", document=PAPER, **since
            )
        posts = ((RECORDER, "recorder"), (DEPUTY, "deputy-recorder"), (HEAD, "department-head"))
        for person, role in posts:
            house.do("role.appoint", SECRETARY, person=person, role=role, since="2010-01-01")
        for member in self.case.members:
            who = {"standing": member.status, "category": member.category}
            house.do("member.enrol", SECRETARY, member=member.member, **who, **since)
            for role in member.roles:
                house.do("role.appoint", SECRETARY, person=member.member, role=role, since="2010-01-01")
            for past in member.history:
                said: dict[str, Any] = {"grade": past.grade} if past.grade else {}
                said |= {"total": decimal_text(past.total)} if past.total is not None else {}
                if said:
                    house.do("member.history", SECRETARY, member=member.member, year=past.year, document=PAPER, **said)

    def _rules(self) -> None:
        house, key = self.house, digest(self.text)
        house.do("cycle.plan", SECRETARY, cycle=self.cycle, starts=str(self.starts), ends=str(self.ends))
        house.do("scheme.propose", SECRETARY, text=self.text)
        adopted = house.do("scheme.adopt", RECORDER, scheme=key, **self._count())
        house.upper("scheme.approve", "U1", adopted[-1].position)
        house.do("cycle.open", SECRETARY, cycle=self.cycle, scheme=key)

    # Rounds.

    def _name(self, number: int) -> str:
        return f"{self.cycle}R{number:02}"

    def _round(self, number: int, first: date, last: date) -> None:
        house, name = self.house, self._name(number)
        self._on(max(first, self.day))
        days = {"starts": str(first), "ends": str(last), "closes": str(last)}
        house.do("round.open", SECRETARY, round=name, cycle=self.cycle, **days)
        self._on(last)
        for member in self.case.members:
            for fact in member.facts:
                if fact.kind == "item" and first <= fact.on <= last:
                    self._enter(member, fact)
        self._on(last + timedelta(days=1))
        house.do("session.review", RECORDER, round=name, present=self.committee, favour=self.committee)
        if self.course.meets_before_posting:
            for each in self._due(number, "meeting"):
                house.do("meeting.confirm", RECORDER, round=each, **self._count())
        posted = self._due(number, "publicity")
        for each in posted:
            house.do("publicity.open", SECRETARY, subject=f"round/{each}", **POSTED)
        if posted:
            self._on(self.day + timedelta(days=self.scheme.profile.publicity_days + 1))
            house.do("clock.tick", "timer")
        if self.course.files_rounds:
            for each in self._due(number, "filing", "publicity"):
                self._verify(self._file(f"round/{each}"))

    def _due(self, number: int, *steps: str) -> list[str]:
        """The rounds for which the step comes now that this one has ended; no sooner than those before it."""
        cadences = [cadence for step in steps if (cadence := self.course.cadence(step))]
        if not cadences:
            return []
        cadence = max(cadences, key=MONTHS.__getitem__)
        first, last = period(self.starts, self.ends, cadence, self.spans[number - 1][0])
        if self.spans[number - 1][1] != last:
            return []
        return [self._name(n) for n, span in enumerate(self.spans, 1) if first <= span[0] <= last]

    def _file(self, subject: str) -> int:
        filing = self.house.do("filing.file", SECRETARY, subject=subject)[0].stream.removeprefix("filing/")
        request = self.house.do("filing.countersign", COMMITTEE, filing=filing)[0].position
        self.house.upper("filing.acknowledge", "U1", request)
        return request

    def _verify(self, request: int) -> None:
        self.house.upper("check.record", "U2", request)

    # Facts.

    def _enter(self, member: MemberYear, fact: Fact) -> None:
        """By one of those who may enter the item, in turn; what a guard stops is kept in `left_out`."""
        item = self.scheme.by_item[fact.ref]
        way = item.entered_by[self.entries % len(item.entered_by)]
        self.entries += 1
        fields = self._line(fact) | {"evidence": [{"kind": kind} for kind in item.evidence[:1]]}
        about = f"item/{fact.ref}/{fact.on}"
        try:
            if way == "recorder":
                self._heard("claim.observe", RECORDER, about, member.member, member=member.member, **fields)
            elif way == "committee":
                voters = [person for person in self.committee if person != member.member]
                votes = {"present": voters, "favour": voters}
                self._heard("claim.supplement", RECORDER, about, member.member, member=member.member, **votes, **fields)
            else:
                self._applied(member.member, way, fields, sign=bool(item.sign))
        except RefusedError as refused:
            guards = tuple(sorted({refusal.guard for refusal in refused.refusals}))
            self.left_out.append(LeftOut(member, fact, guards))

    def _applied(self, member: str, way: str, fields: Mapping[str, Any], *, sign: bool) -> None:
        if way == "member" and self.entries % 3:
            made = self.house.do("claim.apply", member, **fields)
        else:
            source = SOURCES.get(way, "paper")
            made = self.house.do("claim.enter", RECORDER, member=member, source=source, **fields)
        claim = made[0].stream.removeprefix("claim/")
        if sign:
            self.house.do("claim.sign", HEAD, claim=claim)
        self._heard("claim.register", RECORDER, f"claim/{claim}", member, claim=claim)

    def _heard(self, command: str, by: str, subject: str, concerned: str, **fields: Any) -> Any:
        """The command, after a hearing where it asks for one."""
        try:
            return self.house.do(command, by, **fields)
        except RefusedError as refused:
            if {refusal.guard for refusal in refused.refusals} != {"heard"}:
                raise
        self._hear(subject, concerned)
        return self.house.do(command, by, **fields)

    def _hear(self, subject: str, member: str) -> None:
        until = str(self.day + timedelta(days=3))
        self.house.do("hearing.invite", RECORDER, subject=subject, member=member, until=until)
        self.house.do("hearing.hold", RECORDER, subject=subject, member=member, statement="so it was")

    @staticmethod
    def _line(fact: Fact) -> dict[str, Any]:
        fields: dict[str, Any] = {"item": fact.ref, "on": str(fact.on)}
        if fact.times != 1:
            fields["times"] = fact.times
        fields |= {name: getattr(fact, name) for name in ("level", "matter") if getattr(fact, name) is not None}
        for name in ("points", "quantity"):
            if getattr(fact, name) is not None:
                fields[name] = decimal_text(getattr(fact, name))
        return fields

    # The end of the year.

    def _notices(self) -> None:
        """Vetoes up to their posting, and sanctions."""
        for member in self.case.members:
            for fact in member.facts:
                about = {"cycle": self.cycle, "member": member.member, "code": fact.ref, "on": str(fact.on)}
                if fact.kind == "sanction":
                    self.house.do("sanction.record", SECRETARY, document=PAPER, **about)
                if fact.kind == "veto":
                    self._veto(member.member, about)

    def _veto(self, member: str, about: Mapping[str, Any]) -> None:
        made = self.house.do("veto.propose", SECRETARY, ground="a circular", document=PAPER, **about)
        veto = made[0].stream.removeprefix("veto/")
        self._hear(f"veto/{veto}", member)
        voters = [person for person in self.committee if person not in (member, SECRETARY)]
        self.house.do("veto.decide", RECORDER, veto=veto, present=self.committee, favour=voters)
        self.house.do("publicity.open", SECRETARY, subject=f"veto/{veto}", **POSTED)

    def _evaluations(self) -> None:
        """Each evaluation that the case has, and those that the profile asks for besides, without a result."""
        held: dict[tuple[str, int], list[tuple[str, Fact]]] = {}
        for each in self.scheme.evaluations:
            asked_for = min(rounds.COUNTS[each.round], len(self.scheme.profile.evaluation))
            count = rounds.COUNTS[each.round]
            held |= {(each.id, count - 1 - n): [] for n in range(asked_for)}
        for member in self.case.members:
            for fact in member.facts:
                if fact.kind == "evaluation":
                    number = index(self.scheme.by_evaluation[fact.ref].round, fact.on)
                    held.setdefault((fact.ref, number), []).append((member.member, fact))
        if not self.scheme.evaluations:
            held = {(each.id, 0): [] for each in self.scheme.profile.evaluation}
        for (code, number), results in sorted(held.items()):
            cadence = self.scheme.by_evaluation[code].round if code in self.scheme.by_evaluation else "year"
            on = max((fact.on for _, fact in results), default=rounds.last_day(cadence, self.case.year, number))
            self._evaluate(code, on, results)

    def _evaluate(self, code: str, on: date, results: list[tuple[str, Fact]]) -> None:
        tellers = {"tellers": [RECORDER, COMMITTEE]}
        masses = {"representatives": [MASSES]} if self.scheme.profile.mass_representatives else {}
        if masses:
            since = str(self.day)
            self.house.do("role.appoint", SECRETARY, person=MASSES, role="mass-representative", since=since)
        opened = self.house.do(
            "evaluation.open", SECRETARY, cycle=self.cycle, code=code, on=str(on), **tellers, **masses
        )
        tallies = []
        for member, fact in results:
            tally: dict[str, Any] = {"member": member}
            tally |= {"band": fact.band} if fact.band is not None else {}
            tally |= {"points": decimal_text(fact.points)} if fact.points is not None else {}
            tally |= {"votes": dict(fact.votes)} if fact.votes is not None else {}
            tallies.append(tally)
        ballots = max((sum(tally.get("votes", {}).values()) for tally in tallies), default=0)
        key = opened[0].stream.removeprefix("evaluation/")
        self.house.do("evaluation.tally", SECRETARY, evaluation=key, ballots=ballots, results=tallies, **tellers)
        self.house.assessed(key, SECRETARY, RECORDER)

    def _grades(self) -> None:
        house, subject = self.house, f"grading/{self.cycle}"
        house.do("grade.propose", SECRETARY, cycle=self.cycle)
        lowest = self.scheme.grades[-1].id if self.scheme.grades else None
        for figure in house.find(Grading, self.cycle).figures:
            if lowest and figure.grade == lowest:
                self._hear(subject, figure.member)
        house.do("grade.confirm", RECORDER, cycle=self.cycle, **self._count())
        request = None
        if self.course.files and not self.course.posts_first:
            request = self._file(subject)
        if self.course.cadence("publicity"):
            house.do("publicity.open", SECRETARY, subject=subject, **POSTED)
            self._on(self.day + timedelta(days=self.scheme.profile.publicity_days + 1))
            house.do("clock.tick", "timer")
        if self.course.files and self.course.posts_first:
            request = self._file(subject)
        if request is not None:
            self._verify(request)
            if self.scheme.profile.grades_settled_by == "upper":
                house.upper("grade.settle", "U1", request)

    def _figures(self) -> list[dict[str, Any]]:
        if self.course.grades:
            made: Iterable[Any] = self.house.find(Grading, self.cycle).figures
        else:
            cycle = self.house.find(Cycle, self.cycle)
            made = score_branch(self.scheme, year_of(cycle), branch_year(self.house.view(), cycle))
        return [shaped(each) for each in made]


def shaped(each: Any) -> dict[str, Any]:
    """A member's figures, wherever they were computed, in the shape of a case's `expected`."""
    return {
        "member": each.member,
        "total": f"{each.total:.2f}",
        "components": {component: f"{figure:.2f}" for component, figure in dict(each.components).items()},
        "grade": each.grade,
        "outcomes": list(each.outcomes),
    }
