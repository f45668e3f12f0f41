"""The edges of quorum and of windows: half, ties, recusals, a microsecond, leap days, zones, a clock set back."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.oracle.answer import expect
from tests.oracle.both import MEMBERS
from tests.oracle.states import stage
from tests.oracle.walk import Forked, examined, fork, stage_with
from tests.oracle.world import PUBLICITY_DAYS, after
from tests.support import BRANCH
from workflow.days import days_after, end_of, local_day
from workflow.state.publicity import Window

QUICK = settings(deadline=None, max_examples=80, derandomize=True, suppress_health_check=list(HealthCheck))
MICROSECOND = timedelta(microseconds=1)


def forked(relation, state):
    made = stage_with(relation, state)
    return made, Forked(fork(made.two.house), deepcopy(made.two.world))


def agree(two, command, by, **fields):
    verdict = expect(two.world, {"command": command, **fields}, by, two.house.now)
    return verdict.fault(examined(two.house, command, by, BRANCH, fields))


@QUICK
@given(data=st.data(), seats=st.integers(0, 5), kin=st.integers(0, 3))
def test_a_session_carries_exactly_where_the_oracle_says_so(data, seats, kin):
    """Committees of three to eight; ties, abstentions, half present, recusals down to two and below."""
    _, two = forked("unrelated", "closed")
    for member in MEMBERS[3 : 3 + seats]:
        two.given("role.appoint", "M01", person=member, role="committee", since="2026-03-30")
    committee = MEMBERS[: 3 + seats]
    for person in committee[:kin]:  # M07 has a claim in the round once it is registered
        if person != "M07":
            two.given("member.kin", person, person=person, kin="M07")
    barred = kin > 1  # the recorder M02 is kin: the deputy registers
    two.given("claim.register", "M05" if barred else "M02", claim="2026Q1-001")
    present = data.draw(st.lists(st.sampled_from(committee), unique=True))
    votes = {"favour": [], "against": [], "abstained": [], "silent": []}
    for person in present:
        votes[data.draw(st.sampled_from(["favour", "favour", "against", "abstained", "silent"]))].append(person)
    del votes["silent"]
    assert agree(two, "session.review", "M01", round="2026Q1", present=present, **votes) is None


@QUICK
@given(
    present=st.integers(0, 10),
    favour=st.integers(0, 10),
    against=st.integers(0, 3),
    abstained=st.integers(0, 3),
    probationary=st.sampled_from([(), ("M08",), ("M08", "M09")]),
    watched=st.sampled_from([(), ("M07",)]),
    said=st.sampled_from([0, 0, 0, -1, 1]),
)
def test_a_meeting_carries_exactly_where_the_oracle_says_so(
    present, favour, against, abstained, probationary, watched, said
):
    """应到 leaves out the probationary and those under 留党察看; half present may sit, half in favour don't carry."""
    _, two = forked("unrelated", "reviewed")
    for member in probationary:
        two.given("member.change", "M01", member=member, since="2026-04-02", standing="probationary", reason="so")
    for member in watched:
        two.given("member.change", "M01", member=member, since="2026-04-02", under_watch=True, reason="so")
    counts = {"present": present, "favour": favour, "against": against, "abstained": abstained}
    fault = agree(two, "meeting.confirm", "M02", round="2026Q1", entitled=two.world.entitled() + said, **counts)
    assert fault is None


@QUICK
@given(hours=st.integers(0, 24 * 20), micro=st.integers(0, 999_999))
def test_a_window_is_over_at_the_first_instant_of_the_day_after_its_last_and_not_a_microsecond_before(hours, micro):
    _, two = forked("unrelated", "confirmed")
    two.house.now += timedelta(hours=hours, microseconds=micro)
    ends = after(two.house.now, PUBLICITY_DAYS)
    two.house.do("publicity.open", "M01", subject="round/2026Q1", place="board", contact="M01")
    assert two.house.find(Window, "W001").deadline == ends
    claim = {"about": "claim/2026Q1-001", "text": "no"}
    two.house.now = ends - MICROSECOND
    assert examined(two.house, "publicity.close", "M09", BRANCH, {"window": "W001"}) == {"in-window"}
    assert examined(two.house, "objection.lodge", "M09", BRANCH, claim) is None
    for late in (timedelta(0), MICROSECOND):
        two.house.now = ends + late
        assert examined(two.house, "publicity.close", "M09", BRANCH, {"window": "W001"}) is None
        assert examined(two.house, "objection.lodge", "M09", BRANCH, claim) in ({"in-window"}, {"in-order"})


ZONES = ("Asia/Shanghai", "America/New_York", "Europe/Berlin", "Pacific/Apia", "Asia/Kathmandu", "Africa/Cairo")


@settings(QUICK, max_examples=500)
@given(
    at=st.datetimes(datetime(2024, 1, 1), datetime(2033, 1, 1), timezones=st.just(UTC)),
    days=st.integers(0, 400),
    zone=st.sampled_from(ZONES),
)
def test_a_count_of_days_ends_as_in_the_oracle_over_leap_days_and_changes_of_the_clock(at, days, zone):
    assert end_of(days_after(local_day(at, zone), days), zone) == after(at, days, ZoneInfo(zone))


def test_what_was_closed_stays_closed_when_the_clock_is_set_back():
    two = stage("unrelated", "final").two
    two.house.now = two.world.windows["W001"].ends - timedelta(days=1)
    claim = {"about": "claim/2026Q1-001", "text": "no"}
    assert examined(two.house, "objection.lodge", "M09", BRANCH, claim) in ({"in-window"}, {"in-order"})
    assert examined(two.house, "publicity.close", "M09", BRANCH, {"window": "W001"}) >= {"ended"}
