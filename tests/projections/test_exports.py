"""Exports say what the ledger says, in formats that others read: nothing more, nothing else, the same each time."""

import csv
import io
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ledger.events import topics
from projections.exports import scores
from projections.exports.cloudevents import cloudevents
from projections.exports.ocel import Log, from_json, log_of, to_json
from projections.exports.sheet import BOM, Column, Sheet, csv_text, defused
from projections.runner import catch_up
from projections.scores import claim_rows, score_rows, year_rows
from projections.stages import KINDS
from tests.projections.branch import STUDY, filed_round, graded_year, store
from tests.support import BRANCH

FORMATS = Path(__file__).with_name("formats")
EVENTS = graded_year().units[BRANCH].events
CONTESTED = filed_round().units[BRANCH].events


def schema(name: str) -> jsonschema.Draft202012Validator:
    plain = json.loads((FORMATS / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(plain)
    return jsonschema.Draft202012Validator(plain, format_checker=jsonschema.FormatChecker())


@pytest.fixture(scope="module")
def log() -> Log:
    return log_of(BRANCH, EVENTS)


@pytest.mark.parametrize("events", [EVENTS, CONTESTED])
def test_an_ocel_log_is_valid_and_reads_back_the_same(events: Any):
    made = log_of(BRANCH, events)
    plain = json.loads(json.dumps(to_json(made)))
    assert list(schema("ocel-2.0").iter_errors(plain)) == []
    assert from_json(plain) == made


def test_the_schema_of_ocel_refuses_what_is_no_log(log: Log):
    plain = to_json(log)
    check = schema("ocel-2.0")
    assert not check.is_valid({**plain, "events": [{"id": "e1", "type": "x"}]})
    assert not check.is_valid({name: value for name, value in plain.items() if name != "objectTypes"})


def actor(by: str) -> str:
    return "clock/-" if by == "clock" else f"office/{by}" if "#" in by else f"person/{by}"


def test_every_event_is_in_the_log_with_its_place_time_and_actor(log: Log):
    assert [event.id for event in log.events] == [f"{BRANCH}/{event.position}" for event in EVENTS]
    for exported, event in zip(log.events, EVENTS, strict=True):
        assert exported.type == event.topic
        assert dict(exported.attributes)["position"] == event.position
        assert (actor(event.by), "by") in exported.relations


def test_every_relation_leads_to_an_object_and_every_attribute_is_declared(log: Log):
    ids = {each.id for each in log.objects}
    assert {id for event in log.events for id, _ in event.relations} <= ids
    assert {id for each in log.objects for id, _ in each.relations} <= ids
    plain = to_json(log)
    known = {(kind["name"], a["name"]) for kind in plain["eventTypes"] for a in kind["attributes"]}
    assert {(event.type, name) for event in log.events for name, _ in event.attributes} == known


def test_a_claims_states_stand_with_their_times_and_whose_it_is(log: Log):
    claim = next(each for each in log.objects if each.id == f"claim/{STUDY}")
    states = [value for name, _, value in claim.attributes if name == "state"]
    assert states == ["registered", "reviewed", "public", "final"]
    assert ("person/M05", "member") in claim.relations
    assert ("round/2026Q1", "names") in claim.relations


def test_cloud_events_are_valid_and_name_each_event_once():
    made = json.loads(json.dumps(list(cloudevents(EVENTS))))
    check = schema("cloudevents-1.0")
    assert [error for each in made for error in check.iter_errors(each)] == []
    assert len({(each["source"], each["id"]) for each in made}) == len(EVENTS)
    assert [each["sequence"] for each in made] == sorted(each["sequence"] for each in made)
    applied = next(event for event in EVENTS if event.topic == "claim-applied")
    first = made[applied.position]
    assert (first["subject"], first["type"]) == (applied.stream, "jifen.claim-applied.v1")
    assert first["data"]["payload"]["line"]["points"] == "18"
    assert [datetime.fromisoformat(each["time"]) for each in made] == [event.at for event in EVENTS]


def test_the_schema_of_cloud_events_refuses_what_is_none():
    made = next(iter(cloudevents(EVENTS)))
    check = schema("cloudevents-1.0")
    assert not check.is_valid({**made, "specversion": "0.3"})
    assert not check.is_valid({**made, "Bad_Name": "x"})
    assert not check.is_valid({name: value for name, value in made.items() if name != "source"})


def test_no_free_text_no_objector_and_no_tag_leaves_the_house():
    for text in (json.dumps(to_json(log_of(BRANCH, CONTESTED))), json.dumps(list(cloudevents(CONTESTED)))):
        assert "he was not there" not in text
        assert "tag of M06" not in text
        assert '"objector"' not in text
        assert '"box"' not in text
        assert "notice board" not in text


def test_names_stand_in_a_log_only_where_they_were_handed_in():
    with_names = log_of(BRANCH, CONTESTED, {"M05": "刘长河"})
    (person,) = [each for each in with_names.objects if each.id == "person/M05"]
    assert [(name, value) for name, _, value in person.attributes] == [("name", "刘长河")]
    assert "刘长河" not in json.dumps(to_json(log_of(BRANCH, CONTESTED)), ensure_ascii=False)


def test_the_same_events_give_the_same_exports():
    assert json.dumps(to_json(log_of(BRANCH, EVENTS))) == json.dumps(to_json(log_of(BRANCH, list(EVENTS))))


def test_a_year_in_the_ledger_covers_many_kinds_of_events():
    assert len({event.topic for event in EVENTS}) > 20
    assert {event.topic for event in EVENTS} <= set(topics())


# Cells


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＠x", "－1", "＋1"]
)
def test_a_text_that_a_spreadsheet_would_run_is_defused(text: str):
    assert defused(text) == "'" + text


@pytest.mark.parametrize("text", ["", "M05", "a=b", "五月-六月", "daily.study", "'=1"])
def test_other_texts_stay_as_they_are(text: str):
    assert defused(text) == text


def read_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_negative_figure_stays_a_figure_and_a_text_that_looks_like_one_does_not():
    sheet = Sheet((Column("note"), Column("points", "points"), Column("n", "count"), Column("ok", "flag")),
                  (("-2", Decimal("-2.50"), -3, False), ("a,\"b\"\n c", None, None, True)))  # fmt: skip
    first, second = read_csv(csv_text(sheet))
    assert first == {"note": "'-2", "points": "-2.50", "n": "-3", "ok": "false"}
    assert second == {"note": 'a,"b"\n c', "points": "", "n": "", "ok": "true"}


def test_a_byte_order_mark_stands_there_only_when_asked_for():
    sheet = Sheet((Column("a"),), ())
    assert csv_text(sheet, bom=True) == BOM + csv_text(sheet) == BOM + "a\r\n"


@pytest.fixture
def kept(sqlite_database):
    store(sqlite_database, graded_year())
    catch_up(sqlite_database, [BRANCH])
    return sqlite_database


def test_the_tables_hold_the_scores_exactly(kept):
    rows = {kind: year_rows(kept, BRANCH, "2026", kind=kind) for kind in KINDS}
    lines = read_csv(csv_text(scores.years(BRANCH, rows)))
    assert len(lines) == len(KINDS) * 9
    mine = next(line for line in lines if (line["member"], line["kind"]) == ("M05", "final"))
    assert (mine["total"], mine["grade"], mine["recorded_total"]) == ("93.00", "excellent", "93.00")
    assert (mine["component.daily"], mine["provisional"]) == ("69.00", "false")
    by_round = read_csv(csv_text(scores.rounds(BRANCH, score_rows(kept, BRANCH, "2026"))))
    assert len(by_round) == 4 * 9 * len(KINDS)
    found = read_csv(csv_text(scores.claims(BRANCH, claim_rows(kept, BRANCH, "2026"))))
    (study,) = [line for line in found if line["claim"] == STUDY]
    assert (study["member"], study["final"], study["state"]) == ("M05", "30.00", "final")


def test_a_hostile_name_is_defused_in_a_table(kept):
    rows = claim_rows(kept, BRANCH, "2026", member="M05")
    lines = read_csv(csv_text(scores.claims(BRANCH, rows, {"M05": '=HYPERLINK("http://x")'})))
    assert {line["name"] for line in lines} == {'\'=HYPERLINK("http://x")'}
