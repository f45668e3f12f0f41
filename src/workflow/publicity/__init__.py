"""公示: windows with a recorded deadline."""
