"""`jifen verify` against what was kept outside: a trust file's last filing, a signed checkpoint."""

from pathlib import Path

import pytest

from cli.stores import close_all
from ledger.note import verifier_key
from tests.cli.door import Said, say
from tests.support import BRANCH
from tests.tamper.histories import KEY, ORIGIN, Kept, kept, played, written
from tests.workflow.verifier.filings import OTHER_KEY
from workflow.verifier import Last, write_trust


@pytest.fixture(scope="module")
def events():
    from random import Random

    return tuple(played(Random(3)).units[BRANCH].events)


@pytest.fixture
def here(events, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """A ledger in `ledger.db`, a checkpoint of its first 60 events, and a trust file that knows 50 of them as filed."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "ledger.db", events).close()
    checkpoint, last = kept(events, 60), kept(events, 50)
    Path("checkpoint.txt").write_text(checkpoint.note, encoding="utf-8")
    keys = {ORIGIN: [verifier_key(ORIGIN, KEY)]}
    Path("trust.json").write_text(write_trust(keys, last={ORIGIN: Last(last.size, last.root)}), encoding="utf-8")
    other = {ORIGIN: [verifier_key(ORIGIN, OTHER_KEY)]}
    Path("other.json").write_text(write_trust(other), encoding="utf-8")
    return checkpoint


def verify(*words: str) -> Said:
    try:
        return say("--db", "ledger.db", "--json", "verify", *words)
    finally:
        close_all()


def test_without_an_anchor_it_says_that_everything_could_have_been_rewritten(here, events):
    said = verify()
    assert said.code == 0
    assert any("no anchor from outside" in each["message"] for each in said.json["not_checked"])


def test_with_anchors_it_says_how_many_events_lie_after_the_last(here, events):
    said = verify("--trust", "trust.json", "--checkpoint", "checkpoint.txt")
    assert said.code == 0
    after = len(events) - 60
    times = [event.at for event in events[59:]]
    span = max(times) - min(times)
    due = f"{after} events, over {span.days} days and {span.seconds // 60} minutes, lie after the last anchor at 60"
    assert due in {each["message"] for each in said.json["not_checked"]}


@pytest.mark.parametrize("kept_here", [[], ["--checkpoint", "checkpoint.txt"]])
def test_a_log_that_was_cut_below_an_anchor_is_found(here, events, kept_here):
    Path("ledger.db").unlink()
    written(Path("ledger.db").absolute(), events[:40]).close()
    assert verify().code == 0
    said = verify("--trust", "trust.json", *kept_here)
    assert said.code == 7
    assert "anchor-cut" in {finding["what"] for finding in said.json["findings"]}


def test_a_checkpoint_that_nobody_trusted_has_signed_is_no_anchor(here):
    assert verify("--trust", "other.json", "--checkpoint", "checkpoint.txt").code == 1
    assert verify("--checkpoint", "checkpoint.txt").code == 2


def test_a_checkpoint_whose_text_was_changed_is_found_out(here):
    text = here.note.replace("\n60\n", "\n61\n")
    Path("checkpoint.txt").write_text(text, encoding="utf-8")
    assert verify("--trust", "trust.json", "--checkpoint", "checkpoint.txt").code == 7
