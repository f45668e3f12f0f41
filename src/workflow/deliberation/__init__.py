"""Bodies at work: the committee's session, the members' meeting, hearings, the clock."""
