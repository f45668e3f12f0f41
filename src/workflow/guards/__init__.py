"""The guards of spec/process.md §4, each under its id: reasons to say no, and how to pass."""
