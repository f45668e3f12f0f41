"""The verifier as one file: what is in it, that it runs alone, that it is the same every time."""

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import cffi
import cryptography
import pytest

from cli.single_file import SHEBANG, modules, packed
from tests.cli.door import say
from tests.workflow.verifier.filings import OTHER_KEY, trust
from workflow.verifier import verify_bundle

SITE = Path(cryptography.__file__).parents[1]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the file and, in `site/`, what it may use: cryptography and what that is made of."""
    folder = tmp_path_factory.mktemp("alone")
    (folder / "jifen-verify.pyz").write_bytes(packed())
    site = folder / "site"
    site.mkdir()
    for name in ("cryptography", Path(cffi.__file__).parent.name):
        (site / name).symlink_to(SITE / name)
    for backend in SITE.glob("_cffi_backend*"):
        (site / backend.name).symlink_to(backend)
    return folder


def run(alone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    # Without the packages of this environment, and without any part of this checkout.
    line = [sys.executable, "-S", "-P", str(alone / "jifen-verify.pyz"), *words]
    environment = {"PYTHONPATH": str(alone / "site"), "PATH": "", "PYTHONTZPATH": ""}
    return subprocess.run(line, capture_output=True, text=True, cwd=alone, env=environment)


def test_it_says_what_the_installed_verifier_says(alone: Path, bundle: bytes):
    (alone / "filing.jifen").write_bytes(bundle)
    (alone / "trust.json").write_text(trust(), encoding="utf-8")
    done = run(alone, "filing.jifen", "--trust", "trust.json", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == json.loads(json.dumps(verify_bundle(bundle, trust()).as_json()))


def test_it_finds_what_is_wrong(alone: Path, bundle: bytes):
    place = bundle.index(b'"claim-applied"')
    (alone / "changed.jifen").write_bytes(bundle[:place] + b'"Claim' + bundle[place + 6 :])
    (alone / "trust.json").write_text(trust(), encoding="utf-8")
    (alone / "other.json").write_text(trust(key=OTHER_KEY), encoding="utf-8")
    (alone / "filing.jifen").write_bytes(bundle)
    assert run(alone, "changed.jifen", "--trust", "trust.json").returncode == 7
    assert run(alone, "filing.jifen", "--trust", "other.json").returncode == 7
    assert run(alone, "none.jifen", "--trust", "trust.json").returncode == 3


def test_it_holds_the_verifier_and_nothing_of_the_machinery():
    held = set(modules())
    assert {"workflow.verifier.check", "workflow.scoring.score", "ledger.events.claim"} <= held
    assert not held & {"ledger.store", "ledger.database", "workflow.app", "workflow.judge", "cli.main"}
    names = zipfile.ZipFile(BytesIO(packed()[len(SHEBANG) :])).namelist()
    assert "workflow/process/tables/steps@1.csv" in names
    assert not [name for name in names if name.startswith(("cli/", "projections/", "sqlalchemy/"))]


def test_the_same_program_gives_the_same_bytes(tmp_path: Path):
    said = say("--json", "filing", "verifier", "--out", str(tmp_path / "one.pyz"))
    assert said.code == 0
    assert (tmp_path / "one.pyz").read_bytes() == packed()
    assert said.json["bytes"] == len(packed())
