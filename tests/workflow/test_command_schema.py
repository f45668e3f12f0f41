"""The published JSON form of commands: what the schema takes, the door reads, and the other way round."""

import json

import pytest
from jsonschema import Draft202012Validator

import tests.support
from ledger.errors import InvalidError
from tests.support import House, opened
from tests.workflow.story import rounds_done
from tests.workflow.test_whole_year import evaluated
from workflow.command import COMMANDS, class_of, own_fields, read_fields, with_texts
from workflow.command_schema import command_schema, schema_text

SEALED = {"id": "0" * 32, "box": "x"}


@pytest.fixture(scope="module")
def asked():
    """Every command of a year, as JSON."""
    bodies = []

    class Listening(House):
        def ask(self, command, by, unit="B01", **fields):
            at = self.now.isoformat().replace("+00:00", "Z")
            bodies.append({"command": command, "id": f"c{self.commands}", "unit": unit, "by": by, "at": at, **fields})
            return super().ask(command, by, unit, **fields)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tests.support, "House", Listening)
        house = rounds_done(opened())
    evaluated(house.on("2027-01-12"), "2026-12-31")
    for command in ("grade.propose", "clock.tick"):
        house.ask(command, "M01", **({"cycle": "2026"} if command == "grade.propose" else {}))
    return bodies


def reads(body):
    """Whether the door can read it."""
    try:
        kind = class_of(body)
        read_fields(kind, with_texts(kind, own_fields(body, kind), lambda field, text: _sealed(text)))
    except InvalidError:
        return False
    return True


def _sealed(text):
    if not isinstance(text, str) or not text:
        raise InvalidError("no text")
    return SEALED


def fits(body):
    return Draft202012Validator(json.loads(schema_text())).is_valid(body)


def test_the_document_is_a_schema_and_has_every_command():
    document = json.loads(schema_text())
    Draft202012Validator.check_schema(document)
    assert document["$defs"].keys() == COMMANDS.keys()


def test_every_command_of_a_year_fits_its_schema(asked):
    assert len({body["command"] for body in asked}) > 20
    for body in {json.dumps(body, sort_keys=True, default=str): body for body in asked}.values():
        schema = json.loads(json.dumps(command_schema(COMMANDS[body["command"]])))
        plain = json.loads(json.dumps(body))
        assert not [error.message for error in Draft202012Validator(schema).iter_errors(plain)], body


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_field_that_is_unknown_or_missing_fits_neither(name, asked):
    body = next((json.loads(json.dumps(b)) for b in asked if b["command"] == name), None)
    body = body or {"command": name, "id": "c1", "unit": "B01"}
    schema = json.loads(json.dumps(command_schema(COMMANDS[name])))
    check = Draft202012Validator(schema)
    assert not check.is_valid({**body, "no-such-field": 1})
    assert not reads({**body, "no-such-field": 1})
    for field in set(schema["required"]) - {"command", "id", "unit"}:
        less = {key: value for key, value in body.items() if key != field}
        assert not check.is_valid(less)
        assert not reads(less)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("points", 12.5), ("points", "1e3"), ("points", "٣"), ("on", "29.3.2026"), ("times", "2"), ("evidence", "notes")],
)
def test_a_wrong_kind_fits_neither(field, wrong):
    body = {"command": "claim.apply", "id": "c1", "unit": "B01", "item": "daily.study", "on": "2026-03-20"}
    assert fits(body)
    assert reads(body)
    assert not fits({**body, field: wrong})
    assert not reads({**body, field: wrong})
