"""Is this filing what it says? A bundle and a trust file are checked here, without a database, a network or a clock.

Zip, JSON, tree and signatures are read by code of this package's own, written apart from the writer's; scoring, the
fold and the process table are the shared, pure ones. Source: spec/ledger.md §2 (the verifier), spec/process.md §4.
"""

from workflow.verifier.check import verify_bundle
from workflow.verifier.compare import compare_receipts
from workflow.verifier.held import verify_checkpoint, verify_receipt
from workflow.verifier.trust import Last, Trust, read_trust, write_trust
from workflow.verifier.verdict import Finding, Verdict

__all__ = [
    "Finding",
    "Last",
    "Trust",
    "Verdict",
    "compare_receipts",
    "read_trust",
    "verify_bundle",
    "verify_checkpoint",
    "verify_receipt",
    "write_trust",
]
