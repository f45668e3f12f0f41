"""The stateful machine: random people ask for random things at random instants, of the program and of the oracle.

Persons: every post, kin of one another, conflicted ones, outsiders. Instants: days, and each known deadline
a microsecond before, at, and a microsecond after.
"""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.oracle.both import COMMITTEE, MEMBERS, Both
from tests.oracle.world import APPEAL_DAYS, ITEMS, REPLY_DAYS, Claim, after, day_of, over
from tests.support import quarter

ANYONE = st.sampled_from([*MEMBERS, "M05", "M02", "M02", "M01", "M04", "U1", "X1"])
OFFICE = st.sampled_from(["M01", "M02", "M02", "M02", "M05", "M03", "M04", "M07", "U1", "X1"])
MEMBER = st.sampled_from(MEMBERS)
LINES = st.sampled_from(
    [
        {"item": "duty.task", "points": "4", "evidence": [{"kind": "record"}]},
        {"item": "duty.task", "points": "10", "evidence": [{"kind": "photo"}]},
        {"item": "duty.task", "points": "3", "evidence": [{"kind": "notice"}]},
        {"item": "duty.task", "points": "10.01", "evidence": [{"kind": "record"}]},
        {"item": "duty.study", "points": "7"},
        {"item": "duty.study", "points": "20"},
        {"item": "duty.study", "points": "0"},
        {"item": "duty.absence", "points": "2"},
        {"item": "duty.absence", "points": "2.01"},
        {"item": "duty.absence", "points": "6"},
    ]
)
POSTS = st.sampled_from(["recorder", "deputy-recorder", "committee", "department-head", "secretary"])
PICK = st.integers(0, 10_000)


class AgainstTheOracle(RuleBasedStateMachine):
    """Every rule asks both; `Both` fails where they differ, in the answer or in the state that follows."""

    @initialize(
        kin=st.lists(st.tuples(MEMBER, MEMBER), max_size=2),
        standing=st.sampled_from(["full", "probationary"]),
        applied=st.lists(MEMBER, max_size=4, unique=True),
        steps=st.integers(0, 3),
        objecting=st.booleans(),
    )
    def founded(
        self, kin: list[tuple[str, str]], standing: str, applied: list[str], steps: int, objecting: bool
    ) -> None:
        self.two = Both()
        if standing != "full":
            self.two.given("member.change", "M01", member="M09", since="2026-01-03", standing=standing, reason="so")
        for person, other in kin:
            if person != other:
                self.two.given("member.kin", person, person=person, kin=other)
        self.two.house.on("2026-01-04")
        self.two.both("round.open", "M01", **quarter(1))
        for member in applied:
            self.two.both("claim.apply", member, item="duty.study", points="5", on=self.ago(0))
            self.next_step(list(self.two.world.claims.values())[-1])
        for _ in range(steps):  # some runs begin later in the year
            self.carry_a_round_on("M02")
        for _ in range(2 if objecting else 0):
            self.carry_an_objection_on(1, "M07")

    # --- time ---

    @rule(days=st.sampled_from([0, 1, 3, 8, 20, 45]))
    def days_pass(self, days: int) -> None:
        self.two.house.now += timedelta(days=days, hours=1)

    @rule(pick=PICK, offset=st.sampled_from([-1, 0, 1]))
    def a_deadline_comes(self, pick: int, offset: int) -> None:
        world, now = self.two.world, self.two.house.now
        ends = [w.ends for w in world.windows.values()]
        ends += [over(r.closes) for r in world.rounds.values()]
        ends += [over(h.until) for h in world.hearings if h.until]
        ends += [after(o.told, APPEAL_DAYS) for o in world.objections.values() if o.told]
        ends += [after(o.received, REPLY_DAYS) for o in world.objections.values()]
        moments = [e + timedelta(microseconds=offset) for e in sorted(ends)]
        ahead = [m for m in moments if m > now]
        if ahead:
            self.two.house.now = ahead[pick % min(len(ahead), 2)]

    @rule(by=ANYONE)
    def tick(self, by: str) -> None:
        self.two.both("clock.tick", by)

    @rule(by=OFFICE)
    def next_round(self, by: str) -> None:
        number = len(self.two.world.rounds) + 1
        if number <= 4 and self.today() >= date.fromisoformat(quarter(number)["starts"]):
            self.two.both("round.open", by, **quarter(number))

    # --- claims ---

    @rule(by=ANYONE, line=LINES, ago=st.sampled_from([0, 0, 1, 40, -1]))
    def apply(self, by: str, line: dict[str, Any], ago: int) -> None:
        self.two.both("claim.apply", by, **line, on=self.ago(ago))

    @rule(
        by=OFFICE,
        member=MEMBER,
        line=LINES,
        ago=st.sampled_from([0, 0, 1, 40]),
        source=st.sampled_from(["paper", "department", "reported"]),
    )
    def enter(self, by: str, member: str, line: dict[str, Any], ago: int, source: str) -> None:
        self.two.both("claim.enter", by, member=member, source=source, **line, on=self.ago(ago))

    @rule(by=OFFICE, member=MEMBER, line=LINES, ago=st.sampled_from([0, 0, 1, 40]))
    def observe(self, by: str, member: str, line: dict[str, Any], ago: int) -> None:
        self.two.both("claim.observe", by, member=member, **line, on=self.ago(ago))

    @rule(by=OFFICE, member=MEMBER, days=st.sampled_from([2, 3, 4]), held=st.booleans(), ago=st.sampled_from([0, 1]))
    def hear_before_observing(self, by: str, member: str, days: int, held: bool, ago: int) -> None:
        subject = f"item/duty.absence/{self.ago(ago)}"
        until = str(self.today() + timedelta(days=days))
        if self.two.both("hearing.invite", by, subject=subject, member=member, until=until) and held:
            self.two.both("hearing.hold", by, subject=subject, member=member)

    @rule(by=OFFICE, pick=PICK, days=st.sampled_from([3, 5]), held=st.booleans())
    def hear_on_a_claim(self, by: str, pick: int, days: int, held: bool) -> None:
        claim = self.one(self.two.world.claims, pick)
        if claim is not None and claim.state in ("applied", "signed"):
            subject, until = f"claim/{claim.id}", str(self.today() + timedelta(days=days))
            if self.two.both("hearing.invite", by, subject=subject, member=claim.member, until=until) and held:
                self.two.both("hearing.hold", by, subject=subject, member=claim.member)

    @rule(
        by=OFFICE,
        pick=PICK,
        what=st.sampled_from(["sign", "sign", "register", "register", "return", "withdraw"]),
        seen=st.sampled_from([None, None, -1, 0]),
    )
    def on_a_claim(self, by: str, pick: int, what: str, seen: int | None) -> None:
        """`seen` is left out, just behind the claim's last change, or at it."""
        claim = self.one(self.two.world.claims, pick)
        if claim is not None:
            fields: dict[str, Any] = {"reason": "which day?"} if what == "return" else {}
            # What a posting or the clock does to a claim is not counted here, so only claims before the review.
            if seen is not None and claim.state in ("applied", "signed", "registered", "returned"):
                fields["seen"] = self.two.world.changed[claim.id] + seen
            self.two.both(f"claim.{what}", by, claim=claim.id, **fields)

    @rule(member=MEMBER, item=st.sampled_from(["duty.task", "duty.study"]))
    def usual_claim(self, member: str, item: str) -> None:
        evidence = {"evidence": [{"kind": "record"}]} if item == "duty.task" else {}
        self.two.both("claim.apply", member, item=item, points="5", on=self.ago(0), **evidence)

    @rule(pick=PICK)
    def carry_a_claim_on(self, pick: int) -> None:
        """The usual next step by the usual person, so that runs get far."""
        open_ = {k: c for k, c in self.two.world.claims.items() if c.state in ("applied", "signed")}
        claim = self.one(open_, pick)
        if claim is not None:
            self.next_step(claim)

    def next_step(self, claim: Claim) -> None:
        """Signed where the item asks, else registered; by the deputy where the recorder is conflicted."""
        if claim.state == "applied" and ITEMS[claim.item].signed_by_head:
            self.two.both("claim.sign", "M04" if claim.member != "M04" else "M01", claim=claim.id)
        else:
            barred = self.two.world.conflicted("M02", claim.member)
            self.two.both("claim.register", "M05" if barred else "M02", claim=claim.id)

    @rule(pick=PICK, line=LINES, by=ANYONE, ago=st.sampled_from([0, 0, 1, -1, 400]))
    def amend(self, pick: int, line: dict[str, Any], by: str, ago: int) -> None:
        claim = self.one(self.two.world.claims, pick)
        if claim is not None:
            who = claim.member if pick % 4 else by
            if claim.state in ("applied", "signed") and pick % 2:
                self.two.both("claim.return", "M02", claim=claim.id, reason="which day?")
            self.two.both("claim.amend", who, claim=claim.id, **line, on=self.ago(ago))

    @rule(by=ANYONE, pick=PICK)
    def nothing_to_say(self, by: str, pick: int) -> None:
        self.two.both("claim.nothing", by, round=self.one(self.two.world.rounds, pick).id)

    # --- bodies ---

    @rule(by=OFFICE, pick=PICK, data=st.data())
    def review(self, by: str, pick: int, data: st.DataObject) -> None:
        held = self.one(self.two.world.rounds, pick)
        self.two.both(
            "session.review", by, round=held.id, **self.vote(data), **self.changes(data, held.id, "registered")
        )

    @rule(by=OFFICE, pick=PICK, data=st.data())
    def meet(self, by: str, pick: int, data: st.DataObject) -> None:
        held = self.one(self.two.world.rounds, pick)
        counts = data.draw(
            st.sampled_from(
                [
                    {"present": 9, "favour": 9},
                    {"present": 5, "favour": 5},
                    {"present": 4, "favour": 4},
                    {"present": 9, "favour": 4, "abstained": 5},
                    {"present": 8, "favour": 5, "against": 3},
                    {"present": 5, "favour": 5, "against": 1},
                ]
            )
        )
        entitled = self.two.world.entitled() if data.draw(st.integers(0, 9)) else 7
        body = {"round": held.id, "entitled": entitled, **counts, **self.changes(data, held.id, "reviewed")}
        self.two.both("meeting.confirm", by, **body)

    @rule(by=st.sampled_from(["M02", "M01"]))
    def carry_a_round_on(self, by: str) -> None:
        """The usual next step of the first round that is under way, at its time, so that runs get far."""
        two = self.two
        held = next((r for r in two.world.rounds.values() if r.state in ("open", "reviewed", "confirmed")), None)
        if held is None:
            return
        if held.state == "open":
            two.house.now = max(self.now(), over(held.closes))
            favour = {"present": list(COMMITTEE), "favour": list(COMMITTEE)}
            two.both("session.review", by, round=held.id, **favour)
        elif held.state == "reviewed":
            counts = {"entitled": two.world.entitled(), "present": 9, "favour": 8}
            two.both("meeting.confirm", by, round=held.id, **{**counts, "present": counts["entitled"]})
        else:
            two.both("publicity.open", "M01", subject=f"round/{held.id}", place="board", contact="M01")

    def vote(self, data: st.DataObject) -> dict[str, Any]:
        present = data.draw(
            st.sampled_from([COMMITTEE, COMMITTEE, COMMITTEE, COMMITTEE[1:], COMMITTEE[:1], ("M02", "M07")])
        )
        votes: dict[str, list[str]] = {"favour": [], "against": [], "abstained": []}
        for person in present:
            kind = data.draw(st.sampled_from(["favour", "favour", "favour", "favour", "against", "abstained", "none"]))
            votes.setdefault(kind, []).append(person)
        votes.pop("none", None)
        return {"present": list(present), **votes}

    def changes(self, data: st.DataObject, name: str, state: str) -> dict[str, Any]:
        claims = [c for c in self.two.world.claims.values() if c.round == name]
        if not claims or data.draw(st.booleans()):
            return {}
        claim = claims[data.draw(PICK) % len(claims)]
        change = data.draw(st.sampled_from([{"points": "1"}, {"points": "15"}, {"reject": True}, {"reject": True}]))
        return {"exceptions": [{"claim": claim.id, "reason": "so", **change}]}

    # --- publicity, objections ---

    @rule(by=OFFICE, pick=PICK)
    def post(self, by: str, pick: int) -> None:
        world = self.two.world
        subjects = [f"round/{r}" for r in world.rounds]
        subjects += [f"claim/{c.id}" for c in world.claims.values() if c.state == "confirmed"]
        subjects += [f"veto/{v.id}" for v in world.vetoes.values()]
        subject = subjects[pick % len(subjects)]
        self.two.both("publicity.open", by, subject=subject, place="board", contact="M01")

    @rule(by=ANYONE, pick=PICK)
    def close(self, by: str, pick: int) -> None:
        window = self.one(self.two.world.windows, pick)
        if window is not None:
            self.two.both("publicity.close", by, window=window.id)

    @rule(by=ANYONE, pick=PICK, own=st.booleans())
    def object(self, by: str, pick: int, own: bool) -> None:
        claim = self.one(self.two.world.claims, pick)
        if claim is not None:
            self.two.both("objection.lodge", claim.member if own else by, about=f"claim/{claim.id}", text="no")

    @rule(by=OFFICE, pick=PICK, what=st.sampled_from(["admit", "admit", "refuse", "tell", "end"]))
    def on_an_objection(self, by: str, pick: int, what: str) -> None:
        objection = self.one(self.two.world.objections, pick)
        if objection is not None:
            fields = {"reason": "no ground"} if what == "refuse" else {}
            self.two.both(f"objection.{what}", by, objection=objection.id, **fields)

    @rule(pick=PICK, by=ANYONE)
    def carry_an_objection_on(self, pick: int, by: str) -> None:
        """Somebody objects to what stands in publicity, or the committee takes the next step with it."""
        two = self.two
        waiting = {k: o for k, o in two.world.objections.items() if o.state in ("lodged", "admitted") or not o.told}
        posted = {k: c for k, c in two.world.claims.items() if c.state in ("public", "rejected")}
        objection, claim = self.one(waiting, pick), self.one(posted, pick)
        if objection is not None and objection.state == "lodged":
            two.both("objection.admit", "M03", objection=objection.id)
        elif objection is not None and objection.state != "admitted":
            two.both("objection.tell", "M02", objection=objection.id)
        elif objection is not None:
            how = {
                **({"upheld": True, "points": "4"} if pick % 2 else {"upheld": False}),
                "reason": "so",
                "present": list(COMMITTEE),
                "favour": list(COMMITTEE),
            }
            two.both("objection.answer", "M02", objection=objection.id, **how)
        elif claim is not None:
            two.both("objection.lodge", by, about=f"claim/{claim.id}", text="no")

    @rule(by=OFFICE, pick=PICK, data=st.data())
    def answer(self, by: str, pick: int, data: st.DataObject) -> None:
        objection = self.one(self.two.world.objections, pick)
        if objection is None:
            return
        how = data.draw(
            st.sampled_from([{"upheld": False}, {"upheld": True, "points": "9"}, {"upheld": True, "strike": True}])
        )
        self.two.both("objection.answer", by, objection=objection.id, reason="so", **how, **self.vote(data))

    @rule(by=ANYONE, pick=PICK, own=st.booleans())
    def appeal(self, by: str, pick: int, own: bool) -> None:
        objection = self.one(self.two.world.objections, pick)
        if objection is not None:
            who = objection.objector if own else by
            self.two.both("appeal.lodge", who, objection=objection.id, text="once more")

    # --- vetoes ---

    @rule(by=OFFICE, member=MEMBER)
    def propose(self, by: str, member: str) -> None:
        fields = {"cycle": "2026", "member": member, "code": "veto.law", "on": self.ago(0)}
        if len(self.two.world.vetoes) < 2:
            self.two.both("veto.propose", by, **fields, ground="a notice", document="d" * 64)

    @rule(by=OFFICE, pick=PICK, data=st.data())
    def decide(self, by: str, pick: int, data: st.DataObject) -> None:
        veto = self.one(self.two.world.vetoes, pick)
        if veto is None:
            return
        if data.draw(st.booleans()):
            until = str(self.today() + timedelta(days=3))
            subject = f"veto/{veto.id}"
            if veto.state == "proposed" and self.two.both(
                "hearing.invite", "M02", subject=subject, member=veto.member, until=until
            ):
                self.two.both("hearing.hold", "M02", subject=subject, member=veto.member)
        self.two.both("veto.decide", by, veto=veto.id, **self.vote(data))

    # --- posts, standing in ---

    @rule(by=OFFICE, person=MEMBER, role=POSTS, days=st.sampled_from([None, 0, 10]))
    def appoint(self, by: str, person: str, role: str, days: int | None) -> None:
        fields = {"until": self.ago(-days)} if days is not None else {}
        if role == "department-head":
            fields["department"] = "D1"
        self.two.both("role.appoint", by, person=person, role=role, since=self.ago(0), **fields)

    @rule(by=OFFICE, person=st.sampled_from(["M02", "M03", "M04", "M05"]), role=POSTS)
    def end_a_post(self, by: str, person: str, role: str) -> None:
        if self.two.world.holds(person, self.today(), role):
            self.two.both("role.end", by, person=person, role=role, until=self.ago(0))

    @rule(by=OFFICE, to=MEMBER, role=POSTS)
    def hand_over(self, by: str, to: str, role: str) -> None:
        holders = sorted(self.two.world.holders(role, self.today()))
        if holders and to not in holders:
            on = self.ago(-1)
            self.two.both("role.hand-over", by, person=holders[0], to=to, role=role, on=on)

    @rule(by=OFFICE, person=MEMBER, principal=st.sampled_from(["M02", "M04", "M01"]), days=st.sampled_from([0, 5, 40]))
    def have_stand_in(self, by: str, person: str, principal: str, days: int) -> None:
        fields = {"person": person, "principal": principal, "since": self.ago(0), "until": self.ago(-days)}
        if person != principal:
            self.two.both("delegation.grant", by, **fields)

    @rule(
        by=ANYONE, pick=PICK, what=st.sampled_from(["sign", "register", "register", "return"]), recorded=st.booleans()
    )
    def stand_in(self, by: str, pick: int, what: str, recorded: bool) -> None:
        """In the name of whoever appointed them, or of who didn't."""
        world = self.two.world
        claim, granted = self.one(world.claims, pick), world.delegations
        if claim is None:
            return
        person, principal = granted[pick % len(granted)][:2] if recorded and granted else (by, "M02")
        fields = {"reason": "which day?"} if what == "return" else {}
        if person != principal:
            self.two.both(f"claim.{what}", person, claim=claim.id, **fields, **{"for": principal})

    # --- helpers ---

    def today(self) -> date:
        return day_of(self.now())

    def now(self) -> datetime:
        return self.two.house.now

    def ago(self, days: int) -> str:
        return str(self.today() - timedelta(days=days))

    def one(self, known: dict[str, Any], pick: int) -> Any:
        """One of what there is, the newest ones more often."""
        if not known:
            return None
        keys = list(known)
        return known[keys[pick % len(keys)] if pick % 3 else keys[-1 - pick % min(len(keys), 3)]]
