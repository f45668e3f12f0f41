"""Check a filing, a receipt or a checkpoint with nothing installed but this.

`python -m workflow.verifier FILE --trust FILE [--bundle BUNDLE] [--json]`. What FILE is, its first bytes say; a receipt
is held against a bundle where one is named. Exit code 0: verified; 7: not; 2: the words make no sense; 3: a file
can't be read.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from workflow.verifier.check import verify_bundle
from workflow.verifier.container import BUNDLE_BYTES_MAX
from workflow.verifier.held import verify_checkpoint, verify_receipt
from workflow.verifier.trust import TRUST_BYTES_MAX
from workflow.verifier.verdict import Verdict

VERIFIED, UNREADABLE, NOT_VERIFIED = 0, 3, 7


def main(words: Sequence[str] | None = None) -> int:
    """Print the verdict; the exit code says it again."""
    parser = argparse.ArgumentParser(prog="workflow.verifier", description="Check a filing, a receipt or a checkpoint.")
    parser.add_argument("file", type=Path, help="a bundle (.jifen), a receipt (JSON), or a signed checkpoint")
    parser.add_argument("--trust", type=Path, required=True, help="your own trust file, never the sender's")
    parser.add_argument("--bundle", type=Path, help="hold a receipt against this filing of the same unit")
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    asked = parser.parse_args(words)
    try:
        data = _read(asked.file, BUNDLE_BYTES_MAX)
        trust = _read(asked.trust, TRUST_BYTES_MAX).decode("utf-8", "replace")
        bundle = _read(asked.bundle, BUNDLE_BYTES_MAX) if asked.bundle else None
    except OSError as error:
        print(f"{error.filename} can't be read: {error.strerror}", file=sys.stderr)
        return UNREADABLE
    verdict = _verdict(data, trust, bundle)
    print(json.dumps(verdict.as_json(), ensure_ascii=False, indent=2) if asked.json else verdict)
    return VERIFIED if verdict.ok else NOT_VERIFIED


def _verdict(data: bytes, trust: str, bundle: bytes | None) -> Verdict:
    if data.lstrip()[:1] == b"{":
        return verify_receipt(data.decode("utf-8", "replace"), trust, bundle=bundle)
    if "\n\n— ".encode() in data[:TRUST_BYTES_MAX] and not data.startswith(b"PK"):
        return verify_checkpoint(data, trust)
    return verify_bundle(data, trust)


def _read(place: Path, most: int) -> bytes:
    with place.open("rb") as file:
        return file.read(most + 1)


if __name__ == "__main__":
    sys.exit(main())
