"""Step 1 and 2: rules that can be kept, approved from above, and a recorder with a deputy."""

import pytest

from ledger.errors import InvalidError
from tests.support import UPPER, House, founded, opened, quarter
from workflow.schemes.library import scheme_text
from workflow.scoring.read import digest
from workflow.state.cycle import Cycle, SchemeText


@pytest.fixture
def house() -> House:
    house = founded().on("2026-01-03")
    house.do("cycle.plan", "M01", cycle="2026", starts="2026-01-01", ends="2026-12-31")
    return house


def adopted(house: House, text: str) -> int:
    house.do("scheme.propose", "M01", text=text)
    count = {"entitled": 9, "present": 9, "favour": 9}
    return house.do("scheme.adopt", "M02", scheme=digest(text), **count)[-1].position


def test_a_scheme_is_proposed_for_a_planned_cycle_only():
    assert founded().refused("scheme.propose", "M01", text=scheme_text("pipeline")) == ["in-order"]


def test_a_scheme_without_figures_cannot_be_put_into_force(house):
    assert house.refused("scheme.propose", "M01", text=scheme_text("scenic-branch")) == ["pinned-scheme"]


def test_a_scheme_whose_windows_do_not_fit_its_deadlines_is_refused(house):
    text = scheme_text("handan").replace("filing_days = 15", "filing_days = 7")
    assert house.refused("scheme.propose", "M01", text=text) == ["pinned-scheme"]


def test_a_broken_document_is_told_with_every_fault(house):
    with pytest.raises(InvalidError):
        house.do("scheme.propose", "M01", text="[scheme]\nid = 3\n")


def test_a_cycle_pins_only_what_the_upper_unit_approved(house):
    text = scheme_text("pipeline")
    request = adopted(house, text)
    assert house.refused("cycle.open", "M01", cycle="2026", scheme=digest(text)) == ["pinned-scheme"]
    house.upper("scheme.refuse", "U1", request, reason="no")
    assert house.find(SchemeText, digest(text)).state == "refused"
    assert house.refused("cycle.open", "M01", cycle="2026", scheme=digest(text)) == ["pinned-scheme"]


def test_a_request_is_decided_once_and_a_receipt_is_taken_once(house):
    text = scheme_text("pipeline")
    request = adopted(house, text)
    house.upper("scheme.approve", "U1", request)
    again = {"request": house.carry("B01", request)}
    assert house.refused("scheme.approve", "U2", UPPER, **again) == ["ended"]
    assert "ended" in house.refused("receipt.take", "M01", decision=house.carry(UPPER, 1))


def test_the_approval_of_another_branch_is_not_taken(house):
    text = scheme_text("pipeline")
    adopted(house, text)
    other = founded().on("2026-01-03")
    other.do("cycle.plan", "M01", cycle="2025", starts="2025-01-01", ends="2025-12-31")
    other.do("cycle.plan", "M01", cycle="2026", starts="2026-01-01", ends="2026-12-31")
    request = adopted(other, text)
    decided = other.do("scheme.approve", "U1", UPPER, request=other.carry("B01", request))
    assert house.refused("receipt.take", "M01", decision=other.carry(UPPER, decided[0].position)) == ["in-order"]


def test_a_recorder_and_a_deputy_are_there_before_the_cycle_opens():
    house = opened()
    assert house.do("round.open", "M01", **quarter(1))
    bare = founded().on("2026-01-03")
    bare.do("role.end", "M01", person="M03", role="deputy-recorder", until="2026-01-02")
    bare.do("cycle.plan", "M01", cycle="2026", starts="2026-01-01", ends="2026-12-31")
    request = adopted(bare, scheme_text("pipeline"))
    bare.upper("scheme.approve", "U1", request)
    assert bare.refused("cycle.open", "M01", cycle="2026", scheme=digest(scheme_text("pipeline"))) == ["in-order"]


def test_rounds_come_in_order_and_not_before_they_begin():
    house = opened().on("2026-01-05")
    assert house.refused("round.open", "M01", **quarter(2)) == ["in-order"]
    house.do("round.open", "M01", **quarter(1))
    assert house.refused("round.open", "M01", **quarter(2)) == ["in-order"]
    house.on("2026-04-01").do("round.open", "M01", **quarter(2))


def test_nobody_appoints_themselves_and_an_operator_decides_nothing(house):
    appoint = {"person": "M02", "role": "secretary", "since": "2026-01-05"}
    assert "operator-no-business" in house.refused("role.appoint", "M02", **appoint)
    house.do("role.appoint", "M01", person="X1", role="operator", since="2026-01-01")
    assert house.refused("role.appoint", "X1", **appoint) == ["operator-no-business", "who-may"]


def test_a_carried_event_whose_proof_does_not_hold_is_not_believed(house):
    request = adopted(house, scheme_text("pipeline"))
    carried = house.carry("B01", request)
    carried["body"] = carried["body"].replace('"favour":9', '"favour":8')
    with pytest.raises(Exception, match="proof doesn't hold"):
        house.do("scheme.approve", "U1", UPPER, request=carried)


def test_a_new_edition_serves_later_cycles_and_leaves_the_pinned_one_alone():
    house = opened().on("2026-12-01")
    old = house.find(Cycle, "2026").digest
    text = scheme_text("pipeline").replace("edition = 1", "edition = 2").replace('most = "33"', 'most = "30"')
    house.do("cycle.plan", "M01", cycle="2027", starts="2027-01-01", ends="2027-12-31")
    house.upper("scheme.approve", "U1", adopted(house, text))
    house.on("2027-01-02").do("cycle.open", "M01", cycle="2027", scheme=digest(text))
    assert (house.find(Cycle, "2026").digest, house.find(Cycle, "2027").digest) == (old, digest(text))
    assert house.find(SchemeText, old).text == scheme_text("pipeline")
