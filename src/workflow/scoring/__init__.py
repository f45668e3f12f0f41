"""The rule engine: a scheme and the facts of a branch's year in, scores with their working out. Pure."""
