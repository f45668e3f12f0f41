"""The unit, its members, their kin, and who holds which post."""
