"""Before an answer is given: may this reader read it? Each command that reads has a line here.

Who is named by `--as` reads as that person; without it the door serves whoever keeps the database.
Source: spec/process.md §4 Who may do what; `workflow.reading`.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cli.parts import Parts
from ledger.errors import RefusedError

if TYPE_CHECKING:
    from workflow.state.objection import Objection

# By the words of a command: the view, and which of its parameters says whose it is, of which kind.
READS: Mapping[str, tuple[str, str, str]] = {
    "unit show": ("rules", "", ""),
    "unit list": ("rules", "", ""),
    "cycle show": ("rules", "", ""),
    "cycle list": ("rules", "", ""),
    "round show": ("rules", "", ""),
    "round list": ("rules", "", ""),
    "calendar show": ("rules", "", ""),
    "progress": ("rules", "", ""),
    "role list": ("posts", "", ""),
    "role handover": ("work", "", ""),
    "delegation list": ("posts", "", ""),
    "transfer list": ("people", "", ""),
    "board": ("board", "", ""),
    "publicity show": ("board", "", ""),
    "due": ("work", "", ""),
    "inbox": ("work", "", ""),
    "member show": ("people", "key", "member"),
    "member list": ("people", "", ""),
    "claim show": ("claims", "claim", "claim"),
    "claim list": ("claims", "member", "member"),
    "explain": ("claims", "claim", "claim"),
    "score show": ("figures", "member", "member"),
    "score explain": ("figures", "member", "member"),
    "register": ("figures", "", ""),
    "objection show": ("objections", "key", "objection"),
    "objection list": ("objections", "", ""),
    "complaint show": ("objections", "", ""),
    "complaint list": ("objections", "", ""),
    "lead show": ("objections", "", ""),
    "lead list": ("objections", "", ""),
    "veto show": ("vetoes", "key", "veto"),
    "veto list": ("vetoes", "", ""),
    "sanction show": ("sanctions", "key", "sanction"),
    "sanction list": ("sanctions", "", ""),
    "outcome list": ("figures", "", ""),
    "order show": ("filings", "", ""),
    "order list": ("filings", "", ""),
    "evaluation show": ("evaluations", "", ""),
    "filing show": ("filings", "", ""),
    "filing list": ("filings", "", ""),
    "filing bundle": ("filings", "", ""),
    "receipt make": ("history", "", ""),
    "audit replay": ("history", "member", "member"),
    "audit diff": ("history", "member", "member"),
    "audit conduct": ("history", "", ""),
    "export ocel": ("history", "", ""),
    "export cloudevents": ("history", "", ""),
    "export csv": ("figures", "", ""),
    "export parquet": ("figures", "", ""),
    "audit claim": ("history", "key", "claim"),
    "audit member": ("history", "key", "member"),
    "audit objection": ("history", "key", "objection"),
    "audit veto": ("history", "key", "veto"),
    "audit round": ("history", "", ""),
    "audit filing": ("history", "", ""),
    "audit window": ("history", "", ""),
    "audit grading": ("history", "", ""),
    "audit evaluation": ("history", "", ""),
}
# What reads no unit's ledger for a reader, or has a rule of its own.
FREE = frozenset(
    {
        *("scheme list", "scheme show", "scheme check", "scheme diff", "scheme new"),
        *(
            "filing verify",
            "filing verifier",
            "filing receive",
            "ledger recover",
            "receipt compare",
            "keys new",
            "keys list",
            "keys export",
            "keys rotate",
            "trust write",
        ),
        *("receipt verify", "checkpoint sign", "checkpoint verify"),
        *("init", "texts", "can", "batch", "schema", "trial", "verify", "rebuild", "completion"),
    }
)


def check(parts: Parts, words: str, given: Mapping[str, Any]) -> None:
    """Pass, or RefusedError by who-may."""
    line = READS.get(words)
    if line is None or parts.person is None or parts.unit is None or parts.db is None:
        return
    from workflow.reading import may_read

    view, param, kind = line
    key = given.get(param) if param else None
    refusals = may_read(view, parts.person, _held(parts), concerned=frozenset(_concerned(parts, kind, key)))
    if refusals:
        raise RefusedError("{command} is refused", refusals=refusals, command=words)


def _held(parts: Parts) -> Iterator[str]:
    """The reader's posts today, here and in the unit above as far as its ledger is in this database.

    Who stands in for another today reads what that person's posts need.
    """
    from cli.lookups import state_of
    from workflow.days import local_day
    from workflow.guards.actors import UPPER
    from workflow.state.delegation import Delegations
    from workflow.state.membership import Member, Posts, Unit
    from workflow.store_view import StoreView

    reader, database = parts.the_person(), parts.database()
    with state_of(parts) as state:
        unit, posts = state.find(Unit), state.find(Posts) or Posts()
        known = state.find(Member, reader)
        granted = (state.find(Delegations) or Delegations()).granted
    day = local_day(parts.now(), unit.zone if unit else "UTC")
    held = posts.roles(reader, day)
    yield from held
    for one in granted:
        if one.person == reader and one.held(day):
            yield from posts.roles(one.principal, day)
    if known and known.belongs(day):  # who left reads what is their own
        yield "member"
    if unit and unit.kind != "branch" and held & UPPER:
        yield "upper"
    if unit and unit.parent and unit.parent in database.units():
        with database.ledger(unit.parent).reading() as rows:
            above = (StoreView(rows).find(Posts) or Posts()).roles(reader, day)
        yield from above & {"inspector"}
        if above & UPPER:
            yield "upper"


def _concerned(parts: Parts, kind: str, key: Any) -> Iterator[str]:
    """Whom the answer is about: nobody where nothing was named, or nothing of that id is there."""
    from cli.lookups import state_of
    from workflow.state.claim import Claim
    from workflow.state.objection import Objection
    from workflow.state.sanction import Sanction
    from workflow.state.veto import Veto

    if not isinstance(key, str):
        return
    if kind == "member":
        yield key
        return
    kinds: Mapping[str, type[Claim] | type[Veto] | type[Sanction] | type[Objection]]
    kinds = {"claim": Claim, "veto": Veto, "sanction": Sanction, "objection": Objection}
    with state_of(parts) as state:
        found = state.find(kinds[kind], key)
    if found is not None:
        yield found.member
    if isinstance(found, Objection):
        yield from _objector(parts, found)


def _objector(parts: Parts, objection: "Objection") -> Iterator[str]:
    """The reader, where they turn out to be who objected."""
    reader = parts.the_person()
    digest = parts.database().ledger(parts.the_unit()).digest
    if objection.is_of(reader, digest):
        yield reader
