"""A branch's year in a sandbox, told through the same commands that a user has.

Twenty members under the `pipeline` scheme: four quarters with everything that goes wrong in a real one,
two evaluations, grades, and filings that the committee above acknowledges and verifies. The persons
are invented. `tell` yields a line for people after each stretch; what a command refuses where the
story expects it to is part of the story.
"""

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from cli.speech import N_, say
from workflow.schemes.library import scheme_text

BRANCH, UPPER, CYCLE = "B01", "P01", "2026"
# fmt: off
NAMES = (
    "陈志远", "李秀兰", "王建国", "赵雪梅", "刘长河", "孙玉芬", "周德胜", "吴晓燕", "郑国强", "冯丽华",
    "褚明亮", "卫东升", "蒋春燕", "沈家栋", "韩冬梅", "杨立新", "朱广义", "秦晓峰", "尤志刚", "许静雯",
)
# fmt: on
MEMBERS = tuple(f"M{number:02}" for number in range(1, 21))
COMMITTEE = ("M01", "M02", "M03", "M04", "M05")
SECRETARY, RECORDER, DEPUTY = "M01", "M02", "M03"
HEADS = {"D1": "M06", "D2": "M07"}
PROBATIONARY = ("M18", "M19")
WEAK = "M17"
# The recorder's sheet: what a quarter is worth at most, item by item.
SHEET = {"daily.study": 33, "daily.service": 8, "daily.discipline": 8, "daily.integrity": 6}

Act = Callable[..., dict[str, object]]


@dataclass(frozen=True)
class Quarter:
    number: int

    @property
    def id(self) -> str:
        return f"{CYCLE}Q{self.number}"

    @property
    def starts(self) -> date:
        return date(2026, 3 * self.number - 2, 1)

    @property
    def ends(self) -> date:
        return date(2026 + self.number // 4, 3 * self.number % 12 + 1, 1) - timedelta(days=1)

    @property
    def closes(self) -> date:
        return self.ends - timedelta(days=3)

    def after(self, days: int) -> date:
        """So many days after the round's end."""
        return self.ends + timedelta(days=days)


def department(member: str) -> str:
    return "D1" if int(member[1:]) % 2 else "D2"


def points(member: str, quarter: int, item: str, most: int) -> str:
    """What the recorder or the member puts down: good branches vary a little, one member falls behind."""
    spread = sum(map(ord, f"{member}{item}")) % 3 + (quarter * int(member[1:])) % 3
    if member == WEAK:
        return str(most // 2)
    return str(most - min(spread, most // 4))


def claim_of(answer: dict[str, object]) -> str:
    """The id that the ledger gave to a new claim, objection, veto, filing or evaluation."""
    events = answer["events"]
    assert isinstance(events, list)
    return str(events[0]["stream"]).partition("/")[2]


class Story:
    """Tells the year through `act(by, words, at=…, unit=…, expect=…)`; `folder` takes its papers."""

    def __init__(self, act: Act, folder: Path) -> None:
        self.act = act
        self.folder = folder

    def tell(self) -> Iterator[str]:
        yield from self.found()
        yield from self.set_the_rules()
        yield from self.first_quarter()
        yield from self.second_quarter()
        yield from self.third_quarter()
        yield from self.fourth_quarter()
        yield from self.end_of_the_year()

    # ------------------------------------------------------------------ before the year

    def found(self) -> Iterator[str]:
        self.act(
            "root",
            "unit found --kind committee --sandbox --secretary U1 --committee U1,U2,U3",
            at="2026-01-02",
            unit=UPPER,
        )
        self.act(
            "U1",
            f"unit found --kind branch --parent {UPPER} --sandbox --secretary {SECRETARY} "
            f"--committee {','.join(COMMITTEE)}",
            at="2026-01-02",
        )
        for member, name in zip(MEMBERS, NAMES, strict=True):
            standing = "probationary" if member in PROBATIONARY else "full"
            self.act(
                SECRETARY,
                f"member enrol {member} --name {name} --standing {standing} --since 2020-07-01 "
                f"--department {department(member)}",
                at="2026-01-04",
            )
        self.act(SECRETARY, "member kin M02 M11", at="2026-01-04")
        for person, role in ((RECORDER, "recorder"), (DEPUTY, "deputy-recorder")):
            self.act(SECRETARY, f"role appoint {person} {role} --since 2026-01-05", at="2026-01-05")
        for unit, head in HEADS.items():
            self.act(
                SECRETARY,
                f"role appoint {head} department-head --since 2026-01-05 --department {unit}",
                at="2026-01-05",
            )
        self.act(RECORDER, f"role appoint {RECORDER} secretary --since 2026-01-05", at="2026-01-05", expect=4)
        yield say(
            N_(
                "founded: committee {upper}, branch {branch} with {count} members, recorder {recorder}, deputy {deputy}"
            ),
            upper=UPPER,
            branch=BRANCH,
            count=len(MEMBERS),
            recorder=RECORDER,
            deputy=DEPUTY,
        )

    def set_the_rules(self) -> Iterator[str]:
        paper = self.folder / "pipeline.toml"
        paper.write_text(scheme_text("pipeline"), encoding="utf-8")
        digest = hashlib.sha256(paper.read_bytes()).hexdigest()
        self.act(SECRETARY, f"cycle plan {CYCLE} --starts 2026-01-01 --ends 2026-12-31", at="2026-01-05")
        self.act(SECRETARY, f"scheme propose {paper}", at="2026-01-05")
        self.act(RECORDER, f"scheme adopt {digest} --entitled 18 --present 17 --favour 16 --against 1", at="2026-01-06")
        self.act(SECRETARY, f"cycle open {CYCLE} --scheme {digest}", at="2026-01-06", expect=6)
        self.act("U1", f"scheme approve --from {BRANCH}", at="2026-01-08", unit=UPPER)
        self.receive("2026-01-09")
        self.act(SECRETARY, f"cycle open {CYCLE} --scheme {digest}", at="2026-01-09")
        yield say(N_("rules: proposed, adopted 16 of 18, approved above, received; the cycle is open"))

    # ------------------------------------------------------------------ a quarter's usual course

    def open_round(self, q: Quarter) -> None:
        # The recorder turns to the new quarter when the old one has been filed.
        day = Quarter(q.number - 1).after(22) if q.number > 1 else date(2026, 1, 10)
        self.act(
            SECRETARY,
            f"round open {q.id} --cycle {CYCLE} --starts {q.starts} --ends {q.ends} --closes {q.closes}",
            at=str(day),
        )

    def apply_and_register(self, q: Quarter) -> dict[tuple[str, str], str]:
        """Everybody applies, is signed and registered; the sheet is entered. Claims by member and item."""
        claims: dict[tuple[str, str], str] = {}
        day = str(q.closes - timedelta(days=2))
        for member in MEMBERS:
            recorder = DEPUTY if member in (RECORDER, "M11") else RECORDER
            own = points(member, q.number, "daily.achievement", 20)
            claim = self.apply(member, "daily.achievement", day, own)
            claims[member, "daily.achievement"] = claim
            self.sign_and_register(member, claim, day)
            for item, most in SHEET.items():
                amount = points(member, q.number, item, most)
                made = self.act(recorder, f"claim observe {member} --item {item} --on {day} --points {amount}", at=day)
                claims[member, item] = claim_of(made)
        return claims

    def apply(self, member: str, item: str, day: str, amount: str) -> str:
        words = f"claim apply --item {item} --on {day} --points {amount} --evidence record"
        return claim_of(self.act(member, [*words.split(), "--note", "本季度岗位工作任务完成情况"], at=day))

    def sign_and_register(self, member: str, claim: str, day: str) -> None:
        head = HEADS[department(member)]
        self.act(SECRETARY if head == member else head, ["claim", "sign", claim, "--note", "完成，质量良好"], at=day)
        self.act(DEPUTY if member in (RECORDER, "M11") else RECORDER, f"claim register {claim}", at=day)

    def review(self, q: Quarter, *exceptions: str) -> None:
        everybody = ",".join(COMMITTEE)
        words = f"session review {q.id} --present {everybody} --favour {everybody}"
        self.act(RECORDER, [*words.split(), *exceptions], at=str(q.after(2)))

    def publish(self, subject: str, day: date) -> None:
        proof = hashlib.sha256(f"{subject} {day}".encode()).hexdigest()
        words = f"publicity open {subject} --place 支部公示栏 --contact {SECRETARY} --proof {proof}"
        self.act(SECRETARY, words, at=str(day))

    def file(self, subject: str, day: date) -> None:
        """Two signers below; above, acknowledged and verified by others; both receipts taken."""
        filing = claim_of(self.act(SECRETARY, f"filing file {subject}", at=str(day)))
        self.act(SECRETARY, f"filing countersign {filing}", at=str(day), expect=6)
        self.act("M04", f"filing countersign {filing}", at=str(day))
        self.act(
            "U1", f"filing acknowledge --from {BRANCH} --filing {filing}", at=str(day + timedelta(days=2)), unit=UPPER
        )
        self.receive(str(day + timedelta(days=3)))
        self.act("U2", f"check record --from {BRANCH} --filing {filing}", at=str(day + timedelta(days=4)), unit=UPPER)
        self.receive(str(day + timedelta(days=5)))
        self.last_filing = filing

    def receive(self, day: str) -> None:
        self.act(SECRETARY, f"receipt take --from {UPPER} --all", at=day)

    def tick(self, day: date) -> None:
        self.act("timer", "clock tick", at=str(day))

    # ------------------------------------------------------------------ the quarters

    def first_quarter(self) -> Iterator[str]:
        q = Quarter(1)
        self.open_round(q)
        claims = self.apply_and_register(q)
        day = str(q.closes)
        # Returned for amendment, and applied for again.
        article = claim_of(
            self.act("M08", f"claim apply --item bonus.article.house --on {day} --evidence record", at=day)
        )
        self.act(RECORDER, ["claim", "return", article, "--reason", "请注明刊物期号"], at=day)
        words = f"claim amend {article} --item bonus.article.house --on {day} --evidence record"
        self.act("M08", [*words.split(), "--note", "第三期"], at=day)
        self.act(RECORDER, f"claim register {article}", at=day)
        # Withdrawn by the claimant.
        second = claim_of(
            self.act("M09", f"claim apply --item bonus.article.external --on {day} --evidence record", at=day)
        )
        self.act("M09", f"claim withdraw {second}", at=day)
        # The recorder's own is registered by the deputy: the ledger says so when it is tried.
        self.act(RECORDER, f"claim observe {RECORDER} --item daily.study --on {day} --points 33", at=day, expect=6)
        study = claims["M10", "daily.study"]
        self.review(q, "--lower", f"{study}=27:缺席一次集中学习")
        self.publish(f"round/{q.id}", q.after(3))
        # An objection is upheld: the points change, and the claim is published again.
        mine = claims["M12", "daily.study"]
        lodged = ["objection", "lodge", f"claim/{mine}", "--text", "三月的学习我参加了，签到表可查"]
        objection = claim_of(self.act("M12", lodged, at=str(q.after(5))))
        self.act(SECRETARY, f"objection admit {objection}", at=str(q.after(5)))
        self.answer(objection, q.after(7), "--upheld", "--points", "33", reason="签到表属实")
        self.publish(f"claim/{mine}", q.after(7))
        self.tick(q.after(11))
        self.tick(q.after(15))
        self.file(f"round/{q.id}", q.after(16))
        yield say(
            N_("{round}: {count} claims; one returned, one withdrawn, one lowered, one objection upheld"),
            round=q.id,
            count=len(claims) + 2,
        )

    def answer(self, objection: str, day: date, *outcome: str, reason: str) -> None:
        everybody = ",".join(COMMITTEE)
        words = f"objection answer {objection} --present {everybody} --favour {everybody}"
        self.act(RECORDER, [*words.split(), *outcome, "--reason", reason], at=str(day))
        self.act(RECORDER, f"objection tell {objection}", at=str(day))

    def second_quarter(self) -> Iterator[str]:
        q = Quarter(2)
        self.open_round(q)
        claims = self.apply_and_register(q)
        # Applied for after the closing date: it waits for the next round, and counts for this one.
        article = f"claim apply --item bonus.article.house --on {q.ends} --evidence record"
        self.late = claim_of(self.act("M16", article, at=str(q.ends)))
        rejected = claims["M13", "daily.achievement"]
        self.review(q, "--reject", f"{rejected}:任务未完成，部门已说明")
        self.publish(f"round/{q.id}", q.after(3))
        # An objection is dismissed and taken to the committee above, which leaves it so.
        service = claims["M14", "daily.service"]
        words = ["objection", "lodge", f"claim/{service}", "--text", "服务群众应记满分"]
        objection = claim_of(self.act("M14", words, at=str(q.after(4))))
        self.act(SECRETARY, f"objection admit {objection}", at=str(q.after(4)))
        self.answer(objection, q.after(6), "--dismissed", reason="与记录一致")
        self.act("M14", ["appeal", "lodge", objection, "--text", "请上级再核"], at=str(q.after(8)))
        words = [
            "appeal",
            "decide",
            "--from",
            BRANCH,
            "--objection",
            objection,
            "--dismissed",
            "--reason",
            "维持原结论",
        ]
        self.act("U2", words, at=str(q.after(11)), unit=UPPER)
        self.receive(str(q.after(12)))
        self.tick(q.after(12))
        self.file(f"round/{q.id}", q.after(13))
        self.evaluate("2026-06-30", q.after(20))
        yield say(
            N_("{round}: {count} claims; one not accepted, one objection dismissed and appealed; evaluation"),
            round=q.id,
            count=len(claims),
        )

    def third_quarter(self) -> Iterator[str]:
        q = Quarter(3)
        self.open_round(q)
        self.veto_and_appeal()
        claims = self.apply_and_register(q)
        self.act(RECORDER, f"claim register {self.late}", at=str(q.closes))
        self.review(q)
        self.publish(f"round/{q.id}", q.after(3))
        self.tick(q.after(11))
        self.file(f"round/{q.id}", q.after(12))
        yield say(
            N_("{round}: {count} claims, one from the quarter before; one veto decided, and revoked on appeal"),
            round=q.id,
            count=len(claims) + 1,
        )

    def veto_and_appeal(self) -> None:
        """A veto is proposed, heard, decided, objected to, appealed, and revoked above."""
        notice = hashlib.sha256(b"notice").hexdigest()
        words = f"veto propose M15 --cycle {CYCLE} --code veto.rules --on 2026-08-20 --document {notice}"
        veto = claim_of(self.act("M04", [*words.split(), "--ground", "通报点名"], at="2026-09-01"))
        # Nobody is vetoed unheard.
        vote = f"veto decide {veto} --present {','.join(COMMITTEE)} --favour M01,M02,M03 --against M05"
        self.act(RECORDER, vote, at="2026-09-01", expect=6)
        self.act(RECORDER, f"hearing invite veto/{veto} M15 --until 2026-09-07", at="2026-09-02")
        heard = ["hearing", "hold", f"veto/{veto}", "M15", "--statement", "通报所指系同名人员"]
        self.act(RECORDER, heard, at="2026-09-06")
        self.act(RECORDER, vote, at="2026-09-08")
        self.publish(f"veto/{veto}", date(2026, 9, 9))
        lodged = ["objection", "lodge", f"veto/{veto}", "--ground", "veto", "--text", "通报所指不是我"]
        objection = claim_of(self.act("M15", lodged, at="2026-09-10"))
        self.act(SECRETARY, f"objection admit {objection}", at="2026-09-10")
        self.answer(objection, date(2026, 9, 14), "--dismissed", reason="以通报为准")
        self.act("M15", ["appeal", "lodge", objection, "--text", "请上级核对身份"], at="2026-09-15")
        decided = ["appeal", "decide", "--from", BRANCH, "--objection", objection, "--upheld", "--reason", "查明系同名"]
        self.act("U1", decided, at="2026-09-20", unit=UPPER)
        self.receive("2026-09-21")

    def fourth_quarter(self) -> Iterator[str]:
        q = Quarter(4)
        self.open_round(q)
        claims = self.apply_and_register(q)
        day = str(q.closes)
        for member, level in (("M05", "group"), ("M09", "gas-branch"), ("M20", "pipeline-company")):
            words = f"claim apply --item bonus.commendation --on {day} --level {level}"
            words += " --evidence certificate --evidence notice"
            self.act(RECORDER, f"claim register {claim_of(self.act(member, words, at=day))}", at=day)
        self.review(q)
        self.publish(f"round/{q.id}", q.after(3))
        self.tick(q.after(11))
        self.file(f"round/{q.id}", q.after(12))
        yield say(N_("{round}: {count} claims, three commendations among them"), round=q.id, count=len(claims) + 3)

    # ------------------------------------------------------------------ the end of the year

    def evaluate(self, on: str, day: date) -> None:
        opened = self.act(
            SECRETARY, f"evaluation open --cycle {CYCLE} --code review --on {on} --tellers M08,M10", at=str(day)
        )
        paper = self.folder / f"tallies-{on}.csv"
        with paper.open("w", encoding="utf-8", newline="") as out:
            sheet = csv.writer(out)
            sheet.writerow(("member", "band", "points"))
            for member in MEMBERS:
                good = int(member[1:]) % 4
                sheet.writerow(
                    (
                        member,
                        *(("basic", "10") if member == WEAK else ("excellent", "24") if good else ("qualified", "21")),
                    )
                )
        key = claim_of(opened)
        for part in ("self", "mutual"):
            everybody = ",".join(MEMBERS)
            self.act(SECRETARY, f"evaluation take-part {key} --part {part} --present {everybody}", at=str(day))
        words = f"evaluation tally {key} --ballots 20 --tellers M08,M10 --results {paper}"
        self.act(SECRETARY, words, at=str(day))
        for member in MEMBERS:
            giver = RECORDER if member == SECRETARY else SECRETARY
            opinion = ["evaluation", "opinion", key, member, "--text", "同意党员大会测评结果"]
            self.act(giver, opinion, at=str(day))

    def end_of_the_year(self) -> Iterator[str]:
        day = date(2027, 1, 20)
        self.evaluate("2026-12-31", day)
        counts = "--entitled 18 --present 18 --favour 17 --abstained 1"
        self.act(RECORDER, f"meeting confirm-year {CYCLE} {counts}", at=str(day))
        self.act(SECRETARY, f"grade propose {CYCLE}", at=str(day))
        # Who faces the lowest grade is heard before it is confirmed.
        self.act(RECORDER, f"grade confirm {CYCLE} {counts}", at=str(day), expect=6)
        self.act(RECORDER, f"hearing invite grading/{CYCLE} {WEAK} --until 2027-01-24", at=str(day))
        words = ["hearing", "hold", f"grading/{CYCLE}", WEAK, "--statement", "承认差距，愿意改进"]
        self.act(RECORDER, words, at="2027-01-23")
        self.act(RECORDER, f"grade confirm {CYCLE} {counts}", at="2027-01-25")
        self.publish(f"grading/{CYCLE}", date(2027, 1, 25))
        self.tick(date(2027, 2, 2))
        self.file(f"grading/{CYCLE}", date(2027, 2, 3))
        self.act("U1", f"grade settle --from {BRANCH} --filing {self.last_filing}", at="2027-02-10", unit=UPPER)
        self.receive("2027-02-11")
        self.act(SECRETARY, f"cycle close {CYCLE}", at="2027-02-12")
        yield say(
            N_("year end: points confirmed, grades confirmed after a hearing, published, filed, settled, verified")
        )
