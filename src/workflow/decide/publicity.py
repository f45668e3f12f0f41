"""Opening and closing windows of publicity.

Source: spec/process.md §2 step 7, §3 (published again), §5.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import InvalidError, Refusal
from ledger.events.publicity import PublicityOpened
from workflow.ask import Ask, Deed, Emit, Subject, about
from workflow.commands.publicity import ClosePublicity, OpenPublicity
from workflow.decide.closing import close_window
from workflow.decide.profile import not_taken, period_is_there
from workflow.guards import timing
from workflow.process.machine import not_from_here, step
from workflow.state.claim import Claim, claims_in
from workflow.state.cycle import Round
from workflow.state.evaluation import Grading
from workflow.state.publicity import Window, Windows
from workflow.state.revision import Revision
from workflow.state.veto import Veto

# What can be published: the record, what people call it, and the transition that publishing is for it.
SUBJECTS: Mapping[str, tuple[type[Round] | type[Claim] | type[Veto] | type[Grading] | type[Revision], str, str]] = {
    "round": (Round, "round", "round-published"),
    "claim": (Claim, "claim", "claim-published"),
    "veto": (Veto, "veto", "veto-published"),
    "grading": (Grading, "grading", "grades-published"),
    "revision": (Revision, "change of grades", "revision-published"),
}

NOT_POSTED = frozenset({"open", "reviewed", "confirmed"})


def _published(ask: Ask) -> Round | Claim | Veto | Grading | Revision:
    assert isinstance(ask.command, OpenPublicity)
    kind, _, key = ask.command.subject.partition("/")
    if kind not in SUBJECTS:
        raise InvalidError(
            "{subject} can't be published: name round/…, claim/…, veto/…, grading/… or revision/…",
            subject=ask.command.subject,
        )
    record, called, _ = SUBJECTS[kind]
    return ask.find(record, key, called)


def _new_window(ask: Ask) -> Subject:
    _published(ask)
    return Subject("publicity", _window_id(ask), "")


def _window_id(ask: Ask) -> str:
    return f"W{(ask.view.find(Windows) or Windows()).opened + 1:03}"


def _ready(ask: Ask) -> Iterable[Refusal]:
    """What has to come before this is posted has come; what is published again by itself waits for nothing."""
    record = _published(ask)
    yield from _not_yet(ask, record)
    if isinstance(record, Claim | Veto | Revision):
        return
    course = ask.course(record.cycle)
    if course.cadence("publicity") is None:
        yield not_taken("publicity", "go on without it: what was decided stands in the register")
    elif isinstance(record, Grading):
        yield from _year_is_ready(record, course.year_to_post)
    else:
        if course.meets_before_posting and record.state == "reviewed":
            yield Refusal(
                "in-order",
                "the members' meeting has not confirmed {round} yet",
                "hold the meeting first",
                "process §2 step 6",
                {"round": record.round, "state": record.state},
            )
        yield from period_is_there(ask, record, "publicity")


def _not_yet(ask: Ask, record: Round | Claim | Veto | Grading | Revision) -> Iterable[Refusal]:
    """What is posted stands where the table lets it be posted from."""
    assert isinstance(ask.command, OpenPublicity)
    kind = ask.command.subject.partition("/")[0]
    row = ask.table.row("publicity.open", SUBJECTS[kind][2])
    if step(ask.table, row, record.state) is None:
        yield not_from_here(ask.table, row, ask.command.subject, record.state)
    round_ = ask.view.find(Round, record.round) if isinstance(record, Claim) and record.round else None
    if round_ and round_.state in NOT_POSTED:
        yield Refusal(
            "in-order",
            "{subject} is posted with its round, {round}, which is {state}",
            "post the round; only what changes after that is posted by itself",
            "process §3 Objection (published again)",
            {"subject": ask.command.subject, "round": round_.round, "state": round_.state},
        )


def _year_is_ready(grading: Grading, needed: str) -> Iterable[Refusal]:
    """The profile says whether the year is posted before or after its filing."""
    if grading.state != needed:
        yield Refusal(
            "in-order",
            "the grades of {cycle} are {state}; this scheme posts them once they are {needed}",
            "take the steps in the profile's order",
            "process §2 (profile)",
            {"cycle": grading.cycle, "state": grading.state, "needed": needed},
        )


def _open(ask: Ask) -> Iterable[Emit]:
    c = ask.command
    assert isinstance(c, OpenPublicity)
    record = _published(ask)
    kind = c.subject.partition("/")[0]
    ask.moved(kind, record.state, SUBJECTS[kind][2], c.subject)
    claims: tuple[str, ...] = ()
    if isinstance(record, Round):
        claims = tuple(k.claim for k in claims_in(ask.view, record.round) if k.state in ("reviewed", "confirmed"))
    if isinstance(record, Claim):
        claims = (record.claim,)
    profile = ask.scheme(record.cycle).profile
    term = ask.term(profile.publicity_days, profile.publicity_days_kind)
    window = _window_id(ask)
    yield (
        f"publicity/{window}",
        PublicityOpened(
            window=window,
            subject=c.subject,
            cycle=record.cycle,
            claims=claims,
            place=c.place,
            proof=c.proof,
            contact=c.contact,
            until=term.until,
            deadline=term.deadline,
            without_calendar=term.without_calendar,
        ),
    )


def _is_over(ask: Ask) -> Iterable[Refusal]:
    assert isinstance(ask.command, ClosePublicity)
    window = ask.find(Window, ask.command.window, "window")
    yield from timing.over(ask, window.deadline, f"publicity {window.window}")


def _close(ask: Ask) -> Iterable[Emit]:
    assert isinstance(ask.command, ClosePublicity)
    yield from close_window(ask, ask.find(Window, ask.command.window, "window"))


DEEDS: Mapping[str, Deed] = {
    "publicity.open": Deed(_new_window, _open, policies={"in-order": _ready}),
    "publicity.close": Deed(about("publicity", Window, "window", "window"), _close, policies={"in-window": _is_over}),
}
