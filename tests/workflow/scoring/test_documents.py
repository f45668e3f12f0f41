"""What is written about schemes is true: the guide works as written, the pages and the JSON Schema are current."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from workflow.schemes import library
from workflow.schemes.__main__ import pages
from workflow.scoring.read import read_scheme
from workflow.scoring.schema import scheme_schema

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs/how-to/write-a-scheme.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.S)


def test_the_guide_makes_a_scheme_whose_cases_pass(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("reading-circle@1.toml").write_text("\n".join(blocks("toml")), encoding="utf-8")
    Path("reading-circle.json").write_text("\n".join(blocks("json")), encoding="utf-8")
    [program] = blocks("python")
    exec(program, {})
    assert capsys.readouterr().out == "3 passed, 0 failed\n"


@pytest.mark.parametrize("path", pages())
def test_what_is_written_from_the_tables_is_current(path):
    assert (ROOT / path).read_text(encoding="utf-8") == pages()[path], "run: python -m workflow.schemes"


def misfits(schema, root, value, place="$"):
    """A small reader of the part of JSON Schema that the schema uses."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        return [] if any(not misfits(each, root, value) for each in schema["anyOf"]) else [place]
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    if schema.get("format") == "date":
        return [] if isinstance(value, date) else [place]
    if not isinstance(value, kinds[schema["type"]]) or (
        "pattern" in schema and not re.search(schema["pattern"], value)
    ):
        return [place]
    if "enum" in schema and value not in schema["enum"]:
        return [place]
    found = []
    if schema["type"] == "array":
        found += [bad for n, each in enumerate(value) for bad in misfits(schema["items"], root, each, f"{place}[{n}]")]
    if schema["type"] == "object":
        found += [f"{place}.{name}" for name in schema.get("required", []) if name not in value]
        for name, each in value.items():
            below = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
            found += [f"{place}.{name}"] if below is False else misfits(below, root, each, f"{place}.{name}")
    return found


def schema():
    import json

    return json.loads(scheme_schema())


@pytest.mark.parametrize("name", library.scheme_ids())
def test_every_document_has_the_shape_of_the_json_schema(name):
    assert misfits(schema(), schema(), tomllib.loads(library.scheme_text(name))) == []


def test_the_json_schema_refuses_what_the_reader_refuses_by_shape():
    document = tomllib.loads(library.scheme_text("heart-points"))
    document["item"][0] |= {"points": "1e3", "bogus": 1}
    assert set(misfits(schema(), schema(), document)) == {"$.item[0].points", "$.item[0].bogus"}


def test_every_kind_of_rule_is_used_by_a_scheme_of_the_package():
    from workflow.scoring.rules import RULES

    assert {item.rule for name in library.scheme_ids() for item in library.scheme(name).items} == set(RULES)


def test_no_scheme_is_named_in_the_engine():
    for path in (ROOT / "src/workflow/scoring").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [name for name in library.scheme_ids() if re.search(rf"\b{name}\b", text)], path


def test_the_engine_imports_nothing_but_the_standard_library_and_exact_figures():
    import ast
    import sys

    for path in (ROOT / "src/workflow/scoring").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [node.module]
                if isinstance(node, ast.ImportFrom)
                else [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else []
            )
            for name in names:
                top = name.partition(".")[0]
                known = top in sys.stdlib_module_names or name in ("ledger.errors", "ledger.exact")
                assert known or name.startswith("workflow.scoring"), (path, name)
                assert name not in ("os", "time", "random", "pathlib", "locale"), (path, name)


def test_a_document_of_the_guide_reads_again_and_again_the_same():
    text = "\n".join(blocks("toml"))
    assert read_scheme(text) == read_scheme(text)
