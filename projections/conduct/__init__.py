"""What is unusual though allowed, in the way a branch keeps its ledger: for an auditor to ask about."""
