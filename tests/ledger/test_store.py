"""A ledger is read at one position and appended to at that position, on both databases alike."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from ledger import merkle
from ledger.database import open_database
from ledger.errors import InvalidError, NotFoundError, StaleError
from ledger.mapper import event_bytes
from ledger.result import CommandRecord
from ledger.sealed import TextKey
from tests.ledger.sample import append, fill, noted


@pytest.fixture
def ledger(database):
    return database.found("branch-1")


def record(event, result="[]"):
    return CommandRecord(event.command, "digest", result)


def test_a_new_ledger_is_empty_and_its_root_is_the_hash_of_nothing(ledger):
    head = ledger.head()
    assert (head.size, head.root, head.edge) == (0, merkle.EMPTY_ROOT, merkle.Edge())
    assert list(ledger.follow()) == []
    assert ledger.notification_log.recorder.max_notification_id() is None


def test_what_was_appended_is_read_back_by_stream_and_by_position(ledger):
    assert [append(ledger, stream=stream) for stream in ("a", "b", "a")] == [0, 1, 2]
    assert [(event.position, event.version) for event in ledger.read("a")] == [(0, 1), (2, 2)]
    assert [event.stream for event in ledger.follow()] == ["a", "b", "a"]
    assert [event.position for event in ledger.follow(after=1)] == [2]
    assert list(ledger.read("c")) == []


def test_following_in_pages_leaves_nothing_out(ledger):
    fill(ledger, 7)
    for limit in (1, 2, 3, 7, 8):
        assert [event.position for event in ledger.follow(limit=limit)] == list(range(7))


def test_the_head_is_the_tree_over_the_stored_bytes(ledger):
    fill(ledger, 5)
    bodies = [body for _, body in ledger.bodies()]
    assert bodies[3] == event_bytes(noted(3))
    assert ledger.head().root == merkle.root_of(map(merkle.leaf_hash, bodies))
    assert [position for position, _ in ledger.bodies(3)] == [0, 1, 2]


def test_a_decision_on_an_older_head_is_refused_and_stores_nothing(ledger):
    old = ledger.head()
    append(ledger)
    with pytest.raises(StaleError) as refusal:
        append(ledger, head=old, text="late")
    assert refusal.value.facts == {"unit": "branch-1", "seen": 0, "now": 1}
    assert ledger.head().size == 1


def test_a_view_stays_at_its_position_while_the_ledger_moves_on(ledger):
    append(ledger, stream="a", text="old")
    with ledger.reading() as view:
        append(ledger, stream="a", text="new")
        assert (view.head.size, view.version("a"), view.state("a")) == (1, 1, b"old")
        with pytest.raises(NotFoundError):
            view.event(1)
    with ledger.reading() as view:
        assert (view.head.size, view.version("a"), view.state("a")) == (2, 2, b"new")
        assert view.event(1).payload.text == "new"


def test_state_rows_are_written_changed_and_deleted_with_the_events(ledger, database):
    first, second = noted(0), noted(1)
    empty = ledger.head()
    ledger.append([first], head=empty, state={"a": b"1", "b": b"1"}, fold=3, commands=[record(first)])
    ledger.append(
        [second], head=ledger.head(), state={"a": b"2", "b": None, "c": None}, fold=4, commands=[record(second)]
    )
    with ledger.reading() as view:
        assert (view.state("a"), view.state("b"), view.fold("a"), view.fold("b")) == (b"2", None, 4, None)
    with database.snapshot() as connection:
        row = connection.exec_driver_sql("SELECT size, root, fold FROM state WHERE key = 'a'").one()
    assert tuple(row) == (2, ledger.head().root.hex(), 4)


def test_state_keys_are_found_by_prefix_in_byte_order(ledger):
    keys = ["claim/2", "claim/10", "Claim/1", "claim", "member/1", "claim/会", "claim_1", "claim/\U0001f600"]
    event = noted(0)
    ledger.append([event], head=ledger.head(), state=dict.fromkeys(keys, b"x"), fold=1, commands=[record(event)])
    with ledger.reading() as view:
        assert view.keys("claim/") == ("claim/10", "claim/2", "claim/会", "claim/\U0001f600")
        assert view.keys() == tuple(sorted(keys, key=str.encode))
        assert list(view.states("member/").items()) == [("member/1", b"x")]


def test_a_command_is_found_again_with_its_result(ledger):
    append(ledger)
    found = ledger.result_of("command-0")
    assert (found.id, found.result) == ("command-0", "[0]")
    assert found.digest == ledger.digest(b"command-0")
    with ledger.reading() as view:
        assert view.result_of("command-0") == found
        assert view.result_of("command-1") is None


def test_a_command_id_is_stored_once_even_by_two_who_see_the_same_head(ledger):
    append(ledger)
    again = noted(1, stream="other")
    again = type(again)(**{**{f: getattr(again, f) for f in again.__slots__}, "command": "command-0"})
    with pytest.raises(StaleError):
        ledger.append([again], head=ledger.head(), state={}, fold=1, commands=[record(again)])
    assert ledger.head().size == 1


def test_a_command_without_events_is_stored_alone(ledger):
    positions = ledger.append([], head=ledger.head(), state={}, fold=1, commands=[CommandRecord("quiet", "d", "[]")])
    assert positions == ()
    assert ledger.result_of("quiet").result == "[]"
    assert ledger.head().size == 0


def test_events_of_one_command_stand_side_by_side(ledger):
    one, two = noted(0, stream="a"), noted(1, stream="a", version=2)
    two = type(two)(**{**{f: getattr(two, f) for f in two.__slots__}, "command": one.command})
    assert ledger.append([one, two], head=ledger.head(), state={}, fold=1, commands=[record(one)]) == (0, 1)


@pytest.mark.parametrize(
    "wrong",
    [noted(1), noted(0, unit="branch-2"), noted(0, version=2)],
    ids=["another position", "another unit", "a version left out"],
)
def test_a_wrongly_numbered_event_is_a_bug_and_stores_nothing(ledger, wrong):
    with pytest.raises(ValueError, match=r"belong|no version"):
        ledger.append([wrong], head=ledger.head(), state={"a": b"1"}, fold=1, commands=[record(wrong)])
    assert ledger.head().size == 0
    assert ledger.result_of(wrong.command) is None


def test_no_statement_of_a_decision_or_an_append_looks_through_a_table(sqlite_database):
    """So that its cost doesn't grow with the age of the ledger; benchmarks/ledger.py measures it."""
    ledger = sqlite_database.found("branch-1")
    fill(ledger, 3)
    statements = []

    def keep(connection, cursor, statement, parameters, context, many):
        statements.append((statement, parameters[0] if many else parameters))

    event.listen(sqlite_database.engine, "before_cursor_execute", keep)
    append(ledger, stream="note/1")
    with ledger.reading() as view:
        assert view.keys("note/")
        view.event(2)
    event.remove(sqlite_database.engine, "before_cursor_execute", keep)
    assert len(statements) > 10
    with sqlite_database.snapshot() as connection:
        for statement, parameters in statements:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            assert not [row for row in plan if str(row[-1]).startswith("SCAN")], statement


def test_text_keys_are_stored_with_the_events_or_not_at_all(ledger, database):
    event = noted(0)
    keys = [TextKey("t1", "p1", b"w"), TextKey("t1", "p2", b"w")]
    ledger.append([event], head=ledger.head(), state={}, fold=1, keys=keys, commands=[record(event)])
    with database.snapshot() as connection:
        rows = connection.exec_driver_sql("SELECT text, person FROM text_key ORDER BY person").all()
    assert [tuple(row) for row in rows] == [("t1", "p1"), ("t1", "p2")]


def test_ledgers_in_one_database_know_nothing_of_each_other(database):
    here, there = database.found("branch-1"), database.found("branch-2")
    fill(here, 3)
    append(there, stream="note/0")
    assert (here.head().size, there.head().size) == (3, 1)
    assert [event.unit for event in there.follow()] == ["branch-2"]
    assert database.units() == ("branch-1", "branch-2")
    assert here.digest(b"same") != there.digest(b"same")


def test_an_empty_ledger_may_be_founded_again_but_not_one_with_events(database):
    append(database.found("branch-1"))
    database.found("branch-2")
    database.found("branch-2")
    with pytest.raises(InvalidError):
        database.found("branch-1")


def test_a_unit_without_a_ledger_is_not_found(database):
    with pytest.raises(NotFoundError):
        database.ledger("nobody")


@pytest.mark.parametrize("unit", ["", " a", "a\n", "a" * 201])
def test_not_everything_is_the_id_of_a_unit(database, unit):
    with pytest.raises(InvalidError):
        database.found(unit)


def test_a_reopened_database_has_the_same_ledger(database, database_url):
    fill(database.found("branch-1"), 3)
    again = open_database(database_url)
    assert again.ledger("branch-1").head() == database.ledger("branch-1").head()
    assert again.ledger("branch-1").digest(b"x") == database.ledger("branch-1").digest(b"x")
    again.close()


def test_every_position_is_proved_and_every_size_extends_every_smaller_one(ledger):
    fill(ledger, 9)
    leaves = [merkle.leaf_hash(body) for _, body in ledger.bodies()]
    roots = [merkle.root_of(leaves[:size]) for size in range(10)]
    for position, size in [(0, 1), (0, 9), (8, 9), (4, 7)]:
        proof = ledger.inclusion(position, size)
        assert merkle.verify_inclusion(leaves[position], position, size, proof, roots[size])
    for old, new in itertools.combinations(range(10), 2):
        assert merkle.verify_consistency(old, new, ledger.consistency(old, new), roots[old], roots[new])
    with pytest.raises(InvalidError):
        ledger.inclusion(0, 10)


def test_a_variable_of_the_process_changes_nothing_in_how_events_are_written(database, monkeypatch):
    monkeypatch.setenv("PERSISTENCE_MODULE", "eventsourcing.popo")
    monkeypatch.setenv("COMPRESSOR_TOPIC", "zlib")
    monkeypatch.setenv("IS_SNAPSHOTTING_ENABLED", "y")
    ledger = database.found("branch-1")
    append(ledger)
    assert next(ledger.bodies())[1] == event_bytes(noted(0))


def test_both_databases_hold_the_same_bytes(sqlite_database, postgres_url):
    other = open_database(postgres_url, create=True)
    found = []
    for database in (sqlite_database, other):
        ledger = database.found("branch-1")
        for text in ("好", "a\u0000b", "\U0001f600", "x" * 10_000):
            append(ledger, text=text)
        found.append((ledger.head(), list(ledger.bodies())))
    other.close()
    assert found[0] == found[1]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1, max_size=4))
def test_any_text_comes_back_as_it_was(tmp_path_factory, texts):
    database = open_database(str(tmp_path_factory.mktemp("any") / "l.db"), create=True)
    ledger = database.found("branch-1")
    for text in texts:
        append(ledger, text=text)
    assert [event.payload.text for event in ledger.follow()] == texts
    database.close()
