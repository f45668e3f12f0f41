"""An honest filing is verified, says what it holds, and says what nobody can know from it."""

import json

import pytest

from ledger.bundle import read_bundle
from projections.bundle import make_bundle
from tests.support import BRANCH
from tests.workflow.verifier.filings import KEY, ORIGIN, bundle_of, checked, events_in, root_at, trust
from workflow.verifier import verify_bundle

FILINGS = ["F001", "F002", "F003", "F004", "F005"]


@pytest.mark.parametrize("filing", FILINGS)
def test_every_filing_of_an_honest_year_is_verified(year, filing):
    verdict = verify_bundle(make_bundle(year.ledger(BRANCH), filing, key=KEY, origin=ORIGIN), trust())
    assert verdict.findings == ()
    assert verdict.ok
    assert verdict.checked["filings recomputed"] == FILINGS.index(filing) + 1


def test_objections_rejections_and_lowered_claims_are_replayed_without_a_finding(quarter):
    verdict = checked(quarter)
    assert (verdict.findings, verdict.ok) == ((), True)
    assert verdict.checked["events"] == len(quarter)


def test_a_filing_extends_the_one_last_filed(year):
    ledger = year.ledger(BRANCH)
    first, second = (make_bundle(ledger, filing, key=KEY, origin=ORIGIN) for filing in ("F001", "F002"))
    events = events_in(first)
    known = trust(last=(len(events), root_at(events, len(events))))
    verdict = verify_bundle(second, known)
    assert verdict.ok
    assert verdict.checked["earlier checkpoints"] == 1
    assert not any("knows no earlier checkpoint" in str(fault) for fault in verdict.not_checked)


def test_a_proof_of_the_extension_lies_in_the_bundle_where_it_is_asked_for(quarter):
    made = bundle_of(quarter, since=40)
    said = json.loads(read_bundle(made)["consistency.json"])
    assert (said["old_size"], said["new_size"]) == (40, len(quarter))
    assert verify_bundle(made, trust()).ok


def test_the_verdict_says_what_was_not_checked(quarter):
    said = "\n".join(str(fault) for fault in checked(quarter).not_checked)
    for words in ("sandbox", "personal signatures", "clock", "no earlier checkpoint", "free texts"):
        assert words in said


def test_the_verdict_can_be_read_by_machines_and_by_people(quarter):
    verdict = checked(quarter)
    assert json.loads(json.dumps(verdict.as_json()))["ok"] is True
    assert str(verdict).startswith("verified\n")
