"""A second model of the process, written from spec/process.md alone, and what holds the program against it."""
