"""What follows: command and state in, events out; one module for each kind of matter."""
