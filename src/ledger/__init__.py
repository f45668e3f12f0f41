"""The past: what happened, in order, and the proof that nobody changed it."""
