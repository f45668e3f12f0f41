"""How far one of the eleven steps has come in a cycle: done, in progress, skipped by the profile, or not yet.

Source: spec/process.md §2, §10 Dates (a step that the profile skips counts as done).
"""

from projections.figures import course_of, pinned_scheme
from projections.picture import Picture
from workflow.course import ROUND, Course
from workflow.scoring.profile import STEPS
from workflow.state.cycle import Cycle, Round
from workflow.state.evaluation import Evaluation, Grading

# The state from which on a round has a step behind it.
BEHIND = {3: "reviewed", 4: "reviewed", 5: "reviewed", 6: "confirmed", 7: "posted", 8: "acknowledged"}
# The step of the profile that a step needs to be there at all.
OF_PROFILE = {5: "review", 6: "meeting", 7: "publicity", 8: "filing"}


def state_of(picture: Picture, cycle: Cycle, step: int, *, begun: bool) -> tuple[str, str]:
    """The step's state, and in plain words how far it is. `begun`: something was done of it."""
    scheme = pinned_scheme(picture, cycle)
    if scheme is None:
        return ("in-progress" if begun else "not-yet"), ""
    course = course_of(picture, scheme)
    if course.skips(OF_PROFILE.get(step, STEPS[step - 1])):
        return "skipped", "the profile skips it"
    if step == 8 and not course.above:
        return "skipped", "there is no unit above"
    if step <= 2:
        return "done", cycle.scheme or ""
    if step == 6 and course.confirms_year:
        done, note = cycle.year_confirmed is not None, f"by {scheme.profile.meeting}"
    elif step in BEHIND:
        done, note = _rounds(picture, cycle, course, step)
    elif step == 9:
        if not course.evaluations and not scheme.evaluations:
            return "skipped", "the scheme has no evaluation"
        done, note = _evaluations(picture, cycle, course)
    elif step == 10:
        done, note = _grades(picture, cycle, course)
    else:
        done, note = cycle.state == "closed", cycle.state
    return ("done" if done else "in-progress" if begun else "not-yet"), note


def _rounds(picture: Picture, cycle: Cycle, course: Course, step: int) -> tuple[bool, str]:
    """The rounds that have the step behind them; the year's filing is part of step 8."""
    expected = len(course.rounds(cycle.starts, cycle.ends))
    rounds = [found for key in cycle.rounds if (found := picture.find(Round, key))]
    passed = [r.round for r in rounds if ROUND.index(r.state) >= ROUND.index(BEHIND[step])]
    done = len(passed) >= expected
    if step == 8 and course.grades:
        grading = picture.find(Grading, cycle.cycle)
        year = grading is not None and grading.state in ("acknowledged", "public", "posted", "verified")
        done = year and grading is not None and grading.filing is not None and (done or not course.files_rounds)
    return done, f"{len(passed)}/{expected}"


def _evaluations(picture: Picture, cycle: Cycle, course: Course) -> tuple[bool, str]:
    held = [found for key in cycle.evaluations if (found := picture.find(Evaluation, key))]
    tallied = [each for each in held if each.state == "tallied"]
    needed = max(1, len(course.evaluations))
    return len(tallied) >= needed and len(tallied) == len(held), f"{len(tallied)}/{needed}"


def _grades(picture: Picture, cycle: Cycle, course: Course) -> tuple[bool, str]:
    grading = picture.find(Grading, cycle.cycle)
    if grading is None:
        return False, ""
    settled = grading.settled or not course.settled_above
    posted = grading.state not in ("proposed", "confirmed", "public") or grading.state in course.year_done
    note = grading.state if settled else f"{grading.state}, not settled above"
    return posted and settled, note
