"""How matters stand: records by key, folded from events; one module for each kind of matter."""
