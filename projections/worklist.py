"""What waits for whom: every matter that somebody has to take further, by role and by person.

The rows are what waits; who may take it further today is asked of the posts when the list is read, since
posts begin and end by the calendar. Requests to a unit above stand in both lists. Source: spec/process.md §5
(`due`), §8, §9, §10 Who else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from ledger.database import Database
from ledger.scalar import instant_text, parse_instant
from projections.picture import Picture, Projection, Since, stored
from projections.tables import Change, Row, read_rows, ready, table
from projections.waiting import NOTES, Waiting, waiting
from workflow.days import local_day
from workflow.process.table import Row as Step
from workflow.process.table import table as process
from workflow.state.claim import Claim, said_nothing
from workflow.state.cycle import Round
from workflow.state.delegation import NOT_DELEGABLE, Delegations
from workflow.state.exchange import Decided
from workflow.state.membership import Member, Posts, Unit, kin_of

UPPER = ("committee", "officer", "secretary")
ANSWERS = frozenset({"objection.admit", "objection.answer"})
# Whose turn it is, is not said: who objected is known to those who answer alone.
UNNAMED = frozenset({"appeal.lodge"})
FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class WorkItem:
    """One thing to do.

    `subject` is claim/…, round/…, publicity/…, objection/…, veto/…, filing/…, scheme/…, cycle/…, grading/…,
    evaluation/… or hearing/… of `unit`; `command` the command to run next, in `ledger`; `roles` as in the process
    table; `persons` who of that ledger may do it on that day, without conflict. `not_before` and `due` are
    instants in UTC; `overdue`: `due` has come; what `lapses` is never overdue, but gone then. `request` is the
    position in the unit's ledger of what asks a unit above; for a receipt, `decided` is the position of the answer
    in the ledger of `answered_by`.
    """

    unit: str
    ledger: str
    subject: str
    command: str
    roles: tuple[str, ...]
    persons: tuple[str, ...]
    since: datetime
    not_before: datetime | None
    due: datetime | None
    overdue: bool
    member: str | None
    request: int | None
    what: str
    what_zh: str
    zone: str
    lapses: bool = False
    # Who may do it in whose name on that day (代办): person and principal.
    stand_ins: tuple[tuple[str, str], ...] = ()
    answered_by: str | None = None
    decided: int | None = None

    @property
    def day(self) -> date | None:
        """The last local day on which it is in time."""
        return None if self.due is None else local_day(self.due - timedelta(microseconds=1), self.zone)

    def principal(self, person: str) -> str | None:
        """For whom the person would have to stand in; None where it is their own to do, or not theirs at all."""
        names = [] if person in self.persons else [p for who, p in self.stand_ins if who == person]
        return next(iter(names), None)

    @property
    def everyones(self) -> bool:
        """逾期未答复: an answer that is overdue stays in everyone's list until it is given."""
        return self.overdue and self.command in ANSWERS

    def has_come(self, at: datetime) -> bool:
        """Whether it is somebody's turn now."""
        return self.not_before is None or at >= self.not_before


items = table(
    "worklist_item",
    ["subject", "command", "member"],  # the member is empty where none is concerned
    ["person", "since", "not_before", "due", "asks", "topic"],
    ["request", "lapses"],
)


def worklist(
    database: Database, unit: str, *, role: str | None = None, person: str | None = None, at: datetime
) -> tuple[WorkItem, ...]:
    """What waits in this unit, the most urgent first: overdue, then by due, then by since.

    For a unit above others also what their ledgers in this database ask of it.

    Args:
        role: only what this role may take further. person: only what this person may.
        at: the instant for which to answer, aware.
    """
    with database.snapshot() as connection:
        if not ready(connection):
            return ()
        found = [*_of_unit(connection, unit, at), *_asked_of(connection, unit, at)]
    wanted = (item for item in found if _is_for(item, role, person) and not (item.lapses and item.overdue))
    return tuple(sorted(wanted, key=lambda item: (not item.overdue, item.due or FAR, item.since, item.subject)))


def _is_for(item: WorkItem, role: str | None, person: str | None) -> bool:
    theirs = person is None or person in item.persons or item.principal(person) is not None
    return item.everyones or ((role is None or role in item.roles) and theirs)


def _of_unit(connection: Connection, unit: str, at: datetime) -> Iterable[WorkItem]:
    """What waits in the unit's own ledger; what a unit above has decided meanwhile is a receipt to take."""
    here = Picture(unit, load=stored(connection, unit))
    for row in read_rows(connection, items, unit, {}):
        if row["asks"] is None:
            yield _item(here, here, row, at)
            continue
        above = Picture(row["asks"], load=stored(connection, row["asks"]))
        decided = above.find(Decided, f"{unit}/{row['request']}/{row['topic']}")
        if decided and row["command"] == "filing.pass-on":
            continue  # the branch has nothing to do about it
        if decided:
            taken = {**row, "command": "receipt.take", "due": None}
            yield _item(here, here, taken, at, answered_by=row["asks"], decided=decided.position)
        else:
            yield _item(here, above, row, at)


def _asked_of(connection: Connection, unit: str, at: datetime) -> Iterable[WorkItem]:
    """What ledgers below ask of this unit and it hasn't decided yet."""
    above = Picture(unit, load=stored(connection, unit))
    asking = select(items.c.ledger).where(items.c.asks == unit).distinct().order_by(items.c.ledger)
    for branch in connection.scalars(asking).all():
        below = Picture(branch, load=stored(connection, branch))
        for row in read_rows(connection, items, branch, {"asks": unit}):
            if above.find(Decided, f"{branch}/{row['request']}/{row['topic']}") is None:
                yield _item(below, above, row, at)


def _item(here: Picture, acting: Picture, row: dict[str, Any], at: datetime, **more: Any) -> WorkItem:
    """`here` is the ledger of the matter, `acting` the one in which the command is given."""
    step = process().of(row["command"])[0]
    due, unit = _instant(row["due"]), here.find(Unit)
    persons = _persons(acting, step, row, at)
    return WorkItem(
        unit=here.unit,
        ledger=acting.unit,
        subject=row["subject"],
        command=row["command"],
        roles=step.roles,
        persons=persons,
        stand_ins=_stand_ins(acting, step, row, persons, at),
        since=parse_instant(row["since"]),
        not_before=_instant(row["not_before"]),
        due=due,
        overdue=due is not None and at >= due,
        member=row["member"] or None,
        request=row["request"],
        what=step.en,
        what_zh=step.zh,
        zone=unit.zone if unit else "UTC",
        lapses=bool(row["lapses"]),
        **more,
    )


def _persons(acting: Picture, step: Step, row: dict[str, Any], at: datetime) -> tuple[str, ...]:
    """Who may do it on this day. Nobody is named where the ledger that acts is not in this database."""
    unit, posts = acting.find(Unit), acting.find(Posts)
    if unit is None or posts is None:
        return ()
    if row["person"]:
        return (row["person"],)
    day = local_day(at, unit.zone)
    if row["command"] in UNNAMED:
        return ()
    if row["command"] == "claim.apply":
        round_ = acting.find(Round, row["subject"].removeprefix("round/"))
        return said_nothing(acting, round_) if round_ else ()
    roles = UPPER if step.upper else step.roles
    if "anyone" in roles:
        return tuple(sorted({post.person for post in posts.posts if post.held(day)}))
    barred = kin_of(acting, row["member"]) if row["member"] and "own-claim" in step.guards else frozenset()
    if row["command"] == "claim.sign":
        return _signers(acting, posts, row["subject"], at, barred)
    if row["command"] == "claim.register":
        recorders = set(posts.holders(day, "recorder")) - barred
        return tuple(sorted(recorders or set(posts.holders(day, "deputy-recorder")) - barred))
    return tuple(person for person in posts.holders(day, *roles) if person not in barred)


def _stand_ins(
    acting: Picture, step: Step, row: dict[str, Any], persons: tuple[str, ...], at: datetime
) -> tuple[tuple[str, str], ...]:
    """Who stands in for one of these persons that day, and has no conflict of their own."""
    unit, known = acting.find(Unit), acting.find(Delegations)
    if unit is None or known is None or row["command"] in NOT_DELEGABLE:
        return ()
    day = local_day(at, unit.zone)
    barred = kin_of(acting, row["member"]) if row["member"] and "own-claim" in step.guards else frozenset()
    held = (one for one in known.granted if one.held(day) and one.principal in persons and one.person not in barred)
    return tuple(sorted({(one.person, one.principal) for one in held}))


def _signers(here: Picture, posts: Posts, subject: str, at: datetime, barred: frozenset[str]) -> tuple[str, ...]:
    """The head of the member's department; for a head's own claim the secretary."""
    claim = here.find(Claim, subject.removeprefix("claim/"))
    member = here.find(Member, claim.member) if claim else None
    unit = here.find(Unit)
    assert unit is not None
    day = local_day(at, unit.zone)
    department = member.department if member else None
    heads = {
        post.person
        for post in posts.posts
        if post.role == "department-head" and post.held(day) and post.department in (None, department)
    }
    return tuple(sorted(heads - barred)) or tuple(p for p in posts.holders(day, "secretary") if p not in barred)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else parse_instant(text)


def _settle(picture: Picture, touched: frozenset[str]) -> Iterable[Change]:
    if touched:
        yield Change(items, rows=tuple(_row(picture, each) for each in waiting(picture)))


def _row(picture: Picture, each: Waiting) -> Row:
    since = picture.find(Since, each.subject)
    assert since is not None, each.subject
    return {
        "subject": each.subject,
        "command": each.command,
        "member": each.member or "",
        "person": each.person,
        "since": instant_text(since.at),
        "not_before": instant_text(each.not_before) if each.not_before else None,
        "due": instant_text(each.due) if each.due else None,
        "asks": each.asks,
        "topic": each.topic,
        "request": each.request,
        "lapses": int(each.lapses),
    }


PROJECTION = Projection(name="worklist", version=2, tables=(items,), settle=_settle, notes=NOTES)
