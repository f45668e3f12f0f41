"""The rules of a year, the year, and its rounds: steps 1 to 3 of the process, and its end."""
