"""Seeing from outside that publicity was opened, and holding a filing against what was seen.

A branch may send the opening of a window up; the instant at which the upper unit saw it is in the upper unit's
ledger, by the upper unit's clock. A branch's clock can be moved forward, so that a window ends too early there:
what was seen is acknowledged only once its deadline has come here too. Source: spec/process.md §5, §10 Days.
"""

from collections.abc import Iterable, Mapping

from ledger.errors import Refusal
from ledger.event import Event
from ledger.events.publicity import PublicityOpened, WindowWitnessed
from workflow.ask import Ask, Deed, Emit, Subject
from workflow.carried import opened
from workflow.commands.publicity import WitnessWindow
from workflow.decide.requests import already_decided, requested
from workflow.state.deliberation import MOMENT
from workflow.state.publicity import Witnessed

CLAUSE = "process §10 Days"


def _opening(ask: Ask) -> tuple[Event, PublicityOpened]:
    assert isinstance(ask.command, WitnessWindow)
    said = requested(ask.command.request, PublicityOpened, "opening of publicity")
    return opened(ask.command.request), said


def _subject(ask: Ask) -> Subject:
    _opening(ask)
    return Subject("unit", ask.envelope.unit, "")


def _not_ahead(ask: Ask) -> Iterable[Refusal]:
    """Nothing is seen before it has happened: a branch whose clock is ahead is told so."""
    event, said = _opening(ask)
    if event.at > ask.at + MOMENT:
        yield Refusal(
            "in-window",
            "{branch} says that it opened {window} at {opened}; here it is {now}",
            "have the branch put its clock right; what it records bears the wrong time",
            CLAUSE,
            {
                "branch": event.unit,
                "window": said.window,
                "opened": event.at.isoformat(),
                "now": ask.at.isoformat(),
            },
        )


def _witness(ask: Ask) -> Iterable[Emit]:
    event, said = _opening(ask)
    yield (
        f"witness/{event.unit}/{said.window}",
        WindowWitnessed(
            branch=event.unit,
            request=event.position,
            window=said.window,
            subject=said.subject,
            opened=event.at,
            deadline=said.deadline,
        ),
    )


def window_is_over_here(ask: Ask, branch: str, subject: str) -> Iterable[Refusal]:
    """A filing whose window was seen here waits for the window's deadline by this unit's clock."""
    seen = ask.view.find(Witnessed, f"{branch}/{subject}")
    if seen is not None and ask.at < seen.deadline:
        yield Refusal(
            "in-window",
            "publicity {window} of {branch} runs until {deadline}; here it is {now}",
            "return the filing, or wait until {deadline}: the branch's clock may be ahead",
            CLAUSE,
            {
                "window": seen.window,
                "branch": branch,
                "deadline": seen.deadline.isoformat(),
                "now": ask.at.isoformat(),
            },
        )


DEEDS: Mapping[str, Deed] = {
    "window.witness": Deed(
        _subject,
        _witness,
        policies={"in-window": _not_ahead, "ended": lambda ask: already_decided(ask, "window-witnessed")},
    ),
}
