"""Every edit that an insider may try on a ledger, at random positions, held against everything that must catch it."""
