"""The commands on keys: whose signature counts, as they are given at this door."""

from cli.speech import N_
from cli.verb import Verb

VERBS = (
    Verb(
        "keys.register",
        N_("Register a personal key: from then on its owner's commands are signed with it."),
        "jifen --as M05 keys register M05 M05@B01.pub",
        ("person", "key"),
        {
            "key": N_("The verifier key: its .pub file, or name+id+base64."),
            "replaces": N_("The id of a key that it ends."),
        },
    ),
    Verb(
        "keys.revoke",
        N_("Revoke a personal key: from then on it signs nothing."),
        "jifen --as M05 keys revoke M05 1a2b3c4d --stolen",
        ("person", "key_id"),
        {"stolen": N_("Somebody else may have it.")},
    ),
    Verb(
        "keys.rotate",
        N_("Make a new key, have the old one sign it, and record that it follows."),
        "jifen --db points.db --unit B01 --as M01 keys rotate",
    ),
    Verb(
        "keys.withdraw",
        N_("Withdraw a stolen key of a branch, in the upper unit's ledger: its ledger's, or a person's."),
        "jifen --unit P01 --as U1 keys withdraw B01 1a2b3c4d --size 1498 --reason '私钥失窃'",
        ("branch", "key_id"),
        {
            "size": N_("Of the ledger's key: up to how many events its signatures stand."),
            "person": N_("Whose key it is, unless the ledger's."),
        },
    ),
)
