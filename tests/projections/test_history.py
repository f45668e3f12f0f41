"""The history of a matter holds its own events and those of others that name it."""

import json

import pytest

from ledger.errors import NotFoundError
from projections.history import history
from tests.projections.branch import STUDY, filed_round, graded_year, store
from tests.support import BRANCH, UPPER


@pytest.fixture
def of(sqlite_database):
    store(sqlite_database, filed_round())
    return lambda about: history(sqlite_database, BRANCH, about)


def test_a_claims_history_runs_from_its_entry_to_what_became_of_the_objection(of):
    assert [entry.topic for entry in of(f"claim/{STUDY}")] == [
        "claim-observed",
        "claim-reviewed",
        "publicity-opened",
        "objection-lodged",
        "publicity-closed",
        "filing-made",
    ]


def test_an_objections_history_is_told_without_the_objector(of):
    told = of("objection/O001")
    assert [entry.topic for entry in told] == ["objection-lodged", "filing-made"]
    assert told[0].by == "M06" or told[0].by.endswith("#office")
    assert not {"objector", "tag", "text"} & told[0].data.keys()


def test_a_filings_history_holds_what_was_received_from_above(of):
    entries = of("filing/F001")
    assert [entry.topic for entry in entries] == [
        "filing-made",
        "filing-countersigned",
        "receipt-taken",
        "receipt-taken",
    ]
    assert [entry.data["topic"] for entry in entries[2:]] == ["filing-decided", "check-recorded"]
    assert (entries[2].data["unit"], entries[2].data["by"]) == (UPPER, "U1")


def test_a_members_history_holds_their_matters_and_no_vote_of_theirs(of):
    topics = [entry.topic for entry in of("member/M05")]
    assert topics[0] == "member-enrolled"
    assert topics.count("claim-observed") == 4
    assert "session-held" not in topics


def test_a_members_history_shows_no_figures_of_others(sqlite_database):
    store(sqlite_database, graded_year())
    entries = history(sqlite_database, BRANCH, "member/M05")
    (grades,) = [entry for entry in entries if entry.topic == "grades-proposed"]
    assert [figure["member"] for figure in grades.data["figures"]] == ["M05"]
    assert "M07" not in json.dumps(grades.data)


def test_what_nobody_ever_named_has_no_history(of):
    with pytest.raises(NotFoundError):
        of("claim/2026Q1-999")
