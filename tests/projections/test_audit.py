"""Whatever somebody changes behind the program's back is found, and said in one sentence with its place."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from ledger.errors import NotFoundError
from ledger.events.evaluation import GradesProposed
from ledger.events.filing import FilingMade
from ledger.mapper import event_bytes
from ledger.merkle import Edge, leaf_hash
from projections.audit import Anchor, verify
from projections.runner import catch_up
from tests.projections.branch import filed_round, graded_year, posted_round, store
from tests.support import BRANCH, UPPER

FILED = filed_round()
SIZE = len(FILED.units[BRANCH].events)
GRADED = graded_year()
GUARDS = {
    "sqlite": ("DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"),
    "postgresql": ("DROP TRIGGER event_no_update ON event", "DROP TRIGGER event_no_delete ON event"),
}


def found(database, **more):
    """Code, position and place of every finding; each is a whole sentence."""
    report = verify(database, **more)
    for finding in report.findings:
        assert "{" not in str(finding).replace("{'", ""), str(finding)
        assert finding.as_json()["message"] == str(finding)
    return {(f.what, f.position, f.place) for f in report.findings if f.what != "guard-missing"}


def without_guards(database, *statements):
    with database.transaction() as connection:
        for statement in (*GUARDS[connection.dialect.name], *statements):
            connection.exec_driver_sql(statement)


def change_body(database, position, body, unit=BRANCH):
    blob = f"X'{body.hex()}'" if database.engine.dialect.name == "sqlite" else f"'\\x{body.hex()}'::bytea"
    without_guards(database, f"UPDATE event SET body = {blob} WHERE ledger = '{unit}' AND position = {position}")


def positions(house, kind):
    return [event.position for event in house.units[BRANCH].events if isinstance(event.payload, kind)]


def test_what_nobody_touched_is_clean_and_everything_was_counted(database):
    catch_up(store(database, GRADED))
    report = verify(database)
    events = sum(len(unit.events) for unit in GRADED.units.values())
    assert (report.findings, report.clean, report.units) == ((), True, (BRANCH, UPPER))
    assert (report.events, report.leaves, report.scores) == (events, events, 9)
    assert report.state_rows > 200
    assert report.projection_rows > 500
    assert report.as_json()["clean"] is True


def test_an_empty_ledger_is_clean(sqlite_database):
    sqlite_database.found("B09")
    assert verify(sqlite_database).clean
    catch_up(sqlite_database)
    assert verify(sqlite_database).clean


def test_a_unit_without_a_ledger_is_an_error_and_no_finding(sqlite_database):
    with pytest.raises(NotFoundError):
        verify(sqlite_database, ["B09"])


def test_one_changed_byte_of_one_event_is_found_at_its_position(database):
    catch_up(store(database, FILED))
    position = next(e.position for e in FILED.units[BRANCH].events if e.topic == "claim-observed")
    body = event_bytes(FILED.units[BRANCH].events[position])
    change_body(database, position, body.replace(b'"points":"30"', b'"points":"31"'))
    seen = found(database)
    assert ("body-changed", position, "") in seen
    assert ("root-differs", None, "") in seen
    assert any(what == "row-differs" and place.startswith("scores_claim") for what, _, place in seen)


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[]", b"", b"null", b'{"a":1.5}'])
def test_a_body_that_is_no_event_any_more_is_a_finding_and_no_crash(sqlite_database, body):
    catch_up(store(sqlite_database, FILED))
    change_body(sqlite_database, 40, body)
    assert {("body-changed", 40, ""), ("unreadable", 40, "")} <= found(sqlite_database)
    assert any("position 40 on" in str(fault) for fault in verify(sqlite_database).not_checked)


def test_a_body_that_somebody_made_text_is_a_finding_and_no_crash(sqlite_database):
    catch_up(store(sqlite_database, FILED))
    without_guards(sqlite_database, "UPDATE event SET body = 'hello' WHERE ledger = 'B01' AND position = 40")
    assert ("unreadable", 40, "") in found(sqlite_database)


def test_an_event_that_no_decision_could_have_written_is_found(sqlite_database):
    catch_up(store(sqlite_database, FILED))
    events = FILED.units[BRANCH].events
    position = next(e.position for e in events if e.topic == "claim-registered")
    body = event_bytes(events[position])
    claim = events[position].payload.claim.encode()
    change_body(sqlite_database, position, body.replace(b'"claim":"' + claim, b'"claim":"2026Q1-999'))
    assert ("can't-follow", position, "") in found(sqlite_database)


def test_a_changed_state_row_is_found(database):
    catch_up(store(database, FILED))
    with database.transaction() as connection:
        connection.exec_driver_sql(
            "UPDATE state SET body = (SELECT body FROM state WHERE key = 'member/M04' AND ledger = 'B01') "
            "WHERE key = 'member/M03' AND ledger = 'B01'"
        )
        connection.exec_driver_sql("DELETE FROM state WHERE key = 'member/M05' AND ledger = 'B01'")
        connection.exec_driver_sql("UPDATE state SET key = 'member/M66' WHERE key = 'member/M06' AND ledger = 'B01'")
        connection.exec_driver_sql("UPDATE state SET root = '00' WHERE key = 'member/M07' AND ledger = 'B01'")
    assert found(database) == {
        ("row-differs", None, "state member/M03"),
        ("row-missing", None, "state member/M05"),
        ("row-missing", None, "state member/M06"),
        ("row-extra", None, "state member/M66"),
        ("row-unsealed", None, "state member/M07"),
    }


def test_a_changed_row_of_an_answer_is_found(database):
    catch_up(store(database, FILED))
    with database.transaction() as connection:
        connection.exec_driver_sql("UPDATE scores_year SET total = '99' WHERE member = 'M03' AND kind = 'final'")
        connection.exec_driver_sql("DELETE FROM board_window WHERE ledger = 'B01'")
        connection.exec_driver_sql("UPDATE worklist_item SET subject = 'claim/none' WHERE command = 'round.open'")
    assert found(database) == {
        ("row-differs", None, "scores_year 2026/M03/final"),
        ("row-missing", None, "board_window W001"),
        ("row-missing", None, "worklist_item cycle/2026/round.open/"),
        ("row-extra", None, "worklist_item claim/none/round.open/"),
    }


def test_answers_that_claim_to_know_more_than_there_is_are_found(sqlite_database):
    catch_up(store(sqlite_database, FILED))
    with sqlite_database.transaction() as connection:
        connection.exec_driver_sql("UPDATE projection_position SET size = 5000 WHERE ledger = 'B01'")
    assert found(sqlite_database) == {("position-differs", None, "projection_position B01")}


@pytest.mark.parametrize("value", ["'many'", "NULL", "X'00'"])
def test_values_of_another_kind_are_findings_and_no_crash(sqlite_database, value):
    catch_up(store(sqlite_database, FILED))
    with sqlite_database.transaction() as connection:
        connection.exec_driver_sql(f"UPDATE scores_round SET claims = {value} WHERE member = 'M03'")
        if value != "NULL":
            connection.exec_driver_sql(f"UPDATE state SET body = {value}, root = {value} WHERE key = 'member/M03'")
            connection.exec_driver_sql(f"UPDATE state SET size = {value} WHERE key = 'member/M04'")
            connection.exec_driver_sql(f"UPDATE projection_position SET version = {value} WHERE ledger = 'P01'")
    assert ("row-differs", None, "scores_round 2026/2026Q1/M03/final") in found(sqlite_database)


def rewritten(database, house, position, change):
    """As an insider who knows how: one payload changed, every hash and the head made anew."""
    events = list(house.units[BRANCH].events)
    events[position] = replace(events[position], payload=change(events[position].payload))
    other = replace(house, units={**house.units, BRANCH: replace(house.units[BRANCH], events=events)})
    return store(database, other)


def test_a_grade_that_does_not_follow_is_found_though_every_hash_fits(sqlite_database):
    (position,) = positions(GRADED, GradesProposed)

    def better(said):
        figures = [replace(said.figures[0], total=Decimal("99.00")), *said.figures[1:]]
        return replace(said, figures=tuple(figures))

    rewritten(sqlite_database, GRADED, position, better)
    seen = verify(sqlite_database).findings
    assert [(f.what, f.position) for f in seen] == [("score-differs", position)]
    assert "M01 stands at 99" in str(seen[0])
    assert "give 93.00" in str(seen[0])


def test_a_filing_that_leaves_a_claim_out_is_found(sqlite_database):
    position = positions(FILED, FilingMade)[0]
    rewritten(sqlite_database, FILED, position, lambda said: replace(said, claims=said.claims[1:], silent=("M09",)))
    seen = found(sqlite_database)
    assert ("filing-differs", position, "") in seen


def test_a_scheme_that_is_not_the_text_of_its_digest_is_found(sqlite_database):
    position = next(e.position for e in FILED.units[BRANCH].events if e.topic == "scheme-proposed")
    rewritten(sqlite_database, FILED, position, lambda said: replace(said, text=said.text + "\n# one line more\n"))
    assert {("scheme-digest", position, "")} <= found(sqlite_database)


def head_of(database, size):
    edge = Edge()
    for _, body in database.ledger(BRANCH).bodies(size):
        edge = edge.append(leaf_hash(body))
    return Anchor(size, edge.root())


def test_without_an_anchor_it_says_that_all_could_have_been_rewritten(sqlite_database):
    store(sqlite_database, FILED)
    said = [str(fault) for fault in verify(sqlite_database, [BRANCH]).not_checked]
    assert any(f"no anchor from outside: all {SIZE} events" in line for line in said)
    assert any("none were worked out yet" in line for line in said)


def test_an_anchor_shows_how_much_lies_behind_it(sqlite_database):
    store(sqlite_database, FILED)
    report = verify(sqlite_database, [BRANCH], anchors={BRANCH: [head_of(sqlite_database, 100)]})
    assert report.clean
    assert any(str(fault).startswith(f"B01: {SIZE - 100} events") for fault in report.not_checked)


def test_a_log_that_is_not_the_one_known_outside_is_found(sqlite_database):
    store(sqlite_database, FILED)
    anchors = {BRANCH: [Anchor(100, b"\x01" * 32), Anchor(500, b"\x02" * 32)]}
    assert found(sqlite_database, anchors=anchors) == {("anchor-differs", None, ""), ("anchor-cut", SIZE, "")}


def test_answers_that_lag_are_compared_where_they_are(sqlite_database):
    catch_up(store(sqlite_database, posted_round()))
    house = posted_round()
    house.on("2026-04-09").do("clock.tick", "timer")
    store(sqlite_database, house)
    report = verify(sqlite_database, [BRANCH])
    assert report.clean
    assert any("don't know the last" in str(fault) for fault in report.not_checked)


def test_it_writes_nothing(sqlite_database, sqlite_path):
    catch_up(store(sqlite_database, FILED))
    sqlite_database.empty_journal()
    before = sqlite_path.read_bytes()
    verify(sqlite_database)
    assert sqlite_path.read_bytes() == before


def test_any_flipped_bit_of_any_event_is_found_where_it_is(sqlite_database):
    catch_up(store(sqlite_database, FILED))
    chance = Random(7)
    for _ in range(12):
        position = chance.randrange(181)
        body = event_bytes(FILED.units[BRANCH].events[position])
        changed = bytearray(body)
        changed[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
        write(sqlite_database, position, bytes(changed))
        assert ("body-changed", position, "") in found(sqlite_database, units=[BRANCH])
        write(sqlite_database, position, body)


def write(database, position, body):
    with database.transaction() as connection:
        for name in ("event_no_update", "event_no_delete"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(
            f"UPDATE event SET body = X'{body.hex()}' WHERE ledger = 'B01' AND position = {position}"
        )
