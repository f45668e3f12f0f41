"""Help has an example for every command; the catalogue is whole; every command of the process is here."""

import gettext
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli import catalogue
from cli.house import Command
from cli.main import root
from cli.speech import LANGUAGES
from cli.verbs import VERBS
from tests.cli.door import Door, say
from workflow.process.table import table

PLACES = re.compile(r"\{[^{}]*\}|%\([a-z]+\)[sd]")


def every() -> Iterator[tuple[str, Command]]:
    """Every command with its words."""
    with click.Context(root, info_name="jifen") as ctx:
        for name in root.list_commands(ctx):
            found = root.get_command(ctx, name)
            if isinstance(found, click.Group):
                for verb in found.list_commands(ctx):
                    leaf = found.get_command(ctx, verb)
                    assert isinstance(leaf, Command)
                    yield f"{name} {verb}", leaf
            else:
                assert isinstance(found, Command)
                yield name, found


COMMANDS = dict(every())


def test_every_command_of_the_process_can_be_given_here():
    assert {row.command for row in table().rows} == set(VERBS)
    assert {name.replace(".", " ") for name in VERBS} <= set(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS)
def test_help_has_a_sentence_and_an_example(words: str):
    for lang in LANGUAGES:
        said = say("--lang", lang, *words.split(), "--help")
        if words == "can":  # all words behind it are the other command's
            said = say("--lang", lang, "can")
            assert said.code == 2
            continue
        assert said.code == 0
        assert COMMANDS[words].example.splitlines()[0] in said.out
        assert ("示例" in said.out) == (lang == "zh")
    assert COMMANDS[words].help


@pytest.mark.parametrize("words", [words for words in COMMANDS if words != "completion"])
def test_the_example_is_one_that_this_door_understands(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
):
    """Whatever the ledger says to it: the words make sense, and nothing breaks."""
    for name, value in (("JIFEN_DB", str(door.db)), ("JIFEN_UNIT", "B01"), ("JIFEN_AS", "M01")):
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    example = shlex.split(COMMANDS[words].example.partition(" > ")[0])
    for word in example:
        if re.search(r"\.(pdf|jpg|toml|csv|jsonl|json)$", word) and "/" not in word:
            Path(word.rpartition(":")[2]).write_text("x", encoding="utf-8")
    assert example[0] == "jifen"
    said = say(*example[1:])
    assert said.code not in (2, 130), said.err
    assert "inside this program" not in said.err


def test_the_list_of_all_commands_is_complete_in_both_languages():
    for lang in LANGUAGES:
        said = say("--lang", lang, "--help").out
        for name in root.lazy:
            assert re.search(rf"^  {name}\s+\S", said, re.MULTILINE), name
        flat = " ".join(said.split())
        for words in COMMANDS:
            noun, _, verb = words.partition(" ")
            assert not verb or re.search(rf"\b{noun} [^.。]*[.。] (\S+, )*{verb}\b", flat), words


def test_every_sentence_has_its_chinese():
    known = catalogue.read()
    held = {(message.context, message.id if isinstance(message.id, str) else tuple(message.id)) for message in known}
    missing = [key for key in catalogue.sentences() if key not in held]
    assert missing == [], "run python -m cli.catalogue, and write the Chinese in the .po"
    assert list(catalogue.untranslated(known)) == []


def test_every_translation_has_the_places_of_its_sentence():
    for message in catalogue.read():
        ids = message.id if isinstance(message.id, (tuple, list)) else [message.id]
        strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        if message.id:
            allowed = {place for each in ids for place in PLACES.findall(each)}
            needed = set(PLACES.findall(ids[-1])) if len(ids) == 1 else set()
            for string in strings:
                places = set(PLACES.findall(string or ""))
                assert needed <= places <= allowed, message.id


def test_the_compiled_catalogue_is_that_of_the_sentences():
    with catalogue.MO.open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    for message in catalogue.read():
        if isinstance(message.id, str) and message.id:
            found = compiled.pgettext(message.context, message.id) if message.context else compiled.gettext(message.id)
            assert found == message.string, "run python -m cli.catalogue"


@pytest.mark.parametrize(("shell", "mark"), [("bash", "complete "), ("zsh", "#compdef"), ("fish", "function")])
def test_a_shell_is_told_how_to_complete(shell: str, mark: str):
    said = say("completion", shell)
    assert said.code == 0
    assert mark in said.out
    assert "_JIFEN_COMPLETE" in said.out


def test_the_language_is_the_system_s_unless_it_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "用法" in say("claim", "--help").out
    assert "Usage" in say("--lang", "en", "claim", "--help").out
    assert "Usage" in say("claim", "apply", "--help", "--lang=en").out
    monkeypatch.setenv("LC_ALL", "C")
    assert "Usage" in say("claim", "--help").out


def test_every_kind_of_stream_has_its_word():
    from cli.sentences import STREAMS
    from workflow.process.table import table

    text = (Path(catalogue.ROOT) / "src/workflow/verifier/conduct/streams.py").read_text("utf-8")
    kinds = set(re.findall(r'f"([a-z-]+)/\{', text))
    assert len(kinds) > 30
    assert kinds - {*STREAMS, *table().machines} == set()
