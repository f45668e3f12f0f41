"""Did everybody keep to the process? Each module replays one kind of rule on what the log recorded."""
