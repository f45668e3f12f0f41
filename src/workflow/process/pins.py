"""What a cycle pins beside its scheme: the versions of the process table and of the rule engine.

Old ones stay runnable; a change of behaviour is a new number, never an edit under the old one.
Source: spec/ledger.md §1.
"""

TABLE = 1
ENGINE = 1
