"""The answers: read models, thrown away and rebuilt at will."""
