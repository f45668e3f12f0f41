"""Check a filing with nothing installed but this: `python -m workflow.verifier BUNDLE --trust FILE [--json]`.

Exit code 0: verified; 7: not; 2: the words make no sense; 3: a file can't be read.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from workflow.verifier.check import verify_bundle
from workflow.verifier.container import BUNDLE_BYTES_MAX
from workflow.verifier.trust import TRUST_BYTES_MAX

VERIFIED, UNREADABLE, NOT_VERIFIED = 0, 3, 7


def main(words: Sequence[str] | None = None) -> int:
    """Print the verdict; the exit code says it again."""
    parser = argparse.ArgumentParser(prog="workflow.verifier", description="Check a filing bundle.")
    parser.add_argument("bundle", type=Path, help="the bundle, a .jifen file")
    parser.add_argument("--trust", type=Path, required=True, help="your own trust file, never the sender's")
    parser.add_argument("--json", action="store_true", help="print the verdict as JSON")
    asked = parser.parse_args(words)
    try:
        with asked.bundle.open("rb") as file:
            bundle = file.read(BUNDLE_BYTES_MAX + 1)
        with asked.trust.open("rb") as file:
            trust = file.read(TRUST_BYTES_MAX + 1).decode("utf-8", "replace")
    except OSError as error:
        print(f"{error.filename} can't be read: {error.strerror}", file=sys.stderr)
        return UNREADABLE
    verdict = verify_bundle(bundle, trust)
    print(json.dumps(verdict.as_json(), ensure_ascii=False, indent=2) if asked.json else verdict)
    return VERIFIED if verdict.ok else NOT_VERIFIED


if __name__ == "__main__":
    sys.exit(main())
