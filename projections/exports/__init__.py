"""What leaves the ledger in other people's formats: pure functions from events and figures to documents.

Ids, days, codes and exact figures; no free text, no objector, no ballot; names only where they are handed in.
"""
