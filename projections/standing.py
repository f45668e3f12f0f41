"""How far one of the eleven steps has come in a cycle: done, in progress, skipped by the profile, or not yet.

Source: spec/process.md §2, §10 Dates (a step that the profile skips counts as done).
"""

from projections.figures import meets_by_round, pinned_scheme
from projections.picture import Picture
from workflow.periods import expected_rounds
from workflow.scoring.profile import STEPS, Profile
from workflow.state.cycle import Cycle, Round
from workflow.state.evaluation import Evaluation, Grading
from workflow.state.membership import Unit

# The states of a round that have a step behind them.
ORDER = ("open", "reviewed", "confirmed", "public", "posted", "filed", "acknowledged", "verified")
BEHIND = {3: "reviewed", 4: "reviewed", 5: "reviewed", 6: "confirmed", 7: "posted", 8: "acknowledged"}
GRADED = ("posted", "filed", "acknowledged", "verified")


def state_of(picture: Picture, cycle: Cycle, step: int, *, begun: bool) -> tuple[str, str]:
    """The step's state, and in plain words how far it is. `begun`: something was done of it."""
    scheme = pinned_scheme(picture, cycle)
    if scheme is None:
        return ("in-progress" if begun else "not-yet"), ""
    profile = scheme.profile
    if STEPS[step - 1] in profile.skip or (step == 6 and profile.meeting == "none"):
        return "skipped", "the profile skips it"
    if step <= 2:
        return "done", cycle.scheme or ""
    if step in BEHIND and not (step == 6 and not meets_by_round(scheme)):
        done, note = _rounds(picture, cycle, profile, step)
    elif step == 6:
        done, note = cycle.year_confirmed is not None, f"by {profile.meeting}"
    elif step == 9:
        if not profile.evaluation and not scheme.evaluations:
            return "skipped", "the scheme has no evaluation"
        done, note = _evaluations(picture, cycle, profile)
    elif step == 10:
        done, note = _grades(picture, cycle, profile)
    else:
        done, note = cycle.state == "closed", cycle.state
    return ("done" if done else "in-progress" if begun else "not-yet"), note


def _rounds(picture: Picture, cycle: Cycle, profile: Profile, step: int) -> tuple[bool, str]:
    """The rounds that have the step behind them; the year's filing is part of step 8."""
    expected = len(expected_rounds(cycle.starts, cycle.ends, profile.round))
    rounds = [found for key in cycle.rounds if (found := picture.find(Round, key))]
    passed = [r.round for r in rounds if ORDER.index(r.state) >= ORDER.index(BEHIND[step])]
    note = f"{len(passed)}/{expected}"
    done = len(passed) >= expected
    if step == 8:
        grading, unit = picture.find(Grading, cycle.cycle), picture.find(Unit)
        above = unit is not None and unit.parent is not None
        done = done and grading is not None and grading.state in (("acknowledged", "verified") if above else GRADED)
    return done, note


def _evaluations(picture: Picture, cycle: Cycle, profile: Profile) -> tuple[bool, str]:
    held = [found for key in cycle.evaluations if (found := picture.find(Evaluation, key))]
    tallied = [each for each in held if each.state == "tallied"]
    needed = max(1, len(profile.evaluation))
    return len(tallied) >= needed and len(tallied) == len(held), f"{len(tallied)}/{needed}"


def _grades(picture: Picture, cycle: Cycle, profile: Profile) -> tuple[bool, str]:
    grading = picture.find(Grading, cycle.cycle)
    if grading is None:
        return False, ""
    settled = grading.settled or profile.grades_settled_by != "upper"
    return grading.state in GRADED and settled, grading.state if settled else f"{grading.state}, not settled above"
