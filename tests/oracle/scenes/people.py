"""Leads, members away, keys, sanctions, delegations: what the branch keeps about people."""

from tests.oracle.scenes.scene import PAPER, PLAIN, SECOND, Ask, Scene, key_of, last, matter, stands, today
from tests.oracle.states import ACTOR, Stage
from tests.support import BRANCH, UPPER
from tests.workflow.signed_house import id_of, public_key


def lead(made: Stage) -> None:
    made.two.house.do("lead.record", "M02", text="somebody said")
    matter(made, "lead", "recorded")


def lead_closed(made: Stage) -> None:
    made.two.house.do("lead.close", "M01", lead=key_of(made, "lead"), outcome="nothing", note="so")
    stands(made, "closed")


def away(made: Stage) -> None:
    days = {"since": "2026-02-01", "until": "2026-08-31"}
    made.two.house.do("member.away", "M01", member=made.member, kind="secondment", **days)
    matter(made, "member", "away", made.member)


def back(made: Stage) -> None:
    made.two.house.do("member.return", "M01", member=made.member, until=today(made, -1))
    stands(made, "here")


def sanctioned(made: Stage) -> None:
    about = {"cycle": "2026", "member": made.member, "code": "sanction.warning", "on": "2026-02-01"}
    made.two.house.do("sanction.record", "M01", document=PAPER, **about)
    matter(made, "sanction", "in-force", made.member)


def lifted(made: Stage) -> None:
    made.two.house.do("sanction.lift", "M01", sanction=key_of(made, "sanction"), document=PAPER)
    stands(made, "lifted")


def stood_in(made: Stage) -> None:
    days = {"since": "2026-02-01", "until": "2026-03-31"}
    made.two.house.do("delegation.grant", "M01", person="M09", principal="M04", **days)
    matter(made, "delegation", "delegated")


LEAD: dict[str, Ask] = {
    "lead.close": lambda made: {"lead": key_of(made, "lead"), "outcome": "nothing", "note": "so"},
}
MEMBER: dict[str, Ask] = {
    "member.return": lambda made: {"member": made.member, "until": today(made, -1)},
    "member.forget": lambda made: {"member": made.member, "ground": "request", "document": PAPER},
    "transfer.request": lambda made: {"member": made.member, "to": SECOND},
    "keys.register": lambda made: {"person": ACTOR, "key": public_key(f"{ACTOR}@x")},
    "keys.revoke": lambda made: {"person": "M09", "key_id": id_of(public_key("M09@x"))},
    "keys.rotate": lambda made: {"old": public_key("log/B01"), "key": public_key("new/B01"), "note": "x"},
    "keys.withdraw": lambda made: {"branch": BRANCH, "key_id": "0" * 8, "person": "M09", "reason": "stolen"},
    "ledger.recover": lambda made: {"size": last(made) + 1, "reason": "a disk"},
}
SANCTION: dict[str, Ask] = {
    "sanction.lift": lambda made: {"sanction": key_of(made, "sanction"), "document": PAPER},
}
DELEGATION: dict[str, Ask] = {
    "delegation.end": lambda made: {"person": "M09", "principal": "M04", "until": today(made)},
}


def with_keys(made: Stage) -> None:
    away(made)
    made.two.house.do("keys.register", "M09", person="M09", key=public_key("M09@x"))


SCENES: dict[str, Scene] = {
    "lead recorded": Scene(None, "2026-02-02", lead, LEAD, PLAIN),
    "lead closed": Scene("lead recorded", "2026-02-05", lead_closed, LEAD, PLAIN),
    "member away": Scene(None, "2026-02-02", with_keys, MEMBER, units={"keys.withdraw": UPPER}),
    "member back": Scene("member away", "2026-02-05", back, MEMBER, units={"keys.withdraw": UPPER}),
    "sanction in force": Scene(None, "2026-02-02", sanctioned, SANCTION),
    "sanction lifted": Scene("sanction in force", "2026-02-05", lifted, SANCTION),
    "delegation running": Scene(None, "2026-02-02", stood_in, DELEGATION, PLAIN),
}
